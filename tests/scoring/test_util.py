"""Paths, rounding, indenting, checks of labels, JSON."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.errors import ModelConsistencyError
from revscoring.scoring import util
from revscoring.scoring.models.util import format_params, key_normalize, normalize_json


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("", []),
        ("a", ["a"]),
        ("a b.c", ["a b", "c"]),
        ('a."b.c d".e', ["a", "b.c d", "e"]),
        ("a.'x'.b", ["a", "x", "b"]),
        ('"a""b"', ['a""b']),
    ],
)
def test_parse_pattern(path, parts):
    assert util.parse_pattern(path) == parts


@pytest.mark.parametrize("path", ["a..b", "a.", ".a", "."])
def test_parse_pattern_of_empty_parts(path):
    with pytest.raises(IndexError, match="Empty part"):
        util.parse_pattern(path)


@pytest.mark.parametrize("path", ['a."b', "'", 'a."b"c'])
def test_parse_pattern_of_unbalanced_quotes(path):
    with pytest.raises(ValueError, match="Unbalanced quotes"):
        util.parse_pattern(path)


@given(st.lists(st.text(st.characters(exclude_characters="\"'"), min_size=1), max_size=4))
def test_quoted_parts_come_back(parts):
    assert util.parse_pattern(".".join(f'"{part}"' for part in parts)) == parts


def test_trees():
    assert util.treeify([["a", "c"], ["a"], ["b"]]) == {"a": {"c": {}}, "b": {}}
    assert util.dict_lookup({"a": {True: 1, 2: 3}}, {"a": {"true": {}, "2": {}}}) == {
        "a": {"true": 1, "2": 3}
    }
    with pytest.raises(KeyError):
        util.dict_lookup({"a": 1}, {"b": {}})


@pytest.mark.parametrize(
    ("number", "ndigits", "rounded"),
    [
        (1.2345, 3, 1.234),
        (-1.2345, 3, -1.234),
        (0.0005, 3, 0.0),
        (2.5, 0, 2.0),
        (True, 3, 1.0),
        (None, 3, None),
    ],
)
def test_round(number, ndigits, rounded):
    assert util.round(number, ndigits) == rounded


def test_round_leaves_what_has_no_digits():
    assert util.round(math.inf, 3) == math.inf
    assert math.isnan(util.round(math.nan, 3))


def test_tab_it_in():
    assert util.tab_it_in("a\nb\n", 2) == "\t\ta\n\t\tb\n\t\t\n"


def test_check_label_consistency_names_the_labels():
    util.check_label_consistency([True, False], [True, False])
    with pytest.raises(ModelConsistencyError, match=r"Labels \{3\} not in expected labels \{1, 2\}"):
        util.check_label_consistency([1, 2, 3], [1, 2])
    with pytest.raises(ModelConsistencyError, match=r"Expected labels \{2\} not represented"):
        util.check_label_consistency([1], [1, 2])


def test_normalize_json():
    document = {
        True: np.bool_(True),
        np.int64(3): np.array([1, 2]),
        "x": (np.float32(0.5), math.inf, -math.inf),
        (1, 2): {None: np.nan},
    }
    normal = normalize_json(document)
    assert normal == {True: True, 3: [1, 2], "x": [0.5, "Infinity", "-Infinity"], "[1, 2]": {"None": "NaN"}}
    json.dumps(normal, allow_nan=False)


def test_key_normalize():
    assert [key_normalize(key) for key in (True, 1.5, [1], {"a": 1}, None)] == [
        True,
        1.5,
        "[1]",
        '{"a": 1}',
        "None",
    ]


def test_format_params():
    assert format_params({"a": 1, "b": "x", "c": None, "d": (1,)}) == 'a=1, b="x", c=null, d=[1]'
