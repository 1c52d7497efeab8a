"""Observations to learn from, read from a file and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..observations import Label, Observation, ObservationError, read_labelled, read_numbered_observations
from .files import open_input
from .totals import Totals

if TYPE_CHECKING:
    from ..dependencies import Dependent

__all__ = ["read_labelled_file"]

#: How many line numbers are listed in a message.
LINES_SHOWN = 5


class _Numbered:
    """Numbered observations, counted; and whether any of them has values (or an error instead)."""

    def __init__(self, numbered: Iterator[tuple[int, Observation]]) -> None:
        self.numbered = numbered
        self.count = 0
        self.have_values = False

    def __iter__(self) -> Iterator[tuple[int, Observation]]:
        for number, observation in self.numbered:
            self.count += 1
            self.have_values |= "cache" in observation or "error" in observation
            yield number, observation


def read_labelled_file(
    command: str,
    path: str,
    features: Sequence[Dependent],
    label_name: str,
    labels: Sequence[Label] | None = None,
    multilabel: bool = False,
    show_progress: bool = False,
    allow_nan: bool = True,
) -> list[tuple[list[Any], Any]]:
    """Return (feature values, label) of the observations that have both (see `read_labelled`).

    The others are counted and reported. If no observation can be used, an `ObservationError` is raised.
    """
    totals = Totals(command, "observations", show=show_progress)
    value_labels: list[tuple[list[Any], Any]] = []
    without_label: list[str] = []
    with open_input(path) as lines:
        source = getattr(lines, "name", path)
        numbered = _Numbered(read_numbered_observations(lines))
        for found in read_labelled(numbered, features, label_name, labels, multilabel, source, allow_nan):
            totals.inputs += 1
            if found.label is None:
                without_label.append(str(found.line))
            elif found.problem is not None:
                totals.fail(found.problem, found.where)
            else:
                totals.outputs += 1
                totals.show()
                value_labels.append((found.values, found.label))
    if without_label:
        more = ", …" if len(without_label) > LINES_SHOWN else ""
        numbers = ", ".join(without_label[:LINES_SHOWN]) + more
        text = f"{len(without_label):,} observations have no label {label_name!r} (lines {numbers})"
        totals.note(text, len(without_label))
    if not value_labels and numbered.count and not numbered.have_values:
        raise ObservationError(f"{source} has no values: run revscoring extract first")
    if not value_labels:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise ObservationError(f"{source}: there is no observation to learn from: {reasons}")
    totals.finish()
    return value_labels
