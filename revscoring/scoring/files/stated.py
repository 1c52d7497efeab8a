"""What people state about a model in its file: read and changed without loading the model.

The estimators, arrays and features stay as they are, byte for byte, so this works for every model file, even
one whose packages are not installed here.
"""

from __future__ import annotations

import bz2
from collections.abc import Mapping
from typing import Any

from ...errors import ModelFileError
from ..formats import normalize_json
from .archive import decompress, open_archive, replace_document
from .checks import expect
from .model_file import STORED_INFO, check_format, check_not_pointer
from .typed_json import decode, encode

__all__ = ["read_stated", "read_version", "with_stated"]


def read_stated(data: bytes) -> dict[str, Any]:
    """Return the fields that somebody added to the information of a model, from the bytes of its file.

    Raises
    ------
    ModelFileError
        If it is not a model file of this version.
    """
    return {name: decode(value) for name, value in _pairs(_document(data)).items()}


def read_version(data: bytes) -> str:
    """Return the version of a model from the bytes of its file; "" if it has none.

    Raises
    ------
    ModelFileError
        If it is not a model file of this version.
    """
    attributes = expect(_document(data).get("attributes"), dict, "the list of attributes")
    return str(decode(attributes.get("version")) or "")


def with_stated(data: bytes, fields: Mapping[str, Any]) -> bytes:
    """Return the bytes of a model file with other values of such fields; None removes one.

    The same file with the same fields gives the same bytes.

    Raises
    ------
    ModelFileError
        If it is not a model file of this version, or a field is none that may be stated.
    """
    document = _document(data)
    pairs = _pairs(document)
    order = [str(name) for name in expect(document.get("info_order"), list, "the order of information")]
    for name, value in fields.items():
        if name in STORED_INFO:
            raise ModelFileError(f"{name} is found out about a model; it cannot be stated.")
        pairs.pop(name, None)
        order = [one for one in order if one != name]
        if value is not None:
            pairs[name] = encode(normalize_json(value))
            order.append(name)
    changed = {**document, "info": [list(pair) for pair in pairs.items()], "info_order": order}
    found = replace_document(_unpacked(data), changed)
    return bz2.compress(found) if data.startswith(b"BZh") else found


def _unpacked(data: bytes) -> bytes:
    return decompress(data) if data.startswith(b"BZh") else data


def _document(data: bytes) -> dict[str, Any]:
    data = _unpacked(data)
    check_not_pointer(data)
    if not data.startswith(b"PK"):
        raise ModelFileError(
            "This is no model file of revscoring 3; a pickle of 2.x is converted by revscoring migrate_model."
        )
    try:
        document, _ = open_archive(data)
    except ModelFileError:
        raise
    except (Exception, RecursionError) as error:
        raise ModelFileError(
            f"The model file is damaged ({type(error).__name__}: {error!s:.300})."
        ) from error
    check_format(document)
    return document


def _pairs(document: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for pair in expect(document.get("info"), list, "the information about the model"):
        if len(expect(pair, list, "a field of information")) != 2:
            raise ModelFileError(f"In the model file, a field of information is {pair!r:.80}")
        found[expect(pair[0], str, "the name of information")] = pair[1]
    return found
