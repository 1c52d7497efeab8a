"""Finding edits that were reverted for damage, from the digests of a page's history.

An edit is *reverted for damage* when a later revision, not more than `radius` revisions and `window`
hours after it, restores a text from before it, and

* the one who restored first is another user than the author of the edit: who takes his own edit back
  corrects himself,
* nobody but the author put the text of the edit back, within as many revisions: who does so vouches for it.

Every constant is an argument. Users and texts that are hidden are never taken to be equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

__all__ = ["RADIUS", "WINDOW_HOURS", "Edit", "Reverted", "edits_in_order", "find_reverted", "seconds"]

RADIUS: Final = 15
WINDOW_HOURS: Final = 48.0


@dataclass(slots=True)
class Edit:
    """What the search needs to know of a revision.

    Attributes
    ----------
    id : int
        The revision's number.
    time : float
        Seconds since 1970, see `seconds`.
    user : str or None
        Name or address; None if hidden.
    digest : str or None
        Of the text; None if unknown.
    """

    id: int
    time: float
    user: str | None
    digest: str | None


@dataclass(slots=True)
class Reverted:
    """An edit that was reverted for damage.

    Attributes
    ----------
    edit, by, to : Edit
        The edit; the revision that reverted it; the revision whose text was restored.
    """

    edit: Edit
    by: Edit
    to: Edit


def seconds(timestamp: str) -> float:
    """Return the seconds since 1970 of a MediaWiki time stamp.

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
    """Return the edits of one page that were reverted for damage, by their position.

    Parameters
    ----------
    edits : sequence of Edit
        All revisions of the page, oldest first.
    radius : int
        How many revisions later the revert may come.
    window_hours : float
        How many hours later the revert may come.
    self_reverts : bool
        Count edits too that their author took back.
    restored : bool
        Count edits too that somebody else put back afterwards.

    Returns
    -------
    dict of int to Reverted

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
    put_back = {to for by, to in restorations if not _same_user(edits[by], edits[to])}
    return {
        position: Reverted(edits[position], edits[by], edits[to])
        for position, (by, to) in sorted(first_revert.items())
        if (self_reverts or not _same_user(edits[by], edits[position]))
        and (restored or position not in put_back)
    }


def _restorations(edits: Sequence[Edit], radius: int) -> Iterator[tuple[int, int]]:
    """Yield (position, position of the restored text) of every revision that restores an earlier text.

    The restored one is the latest with the same digest at most `radius` + 1 revisions before, so that the
    edits in between are at most `radius`; a revision equal to the one right before it restores nothing.
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
    """Return edits oldest first, if they come newest first; else in the order they have.

    The order of a dump is that of the history; time stamps are not, where clocks or imports disturb them.
    """
    ordered = list(edits)
    if len(ordered) > 1 and ordered[1].id < ordered[0].id and ordered[1].time <= ordered[0].time:
        ordered.reverse()
    return ordered
