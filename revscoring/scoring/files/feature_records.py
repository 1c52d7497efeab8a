"""How a model file remembers features, which are code, and how they are found again.

A record is a plain document::

    {"name": "feature.revision.words", "kind": "feature", "returns": "float",
     "path": "editquality.feature_lists.enwiki.damaging[12]", "dependencies": "9c0f…",
     "expression": {"attribute": "revscoring.features.wikitext.revision.words"}}

``path`` is the list the feature came from and its place there, if that is known; ``expression`` how it
is made of standard features, if it is (see `revscoring.scoring.files.feature_expressions`);
``dependencies`` is a digest of the definition, so that a changed one is noticed.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from operator import is_
from typing import Any

from ...dependencies import Dependent
from ...errors import ModelFileError
from ...importing import PathError, import_from_path
from .checks import expect, is_trusted
from .definitions import Definitions, definition_digest
from .drift import shorten
from .feature_expressions import build, express

__all__ = [
    "MissingFeature",
    "definition_digest",
    "find_features",
    "find_list_path",
    "read_features",
    "record_features",
]

logger = logging.getLogger(__name__)

OWN_MODULES = ("revscoring.features", "revscoring.languages")
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


def record_features(
    features: Sequence[Any], list_path: str | None = None, definitions: Definitions | None = None
) -> list[dict[str, Any]]:
    """Describe features for a model file.

    Parameters
    ----------
    features : sequence of Feature
    list_path : str, optional
        The dotted path of the list that they are; by default the modules loaded are searched for it.
    definitions : Definitions, optional
        Collects the word lists and dictionaries below the features.

    Examples
    --------
    >>> from revscoring.features import Feature
    >>> record = record_features([Feature("words", returns=int)])[0]
    >>> record["name"], record["returns"], record["path"]
    ('feature.words', 'int', None)
    """
    if list_path is None:
        list_path = find_list_path(features)
    definitions = definitions or Definitions()
    return [
        _record(feature, None if list_path is None else f"{list_path}[{index}]", definitions)
        for index, feature in enumerate(features)
    ]


def _record(feature: Any, path: str | None, definitions: Definitions) -> dict[str, Any]:
    if isinstance(feature.process, MissingFeature):
        return {**feature.process.record, **({} if path is None else {"path": path})}
    return {
        "name": str(feature),
        "kind": "feature_vector" if str(feature).startswith("feature_vector.") else "feature",
        "returns": feature.returns.__name__,
        "path": path,
        "dependencies": definitions.digest(feature),
        "expression": express(feature),
    }


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
                issubclass(type(value), (list, tuple))  # an object may refuse to tell its __class__
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
    features, notes = find_features(records, trusted_modules)
    for note in notes:
        logger.warning("The model is not quite as it was trained: %s", note)
    return features


def find_features(
    records: Iterable[Mapping[str, Any]],
    trusted_modules: Iterable[str] = (),
    definitions: Definitions | None = None,
) -> tuple[list[Any], list[str]]:
    """Find the features of records again, as `read_features` does, and say what is not as it was.

    Returns
    -------
    features : list of Feature
    notes : list of str
        On features that are known by name only, and on those whose definition has changed.
    """
    trusted = (*OWN_MODULES, *trusted_modules)
    definitions = definitions or Definitions()
    features: list[Any] = []
    missing, changed, notes = [], [], []
    reason = ""
    for record in records:
        _check_record(record)
        feature, why = _find(record, trusted)
        if feature is None:
            feature = _make(record)
        if feature is None:
            feature = _placeholder(record, why)
            missing.append(str(record["name"]))
            reason = reason or why
        elif definitions.digest(feature) != record["dependencies"] and record["dependencies"] is not None:
            changed.append(str(feature))
        features.append(feature)
    if missing:
        notes.append(f"{len(missing)} features of the model are known by name only: {reason}")
    if changed:
        notes.append(
            f"the definition of features has changed since the model was trained: {shorten(changed)}"
        )
    return features, notes


def _check_record(record: Any) -> None:
    expect(record, dict, "a feature")
    for key in ("name", "kind", "returns"):
        expect(record.get(key), str, f"the {key} of a feature")
    for key in ("path", "dependencies"):
        expect(record.get(key), str | None, f"the {key} of the feature {record['name']!r:.80}")
    record.setdefault("dependencies", None)


def _find(record: Mapping[str, Any], trusted: Sequence[str]) -> tuple[Any, str]:
    path = record.get("path")
    if path is None:
        return None, "the model file does not say where its features come from; dump it with features_path=…"
    match = PATH.fullmatch(path)
    if match is None:
        raise ModelFileError(f"The feature {record['name']!r} has a path of an unknown form: {path!r}.")
    list_path = match["list"]
    module, _, name = list_path.rpartition(".")
    trusts = is_trusted(list_path, trusted) and "__" not in list_path
    if not trusts and module not in sys.modules:
        package = list_path.split(".")[0]
        return (
            None,
            f"it comes from {path}; if you trust that, load with trusted_modules=[{package!r}]",
        )
    try:
        # What is not trusted is taken from where it is already; nothing is imported for it.
        found = import_from_path(list_path) if trusts else vars(sys.modules[module])[name]
        feature = found[int(match["index"])] if isinstance(found, list | tuple) else found
    except (PathError, IndexError, KeyError) as error:
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


def _placeholder(record: Mapping[str, Any], reason: str) -> Any:
    from ...features.feature import Feature
    from ...features.feature_vector import FeatureVector

    name, kind = str(record["name"]), record["kind"]
    if kind not in ("feature", "feature_vector") or not name.startswith(f"{kind}."):
        raise ModelFileError(f"{name!r} is not the name of a {kind!r}.")
    if record["returns"] not in RETURNS:
        raise ModelFileError(f"The feature {name!r} returns an unknown type: {record['returns']!r}.")
    make: Any = FeatureVector if kind == "feature_vector" else Feature
    return make(name[len(kind) + 1 :], MissingFeature(record, reason), returns=RETURNS[record["returns"]])
