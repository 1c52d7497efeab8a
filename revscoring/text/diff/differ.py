"""The differ: what turns the tokens of one text into those of another.

Paragraphs and sentences of both texts are matched by their text first, wherever they stand; what is
left is compared token by token with the algorithm of `difflib`. So a sentence that was moved is
neither added nor removed, and neither is one of several equal ones that was copied or deleted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterator, Sequence
from typing import NamedTuple

from .._compiled import compiled
from ..limits import current, too_long_diff
from ..tokens import MatchableSegment, Segment

__all__ = ["Operation", "apply", "diff", "opcodes"]

_matching = compiled("diff._matching")

_Part = str | Segment
_Units = dict[str, list[MatchableSegment]]


class Operation(NamedTuple):
    """One step of a diff: tokens ``a1:a2`` of the old text and ``b1:b2`` of the new one.

    Attributes
    ----------
    name : {"equal", "insert", "delete"}
        What happens.
    a1, a2, b1, b2 : int
        Positions of tokens.
    """

    name: str
    a1: int
    a2: int
    b1: int
    b2: int


def _matchable(segments: Sequence[_Part]) -> Iterator[MatchableSegment]:
    waiting = list(segments)[::-1]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Segment):
            if isinstance(part, MatchableSegment):
                yield part
            waiting.extend(part.parts[::-1])


def _flatten(segments: Sequence[_Part], units: Container[str]) -> Iterator[str | MatchableSegment]:
    """Walk segments top-down, yielding those whose text is a unit as one part, and tokens elsewhere."""
    waiting = list(segments)[::-1]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Segment) or (isinstance(part, MatchableSegment) and str(part) in units):
            yield part
        else:
            waiting.extend(part.parts[::-1])


def _match_units(
    a_segments: Sequence[_Part], b_segments: Sequence[_Part]
) -> tuple[list[str | MatchableSegment], list[str | MatchableSegment], _Units]:
    """Flatten two texts into tokens and units; return them, and the old segments by their text."""
    known: _Units = defaultdict(list)
    for part in _matchable(a_segments):
        known[str(part)].append(part)
    b = list(_flatten(b_segments, known))
    units = {str(part): known[str(part)] for part in b if isinstance(part, MatchableSegment)}
    return list(_flatten(a_segments, units)), b, units


def opcodes(
    a: Sequence[Hashable], b: Sequence[Hashable], autojunk: bool = True
) -> list[tuple[str, int, int, int, int]]:
    """Compare two sequences of tokens and units, as ``difflib.SequenceMatcher`` does.

    Raises
    ------
    LimitExceeded
        If more work is needed than allowed; see `revscoring.text.limits`.
    """
    limit = current().diff_pairs
    codes: list[tuple[str, int, int, int, int]] | None = None
    if _matching is not None:
        codes = _matching.opcodes(list(a), list(b), autojunk, limit)
    elif limit is None or _equal_pairs(a, b, autojunk) <= limit:
        codes = _opcodes(a, b, autojunk)
    if codes is None:
        raise too_long_diff(len(a), len(b))
    return codes


def _equal_pairs(a: Sequence[Hashable], b: Sequence[Hashable], autojunk: bool) -> int:
    """Count the pairs of equal parts, without those frequent ones that are junk."""
    counts = Counter(b)
    most = len(b) // 100 + 1 if autojunk and len(b) >= 200 else len(b)
    return sum(counts[part] for part in a if counts[part] <= most)


def _opcodes(
    a: Sequence[Hashable], b: Sequence[Hashable], autojunk: bool
) -> list[tuple[str, int, int, int, int]]:
    """Compare two sequences where nothing is compiled."""
    from cydifflib import SequenceMatcher

    keys: dict[Hashable, int] = {}
    numbered = [[keys.setdefault(part, len(keys)) for part in side] for side in (a, b)]
    codes: list[tuple[str, int, int, int, int]] = SequenceMatcher(None, *numbered, autojunk).get_opcodes()
    return codes


def _keys(parts: Sequence[_Part]) -> list[Hashable]:
    return [(str(part),) if isinstance(part, Segment) else part for part in parts]


def diff(
    a_segments: Sequence[Segment], b_segments: Sequence[Segment], autojunk: bool = True
) -> list[Operation]:
    """Compare two texts by their segments.

    Parameters
    ----------
    a_segments, b_segments : sequence of Segment
        The old and the new text; see `revscoring.text.tokens.segment`.
    autojunk : bool
        Take what is frequent in long texts as junk, as `difflib` does by default. A change in a long
        sentence of few different words then looks larger than it is.

    Returns
    -------
    list of Operation
        In the order of the new text. Units that were moved or copied are equal to where they
        stood first in the old text; what was moved away from there is left out.

    Examples
    --------
    >>> from revscoring.text.tokens import lex, segment
    >>> [tuple(step) for step in diff(segment(lex("One two.")), segment(lex("One three.")))]
    [('equal', 0, 2, 0, 2), ('delete', 2, 3, 2, 2), ('insert', 3, 3, 2, 3), ('equal', 3, 4, 3, 4)]
    """
    a, b, units = _match_units(a_segments, b_segments)
    a_starts, b_starts = _starts(a), _starts(b)
    operations: list[Operation] = []
    for name, i1, i2, j1, j2 in opcodes(_keys(a), _keys(b), autojunk):
        if name == "equal":
            operations.append(Operation("equal", a_starts[i1], a_starts[i2], b_starts[j1], b_starts[j2]))
        if name in ("delete", "replace"):
            for first, last, unit in _stretches(a, i1, i2):
                if unit is None:
                    place = b_starts[j1]
                    operations.append(Operation("delete", a_starts[first], a_starts[last], place, place))
        if name in ("insert", "replace"):
            for first, last, unit in _stretches(b, j1, j2):
                if unit is None:
                    old_start = old_end = a_starts[i2]
                else:
                    old = units[str(unit)][0]
                    old_start, old_end = old.start, old.end
                step = "insert" if unit is None else "equal"
                operations.append(Operation(step, old_start, old_end, b_starts[first], b_starts[last]))
    return operations


def _starts(parts: Sequence[_Part]) -> list[int]:
    """Return the position of the first token of each part, and the end of the last."""
    starts, position = [], 0
    for part in parts:
        starts.append(position)
        position += part.end - part.start if isinstance(part, Segment) else 1
    return [*starts, position]


def _stretches(parts: Sequence[_Part], first: int, last: int) -> Iterator[tuple[int, int, Segment | None]]:
    """Yield (first, last, unit or None) for each unit, and for the tokens between two units."""
    start = first
    for i in range(first, last):
        part = parts[i]
        if isinstance(part, Segment):
            if start < i:
                yield start, i, None
            yield i, i + 1, part
            start = i + 1
    if start < last:
        yield start, last, None


def apply(operations: Sequence[Operation], a: Sequence[str], b: Sequence[str]) -> list[str]:
    """Apply a diff to the old tokens.

    Parameters
    ----------
    operations : sequence of Operation
        The diff.
    a, b : sequence of str
        The old and the new tokens.

    Returns
    -------
    list of str
        The new tokens.
    """
    result: list[str] = []
    for name, a1, a2, b1, b2 in operations:
        if name == "equal":
            result.extend(a[a1:a2])
        elif name == "insert":
            result.extend(b[b1:b2])
    return result
