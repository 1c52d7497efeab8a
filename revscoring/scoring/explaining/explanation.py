"""Explanations of scores: how much each feature pushed a score, which way, and by which words.

Contributions are additive: with the base they sum to what the model's probability is computed from, log
odds for boosted trees and linear models, a probability for forests. For trees they follow the path of
the revision down each tree: the change of the expected value at each split is credited to the
feature of the split [1]_. If the shap library is installed (``pip install revscoring[explain]``), its exact
Shapley values for trees can be had instead [2]_.

References
----------
.. [1] A. Saabas, "Interpreting random forests", 2014.
.. [2] S. M. Lundberg et al., "From local explanations to global understanding with explainable AI for
   trees", Nature Machine Intelligence 2, 2020.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ...features import Feature, describe
from .._typing import FeatureValues, Label, Matrix, Score
from ..trees import Ensemble, ensemble_of
from .evidence import Evidence, find_evidence
from .values import value_in_words

__all__ = ["Contribution", "Explanation", "explain", "pushed_in_words", "row_in_words"]

Vector = NDArray[np.float64]


class ExplainableModel(Protocol):
    """A classifier that tells probabilities, such as `revscoring.scoring.models.ProbabilityClassifier`."""

    features: tuple[Feature, ...]
    multilabel: bool
    estimator: Any
    estimators: Any

    def classes(self) -> list[Label]: ...
    def pack(self, feature_values: Iterable[FeatureValues]) -> Matrix: ...
    def scaled(self, vectors: Any) -> Any: ...
    def score(self, feature_values: FeatureValues) -> Score: ...


class Contribution(NamedTuple):
    """How much one feature pushed a score.

    Attributes
    ----------
    feature : Feature
        The feature.
    value : object
        Its value.
    amount : float
        Positive where it pushed towards the label.
    """

    feature: Feature
    value: Any
    amount: float


@dataclass(frozen=True)
class Explanation:
    """How the probability of a label came about.

    Attributes
    ----------
    label : object
        The label.
    probability : float
        What the model gives it.
    base : float
        What it is before any feature of the revision is known.
    unit : {'log odds', 'probability'}
        Of the base and the contributions.
    contributions : list of Contribution
        One for each feature, the strongest first.
    """

    label: Label
    probability: float
    base: float
    unit: str
    contributions: list[Contribution]

    def total(self) -> float:
        """Return the sum of the base and all contributions."""
        return self.base + sum(contribution.amount for contribution in self.contributions)

    def strongest(self, count: int = 5) -> list[Contribution]:
        """Return the contributions that pushed most, either way."""
        return [c for c in self.contributions[:count] if c.amount]

    def to_json(self, count: int | None = None, cache: Mapping[Any, Any] | None = None) -> dict[str, Any]:
        """Return the explanation as a JSON document.

        Parameters
        ----------
        count : int, optional
            Only so many of the strongest contributions.
        cache : dict, optional
            Root values of the revision; with them, the words behind the values of features are named.
        """
        shown = self.contributions if count is None else self.strongest(count)
        evidence = find_evidence([c.feature for c in shown], cache) if cache is not None else {}
        return {
            "label": self.label,
            "probability": self.probability,
            "base": self.base,
            "unit": self.unit,
            "contributions": [
                {
                    "feature": str(c.feature),
                    "description": describe(c.feature),
                    "value": c.value,
                    "in_words": value_in_words(c.feature, c.value),
                    "contribution": c.amount,
                    **({"evidence": evidence[str(c.feature)].items} if str(c.feature) in evidence else {}),
                }
                for c in shown
            ],
        }

    def lines(self, count: int = 5, cache: Mapping[Any, Any] | None = None) -> Iterable[str]:
        """Yield the strongest contributions in words, a line each; see `to_json`."""
        for row in self.to_json(count, cache)["contributions"]:
            yield row_in_words(row)


def row_in_words(row: Mapping[str, Any]) -> str:
    """Return a contribution, as it stands in the JSON document of an explanation, in words.

    Examples
    --------
    >>> row = {"in_words": "words added: 2", "contribution": 0.5, "evidence": [("lol", 2)]}
    >>> row_in_words(row)
    '+0.50  words added: 2 (“lol” ×2)'
    """
    return f"{row['contribution']:+.2f}  {pushed_in_words(row)}"


def pushed_in_words(row: Mapping[str, Any]) -> str:
    """Return what pushed a score, and the words behind it, of a contribution as in `row_in_words`."""
    words = f" ({Evidence(row['evidence'])})" if row.get("evidence") else ""
    return f"{row['in_words']}{words}"


class _PathContributions:
    """The contributions to the raw score of one class, by the expected values along the paths in trees."""

    def __init__(self, ensemble: Ensemble, index: int) -> None:
        start, trees = ensemble.start, ensemble.trees
        output = min(index, len(start) - 1)
        self._ensemble = ensemble
        self._expected = trees.expected(0 if len(start) else index) * ensemble.rate
        self._trees = slice(output, None, len(start)) if len(start) else slice(None)
        self._depth = int(trees.depths().max(initial=0))
        self.base = float(sum(self._expected[trees.roots[self._trees]], start[output] if len(start) else 0.0))

    def of(self, row: Vector) -> Vector:
        """Return how much each column of a row pushed."""
        trees = self._ensemble.trees
        compared = row.astype(np.float32) if self._ensemble.single else row
        paths = np.array(list(trees.paths(compared, self._depth)))[:, self._trees].T
        amounts = np.zeros(len(row))
        np.add.at(amounts, trees.feature[paths[:, :-1]], np.diff(self._expected[paths], axis=1))
        return amounts


_CONTRIBUTIONS: WeakKeyDictionary[Any, dict[int, _PathContributions]] = WeakKeyDictionary()


def _path_contributions(estimator: Any, index: int) -> _PathContributions | None:
    known = _CONTRIBUTIONS.setdefault(estimator, {})
    if index not in known:
        ensemble = ensemble_of(estimator)
        if ensemble is None:
            return None
        known[index] = _PathContributions(ensemble, index)
    return known[index]


_SIGNED = {"GradientBoostingClassifier", "HistGradientBoostingClassifier", "LogisticRegression"}
"""Estimators with one raw score, that of the second class, if there are two classes."""


def explain(
    model: ExplainableModel, feature_values: FeatureValues, label: Any = None, method: str = "paths"
) -> Explanation:
    """Explain the score of one revision.

    Parameters
    ----------
    model : Model
        A trained model of trees or a linear one.
    feature_values : sequence
        The values of ``model.features``.
    label : object, optional
        The label to explain; by default True where the labels are True and False, else the
        predicted one.
    method : {'paths', 'shap'}
        For trees: by the paths in them, or exact Shapley values by the shap library.

    Returns
    -------
    Explanation

    Raises
    ------
    TypeError
        If the model is of a kind that has no additive explanation.
    ImportError
        If the method is 'shap' and the shap library is not installed.
    ValueError
        If the model does not know the label.
    """
    score = model.score(feature_values)
    classes = list(model.classes())
    if label is None:
        label = True if set(classes) == {True, False} else score["prediction"]
        label = label[0] if isinstance(label, list) and label else label
    if label not in classes:
        raise ValueError(f"The model has no label {label!r}; its labels are {classes!r}.")
    place = classes.index(label)
    estimator, index = model.estimator, place
    if model.multilabel:
        estimator, index = (model.estimators or [])[place], 1
    row = np.asarray(model.scaled(model.pack([feature_values]))[0], dtype=np.float64)
    base, amounts, unit = _amounts(estimator, row, index, method)
    contributions = _by_feature(model.features, feature_values, amounts)
    key = next(k for k in score["probability"] if k == label or str(k) == str(label))
    return Explanation(label, score["probability"][key], base, unit, contributions)


def _amounts(estimator: Any, row: Vector, index: int, method: str) -> tuple[float, Vector, str]:
    kind = type(estimator).__name__
    sign = 1.0
    if kind in _SIGNED and len(estimator.classes_) == 2:
        sign = 1.0 if index == 1 else -1.0
    unit = "probability" if kind == "RandomForestClassifier" else "log odds"
    found = _path_contributions(estimator, index)
    if found is not None and method == "shap":
        base, amounts = _shapley(estimator, row, index)
    elif found is not None:
        base, amounts = found.base, found.of(row)
    elif kind == "LogisticRegression":
        line = index if len(estimator.coef_) > 1 else 0
        base, amounts = float(estimator.intercept_[line]), estimator.coef_[line] * row
    else:
        raise TypeError(
            f"A score of {kind} has no additive explanation; train a model of trees (such as "
            "HistGradientBoosting) or LogisticRegression to explain scores."
        )
    return sign * base, sign * amounts, unit


def _shapley(estimator: Any, row: Vector, index: int) -> tuple[float, Vector]:
    try:
        import shap
    except ImportError as error:
        raise ImportError("The shap library is not installed: pip install revscoring[explain].") from error
    explainer = shap.TreeExplainer(estimator)
    values = np.asarray(explainer.shap_values(row[np.newaxis]))[0]
    expected = np.asarray(explainer.expected_value, dtype=np.float64).reshape(-1)
    if values.ndim == 2:
        return float(expected[index]), values[:, index]
    return float(expected[0]), values


def _by_feature(features: Sequence[Feature], values: FeatureValues, amounts: Vector) -> list[Contribution]:
    """Sum the amounts of the columns of vectors, and order the features by strength."""
    contributions = []
    column = 0
    for feature, value in zip(features, values, strict=True):
        width = len(value) if hasattr(value, "__len__") else 1
        contributions.append(Contribution(feature, value, float(amounts[column : column + width].sum())))
        column += width
    return sorted(contributions, key=lambda c: (-abs(c.amount), str(c.feature)))
