"""Observations to learn from, read from a file, counted and divided."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ..audit import ACCOUNT_AGES, time_of
from ..languages import languages_of
from ..observations import Label, Observation, ObservationError, read_labelled, read_numbered_observations
from ..scoring.formats import label_name
from ..scoring.training_data import DataRecord
from .examples import ExampleCounts
from .files import open_input
from .totals import Totals

if TYPE_CHECKING:
    from ..dependencies import Dependent

__all__ = ["Examples", "read_examples"]

#: How many line numbers are listed in a message.
LINES_SHOWN = 5

#: How many wikis are named.
MAX_WIKIS = 3


@dataclass
class Examples:
    """Feature values and labels, and fields of the observations that they are from.

    `field` is the field with the labels.
    """

    source: str
    field: str
    value_labels: list[tuple[list[Any], Any]] = dataclasses.field(default_factory=list)
    records: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def labels(self) -> list[Any]:
        """The label of each example."""
        return [label for _, label in self.value_labels]

    def times(self) -> list[float | None]:
        """Return the time of each example in seconds; None where it is unknown."""
        return [time_of(record.get("timestamp")) for record in self.records]

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
        counts = ExampleCounts(self.field)
        for label, record in zip(self.labels, self.records, strict=True):
            counts.add(label, record.get("user"))
        return counts

    def data_record(self, label: str, labels: Iterable[Label], features: Iterable[Dependent]) -> DataRecord:
        """Return what a model learns from, for a model file and what is written about it."""
        counts = self.counts()
        found: DataRecord = {
            "label": label,
            "edits": counts.edits,
            "examples": {label_name(one): counts.examples(one) for one in labels},
            "languages": languages_of(features),
        }
        wikis = sorted({str(record["wiki"]) for record in self.records if record.get("wiki")})
        if wikis:
            found["wiki"] = ", ".join(wikis) if len(wikis) <= MAX_WIKIS else f"{len(wikis)} wikis"
        if authors := {str(user) for record in self.records if (user := record.get("user")) is not None}:
            found["authors"] = len(authors)
        if times := [time for time in self.times() if time is not None]:
            with suppress(OverflowError, ValueError, OSError):  # of times that no calendar has
                found["from"], found["to"] = (_day(time) for time in (min(times), max(times)))
        return found

    def check(self, command: str, labels: Sequence[Label], *, tested: bool = True) -> None:
        """Print what there is to learn from, and what too few examples allow.

        Raises
        ------
        ObservationError
            If there are too few examples of a label to learn it, or to test what was learned.
        """
        counts = self.counts()
        warning = counts.warning(labels)
        too_few = min(map(counts.examples, labels), default=0) < (2 if tested else 1)
        counts.print(command, labels)
        if warning is not None and too_few:
            raise ObservationError(f"{self.source}: {warning}")


def _day(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).date().isoformat()


def _kept(observation: Observation, names: Iterable[str]) -> dict[str, Any]:
    """Return some fields of an observation, and of its cache only what tells the age of the account."""
    cache = observation.get("cache") or {}
    ages = {name: cache[name] for name in ACCOUNT_AGES if name in cache}
    return {**{name: observation.get(name) for name in names}, "cache": ages}


def read_examples(
    command: str,
    path: str,
    features: Sequence[Dependent],
    label_field: str,
    labels: Sequence[Label] | None = None,
    multilabel: bool = False,
    show_progress: bool = False,
    allow_nan: bool = True,
    fields: Iterable[str] = (),
) -> Examples:
    """Return the observations that have values and a label (see `read_labelled`), with some more fields.

    The others are counted and reported. If no observation can be used, an `ObservationError` is raised.
    """
    totals = Totals(command, "observations", show=show_progress)
    kept = ("user", "anonymous", "namespace", "timestamp", "wiki", *fields)
    without_label: list[str] = []
    known: set[object] = set()
    repeated: list[str] = []
    with open_input(path) as lines:
        source = getattr(lines, "name", path)
        examples = Examples(source, label_field)
        count, have_values = 0, False
        for numbered in read_numbered_observations(lines):
            count += 1
            have_values |= "cache" in numbered[1] or "error" in numbered[1]
            for found in read_labelled(
                [numbered], features, label_field, labels, multilabel, source, allow_nan
            ):
                totals.inputs += 1
                if found.label is None:
                    without_label.append(str(found.line))
                elif found.problem is not None:
                    totals.fail(found.problem, found.where)
                else:
                    totals.outputs += 1
                    totals.show()
                    rev_id = found.rev_id if isinstance(found.rev_id, int | str) else None
                    if rev_id is not None and rev_id in known:
                        repeated.append(str(found.line))
                    known.add(rev_id)
                    examples.value_labels.append((found.values, found.label))
                    examples.records.append(_kept(numbered[1], kept))
    if without_label:
        text = f"{len(without_label):,} observations have no label {label_field!r} ({_lines(without_label)})"
        totals.note(text, len(without_label))
    if not examples.records and count and not have_values:
        raise ObservationError(f"{source} has no values: run revscoring extract first")
    if not examples.records:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise ObservationError(f"{source}: there is no observation to learn from: {reasons}")
    totals.finish()
    if repeated:
        print(
            f"{command}: {len(repeated):,} observations repeat a revision that was there before "
            f"({_lines(repeated)}), so they may be learned from and tested on: leave them out by "
            "revscoring union_merge_observations",
            file=sys.stderr,
        )
    return examples


def _lines(numbers: Sequence[str]) -> str:
    """Return the numbers of the first lines, for a message."""
    more = ", …" if len(numbers) > LINES_SHOWN else ""
    return f"lines {', '.join(numbers[:LINES_SHOWN])}{more}"
