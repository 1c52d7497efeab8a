"""Labels of edits that were reverted for damage, from the digests of a page's history.

An edit is *reverted for damage* if a later revision, at most `radius` revisions and `window_hours` hours
after it, restores a text from before it, and

* the first to restore it is another user than the author of the edit: authors who undo their own edit
  correct themselves,
* nobody but the author restores the text of the edit within as many revisions: whoever does so approves it.

Each of these rules can be changed. Hidden users and hidden texts are never considered equal.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final, TypedDict

from .dump import DumpRevision

__all__ = [
    "RADIUS",
    "WINDOW_HOURS",
    "Edit",
    "LabelledEdit",
    "Reverted",
    "edits_in_order",
    "find_reverted",
    "label_edits",
    "seconds",
]

RADIUS: Final = 15
WINDOW_HOURS: Final = 48.0


@dataclass(slots=True)
class Edit:
    """A revision of a page; the time is in seconds since 1970, hidden users and unknown digests are None."""

    id: int
    time: float
    user: str | None
    digest: str | None


@dataclass(slots=True)
class Reverted:
    """An edit that was reverted for damage, by a revision that restored the text of another one."""

    edit: Edit
    by: Edit
    to: Edit


def seconds(timestamp: str) -> float:
    """Return the seconds since 1970 of a MediaWiki timestamp.

    Examples
    --------
    >>> seconds("2002-02-25T15:51:15Z") == seconds("20020225155115")
    True
    """
    form = "%Y%m%d%H%M%S" if timestamp.isdigit() else "%Y-%m-%dT%H:%M:%SZ"
    return datetime.strptime(timestamp, form).replace(tzinfo=timezone.utc).timestamp()


def find_reverted(
    edits: Sequence[Edit],
    *,
    radius: int = RADIUS,
    window_hours: float = WINDOW_HOURS,
    self_reverts: bool = False,
    restored: bool = False,
) -> dict[int, Reverted]:
    """Return the edits of a page that were reverted for damage, by position.

    Parameters
    ----------
    edits : sequence of Edit
        All revisions of the page, oldest first.
    radius : int
        How many revisions after an edit its revert may come.
    window_hours : float
        How many hours after an edit its revert may come.
    self_reverts : bool
        Include edits that their author undid.
    restored : bool
        Include edits that somebody else restored afterwards.

    Examples
    --------
    >>> good, bad = "digest 1", "digest 2"
    >>> history = [Edit(1, 0, "Ann", good), Edit(2, 60, "Vandal", bad), Edit(3, 120, "Ben", good)]
    >>> {edit: found.by.id for edit, found in find_reverted(history).items()}
    {1: 3}
    """
    window = window_hours * 3600
    restorations = list(_restorations(edits, radius))
    first_revert: dict[int, tuple[int, int]] = {}
    for by, to in restorations:
        for position in range(to + 1, by):
            if abs(edits[by].time - edits[position].time) <= window:
                first_revert.setdefault(position, (by, to))
    restored_again = {to for by, to in restorations if not _same_user(edits[by], edits[to])}
    return {
        position: Reverted(edits[position], edits[by], edits[to])
        for position, (by, to) in sorted(first_revert.items())
        if (self_reverts or not _same_user(edits[by], edits[position]))
        and (restored or position not in restored_again)
    }


def _restorations(edits: Sequence[Edit], radius: int) -> Iterator[tuple[int, int]]:
    """Yield (position, position of the restored text) of each revision that restores an earlier text.

    At most `radius` edits are in between; a revision equal to the one before it restores nothing.
    """
    last_seen: dict[str, int] = {}
    for position, edit in enumerate(edits):
        if edit.digest is None:
            continue
        earlier = last_seen.get(edit.digest)
        if earlier is not None and 1 < position - earlier <= radius + 1:
            yield position, earlier
        last_seen[edit.digest] = position


def _same_user(one: Edit, other: Edit) -> bool:
    return one.user is not None and one.user == other.user


def edits_in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits in reverse if they are sorted newest first, else as they are.

    The order of a dump is that of the history. Timestamps are less reliable: clocks differ, and pages are
    imported.
    """
    ordered = list(edits)
    if len(ordered) > 1 and ordered[1].id < ordered[0].id and ordered[1].time <= ordered[0].time:
        ordered.reverse()
    return ordered


class _Edit(TypedDict):
    rev_id: int
    reverted: bool
    page_id: int
    title: str
    namespace: int
    timestamp: str
    user: str | None
    anonymous: bool | None


class LabelledEdit(_Edit, total=False):
    """An observation of an edit and its label; only reverted edits have the last two fields."""

    reverting_id: int
    restored_id: int


def label_edits(
    revisions: Iterable[DumpRevision],
    on_error: Callable[[str, str], None],
    find: Callable[[Sequence[Edit]], Mapping[int, Reverted]] = find_reverted,
) -> Iterator[LabelledEdit]:
    """Label the edits of a dump, page by page, oldest first.

    Parameters
    ----------
    revisions : iterable of DumpRevision
        In the order of a dump, page by page.
    on_error : callable
        Called with the reason and the place of a revision that is broken or has an invalid timestamp, and
        is left out.
    find : callable, optional
        `find_reverted`, with other rules than its own.
    """
    for _, page_revisions in itertools.groupby(revisions, key=lambda revision: id(revision.page)):
        edits = []
        labelled: dict[int, LabelledEdit] = {}
        for revision in page_revisions:
            if revision.broken:
                on_error(str(next(iter(revision.broken.values()))), f"revision {revision.id}")
                continue
            try:
                time = seconds(revision.timestamp)
            except ValueError:
                where = f"revision {revision.id} (line {revision.line})"
                on_error(f"invalid time {revision.timestamp!r}", where)
                continue
            edit = Edit(revision.id, time, revision.user_text, revision.sha1)
            edits.append(edit)
            labelled[id(edit)] = {
                "rev_id": revision.id,
                "reverted": False,
                "page_id": revision.page.id,
                "title": revision.page.title,
                "namespace": revision.page.namespace,
                "timestamp": revision.timestamp,
                "user": revision.user_text,
                "anonymous": None if revision.user_hidden else revision.user_id == 0,
            }
        edits = edits_in_order(edits)
        reverted = find(edits)
        for position, edit in enumerate(edits):
            observation = labelled[id(edit)]
            found = reverted.get(position)
            if found is not None:
                observation["reverted"] = True
                observation["reverting_id"] = found.by.id
                observation["restored_id"] = found.to.id
            yield observation
