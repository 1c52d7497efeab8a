"""Account details of the users of a dump: from a file of accounts, else derived from the dump's edits.

A dump has names and ids of users only. Derived are only:

* ``registration_str``: the time of the first edit of the user anywhere in the dump; None for anonymous
  users. It is never earlier than the real registration.
* ``groups``: ``["*"]`` for anonymous users, ``["*", "user"]`` for others.
* ``editcount``, ``emailable``, ``gender``: None for anonymous users, unknown for others.

A file of accounts wins over it, user by user and field by field.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ...files import read_text, split_lines
from .records import DumpError, DumpRevision

__all__ = ["INFO_FIELDS", "Accounts", "first_edits", "read_accounts"]

INFO_FIELDS: Final = ("registration_str", "groups", "editcount", "emailable", "gender")

#: Other names of the fields: that of the API, and a common one.
_ALIASES: Final = {"registration": "registration_str", "edit_count": "editcount"}


class Accounts:
    """A source of account details.

    Parameters
    ----------
    known : mapping of str to mapping, optional
        Details by user name, from `read_accounts`.
    first_edits : mapping of str to str, optional
        Time stamp by user name, from `first_edits`. Without it a user that is not in `known` is not found.

    Examples
    --------
    >>> accounts = Accounts({"Ann": {"groups": ["*", "user", "sysop"]}}, {"Ann": "2003-01-31T12:00:00Z"})
    >>> accounts.look_up(5, "Ann")
    {'registration_str': '2003-01-31T12:00:00Z', 'groups': ['*', 'user', 'sysop']}
    >>> accounts.look_up(0, "127.0.0.1")["groups"]
    ['*']
    """

    def __init__(
        self,
        known: Mapping[str, Mapping[str, Any]] | None = None,
        first_edits: Mapping[str, str] | None = None,
    ) -> None:
        self.known = known or {}
        self.first_edits = first_edits

    def look_up(self, user_id: int | None, user_text: str | None) -> dict[str, Any] | None:
        """Return the known details of a user, or None for an unknown account."""
        if user_id == 0:
            details: dict[str, Any] = dict.fromkeys(INFO_FIELDS)
            details["groups"] = ["*"]
        elif self.first_edits is not None:
            details = {"registration_str": self.first_edits.get(user_text or ""), "groups": ["*", "user"]}
        elif user_text not in self.known:
            return None
        else:
            details = {}
        details.update(self.known.get(user_text or "", {}))
        return details


def first_edits(revisions: Iterable[DumpRevision]) -> dict[str, str]:
    """Return the time stamp of the first edit of every registered user of a dump.

    The revisions may come in any order.
    """
    first: dict[str, str] = {}
    for revision in revisions:
        user, when = revision.user_text, revision.timestamp
        if user is not None and revision.user_id != 0 and when and (user not in first or when < first[user]):
            first[user] = when
    return first


def read_accounts(path: str) -> dict[str, dict[str, Any]]:
    """Read a file of accounts.

    Parameters
    ----------
    path : str
        Either JSON, ``{"Ann": {"groups": ["sysop"], "registration": "2003-01-31T12:00:00Z"}, …}``, or a
        table with tabs whose first line names the columns ``user``, ``groups`` (comma-separated),
        ``registration``, ``editcount``, ``emailable``, ``gender``; columns may be left out, and an
        empty cell means that the field is not known. The groups ``*`` and ``user`` are added.

    Raises
    ------
    DumpError
        When the file cannot be read; it names the line.
    """
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DumpError(path, f"the file of accounts cannot be read: {error}") from error
    if text.lstrip().startswith("{"):
        try:
            rows = json.loads(text)
        except ValueError as error:
            line = getattr(error, "lineno", None)
            raise DumpError(path, f"the file of accounts is not valid JSON: {error}", line) from error
        for user, details in rows.items():
            if not isinstance(details, dict):
                raise DumpError(
                    path, f'the entry of {user!r} is not an object such as {{"groups": ["sysop"]}}'
                )
        return {user: _clean(path, details, None) for user, details in rows.items()}
    lines = csv.DictReader(split_lines(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    if "user" not in (lines.fieldnames or ()):
        raise DumpError(path, "the first line must name the columns, one of them 'user'", 1)
    return {row["user"]: _clean(path, row, lines.line_num) for row in lines}


def _clean(path: str, details: Mapping[str, Any], line: int | None) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, value in details.items():
        name = _ALIASES.get(name, name)
        if name not in INFO_FIELDS or value in ("", None):
            continue
        if name == "groups":
            groups = value.split(",") if isinstance(value, str) else value
            value = list(dict.fromkeys(["*", "user", *(group.strip() for group in groups)]))
        elif name == "editcount":
            try:
                value = int(value)
            except ValueError:
                raise DumpError(path, f"the editcount {value!r} is not a number", line) from None
        elif name == "emailable" and isinstance(value, str):
            value = value.lower() in ("true", "yes", "1")
        known[name] = value
    return known
