"""The order in which workers take rows: pages, sorted by time, and large pages in segments.

No process holds a whole page: rows are ordered, not grouped. A page larger than a segment is cut by
its sizes, without moving a text. A segment begins with copies of earlier rows that give no values: the first
of the page, the one before the cut, and the parents of its rows that are elsewhere.
"""

from __future__ import annotations

from typing import Final

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import StringType

from ..arrow import Columns

__all__ = ["EMIT", "in_order", "quoted", "text_size", "time_of", "wiki_of"]

#: The column that tells whether a row gives values.
EMIT: Final = "_emit"

_KEYS: Final = ["_wiki", "_page"]


def quoted(name: str) -> Column:
    """Return a column whose name may have dots."""
    return F.col("`" + name.replace("`", "``") + "`")


def wiki_of(columns: Columns) -> Column:
    """Return the name of the wiki of a row; "" if there is none."""
    name = columns.names.get("wiki")
    return F.lit("") if name is None else F.coalesce(quoted(name), F.lit(""))


def time_of(df: DataFrame, columns: Columns) -> Column:
    """Return the time of a row, or its text, which sorts as well; the earliest, if it is null."""
    name = columns.names.get("timestamp")
    if name is None:
        return F.lit("")
    kind = df.schema[name].dataType
    earliest = F.lit("" if isinstance(kind, StringType) else "0001-01-01 00:00:00").cast(kind)
    return F.coalesce(quoted(name), earliest)


def text_size(columns: Columns) -> Column:
    """Return the bytes of the text of a row, from the column of sizes if there is one."""
    if "size" in columns.names:
        size = quoted(columns.names["size"])
    elif "text" in columns.names:
        size = F.octet_length(quoted(columns.names["text"]))
    else:
        size = F.lit(0)
    return F.coalesce(F.greatest(size.cast("long"), F.lit(0)), F.lit(0))


def in_order(df: DataFrame, columns: Columns, segment_bytes: int, partitions: int | None) -> DataFrame:
    """Return rows by page segment, sorted by time; with the column `EMIT`.

    Parameters
    ----------
    df : DataFrame
    columns : Columns
    segment_bytes : int
        Size of the text of a segment. Pages that are smaller stay whole.
    partitions : int, optional
        How many tasks; by default Spark decides.
    """
    page, rev = quoted(columns.names["page_id"]), quoted(columns.names["revision_id"])
    marked = df.withColumns(
        {"_wiki": wiki_of(columns), "_page": page, "_rev": rev, "_time": time_of(df, columns)}
    )
    parent = quoted(columns.names["parent_id"]) if "parent_id" in columns.names else F.lit(None)
    sizes = marked.select(
        *_KEYS, "_rev", "_time", parent.cast("long").alias("_parent"), text_size(columns).alias("_size")
    )
    cuts, extras = _cut(sizes, segment_bytes)
    cuts_before = F.filter(
        "_cuts",
        lambda cut: (
            (cut["_time"] < F.col("_time"))
            | ((cut["_time"] == F.col("_time")) & (cut["_rev"] <= F.col("_rev")))
        ),
    )
    own = F.array_max(F.transform(cuts_before, lambda cut: cut["_segment"]))
    place = F.struct(F.coalesce(own, F.lit(0)).alias("segment"), F.lit(True).alias("emit"))
    copies = F.transform(
        "_copies", lambda segment: F.struct(segment.alias("segment"), F.lit(False).alias("emit"))
    )
    emit = F.col("_place.emit")
    if "emit" in columns.names:
        emit = emit & F.coalesce(quoted(columns.names["emit"]), F.lit(True))
    placed = (
        marked.join(F.broadcast(cuts), _KEYS, "left")
        .join(F.broadcast(extras), [*_KEYS, "_rev"], "left")
        .withColumn(
            "_place", F.explode(F.concat(F.array(place), F.coalesce(copies, F.array().cast(_PLACES))))
        )
        .withColumns({"_segment": F.col("_place.segment"), EMIT: emit})
    )
    by = ["_wiki", "_page", "_segment"]
    spread = placed.repartition(*by) if partitions is None else placed.repartition(partitions, *by)
    ordered = spread.sortWithinPartitions(*by, "_time", "_rev")
    return ordered.drop("_wiki", "_page", "_rev", "_time", "_cuts", "_copies", "_place", "_segment")


_PLACES: Final = "array<struct<segment:bigint,emit:boolean>>"


def _cut(sizes: DataFrame, segment_bytes: int) -> tuple[DataFrame, DataFrame]:
    """Return where large pages are cut, and which of their rows are copied into which later segments."""
    pages = Window.partitionBy(*_KEYS)
    ordered = pages.orderBy("_time", "_rev")
    before = F.sum("_size").over(ordered.rowsBetween(Window.unboundedPreceding, -1))
    segments = (
        sizes.withColumn("_total", F.sum("_size").over(pages))
        .where(F.col("_total") > segment_bytes)
        .withColumn("_segment", F.floor(F.coalesce(before, F.lit(0)) / segment_bytes))
        .withColumns(
            {
                "_last": F.lag("_rev").over(ordered),
                "_first": F.first("_rev").over(ordered),
                "_begins": F.coalesce(F.col("_segment") > F.lag("_segment").over(ordered), F.lit(False)),
            }
        )
    )
    cuts = (
        segments.where("_begins")
        .groupBy(*_KEYS)
        .agg(F.sort_array(F.collect_list(F.struct("_time", "_rev", "_segment"))).alias("_cuts"))
    )

    def entry(rev: str, own: Column, wanted: Column) -> Column:
        return F.struct(F.col(rev).alias("_rev"), own.alias("own"), wanted.alias("wanted"))

    segment, nothing = F.col("_segment"), F.lit(None).cast("long")
    wanted = F.when(F.col("_begins"), segment)
    entries = F.array(
        entry("_rev", segment, nothing),
        entry("_parent", nothing, segment),
        entry("_last", nothing, wanted),
        entry("_first", nothing, wanted),
    )
    extras = (
        segments.select(*_KEYS, F.explode(entries).alias("entry"))
        .select(*_KEYS, "entry.*")
        .where("_rev is not null and (own is not null or wanted is not null)")
        .groupBy(*_KEYS, "_rev")
        .agg(F.max("own").alias("own"), F.collect_set("wanted").alias("wanted"))
        .withColumn("_copies", F.filter("wanted", lambda segment: segment > F.col("own")))
        .where("size(_copies) > 0")
        .select(*_KEYS, "_rev", "_copies")
    )
    return cuts, extras
