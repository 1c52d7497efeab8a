"""How a model file remembers features, which are code, and how they are found again.

A record is a plain document::

    {"name": "feature.revision.words", "kind": "feature", "returns": "float",
     "path": "editquality.feature_lists.enwiki.damaging[12]", "dependencies": "9c0f…",
     "expression": {"attribute": "revscoring.features.wikitext.revision.words"}}

``path`` is the list the feature came from and its place there, if that is known; ``expression`` how it
is made of standard features, if it is (see `revscoring.scoring.feature_expressions`);
``dependencies`` is a digest of the definition, so that a changed one is noticed.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from operator import is_
from typing import Any

from ..errors import ModelFileError
from .feature_expressions import build, express

__all__ = ["MissingFeature", "definition_digest", "find_list_path", "read_features", "record_features"]

logger = logging.getLogger(__name__)

RETURNS: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str}
PATH = re.compile(r"(?P<list>[^\W\d]\w*(?:\.[^\W\d]\w*)+)\[(?P<index>\d+)\]")


class MissingFeature:
    """The process of a feature that a model file names and that could not be imported.

    Parameters
    ----------
    record : mapping
        What the file says of the feature; it is kept, so that it can be written again.
    reason : str
        Why it is missing, and what to do.
    """

    def __init__(self, record: Mapping[str, Any], reason: str) -> None:
        self.record = dict(record)
        self.reason = reason

    def __call__(self, *args: Any) -> Any:
        raise RuntimeError(f"{self.record['name']} is known by name only, so it has no value: {self.reason}")


def record_features(features: Sequence[Any], list_path: str | None = None) -> list[dict[str, Any]]:
    """Describe features for a model file.

    Parameters
    ----------
    features : sequence of Feature
    list_path : str, optional
        The dotted path of the list that they are; by default the modules loaded are searched for it.

    Examples
    --------
    >>> from revscoring.features import Feature
    >>> record = record_features([Feature("words", returns=int)])[0]
    >>> record["name"], record["returns"], record["path"]
    ('feature.words', 'int', None)
    """
    if list_path is None:
        list_path = find_list_path(features)
    return [
        _record(feature, None if list_path is None else f"{list_path}[{index}]")
        for index, feature in enumerate(features)
    ]


def _record(feature: Any, path: str | None) -> dict[str, Any]:
    if isinstance(feature.process, MissingFeature):
        return {**feature.process.record, **({} if path is None else {"path": path})}
    return {
        "name": str(feature),
        "kind": "feature_vector" if str(feature).startswith("feature_vector.") else "feature",
        "returns": feature.returns.__name__,
        "path": path,
        "dependencies": definition_digest(feature),
        "expression": express(feature),
    }


def definition_digest(feature: Any) -> str:
    """Digest what a feature is made of: the nodes below it, their kinds, processes and connections.

    Examples
    --------
    >>> from revscoring.features import Feature
    >>> words = Feature("words", returns=int)
    >>> definition_digest(words + 1) == definition_digest(words + 1) != definition_digest(words + 2)
    True
    """
    from ..dependencies import expand

    digest = hashlib.sha256()
    for node in expand([feature]):
        process = getattr(node, "process", None)
        parts = [
            str(node),
            _full_name(type(node)),
            _full_name(getattr(node, "returns", None)),
            _full_name(process if hasattr(process, "__qualname__") else type(process)),
            *(str(dependency) for dependency in getattr(node, "dependencies", ())),
        ]
        digest.update("\0".join(parts).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def _full_name(thing: Any) -> str:
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}"


def find_list_path(features: Sequence[Any]) -> str | None:
    """Find the module-level list, among the modules loaded, that holds exactly these features."""
    if not features:
        return None
    for module_name, module in sorted(sys.modules.items()):
        if module_name.startswith("__") or not hasattr(
            module, "__dict__"
        ):  # __main__ is another one next time
            continue
        for name, value in list(vars(module).items()):
            if (
                isinstance(value, list | tuple)
                and len(value) == len(features)
                and all(map(is_, features, value))
            ):
                return f"{module_name}.{name}"
    return None


def read_features(records: Iterable[Mapping[str, Any]], trusted_modules: Iterable[str] = ()) -> list[Any]:
    """Find the features of records again.

    A list is imported only if it lies in revscoring or in a trusted module; it is also taken from a
    module that this program has imported already. Otherwise features are made of the standard
    features of revscoring. Those that are neither found nor made, or that are others now, become
    features of the same name and type without a process: their values can be scored, but not
    computed.

    Parameters
    ----------
    records : iterable of mapping
        What `record_features` made.
    trusted_modules : iterable of str
        Packages or modules to import lists from, such as ``editquality``.
    """
    trusted = ("revscoring", *trusted_modules)
    features, reasons, changed = [], {}, []
    for record in records:
        feature, reason = _find(record, trusted)
        if feature is None:
            feature = _make(record)
        if feature is None:
            feature = _placeholder(record, reason)
            reasons[str(record["name"])] = reason
        elif definition_digest(feature) != record["dependencies"]:
            changed.append(str(feature))
        features.append(feature)
    if reasons:
        some = next(iter(reasons.values()))
        logger.warning("%d features of the model are known by name only: %s", len(reasons), some)
    if changed:
        logger.warning(
            "The definition of features has changed since the model was trained: %s", ", ".join(changed)
        )
    return features


def _find(record: Mapping[str, Any], trusted: Sequence[str]) -> tuple[Any, str]:
    from ..dependencies import Dependent
    from .models.model import import_path

    path = record.get("path")
    if path is None:
        return None, "the model file does not say where its features come from; dump it with features_path=…"
    match = PATH.fullmatch(path)
    if match is None:
        raise ModelFileError(f"The feature {record['name']!r} has a path of an unknown form: {path!r}.")
    list_path = match["list"]
    if not is_trusted(list_path, trusted) and list_path.rpartition(".")[0] not in sys.modules:
        package = list_path.split(".")[0]
        return (
            None,
            f"it comes from {path}; if you trust that, load with trusted_modules=[{package!r}]",
        )
    try:
        feature = import_path(list_path)[int(match["index"])]
    except (ImportError, AttributeError, IndexError, TypeError) as error:
        return (
            None,
            f"{path} cannot be imported ({type(error).__name__}: {error}); install or update that package",
        )
    if not isinstance(feature, Dependent) or str(feature) != record["name"]:
        return (
            None,
            f"{path} is {feature!r} now; install the version of the package that the model was trained with",
        )
    return feature, ""


def _make(record: Mapping[str, Any]) -> Any:
    expression = record.get("expression")
    if expression is None:
        return None
    try:
        feature = build(expression)
    except (ModelFileError, TypeError) as error:
        logger.warning("The feature %s cannot be made: %s", record["name"], error)
        return None
    return feature if str(feature) == record["name"] else None


def is_trusted(path: str, trusted: Iterable[str]) -> bool:
    """Tell whether a dotted path lies within one of the trusted packages.

    Examples
    --------
    >>> is_trusted("editquality.lists", ["editquality"]), is_trusted("editqualities", ["editquality"])
    (True, False)
    """
    return any(path == prefix or path.startswith(prefix + ".") for prefix in trusted)


def _placeholder(record: Mapping[str, Any], reason: str) -> Any:
    from ..features.feature import Feature
    from ..features.feature_vector import FeatureVector

    name, kind = str(record["name"]), record["kind"]
    if kind not in ("feature", "feature_vector") or not name.startswith(f"{kind}."):
        raise ModelFileError(f"{name!r} is not the name of a {kind!r}.")
    if record["returns"] not in RETURNS:
        raise ModelFileError(f"The feature {name!r} returns an unknown type: {record['returns']!r}.")
    make: Any = FeatureVector if kind == "feature_vector" else Feature
    return make(name[len(kind) + 1 :], MissingFeature(record, reason), returns=RETURNS[record["returns"]])
