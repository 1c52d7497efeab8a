"""Observations to learn from, read from a file, counted and divided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from ..extractors.reverts import seconds
from ..observations import Label, ObservationError, read_labelled, read_numbered_observations
from .files import open_input
from .totals import Totals

if TYPE_CHECKING:
    from ..dependencies import Dependent

__all__ = ["ExampleCounts", "Examples", "read_examples", "read_labelled_file"]

#: How many line numbers are listed in a message.
LINES_SHOWN = 5

#: With fewer authors of a label, the quality of a model is known to 10 of 100 at best.
FEW_AUTHORS = 35

GET_MORE = (
    "To get more: use more of the history, label by hand, or give autolabel a longer --window-hours and "
    "--radius"
)


class ExampleCounts:
    """How many examples of each label there are, and by how many authors."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._authors: defaultdict[str, set[Hashable]] = defaultdict(set)

    def add(self, label: object, author: Hashable = None) -> None:
        """Count an example; one whose author is unknown (None) is by an author of its own."""
        for one in label if isinstance(label, list) else [label]:
            name = _name(one)
            self.counts[name] += 1
            self._authors[name].add((self.counts[name],) if author is None else author)

    def authors(self, label: object) -> int:
        """Return how many authors there are of a label."""
        return len(self._authors[_name(label)])

    def describe(self, labels: Iterable[object] = ()) -> str:
        """Return one line of the counts, those of `labels` first.

        >>> counts = ExampleCounts()
        >>> for label, author in [(True, "Ann"), (True, "Ann"), (False, "Ben")]:
        ...     counts.add(label, author)
        >>> counts.describe([True, False])
        '2 with the label true by 1 author, 1 with the label false by 1 author'
        """
        names = dict.fromkeys([*map(_name, labels), *self.counts])
        return ", ".join(
            f"{self.counts[name]:,} with the label {name} by {_plural(len(self._authors[name]), 'author')}"
            for name in names
        )

    def warning(self, labels: Iterable[object]) -> str | None:
        """Return what too few examples of a label allow and what to do about it; None if there are enough."""
        names = list(dict.fromkeys(map(_name, labels)))
        if not names:
            return None
        rarest = min(names, key=lambda name: (len(self._authors[name]), self.counts[name]))
        n, authors = self.counts[rarest], len(self._authors[rarest])
        if authors >= FEW_AUTHORS:
            return None
        if n < 2:
            allowed = "a model can be neither learned nor tested" if not n else "a model cannot be tested"
        elif authors < 2:
            allowed = "whether a model knows the label, or only this author, cannot be told"
        else:  # 1.96 standard errors of a share of .9
            allowed = f"how good a model is can only be told to about ±{59 / authors**0.5:.0f} of 100"
        return (
            f"few examples: {_plural(n, 'edit')} with the label {rarest}, by {_plural(authors, 'author')}, "
            f"so {allowed}. {GET_MORE}"
        )


def _name(label: object) -> str:
    return str(label).lower() if isinstance(label, bool) else str(label)


def _plural(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


@dataclass
class Examples:
    """Feature values and labels, and fields of the observations that they are from."""

    source: str
    value_labels: list[tuple[list[Any], Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def labels(self) -> list[Any]:
        """The label of each example."""
        return [label for _, label in self.value_labels]

    def times(self) -> list[float | None]:
        """Return the time of each example in seconds; None where it is unknown."""
        return [_time(record.get("timestamp")) for record in self.records]

    def groups(self, *fields: str) -> list[Hashable] | None:
        """Return the first of some fields that examples have; None if none has any of them.

        An example without it is a group of its own.
        """
        for name in fields:
            values = [record.get(name) for record in self.records]
            if any(value is not None for value in values):
                return [("", place) if value is None else str(value) for place, value in enumerate(values)]
        return None

    def authors(self) -> list[Hashable]:
        """Return the author of each example; one that is unknown is an author of its own."""
        return self.groups("user") or [("", place) for place in range(len(self.records))]

    def counts(self) -> ExampleCounts:
        """Return how many examples of each label there are."""
        counts = ExampleCounts()
        for label, record in zip(self.labels, self.records, strict=True):
            counts.add(label, record.get("user"))
        return counts

    def check(self, command: str, labels: Sequence[Label], *, tested: bool = True) -> None:
        """Print what there is to learn from, and what too few examples allow.

        Raises
        ------
        ObservationError
            If there are too few examples of a label to learn it, or to test what was learned.
        """
        counts = self.counts()
        click.echo(f"{command}: {len(self.records):,} edits: {counts.describe(labels)}", err=True)
        warning = counts.warning(labels)
        if warning is None:
            return
        least = min(counts.counts[_name(label)] for label in labels)
        if least < (2 if tested else 1):
            raise ObservationError(f"{self.source}: {warning}")
        click.echo(f"{command}: {warning}", err=True)


def _time(timestamp: object) -> float | None:
    if isinstance(timestamp, int | float) and not isinstance(timestamp, bool):
        return seconds(str(timestamp)) if timestamp > 10**13 else float(timestamp)
    try:
        return seconds(timestamp) if isinstance(timestamp, str) else None
    except ValueError:
        return None


def read_examples(
    command: str,
    path: str,
    features: Sequence[Dependent],
    label_name: str,
    labels: Sequence[Label] | None = None,
    multilabel: bool = False,
    show_progress: bool = False,
    fields: Iterable[str] = (),
) -> Examples:
    """Return the observations that have values and a label (see `read_labelled`), with some more fields.

    The others are counted and reported. If no observation can be used, an `ObservationError` is raised.
    """
    totals = Totals(command, "observations", show=show_progress)
    kept = ("user", "timestamp", *fields)
    without_label: list[str] = []
    with open_input(path) as lines:
        source = getattr(lines, "name", path)
        examples = Examples(source)
        for numbered in read_numbered_observations(lines):
            for found in read_labelled([numbered], features, label_name, labels, multilabel, source):
                totals.inputs += 1
                if found.label is None:
                    without_label.append(str(found.line))
                elif found.problem is not None:
                    totals.fail(found.problem, f"line {found.line}")
                else:
                    totals.outputs += 1
                    totals.show()
                    examples.value_labels.append((found.values, found.label))
                    examples.records.append({name: numbered[1].get(name) for name in kept})
    if without_label:
        more = ", …" if len(without_label) > LINES_SHOWN else ""
        numbers = ", ".join(without_label[:LINES_SHOWN]) + more
        text = f"{len(without_label):,} observations have no label {label_name!r} (lines {numbers})"
        totals.note(text, len(without_label))
    if not examples.records:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise ObservationError(f"{source}: there is no observation to learn from: {reasons}")
    totals.finish()
    return examples


def read_labelled_file(*args: Any, **kwargs: Any) -> list[tuple[list[Any], Any]]:
    """Return the (feature values, label) pairs of `read_examples`."""
    return read_examples(*args, **kwargs).value_labels
