"""Records of features in model files: features are code, so a file holds their names and definitions.

A record is a plain document::

    {"name": "feature.revision.words", "kind": "feature", "returns": "float",
     "path": "editquality.feature_lists.enwiki.damaging[12]", "dependencies": "9c0f…",
     "expression": {"attribute": "revscoring.features.wikitext.revision.words"}}

``path`` is the list that the feature is in and its place there, if that is known; ``expression`` how it
is made of standard features, if it is (see `revscoring.scoring.files.feature_expressions`);
``dependencies`` is a digest of the definition, so that a changed one is noticed.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Sequence
from operator import is_
from typing import Any, NoReturn, TypedDict

from ...errors import ModelFileError
from ...features import Feature, FeatureVector
from ...importing import PathError, import_from_path
from .checks import expect, is_trusted
from .definitions import Definitions
from .drift import shorten
from .feature_expressions import Expression, build, express

__all__ = ["FeatureRecord", "MissingFeature", "find_features", "record_features"]

logger = logging.getLogger(__name__)

OWN_MODULES = ("revscoring.features", "revscoring.languages", "revscoring.examples")
FEATURE_KINDS: dict[str, type[Feature]] = {"feature": Feature, "feature_vector": FeatureVector}
RETURNS: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str}
PATH = re.compile(r"(?P<list>[^\W\d]\w*(?:\.[^\W\d]\w*)+)\[(?P<index>\d+)\]")


class FeatureRecord(TypedDict):
    """What a model file says of a feature."""

    name: str
    kind: str
    returns: str
    path: str | None
    dependencies: str | None
    expression: Expression | None


class MissingFeature:
    """The process of a feature that a model file names and that could not be imported.

    Its record is kept, so that it can be written again; the reason says what to do.
    """

    def __init__(self, record: FeatureRecord, reason: str) -> None:
        self.record = record
        self.reason = reason

    def __call__(self, *args: object) -> NoReturn:
        raise RuntimeError(f"{self.record['name']} is known by name only, so it has no value: {self.reason}")


def record_features(
    features: Sequence[Feature], list_path: str | None = None, definitions: Definitions | None = None
) -> list[FeatureRecord]:
    """Describe features for a model file.

    `list_path` is the dotted path of their list; by default the modules loaded are searched for it.

    Examples
    --------
    >>> record = record_features([Feature("words", returns=int)])[0]
    >>> record["name"], record["returns"], record["path"]
    ('feature.words', 'int', None)
    """
    list_path = list_path or _find_list(features)
    definitions = definitions or Definitions()
    return [
        _record(feature, list_path and f"{list_path}[{index}]", definitions)
        for index, feature in enumerate(features)
    ]


def _record(feature: Feature, path: str | None, definitions: Definitions) -> FeatureRecord:
    if isinstance(feature.process, MissingFeature):
        known = feature.process.record.copy()
        known["path"] = path or known["path"]
        return known
    return {
        "name": str(feature),
        "kind": str(feature).partition(".")[0],
        "returns": feature.returns.__name__,
        "path": path,
        "dependencies": definitions.digest(feature),
        "expression": express(feature),
    }


def _find_list(features: Sequence[Feature]) -> str | None:
    """Find the module-level list, among the modules loaded, that holds exactly these features."""
    for module_name, module in sorted(sys.modules.items()) if features else ():
        if module_name.startswith("__") or not hasattr(module, "__dict__"):  # __main__ differs next time
            continue
        for name, value in list(vars(module).items()):
            if (
                issubclass(type(value), (list, tuple))  # isinstance asks the object, which may raise
                and len(value) == len(features)
                and all(map(is_, features, value))
            ):
                return f"{module_name}.{name}"
    return None


def find_features(
    records: Iterable[FeatureRecord],
    trusted_modules: Iterable[str] = (),
    definitions: Definitions | None = None,
    list_path: str | None = None,
) -> tuple[list[Feature], list[str]]:
    """Find the features of records again, and say which are not as they were.

    A list is imported only if it lies in revscoring or in a trusted module; it is also taken from a
    module that this program has imported already. Otherwise features are made of the standard
    features of revscoring. Those that are neither found nor made, or that are others now, become
    features of the same name and type without a process: their values can be scored, but not
    computed. `definitions` collects the word lists and dictionaries below the features. `list_path` is
    the dotted path of the list of features whose record does not say where they come from.
    """
    trusted = (*OWN_MODULES, *trusted_modules)
    definitions = definitions or Definitions()
    features: list[Feature] = []
    missing, changed, notes = [], [], []
    for index, record in enumerate(records):
        _check_record(record)
        if list_path is not None and record["path"] is None:
            record["path"] = f"{list_path}[{index}]"
        feature, reason = _find(record, trusted)
        if feature is None:
            feature = _make(record)
        if feature is None:
            feature = _placeholder(record, reason)
            missing.append(reason)
        elif definitions.digest(feature) != record["dependencies"] and record["dependencies"] is not None:
            changed.append(str(feature))
        features.append(feature)
    if missing:
        notes.append(f"{len(missing)} features of the model are known by name only: {missing[0]}")
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
        expect(record.setdefault(key, None), str | None, f"the {key} of the feature {record['name']!r:.80}")


def _find(record: FeatureRecord, trusted: Sequence[str]) -> tuple[Feature | None, str]:
    """Return the feature at the path of a record; or None, and why it is not there."""
    path = record["path"]
    if path is None:
        return None, (
            "the model file does not say which list it comes from; load with features_path='LIST', "
            "trusted_modules=['PACKAGE']"
        )
    match = PATH.fullmatch(path)
    if match is None:
        raise ModelFileError(f"The feature {record['name']!r} has a path of an unknown form: {path!r}.")
    list_path = match["list"]
    module, _, name = list_path.rpartition(".")
    trusts = is_trusted(list_path, trusted) and "__" not in list_path
    if not trusts and module not in sys.modules:
        package = list_path.split(".")[0]
        return None, f"it comes from {path}; if you trust that, load with trusted_modules=[{package!r}]"
    try:
        # What is not trusted is taken from a module that is loaded already; nothing is imported for it.
        found = import_from_path(list_path) if trusts else vars(sys.modules[module])[name]
        feature = found[int(match["index"])] if isinstance(found, list | tuple) else found
    except (PathError, IndexError, KeyError) as error:
        why = str(error) if isinstance(error, PathError) else f"{type(error).__name__}: {error}"
        return None, f"{path} cannot be imported ({why}); install or update that package"
    if not isinstance(feature, Feature) or str(feature) != record["name"]:
        return None, f"{path} is {feature!r} now; install the version that the model was trained with"
    return feature, ""


def _make(record: FeatureRecord) -> Feature | None:
    expression = record.get("expression")
    if expression is None:
        return None
    try:
        feature = build(expression)
    except (ModelFileError, TypeError) as error:
        logger.warning("The feature %s cannot be made: %s", record["name"], error)
        return None
    return feature if str(feature) == record["name"] else None


def _placeholder(record: FeatureRecord, reason: str) -> Feature:
    name, kind = record["name"], record["kind"]
    if kind not in FEATURE_KINDS or not name.startswith(f"{kind}."):
        raise ModelFileError(f"{name!r} is not the name of a {kind!r}.")
    if record["returns"] not in RETURNS:
        raise ModelFileError(f"The feature {name!r} returns an unknown type: {record['returns']!r}.")
    process = MissingFeature(record, reason)
    return FEATURE_KINDS[kind](name[len(kind) + 1 :], process, returns=RETURNS[record["returns"]])
