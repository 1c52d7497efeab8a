"""The zip archive of a model file: written the same way every time, and read within limits.

What the archive must look like is in `revscoring.scoring.files.checks`. A hostile file takes no more than a
bounded amount of memory, because it is checked before anything is unpacked or parsed.
"""

from __future__ import annotations

import bz2
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from ...errors import ModelFileError
from .checks import (
    DOCUMENT,
    LIMITS,
    SCHEMA,
    SMALL,
    Limits,
    check_array_header,
    check_members,
    check_nesting,
)

__all__ = ["decompress", "open_archive", "replace_document", "write_archive"]

CHUNK = 2**20


def decompress(data: bytes, limits: Limits = LIMITS) -> bytes:
    """Decompress bz2, up to a limit."""
    decompressor = bz2.BZ2Decompressor()
    parts, size = [], 0
    try:
        while not decompressor.eof:
            part = decompressor.decompress(data, CHUNK)
            data = b""
            size += len(part)
            parts.append(part)
            if size > max(SMALL, limits.total):
                raise ModelFileError(f"The model file unpacks to more than {limits.total} bytes.")
            if not part and decompressor.needs_input:
                raise ModelFileError("The bz2 compression of the model file is damaged: it is cut off.")
    except (OSError, ValueError, EOFError) as error:
        raise ModelFileError(f"The bz2 compression of the model file is damaged: {error}.") from error
    return b"".join(parts)


def open_archive(data: bytes, limits: Limits = LIMITS) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check an archive and return its two documents: revscoring's and that of skops."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        check_members(members, len(data), limits)
        document = _read_json(archive, DOCUMENT, limits)
        schema = _read_json(archive, SCHEMA, limits)
        for member in members:
            if member.filename.endswith(".npy"):
                with archive.open(member) as file:
                    check_array_header(io.BytesIO(file.read(4096)), member.filename, member.file_size)
    return document, schema


def _read_json(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, Any]:
    content = archive.read(name)
    check_nesting(content, name, limits)
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ModelFileError(f"{name} is not a JSON object.")
    return document


def write_archive(document: Mapping[str, Any], skops_data: bytes) -> bytes:
    """Add a document to an archive of skops, with names and dates that do not change from run to run."""
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(skops_data)) as archive:
        schema = json.loads(archive.read(SCHEMA))
        names: dict[str, str] = {}
        _renumber(schema, {}, names)
        files[DOCUMENT] = _as_json(document)
        files[SCHEMA] = json.dumps(schema).encode()
        for old, new in names.items():
            files[new] = _without_padding(archive.read(old))
    return _write_members(files)


def replace_document(data: bytes, document: Mapping[str, Any]) -> bytes:
    """Return an archive of ours with another document; the other members stay as they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {member.filename: archive.read(member) for member in archive.infolist()}
    return _write_members({**files, DOCUMENT: _as_json(document)})


def _as_json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def _write_members(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _without_padding(content: bytes) -> bytes:
    """Clear the bytes between the fields of a structured array, which are whatever was in memory."""
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
