"""Observations to learn from, read from a file and counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..observations import Label, ObservationError, read_labelled, read_numbered_observations
from .files import open_input
from .totals import Totals

if TYPE_CHECKING:
    from ..dependencies import Dependent

__all__ = ["read_labelled_file"]

#: How many line numbers are listed in a message.
LINES_SHOWN = 5


def read_labelled_file(
    command: str,
    path: str,
    features: Sequence[Dependent],
    label_name: str,
    labels: Sequence[Label] | None = None,
    multilabel: bool = False,
    show_progress: bool = False,
) -> list[tuple[list[Any], Any]]:
    """Return (feature values, label) of the observations that have both (see `read_labelled`).

    The others are counted and reported. If no observation can be used, an `ObservationError` is raised.
    """
    totals = Totals(command, "observations", show=show_progress)
    value_labels: list[tuple[list[Any], Any]] = []
    without_label: list[str] = []
    with open_input(path) as lines:
        source = getattr(lines, "name", path)
        numbered = read_numbered_observations(lines)
        for found in read_labelled(numbered, features, label_name, labels, multilabel, source):
            totals.inputs += 1
            if found.label is None:
                without_label.append(str(found.line))
            elif found.problem is not None:
                totals.fail(found.problem, f"line {found.line}")
            else:
                totals.outputs += 1
                totals.show()
                value_labels.append((found.values, found.label))
    if without_label:
        more = ", …" if len(without_label) > LINES_SHOWN else ""
        numbers = ", ".join(without_label[:LINES_SHOWN]) + more
        text = f"{len(without_label):,} observations have no label {label_name!r} (lines {numbers})"
        totals.note(text, len(without_label))
    if not value_labels:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise ObservationError(f"{source}: there is no observation to learn from: {reasons}")
    totals.finish()
    return value_labels
