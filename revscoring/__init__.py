"""revscoring turns wiki revisions into numbers (features), and numbers into scores.

The names below are imported when they are first used, so that ``import revscoring`` is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .about import (
    __author__,
    __author_email__,
    __description__,
    __license__,
    __url__,
    __version__,
)

if TYPE_CHECKING:
    from .datasources import Datasource
    from .dependencies import Dependent, DependentSet
    from .extractors import Extractor
    from .features import Feature, FeatureVector
    from .score_processor import ScoreProcessor
    from .scoring import Model

#: Exported name → the module it comes from.
_EXPORTS = {
    "Datasource": "datasources",
    "Dependent": "dependencies",
    "DependentSet": "dependencies",
    "Extractor": "extractors",
    "Feature": "features",
    "FeatureVector": "features",
    "Model": "scoring",
    "ScoreProcessor": "score_processor",
}
_MODULES = ["datasources", "dependencies", "errors", "extractors", "features", "languages", "scoring"]

__all__ = [
    "Datasource",
    "Dependent",
    "DependentSet",
    "Extractor",
    "Feature",
    "FeatureVector",
    "Model",
    "ScoreProcessor",
    "__author__",
    "__author_email__",
    "__description__",
    "__license__",
    "__url__",
    "__version__",
]


if not TYPE_CHECKING:  # else any misspelt name would be one of this module

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name in _EXPORTS:
            value = getattr(import_module(f".{_EXPORTS[name]}", __name__), name)
            globals()[name] = value
            return value
        if name in _MODULES:
            return import_module(f".{name}", __name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_EXPORTS, *_MODULES])
