"""Features as plain documents: standard features by their place in revscoring, and modifiers of them.

An expression is one of::

    {"attribute": "revscoring.features.wikitext.revision.chars"}
    {"constant": 5}
    {"modifier": "div", "operands": [expression, …], "name": "only if it is not the default"}

Features of other kinds, such as those made by a factory from a pattern, have no expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeAlias

from ...dependencies import DependentSet
from ...errors import ModelFileError
from ...features import Constant, Feature, Modifier, modifiers

__all__ = ["MODIFIERS", "Expression", "build", "express", "standard_place"]

Expression: TypeAlias = "dict[str, Any]"

ROOTS = ("revscoring.features", "revscoring.languages", "revscoring.features.revision_oriented")
ATTRIBUTE = re.compile(r"(?!__)[^\W\d]\w*(?:\.(?!__)[^\W\d]\w*)*")
AGGREGATED = re.compile(r"\w+\(<datasource\.([\w.]+)>\)")
MODIFIERS = (
    "add", "sub", "mul", "div", "max", "min", "log",
    "lt", "le", "gt", "ge", "eq", "ne", "and_", "or_", "not_",
)  # fmt: skip


def express(feature: Feature) -> Expression | None:
    """Describe a feature as an expression; None if it has none.

    Examples
    --------
    >>> from revscoring.features import wikitext
    >>> express(wikitext.revision.chars)
    {'attribute': 'revscoring.features.wikitext.revision.chars'}
    >>> express(wikitext.revision.chars + 1)["operands"][1]
    {'constant': 1}
    """
    name = type(feature).__name__
    if type(feature) is Constant:
        return {"constant": feature.value} if isinstance(feature.value, bool | int | float | str) else None
    if isinstance(feature, Modifier) and name in MODIFIERS and type(feature) is getattr(modifiers, name):
        operands = [express(operand) for operand in feature.operands]
        if None in operands:
            return None
        expression = {"modifier": name, "operands": operands}
        return expression if str(build(expression)) == str(feature) else {**expression, "name": feature.name}
    place = standard_place(str(feature))
    return None if place is None else {"attribute": place}


def build(expression: Mapping[str, Any]) -> Feature:
    """Return the feature that an expression describes.

    Raises
    ------
    ModelFileError
        If it is not an expression, or names something that is not a feature of revscoring.

    Examples
    --------
    >>> build({"modifier": "log", "operands": [{"constant": 5}]})
    <feature.log(5)>
    """
    if "attribute" in expression:
        return _standard_feature(expression["attribute"])
    if "constant" in expression:
        return Constant(expression["constant"])
    if expression.get("modifier") in MODIFIERS:
        operands = [build(operand) for operand in expression["operands"]]
        made: Feature = getattr(modifiers, expression["modifier"])(*operands, name=expression.get("name"))
        return made
    raise ModelFileError(f"The model file describes a feature in an unknown way: {dict(expression)!r}.")


def standard_place(name: str) -> str | None:
    """Return where in revscoring the feature of that name is; None if it is not a standard feature.

    Examples
    --------
    >>> standard_place("feature.wikitext.revision.chars")
    'revscoring.features.wikitext.revision.chars'
    """
    candidates = list(_candidates(name))
    for path in candidates:
        if _name_at(path) == name:
            return path
    for path in candidates:
        beside = _places_of_members(path.rpartition(".")[0])
        if name in beside:
            return beside[name]
    return None


def _candidates(name: str) -> Iterator[str]:
    """Guess, from the name of a feature, where in revscoring it may be."""
    _, _, place = name.partition(".")
    aggregated = AGGREGATED.fullmatch(place)
    place = aggregated[1] if aggregated else place
    if ATTRIBUTE.fullmatch(place):
        for root in ROOTS:
            yield f"{root}.{place}"


@lru_cache(maxsize=1024)
def _places_of_members(place: str) -> dict[str, str]:
    """Map the names of the features of a set to their places, which need not be called as names end."""
    found = _at(place)
    if not isinstance(found, DependentSet):
        return {}
    paths = [f"{place}.{attribute}" for attribute in dir(found) if ATTRIBUTE.fullmatch(attribute)]
    return {name: path for path in paths if (name := _name_at(path)) is not None}


def _name_at(path: str) -> str | None:
    try:
        return str(_standard_feature(path))
    except ModelFileError:
        return None


def _standard_feature(path: str) -> Feature:
    if not path.startswith(tuple(f"{root}." for root in ROOTS)) or not ATTRIBUTE.fullmatch(path):
        raise ModelFileError(f"{path!r} is not the place of a feature in revscoring.")
    found = _at(path)
    if found is None:
        raise ModelFileError(f"There is no feature at {path!r} in this version of revscoring.")
    if not isinstance(found, Feature):
        raise ModelFileError(f"{path!r} is {found!r}, which is not a feature.")
    return found


def _at(path: str) -> object | None:
    """Return what is at a path below one of `ROOTS`; None, and no search for similar names, if it is not."""
    root = next((root for root in ROOTS if path.startswith(f"{root}.")), None)
    if root is None:
        return None
    found: object | None = import_module(root)
    for name in path[len(root) + 1 :].split("."):
        try:
            found = getattr(found, name, None)
        except ImportError:
            return None
    return found
