"""How well a model does: statistics of scores against true labels."""

from typing import TYPE_CHECKING

from ...lazy import lazy_names

if TYPE_CHECKING:
    from .classification.classification import Classification
    from .statistics import Statistics

__all__ = ["Classification", "Statistics"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__, {"classification.classification": ["Classification"], "statistics": ["Statistics"]}
    )
