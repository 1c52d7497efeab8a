"""Values and scores of data frames of revisions."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any, Final, TypeAlias

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema

from .. import arrow
from ..arrow import Columns
from ..dependencies import Dependent
from ..extractors.dump import needs_histories, root_names
from ..scoring import Model
from .segments import EMIT, in_order
from .workers import Extraction, Features, ModelFile, Scoring, load_features

__all__ = ["extract", "score"]

#: Megabytes of text of a segment of a page, by default.
SEGMENT_MB: Final = 32

#: Rows and bytes that go to Python at a time. Spark 3.5 counts rows only: of the largest revisions (2 MB) a
#: hundred are 200 MB.
BATCH_ROWS: Final = 100
BATCH_BYTES: Final = "16m"

#: A model file: its path, its bytes, or a model in memory.
AnyModel: TypeAlias = "str | PathLike[str] | bytes | Model"


def extract(
    df: DataFrame,
    features: Features,
    *,
    columns: Mapping[str, str] | None = None,
    layout: arrow.Layout = "struct",
    segment_mb: float = SEGMENT_MB,
    partitions: int | None = None,
    **options: Any,
) -> DataFrame:
    """Return the values of features for the rows of a data frame, a row each.

    Parameters
    ----------
    df : DataFrame
        Revisions; see `revscoring.arrow.extract`. In any order.
    features : str, or sequence of Dependent
        The dotted path of a list of features, which the workers import; or features that can be pickled.
    columns : mapping of str to str, optional
        Field → column; see `revscoring.arrow.Columns`.
    layout : "struct", "columns" or "vector"
    segment_mb : float
        Pages with more text are cut into segments of this size; not if a feature looks at the recent
        history of a page, which a segment does not have.
    partitions : int, optional
        How many tasks; by default Spark decides.
    **options
        Of `revscoring.arrow.extract`.

    Notes
    -----
    It sets two limits of the session, so that a batch of long texts fits into memory:
    ``spark.sql.execution.arrow.maxRecordsPerBatch`` to at most 100, and ``….maxBytesPerBatch``, which Spark 4
    has, to 16 MB.
    """
    loaded = load_features(features)
    schema = arrow.extract_schema(loaded, layout)
    if not isinstance(features, str):
        features = tuple(features)

    def work(kept: Mapping[str, Any]) -> Extraction:
        return Extraction(features, {**kept, **options, "layout": layout})

    return _mapped(df, work, schema, columns, _segment_bytes(segment_mb, loaded), partitions)


def score(
    df: DataFrame,
    models: AnyModel | Mapping[str, AnyModel],
    *,
    columns: Mapping[str, str] | None = None,
    trusted_modules: Iterable[str] = (),
    segment_mb: float = SEGMENT_MB,
    partitions: int | None = None,
    **options: Any,
) -> DataFrame:
    """Return the scores of models for the rows of a data frame, a row each.

    Parameters
    ----------
    df, columns, segment_mb, partitions
        See `extract`.
    models : model, or mapping of str to model
        Paths of model files, their bytes, or models, by the names of the columns for their scores. Workers
        get the file, and load it once a process.
    trusted_modules : iterable of str
        See `revscoring.scoring.Model.load`.
    **options
        Of `revscoring.arrow.score`.
    """
    given = models if isinstance(models, Mapping) else {"score": models}
    files = {name: ModelFile.of(model, trusted_modules) for name, model in given.items()}
    loaded = {name: file.load() for name, file in files.items()}
    schema = arrow.score_schema(loaded)
    needed = [feature for model in loaded.values() for feature in model.features]

    def work(kept: Mapping[str, Any]) -> Scoring:
        return Scoring(files, {**kept, **options})

    return _mapped(df, work, schema, columns, _segment_bytes(segment_mb, needed), partitions)


def _segment_bytes(segment_mb: float, dependents: Iterable[Dependent]) -> int:
    """Return the size of segments; pages stay whole where the history before a cut would be missing."""
    return sys.maxsize if needs_histories(root_names(dependents)) else int(segment_mb * 1_000_000)


def _mapped(
    df: DataFrame,
    work: Any,
    schema: pa.Schema,
    given: Mapping[str, str] | None,
    segment_bytes: int,
    partitions: int | None,
) -> DataFrame:
    columns = Columns.of(df.columns, given)
    key = "spark.sql.execution.arrow.maxRecordsPerBatch"
    conf = df.sparkSession.conf
    if not 0 < int(conf.get(key) or 0) <= BATCH_ROWS:
        conf.set(key, str(BATCH_ROWS))
    conf.set("spark.sql.execution.arrow.maxBytesPerBatch", BATCH_BYTES)
    rows = in_order(df, columns, segment_bytes, partitions)
    wanted = [*dict.fromkeys([*columns.names.values(), EMIT])]
    names = {**columns.names, "emit": EMIT}
    return rows.select(*(f"`{name}`" for name in wanted)).mapInArrow(
        work({"columns": names}), from_arrow_schema(schema)
    )
