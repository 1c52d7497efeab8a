"""The data source ``mediawiki-dump`` of Spark 4."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema

from .. import arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.types import StructType

__all__ = ["DumpSource"]


class DumpSource(DataSource):
    """Revisions of dumps, a partition for each file."""

    @classmethod
    def name(cls) -> str:
        """Return the name of the format."""
        return "mediawiki-dump"

    def schema(self) -> StructType:
        """Return the columns of ``mediawiki_content_history_v1``."""
        return from_arrow_schema(arrow.CONTENT_HISTORY_SCHEMA)

    def reader(self, schema: StructType) -> DataSourceReader:
        """Return what reads the files."""
        return _Reader(dict(self.options))


class _Reader(DataSourceReader):
    def __init__(self, options: dict[str, Any]) -> None:
        path = options.get("path")
        if not path:
            raise ValueError("give the path of a dump: load(PATH)")
        self.paths = sorted(glob.glob(path)) or [path]
        self.wiki = options.get("wiki")

    def partitions(self) -> list[InputPartition]:
        return [InputPartition(path) for path in self.paths]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        return arrow.read_dump(partition.value, wiki=self.wiki)
