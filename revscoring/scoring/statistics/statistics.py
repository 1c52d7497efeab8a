"""The base of what is known of how well a model does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..model_info import ModelInfo, try_key
from ..util import PathTree

__all__ = ["Statistics"]


class Statistics(ModelInfo):
    """Base of the statistics of a model; sub-classes fill themselves in `fit`."""

    heading = "Statistics:"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def fit(self, score_labels: Iterable[tuple[Any, Any]]) -> None:
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
