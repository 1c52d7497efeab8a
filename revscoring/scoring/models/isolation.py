"""Scores of many revisions at once, where one that fails costs only itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._typing import Score
from .model import Model

__all__ = ["score_each"]


def score_each(model: Model, values: Sequence[Any]) -> list[Score | Exception]:
    """Return the score of each row of values, or the error in its place."""
    try:
        return list(model.score_many(values)) if values else []
    except Exception:  # find out which of them it is
        return [_score_one(model, one) for one in values]


def _score_one(model: Model, values: Any) -> Score | Exception:
    try:
        return model.score(values)
    except Exception as error:
        return error
