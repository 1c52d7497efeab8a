"""Events of edits: what they tell, and which models they trigger. Reading is tolerant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final, NamedTuple

from .times import parse_time

__all__ = ["CHANGE_SCHEMA", "CREATE_SCHEMA", "KINDS", "Event", "EventError", "read_event"]

#: Kinds of edits that trigger a model before it is asked for.
KINDS: Final = (
    "edit",
    "main_edit",
    "bot_edit",
    "nonbot_edit",
    "page_creation",
    "main_creation",
    "bot_page_creation",
    "nonbot_page_creation",
)

CREATE_SCHEMA: Final = re.compile(r"/mediawiki/revision/create/")
CHANGE_SCHEMA: Final = re.compile(r"/mediawiki/page/change/1\.")

CREATE_STREAM: Final = re.compile(r"(?:.+\.)?mediawiki\.revision-create")
CHANGE_STREAM: Final = re.compile(r"(?:.+\.)?mediawiki\.page_change\.v1")

#: The times of events, of which a wiki would say the same.
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

#: The ids that a database of MediaWiki can hold are below this.
ID_LIMIT: Final = 10**18


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
    time : datetime or None
        When it happened.
    values : dict of str to object
        What it tells about the revision, as the wiki would: root values by the names of their nodes.
    """

    wiki: str
    rev_id: int
    kinds: frozenset[str]
    removes: bool = False
    time: datetime | None = None
    values: Mapping[str, Any] = {}


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
    >>> event.rev_id, sorted(event.kinds), event.values
    (5, ['edit', 'nonbot_edit'], {'datasource.revision.parent.id': 4})
    """
    if not isinstance(document, Mapping):
        raise EventError("An event is a JSON object.")
    meta = _mapping(document, "meta")
    schema, stream = str(document.get("$schema") or ""), str(meta.get("stream") or "")
    if meta.get("domain") == "canary":
        return None
    if CREATE_SCHEMA.match(schema) or CREATE_STREAM.fullmatch(stream):
        return _read_creation(document, wikis)
    if CHANGE_SCHEMA.match(schema) or CHANGE_STREAM.fullmatch(stream):
        return _read_change(document, wikis)
    return None


def _read_creation(document: Mapping[str, Any], wikis: Mapping[str, object]) -> Event | None:
    wiki = _required(document, "database", str)
    if wiki not in wikis:
        return None
    rev_id = _required(document, "rev_id", int)
    performer = _mapping(document, "performer")
    is_bot = bool(performer.get("user_is_bot")) or "bot" in _list(performer.get("user_groups"))
    namespace, parent_id = document.get("page_namespace"), document.get("rev_parent_id")
    values = {
        "": _revision_values(document, "rev_timestamp", "rev_len", "rev_minor_edit"),
        "content_model": _text(document.get("rev_content_model")),
        "parent.id": _number(parent_id),
        "page": _page_values(document.get("page_id"), namespace, document.get("page_title")),
        "user": _user_values(performer, "user_"),
    }
    kinds = _kinds(namespace, parent_id, is_bot)
    return Event(
        wiki, rev_id, kinds, time=_time(document, document.get("rev_timestamp")), values=_named(values)
    )


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
    namespace, parent_id = page.get("namespace_id"), revision.get("rev_parent_id")
    prior = _mapping(_mapping(document, "prior_state"), "revision")
    values = {
        "": _change_values(revision),
        "parent.id": _number(parent_id),
        "parent": _change_values(prior) if parent_id and prior.get("rev_id") == parent_id else {},
        "page": _page_values(page.get("page_id"), namespace, page.get("page_title")),
        "user": _user_values(_mapping(revision, "editor") or performer, ""),
    }
    kinds = _kinds(namespace, parent_id, is_bot)
    return Event(wiki, rev_id, kinds, time=_time(document, revision.get("rev_dt")), values=_named(values))


def _change_values(revision: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a revision, or of its parent, in a page_change event."""
    slot = _mapping(_mapping(revision, "content_slots"), "main")
    values = _revision_values(revision, "rev_dt", "rev_size", "is_minor_edit")
    return {**values, "content_model": _text(slot.get("content_model"))}


def _revision_values(document: Mapping[str, Any], time: str, size: str, minor: str) -> dict[str, Any]:
    return {
        "timestamp_str": _api_time(document.get(time)),
        "byte_length": _number(document.get(size)),
        "minor": document[minor] if isinstance(document.get(minor), bool) else None,
        "comment": _text(document.get("comment")),
    }


def _page_values(page_id: Any, namespace: Any, title: Any) -> dict[str, Any]:
    """Return the values of a page; in events a title begins with its namespace, and has underscores."""
    number = _number(namespace)
    values: dict[str, Any] = {"id": _number(page_id) or None, "namespace.id": number}
    if isinstance(title, str) and number is not None:
        name, colon, rest = title.replace("_", " ").partition(":")
        if not (number and colon):
            name, rest = "", name + colon + rest
        values |= {"namespace.name": name, "title": rest}
    return values


def _user_values(user: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Return the values of a user; of an account, also those about it."""
    text, user_id = _text(user.get("user_text")), _number(user.get("user_id"))
    if user_id is None and _is_address(text):
        user_id = 0
    values: dict[str, Any] = {"id": user_id, "text": text}
    if user_id:
        groups = _list(user.get(f"{prefix}groups"))
        values |= {
            "info.editcount": _number(user.get(f"{prefix}edit_count")),
            "info.registration_str": _api_time(user.get(f"{prefix}registration_dt")),
            "info.groups": groups if groups and all(isinstance(one, str) for one in groups) else None,
        }
    return values


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by the names of their nodes; what the event does not tell is left out."""
    named: dict[str, Any] = {}
    for place, value in values.items():
        for name, inner in value.items() if isinstance(value, dict) else [("", value)]:
            if inner is not None:
                named[".".join(filter(None, ["datasource.revision", place, name]))] = inner
    if named.get("datasource.revision.parent.id") == 0:
        named["datasource.revision.parent.id"] = None  # as the extractor says of a new page
    return named


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


def _time(document: Mapping[str, Any], of_revision: Any) -> datetime | None:
    """Return when an event happened: at its own time, or that of the stream or the revision."""
    times = (document.get("dt"), _mapping(document, "meta").get("dt"), of_revision)
    return next(filter(None, map(parse_time, times)), None)


def _required(document: Mapping[str, Any], name: str, kind: type) -> Any:
    value = document.get(name)
    if not isinstance(value, kind) or (kind is int and not _number(value)):
        raise EventError(f"Must provide the '{name}' parameter")
    return value


def _mapping(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < ID_LIMIT else None


def _api_time(value: Any) -> str | None:
    is_time = isinstance(value, str) and TIME.fullmatch(value) and parse_time(value) is not None
    return value if is_time else None


def _is_address(text: str | None) -> bool:
    try:
        ip_address(text or "")
    except ValueError:
        return False
    return True
