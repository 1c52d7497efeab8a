"""Explanations of the scores of a revision, and its change with the words that were counted.

This runs in the worker processes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ...dependencies import Dependent, solve
from ...errors import LimitExceeded
from ...scoring import Model
from ...text.diff import diff
from ...text.tokens import lex, segment
from .documents import jsonable
from .errors import Unscored, unscored_by

__all__ = ["Explained", "Piece", "evidence_of", "explain_model", "read_change"]

#: How many contributions of an explanation are kept, the strongest.
CONTRIBUTIONS: Final = 8

#: How many characters of unchanged text are kept on each side of a change.
CONTEXT: Final = 160

#: How many characters of a change are shown, unchanged text included.
LONGEST_CHANGE: Final = 30_000

TEXT, PARENT_TEXT = "datasource.revision.text", "datasource.revision.parent.text"


class Piece(NamedTuple):
    """A part of a change.

    Attributes
    ----------
    kind : {'equal', 'insert', 'delete', 'gap', 'cut'}
        A gap stands for unchanged text that is left out, a cut for the rest of a long change.
    text : str
    marked : bool
        Whether it is a word that a feature counted.
    """

    kind: str
    text: str
    marked: bool = False


class Explained(NamedTuple):
    """What explains the scores of a revision.

    Attributes
    ----------
    models : list of dict or Unscored
        For each model the JSON document of its explanation, or the reason why there is none.
    change : list of Piece or Unscored
    """

    models: Sequence[dict[str, Any] | Unscored]
    change: Sequence[Piece] | Unscored


def explain_model(
    model: Model, label: Any, context: Mapping[str, Dependent], cache: Mapping[str, Any]
) -> dict[str, Any] | Unscored:
    """Return the explanation of a score as a JSON document, with the score.

    Parameters
    ----------
    model : Model
    label : object
        The label to explain; None: the model's default.
    context, cache : dict
        As for `solve`.
    """
    try:
        values = list(solve(list(model.features), context=dict(context), cache=dict(cache)))
        score = jsonable(model.score(values))
    except Exception as error:
        return unscored_by(error)
    try:
        explanation = model.explain(values, label=label)  # type: ignore[attr-defined]
    except Exception as error:
        return {"score": score, "unexplained": unscored_by(error).message, "contributions": []}
    document: dict[str, Any] = jsonable(explanation.to_json(CONTRIBUTIONS, cache))
    return {"score": score, **document}


def read_change(
    context: Mapping[str, Dependent], cache: Mapping[str, Any], evidence: Iterable[tuple[str, int]]
) -> Sequence[Piece] | Unscored:
    """Return the change of a revision in pieces.

    Parameters
    ----------
    context, cache : dict
        As for `solve`; the values of both texts are among the roots there.
    evidence : iterable of (str, int)
        Words that features counted, and how often they were added, or if negative removed.
    """
    for name in (TEXT, PARENT_TEXT):
        if name in context:
            try:
                solve(context[name])
            except Exception as error:
                return unscored_by(error)
    new = cache.get(TEXT)
    old = cache.get(PARENT_TEXT) or ""
    if not isinstance(new, str):
        return Unscored("TextMissing", "The text is not known.")
    added = _pattern(word for word, n in evidence if n > 0)
    removed = _pattern(word for word, n in evidence if n < 0)
    try:
        pieces = list(_pieces(old, new))
    except LimitExceeded as error:
        return unscored_by(error)
    return list(_cut(_mark(pieces, {"insert": added, "delete": removed})))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Yield the changes between two texts, with a little of the text around them."""
    a, b = lex(old), lex(new)
    runs: list[tuple[str, str]] = []
    for step in diff(segment(a), segment(b)):
        text = "".join(a[step.a1 : step.a2] if step.name == "delete" else b[step.b1 : step.b2])
        if runs and runs[-1][0] == step.name:
            runs[-1] = (step.name, runs[-1][1] + text)
        elif text:
            runs.append((step.name, text))
    for place, (name, text) in enumerate(runs):
        if name == "equal":
            yield from _around(text, place > 0, place < len(runs) - 1)
        else:
            yield Piece(name, text)


def _around(text: str, after_change: bool, before_change: bool) -> Iterator[Piece]:
    """Yield the ends of an unchanged text that are next to a change."""
    kept = CONTEXT * (after_change + before_change)
    if len(text) <= kept + CONTEXT // 2:
        yield Piece("equal", text)
        return
    if after_change:
        yield Piece("equal", text[:CONTEXT])
    yield Piece("gap", "")
    if before_change:
        yield Piece("equal", text[-CONTEXT:])


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    distinct = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    if not distinct:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, distinct))})(?!\w)", re.IGNORECASE)


def _mark(pieces: Iterable[Piece], patterns: Mapping[str, re.Pattern[str] | None]) -> Iterator[Piece]:
    """Yield pieces in which the words of a pattern stand alone, and are marked."""
    for piece in pieces:
        pattern = patterns.get(piece.kind)
        end = 0
        for match in pattern.finditer(piece.text) if pattern is not None else ():
            if match.start() > end:
                yield Piece(piece.kind, piece.text[end : match.start()])
            yield Piece(piece.kind, match[0], True)
            end = match.end()
        if end < len(piece.text) or not piece.text:
            yield Piece(piece.kind, piece.text[end:])


def _cut(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield pieces until they are too long to read."""
    left = LONGEST_CHANGE
    for piece in pieces:
        if len(piece.text) > left:
            yield piece._replace(text=piece.text[:left])
            yield Piece("cut", "")
            return
        left -= len(piece.text)
        yield piece


def evidence_of(models: Iterable[dict[str, Any] | Unscored]) -> list[tuple[str, int]]:
    """Return the words that raised the scores of models."""
    return [
        (str(word), int(count))
        for document in models
        if not isinstance(document, Unscored)
        for row in document["contributions"]
        if row["contribution"] > 0
        for word, count in row.get("evidence", ())
    ]
