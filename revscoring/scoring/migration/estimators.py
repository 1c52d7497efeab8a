"""Estimators of scikit-learn 1.0 to 1.5, from stand-ins of their pickles to the parts that model files store.

The trees of old versions have fewer fields, and those of classifiers count observations instead of
giving their shares; parameters have other names. The result is the same as
`revscoring.scoring.files.estimators.pack_estimator` gives, and is checked in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import ModelFileError
from ..files.estimators import KINDS, MARK
from ..files.typed_json import encode
from ..trees import join_trees
from .stand_ins import StandIn, as_array, as_plain, fields, full_name, is_array

__all__ = ["estimator_version", "migrate_estimator"]

RENAMED_VALUES = {
    ("loss", "deviance"): "log_loss",
    ("max_features", "auto"): "sqrt",
    ("criterion", "mse"): "squared_error",
    ("criterion", "mae"): "squared_error",
}
RENAMED_ATTRIBUTES = {"var_": "sigma_"}
"""Attribute → what it was called before scikit-learn 1.0."""


def estimator_version(estimator: Any) -> str | None:
    """Return the version of scikit-learn that wrote an estimator."""
    version = fields(estimator).get("_sklearn_version")
    return version if isinstance(version, str) else None


def migrate_estimator(estimator: StandIn, natural: bool = True) -> dict[str, Any]:
    """Describe the stand-in of an estimator, trained or not, as model files do.

    `natural` says whether labels are the classes of the estimator; otherwise it numbers them.
    """
    path = full_name(estimator)
    name = path.rpartition(".")[2]
    kind = KINDS.get(name)
    if kind is None or not path.startswith(kind.module):
        raise ModelFileError(
            f"Estimators of the class {path or type(estimator).__name__} cannot be converted."
        )
    state = fields(estimator)
    packed: dict[str, Any] = {MARK: name, "params": encode(_params(state)), "inner": {}, "learned": None}
    learned: dict[str, Any] = {}
    for key, shape in kind.shapes.items():
        value = state.get(key, state.get(RENAMED_ATTRIBUTES.get(key, key)))
        if value is not None:
            learned[key] = as_array(value) if shape else encode(as_plain(value))
    if not natural and "classes_" in learned:
        learned["classes_"] = np.arange(len(learned["classes_"]))
    if "n_features_in_" not in learned and "classes_" not in learned:
        return packed
    packed["learned"] = learned
    if name == "SVC":
        learned["_effective_probability"] = len(learned.get("_probA", ())) > 0
        packed["params"] = encode({**_params(state), "probability": learned["_effective_probability"]})
    more = MORE[name](state) if name in MORE else {}
    if kind.unpack is not None:
        packed["more"] = more
    return packed


def _params(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain attributes that may be parameters; those that are none are left out later."""
    found = {}
    for key, value in state.items():
        if key.endswith("_") or key.startswith("_"):
            continue
        try:
            found[key] = as_plain(value)
        except TypeError:
            continue
        if isinstance(value, str):
            found[key] = RENAMED_VALUES.get((key, value), value)
    return found


def _boosting(state: Mapping[str, Any]) -> dict[str, Any]:
    trees = as_array(state["estimators_"]).reshape(-1).tolist()
    more = _trees(trees, fractions=False)
    init = state.get("init_")
    if full_name(init).endswith(".DummyClassifier"):
        more["prior"] = as_array(fields(init)["class_prior_"]).astype(np.float64)
    elif state.get("init") != "zero":
        raise ModelFileError(
            f"Boosting that starts from {full_name(init) or init!r:.80} cannot be converted."
        )
    return more


def _forest(state: Mapping[str, Any]) -> dict[str, Any]:
    return _trees(state["estimators_"], fractions=True)


def _trees(estimators: Sequence[Any], fractions: bool) -> dict[str, Any]:
    nodes, values = [], []
    for number, estimator in enumerate(estimators):
        state = fields(fields(estimator).get("tree_"))
        if not is_array(state.get("nodes")) or not is_array(state.get("values")):
            raise ModelFileError(f"Tree {number} of the pickle has no nodes, or no values.")
        found = as_array(state["nodes"])
        value = as_array(state["values"])
        if found.dtype.names is None or "left_child" not in found.dtype.names or found.ndim != 1:
            raise ModelFileError(f"Tree {number} of the pickle has nodes of an unknown form.")
        if value.ndim != 3 or value.shape[:2] != (len(found), 1):
            raise ModelFileError(f"Tree {number} of the pickle has values of the shape {value.shape}.")
        value = value[:, 0, :].astype(np.float64)
        if fractions:
            sums = value.sum(axis=1, keepdims=True)
            if np.abs(sums - 1).max(initial=0) > 1e-6:  # up to scikit-learn 1.2 they were counts
                value = value / np.where(sums == 0, 1, sums)
        nodes.append(found)
        values.append(value)
    if not nodes:
        raise ModelFileError("The ensemble in the pickle has no trees.")
    return join_trees(nodes, np.concatenate(values))


MORE = {"GradientBoostingClassifier": _boosting, "RandomForestClassifier": _forest}
"""Kinds that consist of more than their attributes."""
