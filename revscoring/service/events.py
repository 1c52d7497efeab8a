"""Events of edits: what they tell, and which models they trigger. Reading is tolerant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

__all__ = ["Event", "EventError", "read_event"]

CREATE: Final = re.compile(r"^/mediawiki/revision/create/")
CHANGE: Final = re.compile(r"^/mediawiki/page/change/1\.")


class EventError(ValueError):
    """An event lacks what is needed; the message names it."""


class Event(NamedTuple):
    """What an event tells about a revision.

    Attributes
    ----------
    wiki : str
    rev_id : int
    kinds : frozenset of str
        The kinds that models are triggered by; none: nothing to score.
    removes : bool
        Whether the revision was deleted or hidden.
    """

    wiki: str
    rev_id: int
    kinds: frozenset[str]
    removes: bool = False


def read_event(document: Any, wikis: Mapping[str, object]) -> Event | None:
    """Return what an event tells, or None if there is nothing to do for these wikis.

    Parameters
    ----------
    document : object
        The JSON of a revision-create or page_change event.
    wikis : mapping
        The names of the wikis, as keys.

    Raises
    ------
    EventError
        If a field is missing without which the event says nothing.

    Examples
    --------
    >>> event = read_event({"meta": {"stream": "mediawiki.revision-create"}, "database": "testwiki",
    ...                     "rev_id": 5, "rev_parent_id": 4}, {"testwiki": None})
    >>> event.rev_id, sorted(event.kinds)
    (5, ['edit', 'nonbot_edit'])
    """
    if not isinstance(document, Mapping):
        raise EventError("An event is a JSON object.")
    meta = _mapping(document, "meta")
    schema, stream = str(document.get("$schema") or ""), str(meta.get("stream") or "")
    if meta.get("domain") == "canary":
        return None
    if CREATE.search(schema) or stream.endswith("mediawiki.revision-create"):
        return _read_creation(document, wikis)
    if CHANGE.search(schema) or stream.endswith("mediawiki.page_change.v1"):
        return _read_change(document, wikis)
    return None


def _read_creation(document: Mapping[str, Any], wikis: Mapping[str, object]) -> Event | None:
    wiki = _required(document, "database", str)
    if wiki not in wikis:
        return None
    rev_id = _required(document, "rev_id", int)
    performer = _mapping(document, "performer")
    is_bot = bool(performer.get("user_is_bot")) or "bot" in _list(performer.get("user_groups"))
    return Event(wiki, rev_id, _kinds(document.get("page_namespace"), document.get("rev_parent_id"), is_bot))


def _read_change(document: Mapping[str, Any], wikis: Mapping[str, object]) -> Event | None:
    wiki = _required(document, "wiki_id", str)
    if wiki not in wikis:
        return None
    change = _required(document, "page_change_kind", str)
    revision, page, performer = (_mapping(document, key) for key in ("revision", "page", "performer"))
    hidden = change == "visibility_change" and revision.get("is_content_visible") is False
    if not (hidden or change in ("create", "edit", "delete")):
        return None
    rev_id = _required(revision, "rev_id", int)
    if hidden or change == "delete":
        return Event(wiki, rev_id, frozenset(), removes=True)
    is_bot = bool(performer.get("is_bot")) or "bot" in _list(performer.get("groups"))
    return Event(wiki, rev_id, _kinds(page.get("namespace_id"), revision.get("rev_parent_id"), is_bot))


def _kinds(namespace: Any, parent_id: Any, is_bot: bool) -> frozenset[str]:
    by = "bot" if is_bot else "nonbot"
    kinds = {"edit", f"{by}_edit"}
    if namespace == 0:
        kinds.add("main_edit")
    if not parent_id:
        kinds |= {"page_creation", f"{by}_page_creation"}
        if namespace == 0:
            kinds.add("main_creation")
    return frozenset(kinds)


def _required(document: Mapping[str, Any], name: str, kind: type) -> Any:
    value = document.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise EventError(f"Must provide the '{name}' parameter")
    return value


def _mapping(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
