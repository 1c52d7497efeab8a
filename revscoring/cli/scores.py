"""Scores as people read them: the probability of one label, as a percentage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..scoring.formats import label_name
from .tables import fit

__all__ = ["percent", "probability_of", "risk_cell"]

#: Columns of a label in a table.
LABEL: Final = 8


def probability_of(score: object, label: object = None) -> tuple[str, float] | None:
    """Return a label as text, and the probability that a score gives it; None if there is none.

    Parameters
    ----------
    score : dict
        Of a model, whose labels are any values, or of an observation, whose labels are text.
    label : object, optional
        By default True, the positive label; of a score that does not have it, the predicted label.

    Examples
    --------
    >>> probability_of({"prediction": False, "probability": {True: 0.25, False: 0.75}})
    ('true', 0.25)
    >>> probability_of({"prediction": "B", "probability": {"B": 0.5, "C": 0.5}})
    ('B', 0.5)
    """
    if not isinstance(score, Mapping):
        return None
    found = score.get("probability")
    probabilities: dict[str, Any] = {}
    if isinstance(found, Mapping):
        probabilities = {label_name(key): value for key, value in found.items()}
    if label is None:
        label = True if "true" in probabilities else score.get("prediction")
    wanted = label_name(label) if isinstance(label, str | bool | int | float) else ""
    return (wanted, probabilities[wanted]) if isinstance(probabilities.get(wanted), int | float) else None


def risk_cell(score: object) -> tuple[str, str]:
    """Return how risky a score is, and the colour of its prediction.

    The risk is the probability of the label True; of a model without it, that of the predicted label, which
    is named.

    Examples
    --------
    >>> risk_cell({"prediction": True, "probability": {True: 0.875, False: 0.125}})
    (' 88 %', 'red')
    >>> risk_cell({"prediction": "B", "probability": {"B": 0.5, "C": 0.4}})
    (' 50 % B       ', 'cyan')
    """
    found = probability_of(score)
    prediction = label_name(score.get("prediction") if isinstance(score, Mapping) else None)
    verdict = prediction if found is None else percent(found[1])
    label = "" if found is None or found[0] == "true" else f" {fit(found[0], LABEL)}"
    return f"{verdict:>5}{label}", {"true": "red", "false": "green"}.get(prediction, "cyan")


def percent(share: float) -> str:
    """Return a share as a percentage; only 0 and 1 are shown as 0 % and 100 %.

    Examples
    --------
    >>> [percent(share) for share in (0.0, 0.004, 0.026, 0.82, 0.999, 1.0)]
    ['0 %', '<1 %', '3 %', '82 %', '>99 %', '100 %']
    """
    if 0 < share < 0.01:
        return "<1 %"
    if 0.99 < share < 1:
        return ">99 %"
    return f"{share * 100:.0f} %"
