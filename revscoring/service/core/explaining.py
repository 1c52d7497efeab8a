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
from ...text.diff import Piece, cut, pieces
from .documents import jsonable
from .errors import Unscored, unscored_by

__all__ = ["Explained", "evidence_of", "explain_model", "read_change"]

#: How many contributions of an explanation are kept, the strongest.
CONTRIBUTIONS: Final = 8

TEXT, PARENT_TEXT = "datasource.revision.text", "datasource.revision.parent.text"


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
        change = list(pieces(old, new))
    except LimitExceeded as error:
        return unscored_by(error)
    return list(cut(_mark(change, {"insert": added, "delete": removed})))


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    distinct = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    if not distinct:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, distinct))})(?!\w)", re.IGNORECASE)


def _mark(change: Iterable[Piece], patterns: Mapping[str, re.Pattern[str] | None]) -> Iterator[Piece]:
    """Yield pieces in which the words of a pattern stand alone, and are marked."""
    for piece in change:
        pattern = patterns.get(piece.kind)
        end = 0
        for match in pattern.finditer(piece.text) if pattern is not None else ():
            if match.start() > end:
                yield Piece(piece.kind, piece.text[end : match.start()])
            yield Piece(piece.kind, match[0], True)
            end = match.end()
        if end < len(piece.text) or not piece.text:
            yield Piece(piece.kind, piece.text[end:])


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
