"""The differ: what turns the tokens of one text into those of another.

Whole paragraphs and sentences that stand in both texts are matched by their text first, wherever
they stand; what is left is compared token by token with the algorithm of `difflib`. So a sentence
that was moved is neither added nor removed, and neither is one of several equal ones that was
copied or deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..limits import check_diff
from ..tokens.segments import MatchableSegment, Segment

__all__ = ["Operation", "apply", "diff", "flatten", "match_units"]


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


def _matchable(segments: Sequence[Any]) -> Iterator[MatchableSegment]:
    waiting = list(segments)[::-1]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Segment):
            if isinstance(part, MatchableSegment):
                yield part
            waiting.extend(part.parts[::-1])


def flatten(segments: Sequence[Any], units: Any) -> Iterator[str | MatchableSegment]:
    """Walk segments top-down, yielding those whose text is a unit whole, and tokens elsewhere."""
    waiting = list(segments)[::-1]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Segment) or (isinstance(part, MatchableSegment) and str(part) in units):
            yield part
        else:
            waiting.extend(part.parts[::-1])


def match_units(
    a_segments: Sequence[Any], b_segments: Sequence[Any]
) -> tuple[list[str | MatchableSegment], list[str | MatchableSegment], dict[str, list[MatchableSegment]]]:
    """Flatten two texts into tokens and the units that stand in both.

    Returns
    -------
    a, b : list of str or MatchableSegment
        The texts.
    units : dict of str to list of MatchableSegment
        The segments of a text that stand in the old text, for those that are units of the new.
    """
    known: dict[str, list[MatchableSegment]] = defaultdict(list)
    for part in _matchable(a_segments):
        known[str(part)].append(part)
    b = list(flatten(b_segments, known))
    units = {str(part): known[str(part)] for part in b if isinstance(part, MatchableSegment)}
    a = list(flatten(a_segments, units))
    return a, b, units


def opcodes(
    a: Sequence[Any], b: Sequence[Any], autojunk: bool = True
) -> list[tuple[str, int, int, int, int]]:
    """Compare two sequences of tokens and units, as ``difflib.SequenceMatcher`` does.

    Raises
    ------
    LimitExceeded
        If they are too long; see `revscoring.text.limits`.
    """
    from cydifflib import SequenceMatcher

    check_diff(len(a), len(b))

    keys: dict[Any, int] = {}
    numbered = [[keys.setdefault(_key(part), len(keys)) for part in side] for side in (a, b)]
    return SequenceMatcher(None, *numbered, autojunk).get_opcodes()


def _key(part: Any) -> Any:
    return (str(part),) if isinstance(part, Segment) else part


def diff(a_segments: Sequence[Any], b_segments: Sequence[Any], autojunk: bool = True) -> list[Operation]:
    """Compare two texts by their segments.

    Parameters
    ----------
    a_segments, b_segments : sequence of Segment
        The old and the new text; see `revscoring.text.tokens.segments.segment`.
    autojunk : bool
        Take what is frequent in long texts for junk, as `difflib` does by default. A change in a long
        sentence of few different words then looks larger than it is.

    Returns
    -------
    list of Operation
        In the order of the new text. Units that were moved or copied are equal to where they
        stood first in the old text; what was moved away from there is passed over.

    Examples
    --------
    >>> from revscoring.text.tokens.lexer import lex
    >>> from revscoring.text.tokens.segments import segment
    >>> [tuple(step) for step in diff(segment(lex("One two.")), segment(lex("One three.")))]
    [('equal', 0, 2, 0, 2), ('delete', 2, 3, 2, 2), ('insert', 3, 3, 2, 3), ('equal', 3, 4, 3, 4)]
    """
    a, b, units = match_units(a_segments, b_segments)
    a_starts, b_starts = _starts(a), _starts(b)
    operations: list[Operation] = []
    for name, i1, i2, j1, j2 in opcodes(a, b, autojunk):
        if name == "equal":
            operations.append(Operation("equal", a_starts[i1], a_starts[i2], b_starts[j1], b_starts[j2]))
        if name in ("delete", "replace"):
            operations.extend(_deleted(a, a_starts, i1, i2, b_starts[j1]))
        if name in ("insert", "replace"):
            operations.extend(_inserted(b, b_starts, j1, j2, a_starts[i2], units))
    return operations


def _starts(parts: Sequence[Any]) -> list[int]:
    """Return the position of the first token of each part, and the end of the last."""
    starts, position = [], 0
    for part in parts:
        starts.append(position)
        position += part.end - part.start if isinstance(part, Segment) else 1
    return [*starts, position]


def _runs(parts: Sequence[Any], first: int, last: int) -> Iterator[tuple[int, int, Any]]:
    """Yield (first, last, unit or None) for each unit and each run of tokens."""
    run = first
    for i in range(first, last):
        if isinstance(parts[i], Segment):
            if run < i:
                yield run, i, None
            yield i, i + 1, parts[i]
            run = i + 1
    if run < last:
        yield run, last, None


def _deleted(a: Sequence[Any], starts: list[int], i1: int, i2: int, b: int) -> Iterator[Operation]:
    for first, last, unit in _runs(a, i1, i2):
        if unit is None:
            yield Operation("delete", starts[first], starts[last], b, b)


def _inserted(
    b: Sequence[Any],
    starts: list[int],
    j1: int,
    j2: int,
    a: int,
    units: dict[str, list[MatchableSegment]],
) -> Iterator[Operation]:
    for first, last, unit in _runs(b, j1, j2):
        if unit is None:
            yield Operation("insert", a, a, starts[first], starts[last])
        else:
            old = units[str(unit)][0]
            yield Operation("equal", old.start, old.end, starts[first], starts[last])


def apply(operations: Sequence[Operation], a: Sequence[str], b: Sequence[str]) -> list[str]:
    """Apply a diff to the old tokens.

    Parameters
    ----------
    operations : sequence of Operation
        The diff.
    a, b : sequence of str
        The old and the new tokens; the new ones are looked at for insertions only.

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
