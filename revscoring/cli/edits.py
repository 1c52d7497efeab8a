"""Edits as people know them: the page, the user, the day, and the link to what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from ..datasources.revision_oriented import revision
from ..extractors.api import Extractor
from ..extractors.dump import Dump
from ..extractors.revert_labels import label_edits
from ..observations import Observation
from .dumps import readable
from .hosts import diff_link

__all__ = [
    "ABOUT",
    "about_observation",
    "about_roots",
    "about_wiki_edits",
    "day_of",
    "edit_in_words",
    "fates",
]

#: The root nodes that say which edit a revision is, by what they are called here.
ABOUT: Final = {"title": revision.page.title, "user": revision.user.text, "timestamp": revision.timestamp_str}

#: The tag of MediaWiki for edits that were reverted.
REVERTED_TAG: Final = "mw-reverted"


def about_roots(roots: Mapping[str, Any]) -> dict[str, Any]:
    """Return what root values say about an edit."""
    found = {name: roots.get(str(node)) for name, node in ABOUT.items()}
    return {name: value for name, value in found.items() if value is not None}


def about_observation(observation: Observation) -> dict[str, Any]:
    """Return what the fields of an observation say about an edit: also whether it was reverted.

    Examples
    --------
    >>> about_observation({"rev_id": 5, "title": "Ants", "reverted_for_damage": True})
    {'title': 'Ants', 'reverted': True}
    """
    about = {name: observation[name] for name in ABOUT if isinstance(observation.get(name), str)}
    reverted = [value for name, value in observation.items() if "reverted" in name and type(value) is bool]
    return {**about, **({"reverted": any(reverted)} if reverted else {})}


def about_wiki_edits(extractor: Extractor, rev_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Ask a wiki about edits; return what it says by revision, without those that it does not know."""
    query = {
        "action": "query",
        "prop": "revisions",
        "revids": list(rev_ids),
        "rvprop": ["ids", "user", "timestamp", "tags"],
        "formatversion": 2,
    }
    found: dict[int, dict[str, Any]] = {}
    with extractor.client.explained():
        for reply in extractor.client.query(query):
            for page in reply.get("query", {}).get("pages", ()):
                for one in page.get("revisions", ()):
                    found[one["revid"]] = {
                        "title": page.get("title"),
                        "user": one.get("user"),
                        "timestamp": one.get("timestamp"),
                        "link": diff_link(extractor.session, one["revid"]),
                        "reverted": REVERTED_TAG in one.get("tags", ()),
                    }
            if found.keys() >= set(rev_ids):
                break
    return found


def day_of(timestamp: str) -> str:
    """Return the day of a timestamp; a text that is none stays as it is.

    >>> day_of("2006-08-01T00:00:00Z"), day_of("")
    ('1 Aug 2006', '')
    """
    try:
        moment = datetime.fromisoformat(timestamp.removesuffix("Z"))
    except ValueError:
        return timestamp
    return f"{moment.day} {moment:%b %Y}"


def fates(dump_path: str, rev_ids: Iterable[int]) -> dict[int, bool]:
    """Return which edits of a dump were reverted for damage, as `revscoring autolabel` finds it.

    Edits that are not in the dump are left out. The dump is read until all are found.
    """
    wanted, found = set(rev_ids), dict[int, bool]()
    with Dump(dump_path) as dump:
        for edit in label_edits(readable(dump), lambda reason, where: None) if wanted else ():
            if edit["rev_id"] in wanted:
                found[edit["rev_id"]] = edit["reverted"]
                if len(found) == len(wanted):
                    break
    return found


def edit_in_words(about: Mapping[str, Any]) -> str:
    """Return what is known about an edit, in words.

    Examples
    --------
    >>> about = {"title": "Ants", "user": "Ann", "timestamp": "2006-08-01T00:00:00Z", "reverted": True}
    >>> edit_in_words({**about, "link": "https://my.wiki/?diff=5"})
    'Ants, Ann, 1 Aug 2006  https://my.wiki/?diff=5  [was reverted]'
    """
    day = day_of(str(about.get("timestamp") or ""))
    who = ", ".join(str(part) for part in (about.get("title"), about.get("user"), day) if part)
    reverted = "[was reverted]" if about.get("reverted") else ""
    return "  ".join(filter(None, [who, about.get("link"), reverted]))
