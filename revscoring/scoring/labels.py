"""Labels of observations: checked against the declared ones, and put into the form that estimators take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from ..errors import ModelConsistencyError
from ._typing import Label, Weights
from .formats import label_name

__all__ = [
    "Binarizer",
    "ClassVerifier",
    "Normalizer",
    "check_label_consistency",
    "distinct_labels",
    "make_normalizer",
]


class Normalizer:
    """Checks the labels of observations, and puts them into the form that estimators take.

    Parameters
    ----------
    possible_labels : iterable
        The labels declared; each must be hashable.
    """

    def __init__(self, possible_labels: Iterable[Label] = ()) -> None:
        self.possible_labels = list(dict.fromkeys(possible_labels))

    def check_label_consistency(self, labels: Iterable[Any]) -> None:
        """Raise `ModelConsistencyError` unless the labels seen are the labels declared."""
        check_label_consistency(labels, self.possible_labels)

    def check_consistency_and_normalize(self, labels: Iterable[Any]) -> list[Any]:
        """Check all labels, then normalise each.

        Examples
        --------
        >>> Binarizer(["A", "B"]).check_consistency_and_normalize([["A"], ["B"], []])
        [[1, 0], [0, 1], [0, 0]]
        """
        labels = list(labels)
        self.check_label_consistency(labels)
        return [self.normalize(label) for label in labels]

    def normalize(self, label: Any) -> Any:
        """Put one label into the form that the estimator takes.

        Raises
        ------
        ModelConsistencyError
            If it is not declared.
        """
        if label not in self.possible_labels:
            raise ModelConsistencyError(
                f"Label {label!r} not in list of expected labels {self.possible_labels}."
            )
        return label

    def normalize_weights(self, weights: Weights | None) -> Any:
        """Put weights of labels into the form of the normalised labels."""
        return weights

    def denormalize(self, normalized_label: Any) -> Any:
        """Turn a normalised label back into the declared form."""
        return normalized_label


class ClassVerifier(Normalizer):
    """One label per observation: checked, never transformed.

    Examples
    --------
    >>> verifier = ClassVerifier([True, False])
    >>> verifier.check_consistency_and_normalize([True, False, True])
    [True, False, True]
    """


class Binarizer(Normalizer):
    """A set of labels per observation, as a vector of 0 and 1 in the declared order.

    Examples
    --------
    >>> binarizer = Binarizer(["A", "B", "C"])
    >>> binarizer.normalize(["A", "C"])
    [1, 0, 1]
    >>> binarizer.denormalize([1, 0, 1])
    ['A', 'C']
    >>> binarizer.normalize_weights({"A": 3})
    [{0: 1, 1: 3}, {0: 1, 1: 1}, {0: 1, 1: 1}]
    """

    def check_label_consistency(self, labels: Iterable[Any]) -> None:
        """Raise `ModelConsistencyError` unless the union of the sets is what was declared."""
        super().check_label_consistency(chain.from_iterable(_as_label_sets(labels)))

    def normalize(self, label: Any) -> list[int]:
        """Turn a collection of labels into a vector of 0 and 1."""
        (given,) = _as_label_sets([label])
        for one in given:
            super().normalize(one)
        return [int(possible in given) for possible in self.possible_labels]

    def normalize_weights(self, weights: Weights | None) -> list[dict[int, float]]:
        """Return, in the order of the labels, the weights of absence (always 1) and of presence."""
        weights = weights or {}
        return [{0: 1, 1: weights.get(label, 1)} for label in self.possible_labels]

    def denormalize(self, normalized_label: Sequence[int]) -> list[Label]:
        """Turn a vector of 0 and 1 into the list of labels in the declared order."""
        return [
            label for label, present in zip(self.possible_labels, normalized_label, strict=True) if present
        ]


def make_normalizer(labels: Iterable[Label], multilabel: bool) -> Normalizer:
    """Return what handles one label, or a collection of labels, per observation."""
    return Binarizer(labels) if multilabel else ClassVerifier(labels)


def _as_label_sets(labels: Iterable[Any]) -> Iterator[Collection[Label]]:
    for label in labels:
        if isinstance(label, str) or not isinstance(label, Iterable):
            raise ModelConsistencyError(
                f"Label {label!r} is not a list of labels: with multilabel each observation needs a list."
            )
        yield label if isinstance(label, Collection) else list(label)


def check_label_consistency(actual_labels: Iterable[Any], expected_labels: Iterable[Any]) -> None:
    """Check that the labels seen are the labels declared, no more and no less.

    Raises
    ------
    ModelConsistencyError
        Naming the labels that are not declared, or the declared ones that were not seen.

    Examples
    --------
    >>> check_label_consistency([True, False, True], [True, False])
    """
    expected = list(dict.fromkeys(expected_labels))
    actual = set(actual_labels)
    unknown = actual.difference(expected)
    if unknown:
        raise ModelConsistencyError(
            f"Labels {_listed(unknown)} not in expected labels {_listed(expected)}: "
            "declare them or drop their observations."
        )
    missing = [label for label in expected if label not in actual]
    if missing:
        raise ModelConsistencyError(
            f"Expected labels {_listed(missing)} not represented in the observations: "
            "add observations with them or do not declare them."
        )


def _listed(labels: Iterable[Any]) -> str:
    return "{" + ", ".join(sorted(map(repr, labels))) + "}"


def distinct_labels(labels: Iterable[Label]) -> list[Label]:
    """Return labels, each once.

    Raises
    ------
    ModelConsistencyError
        If two cannot be told apart in score documents, which are JSON.

    Examples
    --------
    >>> distinct_labels([True, False, True])
    [True, False]
    """
    found = list(labels)
    for place, label in enumerate(found):
        for earlier in found[:place]:
            if type(label) is not type(earlier) and (
                label == earlier or label_name(label) == label_name(earlier)
            ):
                raise ModelConsistencyError(
                    f"The labels {earlier!r} and {label!r} cannot be told apart in JSON: rename one."
                )
    return list(dict.fromkeys(found))
