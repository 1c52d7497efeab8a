"""The statistics at every threshold, label by label."""

from __future__ import annotations

from typing import Any

from ...formats import tab_it_in
from ...model_info import ModelInfo
from ...paths import PathTree, try_key

__all__ = ["LabelThresholds"]


class LabelThresholds(ModelInfo):
    """Label → `ScaledThresholdStatistics`, or below it the rows of threshold optimizations.

    Examples
    --------
    >>> from revscoring.scoring.statistics.classification import ScaledThresholdStatistics
    >>> thresholds = LabelThresholds([(True, ScaledThresholdStatistics([0.2, 0.7], [False, True]))])
    >>> thresholds.lookup('true."maximum recall @ precision >= 0.9"')
    0.7
    >>> thresholds.format(['true."maximum recall @ precision >= 2"'], formatting="json")
    {'true': [None]}
    """

    heading = "thresholds:"

    def format_str(self, path_tree: PathTree, **kwargs: Any) -> str:
        """Format as text, each label under its own heading."""
        parts = [self.heading + "\n"]
        for label, sub_tree in self.normalize_fields(path_tree):
            parts.append(f"\t{label}:\n" + tab_it_in(try_key(label, self).format_str(sub_tree, **kwargs), 2))
        return "".join(parts)
