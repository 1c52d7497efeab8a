"""The names of this module that programs written for revscoring 2.x import."""

from revscoring.observations.lines import (
    dump_observation,
    read_labels_and_population_rates,
    read_labels_config,
    read_observations,
)

__all__ = ["dump_observation", "read_labels_and_population_rates", "read_labels_config", "read_observations"]
