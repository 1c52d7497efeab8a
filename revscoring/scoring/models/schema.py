"""The JSON schema of score documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .._typing import Label
from ..formats import label_name

__all__ = ["label2json_type", "labels2json_type", "score_schema"]


def label2json_type(val: Any) -> str:
    """Name the JSON type of a label; a ValueError if it is neither bool, number nor str.

    Examples
    --------
    >>> label2json_type(True), label2json_type(2), label2json_type("spam")
    ('boolean', 'number', 'string')
    """
    if isinstance(val, bool):
        return "boolean"
    if isinstance(val, int | float):
        return "number"
    if isinstance(val, str):
        return "string"
    raise ValueError(
        f"{val!r} of type {type(val)} can't be interpreted as a JSON type: labels are bool, number or str."
    )


def labels2json_type(labels: Iterable[Label]) -> str | list[str]:
    """Name the JSON type of labels, or the sorted list of their types.

    Examples
    --------
    >>> labels2json_type([True, False]), labels2json_type([True, "a", 1])
    ('boolean', ['boolean', 'number', 'string'])
    """
    types = sorted({label2json_type(label) for label in labels})
    return types[0] if len(types) == 1 else types


def score_schema(labels: Sequence[Label], multilabel: bool, probability: bool) -> dict[str, Any]:
    """Describe a score document in JSON schema.

    Examples
    --------
    >>> score_schema(["A", "B"], multilabel=False, probability=True)["properties"]["prediction"]["type"]
    'string'
    """
    label_type = labels2json_type(labels)
    plural = "labels" if multilabel else "label"
    prediction: dict[str, Any] = {"description": f"The most likely {plural} predicted by the estimator"}
    prediction.update(
        {"type": "array", "items": {"type": label_type}} if multilabel else {"type": label_type}
    )
    properties = {"prediction": prediction}
    title = "Scikit learn-based classifier score"
    if probability:
        title += " with probability"
        properties["probability"] = {
            "description": "A mapping of probabilities onto each of the potential output labels",
            "type": "object",
            "properties": {label_name(label): {"type": "number"} for label in labels},
        }
    return {"title": title, "type": "object", "properties": properties}
