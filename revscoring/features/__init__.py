"""Features: nodes with a typed scalar value, and the families of them.

`Feature`, `FeatureVector`, `Constant`, `Modifier`
    The kinds of features; operators on features make modifiers.
`describe`, `trim`, `vectorize_values`
    A feature in words; the features below the modifiers of a list; one flat vector of values.
`who_features`
    Those of a list that tell who made an edit.
`bytes`, `revision_oriented`, `temporal`, `wikibase`, `wikitext`
    The families, each with its ``revision``. `meta` and `modifiers` make features of one's own.
`surprise`, `shape`, `form`, `summary`, `pace`, `memory`, `editor_past`
    Families for any wiki and language: what was added given the page before, how the text changed, the
    summary, the page's history, and the editor's past on the page.
`rows`, `measures`
    How the sets of features are declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names
from .feature import Constant, Feature, Modifier
from .feature_vector import FeatureVector
from .functions import describe, trim, vectorize_values
from .who import who_features

__all__ = [
    "Constant",
    "Feature",
    "FeatureVector",
    "Modifier",
    "describe",
    "trim",
    "vectorize_values",
    "who_features",
]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        modules=[
            "bytes",
            "editor_past",
            "form",
            "measures",
            "memory",
            "meta",
            "modifiers",
            "pace",
            "revision_oriented",
            "rows",
            "shape",
            "summary",
            "surprise",
            "temporal",
            "wikibase",
            "wikitext",
        ],
    )
