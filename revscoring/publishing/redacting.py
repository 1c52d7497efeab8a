"""Taking what is hidden of revisions out of JSON documents about them.

What may remain of a redacted revision is listed, not what must go: numbers, times, scores and labels. Any
other string may quote what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from .redactions import HIDDEN_KINDS, Redaction

__all__ = ["Hidden", "HiddenRevisions", "hidden_texts", "orphans_in", "redact_document", "revisions_in"]

#: What is hidden of a revision; see `HIDDEN_KINDS`.
Hidden: TypeAlias = "frozenset[str]"

NOTHING: Final[Hidden] = frozenset()

#: Fields whose strings say nothing that a wiki hides: names of models and features, labels, times.
_SAFE: Final = frozenset(
    ("timestamp", "time", "wiki", "version", "model", "digest", "score", "prediction", "probability")
) | {"verdict", "kind", "facet", "feature", "redacted", "type", "hidden", "domain"}
_ID_FIELDS: Final = ("rev_id", "revid", "revision_id")
#: Objects, and lists of objects, in which fields are treated like those of the row.
_PARTS: Final = frozenset(("review", "error", "contributions", "revision"))

_PAGE_FIELDS: Final = frozenset(("title", "page", "page_title", "link"))
_COMMENT_FIELDS: Final = frozenset(("comment", "summary"))
_USER_PARTS: Final = frozenset(
    ("user", "username", "performer", "author", "editor", "anonymous", "temporary", "groups", "editcount")
)

#: Revisions whose values stand in the cache of another, the longest name first.
_OWN: Final = "datasource.revision"
_PARENT: Final = "datasource.revision.parent"
_INNER: Final = (
    "datasource.revision.user.last_revision",
    "datasource.revision.page.creation",
    _PARENT,
    _OWN,
)
#: Parts of a revision that are never hidden.
_OPEN_PARTS: Final = ("id", "minor", "byte_length", "content_model", "timestamp", "timestamp_str")


class HiddenRevisions:
    """What is hidden of revisions, for documents that may or may not name their wiki.

    Examples
    --------
    >>> hidden = HiddenRevisions([Redaction("mywiki", 5, frozenset({"removed"}), "")])
    >>> sorted(hidden.of(5, "mywiki")), sorted(hidden.of(5, "otherwiki"))
    (['comment', 'removed', 'text', 'user'], [])
    """

    def __init__(self, redactions: list[Redaction]) -> None:
        self.redactions = {redaction.rev_id: redaction for redaction in redactions}
        #: Texts that are hidden, by which they are known where they stand without the id of their revision.
        self.texts: set[str] = set()

    def of(self, rev_id: object, wiki: object = None) -> Hidden:
        """Return what is hidden of a revision."""
        redaction = self.redactions.get(rev_id) if type(rev_id) is int else None
        if redaction is None or not redaction.is_about(wiki):
            return NOTHING
        return frozenset(HIDDEN_KINDS) if "removed" in redaction.hidden else redaction.hidden


def revisions_in(document: Any) -> Iterator[tuple[int, Any]]:
    """Yield the ids of the revisions that a document is about, and the wiki of each, if it is said.

    Those whose values stand in a cache are among them.
    """
    for row in _rows(document):
        ids = {_rev_id(row), row.get("parent_id"), *(_inner_ids(row).values())}
        yield from ((rev_id, row.get("wiki")) for rev_id in ids if type(rev_id) is int and rev_id > 0)


def hidden_texts(document: Any, hidden: HiddenRevisions) -> Iterator[str]:
    """Yield the texts in a document that are hidden."""
    for row in _rows(document):
        cache = row.get("cache")
        if isinstance(cache, Mapping):
            for prefix, rev_id in _inner_ids(row).items():
                text = cache.get(f"{prefix}.text")
                if isinstance(text, str) and text and "text" in hidden.of(rev_id, row.get("wiki")):
                    yield text


def orphans_in(document: Any) -> int:
    """Return how many rows quote the texts of parents without saying which these are."""
    return sum(_is_orphan(row) for row in _rows(document))


def _is_orphan(row: Mapping[str, Any]) -> bool:
    cache = row.get("cache")
    if not isinstance(cache, Mapping) or "parent_id" in row or f"{_PARENT}.id" in cache:
        return False
    return any(
        _has_strings(value) and (name == f"{_PARENT}.text" or not name.startswith(f"{_OWN}."))
        for name, value in cache.items()
        if name.startswith("datasource.")
    )


def redact_document(document: Any, hidden: HiddenRevisions) -> Any:
    """Return a document without what is hidden; the same object, if nothing of it is."""
    if isinstance(document, list):
        items = [redact_document(item, hidden) for item in document]
        return items if any(map(_differs, items, document)) else document
    if not isinstance(document, dict):
        return document
    own, inner = _hidden_of(document, hidden)
    if own or any(inner.values()):
        return _redact_row(document, own, inner)
    values = {name: redact_document(value, hidden) for name, value in document.items()}
    return values if any(map(_differs, values.values(), document.values())) else document


def _differs(one: object, other: object) -> bool:
    return one is not other


def _rows(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a document that have the id of a revision."""
    if isinstance(document, dict):
        if _rev_id(document) is not None:
            yield document
        document = [value for name, value in document.items() if name != "cache"]
    if isinstance(document, list):
        for item in document:
            if isinstance(item, dict | list):
                yield from _rows(item)


def _rev_id(row: Mapping[str, Any]) -> int | None:
    """Return the id of the revision that a row is about; in events it stands in ``revision``."""
    found = next((row[name] for name in _ID_FIELDS if name in row), None)
    if found is None and isinstance(row.get("revision"), dict):
        found = row["revision"].get("rev_id")
    if isinstance(found, str) and found.isdecimal() and len(found) < 20:
        return int(found)
    return found if type(found) is int else None


def _inner_ids(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ids of the revisions whose values a row has, by how the names of their nodes begin."""
    found = row.get("cache")
    cache: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    ids = {prefix: cache.get(f"{prefix}.id") for prefix in _INNER}
    return {**ids, _OWN: _rev_id(row), _PARENT: row.get("parent_id", ids[_PARENT])}


def _hidden_of(row: Mapping[str, Any], hidden: HiddenRevisions) -> tuple[Hidden, dict[str, Hidden]]:
    """Return what is hidden of the revision of a row, and of those whose values stand in its cache."""
    if _rev_id(row) is None:
        return NOTHING, {}
    wiki = row.get("wiki")
    inner = {prefix: hidden.of(rev_id, wiki) for prefix, rev_id in _inner_ids(row).items()}
    cache = row.get("cache")
    if isinstance(cache, Mapping):
        for prefix in _INNER:
            text = cache.get(f"{prefix}.text")
            if isinstance(text, str) and text in hidden.texts:
                inner[prefix] |= {"text"}
    return inner[_OWN], inner


def _redact_row(row: Mapping[str, Any], own: Hidden, inner: Mapping[str, Hidden]) -> dict[str, Any]:
    kept = _redact_fields(row, own)
    cache = row.get("cache")
    if isinstance(cache, Mapping):
        kept["cache"] = {
            name: value for name, value in cache.items() if _is_open_value(name, value, own, inner)
        }
    elif "cache" in row:
        kept.pop("cache", None)  # a pickle of revscoring 2.x
    redacted = sorted(own | {f"parent {kind}" for kind in inner.get(_PARENT, NOTHING)})
    others = {kind for prefix, kinds in inner.items() if prefix not in (_OWN, _PARENT) for kind in kinds}
    ordered = {name: kept[name] for name in row if name in kept}
    return {**ordered, "redacted": redacted + sorted(f"other {kind}" for kind in others)}


def _redact_fields(fields: Mapping[str, Any], own: Hidden) -> dict[str, Any]:
    """Return the fields of a row, or of an object in it, that say nothing that is hidden."""
    kept = {}
    for name, value in fields.items():
        if name == "cache":
            continue
        if not _USER_PARTS.isdisjoint(name.lower().split("_")):
            is_open = "user" not in own
        elif name in _COMMENT_FIELDS:
            is_open = "comment" not in own
        elif name in _ID_FIELDS:
            is_open = True
        elif name in _PAGE_FIELDS:
            is_open = "removed" not in own or not _has_strings(value)
        elif name == "in_words":
            is_open = not isinstance(fields.get("value"), str)
        else:
            is_open = name in _SAFE or not _has_strings(value)
        if is_open:
            kept[name] = value
        elif name in _PARTS and isinstance(value, dict):
            kept[name] = _redact_fields(value, own)
        elif name in _PARTS and isinstance(value, list):
            kept[name] = [_redact_fields(item, own) for item in value if isinstance(item, dict)]
    return kept


def _is_open_value(name: str, value: Any, own: Hidden, inner: Mapping[str, Hidden]) -> bool:
    """Return whether a value of a cache says nothing that is hidden."""
    anything = NOTHING.union(*inner.values())
    if "user" in name.split(".") and not name.startswith("datasource."):
        return "user" not in anything
    prefix = next((prefix for prefix in _INNER if name.startswith(f"{prefix}.")), None)
    if prefix is None:
        return not _has_strings(value)
    hidden, rest = inner.get(prefix, NOTHING), name.removeprefix(f"{prefix}.")
    if rest in _OPEN_PARTS:
        return True
    if rest.startswith("user."):
        return "user" not in hidden
    if rest.startswith("page."):
        return "removed" not in hidden or not _has_strings(value)
    if rest in ("text", "comment"):
        return rest not in hidden
    return not _has_strings(value)


def _has_strings(value: Any) -> bool:
    """Return whether there are strings in a value; the keys of an object are some."""
    if isinstance(value, dict):
        return bool(value)
    return isinstance(value, str) or (isinstance(value, list) and any(map(_has_strings, value)))
