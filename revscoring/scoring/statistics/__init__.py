"""How well a model does: statistics of scores against true labels."""

from .classification.classification import Classification
from .statistics import Statistics

__all__ = ["Classification", "Statistics"]
