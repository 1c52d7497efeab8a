"""Divisions of examples that a command tests models on, as its options and the data have it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from ..observations import ObservationError
from ..scoring.models.cross_validation import Division, divide, divide_by_time
from ..scoring.records import GROUPED, RANDOM, TIME
from ..scoring.wording import label_words
from .learning import Examples

__all__ = ["Split", "choose_splits", "group_fields"]

#: What --group-by calls fields of observations.
GROUPS = {"user": ("user",), "page": ("page_id", "page_title", "page")}


@dataclass(frozen=True)
class Split:
    """A division of examples: its kind, what it is called, and its folds."""

    kind: str
    name: str
    division: Division


def group_fields(group_by: str | None) -> tuple[str, ...]:
    """Return the fields of observations that --group-by may mean.

    >>> group_fields("page"), group_fields("editor"), group_fields(None)
    (('page_id', 'page_title', 'page'), ('editor',), ('user',))
    """
    name = group_by or "user"
    return GROUPS.get(name, (name,))


def choose_splits(
    command: str, examples: Examples, folds: int, multilabel: bool, group_by: str | None, split: str | None
) -> list[Split]:
    """Return the divisions to test on; the first is the one to judge by.

    By default, the examples of an author are kept together where authors are known. Beside it are the test
    of the newest examples with the older ones, where times are known, and folds at random for comparison.

    Raises
    ------
    ObservationError
        If the options ask for what the examples do not allow.
    """
    if split == RANDOM and group_by is not None:
        raise click.UsageError("--split random keeps nothing together: leave out --group-by")
    labels = examples.labels
    explicit = group_by is not None or split is not None
    if split == TIME:
        groups = None if group_by is None else _groups(examples, group_by)
        return [_by_time(command, examples, groups)]
    random = Split(RANDOM, f"{folds} folds at random", divide(labels, folds, multilabel))
    if split == RANDOM:
        return [random]
    splits = []
    try:
        splits.append(_grouped(examples, folds, multilabel, group_by))
        click.echo(
            f"{command}: the edits of {_article(group_by)} are kept together in one fold "
            "(--split random: folds at random, as in revscoring 2.x)",
            err=True,
        )
    except ObservationError as error:
        if explicit:
            raise
        click.echo(f"{command}: folds are at random: {error}", err=True)
    splits.append(random)
    try:
        splits.append(_by_time(command, examples, None))
    except ObservationError as error:
        click.echo(f"{command}: no test of the newest edits with the older ones: {error}", err=True)
    return splits


def _article(group_by: str | None) -> str:
    return {"user": "an author", "page": "a page"}.get(group_by or "user", f"the same {group_by}")


def _groups(examples: Examples, group_by: str | None) -> Sequence[Hashable]:
    fields = group_fields(group_by)
    groups = examples.groups(*fields)
    if groups is None:
        raise ObservationError(f"no observation has the field {' or '.join(map(repr, fields))}")
    return groups


def _grouped(examples: Examples, folds: int, multilabel: bool, group_by: str | None) -> Split:
    groups = _groups(examples, group_by)
    known = sum(isinstance(group, str) for group in groups)
    if group_by is None and 2 * known < len(groups):
        raise ObservationError(f"only {known:,} of {len(groups):,} observations have a user")
    try:
        division = divide(examples.labels, folds, multilabel, groups)
    except ValueError as error:
        raise ObservationError(f"{str(error).rstrip('.')}: use fewer --folds") from None
    kept = {"user": "author", "page": "page"}.get(group_by or "user", group_by)
    lacking = _label_that_lacks(examples.labels, division)
    if lacking is not None:
        raise ObservationError(
            f"a fold has all {label_words(lacking, examples.field).edits} if those of one {kept} are kept "
            "together"
        )
    return Split(GROUPED, f"{len(division)} folds, each {kept} in one", division)


def _by_time(command: str, examples: Examples, groups: Sequence[Hashable] | None) -> Split:
    times = examples.times()
    if all(time is None for time in times):
        raise ObservationError("no observation has a timestamp")
    try:
        division = divide_by_time(times, groups=groups)
    except ValueError as error:
        raise ObservationError(str(error).rstrip(".")) from None
    ((train, test),) = division
    for place, part in ((train, "older"), (test, "newest")):
        lacking = _label_that_lacks(examples.labels, [(place, [])])
        if lacking is not None:
            none = label_words(lacking, examples.field).edits
            raise ObservationError(f"there are no {none} among the {part} {len(place):,}")
    left_out = len(examples.records) - len(train) - len(test)
    why = "of unknown time" if groups is None else "of unknown time, or of a group that is among the newest"
    without = f"; {left_out:,} left out, {why}" if left_out else ""
    click.echo(
        f"{command}: learn from {len(train):,} older edits, test on the {len(test):,} newest{without}",
        err=True,
    )
    return Split(TIME, "learn from old, test on new", division)


def _label_that_lacks(labels: Sequence[Any], division: Division) -> Any:
    """Return a label that no example of a training set has."""

    def present(places: Sequence[int]) -> dict[Any, None]:
        found = (labels[place] for place in places)
        return dict.fromkeys(
            one for label in found for one in (label if isinstance(label, list) else [label])
        )

    everything = present(range(len(labels)))
    for train, _ in division:
        seen = present(train)
        for label in everything:
            if label not in seen:
                return label
    return None
