"""The recent history of a page, read once for all features: times, sizes, and which edits were reverted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...datasources.meta.timestamp import parse_timestamp

__all__ = ["History", "read_history"]


@dataclass(frozen=True)
class History:
    """The last revisions of a page, oldest first.

    Attributes
    ----------
    times : list of float
        In seconds since 1970, never going back.
    sizes : list of int
        In bytes; an unknown size is that of the revision before.
    digests, comments, users : list
        None where they are hidden.
    reverting, reverted : list of bool
        Whether each revision restored an earlier text of these, and whether it was taken back so.
    """

    times: list[float]
    sizes: list[int]
    digests: list[str | None]
    comments: list[str | None]
    users: list[int | None]
    reverting: list[bool]
    reverted: list[bool]

    def __len__(self) -> int:
        return len(self.times)

    @property
    def changes(self) -> list[int]:
        """The change of the size by each revision but the first."""
        return [new - old for old, new in zip(self.sizes, self.sizes[1:], strict=False)]


def read_history(recent: Sequence[Mapping[str, Any]] | None) -> History | None:
    """Return what features need of ``page.recent_revisions``.

    Examples
    --------
    >>> days = [f"2020-01-0{day}T00:00:00Z" for day in range(1, 5)]
    >>> history = read_history([{"timestamp": t, "size": 5, "sha1": s} for t, s in zip(days, "abac")])
    >>> history.reverting, history.reverted
    ([False, False, True, False], [False, True, False, False])
    """
    if recent is None:
        return None
    times: list[float] = []
    sizes: list[int] = []
    for one in recent:
        timestamp = one.get("timestamp")
        time = float(parse_timestamp(timestamp).unix()) if timestamp else 0.0
        times.append(max([time, *times[-1:]]))
        size = one.get("size")
        sizes.append(size if size is not None else (sizes[-1] if sizes else 0))
    digests = [one.get("sha1") for one in recent]
    reverting, reverted = _reverts(digests)
    comments = [one.get("comment") for one in recent]
    return History(
        times, sizes, digests, comments, [one.get("user_id") for one in recent], reverting, reverted
    )


def _reverts(digests: Sequence[str | None]) -> tuple[list[bool], list[bool]]:
    reverting, reverted = [False] * len(digests), [False] * len(digests)
    last: dict[str, int] = {}
    for place, digest in enumerate(digests):
        if digest is None:
            continue
        earlier = last.get(digest)
        if earlier is not None and earlier < place - 1:
            reverting[place] = True
            reverted[earlier + 1 : place] = [True] * (place - earlier - 1)
        last[digest] = place
    return reverting, reverted
