"""Probabilities by plain formulas from the numbers of an estimator, to check what was made of them.

Shares nothing with scikit-learn, so that an error of the conversion, or a change between its versions,
shows as a difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..files.estimators import MARK
from ..files.typed_json import decode
from ..trees import Trees

__all__ = ["plain_probabilities", "probe_vectors"]

Matrix = NDArray[np.float64]
TINY = float(np.finfo(np.float32).eps)


def plain_probabilities(packed: Mapping[str, Any], vectors: Matrix) -> Matrix | None:
    """Compute the probabilities of the classes for vectors.

    Parameters
    ----------
    packed : mapping
        An estimator, as `revscoring.scoring.migration.estimators.migrate_estimator` gives it.
    vectors : array of float, shape (n, n_values)
        Scaled, if the model scales.

    Returns
    -------
    array of float, shape (n, n_classes), or None
        None if there is no formula for that kind.
    """
    formula = FORMULAS.get(packed[MARK])
    return None if formula is None else formula(packed, packed["learned"], vectors)


def probe_vectors(packed: Mapping[str, Any], n_values: int, n: int = 200) -> Matrix:
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
    if packed[MARK] == "MultinomialNB":
        vectors = np.abs(vectors)
    return vectors


def _leaf_values(more: Mapping[str, Any], vectors: Matrix) -> Matrix:
    """Return the values of the leaves that each vector ends in, shape (n, n_trees, n_outputs)."""
    trees = Trees(more)
    depth = int(trees.depths().max(initial=0))
    leaves = [list(trees.paths(vector, depth))[-1] for vector in vectors.astype(np.float32)]
    found: Matrix = more["values"][np.array(leaves)]
    return found


def _forest(packed: Mapping[str, Any], learned: Mapping[str, Any], vectors: Matrix) -> Matrix:
    values = _leaf_values(packed["more"], vectors)
    shares: Matrix = values / values.sum(axis=2, keepdims=True)
    return shares.mean(axis=1)


def _boosting(packed: Mapping[str, Any], learned: Mapping[str, Any], vectors: Matrix) -> Matrix:
    more, params = packed["more"], decode(packed["params"])
    n_classes = len(learned["classes_"])
    n_outputs = 1 if n_classes == 2 else n_classes
    values = _leaf_values(more, vectors)[:, :, 0]
    raw = params["learning_rate"] * values.reshape(len(vectors), -1, n_outputs).sum(axis=1)
    if "prior" in more:
        prior = np.clip(more["prior"], TINY, 1 - TINY)
        start = np.log(prior[1:] / prior[:1]) if n_outputs == 1 else np.log(prior)
        raw += start / 2 if params["loss"] == "exponential" else start
    if n_outputs == 1:
        return _two(raw[:, 0] * (2 if params["loss"] == "exponential" else 1))
    return _softmax(raw)


def _logistic(packed: Mapping[str, Any], learned: Mapping[str, Any], vectors: Matrix) -> Matrix:
    raw = vectors @ learned["coef_"].T + learned["intercept_"]
    params = decode(packed["params"])
    multinomial = params.get("multi_class") == "multinomial"
    if raw.shape[1] == 1:
        return _two(raw[:, 0] * (2 if multinomial else 1))
    if params.get("multi_class") == "ovr" or params.get("solver") == "liblinear":
        each = 1 / (1 + np.exp(-raw))
        shares: Matrix = each / each.sum(axis=1, keepdims=True)
        return shares
    return _softmax(raw)


def _gaussian(packed: Mapping[str, Any], learned: Mapping[str, Any], vectors: Matrix) -> Matrix:
    distance = (vectors[:, np.newaxis, :] - learned["theta_"]) ** 2 / learned["var_"]
    spread = np.log(2 * np.pi * learned["var_"])
    return _softmax(np.log(learned["class_prior_"]) - 0.5 * (distance + spread).sum(axis=2))


def _multinomial(packed: Mapping[str, Any], learned: Mapping[str, Any], vectors: Matrix) -> Matrix:
    return _softmax(vectors @ learned["feature_log_prob_"].T + learned["class_log_prior_"])


def _bernoulli(packed: Mapping[str, Any], learned: Mapping[str, Any], vectors: Matrix) -> Matrix:
    border = decode(packed["params"]).get("binarize")
    there = vectors if border is None else (vectors > border).astype(np.float64)
    log_there = learned["feature_log_prob_"]
    log_absent = np.log(1 - np.exp(log_there))
    return _softmax(there @ log_there.T + (1 - there) @ log_absent.T + learned["class_log_prior_"])


def _two(raw: Matrix) -> Matrix:
    second = 1 / (1 + np.exp(-raw))
    return np.stack([1 - second, second], axis=1)


def _softmax(raw: Matrix) -> Matrix:
    odds = np.exp(raw - raw.max(axis=1, keepdims=True))
    shares: Matrix = odds / odds.sum(axis=1, keepdims=True)
    return shares


FORMULAS = {
    "GradientBoostingClassifier": _boosting,
    "RandomForestClassifier": _forest,
    "LogisticRegression": _logistic,
    "GaussianNB": _gaussian,
    "MultinomialNB": _multinomial,
    "BernoulliNB": _bernoulli,
}
"""Name of an estimator class → its formula. There is none of support vector machines: libsvm couples their
probabilities in steps that end early."""
