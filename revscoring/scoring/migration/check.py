"""Probabilities by plain formulas, to check estimators that were converted.

Nothing of scikit-learn is used, so that an error of the conversion, or a change between versions of
scikit-learn, shows as a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.special import expit, softmax

from .._typing import Matrix
from ..files.estimators import MARK
from ..files.typed_json import decode
from ..trees import Trees

__all__ = ["plain_probabilities", "probe_vectors"]

Packed = Mapping[str, Any]
TINY = float(np.finfo(np.float32).eps)


def plain_probabilities(packed: Packed, vectors: Matrix) -> Matrix | None:
    """Compute the probabilities of the classes for vectors, which are scaled if the model scales.

    `packed` is what `revscoring.scoring.migration.estimators.migrate_estimator` returns. None if there is
    no formula for that kind.
    """
    formula = FORMULAS.get(packed[MARK])
    return None if formula is None else formula(packed, packed["learned"], vectors)


def probe_vectors(packed: Packed, n_values: int, n: int = 200) -> Matrix:
    """Make vectors on which errors would show: around the thresholds of trees, or around zero."""
    generator = np.random.default_rng(0)
    vectors = generator.normal(0, 2, (n, n_values))
    more = packed.get("more", {})
    if "threshold" in more:
        splits = more["left"] >= 0
        for feature in np.unique(more["feature"][splits]):
            thresholds = more["threshold"][splits & (more["feature"] == feature)]
            near = generator.choice(thresholds, n)
            vectors[:, feature] = near + generator.choice([-1.0, -1e-3, 0, 1e-3, 1.0], n)
    return np.abs(vectors) if packed[MARK] == "MultinomialNB" else vectors


def _leaf_values(more: Mapping[str, Any], vectors: Matrix) -> Matrix:
    """Return the values of the leaves that each vector ends in, shape (n, n_trees, n_outputs)."""
    trees = Trees(more)
    depth = int(trees.depths().max(initial=0))
    leaves = [list(trees.paths(vector, depth))[-1] for vector in vectors.astype(np.float32)]
    found: Matrix = more["values"][np.array(leaves)]
    return found


def _forest(packed: Packed, learned: Packed, vectors: Matrix) -> Matrix:
    mean: Matrix = _shares(_leaf_values(packed["more"], vectors)).mean(axis=1)
    return mean


def _boosting(packed: Packed, learned: Packed, vectors: Matrix) -> Matrix:
    more, params = packed["more"], decode(packed["params"])
    n_classes = len(learned["classes_"])
    n_outputs = 1 if n_classes == 2 else n_classes
    values = _leaf_values(more, vectors)[:, :, 0]
    raw = params["learning_rate"] * values.reshape(len(vectors), -1, n_outputs).sum(axis=1)
    exponential = params["loss"] == "exponential"
    if "prior" in more:
        prior = np.clip(more["prior"], TINY, 1 - TINY)
        start = np.log(prior[1:] / prior[:1]) if n_outputs == 1 else np.log(prior)
        raw += start / 2 if exponential else start
    return _from_raw(2 * raw if exponential else raw)


def _logistic(packed: Packed, learned: Packed, vectors: Matrix) -> Matrix:
    raw = vectors @ learned["coef_"].T + learned["intercept_"]
    params = decode(packed["params"])
    if raw.shape[1] == 1:
        return _from_raw(2 * raw if params.get("multi_class") == "multinomial" else raw)
    one_against_rest = params.get("multi_class") == "ovr" or params.get("solver") == "liblinear"
    return _shares(expit(raw)) if one_against_rest else _from_raw(raw)


def _gaussian(packed: Packed, learned: Packed, vectors: Matrix) -> Matrix:
    distance = (vectors[:, np.newaxis, :] - learned["theta_"]) ** 2 / learned["var_"]
    spread = np.log(2 * np.pi * learned["var_"])
    return _from_raw(np.log(learned["class_prior_"]) - 0.5 * (distance + spread).sum(axis=2))


def _multinomial(packed: Packed, learned: Packed, vectors: Matrix) -> Matrix:
    return _from_raw(vectors @ learned["feature_log_prob_"].T + learned["class_log_prior_"])


def _bernoulli(packed: Packed, learned: Packed, vectors: Matrix) -> Matrix:
    border = decode(packed["params"]).get("binarize")
    present = vectors if border is None else (vectors > border).astype(np.float64)
    log_present = learned["feature_log_prob_"]
    log_absent = np.log(1 - np.exp(log_present))
    raw = present @ log_present.T + (1 - present) @ log_absent.T
    return _from_raw(raw + learned["class_log_prior_"])


def _shares(amounts: Matrix) -> Matrix:
    shares: Matrix = amounts / amounts.sum(axis=-1, keepdims=True)
    return shares


def _from_raw(raw: Matrix) -> Matrix:
    """Turn log odds of the second class, shape (n, 1), or of all classes into probabilities."""
    odds = np.hstack([np.zeros_like(raw), raw]) if raw.shape[1] == 1 else raw
    probabilities: Matrix = softmax(odds, axis=1)
    return probabilities


FORMULAS: dict[str, Callable[[Packed, Packed, Matrix], Matrix]] = {
    "GradientBoostingClassifier": _boosting,
    "RandomForestClassifier": _forest,
    "LogisticRegression": _logistic,
    "GaussianNB": _gaussian,
    "MultinomialNB": _multinomial,
    "BernoulliNB": _bernoulli,
}
"""Name of an estimator class → its formula. There is none of support vector machines: libsvm couples their
probabilities in steps that end early."""
