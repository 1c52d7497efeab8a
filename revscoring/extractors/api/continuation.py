"""Continuation of queries: the parameters of each further request, and when there are no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from .._typing import Document

__all__ = ["Continuation", "EndlessContinuation", "continued"]

#: How many replies in a row may bring nothing that was not in an earlier reply.
REPEATED_REPLIES: Final = 4


class EndlessContinuation(RuntimeError):
    """A wiki says again and again that a query continues, and sends nothing new.

    Attributes
    ----------
    replies : list of dict
        The replies until then, where the client collects them.
    """

    def __init__(self) -> None:
        super().__init__("the wiki's continuation leads in circles: it sends the same again and again")
        self.replies: list[Document] = []

    def __reduce__(self) -> tuple[type[EndlessContinuation], tuple[()]]:
        """Pickle without the text, which is not a parameter, and without the replies."""
        return type(self), ()


class Continuation:
    """The requests of a query, one after the other.

    Attributes
    ----------
    following : dict or None
        The parameters of the next request; None at the end of the query.

    Examples
    --------
    >>> query = Continuation({"list": "users"})
    >>> query.follow({"continue": {"usfrom": "B"}, "query": {"users": [{"name": "Ann"}]}})
    >>> query.following
    {'list': 'users', 'usfrom': 'B'}
    >>> query.follow({"query": {"users": [{"name": "Bob"}]}})
    >>> query.following
    """

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.following: Mapping[str, Any] | None = parameters
        self._parameters = parameters
        self._marks: set[str] = set()
        self._contents: set[str] = set()
        self._repeated = 0

    def follow(self, reply: Document) -> None:
        """Set `following` after a reply.

        Raises
        ------
        EndlessContinuation
            If the reply leads back to an earlier request, or if several replies brought nothing new.
        """
        assert self.following is not None
        self.following = continued(self._parameters, self.following, reply)
        if self.following is None:
            return
        mark, content = _text(reply["continue"]), _text(reply.get("query"))
        self._repeated = self._repeated + 1 if content in self._contents else 0
        if mark in self._marks or self._repeated >= REPEATED_REPLIES:
            raise EndlessContinuation
        self._marks.add(mark)
        self._contents.add(content)


def _text(document: object) -> str:
    return json.dumps(document, sort_keys=True, default=str)


def continued(
    parameters: Mapping[str, Any], sent: Mapping[str, Any], reply: Document
) -> dict[str, Any] | None:
    """Return the parameters that continue a query after a request and its reply, or None at its end.

    Examples
    --------
    >>> continued({"list": "users"}, {"list": "users"}, {"continue": {"usfrom": "B"}})
    {'list': 'users', 'usfrom': 'B'}
    >>> continued({"list": "users"}, {"list": "users"}, {"batchcomplete": ""})
    """
    more = reply.get("continue")
    if not more or parameters.get("rvlimit") == 1 or parameters.get("uclimit") == 1:
        return None
    following = {**parameters, **more}
    return None if following == sent else following
