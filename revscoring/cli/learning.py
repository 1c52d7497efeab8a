"""Observations to learn from, read from a file and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..observations import Label, Labelled, ObservationError, read_labelled, read_numbered_observations
from .files import open_input
from .totals import Totals

if TYPE_CHECKING:
    from ..dependencies import Dependent

__all__ = ["count_labelled", "read_labelled_file"]

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
    """Return (feature values, label) of every observation of a file that has both, and print the totals.

    See `read_labelled` and `count_labelled`.
    """
    totals = Totals(command, "observations", show=show_progress)
    with open_input(path) as lines:
        name = getattr(lines, "name", path)
        numbered = read_numbered_observations(lines)
        found = read_labelled(numbered, features, label_name, labels, multilabel, name)
        value_labels = list(count_labelled(found, label_name, totals, name))
    totals.finish()
    return value_labels


def count_labelled(
    found: Iterable[Labelled], label_name: str, totals: Totals, source: str = "observations"
) -> Iterator[tuple[list[Any], Any]]:
    """Yield (feature values, label) of the observations that have both; count and report the others.

    Raises
    ------
    ObservationError
        If no observation can be used.
    """
    without_label: list[int] = []
    for observation in found:
        totals.inputs += 1
        if observation.label is None:
            without_label.append(observation.line)
        elif observation.problem is not None:
            totals.fail(observation.problem, f"line {observation.line}")
        else:
            totals.outputs += 1
            totals.show()
            yield observation.values, observation.label
    if without_label:
        lines = ", ".join(map(str, without_label[:LINES_SHOWN]))
        more = ", …" if len(without_label) > LINES_SHOWN else ""
        text = f"{len(without_label):,} observations have no label {label_name!r} (lines {lines}{more})"
        totals.note(text, len(without_label))
    if not totals.outputs:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise ObservationError(f"{source}: there is no observation to learn from: {reasons}")
