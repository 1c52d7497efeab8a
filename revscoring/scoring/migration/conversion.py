"""Conversion of pickled models of revscoring 2.x into model files; nothing in a pickle is run.

The pickle is read into inert stand-ins (`revscoring.scoring.migration.stand_ins`), its parts are written
as a model file, and that file is loaded with all checks. Its scores are then compared with plain formulas,
and with scores of the old software, if there are some.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...errors import ModelFileError
from ...features import Feature
from ..files.archive import decompress
from ..files.checks import is_trusted
from ..files.definitions import Definitions
from ..files.drift import shorten
from ..files.feature_expressions import MODIFIERS, Expression, build, standard_place
from ..files.feature_records import RETURNS, FeatureRecord, MissingFeature, find_features
from ..files.model_file import STORED_INFO, check_not_pointer, loads, write_document
from ..files.typed_json import encode
from ..formats import label_name
from .check import plain_probabilities, probe_vectors
from .estimators import estimator_version, migrate_estimator
from .stand_ins import StandIn, as_plain, fields, full_name, read_pickle
from .statistics import statistics_state

__all__ = ["Migration", "compare_scores", "load_old_model", "migrate"]

logger = logging.getLogger(__name__)

TOLERANCE = 1e-9
"""How much probabilities of a converted model may differ from those of the old one."""

CLASSES = (
    "GradientBoosting", "RandomForest", "LogisticRegression", "GaussianNB", "MultinomialNB", "BernoulliNB",
    "SVC", "LinearSVC", "RBFSVC",
)  # fmt: skip
"""The classes of models of 2.x that can be converted."""


class Migration(NamedTuple):
    """A converted model.

    Attributes
    ----------
    model : Model
        The model.
    data : bytes
        Its model file.
    sklearn_version : str or None
        The version of scikit-learn that the pickle was written with.
    self_difference : float or None
        The greatest difference to plain formulas on made-up vectors; None if there is no formula.
    notes : list of str
        What could not be converted.
    missing : str or None
        Which features have no values yet, and what to do.
    """

    model: Any
    data: bytes
    sklearn_version: str | None
    self_difference: float | None
    notes: list[str]
    missing: str | None = None


def migrate(data: bytes, features_path: str | None = None, trusted_modules: Iterable[str] = ()) -> Migration:
    """Convert the pickle of a model of revscoring 2.x.

    Parameters
    ----------
    data : bytes
        The pickle, compressed with bz2 or not.
    features_path : str, optional
        The dotted path of the list of features, such as ``editquality.feature_lists.enwiki.damaging``;
        without it, only features that revscoring itself can make will have values.
    trusted_modules : iterable of str
        Packages that the list may be imported from.

    Raises
    ------
    ModelFileError
        If it is not the pickle of a model, something in it is unknown, or a list that may be imported
        lacks features of the model.
    """
    from skops import io as skops_io

    trusted_modules = tuple(trusted_modules)
    if data.startswith(b"BZh"):
        data = decompress(data)
    if data.startswith(b"PK"):
        raise ModelFileError("This is a model file of revscoring 3.0 already: it needs no conversion.")
    check_not_pointer(data)
    old = read_pickle(data)
    name = full_name(old).rpartition(".")[2]
    if not _is_convertible(old):
        raise ModelFileError(
            f"The pickle holds a {full_name(old) or type(old).__name__}, not a model of revscoring 2.x; "
            f"those that can be converted are {', '.join(CLASSES)}."
        )
    if not _is_of_version_2(old):
        raise ModelFileError(
            "This is a pickle of revscoring 3.0, not of 2.x: load it with trust_pickle=True, and write a "
            "model file with Model.dump."
        )
    state = fields(old)
    notes: list[str] = []
    labels = list(dict.fromkeys(as_plain(state.get("labels"))))
    natural = {type(label) for label in labels} in ({bool}, {int}, {str})
    records = _records(state.get("features", ()), features_path)
    definitions = Definitions()
    features, _ = find_features(records, trusted_modules, definitions)
    missing = _missing(features_path, features, trusted_modules)
    for record, feature in zip(records, features, strict=True):
        if not isinstance(feature.process, MissingFeature):
            record["dependencies"] = definitions.digest(feature)
    objects = _objects(state, natural)
    info = _information(old)
    version = estimator_version(state.get("estimator"))
    added = _plain_mapping({k: v for k, v in info.items() if k not in STORED_INFO}, notes, "information")
    added["migrated_from"] = {"file": "pickle of revscoring 2.x", "scikit-learn": version}
    document = {
        "class": f"revscoring.scoring.models.{name}",
        "attributes": _attributes(state, notes),
        "info": [[key, encode(value)] for key, value in added.items()],
        "info_order": [*(str(key) for key in info), "migrated_from"],
        "features": records,
        "assets": dict.fromkeys(definitions.assets),
        "environment": _plain_mapping(fields(info.get("environment")).get("_data", {})),
        "statistics": encode(statistics_state(info.get("statistics"), labels, notes)),
    }
    written = write_document(document, skops_io.dumps(objects))
    model = loads(written, trusted_modules=trusted_modules)
    return Migration(model, written, version, _self_check(model, objects), notes, missing)


def load_old_model(
    data: bytes, trusted_modules: Iterable[str] = (), features_path: str | None = None
) -> Any | None:
    """Convert the pickle of a model of revscoring 2.x in memory; None if it is anything else.

    What cannot be converted is logged, except features that are known by name only: an error says so when
    one is computed, as for other model files.

    Raises
    ------
    ModelFileError
        If its scores would differ from those of the old model.
    """
    try:
        old = read_pickle(data)
    except ModelFileError:
        return None
    if not _is_convertible(old) or not _is_of_version_2(old):
        return None
    migration = migrate(data, features_path, trusted_modules)
    difference = migration.self_difference
    if difference is not None and not difference <= TOLERANCE:
        raise ModelFileError(
            f"Scores of the converted model would differ by {difference:.3g}: train the model again."
        )
    for note in migration.notes:
        logger.warning("Of the model of revscoring 2.x, %s", note)
    return migration.model


def _is_convertible(old: Any) -> bool:
    module, _, name = full_name(old).rpartition(".")
    return f"{module}.".startswith("revscoring.scoring.models.") and name in CLASSES


def _is_of_version_2(old: Any) -> bool:
    environment = fields(_information(old).get("environment")).get("_data", {})
    return str(environment.get("revscoring_version", "2")).startswith("2")


def _information(old: Any) -> dict[str, Any]:
    """Return the fields of the information about a model."""
    info = fields(fields(old).get("info"))
    return fields(info.get("_data")) or dict(info.get("_data", {}))


def _attributes(state: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    statistics = fields(fields(state.get("info")).get("_data", {}).get("statistics"))
    attributes: dict[str, Any] = {
        "version": state.get("version"),
        "params": _plain_mapping(state.get("params", {}), notes, "parameter"),
        "labels": list(dict.fromkeys(as_plain(state.get("labels")))),
        "multilabel": bool(state.get("multilabel")),
        "population_rates": as_plain(
            state.get("population_rates") or statistics.get("population_rates") or None
        ),
        "label_weights": as_plain(state.get("label_weights")),
        "calibrate": None,
        "estimator_params": _plain_mapping(state.get("estimator_params", {}), notes, "parameter"),
    }
    if not state.get("estimators"):
        attributes["estimators"] = None
    if state.get("scaler") is None:
        attributes["scaler"] = None
    return {key: encode(value) for key, value in attributes.items()}


def _objects(state: Mapping[str, Any], natural: bool) -> dict[str, Any]:
    objects: dict[str, Any] = {"estimator": migrate_estimator(state["estimator"], natural)}
    if state.get("estimators"):
        # 2.x keeps them with their labels, in the order of the labels.
        found = [pair[1] if isinstance(pair, tuple) else pair for pair in state["estimators"]]
        objects["estimators"] = [migrate_estimator(estimator) for estimator in found]
    if state.get("scaler") is not None:
        objects["scaler"] = migrate_estimator(state["scaler"])
    return objects


def _plain_mapping(mapping: Any, notes: list[str] | None = None, what: str = "") -> dict[str, Any]:
    found = {}
    for key, value in (mapping or {}).items():
        try:
            found[str(key)] = as_plain(value)
        except TypeError as error:
            if notes is not None:
                notes.append(f"the {what} {key} is left out: {error}")
    return found


# -- features ---------------------------------------------------------------------------------------


def _records(features: Sequence[Any], path: str | None) -> list[FeatureRecord]:
    records: list[FeatureRecord] = []
    for index, feature in enumerate(features):
        state = fields(feature)
        name, returns = state.get("name"), full_name(state.get("returns")).rpartition(".")[2]
        if not isinstance(name, str) or returns not in RETURNS:
            raise ModelFileError(f"Feature {index} of the pickle has no name, or returns {returns!r:.80}.")
        kind = "feature_vector" if "vector" in full_name(feature).lower() else "feature"
        records.append(
            {
                "name": f"{kind}.{name}",
                "kind": kind,
                "returns": returns,
                "path": None if path is None else f"{path}[{index}]",
                "dependencies": None,
                "expression": _expression(feature, kind),
            }
        )
    return records


def _missing(path: str | None, features: Sequence[Feature], trusted_modules: Sequence[str]) -> str | None:
    """Say which features have no values; raise an error if the list that somebody named lacks them."""
    processes = {str(feature): feature.process for feature in features}
    reasons = {name: found.reason for name, found in processes.items() if isinstance(found, MissingFeature)}
    if not reasons:
        return None
    if path is None:
        return (
            f"{len(reasons)} features are known by name only, so they have no values: "
            f"{shorten(list(reasons))}; name the list that they come from (features_path, --features-path)"
        )
    reason = next(iter(reasons.values()))
    if is_trusted(path, trusted_modules):
        raise ModelFileError(
            f"{len(reasons)} of {len(features)} features are not found in {path}, for example: {reason}."
        )
    return f"the list {path} was not read, so {len(reasons)} features were not checked: {reason}"


def _expression(feature: StandIn, kind: str = "feature", depth: int = 50) -> Expression | None:
    """Describe a feature by the standard features of the same names, if it consists of them."""
    state, path = fields(feature), full_name(feature)
    name, simple = state.get("name"), path.rpartition(".")[2]
    if not isinstance(name, str) or depth == 0:
        return None
    if path == "revscoring.features.feature.Constant":
        value = state.get("value")
        return {"constant": value} if isinstance(value, bool | int | float | str) else None
    if path == f"revscoring.features.feature.{simple}" and simple in MODIFIERS:
        operands = [_expression(operand, "feature", depth - 1) for operand in state.get("dependencies", ())]
        if None in operands:
            return None
        expression: Expression = {"modifier": simple, "operands": operands}
        try:
            same = str(build(expression)) == f"feature.{name}"
        except (ModelFileError, TypeError):
            return None
        return expression if same else {**expression, "name": name}
    place = standard_place(f"{kind}.{name}")
    return None if place is None else {"attribute": place}


# -- checks -----------------------------------------------------------------------------------------


def _self_check(model: Any, objects: Mapping[str, Any]) -> float | None:
    """Compare the model with plain formulas, on vectors made up for it."""
    pairs = [(objects["estimator"], model.estimator)]
    if model.multilabel:
        pairs = list(zip(objects["estimators"], model.estimators, strict=True))
    worst: float | None = None
    for packed, estimator in pairs:
        if packed["learned"] is None:
            continue
        vectors = probe_vectors(packed, estimator.n_features_in_)
        expected = plain_probabilities(packed, vectors)
        if expected is None:
            return None
        found = estimator.predict_proba(vectors)
        worst = max(worst or 0.0, float(np.abs(found - expected).max()))
    return worst


def compare_scores(model: Any, samples: Iterable[Mapping[str, Any]]) -> tuple[int, float, int]:
    """Compare scores of a model with those of another software.

    Each sample has ``values``, the values of the features, and ``score``, the score document. Returned
    are how many there are, the greatest difference of a probability, and how many predictions differ.
    """
    count, worst, different = 0, 0.0, 0
    for number, sample in enumerate(samples, 1):
        try:
            expected = {label_name(key): float(p) for key, p in sample["score"]["probability"].items()}
            prediction, values = sample["score"]["prediction"], sample["values"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelFileError(
                f"Sample {number} is not an object with values and score, which has prediction and "
                f"probability ({type(error).__name__}: {error})."
            ) from error
        score = model.score(values)
        found = {label_name(key): p for key, p in score["probability"].items()}
        if found.keys() != expected.keys():
            raise ModelFileError(
                f"Sample {number} has the labels {sorted(expected)}, the model {sorted(found)}."
            )
        count += 1
        worst = max(worst, *(abs(found[key] - expected[key]) for key in found))
        different += json.dumps(score["prediction"]) != json.dumps(prediction)
    return count, worst, different
