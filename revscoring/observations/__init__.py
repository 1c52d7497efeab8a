"""Files of observations: lines, values, labels, old caches. Needs no command.

`read_observations`, `dump_observation`
    Read and write a file of one JSON object per line.
`ParquetLines`, `write_parquet`, `write_csv`
    The same observations as a table.
`error_document`
    The error of a revision, as it stands in an observation.
`read_labelled`
    Feature values and labels, which models learn from.
`read_labels_and_population_rates`, `read_labels_config`
    Labels with their weights and rates, from options or a configuration.
`union_merge_observations`, `intersect_merge_observations`
    Merge observations by a field.
`train_test_split`
    Split observations at random.
"""

from .labelled import Labelled, read_labelled, train_test_split
from .labels import (
    DECODERS,
    Label,
    LabelOptions,
    LabelValues,
    read_labels_and_population_rates,
    read_labels_config,
)
from .lines import (
    ErrorDocument,
    Observation,
    ObservationError,
    dump_observation,
    encode_observation,
    error_document,
    read_numbered_observations,
    read_observations,
)
from .merging import intersect_merge_observations, union_merge_observations
from .tables import ParquetLines, write_csv, write_parquet
from .values import CacheValueError, decode_value, encode_value

__all__ = [
    "DECODERS",
    "CacheValueError",
    "ErrorDocument",
    "Label",
    "LabelOptions",
    "LabelValues",
    "Labelled",
    "Observation",
    "ObservationError",
    "ParquetLines",
    "decode_value",
    "dump_observation",
    "encode_observation",
    "encode_value",
    "error_document",
    "intersect_merge_observations",
    "read_labelled",
    "read_labels_and_population_rates",
    "read_labels_config",
    "read_numbered_observations",
    "read_observations",
    "train_test_split",
    "union_merge_observations",
    "write_csv",
    "write_parquet",
]
