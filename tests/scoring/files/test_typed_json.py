"""Plain values of models as typed JSON."""

from __future__ import annotations

import json
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.errors import ModelFileError
from revscoring.scoring.files.typed_json import decode, encode

KEYS = st.one_of(st.booleans(), st.integers(), st.text(), st.tuples(st.integers(), st.text()))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(KEYS, inner),
        st.dictionaries(st.text(), inner),
    ),
    max_leaves=10,
)


@given(VALUES)
def test_values_come_back(value):
    text = json.dumps(encode(value), allow_nan=False)
    again = decode(json.loads(text))
    assert again == value
    assert type(again) is type(value)


def test_numbers_of_numpy_become_plain():
    assert encode({"a": np.float64(0.5), "b": np.int64(3), "c": np.bool_(True)}) == {
        "a": 0.5,
        "b": 3,
        "c": True,
    }
    assert decode(encode(OrderedDict(a=(1, 2)))) == OrderedDict(a=(1, 2))


@pytest.mark.parametrize(
    "value",
    [{1, 2}, b"x", np.zeros(3), object(), [object()]],
    ids=["set", "bytes", "array", "object", "list"],
)
def test_other_values_are_not_plain_data(value):
    with pytest.raises(TypeError, match="is not plain data"):
        encode(value)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"~": "set", "items": [1]}, "unknown type: 'set'"),
        ([{"a": {"~": "ndarray", "dtype": "U99999999", "value": ["x"]}}], "unknown type: 'ndarray'"),
        ({"~": ["dict"], "items": []}, "unknown type"),
        ({"~": "tuple"}, "damaged"),
        ({"~": "dict", "items": 1}, "damaged"),
        ({"~": "float", "value": "x"}, "damaged"),
    ],
)
def test_other_documents_are_refused(document, message):
    with pytest.raises(ModelFileError, match=message):
        decode(document)
