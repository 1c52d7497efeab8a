"""Features: nodes with a typed scalar value, and the families of them.

`Feature`, `FeatureVector`, `Constant`, `Modifier`
    The kinds of features; operators on features make modifiers.
`trim`, `vectorize_values`
    What lies under the modifiers of a list; one flat vector of values.
`bytes`, `revision_oriented`, `temporal`, `wikibase`, `wikitext`
    The families, each with its ``revision``; `meta` and `modifiers` make more.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .feature import Constant, Feature, Modifier
from .feature_vector import FeatureVector
from .functions import trim, vectorize_values

_MODULES = ["bytes", "meta", "modifiers", "revision_oriented", "temporal", "wikibase", "wikitext"]

__all__ = [
    "Constant",
    "Feature",
    "FeatureVector",
    "Modifier",
    "trim",
    "vectorize_values",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
