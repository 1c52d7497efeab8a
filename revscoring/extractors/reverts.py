"""Labels of edits that were reverted for damage, from the digests and summaries of a page's history.

An edit is *reverted for damage* if a later revision, at most `radius` revisions and `window_hours` hours
after it, restores a text from before it or says in its summary that it takes the edit back, and

* the first to do so is another user than the author of the edit: authors who undo their own edit correct
  themselves,
* nobody but the author restores the edit by undoing its revert: whoever does so approves it. A restoration
  that is reverted too approves nothing, so a vandal cannot approve another one's blanking by repeating it.

An edit that leaves a text for which another edit of the page was reverted, a *repeated* one, is reverted as
well if somebody else removes this text from the page: exactly, however late, or by another edit in the
window. What repeated edits undid or restored was neither damage nor approved by them.

Each of these rules can be changed. Hidden users and hidden texts are never considered equal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final, Literal, TypeAlias

__all__ = [
    "EVIDENCE",
    "RADIUS",
    "WINDOW_HOURS",
    "Evidence",
    "PageRevision",
    "Reverted",
    "Undoing",
    "edits_in_order",
    "find_reverted",
    "seconds",
]

RADIUS: Final = 15
WINDOW_HOURS: Final = 48.0
#: How often repeated edits are looked for again, now that others are known to be damage.
ROUNDS: Final = 4

#: How an edit was found to be reverted: an earlier text came back, a summary names its author (rollback) or
#: its number (undo), or another edit with the same result was reverted (repeated).
Evidence: TypeAlias = Literal["text", "rollback", "undo", "repeated"]
EVIDENCE: Final[tuple[Evidence, ...]] = ("text", "rollback", "undo", "repeated")


@dataclass(frozen=True, slots=True)
class Undoing:
    """What a summary says that its edit takes back.

    Attributes
    ----------
    user : str or None
        Text that begins with the name of the author whose edits are undone.
    revision : int or None
        The edit that is undone.
    to : int or None
        The revision that is restored.
    """

    user: str | None = None
    revision: int | None = None
    to: int | None = None

    def names(self, user: str | None, *, at_least: bool = False) -> bool:
        """Tell whether the summary names a user; `at_least` allows more words after the name.

        Examples
        --------
        >>> undoing = Undoing("Ann B. (talk)")
        >>> undoing.names("Ann B."), undoing.names("Ann_B."), undoing.names("Ann")
        (True, True, False)
        >>> undoing.names("Ann", at_least=True), undoing.names("An", at_least=True)
        (True, False)
        >>> Undoing("Special:Contributions/Ann Ann User talk:Ann talk").names("Ann")
        True
        """
        if self.user is None or not user:
            return False
        name, said = re.escape(user.replace("_", " ")), self.user.replace("_", " ")
        page = (
            r"[^\W\d][\w ]*:[\w ]+/"  # of the user's contributions, where a dump lost the brackets of links
        )
        end = r"(?!\w)" if at_least else r"(?=\s*(?:[^\w\s]|$))"
        return re.match(rf"(?:{page}{name}(?!\w)|{name}{end})", said, re.IGNORECASE) is not None


@dataclass(slots=True)
class PageRevision:
    """A revision of a page.

    The time is in seconds since 1970; hidden users and unknown digests are None. `undoing` is what its
    summary says that it takes back.
    """

    id: int
    time: float
    user: str | None
    digest: str | None
    undoing: Undoing | None = None


@dataclass(slots=True)
class Reverted:
    """An edit that was reverted for damage.

    `by` reverted it, None for a repeated edit; `to` is the revision whose text was restored, None if unknown.
    """

    edit: PageRevision
    by: PageRevision | None
    to: PageRevision | None
    evidence: Evidence = "text"


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
    edits: Sequence[PageRevision],
    *,
    radius: int = RADIUS,
    window_hours: float = WINDOW_HOURS,
    self_reverts: bool = False,
    restored: bool = False,
) -> dict[int, Reverted]:
    """Return the edits of a page that were reverted for damage, by position.

    Parameters
    ----------
    edits : sequence of PageRevision
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
    >>> history = [PageRevision(1, 0, "Ann", good), PageRevision(2, 60, "Vandal", bad)]
    >>> history.append(PageRevision(3, 120, "Ben", good))
    >>> {edit: found.by.id for edit, found in find_reverted(history).items()}
    {1: 3}
    """
    window = window_hours * 3600
    reverts = _reverts(edits, radius)
    damage: set[int] = set()
    for _ in range(ROUNDS):
        # What repeated edits undid was no damage.
        counted = {
            position: [revert for revert in candidates if revert.by not in damage]
            for position, candidates in reverts.items()
        }
        found, repeated = _found(edits, counted, window, self_reverts, restored, damage)
        if repeated == damage:
            break
        damage = repeated
    found |= {position: Reverted(edits[position], None, None, "repeated") for position in repeated}
    return dict(sorted(found.items()))


def _found(
    edits: Sequence[PageRevision],
    reverts: Mapping[int, Sequence[_Revert]],
    window: float,
    self_reverts: bool,
    restored: bool,
    damage: Collection[int],
) -> tuple[dict[int, Reverted], set[int]]:
    """Return the edits that were reverted, and the positions of those that repeat them.

    The edits in `damage` are known not to stand.
    """
    stands = _standing(reverts, len(edits), damage)
    found: dict[int, Reverted] = {}
    kept = set()  # their authors took them back, or others approve them
    authors = _authors_of_texts(edits)
    for position, candidates in reverts.items():
        edit = edits[position]
        in_time = [revert for revert in candidates if abs(edits[revert.by].time - edit.time) <= window]
        if not in_time:
            continue
        author = {edit.user, authors.get(edit.digest, edit.user)}
        first: _Revert | None = in_time[0]
        if not restored and not _same_user(edits[in_time[0].by], edit):
            standing = (r for r in in_time if not _is_overruled(r, author, edits, reverts, stands))
            first = next(standing, None)
        if first is None or (_same_user(edits[first.by], edit) and not self_reverts):
            kept.add(position)
        else:
            to = None if first.to is None else edits[first.to]
            found[position] = Reverted(edit, edits[first.by], to, first.evidence)
    approved = {
        edits[revert.by].digest
        for candidates in reverts.values()
        for revert in candidates
        if stands[revert.by] and revert.to is not None and not _same_user(edits[revert.by], edits[revert.to])
    }
    texts = {reverted.edit.digest for reverted in found.values()} - approved - {None}
    return found, {
        position
        for position in range(1, len(edits) - 1)
        if edits[position].digest in texts
        and position not in found
        and position not in kept
        and edits[position - 1].digest != edits[position].digest
        and _is_removed(position, edits, window)
    }


def _authors_of_texts(edits: Sequence[PageRevision]) -> dict[str | None, str | None]:
    """Return the user of the first edit with each digest."""
    authors: dict[str | None, str | None] = {}
    for edit in edits:
        if edit.digest is not None:
            authors.setdefault(edit.digest, edit.user)
    return authors


@dataclass(slots=True)
class _Revert:
    """A revert of an edit, by positions in the history; `to` is None if the restored text is unknown."""

    by: int
    to: int | None
    evidence: Evidence


def _reverts(edits: Sequence[PageRevision], radius: int) -> dict[int, list[_Revert]]:
    """Return the reverts of each reverted edit, by its position, the earliest first."""
    found: dict[int, dict[int, _Revert]] = {}
    for by, to in _restorations(edits, radius):
        for position in range(to + 1, by):
            found.setdefault(position, {})[by] = _Revert(by, to, "text")
    for by, edit in enumerate(edits):
        if edit.undoing is not None:
            evidence: Evidence = "rollback" if edit.undoing.revision is None else "undo"
            for position in _undone(edit.undoing, by, edits, radius):
                found.setdefault(position, {}).setdefault(by, _Revert(by, None, evidence))
    return {position: [reverts[by] for by in sorted(reverts)] for position, reverts in sorted(found.items())}


def _undone(undoing: Undoing, by: int, edits: Sequence[PageRevision], radius: int) -> Sequence[int]:
    """Return the positions of the edits that a summary says that revision `by` takes back.

    A number that is not in the history, as on imported pages, leaves the name: it stands for the last edits
    of that user, if nobody edited since.
    """
    earliest = max(0, by - radius)
    numbers = {edits[position].id: position for position in range(max(0, earliest - 1), by)}
    if undoing.to is not None:
        start = numbers.get(undoing.to)
        return () if start is None else range(start + 1, by)
    undone = None if undoing.revision is None else numbers.get(undoing.revision)
    if undone is not None:
        user = edits[undone].user
        is_named = undoing.user is None or user is None or undoing.names(user, at_least=True)
        return [undone] if is_named and undone >= earliest else ()
    start = by
    while start > earliest and undoing.names(edits[start - 1].user):
        start -= 1
        if undoing.revision is not None:
            break
    return range(start, by)


def _standing(reverts: Mapping[int, Sequence[_Revert]], edits: int, damage: Collection[int]) -> list[bool]:
    """Return which edits stand: neither damage nor reverted by one that stands. The last edit does."""
    stands = [position not in damage for position in range(edits)]
    for position in sorted(reverts, reverse=True):
        stands[position] &= not any(stands[revert.by] for revert in reverts[position])
    return stands


def _is_overruled(
    revert: _Revert,
    author: Collection[str | None],
    edits: Sequence[PageRevision],
    reverts: Mapping[int, Sequence[_Revert]],
    stands: Sequence[bool],
) -> bool:
    """Tell whether a standing edit of another user than the author undid a revert.

    The author of an edit that restores somebody's text is both of them: each may vouch for the other.
    """
    return any(
        stands[undone.by] and (edits[undone.by].user is None or {edits[undone.by].user} != set(author))
        for undone in reverts.get(revert.by, ())
    )


def _is_removed(position: int, edits: Sequence[PageRevision], window: float) -> bool:
    """Tell whether another user removed the text of an edit from the page.

    Either a text from before the edit comes back, however late, or the next edit is another user's, in the
    window.
    """
    edit, following = edits[position], edits[position + 1]
    if (
        following.digest != edit.digest
        and not _same_user(following, edit)
        and abs(following.time - edit.time) <= window
    ):
        return True
    before = {earlier.digest for earlier in edits[:position]} - {None, edit.digest}
    return any(later.digest in before and not _same_user(later, edit) for later in edits[position + 1 :])


def _restorations(edits: Sequence[PageRevision], radius: int) -> Iterator[tuple[int, int]]:
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


def _same_user(one: PageRevision, other: PageRevision) -> bool:
    return one.user is not None and one.user == other.user


def edits_in_order(edits: Iterable[PageRevision]) -> list[PageRevision]:
    """Return edits in reverse if they are sorted newest first, else as they are.

    The order of a dump is that of the history. Timestamps are less reliable: clocks differ, and pages are
    imported.
    """
    ordered = list(edits)
    if len(ordered) > 1 and ordered[1].id < ordered[0].id and ordered[1].time <= ordered[0].time:
        ordered.reverse()
    return ordered
