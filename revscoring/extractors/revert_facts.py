"""What the history of a page tells of its edits beside the label: self-reverts, and restored edits."""

from __future__ import annotations

from collections.abc import Sequence

from .reverts import RADIUS, PageRevision, _reverts, _same_user, find_reverted

__all__ = ["find_restored", "find_self_reverts"]


def find_self_reverts(edits: Sequence[PageRevision], radius: int = RADIUS) -> set[int]:
    """Return the positions of the edits that take back edits of their own author, and of nobody else.

    Examples
    --------
    >>> digests = {"Ann": "a", "Ben": "b"}
    >>> history = [PageRevision(n, 60 * n, user, digests[user]) for n, user in enumerate(digests)]
    >>> history.append(PageRevision(2, 120, "Ben", "a"))
    >>> find_self_reverts(history)
    {2}
    """
    undone: dict[int, list[int]] = {}
    for position, reverts in _reverts(edits, radius).items():
        for revert in reverts:
            undone.setdefault(revert.by, []).append(position)
    return {by for by, all_of in undone.items() if all(_same_user(edits[by], edits[one]) for one in all_of)}


def find_restored(edits: Sequence[PageRevision]) -> set[int]:
    """Return the positions of the edits that somebody reverted, and somebody else restored afterwards.

    Examples
    --------
    >>> users, digests = ["Ann", "Ben", "Cy", "Di"], ["a", "b", "a", "b"]
    >>> find_restored([PageRevision(n, 60 * n, users[n], digests[n]) for n in range(4)])
    {1}
    """
    candidates = find_reverted(edits, restored=True)
    reverted = find_reverted(edits)
    return {one for one, found in candidates.items() if one not in reverted and found.evidence != "repeated"}
