"""Dumps as data frames. Every worker reads whole files, so their paths are the same on all machines."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from .. import arrow
from .workers import DumpReading

__all__ = ["read_dump", "register"]


def read_dump(
    spark: SparkSession, paths: str | Iterable[str], *, wiki: str | None = None, by_order: bool = False
) -> DataFrame:
    """Return the revisions of dumps as a data frame, a partition for each file.

    The columns are those of ``mediawiki_content_history_v1``. A broken file fails the job after its complete
    revisions. Each query reads the files again: write the frame to Parquet first if you need it more than
    once.

    Parameters
    ----------
    spark : SparkSession
    paths : str or iterable of str
    wiki, by_order
        See `revscoring.arrow.read_dump`.
    """
    names = [paths] if isinstance(paths, str) else list(paths)
    if not names:
        raise ValueError("there is no dump to read")
    numbers = spark.range(0, len(names), 1, len(names))
    read = DumpReading(tuple(names), {"wiki": wiki, "by_order": by_order})
    return numbers.mapInArrow(read, from_arrow_schema(arrow.CONTENT_HISTORY_SCHEMA))


def register(spark: SparkSession) -> None:
    """Register the data source ``mediawiki-dump``, for ``spark.read.format("mediawiki-dump").load(path)``.

    The path may have wildcards; the option ``wiki`` gives the name of the wiki. It needs Spark 4.
    """
    try:
        from .source import DumpSource
    except ImportError as error:
        raise RuntimeError("the data source mediawiki-dump needs Spark 4; read_dump works on 3.5") from error
    spark.dataSource.register(DumpSource)
