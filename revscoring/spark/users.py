"""What a history tells about its users, as `revscoring extract` derives it from a dump."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ..arrow import Columns
from .segments import quoted, wiki_of

__all__ = ["with_first_edits"]


def with_first_edits(df: DataFrame, columns: Mapping[str, str] | None = None) -> DataFrame:
    """Return revisions with the columns ``user_registration`` and ``user_groups``.

    The registration of a user is taken to be the first edit in the data frame, and the groups ``*`` and
    ``user``. Join the real ones where you have them.

    Parameters
    ----------
    df : DataFrame
    columns : mapping of str to str, optional
        See `extract`.
    """
    names = Columns.of(df.columns, columns)
    user, time = quoted(names.names["user_text"]), quoted(names.names["timestamp"])
    marked = df.withColumns({"_wiki": wiki_of(names), "_user": user})
    first = (
        marked.where(time.isNotNull() & user.isNotNull())
        .groupBy("_wiki", "_user")
        .agg(F.min(time).alias("user_registration"))
    )
    joined = marked.join(first, ["_wiki", "_user"], "left").drop("_wiki", "_user")
    return joined.withColumn("user_groups", F.array().cast("array<string>"))
