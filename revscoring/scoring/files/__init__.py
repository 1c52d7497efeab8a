"""Model files: a model in a zip archive that executes nothing when it is read.

======================  =========================================================================
`model_file`            writing a model to a file, and reading it
`stated`                information that people add to a file, read and changed without loading the model
`archive`               the zip archive: written the same way every time, read within limits
`checks`                all checks of what a file holds: members, types, values, arrays, trees
`estimators`            which estimators a file may hold, and of what parts each consists
`ensembles`             the trees of estimators, taken apart and put together
`feature_records`       features by name, and how they are found again
`feature_expressions`   features made of the standard features of revscoring
`definitions`           digests of what features are made of
`drift`                 what has changed since a model was trained
======================  =========================================================================
"""

from typing import TYPE_CHECKING

from ...lazy import lazy_names

if TYPE_CHECKING:
    from .definitions import Definitions
    from .feature_records import MissingFeature
    from .model_file import dump, dumps, load, loads, read_bytes
    from .stated import read_stated, read_version, with_stated
    from .storable import Storable

__all__ = [
    "Definitions",
    "MissingFeature",
    "Storable",
    "dump",
    "dumps",
    "load",
    "loads",
    "read_bytes",
    "read_stated",
    "read_version",
    "with_stated",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "definitions": ["Definitions"],
            "feature_records": ["MissingFeature"],
            "model_file": ["dump", "dumps", "load", "loads", "read_bytes"],
            "stated": ["read_stated", "read_version", "with_stated"],
            "storable": ["Storable"],
        },
    )
