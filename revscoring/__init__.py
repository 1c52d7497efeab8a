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
from .lazy import lazy_names

if TYPE_CHECKING:
    from .datasources import Datasource
    from .dependencies import Dependent, DependentSet
    from .extractors import Extractor
    from .features import Feature, FeatureVector
    from .score_processor import ScoreProcessor
    from .scoring import Model

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


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "datasources": ["Datasource"],
            "dependencies": ["Dependent", "DependentSet"],
            "extractors": ["Extractor"],
            "features": ["Feature", "FeatureVector"],
            "score_processor": ["ScoreProcessor"],
            "scoring": ["Model"],
        },
        ["errors", "languages"],
    )
