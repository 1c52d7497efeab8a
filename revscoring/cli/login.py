"""Logging in to a wiki, with the password of an account or with a bot password."""

from __future__ import annotations

import os
import re
from typing import Any

import mwapi
from mwapi.errors import APIError, ClientInteractionRequest, LoginError

from ..extractors.api import Client, explain_failure

__all__ = ["WikiSession", "log_in"]

#: A bot password of the form that goes with the name of the account: ``bot@secret``.
BOT_PASSWORD = re.compile(r".+@[0-9a-v]{32,}")


class WikiSession(mwapi.Session):  # type: ignore[misc]
    """A session that can log in with a bot password too, which large wikis demand of programs."""

    def login(self, username: str, password: str, login_token: str | None = None) -> Any:
        """Log in.

        Only the names of bot passwords (``Ann@bot``, from Special:BotPasswords) have an ``@``. The API
        accepts them for ``action=login`` only, and those of accounts for ``action=clientlogin`` only.
        """
        if "@" not in username and not BOT_PASSWORD.fullmatch(password):
            more = {} if login_token is None else {"login_token": login_token}
            return super().login(username, password, **more)
        if login_token is None:
            reply = self.post(action="query", meta="tokens", type="login")
            login_token = reply["query"]["tokens"]["logintoken"]
        answer = self.post(action="login", lgname=username, lgpassword=password, lgtoken=login_token)["login"]
        if answer.get("result") != "Success":
            reason = answer.get("reason") or answer.get("result")
            raise LoginError(str(reason.get("text", reason)) if isinstance(reason, dict) else str(reason))
        return answer


def log_in(session: mwapi.Session) -> None:
    """Log in with the name and the password of the environment, or ask for them.

    If the wiki redirects to another address of the same host, such as from http to https, the session uses
    that from then on.

    Raises
    ------
    RuntimeError
        If the login fails; the message says why.
    """
    client = Client(session)
    host = session.host
    try:
        with client.explained():
            try:
                _log_in_once(session)
            except ValueError as error:  # the reply is not JSON: a redirected POST loses its parameters
                if not client.follow_redirect():
                    error.__dict__["reply_status"] = client.last_reply
                    raise RuntimeError(explain_failure(error, host, session.api_url)) from error
                _log_in_once(session)
    except ClientInteractionRequest as request:
        raise RuntimeError(
            f"{host} asks for more than a name and a password: {' '.join(str(request.message).split())} "
            "(a program logs in with a bot password, from Special:BotPasswords)"
        ) from None
    except (LoginError, APIError) as error:
        reason = str(error.info) if isinstance(error, APIError) else str(error).removeprefix("FAIL -- ")
        raise RuntimeError(f"{host} refuses the login: {reason}") from error


def _log_in_once(session: mwapi.Session) -> None:
    from mwapi.cli import do_login

    name, password = (os.environ.get(f"REVSCORING_{part}") for part in ("USER", "PASSWORD"))
    if name and password is not None:
        session.login(name, password)
        return
    try:
        do_login(session, session.host)
    except (OSError, EOFError) as error:
        if getattr(error, "filename", None) != "/dev/tty" and not isinstance(error, EOFError):
            raise
        raise RuntimeError(
            "--login: there is no terminal to ask for the password: "
            "set REVSCORING_USER and REVSCORING_PASSWORD"
        ) from error
