"""From observations to what models learn from: feature values with a label, and a report of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from revscoring.dependencies import solve
from revscoring.errors import DependencyError

from ..observations.lines import ObservationError, read_numbered_observations
from .files import Totals

__all__ = ["read_labelled"]


def read_labelled(
    lines: Iterable[str],
    features: Sequence[Any],
    label_name: str,
    totals: Totals,
    labels: Sequence[Any] | None = None,
    multilabel: bool = False,
) -> Iterator[tuple[list[Any], Any]]:
    """Yield (feature values, label) of every observation that has both.

    Parameters
    ----------
    lines : iterable of str
        An open file of observations.
    features : sequence of Feature
        Solved from the cache of each observation.
    label_name : str
        The field with the label.
    totals : Totals
        Where every observation is counted, and those without label or values are reported by line.
    labels : sequence, optional
        The labels that are allowed.
    multilabel : bool
        Whether an observation has a list of labels.

    Raises
    ------
    ObservationError
        When a label is not allowed, or nothing is left at all.
    """
    name = getattr(lines, "name", None) or "observations"
    without_label: list[int] = []
    for number, observation in read_numbered_observations(lines):
        totals.inputs += 1
        label = observation.get(label_name)
        if label is None:
            without_label.append(number)
            continue
        _check_label(label, labels, multilabel, f"{name}, line {number}")
        if "error" in observation and "cache" not in observation:
            totals.fail(_message(observation["error"]), f"line {number}")
            continue
        try:
            values = list(solve(features, cache=dict(observation.get("cache") or {})))
        except (DependencyError, RuntimeError) as error:
            totals.fail(str(error).partition("\n")[0], f"line {number}")
            continue
        totals.outputs += 1
        totals.show()
        yield values, label
    if without_label:
        some = ", ".join(map(str, without_label[:5])) + (", …" if len(without_label) > 5 else "")
        text = f"{len(without_label):,} observations have no label {label_name!r} (lines {some})"
        totals.note(text, len(without_label))
    if not totals.outputs:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise ObservationError(f"{name}: there is no observation to learn from: {reasons}")


def _message(error: Any) -> str:
    return str(error.get("message", error)) if isinstance(error, dict) else str(error)


def _check_label(label: Any, labels: Sequence[Any] | None, multilabel: bool, where: str) -> None:
    if multilabel and not isinstance(label, list):
        raise ObservationError(f"{where}: with --multilabel a label is a list, not {label!r}")
    if labels is None:
        return
    for one in label if multilabel else [label]:
        if not any(type(one) is type(known) and one == known for known in labels):
            raise ObservationError(
                f"{where}: the label {one!r} is not among {', '.join(map(repr, labels))}: mend the line or "
                "give other labels"
            )
