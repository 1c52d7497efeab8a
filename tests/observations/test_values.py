"""Values of caches survive being written and read; nothing but data is read."""

from __future__ import annotations

import datetime
import json
from collections import Counter, OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mwtypes import Timestamp

from revscoring.observations.values import CacheValueError, decode_value, encode_value
from revscoring.text.tokens import Token

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.datetimes(),
    st.dates(),
)
hashable = st.one_of(st.integers(), st.text(), st.tuples(st.text(), st.integers()))
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner),
        st.tuples(inner, inner),
        st.sets(hashable),
        st.frozensets(hashable),
        st.dictionaries(st.text(), inner),
        st.dictionaries(hashable, inner),
        st.dictionaries(st.text(), inner).map(OrderedDict),
        st.lists(hashable).map(Counter),
    ),
    max_leaves=10,
)


@given(values)
def test_values_come_back_as_they_were(value):
    back = decode_value(json.loads(json.dumps(encode_value(value), allow_nan=False)))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
def test_infinities(value):
    assert decode_value(json.loads(json.dumps(encode_value(value), allow_nan=False))) == value


def test_nan():
    back = decode_value(encode_value(float("nan")))
    assert back != back


def test_timestamps_and_tokens():
    stamp = Timestamp("2003-01-31T12:00:00Z")
    assert decode_value(encode_value(stamp)) == stamp
    (token,) = decode_value(encode_value([Token("[[", type="dbrack_open")]))
    assert (token, token.type, type(token)) == ("[[", "dbrack_open", Token)


def test_numpy_scalars_become_python_numbers_and_arrays_stay():
    assert type(encode_value(np.float64(2.5))) is float
    assert type(encode_value(np.int64(2))) is int
    assert encode_value(np.bool_(True)) is True
    array = np.array([[1.0, float("inf")], [2.0, 3.0]], dtype="float32")
    back = decode_value(json.loads(json.dumps(encode_value(array), allow_nan=False)))
    assert back.dtype == array.dtype
    assert back.tolist() == array.tolist()


def test_sets_are_written_in_a_stable_order():
    assert encode_value({"b", "a", "c"})["items"] == ["a", "b", "c"]


def test_a_dict_with_the_mark_is_not_taken_for_a_type():
    assert decode_value(encode_value({"~": "bytes"})) == {"~": "bytes"}


@pytest.mark.parametrize("value", [object(), lambda: 1, json, 1j])
def test_other_types_are_refused(value):
    with pytest.raises(CacheValueError, match="cannot be written to an observation"):
        encode_value(value)


@pytest.mark.parametrize(
    "value",
    [
        {"~": "os.system"},
        {"~": "bytes", "value": "!!!"},
        {"~": "bytes"},
        {"~": "datetime", "value": 5},
        {"~": "timestamp", "value": "yesterday"},
        {"~": "ndarray", "dtype": "O", "value": [1]},
        {"~": ["bytes"]},
        {"~": "set", "items": [[1]]},
    ],
)
def test_damaged_values_are_refused(value):
    with pytest.raises(CacheValueError):
        decode_value(value)


def test_dates_keep_their_type():
    assert type(decode_value(encode_value(datetime.date(2003, 1, 31)))) is datetime.date
