"""What models learn from: the feature values and the label of each observation."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, TypeVar

from ..dependencies import Dependent, solve
from ..errors import DependencyError, plain_text
from .labels import Label
from .lines import Observation, ObservationError

__all__ = ["Labelled", "read_labelled", "train_test_split"]

T = TypeVar("T")

#: The largest value that a model learns from: beyond are what 32 bits do not hold.
MAX_NUMBER: Final = 3.4028234663852886e38


class Labelled(NamedTuple):
    """An observation to learn from; without a label (None) or with a problem, it has no values."""

    line: int
    label: Any
    values: list[Any]
    problem: str | None = None
    rev_id: Any = None

    @property
    def where(self) -> str:
        """The line and, if it is known, the revision."""
        return f"line {self.line}" if self.rev_id is None else f"line {self.line}, revision {self.rev_id}"


def read_labelled(
    numbered: Iterable[tuple[int, Observation]],
    features: Sequence[Dependent],
    label_name: str,
    labels: Sequence[Label] | None = None,
    multilabel: bool = False,
    source: str = "observations",
    allow_nan: bool = True,
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
    allow_nan : bool
        Whether the value of a feature may be NaN. A feature that is None, infinite or too large for a
        32-bit float is always a problem.

    Raises
    ------
    ObservationError
        If a label is not allowed.
    """
    for number, observation in numbered:
        label, rev_id = observation.get(label_name), observation.get("rev_id")
        if label is None:
            yield Labelled(number, None, [], None, rev_id)
            continue
        _check_label(label, labels, multilabel, f"{source}, line {number}")
        values: list[Any] = []
        problem = _error_of(observation)
        if problem is None:
            values, problem = _values_of(observation, features, allow_nan)
        yield Labelled(number, label, [] if problem else values, problem, rev_id)


def _error_of(observation: Observation) -> str | None:
    """Return the message of an observation that has an error instead of values."""
    if "error" not in observation or "cache" in observation:
        return None
    error = observation["error"]
    return str(error.get("message", error) if isinstance(error, dict) else error)


def _values_of(
    observation: Observation, features: Sequence[Dependent], allow_nan: bool
) -> tuple[list[Any], str | None]:
    """Return the values of features, and what is wrong with the first that no model learns from."""
    values: list[Any] = []
    cache = dict(observation.get("cache") or {})
    try:
        for value in solve(features, cache=cache):
            values.append(value)
    except (DependencyError, RuntimeError) as failure:
        missing = features[len(values)]
        if isinstance(getattr(failure, "exception", None), NotImplementedError):
            return [], f"it has no value for {missing}{_near(str(missing), observation)}"
        return [], plain_text(failure)
    for feature, value in zip(features, values, strict=True):
        if feature.kind.startswith("feature"):
            for number in value if isinstance(value, list | tuple) else [value]:
                if number is None or not _is_learnable(number, allow_nan):
                    return [], f"{feature} is {number}, which cannot be learned from"
    return values, None


def _is_learnable(number: Any, allow_nan: bool) -> bool:
    if not isinstance(number, float):
        return True
    return abs(number) <= MAX_NUMBER or (allow_nan and number != number)


def _near(name: str, observation: Observation) -> str:
    near = get_close_matches(name, map(str, observation.get("cache") or ()), n=1)
    return f"; it has {near[0]}" if near else ""


def _check_label(label: object, labels: Sequence[Label] | None, multilabel: bool, where: str) -> None:
    if multilabel and not isinstance(label, list):
        raise ObservationError(f"{where}: with --multilabel a label is a list, not {label!r}")
    if labels is None:
        return
    for one in label if isinstance(label, list) and multilabel else [label]:
        if not any(type(one) is type(known) and one == known for known in labels):
            raise ObservationError(
                f"{where}: the label {one!r} is not among {', '.join(map(repr, labels))}: "
                f"{_advice(one, labels)}"
            )


def _advice(one: object, labels: Sequence[Label]) -> str:
    """Return what to do about a label that is not among the named ones."""
    if isinstance(one, float) and one != one:
        return "it is no label, as it equals nothing: remove it from the line, or write null"
    for known in labels:
        written = json.dumps(known)
        text = str(one).strip().lower()
        if one == known or text in (written.lower(), str(known).strip().lower()):
            return f"write {written} in the line"
    return (
        "correct the line, or name all labels: "
        f"--labels {','.join(json.dumps(known) for known in [*labels, one])}"
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
