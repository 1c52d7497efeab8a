"""The zip archive of a model file: written the same way every time, and looked over before it is read.

Sizes, names, kinds of members, the headers of arrays and the nesting of documents are checked before
anything is unpacked or parsed, so that a hostile file costs no more than a bounded amount of memory.
"""

from __future__ import annotations

import bz2
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

from ...errors import ModelFileError

__all__ = ["DOCUMENT", "LIMITS", "Limits", "check_schema", "decompress", "open_archive", "write_archive"]

DOCUMENT = "revscoring.json"
SCHEMA = "schema.json"
MEMBER = re.compile(r"revscoring\.json|schema\.json|array_\d{1,6}\.npy")
BRACKETS = re.compile(rb'[\[\]{}]|"(?:[^"\\]|\\.)*"')


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
ALWAYS_FINE = 2**24
CHUNK = 2**16


def decompress(data: bytes, limits: Limits = LIMITS) -> bytes:
    """Decompress bz2, up to a limit.

    Raises
    ------
    ModelFileError
        If the data are damaged, or larger than the limit.
    """
    decompressor = bz2.BZ2Decompressor()
    parts, size = [], 0
    try:
        while not decompressor.eof:
            part = decompressor.decompress(data, CHUNK * 16)
            data = b""
            size += len(part)
            parts.append(part)
            if size > max(ALWAYS_FINE, limits.total):
                raise ModelFileError(f"The model file unpacks to more than {limits.total} bytes.")
            if not part and decompressor.needs_input:
                raise ModelFileError("The bz2 compression of the model file is damaged: it is cut off.")
    except (OSError, ValueError, EOFError) as error:
        raise ModelFileError(f"The bz2 compression of the model file is damaged: {error}.") from error
    return b"".join(parts)


def open_archive(data: bytes, limits: Limits = LIMITS) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check an archive and give its two documents: revscoring's and that of skops.

    Raises
    ------
    ModelFileError
        If anything about it is not as `write_archive` writes it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        _check_members(members, len(data), limits)
        document = _read_json(archive, DOCUMENT, limits)
        schema = _read_json(archive, SCHEMA, limits)
        for member in members:
            if member.filename.endswith(".npy"):
                _check_array(archive, member)
    return document, schema


def _check_members(members: Sequence[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    names = [member.filename for member in members]
    if DOCUMENT not in names:
        raise ModelFileError(f"This archive is no model file: it has no {DOCUMENT}.")
    if SCHEMA not in names:
        raise ModelFileError(f"This archive is no model file: it has no {SCHEMA}.")
    if len(members) > limits.members:
        raise ModelFileError(f"The model file has {len(members)} parts, more than {limits.members}.")
    if len(set(names)) != len(names):
        raise ModelFileError("The model file has two parts of the same name.")
    total = sum(member.file_size for member in members)
    for member in members:
        name = member.filename
        if not MEMBER.fullmatch(name):
            raise ModelFileError(f"The model file has a part of an unknown name: {name!r:.80}.")
        if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ModelFileError(f"The part {name} is encrypted, or compressed in an unknown way.")
        limit = {DOCUMENT: limits.document, SCHEMA: limits.schema}.get(name, limits.total)
        if member.file_size > limit:
            raise ModelFileError(f"The part {name} unpacks to {member.file_size} bytes, more than {limit}.")
    if total > limits.total:
        raise ModelFileError(f"The model file unpacks to {total} bytes, more than {limits.total}.")
    if total > ALWAYS_FINE and total > limits.ratio * size:
        raise ModelFileError(f"The model file unpacks to {total} bytes, {total // size} times its size.")


def _read_json(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, Any]:
    content = archive.read(name)
    depth = 0
    for found in BRACKETS.finditer(content):
        token = found[0]
        if token in (b"[", b"{"):
            depth += 1
            if depth > limits.nesting:
                raise ModelFileError(f"{name} is nested more than {limits.nesting} deep.")
        elif token in (b"]", b"}"):
            depth -= 1
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ModelFileError(f"{name} is no JSON object.")
    return document


def _check_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Check that the header of an array promises what is there, of a plain type."""
    from numpy.lib import format as npy

    with archive.open(member) as file:
        start = io.BytesIO(file.read(4096))
    version = npy.read_magic(start)
    if version != (1, 0):
        raise ModelFileError(f"The array {member.filename} is of an unknown version {version}.")
    shape, _, dtype = npy.read_array_header_1_0(start)
    plain = all(field[0].kind in "biufU" for field in (dtype.fields or {"": (dtype, 0)}).values())
    if not plain or dtype.itemsize == 0:
        raise ModelFileError(f"The array {member.filename} is of the type {dtype}, not of plain values.")
    if start.tell() + prod(shape) * dtype.itemsize != member.file_size:
        raise ModelFileError(f"The array {member.filename} is not as large as its header says.")


# -- what skops is asked to construct -----------------------------------------------------------------

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
    users: dict[Any, Any] = {}
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


# -- writing --------------------------------------------------------------------------------------


def write_archive(document: Mapping[str, Any], skops_data: bytes) -> bytes:
    """Add a document to an archive of skops, with names and dates that do not change from run to run."""
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(skops_data)) as archive:
        schema = json.loads(archive.read(SCHEMA))
        names: dict[str, str] = {}
        _renumber(schema, {}, names)
        files[DOCUMENT] = json.dumps(document, indent=1, ensure_ascii=False).encode()
        files[SCHEMA] = json.dumps(schema).encode()
        for old, new in names.items():
            files[new] = _without_padding(archive.read(old))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _without_padding(content: bytes) -> bytes:
    """Clear the bytes between the fields of a structured array, where there is whatever was in memory."""
    import numpy as np

    array = np.load(io.BytesIO(content), allow_pickle=False) if content.startswith(b"\x93NUMPY") else None
    if array is None or array.dtype.names is None:
        return content
    clean = np.zeros(array.shape, dtype=array.dtype)
    for field in array.dtype.names:
        clean[field] = array[field]
    out = io.BytesIO()
    np.save(out, clean, allow_pickle=False)
    return out.getvalue()


def _renumber(node: Any, ids: dict[Any, int], names: dict[str, str]) -> None:
    """Replace memory addresses and the file names made of them by numbers, in place."""
    if isinstance(node, list):
        for item in node:
            _renumber(item, ids, names)
    elif isinstance(node, dict):
        if "__id__" in node:
            # Plain values are never shared on purpose, so each gets a number of its own.
            key = ("value", len(ids)) if node.get("is_json") else node["__id__"]
            node["__id__"] = ids.setdefault(key, len(ids))
        if isinstance(node.get("file"), str):
            extension = node["file"].rpartition(".")[2]
            node["file"] = names.setdefault(node["file"], f"array_{len(names)}.{extension}")
        for value in node.values():
            _renumber(value, ids, names)
