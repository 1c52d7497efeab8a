"""Functions on lists of features and of their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..dependencies import Dependent, normalize_context
from .feature import Constant, Feature, Modifier

__all__ = ["describe", "trim", "vectorize_values"]


def describe(feature: Dependent) -> str:
    """Describe a feature in words.

    Parameters
    ----------
    feature : Feature
        Any feature. Standard features are described by their rows; modifiers with a default name by
        their operands; other features by their names.

    Examples
    --------
    >>> from revscoring.features import modifiers, wikitext
    >>> describe(wikitext.revision.words)
    'number of words'
    >>> describe(modifiers.log(wikitext.revision.parent.words + 1))
    'logarithm of number of words before the edit plus 1'
    """
    described = vars(feature).get("__doc__") or ""
    if not described and isinstance(feature, Modifier):
        described = feature.describe([describe(operand) for operand in feature.operands])
    return described or feature.name.replace("_", " ").replace(".", " ")


def trim(features: Any, context: Any = None) -> Iterator[Feature]:
    """Iterate over the distinct features below, except modifiers and constants.

    Modifiers are replaced by their operands, recursively; other features are yielded unchanged.

    Parameters
    ----------
    features : Feature or iterable of Feature
        Where to begin.
    context : dict or iterable of Dependent, optional
        Replacements.

    Yields
    ------
    Feature
        In order, each once.

    Examples
    --------
    >>> a, b = Feature("a", returns=int), Feature("b", returns=int)
    >>> list(trim([a / (b + 1), b]))
    [<feature.a>, <feature.b>]
    """
    replacements = {str(k): v for k, v in normalize_context(context).items()}
    roots = list(features) if hasattr(features, "__iter__") else [features]
    seen: set[str] = set()
    waiting = roots[::-1]
    while waiting:
        feature = waiting.pop()
        if not isinstance(feature, Feature) or str(feature) in seen:
            continue
        seen.add(str(feature))
        feature = replacements.get(str(feature), feature)
        if isinstance(feature, Modifier):
            waiting.extend(list(feature.dependencies)[::-1])
        elif not isinstance(feature, Constant):
            yield feature


def vectorize_values(feature_values: Iterable[Any]) -> list[Any]:
    """Flatten a list of values and vectors by one level.

    Parameters
    ----------
    feature_values : iterable
        Scalars and sequences. A string is a scalar.

    Examples
    --------
    >>> vectorize_values([1, [2.0, 3.0], True])
    [1, 2.0, 3.0, True]
    """
    flat: list[Any] = []
    for value in feature_values:
        if hasattr(value, "__iter__") and not isinstance(value, str):
            flat.extend(value)
        else:
            flat.append(value)
    return flat
