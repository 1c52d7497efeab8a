"""What models learn from: the feature values and the label of each observation."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from ..dependencies import Dependent, solve
from ..errors import DependencyError
from .labels import Label
from .lines import Observation, ObservationError

__all__ = ["Labelled", "read_labelled", "train_test_split"]

T = TypeVar("T")


class Labelled(NamedTuple):
    """An observation to learn from; without a label (None) or with a problem, it has no values."""

    line: int
    label: Any
    values: list[Any]
    problem: str | None = None


def read_labelled(
    numbered: Iterable[tuple[int, Observation]],
    features: Sequence[Dependent],
    label_name: str,
    labels: Sequence[Label] | None = None,
    multilabel: bool = False,
    source: str = "observations",
) -> Iterator[Labelled]:
    """Yield the feature values and the label of each observation.

    Parameters
    ----------
    numbered : iterable of (int, dict)
        Observations with the numbers of their lines.
    features : sequence of Feature
        Solved from the cache of each observation.
    label_name : str
        The field with the label.
    labels : sequence, optional
        The labels that are allowed.
    multilabel : bool
        Whether an observation has a list of labels.
    source : str
        The name of the file, for errors.

    Raises
    ------
    ObservationError
        If a label is not allowed.
    """
    for number, observation in numbered:
        label = observation.get(label_name)
        if label is None:
            yield Labelled(number, None, [])
            continue
        _check_label(label, labels, multilabel, f"{source}, line {number}")
        if "error" in observation and "cache" not in observation:
            error = observation["error"]
            message = error.get("message", error) if isinstance(error, dict) else error
            yield Labelled(number, label, [], str(message))
            continue
        try:
            values = list(solve(features, cache=dict(observation.get("cache") or {})))
        except (DependencyError, RuntimeError) as failure:
            yield Labelled(number, label, [], str(failure).partition("\n")[0])
        else:
            yield Labelled(number, label, values)


def _check_label(label: object, labels: Sequence[Label] | None, multilabel: bool, where: str) -> None:
    if multilabel and not isinstance(label, list):
        raise ObservationError(f"{where}: with --multilabel a label is a list, not {label!r}")
    if labels is None:
        return
    for one in label if isinstance(label, list) and multilabel else [label]:
        if not any(type(one) is type(known) and one == known for known in labels):
            raise ObservationError(
                f"{where}: the label {one!r} is not among {', '.join(map(repr, labels))}: correct the line "
                "or give other labels"
            )


def train_test_split(observations: Iterable[T], test_prop: float = 0.25) -> tuple[list[T], list[T]]:
    """Split observations at random into a list to train on and a list to test on.

    Parameters
    ----------
    observations : iterable
    test_prop : float
        The share of the second list, rounded down to whole observations.

    Examples
    --------
    >>> train, test = train_test_split(range(10), test_prop=0.25)
    >>> len(train), len(test), sorted(train + test) == list(range(10))
    (8, 2, True)
    """
    shuffled = list(observations)
    random.shuffle(shuffled)
    test_size = int(len(shuffled) * test_prop)
    return shuffled[test_size:], shuffled[:test_size]
