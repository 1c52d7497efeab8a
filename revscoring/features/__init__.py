"""Features: nodes with a typed scalar value, and the families of them.

`Feature`, `FeatureVector`, `Constant`, `Modifier`
    The kinds of features; operators on features make modifiers.
`describe`, `trim`, `vectorize_values`
    A feature in words; the features below the modifiers of a list; one flat vector of values.
`bytes`, `revision_oriented`, `temporal`, `wikibase`, `wikitext`
    The families, each with its ``revision``. `meta` and `modifiers` make features of one's own.
`rows`
    How the sets of features are declared.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from .feature import Constant, Feature, Modifier
from .feature_vector import FeatureVector
from .functions import describe, trim, vectorize_values

_MODULES = ["bytes", "meta", "modifiers", "revision_oriented", "rows", "temporal", "wikibase", "wikitext"]

__all__ = [
    "Constant",
    "Feature",
    "FeatureVector",
    "Modifier",
    "describe",
    "trim",
    "vectorize_values",
]


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
