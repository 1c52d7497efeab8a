"""Observations in Parquet files, and as CSV: columns with types in place of lines of JSON.

A file of Parquet has one schema, which is known when the last observation is. So observations are lines
first, in a temporary file; then they are read twice, in bounded memory. pyarrow is imported only here, when a
Parquet file is read or written.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from ..importing import needs_extra
from .columns import CACHE, Column, as_json, find_columns, marked_number, plain_number
from .lines import Observation, ObservationError, load_line

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ParquetLines", "write_csv", "write_parquet"]

#: How many observations, and bytes of their lines, are in a row group at most.
ROWS: Final = 10_000
BYTES: Final = 16_000_000

#: How many rows are read at a time.
READ_ROWS: Final = 1_000

#: The key of what the schema does not say: which columns have JSON, and where a null is None.
NOTES: Final = b"revscoring.observations"


def _rows(lines: Iterable[str]) -> Iterator[Observation]:
    for line in lines:
        row = load_line(line)
        if not isinstance(row, dict):
            raise ObservationError(f"a table has observations as rows, not JSON of type {type(row).__name__}")
        yield row


def _row_groups(lines: IO[str]) -> Iterator[list[Observation]]:
    lines.seek(0)
    group: list[str] = []
    size = 0
    for line in lines:
        group.append(line)
        size += len(line)
        if len(group) == ROWS or size > BYTES:
            yield list(_rows(group))
            group, size = [], 0
    if group:
        yield list(_rows(group))


def write_parquet(lines: IO[str], file: BinaryIO) -> None:
    """Write observations, which are lines of JSON in a file that can be read twice, as Parquet.

    Raises
    ------
    ObservationError
        If the fields cannot be columns.
    RuntimeError
        If pyarrow is missing.
    """
    with needs_extra("arrow"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    lines.seek(0)
    columns = find_columns(_rows(lines))
    notes: dict[str, list[list[str]]] = {"json": [], "none": []}
    fields = [pa.field(name, _type(column, (name,), notes)) for name, column in columns.items()]
    schema = pa.schema(fields, metadata={NOTES: json.dumps(notes).encode()})
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in _row_groups(lines):
            arrays = [
                pa.array(
                    [_cell(row[name], column, (name,)) if name in row else None for row in rows],
                    schema.field(name).type,
                )
                for name, column in columns.items()
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _type(column: Column, path: tuple[str, ...], notes: dict[str, list[list[str]]]) -> pa.DataType:
    import pyarrow as pa

    types = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "str": pa.string()}
    if column.null_is_none:
        notes["none"].append(list(path))
    if column.kind == "json":
        notes["json"].append(list(path))
    if column.children is not None:
        children = column.children.items()
        return pa.struct([pa.field(name, _type(child, (*path, name), notes)) for name, child in children])
    if column.items is not None:
        return pa.list_(types[column.items])
    return types.get(column.kind, pa.string())


def _cell(value: Any, column: Column, path: tuple[str, ...]) -> Any:
    """Return a value of an observation as its column has it."""
    if column.kind == "json":
        return None if value is None and column.null_is_none else as_json(value)
    if value is None:
        return None
    if column.children is not None:
        children = column.children
        return {name: _cell(item, children[name], (*path, name)) for name, item in value.items()}
    if column.items is not None:
        return [plain_number(item, path) for item in value]
    return plain_number(value, path)


class ParquetLines(io.TextIOBase):
    """A Parquet file as the lines of JSON that it stands for; a text file, for those who read observations.

    Raises
    ------
    ObservationError
        If it is no Parquet file, or has a value that JSON has no form for.
    RuntimeError
        If pyarrow is missing.
    """

    def __init__(self, path: str, file: BinaryIO) -> None:
        with needs_extra("arrow"):
            import pyarrow as pa
            import pyarrow.parquet as pq
        self.name = path
        try:
            self._table = pq.ParquetFile(file)
        except pa.ArrowException as error:
            raise ObservationError(f"{path}: this is not a Parquet file: {error}") from error
        self._lines = self._read()

    def readable(self) -> bool:
        """Return True."""
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """Return the line of the next row, or an empty text."""
        return next(self._lines, "")

    def read(self, size: int | None = -1, /) -> str:
        """Return the lines of the rows that are left."""
        return "".join(self._lines)

    def _read(self) -> Iterator[str]:
        import pyarrow as pa

        notes = json.loads((self._table.schema_arrow.metadata or {}).get(NOTES, b"{}"))
        has_json, has_none = ({tuple(path) for path in notes.get(key, ())} for key in ("json", "none"))
        number = 0
        try:
            for batch in self._table.iter_batches(READ_ROWS):
                readers = [_reader(field, (field.name,), has_json, has_none) for field in batch.schema]
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    row = {
                        name: read(cell)
                        for name, cell, read in zip(batch.schema.names, cells, readers, strict=True)
                        if cell is not None or (name,) in has_none
                    }
                    yield json.dumps(row) + "\n"
        except (pa.ArrowException, ValueError, TypeError) as error:
            raise ObservationError(f"{self.name}, after row {number}: it cannot be read: {error}") from error


def _reader(
    field: pa.Field, path: tuple[str, ...], has_json: set[tuple[str, ...]], has_none: set[tuple[str, ...]]
) -> Callable[[Any], Any]:
    """Return the function that turns a cell into a value of a line."""
    import pyarrow as pa

    if path in has_json:
        return lambda cell: None if cell is None else json.loads(cell)
    if pa.types.is_struct(field.type):
        inner = {child.name: _reader(child, (*path, child.name), has_json, has_none) for child in field.type}
        nulls = {name for name in inner if (*path, name) in has_none}

        def read_object(cell: Any) -> Any:
            if cell is None:
                return None
            return {
                name: inner[name](item) for name, item in cell.items() if item is not None or name in nulls
            }

        return read_object
    if pa.types.is_map(field.type):
        return lambda cell: None if cell is None else _other(dict(cell))
    number = marked_number if path[0] == CACHE else _same
    simple = (pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_string)
    if any(is_kind(field.type) for is_kind in simple):
        return number
    return lambda cell: number(_other(cell))


def _same(value: Any) -> Any:
    return value


def _other(value: Any) -> Any:
    """Return a value of another program's table as JSON has it.

    Examples
    --------
    >>> _other([datetime(2003, 1, 31, 12), Decimal("5"), b"ants"])
    ['2003-01-31T12:00:00Z', 5, 'ants']
    """
    if isinstance(value, list):
        return [_other(item) for item in value]
    if isinstance(value, dict):
        return {name: _other(item) for name, item in value.items()}
    if isinstance(value, datetime):
        value = value.astimezone(timezone.utc).replace(tzinfo=None) if value.tzinfo else value
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.decode("utf8") if isinstance(value, bytes) else value


def write_csv(lines: IO[str], out: IO[str], delimiter: str) -> None:
    """Write observations, which are lines of JSON in a file that can be read twice, as CSV or TSV.

    The first line has the names of the columns. Values of the cache stand under their names, those of other
    objects under names such as ``error.type``. Lists and what has no type are JSON.
    """
    lines.seek(0)
    columns = find_columns(_rows(lines))
    leaves = list(_leaves(columns))
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    names = {path: ".".join(path[1:] if path[0] == CACHE and path[1:] else path) for path in leaves}
    times = Counter(names.values())
    writer.writerow([name if times[name] == 1 else ".".join(path) for path, name in names.items()])
    for rows in _row_groups(lines):
        for row in rows:
            writer.writerow([_text(_value_at(row, path), path) for path in leaves])


def _leaves(columns: Mapping[str, Column], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, column in columns.items():
        if column.children is None:
            yield (*path, name)
        else:
            yield from _leaves(column.children, (*path, name))


def _value_at(row: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, dict) else None
    return row


def _text(value: Any, path: tuple[str, ...]) -> str:
    value = plain_number(value, path)
    if value is None:
        return ""
    return value if isinstance(value, str) else as_json(value)
