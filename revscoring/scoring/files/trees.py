"""The trees of an ensemble as a few joined arrays: what a model file stores, and checks on it.

All nodes of all trees lie one after the other, a column for each field. Children are numbered within
their tree and come after their parent, so that no walk can be endless; -1 stands for no child.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelFileError

__all__ = ["HISTOGRAM", "SKLEARN", "Layout", "check_trees", "join_trees", "sklearn_tree", "split_trees"]

Array = NDArray[Any]
MAX_NODES = 50_000_000


class Layout(NamedTuple):
    """How the records of nodes of one kind of tree are laid out.

    Attributes
    ----------
    fields : mapping
        Column in the file → field of the record.
    types : mapping
        Column in the file → its type there.
    """

    fields: Mapping[str, str]
    types: Mapping[str, str]


SKLEARN = Layout(
    {
        "left": "left_child",
        "right": "right_child",
        "feature": "feature",
        "threshold": "threshold",
        "impurity": "impurity",
        "samples": "n_node_samples",
        "weight": "weighted_n_node_samples",
        "missing": "missing_go_to_left",
    },
    {
        "left": "<i4",
        "right": "<i4",
        "feature": "<i4",
        "threshold": "<f8",
        "impurity": "<f8",
        "samples": "<i8",
        "weight": "<f8",
        "missing": "|u1",
    },
)
"""Nodes of decision trees, as forests and gradient boosting have them."""

HISTOGRAM = Layout(
    {
        "left": "left",
        "right": "right",
        "feature": "feature_idx",
        "threshold": "num_threshold",
        "value": "value",
        "samples": "count",
        "gain": "gain",
        "depth": "depth",
        "bin": "bin_threshold",
        "missing": "missing_go_to_left",
        "leaf": "is_leaf",
    },
    {
        "left": "<i4",
        "right": "<i4",
        "feature": "<i4",
        "threshold": "<f8",
        "value": "<f8",
        "samples": "<i8",
        "gain": "<f8",
        "depth": "<i4",
        "bin": "|u1",
        "missing": "|u1",
        "leaf": "|u1",
    },
)
"""Nodes of histogram-based gradient boosting."""


def join_trees(nodes: Sequence[Array], layout: Layout) -> dict[str, Array]:
    """Join the records of nodes of trees into columns.

    Parameters
    ----------
    nodes : sequence of structured array
        The nodes of each tree. A field that an old version of scikit-learn does not have is 0.
    layout : Layout
        Their kind.

    Returns
    -------
    dict
        ``counts``, how many nodes each tree has, and the columns of the layout.
    """
    counts = np.array([len(tree) for tree in nodes], dtype="<i4")
    together = np.concatenate(nodes)
    names = together.dtype.names or ()
    columns = {
        column: together[field].astype(layout.types[column])
        if field in names
        else np.zeros(len(together), layout.types[column])
        for column, field in layout.fields.items()
    }
    if layout is HISTOGRAM:
        for side in ("left", "right"):
            columns[side][columns["leaf"] != 0] = -1
    return {"counts": counts, **columns}


def check_trees(arrays: Mapping[str, Any], layout: Layout, n_features: int, n_values: int = 1) -> None:
    """Check that trees can be walked: types, sizes, children, features, thresholds and values.

    Parameters
    ----------
    arrays : mapping
        What `join_trees` gives; for `SKLEARN` also ``values``, the values of each node.
    layout : Layout
        Their kind.
    n_features : int
        The number of values in a vector.
    n_values : int
        The number of values of a node.

    Raises
    ------
    ModelFileError
        Naming what is wrong, and in which tree.
    """
    for name, kind in {"counts": "<i4", **layout.types}.items():
        column = arrays.get(name)
        if not isinstance(column, np.ndarray) or column.dtype != np.dtype(kind) or column.ndim != 1:
            raise ModelFileError(f"The column {name!r} of the trees is not a list of the type {kind}.")
    counts = arrays["counts"]
    total = int(counts.sum(dtype=np.int64))
    if not len(counts) or counts.min() < 1 or total > MAX_NODES:
        raise ModelFileError(f"{len(counts)} trees of {total} nodes are not what a model has.")
    for name in layout.types:
        if len(arrays[name]) != total:
            raise ModelFileError(
                f"The column {name!r} has {len(arrays[name])} nodes, but the trees have {total}."
            )
    starts = np.cumsum(counts, dtype=np.int64) - counts
    own = np.arange(total) - np.repeat(starts, counts)
    left, right, feature, threshold = (arrays[name] for name in ("left", "right", "feature", "threshold"))
    leaf = (left == -1) & (right == -1)
    size = np.repeat(counts, counts)

    def refuse(bad: Array, what: str) -> None:
        if bad.any():
            tree = int(np.searchsorted(starts, np.flatnonzero(bad)[0], side="right")) - 1
            raise ModelFileError(f"Tree {tree} {what}.")

    refuse(~leaf & ((left <= own) | (right <= own)), "has a child that does not come after its parent")
    refuse(~leaf & ((left >= size) | (right >= size)), "has a child that does not exist")
    refuse(~leaf & (left == right), "has one child for both sides")
    refuse(~leaf & ((feature < 0) | (feature >= n_features)), f"looks at a feature beyond {n_features}")
    # Infinite is the threshold of a split between what is missing and all the rest.
    refuse(~leaf & ~(threshold > -np.inf), "has a threshold that is no number")
    refuse(arrays["missing"] > 1, "sends what is missing neither left nor right")
    if layout is HISTOGRAM:
        refuse((arrays["leaf"] != 0) != leaf, "has a leaf with children")
        values = arrays["value"]
    else:
        values = arrays.get("values")
        if not isinstance(values, np.ndarray) or values.dtype != np.float64:
            raise ModelFileError("The values of the trees are missing, or are no numbers.")
        if values.shape != (total, n_values):
            raise ModelFileError(f"The values of the trees are {values.shape}, not {(total, n_values)}.")
    refuse(~np.isfinite(values.reshape(total, -1)).all(axis=1), "has a value that is not finite")


def split_trees(arrays: Mapping[str, Array], layout: Layout, dtype: Any) -> list[Array]:
    """Turn checked columns back into the records of nodes of each tree, in the type of this scikit-learn."""
    total = int(arrays["counts"].sum())
    nodes = np.zeros(total, dtype=dtype)
    for column, field in layout.fields.items():
        values = arrays[column]
        if layout is HISTOGRAM and column in ("left", "right"):
            values = np.maximum(values, 0)
        if field in (nodes.dtype.names or ()):
            nodes[field] = values
    return np.split(nodes, np.cumsum(arrays["counts"])[:-1])


def sklearn_tree(nodes: Array, values: Array, depth: int, n_features: int, n_classes: int) -> Any:
    """Make the tree object of scikit-learn from checked nodes and values."""
    from sklearn.tree._tree import Tree

    tree = Tree(n_features, np.array([n_classes], dtype=np.intp), 1)
    tree.__setstate__(
        {
            "max_depth": depth,
            "node_count": len(nodes),
            "nodes": np.ascontiguousarray(nodes),
            "values": np.ascontiguousarray(values[:, np.newaxis, :]),
        }
    )
    return tree
