"""Why a score is what it is: how much each feature pushed it, which way, and by which words.

Contributions are additive: with the base they sum to what the model's probability is made from, log
odds for boosted trees and linear models, a probability for forests. For trees they follow the path of
the revision down each tree: the change of the expected value at each split is credited to the
feature that the split looks at [1]_. Where the shap library is installed (``pip install
revscoring[explain]``), its exact Shapley values for trees can be asked for instead [2]_.

References
----------
.. [1] A. Saabas, "Interpreting random forests", 2014.
.. [2] S. M. Lundberg et al., "From local explanations to global understanding with explainable AI for
   trees", Nature Machine Intelligence 2, 2020.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ...features import describe
from .evidence import Evidence, find_evidence

__all__ = ["Contribution", "Explanation", "explain", "row_in_words"]

Vector = NDArray[np.float64]


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

    feature: Any
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
        What it would start from, knowing nothing of the revision.
    unit : {'log odds', 'probability'}
        Of the base and the contributions.
    contributions : list of Contribution
        One a feature, the strongest first.
    """

    label: Any
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
            Root values of the revision: with them, the words that made the features fire are named.
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
                    "contribution": c.amount,
                    **({"evidence": evidence[str(c.feature)].items} if str(c.feature) in evidence else {}),
                }
                for c in shown
            ],
        }

    def lines(self, count: int = 5, cache: Mapping[Any, Any] | None = None) -> Iterable[str]:
        """Yield the strongest contributions in words, a line each.

        Parameters
        ----------
        count : int
            How many.
        cache : dict, optional
            Root values of the revision: with them, the words that made the features fire are named.
        """
        for row in self.to_json(count, cache)["contributions"]:
            yield row_in_words(row)


def row_in_words(row: Mapping[str, Any]) -> str:
    """Say a contribution, as it stands in the JSON document of an explanation, in words.

    Examples
    --------
    >>> row = {"description": "words added", "value": 2.0, "contribution": 0.5, "evidence": [("lol", 2)]}
    >>> row_in_words(row)
    '+0.50  words added: 2 (“lol” ×2)'
    """
    value = row["value"]
    if isinstance(value, bool):
        said = row["description"] + ("" if value else ": no")
    else:
        said = (
            f"{row['description']}: {value:.3g}"
            if isinstance(value, float)
            else f"{row['description']}: {value}"
        )
    words = f" ({Evidence(row['evidence'])})" if row.get("evidence") else ""
    return f"{row['contribution']:+.2f}  {said}{words}"


class _Paths:
    """The trees that add up to the raw score of one class, with the expected value at every node."""

    def __init__(self, trees: Sequence[tuple[Any, ...]], base: float, rate: float) -> None:
        self.trees = []
        self.base = base
        for feature, threshold, left, right, value, cover in trees:
            expected = np.array(value, dtype=np.float64)
            for node in range(len(left) - 1, -1, -1):  # children stand behind their parents
                if left[node] >= 0:
                    a, b = left[node], right[node]
                    weight = cover[a] + cover[b]
                    share = cover[a] / weight if weight else 0.5
                    expected[node] = share * expected[a] + (1 - share) * expected[b]
            self.trees.append((feature, threshold, left, right, expected * rate))
            self.base += float(expected[0] * rate)

    def contributions(self, row: Vector, single: bool) -> Vector:
        """Return how much each column pushed."""
        amounts = np.zeros(len(row))
        compared = row.astype(np.float32) if single else row
        for feature, threshold, left, right, expected in self.trees:
            node = 0
            while left[node] >= 0:
                column = feature[node]
                child = left[node] if compared[column] <= threshold[node] else right[node]
                amounts[column] += expected[child] - expected[node]
                node = child
        return amounts


_PATHS: WeakKeyDictionary[Any, dict[int, _Paths]] = WeakKeyDictionary()


def _paths_of(estimator: Any, index: int) -> _Paths:
    known = _PATHS.setdefault(estimator, {})
    if index not in known:
        known[index] = _make_paths(estimator, index)
    return known[index]


def _make_paths(estimator: Any, index: int) -> _Paths:
    kind = type(estimator).__name__
    if kind == "RandomForestClassifier":
        found = [e.tree_ for e in estimator.estimators_]
        values = [t.value[:, 0, :] / t.value[:, 0, :].sum(axis=1, keepdims=True) for t in found]
        trees = [_arrays(t, v[:, index]) for t, v in zip(found, values, strict=True)]
        return _Paths(trees, 0.0, 1 / len(trees))
    if kind == "GradientBoostingClassifier":
        column = index if estimator.estimators_.shape[1] > 1 else 0
        start = estimator._raw_predict_init(np.zeros((1, estimator.n_features_in_), dtype=np.float32))
        found = [e.tree_ for e in estimator.estimators_[:, column]]
        trees = [_arrays(t, t.value[:, 0, 0]) for t in found]
        return _Paths(trees, float(start[0, column]), estimator.learning_rate)
    column = index if estimator.n_trees_per_iteration_ > 1 else 0
    trees = []
    for iteration in estimator._predictors:
        nodes = iteration[column].nodes
        leaf = nodes["is_leaf"].astype(bool)
        left, right = (np.where(leaf, -1, nodes[side].astype(np.int64)) for side in ("left", "right"))
        trees.append(
            (nodes["feature_idx"], nodes["num_threshold"], left, right, nodes["value"], nodes["count"])
        )
    return _Paths(trees, float(np.asarray(estimator._baseline_prediction).reshape(-1)[column]), 1.0)


def _arrays(tree: Any, value: Any) -> tuple[Any, ...]:
    return (
        tree.feature,
        tree.threshold,
        tree.children_left,
        tree.children_right,
        value,
        tree.weighted_n_node_samples,
    )


_TREES = {"GradientBoostingClassifier", "HistGradientBoostingClassifier", "RandomForestClassifier"}
#: Estimators whose one raw score belongs to the second of two classes.
_SIGNED = {"GradientBoostingClassifier", "HistGradientBoostingClassifier", "LogisticRegression"}


def explain(
    model: Any, feature_values: Sequence[Any], label: Any = None, method: str = "paths"
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
        For trees: the built-in way, or exact Shapley values by the shap library.

    Returns
    -------
    Explanation

    Raises
    ------
    TypeError
        If the model is of a kind that has no additive explanation.
    ImportError
        If 'shap' is asked for and not installed.
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
    estimator, index = (model.estimators[place], 1) if model.multilabel else (model.estimator, place)
    row = np.asarray(model._scale(model.pack([feature_values]))[0], dtype=np.float64)
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
    if kind in _TREES and method == "shap":
        base, amounts = _shapley(estimator, row, index)
    elif kind in _TREES:
        paths = _paths_of(estimator, index)
        base, amounts = paths.base, paths.contributions(row, kind != "HistGradientBoostingClassifier")
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


def _by_feature(features: Sequence[Any], values: Sequence[Any], amounts: Vector) -> list[Contribution]:
    """Sum the amounts of the columns of vectors, and order the features by strength."""
    contributions = []
    column = 0
    for feature, value in zip(features, values, strict=True):
        width = len(value) if hasattr(value, "__iter__") and not isinstance(value, str) else 1
        contributions.append(Contribution(feature, value, float(amounts[column : column + width].sum())))
        column += width
    return sorted(contributions, key=lambda c: (-abs(c.amount), str(c.feature)))
