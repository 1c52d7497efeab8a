"""Model files: what a model is, in a zip archive that executes nothing when it is read.

=================  ==============================================================================
revscoring.json    the model as plain data: class, labels, parameters, features by name, statistics,
                   environment, versions of libraries
schema.json        the trained estimators, as skops writes them
array_0.npy …      their arrays
=================  ==============================================================================

Only estimator types in `TRUSTED_TYPES` are constructed, whatever the file asks for. The same model
gives the same bytes.
"""

from __future__ import annotations

import bz2
import io
import json
import logging
import pickle
import zipfile
from collections.abc import Iterable, Mapping
from importlib import import_module
from os import PathLike
from typing import IO, Any

from ..errors import ModelFileError
from .environment import Environment
from .feature_records import is_trusted, read_features, record_features
from .model_info import ModelInfo
from .models.model import Model, import_path
from .models.util import normalize_json

__all__ = ["TRUSTED_TYPES", "dump", "dumps", "load", "loads"]

logger = logging.getLogger(__name__)

FORMAT = "revscoring model"
FORMAT_VERSION = 1
DOCUMENT = "revscoring.json"
LIBRARIES = ("sklearn", "numpy", "skops")

TRUSTED_TYPES = [
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
]
"""Types that models need beside those that skops itself trusts; they hold data and run nothing."""

MADE_AGAIN = {"features", "info", "label_normalizer", "trained", "_evaluators"}
"""Attributes that are not stored: they follow from the others, or differ with every training."""


def dump(model: Model, f: IO[Any] | str | PathLike[str], features_path: str | None = None) -> None:
    """Write a model to a binary file.

    Parameters
    ----------
    model : Model
    f : file or path
        A file open for writing bytes (of one open for text the underlying bytes are used), or a path.
    features_path : str, optional
        The dotted path of the list of features, such as ``editquality.feature_lists.enwiki.damaging``,
        by which `load` finds them again; by default ``model.features_path`` if there is one, else
        the modules that are loaded are searched for the list.
    """
    data = dumps(model, features_path)
    if isinstance(f, str | PathLike):
        with open(f, "wb") as file:
            file.write(data)
    else:
        getattr(f, "buffer", f).write(data)


def dumps(model: Model, features_path: str | None = None) -> bytes:
    """Write a model to bytes; see `dump`."""
    from skops import io as skops_io

    plain, objects = {}, {}
    for name, value in vars(model).items():
        if name in MADE_AGAIN:
            continue
        try:
            plain[name] = _encode(value)
        except TypeError:
            objects[name] = value
    statistics = model.info.get("statistics")
    own_fields = {"type", "version", "params", "environment", "statistics"}
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "class": f"{type(model).__module__}.{type(model).__qualname__}",
        "attributes": plain,
        "info": [
            _encode([key, normalize_json(value)])
            for key, value in model.info.items()
            if key not in own_fields
        ],
        "info_order": [str(key) for key in model.info],
        "features": record_features(model.features, features_path or model.features_path),
        "environment": normalize_json(dict(model.info["environment"].items())),
        "libraries": {name: import_module(name).__version__ for name in LIBRARIES},
        "statistics": _statistics_state(statistics),
    }
    return _archive(document, skops_io.dumps(objects))


def load(
    f: IO[Any] | str | PathLike[str], *, trust_pickle: bool = False, trusted_modules: Iterable[str] = ()
) -> Any:
    """Read a model from a binary file.

    Parameters
    ----------
    f : file or path
        What `dump` wrote, compressed with bz2 or not.
    trust_pickle : bool
        Read a pickle, which can run any program, because you know who made it.
    trusted_modules : iterable of str
        Packages, beside revscoring, that feature lists and model classes may be imported from.

    Raises
    ------
    ModelFileError
        If the file is no model file, is damaged, or holds what is not trusted.
    """
    if isinstance(f, str | PathLike):
        with open(f, "rb") as file:
            return loads(file.read(), trust_pickle=trust_pickle, trusted_modules=trusted_modules)
    data = getattr(f, "buffer", f).read()
    return loads(data, trust_pickle=trust_pickle, trusted_modules=trusted_modules)


def loads(data: bytes, *, trust_pickle: bool = False, trusted_modules: Iterable[str] = ()) -> Any:
    """Read a model from bytes; see `load`."""
    if data.startswith(b"BZh"):
        try:
            data = bz2.decompress(data)
        except (OSError, ValueError) as error:
            raise ModelFileError(f"The bz2 compression of the model file is damaged: {error}.") from error
    if data.startswith(b"PK"):
        return _read(data, tuple(trusted_modules))
    if data.startswith(b"version https://git-lfs"):
        raise ModelFileError(
            "This is a pointer of git-lfs, not the model itself: fetch it with `git lfs pull`."
        )
    if data.startswith(b"\x80"):
        return _unpickle(data, trust_pickle)
    raise ModelFileError(f"This is no model file: it begins with {data[:16]!r}.")


def _unpickle(data: bytes, trust_pickle: bool) -> Any:
    if not trust_pickle:
        raise ModelFileError(
            "The model file is a pickle, and reading a pickle can run any program. "
            "If you know who made it, trust it with Model.load(f, trust_pickle=True)."
        )
    model = pickle.loads(data)
    if not isinstance(model, Model):
        raise ModelFileError(f"The pickle holds a {type(model).__name__}, not a model.")
    return model


# -- the document ---------------------------------------------------------------------------------


def _encode(value: Any) -> Any:
    """Turn plain values into what JSON keeps, with tuples and dicts of any keys marked."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [_encode(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_encode(item) for item in value]}
    if isinstance(value, Mapping):
        return {"dict": [[_encode(key), _encode(item)] for key, item in value.items()]}
    raise TypeError(f"{value!r} is no plain data")


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if isinstance(value, dict):
        if "tuple" in value:
            return tuple(_decode(value["tuple"]))
        return {_decode(key): _decode(item) for key, item in value["dict"]}
    return value


def _statistics_state(statistics: Any) -> Any:
    if statistics is None:
        return None
    if not hasattr(statistics, "to_state"):
        logger.warning("Statistics of the type %s are left out of the model file", type(statistics).__name__)
        return None
    return _encode(statistics.to_state())


def _read(data: bytes, trusted_modules: tuple[str, ...]) -> Any:
    from skops import io as skops_io

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if DOCUMENT not in archive.namelist():
                raise ModelFileError(f"This archive is no model file: it has no {DOCUMENT}.")
            document = json.loads(archive.read(DOCUMENT))
        if document["format"] != FORMAT or document["format_version"] > FORMAT_VERSION:
            raise ModelFileError(
                f"The model file is a {document['format']!r} of version {document['format_version']!r}, "
                f"this revscoring reads {FORMAT!r} up to version {FORMAT_VERSION}: update revscoring."
            )
        untrusted = sorted(set(skops_io.get_untrusted_types(data=data)).difference(TRUSTED_TYPES))
        if untrusted:
            raise ModelFileError(
                f"The model file asks for types that are not trusted: {', '.join(untrusted)}."
            )
        objects = skops_io.loads(data, trusted=TRUSTED_TYPES)
        return _rebuild(document, objects, trusted_modules)
    except ModelFileError:
        raise
    except Exception as error:
        raise ModelFileError(f"The model file is damaged ({type(error).__name__}: {error}).") from error


def _rebuild(
    document: Mapping[str, Any], objects: Mapping[str, Any], trusted_modules: tuple[str, ...]
) -> Any:
    path = document["class"]
    if not is_trusted(path, ("revscoring.scoring.models", *trusted_modules)):
        raise ModelFileError(
            f"The model is of the class {path}; if you trust that package, "
            f"load with trusted_modules=[{path.split('.')[0]!r}]."
        )
    model_class = import_path(path)
    if not (isinstance(model_class, type) and issubclass(model_class, Model)):
        raise ModelFileError(f"{path} is not a class of models.")
    model = model_class.__new__(model_class)
    model.__dict__.update({name: _decode(value) for name, value in document["attributes"].items()})
    model.__dict__.update(objects)
    model.features = tuple(read_features(document["features"], trusted_modules))
    fields = dict(_decode(document["info"]))
    fields.update(type=model_class.__name__, version=model.version, params=model.params)
    fields["environment"] = Environment.from_mapping(document["environment"])
    if document["statistics"] is not None:
        fields["statistics"] = _read_statistics(_decode(document["statistics"]))
    model.info = ModelInfo([(key, fields[key]) for key in document["info_order"] if key in fields])
    model.rebuild()
    return model


def _read_statistics(state: Mapping[str, Any]) -> Any:
    from .statistics.classification.classification import Classification

    return Classification.from_state(state)


# -- the archive ----------------------------------------------------------------------------------


def _archive(document: Mapping[str, Any], skops_data: bytes) -> bytes:
    """Put the document into the archive of skops, with names and dates that do not change from run to run."""
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(skops_data)) as archive:
        schema = json.loads(archive.read("schema.json"))
        names: dict[str, str] = {}
        _renumber(schema, {}, names)
        files[DOCUMENT] = json.dumps(document, indent=1, ensure_ascii=False).encode()
        files["schema.json"] = json.dumps(schema).encode()
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

    if not content.startswith(b"\x93NUMPY"):
        return content
    array = np.load(io.BytesIO(content), allow_pickle=False)
    if array.dtype.names is None:
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
