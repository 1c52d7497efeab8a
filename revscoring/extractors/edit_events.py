"""Events about edits, as wikis publish them: which edit an event is about, and the event of an edit.

Read are ``recentchange``, ``revision-create`` and ``page_change`` events, each whatever its version; written
are ``page_change`` events. Reading is tolerant: only the revision has to be there. What a wiki hides or shows
again is read from ``revision-visibility-change`` and ``page_change`` events.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from ._typing import Document
from .edits import Edit, long_format

__all__ = ["Visibility", "event_id_of", "event_of", "read_edit", "read_visibility"]

#: Kind of event → the path of each field of an edit.
PATHS: Final = {
    "recentchange": {
        "rev_id": "revision.new",
        "parent_id": "revision.old",
        "timestamp": "timestamp",
        "title": "title",
        "user": "user",
        "comment": "comment",
        "namespace": "namespace",
        "bot": "bot",
        "wiki": "wiki",
    },
    "revision-create": {
        "rev_id": "rev_id",
        "parent_id": "rev_parent_id",
        "timestamp": "rev_timestamp",
        "title": "page_title",
        "user": "performer.user_text",
        "comment": "comment",
        "namespace": "page_namespace",
        "bot": "performer.user_is_bot",
        "wiki": "database",
        "page_id": "page_id",
    },
    "page_change": {
        "rev_id": "revision.rev_id",
        "parent_id": "revision.rev_parent_id",
        "timestamp": "dt",
        "title": "page.page_title",
        "user": "performer.user_text",
        "comment": "revision.comment",
        "namespace": "page.namespace_id",
        "bot": "performer.is_bot",
        "wiki": "wiki_id",
        "page_id": "page.page_id",
    },
}

#: Kind of event → its schemas and streams, also behind the name of a data centre.
NAMES: Final = {
    "recentchange": re.compile(r"/mediawiki/recentchange/.*|(?:.+\.)?mediawiki\.recentchange"),
    "revision-create": re.compile(r"/mediawiki/revision/create/.*|(?:.+\.)?mediawiki\.revision-create"),
    "page_change": re.compile(r"/mediawiki/page/change/.*|(?:.+\.)?mediawiki\.page_change\.v\d+"),
}

#: Schemas and streams of events about what is visible of a revision, beside those of pages.
VISIBILITY_NAMES: Final = re.compile(
    r"/mediawiki/revision/visibility-change/.*|(?:.+\.)?mediawiki\.revision-visibility-change"
)

#: What can be hidden of a revision → the fields that tell whether it is visible.
VISIBILITY_PATHS: Final = {
    "text": ("visibility.text", "revision.is_content_visible"),
    "user": ("visibility.user", "revision.is_editor_visible"),
    "comment": ("visibility.comment", "revision.is_comment_visible"),
}

TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "parent_id": int,
    "title": str,
    "user": str,
    "comment": str,
    "namespace": int,
    "wiki": str,
    "page_id": int,
}

CHANGE_SCHEMA: Final = "/mediawiki/page/change/1.2.0"
CHANGE_STREAM: Final = "mediawiki.page_change.v1"


def read_edit(
    event: Any,
    event_id: str | None = None,
    domain: str | None = None,
    wikis: Collection[str] | None = None,
) -> Edit | None:
    """Return the edit of an event; None if it is another kind of event, or of another wiki.

    Parameters
    ----------
    event : object
        The JSON of an event.
    event_id : str, optional
        Its position in a stream.
    domain : str, optional
        The server of the wiki that is wanted.
    wikis : collection of str, optional
        The database names of the wikis that are wanted.

    Raises
    ------
    TypeError
        If it is no JSON object, or has no revision.
    ValueError
        If it has a time that is none.

    Examples
    --------
    >>> edit = read_edit({"$schema": "/mediawiki/page/change/1.2.0", "page_change_kind": "edit",
    ...                   "wiki_id": "testwiki", "revision": {"rev_id": 5}, "page": {"page_title": "A_b"}})
    >>> edit.key, edit.title
    ('testwiki:5', 'A b')
    """
    if not isinstance(event, dict):
        raise TypeError("this is no JSON object")
    form = _form_of(event)
    kind = None if form is None else _kind_of(event, form)
    if form is None or kind is None:
        return None
    domains = _domains_of(event)
    found = {name: _at(event, path) for name, path in PATHS[form].items()}
    if "canary" in domains or (domain is not None and domain not in domains):
        return None
    if wikis is not None and found["wiki"] not in wikis:
        return None
    rev_id, moment = found.pop("rev_id"), found.pop("timestamp") or _at(event, "meta.dt")
    if type(rev_id) is not int:
        raise TypeError(f"the revision is {rev_id!r}")
    known: dict[str, Any] = {
        name: value
        for name, value in found.items()
        if isinstance(value, TYPES.get(name, object)) and value is not None
    }
    if form != "recentchange" and "title" in known:
        known["title"] = known["title"].replace("_", " ")
    known["bot"] = bool(found.get("bot"))
    return Edit(
        rev_id,
        "" if moment is None else long_format(moment),
        event_id=event_id,
        kind=kind,
        domains=domains,
        event=None if form == "recentchange" else event,
        **known,
    )


class Visibility(NamedTuple):
    """What is hidden of a revision from a time on; nothing, if it is shown again.

    Attributes
    ----------
    wiki : str
        The database name.
    rev_id : int
    hidden : frozenset of {"text", "user", "comment"}
    timestamp : str
    domains : tuple of str
        The names of the wiki's server.
    """

    wiki: str
    rev_id: int
    hidden: frozenset[str]
    timestamp: str
    domains: tuple[str, ...] = ()


def read_visibility(event: Any, wikis: Collection[str] | None = None) -> Visibility | None:
    """Return what an event hides or shows; None if it is about something else, or about another wiki.

    Parameters
    ----------
    event : object
        The JSON of an event.
    wikis : collection of str, optional
        The database names or the servers of the wikis that are wanted.

    Raises
    ------
    TypeError, ValueError
        If it lacks the wiki, the revision, or what is visible.

    Examples
    --------
    >>> found = read_visibility({
    ...     "$schema": "/mediawiki/revision/visibility-change/1.0.0", "database": "mywiki",
    ...     "rev_id": 5, "visibility": {"text": False, "user": True, "comment": True},
    ...     "meta": {"dt": "2026-05-01T00:00:00Z"}})
    >>> found.rev_id, sorted(found.hidden)
    (5, ['text'])
    """
    if not isinstance(event, dict):
        raise TypeError("this is no JSON object")
    schema, stream = str(event.get("$schema") or ""), str(_at(event, "meta.stream") or "")
    own = VISIBILITY_NAMES.fullmatch(schema) or VISIBILITY_NAMES.fullmatch(stream)
    if not own and not (
        _form_of(event) == "page_change" and event.get("page_change_kind") == "visibility_change"
    ):
        return None
    place = 0 if own else 1
    wiki, rev_id = (
        (event.get("database"), event.get("rev_id"))
        if own
        else (event.get("wiki_id"), _at(event, "revision.rev_id"))
    )
    domains = _domains_of(event)
    if "canary" in domains:
        return None
    if not isinstance(wiki, str) or type(rev_id) is not int:
        raise TypeError(f"the revision is {rev_id!r} of {wiki!r}")
    if wikis is not None and wikis and wiki not in wikis and not set(domains) & set(wikis):
        return None
    visible = {kind: _at(event, paths[place]) for kind, paths in VISIBILITY_PATHS.items()}
    if not any(isinstance(value, bool) for value in visible.values()):
        raise ValueError("it does not tell what is visible")
    hidden = frozenset(kind for kind, value in visible.items() if value is False)
    moment = _at(event, "meta.dt") or event.get("dt")
    return Visibility(wiki, rev_id, hidden, long_format(moment), domains)


def event_of(edit: Edit) -> Document:
    """Return the event of an edit as it came, or else a page_change event; equal edits have equal events."""
    if edit.event is not None:
        return edit.event
    domain = {"domain": edit.domains[0]} if edit.domains else {}
    performer: Document = {"is_bot": edit.bot}
    if edit.user is not None:
        performer["user_text"] = edit.user
    revision: Document = {"rev_id": edit.rev_id, "rev_dt": edit.timestamp}
    if edit.parent_id:
        revision["rev_parent_id"] = edit.parent_id
    if edit.comment is not None:
        revision["comment"] = edit.comment
    page: Document = {"page_title": edit.title.replace(" ", "_"), "namespace_id": edit.namespace}
    if edit.page_id:
        page["page_id"] = edit.page_id
    return {
        "$schema": CHANGE_SCHEMA,
        "meta": {
            "id": event_id_of(CHANGE_STREAM, edit.wiki, edit.rev_id, edit.kind),
            "stream": CHANGE_STREAM,
            "dt": edit.timestamp,
            **domain,
        },
        "dt": edit.timestamp,
        "wiki_id": edit.wiki,
        "changelog_kind": "insert" if edit.kind == "create" else "update",
        "page_change_kind": edit.kind,
        "page": page,
        "revision": revision,
        "performer": performer,
    }


def event_id_of(*parts: object) -> str:
    """Return the id of an event about something: the same each time.

    Examples
    --------
    >>> event_id_of("testwiki", 5) == event_id_of("testwiki", 5) != event_id_of("testwiki", 6)
    True
    """
    name = "/".join(map(str, parts)).encode("utf-8", "backslashreplace").decode()  # half a character, too
    return str(uuid5(NAMESPACE_URL, name))


def _form_of(event: Document) -> str | None:
    schema, stream = str(event.get("$schema") or ""), str(_at(event, "meta.stream") or "")
    for form, names in NAMES.items():
        if names.fullmatch(schema) or names.fullmatch(stream):
            return form
    return None if schema or stream else "recentchange"  # as MediaWiki itself sends them


def _kind_of(event: Document, form: str) -> str | None:
    if form == "recentchange":
        return {"new": "create", "edit": "edit"}.get(str(event.get("type")))
    if form == "revision-create":
        return "edit" if event.get("rev_parent_id") else "create"
    change = event.get("page_change_kind")
    if change == "visibility_change":
        return "hide" if _at(event, "revision.is_content_visible") is False else None
    return change if change in ("create", "edit", "delete") else None


def _domains_of(event: Document) -> tuple[str, ...]:
    names = [event.get("server_name"), _at(event, "meta.domain")]
    if isinstance(event.get("server_url"), str):
        names.append(urlsplit(event["server_url"]).netloc)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document
