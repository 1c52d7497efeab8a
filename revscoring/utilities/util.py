"""The names of this module that programs written for revscoring 2.x import."""

from ..observations import (
    DECODERS,
    dump_observation,
    read_labels_and_population_rates,
    read_labels_config,
    read_observations,
    train_test_split,
)
from ..scoring.tuning import Timeout

__all__ = [
    "DECODERS",
    "Timeout",
    "dump_observation",
    "read_labels_and_population_rates",
    "read_labels_config",
    "read_observations",
    "train_test_split",
]
