"""Statistics of models of revscoring 2.x, from stand-ins of their pickles to counts.

2.x keeps the cells of confusion matrices scaled to the population; here they are scaled back to counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .stand_ins import as_plain, fields

__all__ = ["statistics_state"]


def statistics_state(statistics: Any, labels: Sequence[Any], notes: list[str]) -> dict[str, Any] | None:
    """Return what `Classification.from_state` takes, from the stand-in of the statistics of 2.x.

    A note is added if they cannot be converted.
    """
    state = fields(statistics)
    if not state:
        return None
    found: dict[str, Any] = {
        "labels": list(labels),
        "multilabel": bool(state.get("multilabel")),
        "prediction_key": as_plain(state.get("prediction_key", "prediction")),
        "decision_key": as_plain(state.get("decision_key")),
        "threshold_ndigits": as_plain(state.get("threshold_ndigits")),
        "population_rates": as_plain(state.get("population_rates") or None),
        "n": None,
        "counts": None,
        "thresholds": None,
    }
    data = state.get("_data") or {}
    if "counts" not in data:
        return found
    try:
        counts = as_plain(fields(data["counts"])["_data"])
        n, by_label = counts["n"], counts["labels"]
        cells = _cells(counts["predictions"], labels, found["multilabel"])
        rows = None
        if found["decision_key"] is not None and "thresholds" in data:
            thresholds = fields(data["thresholds"])["_data"]
            rows = [_threshold_cells(thresholds[label], by_label[label], n) for label in labels]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        notes.append(f"the statistics are left out ({type(error).__name__}: {error})")
        return found
    return {**found, "n": n, "counts": cells, "thresholds": rows}


def _cells(predictions: Mapping[Any, Any], labels: Sequence[Any], multilabel: bool) -> list[list[int]]:
    if multilabel:
        order = ((True, True), (True, False), (False, True), (False, False))
        return [
            [int(predictions[label][actual][predicted]) for actual, predicted in order] for label in labels
        ]
    return [[int(predictions[label][predicted]) for predicted in labels] for label in labels]


def _threshold_cells(rows: Any, trues: int, n: int) -> tuple[list[float], list[int], list[int]]:
    """Return how many observations with and without the label have each decision, from sums above each."""
    decisions, positive_trues, positive_falses = [], [], []
    for threshold, cells in rows.items:
        cell = {key: float(as_plain(value)) for key, value in fields(cells).items() if value is not None}
        decisions.append(float(as_plain(threshold)))
        # Scaled or not, their shares are the same.
        positive_trues.append(_share(cell["tp"], cell["fn"]) * trues)
        positive_falses.append(_share(cell["fp"], cell["tn"]) * (n - trues))
    order = sorted(range(len(decisions)), key=decisions.__getitem__)
    return (
        [decisions[place] for place in order],
        _steps([round(positive_trues[place]) for place in order]),
        _steps([round(positive_falses[place]) for place in order]),
    )


def _share(part: float, rest: float) -> float:
    return part / (part + rest) if part + rest else 0.0


def _steps(sums: Sequence[int]) -> list[int]:
    """Turn sums of this and all higher places into the numbers of each place.

    Examples
    --------
    >>> _steps([5, 3, 1])
    [2, 2, 1]
    """
    return [here - above for here, above in zip(sums, [*sums[1:], 0], strict=True)]
