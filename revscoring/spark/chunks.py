"""Long jobs in chunks, each its own directory and then a line in a manifest."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from ..arrow import Columns
from .segments import quoted, text_size, wiki_of

__all__ = ["Chunk", "write_chunks"]

#: Megabytes of text of a chunk, by default.
CHUNK_MB: Final = 20_000

_PLAN: Final = "chunk long, wiki string, first_page long, last_page long, revisions long, signature string"
_MANIFEST: Final = "chunk long, rows long, errors map<string, long>, seconds double"


class Chunk(NamedTuple):
    """A part of a job that is done.

    Attributes
    ----------
    chunk : int
        Its number, from 0.
    rows : int
        How many rows it has.
    errors : dict of str to int
        How many of them are errors, by the type of the error.
    seconds : float
        How long it took.
    """

    chunk: int
    rows: int
    errors: Mapping[str, int]
    seconds: float


def write_chunks(
    df: DataFrame,
    directory: str,
    compute: Callable[[DataFrame], DataFrame],
    *,
    columns: Mapping[str, str] | None = None,
    chunk_mb: float = CHUNK_MB,
) -> Iterator[Chunk]:
    """Write the results for revisions in chunks, and yield each chunk when it is there.

    A chunk is a range of pages of a wiki. Its rows are Parquet in ``DIRECTORY/rows/chunk=N``; after that, a
    line in ``DIRECTORY/manifest`` says that it is complete. If ``DIRECTORY`` has a manifest, the chunks in it
    are yielded, and not done again. ``spark.read.parquet(DIRECTORY + "/rows")`` reads all.

    Parameters
    ----------
    df : DataFrame
        Revisions. It is read once for each chunk: pages are found quickly in Parquet that is sorted by page.
    directory : str
        Any address that Spark can write to.
    compute : callable
        What to do with the revisions of a chunk, such as ``lambda part: extract(part, "my.features")``.
    columns : mapping of str to str, optional
        See `extract`.
    chunk_mb : float
        Megabytes of text of a chunk.

    Raises
    ------
    ValueError
        If the directory has results with other columns.
    """
    spark, names = df.sparkSession, Columns.of(df.columns, columns)
    signature = hashlib.sha256(compute(df).schema.json().encode()).hexdigest()
    plan = _read(spark, f"{directory}/plan", _PLAN)
    if plan is None:
        _plan(df, names, int(chunk_mb * 1_000_000), signature).write.mode("overwrite").json(
            f"{directory}/plan"
        )
        plan = _read(spark, f"{directory}/plan", _PLAN)
    parts = [] if plan is None else plan.orderBy("chunk").collect()
    if any(part.signature != signature for part in parts):
        raise ValueError(f"{directory} has results with other columns: give another directory, or remove it")
    manifest = _read(spark, f"{directory}/manifest", _MANIFEST)
    done = {} if manifest is None else {row.chunk: row for row in manifest.collect()}
    for part in parts:
        if part.chunk in done:
            yield Chunk(*done[part.chunk])
            continue
        began = time.monotonic()
        page = quoted(names.names["page_id"])
        within = df.where(wiki_of(names) == F.lit(part.wiki)).where(
            page.between(part.first_page, part.last_page)
        )
        rows = f"{directory}/rows/chunk={part.chunk:06d}"
        compute(within).write.mode("overwrite").parquet(rows)
        counts = spark.read.parquet(rows).groupBy("error.type").count().collect()
        errors = {row[0]: row[1] for row in counts if row[0] is not None}
        chunk = Chunk(part.chunk, sum(row[1] for row in counts), errors, time.monotonic() - began)
        line = spark.createDataFrame([tuple(chunk)], _MANIFEST).coalesce(1)
        line.write.mode("append").json(f"{directory}/manifest")
        yield chunk


def _plan(df: DataFrame, names: Columns, chunk_bytes: int, signature: str) -> DataFrame:
    pages = df.groupBy(wiki_of(names).alias("wiki"), quoted(names.names["page_id"]).alias("page")).agg(
        F.sum(text_size(names)).alias("size"), F.count("*").alias("revisions")
    )
    before = Window.partitionBy("wiki").orderBy("page").rowsBetween(Window.unboundedPreceding, -1)
    number = F.floor(F.coalesce(F.sum("size").over(before), F.lit(0)) / chunk_bytes)
    ranges = (
        pages.withColumn("part", number)
        .groupBy("wiki", "part")
        .agg(
            F.min("page").alias("first_page"),
            F.max("page").alias("last_page"),
            F.sum("revisions").alias("revisions"),
        )
    )
    chunk = (F.row_number().over(Window.orderBy("wiki", "part")) - 1).cast("long")
    return ranges.withColumns({"chunk": chunk, "signature": F.lit(signature)}).drop("part").coalesce(1)


def _read(spark: SparkSession, path: str, schema: str) -> DataFrame | None:
    """Return what is in a directory of JSON; None if there is nothing, or it was not finished."""
    try:
        found = spark.read.schema(schema).json(path)
        return found if found.head() is not None else None
    except AnalysisException:
        return None
