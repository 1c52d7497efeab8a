"""Checks of what a model file holds, before anything is made of it.

A file is data from anybody. What is in it is compared with what `revscoring.scoring.files.model_file`
writes: the members of the archive and their sizes, the types that are asked for, single values, arrays,
and trees. What does not fit is a `ModelFileError` that names the part.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from types import UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from ...errors import ModelFileError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "DOCUMENT", "LIMITS", "SCHEMA", "Limits", "check_array_header", "check_members", "check_nesting",
    "check_schema", "check_trees", "checked_array", "expect", "is_trusted",
]  # fmt: skip

T = TypeVar("T")

DOCUMENT = "revscoring.json"
SCHEMA = "schema.json"
MEMBER = re.compile(r"revscoring\.json|schema\.json|array_\d{1,6}\.npy")
BRACKETS = re.compile(rb'[\[\]{}]|"(?:[^"\\]|\\.)*"')
SMALL = 2**24
"""So many bytes may be compressed by any ratio."""
MAX_NODES = 50_000_000


class Limits(NamedTuple):
    """How large a model file may be.

    Attributes
    ----------
    total : int
        Bytes of all members, unpacked.
    document, schema : int
        Bytes of ``revscoring.json`` and of ``schema.json``.
    members : int
        Number of members.
    nesting : int
        Depth of documents.
    ratio : int
        How many times smaller than its content an archive may be, if that is beyond 16 MB.
    """

    total: int = 2**30
    document: int = 2**26
    schema: int = 2**22
    members: int = 20_000
    nesting: int = 100
    ratio: int = 200


LIMITS = Limits()


def is_trusted(path: str, trusted: Iterable[str]) -> bool:
    """Tell whether a dotted path lies within one of the trusted packages.

    Examples
    --------
    >>> is_trusted("editquality.lists", ["editquality"]), is_trusted("editqualities", ["editquality"])
    (True, False)
    """
    return any(path == prefix or path.startswith(prefix + ".") for prefix in trusted)


# -- the archive ------------------------------------------------------------------------------------


def check_members(members: Sequence[zipfile.ZipInfo], size: int, limits: Limits = LIMITS) -> None:
    """Check the names and the sizes of the members of an archive of so many bytes."""
    names = [member.filename for member in members]
    for needed in (DOCUMENT, SCHEMA):
        if needed not in names:
            raise ModelFileError(f"This archive is not a model file: it has no {needed}.")
    if len(members) > limits.members:
        raise ModelFileError(f"The model file has {len(members)} parts, more than {limits.members}.")
    if len(set(names)) != len(names):
        raise ModelFileError("The model file has two parts of the same name.")
    for member in members:
        name = member.filename
        if not MEMBER.fullmatch(name):
            raise ModelFileError(f"The model file has a part of an unknown name: {name!r:.80}.")
        if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ModelFileError(f"The part {name} is encrypted, or compressed in an unknown way.")
        limit = {DOCUMENT: limits.document, SCHEMA: limits.schema}.get(name, limits.total)
        if member.file_size > limit:
            raise ModelFileError(f"The part {name} unpacks to {member.file_size} bytes, more than {limit}.")
    total = sum(member.file_size for member in members)
    if total > limits.total:
        raise ModelFileError(f"The model file unpacks to {total} bytes, more than {limits.total}.")
    if total > SMALL and total > limits.ratio * size:
        raise ModelFileError(f"The model file unpacks to {total} bytes, {total // size} times its size.")


def check_nesting(content: bytes, name: str, limits: Limits = LIMITS) -> None:
    """Check that JSON is not nested too deep to be parsed."""
    depth = 0
    for found in BRACKETS.finditer(content):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        if depth > limits.nesting:
            raise ModelFileError(f"{name} is nested more than {limits.nesting} deep.")


def check_array_header(start: io.BytesIO, name: str, size: int) -> None:
    """Check that the header of an array in a member of so many bytes promises what is there."""
    from numpy.lib import format as npy

    version = npy.read_magic(start)
    if version != (1, 0):
        raise ModelFileError(f"The array {name} is of an unknown version {version}.")
    shape, _, dtype = npy.read_array_header_1_0(start)
    plain = all(field[0].kind in "biufU" for field in (dtype.fields or {"": (dtype, 0)}).values())
    if not plain or dtype.itemsize == 0:
        raise ModelFileError(f"The array {name} is of the type {dtype}, not of plain values.")
    if start.tell() + prod(shape) * dtype.itemsize != size:
        raise ModelFileError(f"The array {name} is not as large as its header says.")


PLAIN_NODES = {
    ("builtins", "dict", "DictNode"),
    ("builtins", "list", "ListNode"),
    ("builtins", "tuple", "TupleNode"),
    ("builtins", "str", "JsonNode"),
    ("builtins", "str", "TypeNode"),
    ("numpy", "ndarray", "NdArrayNode"),
}
"""The nodes that a document of skops may have, unless its reader trusts more."""


def check_schema(schema: Mapping[str, Any]) -> list[str]:
    """List the types beyond plain values that a document of skops asks for, without importing anything.

    Examples
    --------
    >>> check_schema({"__module__": "subprocess", "__class__": "Popen", "__loader__": "ObjectNode"})
    ['subprocess.Popen']
    """
    found = set()
    users: dict[str, Any] = {}
    nodes: list[Any] = [schema]
    while nodes:
        node = nodes.pop()
        if isinstance(node, list):
            nodes += node
        elif isinstance(node, dict):
            nodes += [value for value in node.values() if isinstance(value, dict | list)]
            named = {key: node[key] for key in ("__module__", "__class__", "__loader__") if key in node}
            values = tuple(named.values())
            file = node.get("file")
            if isinstance(file, str) and users.setdefault(file, node.get("__id__")) != node.get("__id__"):
                raise ModelFileError(f"Two parts of the model use the array {file[:80]!r}.")
            if not values:
                continue
            if len(values) != 3 or not all(isinstance(value, str) for value in values):
                raise ModelFileError(f"schema.json has a node of no type: {named!r:.80}.")
            if values not in PLAIN_NODES or "__reduce__" in node:
                found.add(f"{values[0]}.{values[1]}")
    return sorted(found)


# -- values -----------------------------------------------------------------------------------------


@overload
def expect(value: object, kind: type[T], what: str) -> T: ...
@overload
def expect(value: object, kind: UnionType, what: str) -> Any: ...
def expect(value: object, kind: Any, what: str) -> Any:
    """Return a value if it is of the type that is expected.

    Examples
    --------
    >>> expect("1.0", str, "version")
    '1.0'
    """
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        raise ModelFileError(f"In the model file, {what} is a {type(value).__name__}: {value!r:.80}")
    return value


def checked_array(value: object, shape: str, sizes: dict[str, int], what: str) -> NDArray[Any]:
    """Return an array if its type, values and shape fit those of the arrays before it.

    The shape has a name for each dimension; ``*`` is of any size, ``1`` of one. `sizes` has the sizes of
    the names that are known, and is completed.
    """
    import numpy as np

    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biufU":
        raise ModelFileError(f"{what} is not an array of numbers or labels: {value!r:.80}.")
    letters = shape.split()
    if value.ndim != len(letters):
        raise ModelFileError(f"{what} has {value.ndim} dimensions, not {len(letters)}.")
    if value.dtype.kind == "f" and np.isnan(value).any() and "*" not in letters:
        raise ModelFileError(f"{what} has values that are not numbers.")
    for letter, size in zip(letters, value.shape, strict=True):
        if letter == "k" and "k" not in sizes:
            sizes.update({"k": size, "m": 1 if size == 2 else size, "k-1": size - 1})
            sizes["q"] = size * (size - 1) // 2
        expected = 1 if letter == "1" else size if letter == "*" else sizes.setdefault(letter, size)
        if size != expected:
            raise ModelFileError(f"{what} has the shape {value.shape}, which does not fit the others.")
    return value


# -- trees ------------------------------------------------------------------------------------------


def check_trees(columns: Mapping[str, Any], types: Mapping[str, str], n_features: int, n_values: int) -> None:
    """Check that trees can be walked: types, sizes, children, features, thresholds and values.

    `columns` are those of `revscoring.scoring.trees.Trees`, `types` the type of each that there must be.
    """
    import numpy as np

    for name, kind in {"counts": "<i4", **types}.items():
        column = columns.get(name)
        if not isinstance(column, np.ndarray) or column.dtype != np.dtype(kind) or column.ndim != 1:
            raise ModelFileError(f"The column {name!r} of the trees is not a list of the type {kind}.")
    counts = columns["counts"]
    total = int(counts.sum(dtype=np.int64))
    if not len(counts) or counts.min() < 1 or total > MAX_NODES:
        raise ModelFileError(f"{len(counts)} trees of {total} nodes are not what a model has.")
    for name in types:
        if len(columns[name]) != total:
            raise ModelFileError(
                f"The column {name!r} has {len(columns[name])} nodes, but the trees have {total}."
            )
    values = columns.get("values")
    if not isinstance(values, np.ndarray) or values.dtype != np.float64:
        raise ModelFileError("The values of the trees are missing, or are not numbers.")
    if values.shape != (total, n_values):
        raise ModelFileError(f"The values of the trees are {values.shape}, not {(total, n_values)}.")
    starts = np.cumsum(counts, dtype=np.int64) - counts
    first, size = np.repeat(starts, counts), np.repeat(counts, counts)
    own = np.arange(total) - first
    left, right, feature, threshold = (columns[name] for name in ("left", "right", "feature", "threshold"))
    inner = (left != -1) | (right != -1)

    def refuse(bad: Any, what: str) -> None:
        if bad.any():
            tree = int(np.searchsorted(starts, np.flatnonzero(bad)[0], side="right")) - 1
            raise ModelFileError(f"Tree {tree} {what}.")

    refuse(inner & ((left <= own) | (right <= own)), "has a child that does not come after its parent")
    refuse(inner & ((left >= size) | (right >= size)), "has a child that does not exist")
    refuse(inner & (left == right), "has one child for both sides")
    children = np.concatenate([(first + left)[inner], (first + right)[inner]])
    refuse(np.bincount(children, minlength=total) > 1, "has a node with two parents")
    refuse(inner & ((feature < 0) | (feature >= n_features)), f"looks at a feature beyond {n_features}")
    # Infinite is the threshold of a split between what is missing and all the rest.
    refuse(inner & ~(threshold > -np.inf), "has a threshold that is not a number")
    refuse(columns["missing"] > 1, "sends what is missing neither left nor right")
    refuse(~np.isfinite(values).all(axis=1), "has a value that is not finite")
