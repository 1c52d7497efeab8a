"""The statistics of a classifier: counts, rates, ten statistics per label, thresholds, areas under curves."""

from .classification import Classification
from .counts import Counts, MultilabelCounts
from .label_thresholds import LabelThresholds
from .micro_macro_stats import MicroMacroStats
from .operating_points import GOALS, OperatingPoint, operating_point, operating_points
from .rates import Rates
from .scaled_classification_matrix import ScaledClassificationMatrix
from .scaled_prediction_statistics import ScaledPredictionStatistics
from .scaled_threshold_statistics import ScaledThresholdStatistics
from .threshold_optimization import ThresholdOptimization

__all__ = [
    "GOALS",
    "Classification",
    "Counts",
    "LabelThresholds",
    "MicroMacroStats",
    "MultilabelCounts",
    "OperatingPoint",
    "Rates",
    "ScaledClassificationMatrix",
    "ScaledPredictionStatistics",
    "ScaledThresholdStatistics",
    "ThresholdOptimization",
    "operating_point",
    "operating_points",
]
