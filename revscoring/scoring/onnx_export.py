"""Models as ONNX files, for servers that run many models in one runtime, in any language.

The input of a file is ``values`` (float64), a row of feature values for each revision; its output is
``probabilities``, a column for each label. The scaling of the model is in the file. The labels in that
order, the names of the features and the version are in its metadata, as JSON.

Needs the extra ``revscoring[onnx]``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..about import __version__
from ..files import replace_file
from ._typing import FeatureValues
from .formats import normalize_json
from .trees import has_categories, trees_of

if TYPE_CHECKING:
    from .models import ProbabilityClassifier

__all__ = ["export", "greatest_difference", "to_onnx"]

SINGLE = ("GradientBoostingClassifier", "RandomForestClassifier")
"""Estimators of scikit-learn that compare values in single precision."""

OPSET = {"": 18, "ai.onnx.ml": 3}


def export(model: ProbabilityClassifier, path: str | PathLike[str]) -> None:
    """Write a trained model as an ONNX file.

    Parameters
    ----------
    model : ProbabilityClassifier
    path : path
        The file to write.

    Raises
    ------
    ImportError
        If skl2onnx is not installed.
    ValueError
        If the model is not trained, or its estimator has no form in ONNX.
    """
    replace_file(path, to_onnx(model).SerializeToString())


def to_onnx(model: ProbabilityClassifier) -> Any:
    """Return the ``onnx.ModelProto`` of a model; see `export`."""
    onnx, _ = _libraries()
    estimators = list(getattr(model, "estimators", None) or [getattr(model, "estimator", None)])
    if not all(hasattr(estimator, "classes_") for estimator in estimators):
        raise ValueError(f"{model!r} cannot be exported: it is not trained, or has no estimator.")
    n_values = int(estimators[0].n_features_in_)
    graph = _scaling(model, n_values, single=_is_single(estimators[0]))
    columns: list[str] = []
    for number, estimator in enumerate(estimators):
        part = _converted(estimator, n_values, prefix=f"label_{number}_")
        graph = onnx.compose.merge_models(
            graph,
            part,
            io_map=[("scaled", part.graph.input[0].name)],
            outputs=[*columns, "scaled", part.graph.output[-1].name],
        )
        columns.append(part.graph.output[-1].name)
    _finish(graph, columns, model)
    onnx.checker.check_model(graph)
    return graph


def _libraries() -> tuple[Any, Any]:
    try:
        import onnx.compose
        import skl2onnx
    except ImportError as error:
        raise ImportError(
            f"Exporting to ONNX needs skl2onnx ({error}): pip install revscoring[onnx]"
        ) from error
    return onnx, skl2onnx


def _scaling(model: ProbabilityClassifier, n_values: int, single: bool) -> Any:
    """Return the first part: it scales values in double precision, and casts them for the estimator."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants = [], []
    last = "values"
    scaler = getattr(model, "scaler", None)
    for operator, numbers in (
        ("Sub", None if scaler is None or not scaler.with_centering else scaler.center_),
        ("Div", None if scaler is None or not scaler.with_scaling else scaler.scale_),
    ):
        if numbers is not None:
            constants.append(numpy_helper.from_array(np.asarray(numbers, dtype=np.float64), f"by_{operator}"))
            nodes.append(helper.make_node(operator, [last, f"by_{operator}"], [f"after_{operator}"]))
            last = f"after_{operator}"
    kind = TensorProto.FLOAT if single else TensorProto.DOUBLE
    nodes.append(helper.make_node("Cast", [last], ["scaled"], to=kind))
    graph = helper.make_graph(
        nodes,
        "revscoring",
        [helper.make_tensor_value_info("values", TensorProto.DOUBLE, [None, n_values])],
        [helper.make_tensor_value_info("scaled", kind, [None, n_values])],
        constants,
    )
    return helper.make_model(graph, opset_imports=_opsets(), ir_version=9)


def _opsets() -> list[Any]:
    from onnx import helper

    return [helper.make_opsetid(domain, version) for domain, version in OPSET.items()]


def _is_single(estimator: Any) -> bool:
    inner = estimator.estimator if hasattr(estimator, "calibrated_classifiers_") else estimator
    return type(inner).__name__ in SINGLE


def _converted(estimator: Any, n_values: int, prefix: str) -> Any:
    """Convert an estimator; its last output is the probabilities of the classes."""
    onnx, skl2onnx = _libraries()
    if type(estimator).__name__ == "HistGradientBoostingClassifier":
        return onnx.compose.add_prefix(_histogram(estimator, n_values), prefix)
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType

    kind = FloatTensorType if _is_single(estimator) else DoubleTensorType
    try:
        part = skl2onnx.convert_sklearn(
            estimator,
            initial_types=[("scaled", kind([None, n_values]))],
            target_opset=OPSET,
            options={id(estimator): {"zipmap": False}},
        )
    except Exception as error:  # skl2onnx raises many kinds for what it cannot convert
        raise ValueError(
            f"{type(estimator).__name__} cannot be exported to ONNX ({type(error).__name__}: {error!s:.200})."
        ) from error
    part.ir_version = 9
    del part.opset_import[:]  # which has the oldest versions with its operators
    part.opset_import.extend(_opsets())
    return onnx.compose.add_prefix(part, prefix)


def _histogram(estimator: Any, n_values: int) -> Any:
    """Convert histogram-based boosting, whose values stay in double precision."""
    from onnx import TensorProto, helper, numpy_helper

    found = None if has_categories(estimator) else trees_of(estimator)
    if found is None:
        raise ValueError("Boosting of values that are categories cannot be exported to ONNX.")
    leaf, columns = found.leaf, found.columns
    n_outputs = estimator.n_trees_per_iteration_
    tree_ids = np.repeat(np.arange(len(found.roots)), columns["counts"])
    first = found.roots[tree_ids]
    trees = helper.make_node(
        "TreeEnsembleRegressor",
        ["scaled"],
        ["raw"],
        domain="ai.onnx.ml",
        n_targets=n_outputs,
        aggregate_function="SUM",
        nodes_treeids=tree_ids.tolist(),
        nodes_nodeids=(np.arange(len(leaf)) - first).tolist(),
        nodes_modes=np.where(leaf, "LEAF", "BRANCH_LEQ").tolist(),
        nodes_featureids=found.feature.tolist(),
        nodes_values_as_tensor=numpy_helper.from_array(np.where(leaf, 0.0, found.threshold)),
        nodes_truenodeids=np.where(leaf, 0, columns["left"]).tolist(),
        nodes_falsenodeids=np.where(leaf, 0, columns["right"]).tolist(),
        nodes_missing_value_tracks_true=columns["missing"].astype(int).tolist(),
        target_treeids=tree_ids[leaf].tolist(),
        target_nodeids=(np.flatnonzero(leaf) - first[leaf]).tolist(),
        target_ids=(tree_ids[leaf] % n_outputs).tolist(),
        target_weights_as_tensor=numpy_helper.from_array(columns["values"][leaf, 0]),
        base_values_as_tensor=numpy_helper.from_array(estimator._baseline_prediction.reshape(-1)),
    )
    nodes = [trees, helper.make_node("Cast", ["raw"], ["odds"], to=TensorProto.DOUBLE)]
    if n_outputs == 1:
        nodes += [
            helper.make_node("Neg", ["odds"], ["against"]),
            helper.make_node("Sigmoid", ["odds"], ["second"]),
            helper.make_node("Sigmoid", ["against"], ["first"]),
            helper.make_node("Concat", ["first", "second"], ["shares"], axis=1),
        ]
    else:
        nodes.append(helper.make_node("Softmax", ["odds"], ["shares"], axis=1))
    graph = helper.make_graph(
        nodes,
        "histogram",
        [helper.make_tensor_value_info("scaled", TensorProto.DOUBLE, [None, n_values])],
        [helper.make_tensor_value_info("shares", TensorProto.DOUBLE, [None, len(estimator.classes_)])],
    )
    return helper.make_model(graph, opset_imports=_opsets(), ir_version=9)


def _finish(graph: Any, columns: Sequence[str], model: ProbabilityClassifier) -> None:
    """Name the probabilities, in double precision, and describe them."""
    from onnx import TensorProto, helper, numpy_helper

    nodes = graph.graph.node
    if model.multilabel:
        graph.graph.initializer.append(numpy_helper.from_array(np.array([1]), "second"))
        for name in columns:
            nodes.append(helper.make_node("Gather", [name, "second"], [f"{name}_there"], axis=1))
        nodes.append(helper.make_node("Concat", [f"{n}_there" for n in columns], ["joined"], axis=1))
        joined = "joined"
    else:
        joined = columns[0]
    nodes.append(helper.make_node("Cast", [joined], ["probabilities"], to=TensorProto.DOUBLE))
    labels = model.classes()
    del graph.graph.output[:]
    graph.graph.output.append(
        helper.make_tensor_value_info("probabilities", TensorProto.DOUBLE, [None, len(labels)])
    )
    graph.producer_name, graph.producer_version = "revscoring", __version__
    helper.set_model_props(
        graph,
        {
            "labels": json.dumps(normalize_json(labels)),
            "multilabel": json.dumps(model.multilabel),
            "features": json.dumps([str(feature) for feature in model.features]),
            "version": json.dumps(model.version),
        },
    )


def greatest_difference(
    model: ProbabilityClassifier, path: str | PathLike[str], feature_values: Iterable[FeatureValues]
) -> float:
    """Return the greatest difference of the probabilities of an ONNX file to those of its model.

    `export` wrote the file; `feature_values` are the values of the features of revisions.

    Raises
    ------
    ImportError
        If onnxruntime is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise ImportError("Running ONNX files needs onnxruntime: pip install revscoring[onnx]") from error
    rows = list(feature_values)
    values = model.pack(rows)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found: NDArray[np.float64] = session.run(["probabilities"], {"values": values})[0]
    expected = [list(score["probability"].values()) for score in model.score_many(rows)]
    return float(np.abs(found - np.array(expected)).max())
