"""Observations as tables: a round trip through Parquet loses nothing, in bounded memory."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.observations import (
    ObservationError,
    ParquetLines,
    encode_observation,
    read_observations,
    tables,
    write_csv,
    write_parquet,
)

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def lines_of(observations):
    return io.StringIO("".join(encode_observation(one) + "\n" for one in observations))


def in_parquet(observations):
    file = io.BytesIO()
    write_parquet(lines_of(observations), file)
    file.seek(0)
    return file


def round_trip(observations):
    return list(read_observations(ParquetLines("x.parquet", in_parquet(observations))))


def same(one, other):
    """Return whether values are equal and of the same types; NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return math.copysign(1, one) == math.copysign(1, other) and (one == other or one != one != other)
    return one == other


INTEGERS = st.integers(-(2**70), 2**70)
SIMPLE = st.none() | st.booleans() | INTEGERS | st.floats() | st.text() | st.sampled_from(["\ud800", "\x00"])
ODD_NAMES = st.sampled_from(["\ud800", "~"])
VALUES = st.recursive(
    SIMPLE,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2) | ODD_NAMES, inner, max_size=3)
    ),
)
CACHED = VALUES | st.sets(st.integers()) | st.tuples(st.floats(), st.text())
NAMES = st.sampled_from(["a", "b.c", "", "label"])
#: Few names and types beside anything, so that columns with types are tried as often as those without.
OBSERVATIONS = st.fixed_dictionaries(
    {"rev_id": st.integers(0, 2**40)},
    optional={
        "reverted": st.booleans(),
        "user": st.none() | st.text(),
        "size": INTEGERS,
        "list": st.lists(st.integers(0, 9)) | st.none(),
        "cache": st.none()
        | st.dictionaries(st.sampled_from(["feature.x", "feature.y"]), st.floats() | st.none())
        | st.dictionaries(NAMES | st.text(max_size=1), CACHED, max_size=3),
        "score": st.dictionaries(NAMES, st.dictionaries(NAMES, st.dictionaries(NAMES, SIMPLE))),
        "own": VALUES,
    },
)


@given(st.lists(OBSERVATIONS | st.dictionaries(NAMES, VALUES, max_size=3), max_size=6))
@settings(max_examples=100, deadline=None)
def test_a_round_trip_loses_nothing(observations):
    expected = list(read_observations(lines_of(observations)))
    assert same(round_trip(observations), expected)


def test_columns_have_types_and_what_has_none_is_json():
    rows = [
        {"rev_id": 5, "user": None, "cache": {"feature.x": 1.5, "feature.v": [1, 2], "d": {"a": 1}}},
        {"rev_id": 6, "user": "Ann", "big": 2**64, "cache": {"feature.x": math.nan, "feature.v": []}},
        {"rev_id": 7, "user": "Ben", "error": {"type": "TextDeleted", "message": "gone"}},
    ]
    schema = pq.read_schema(in_parquet(rows))
    assert {field.name: str(field.type) for field in schema} == {
        "rev_id": "int64",
        "user": "string",
        "cache": "struct<feature.x: double, feature.v: list<element: int64>, d: string>",
        "big": "string",
        "error": "struct<type: string, message: string>",
    }
    assert json.loads(schema.metadata[tables.NOTES]) == {
        "json": [["cache", "d"], ["big"]],
        "none": [["user"]],
    }


def test_row_groups_are_bounded_by_rows_and_by_bytes(monkeypatch):
    rows = [{"rev_id": number, "text": "x" * 100} for number in range(25)]
    monkeypatch.setattr(tables, "ROWS", 10)
    assert pq.ParquetFile(in_parquet(rows)).num_row_groups == 3
    monkeypatch.setattr(tables, "BYTES", 500)
    assert pq.ParquetFile(in_parquet(rows)).num_row_groups == 7  # of four lines each
    assert round_trip(rows) == rows


@pytest.mark.parametrize("name", ["\ud800", "~"])
def test_a_name_that_no_column_can_have_is_an_error(name):
    with pytest.raises(ObservationError, match="a table cannot have these fields"):
        in_parquet([{name: 1}])


def test_tables_of_other_programs_are_read():
    table = pa.table(
        {
            "rev_id": pa.array([5, 6], pa.int32()),
            "time": [datetime(2003, 1, 31, 12, tzinfo=timezone.utc), None],
            "number": [Decimal("5"), Decimal("2.5")],
            "user": pa.array(["Ann", "Ann"]).dictionary_encode(),
            "map": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())),
            "bytes": [b"ants", None],
            "cache": [{"feature.x": math.inf, "feature.y": None}, None],
        }
    )
    file = io.BytesIO()
    pq.write_table(table, file)
    assert list(read_observations(ParquetLines("x.parquet", file))) == [
        {
            "rev_id": 5,
            "time": "2003-01-31T12:00:00Z",
            "number": 5,
            "user": "Ann",
            "map": {"a": 1},
            "bytes": "ants",
            "cache": {"feature.x": math.inf},
        },
        {"rev_id": 6, "number": 2.5, "user": "Ann"},
    ]


def test_what_is_no_parquet_or_not_text_is_an_error_with_its_name():
    with pytest.raises(ObservationError, match=r"x\.parquet: this is not a Parquet file"):
        ParquetLines("x.parquet", io.BytesIO(b'{"rev_id": 5}\n'))
    file = io.BytesIO()
    pq.write_table(pa.table({"rev_id": [5], "bytes": [b"\xff"]}), file)
    with pytest.raises(ObservationError, match=r"x\.parquet, after row 1: it cannot be read"):
        list(ParquetLines("x.parquet", file))


def test_csv_has_a_column_for_each_value():
    rows = [
        {"rev_id": 5, "reverted": True, "cache": {"feature.x": 1.5, "rev_id": "a,\nb"}},
        {"rev_id": 6, "error": {"type": "TextDeleted", "message": 'it is "gone"'}, "list": [1, 2]},
    ]
    for delimiter in ",\t":
        out = io.StringIO()
        write_csv(lines_of(rows), out, delimiter)
        assert list(csv.reader(io.StringIO(out.getvalue()), delimiter=delimiter)) == [
            ["rev_id", "reverted", "feature.x", "cache.rev_id", "error.type", "error.message", "list"],
            ["5", "true", "1.5", "a,\nb", "", "", ""],
            ["6", "", "", "", "TextDeleted", 'it is "gone"', "[1, 2]"],
        ]
