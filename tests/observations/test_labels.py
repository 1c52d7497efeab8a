"""Labels with their weights and rates, from options and configurations."""

from __future__ import annotations

import pytest

from revscoring.observations import DECODERS, read_labels_and_population_rates, read_labels_config


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ("true,false", ["true=2"], ["true=0.1", "false=0.9"], None),
            ([True, False], {True: 2}, {True: 0.1, False: 0.9}),
        ),
        (('"a","b"', [], [], None), (["a", "b"], None, None)),
        ((None, ['"a"=10', '"b"=2'], [], None), (["a", "b"], {"a": 10, "b": 2}, None)),
        ((None, [], ["true=0.1", "false=0.9"], None), ([True, False], None, {True: 0.1, False: 0.9})),
        ((None, ['"a=b"=1'], [], None), (["a=b"], {"a=b": 1}, None)),
    ],
)
def test_labels_weights_and_rates(arguments, expected):
    assert read_labels_and_population_rates(*arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, [], [], None), "give --labels"),
        (("A,B", [], [], None), "labels are JSON values"),
        ((None, ["true"], [], None), "not label=number"),
        (("true,false", [], ["maybe=0.1"], None), "not label=number"),
        (('"a"', [], ['"b"=0.1'], None), "names the label 'b'"),
    ],
)
def test_bad_labels(arguments, message):
    with pytest.raises(RuntimeError, match=message):
        read_labels_and_population_rates(*arguments)


def test_a_labels_config_wins():
    config = {
        "name": "x",
        "labels": [
            {"value": "A", "weight": 2, "population_rate": 0.1},
            {"value": "B", "population_rate": 0.9},
        ],
    }
    expected = (["A", "B"], {"A": 2}, {"A": 0.1, "B": 0.9})
    assert read_labels_config(config) == expected
    assert read_labels_and_population_rates("true", [], [], config) == expected
    with pytest.raises(RuntimeError, match='must have a list "labels"'):
        read_labels_config({"labels": ["A"]})


def test_decoders():
    assert {name: decode("1") for name, decode in DECODERS.items()} == {
        "int": 1,
        "float": 1.0,
        "str": "1",
        "bool": True,
    }
    assert [DECODERS["bool"](text) for text in ("True", "true", "0", "")] == [True, False, False, False]
