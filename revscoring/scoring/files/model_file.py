"""Reading and writing of model files.

A model file is a zip archive that executes nothing when it is read:

=================  ==============================================================================
revscoring.json    the model as plain data: class, labels, parameters, features by name, statistics,
                   environment, versions of libraries, digests of word lists and dictionaries
schema.json        the trained estimators as plain values and arrays, in the container of skops
array_0.npy …      the arrays
=================  ==============================================================================

The estimators that a file may hold are listed in `revscoring.scoring.files.estimators`; any other type that
a file asks for is refused, unless its reader trusts its package. The same model gives the same bytes.
"""

from __future__ import annotations

import logging
import pickle
import warnings
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import IO, Any, TypeAlias

from ...errors import ModelFileError
from ...files import replace_file
from ...importing import PathError, import_from_path
from ..environment import Environment
from ..formats import normalize_json
from ..model_info import ModelInfo
from ..provenance import Provenance
from ..statistics.classification.classification import Classification
from ..statistics.statistics import Statistics
from .archive import decompress, open_archive, write_archive
from .checks import check_schema, expect, is_trusted
from .definitions import Definitions
from .drift import asset_drift, library_drift, library_versions, score_drift
from .estimators import KINDS, pack_estimator, unpack_estimator
from .feature_records import find_features, record_features
from .storable import Storable
from .typed_json import decode, encode

__all__ = [
    "check_format",
    "check_not_pointer",
    "dump",
    "dumps",
    "load",
    "loads",
    "read_bytes",
    "write_document",
]

logger = logging.getLogger(__name__)

File: TypeAlias = "IO[Any] | str | PathLike[str]"
Document: TypeAlias = "Mapping[str, Any]"

FORMAT = "revscoring model"
FORMAT_VERSION = 1
PICKLE_STARTS = (b"\x80", b"ccopy_reg", b"(i", b"(c")

REBUILT_ATTRIBUTES = {"features", "info", "label_normalizer", "trained", "_evaluators", "drift"}
"""Attributes that are not stored: they follow from the others, or differ with every training."""

STORED_INFO = {"type", "version", "params", "environment", "statistics"}
"""Fields of the information about a model that have places of their own in a file."""


def dump(model: Storable, f: File, features_path: str | None = None) -> None:
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
        replace_file(f, data)
    else:
        getattr(f, "buffer", f).write(data)


def dumps(model: Storable, features_path: str | None = None) -> bytes:
    """Write a model to bytes; see `dump`.

    Raises
    ------
    ModelFileError
        If something about the model cannot be written.
    """
    from skops import io as skops_io

    plain, objects = {}, {}
    for name, value in vars(model).items():
        if name in REBUILT_ATTRIBUTES:
            continue
        try:
            plain[name] = encode(value)
        except TypeError:
            objects[name] = _pack(value)
    definitions = Definitions()
    records = record_features(model.features, features_path or model.features_path, definitions)
    document = {
        "class": f"{type(model).__module__}.{type(model).__qualname__}",
        "attributes": plain,
        "info": [[key, encode(_plain(value))] for key, value in _added_info(model.info).items()],
        "info_order": [str(key) for key in model.info],
        "features": records,
        "assets": definitions.assets,
        "environment": normalize_json(dict(model.info["environment"].items())),
        "statistics": _statistics_state(model.info.get("statistics")),
    }
    try:
        return write_document(document, skops_io.dumps(objects))
    except Exception as error:  # skops raises many kinds for what it cannot write
        raise ModelFileError(
            f"The model cannot be written, because {', '.join(objects)} hold something other than data "
            f"({error})."
        ) from error


def write_document(document: Document, estimators: bytes) -> bytes:
    """Write the archive of a document and of estimators as skops has them."""
    head = {"format": FORMAT, "format_version": FORMAT_VERSION, "libraries": library_versions()}
    return write_archive({**head, **document}, estimators)


def _added_info(info: Mapping[str, Any] | ModelInfo) -> dict[str, Any]:
    """Return the fields of the information about a model that somebody added."""
    return {str(key): value for key, value in info.items() if key not in STORED_INFO}


def _plain(value: Any) -> Any:
    return value.format_json({}) if isinstance(value, ModelInfo) else normalize_json(value)


def _pack(value: Any) -> Any:
    """Turn estimators, alone or in a list, into plain data, if they are of kinds that are known."""
    if isinstance(value, list):
        return [_pack(item) for item in value]
    packed = pack_estimator(value) if hasattr(value, "get_params") else None
    if packed is None:
        logger.warning(
            "The model holds a %s, so its file is read only with trusted_modules=[%r]",
            type(value).__name__,
            type(value).__module__.split(".")[0],
        )
    return value if packed is None else packed


def _statistics_state(statistics: Statistics | None) -> Any:
    if statistics is None:
        return None
    if not isinstance(statistics, Classification):
        logger.warning("Statistics of the type %s are left out of the model file", type(statistics).__name__)
        return None
    return encode(statistics.to_state())


# -- reading ----------------------------------------------------------------------------------------


def read_bytes(f: File) -> bytes:
    """Return the content of a model file, decompressed if it was compressed with bz2."""
    if isinstance(f, str | PathLike):
        with open(f, "rb") as file:
            data = file.read()
    else:
        data = getattr(f, "buffer", f).read()
    return decompress(data) if data.startswith(b"BZh") else data


def load(
    f: File,
    *,
    trust_pickle: bool = False,
    trusted_modules: Iterable[str] = (),
    features_path: str | None = None,
) -> Storable:
    """Read a model from a binary file; see `revscoring.scoring.Model.load`."""
    return loads(
        read_bytes(f),
        trust_pickle=trust_pickle,
        trusted_modules=trusted_modules,
        features_path=features_path,
    )


def check_not_pointer(data: bytes) -> None:
    """Raise a `ModelFileError` if the data are what git has in place of a large file."""
    if data.startswith(b"version https://git-lfs"):
        raise ModelFileError(
            "This is a pointer of git-lfs, not the model itself: fetch it with `git lfs pull`."
        )


def loads(
    data: bytes,
    *,
    trust_pickle: bool = False,
    trusted_modules: Iterable[str] = (),
    features_path: str | None = None,
) -> Storable:
    """Read a model from bytes; see `load`."""
    if data.startswith(b"BZh"):
        data = decompress(data)
    if data.startswith(b"PK"):
        return _read(data, tuple(trusted_modules), features_path)
    check_not_pointer(data)
    if data.startswith(PICKLE_STARTS):
        return _unpickle(data, trust_pickle)
    raise ModelFileError(f"This is not a model file: it begins with {data[:16]!r}.")


def _unpickle(data: bytes, trust_pickle: bool) -> Storable:
    if not trust_pickle:
        raise ModelFileError(
            "The model file is a pickle, and reading a pickle can run any program. "
            "Convert one of revscoring 2.x without running it: revscoring migrate_model OLD NEW "
            "--features-path LIST --trust PACKAGE. "
            "If you know who made it, trust it with Model.load(f, trust_pickle=True)."
        )
    try:
        model = pickle.loads(data)
    except Exception as error:
        raise ModelFileError(
            f"The pickle cannot be loaded ({type(error).__name__}: {error!s:.200}): what made it is not "
            "installed here, or has changed since. Train the model again."
        ) from error
    if not isinstance(model, Storable):
        raise ModelFileError(f"The pickle holds a {type(model).__name__}, not a model.")
    return model


def _read(data: bytes, trusted_modules: tuple[str, ...], features_path: str | None) -> Storable:
    try:
        document, schema = open_archive(data)
        check_format(document)
        objects = _read_objects(data, schema, trusted_modules)
        return _rebuild(document, objects, trusted_modules, features_path)
    except ModelFileError:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        raise ModelFileError(
            f"The model file is damaged ({type(error).__name__}: {error!s:.300})."
        ) from error


def check_format(document: Document) -> None:
    """Raise a `ModelFileError` if the document of an archive is none of a model file that we read."""
    if document.get("format") != FORMAT or document.get("format_version") != FORMAT_VERSION:
        raise ModelFileError(
            f"The model file is a {document.get('format')!r:.80} of version "
            f"{document.get('format_version')!r:.80}, this revscoring reads {FORMAT!r} of version "
            f"{FORMAT_VERSION}: update revscoring."
        )


def _read_objects(data: bytes, schema: Document, trusted_modules: tuple[str, ...]) -> dict[str, Any]:
    types = check_schema(schema)
    untrusted = [name for name in types if not is_trusted(name, trusted_modules)]
    if untrusted:
        package = untrusted[0].split(".")[0]
        raise ModelFileError(
            f"The model file asks for types that are not trusted: {', '.join(untrusted)}; "
            f"if you trust that package, load with trusted_modules=[{package!r}]."
        )
    from skops import io as skops_io

    objects = expect(skops_io.loads(data, trusted=types), dict, "the part with the estimators")
    return {name: _unpack(value) for name, value in objects.items()}


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpack(item) for item in value]
    return unpack_estimator(value) if isinstance(value, dict) else value


def _rebuild(
    document: Document,
    objects: Mapping[str, Any],
    trusted_modules: tuple[str, ...],
    features_path: str | None,
) -> Storable:
    model = _blank_model(expect(document["class"], str, "the class of the model"), trusted_modules)
    attributes = expect(document["attributes"], dict, "the list of attributes")
    values = {name: decode(value) for name, value in attributes.items()}
    values.update(objects)
    for name in values:
        if callable(getattr(type(model), name, None)) or name.startswith("__"):
            raise ModelFileError(f"The model file would replace the method {name!r} of the model.")
    expect(values.get("params"), dict, "the parameters")
    expect(values.get("version"), str | None, "the version")
    if "labels" in values:
        for label in expect(values["labels"], list, "the list of labels"):
            expect(label, bool | int | float | str, "a label")
        expect(values.get("multilabel"), bool, "multilabel")
    model.__dict__.update(values)
    definitions = Definitions()
    features, notes = find_features(
        expect(document["features"], list, "the list of features"),
        trusted_modules,
        definitions,
        features_path,
    )
    model.features = tuple(features)
    model.info = _read_info(document, model)
    model.rebuild()
    _try_out(model)
    notes += asset_drift(expect(document.get("assets", {}), dict, "assets"), definitions.assets)
    notes += library_drift(expect(document.get("libraries", {}), dict, "libraries"))
    model.drift = tuple(notes)
    changes = score_drift(notes)  # what is known by name only is said when it is needed
    if changes:
        logger.warning(
            "Scores may differ from those that the model gave when it was trained: %s", "; ".join(changes)
        )
    return model


def _blank_model(path: str, trusted_modules: tuple[str, ...]) -> Storable:
    if not is_trusted(path, ("revscoring.scoring.models", *trusted_modules)):
        raise ModelFileError(
            f"The model is of the class {path}; if you trust that package, "
            f"load with trusted_modules=[{path.split('.')[0]!r}]."
        )
    try:
        model_class = import_from_path(path)
    except PathError as error:
        raise ModelFileError(f"The class of the model is not there: {error}.") from error
    if not (isinstance(model_class, type) and issubclass(model_class, Storable)):
        raise ModelFileError(f"{path} is not a class of models.")
    return model_class.__new__(model_class)


def _read_info(document: Document, model: Storable) -> ModelInfo:
    pairs = expect(document["info"], list, "the information about the model")
    fields = {expect(key, str, "the name of information"): decode(value) for key, value in pairs}
    fields.update(type=type(model).__name__, version=model.version, params=model.params)
    if fields.get("provenance") is not None:
        fields["provenance"] = Provenance.from_mapping(
            expect(fields["provenance"], dict, "how the model was made")
        )
    fields["environment"] = Environment.from_mapping(expect(document["environment"], dict, "the environment"))
    if document["statistics"] is not None:
        fields["statistics"] = Classification.from_state(decode(document["statistics"]))
    order = expect(document["info_order"], list, "the order of information")
    return ModelInfo([(key, fields[key]) for key in order if key in fields])


def _try_out(model: Any) -> None:
    """Score a vector of zeros with what was read, so that parts that do not fit each other show now."""
    import numpy as np

    n_values = set()
    for estimator in (getattr(model, "estimator", None), *(getattr(model, "estimators", None) or ())):
        if type(estimator).__name__ not in KINDS or getattr(estimator, "n_features_in_", None) is None:
            continue
        zeros = np.zeros((1, estimator.n_features_in_))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shape = estimator.predict_proba(zeros).shape
        if shape != (1, len(estimator.classes_)):
            raise ModelFileError(f"An estimator gives {shape[1:]} probabilities for {estimator.classes_}.")
        n_values.add(estimator.n_features_in_)
    if len(n_values) == 1 and hasattr(model, "score_packed"):
        model.score_packed(np.zeros((1, n_values.pop())))
    elif n_values:
        raise ModelFileError(f"The estimators are made for vectors of {sorted(n_values)} values.")
