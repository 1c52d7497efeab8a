"""The base of the statistics of models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._typing import ScoreLabel
from ..model_info import ModelInfo
from ..paths import PathTree, try_key

__all__ = ["Statistics"]


class Statistics(ModelInfo):
    """Base of the statistics of a model; sub-classes fill themselves in `fit`."""

    heading = "Statistics:"

    def fit(self, score_labels: Iterable[ScoreLabel]) -> None:
        """Fill in the statistics from (score document, true label) pairs."""
        raise NotImplementedError

    def format_str(self, path_tree: PathTree, **kwargs: Any) -> str:
        """Format as text, each statistic under its own heading."""
        parts = [self.heading + "\n"]
        for field, sub_tree in self.normalize_fields(path_tree):
            value = try_key(field, self)
            if hasattr(value, "format_str"):
                parts.append(value.format_str(sub_tree, **kwargs))
            else:
                parts.append(f"{field}: {value}\n")
        return "".join(parts)
