"""Meta-datasources: default names, values and what they make of None."""

from __future__ import annotations

import pickle
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.datasources.meta import (
    dicts,
    extractors,
    filters,
    frequencies,
    gramming,
    hashing,
    indexable,
    mappers,
    selectors,
    timestamp,
    vectorizers,
)
from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError

d, e = Datasource("d"), Datasource("e")


def value(node: Any, of: Any, second: Any = None) -> Any:
    return solve(node, cache={"datasource.d": of, "datasource.e": second})


@pytest.mark.parametrize(
    ("node", "name"),
    [
        (dicts.keys(d), "keys(<datasource.d>)"),
        (dicts.values(d), "values(<datasource.d>)"),
        (extractors.regex(["a", "b"], d), "regex(['a', 'b'], <datasource.d>)"),
        (extractors.regex(["a"]), "regex(['a'], None)"),
        (extractors.trie(["a", "b"], d, exclusions=["b"]), "trie(['a', 'b'], <datasource.d>)"),
        (filters.filter(len, d), "filter(<built-in function len>, <datasource.d>, False)"),
        (filters.filter(len, d, inverse=True), "filter(<built-in function len>, <datasource.d>, True)"),
        (filters.regex_matching("^a", d), "regex_matching('^a', <datasource.d>)"),
        (filters.positive(d), "positive(<datasource.d>)"),
        (filters.negative(d), "negative(<datasource.d>)"),
        (filters.not_none(d), "not_none(<datasource.d>)"),
        (frequencies.table(d), "table(<datasource.d>)"),
        (frequencies.delta(d, e), "delta(<datasource.d>, <datasource.e>)"),
        (frequencies.prop_delta(d, e), "prop_delta(<datasource.d>, <datasource.e>)"),
        (frequencies.positive(d), "positive(<datasource.d>)"),
        (frequencies.negative(d, absolute=True), "negative(<datasource.d>)"),
        (gramming.gram(d), "gram(<datasource.d>, [(0,)])"),
        (gramming.gram(d, grams=[(0,), (0, 1)]), "gram(<datasource.d>, [(0,), (0, 1)])"),
        (hashing.hash(d), "hash(<datasource.d>, 1048576)"),
        (indexable.index(2, d), "index(2, NotImplemented)"),
        (indexable.index(2, d, default=None), "index(2, None)"),
        (mappers.map(len, d), "map(<built-in function len>, <datasource.d>)"),
        (mappers.lower_case(d), "lower_case(<datasource.d>)"),
        (mappers.derepeat(d), "derepeat(<datasource.d>)"),
        (mappers.de1337(d), "de1337(<datasource.d>)"),
        (mappers.abs(d), "abs(<built-in function abs>, <datasource.d>)"),
        (selectors.tfidf(d, max_terms=3), "tfidf(<datasource.d>, 3, True, False)"),
        (selectors.filter_keys(d, keys=["a"]), "filter_keys(<datasource.d>, ['a'])"),
        (vectorizers.word2vec(d, len), "word2vec(<datasource.d>, <built-in function len>)"),
        (timestamp.Timestamp(d, name="x"), "x"),
        (dicts.keys(d, name="x"), "x"),
        (indexable.index(0, d, name="x"), "x"),
    ],
)
def test_default_names(node: Any, name: str) -> None:
    assert str(node) == f"datasource.{name}"
    assert pickle.loads(pickle.dumps(node)) == node


@pytest.mark.parametrize(
    ("node", "of", "expected"),
    [
        (dicts.keys(d), {"a": 1}, {"a"}),
        (dicts.keys(d), None, set()),
        (dicts.values(d), {"a": 1, "b": 1}, [1, 1]),
        (dicts.values(d), None, []),
        (filters.filter(str.isupper, d), ["A", "b"], ["A"]),
        (filters.filter(str.isupper, d, inverse=True), ["A", "b"], ["b"]),
        (filters.regex_matching("a", d), ["Ab", "ba"], ["Ab"]),
        (filters.positive(d), [1, 0, -1], [1]),
        (filters.negative(d), [1, 0, -1], [-1]),
        (filters.not_none(d), [1, None, 0], [1, 0]),
        (frequencies.table(d), ["a", "b", "a"], {"a": 2, "b": 1}),
        (frequencies.table(d), {"a": 5}, {"a": 1}),
        (frequencies.table(d), [], {}),
        (frequencies.positive(d), {"a": 1, "b": -1, "c": 0}, {"a": 1}),
        (frequencies.negative(d), {"a": 1, "b": -1, "c": 0}, {"b": -1}),
        (frequencies.negative(d, absolute=True), {"b": -1}, {"b": 1}),
        (gramming.gram(d), "ab", [("a",), ("b",)]),
        (gramming.gram(d, [(0,), (0, 1)]), "abc", [("a",), ("a", "b"), ("b",), ("b", "c"), ("c",)]),
        (gramming.gram(d, [(0, 2)]), "abc", [("a", "c")]),
        (indexable.index(1, d), "abc", "b"),
        (indexable.index(-1, d), "abc", "c"),
        (indexable.index(5, d, default=None), "abc", None),
        (mappers.map(len, d), ["ab", ""], [2, 0]),
        (mappers.lower_case(d), ["İX", "aB"], ["ix", "ab"]),
        (mappers.derepeat(d), ["aabbA", "a\n\nb"], ["abA", "a\nb"]),
        (mappers.de1337(d), ["1345670#(", "B2"], ["leasgtohc", "B2"]),
        (mappers.abs(d), [-1, 2.5], [1, 2.5]),
        (selectors.filter_keys(d, keys=["a", "z"]), {"a": 1, "b": 2}, {"a": 1}),
    ],
)
def test_values(node: Any, of: Any, expected: Any) -> None:
    found = value(node, of)
    assert found == expected
    assert type(found) is type(expected) or isinstance(expected, set)


@pytest.mark.parametrize(
    "node", [filters.positive(d), filters.not_none(d), mappers.map(len, d), mappers.lower_case(d)]
)
def test_none_is_no_list(node: Any) -> None:
    with pytest.raises(CaughtDependencyError, match="TypeError"):
        value(node, None)


def test_an_index_out_of_range_without_a_default() -> None:
    with pytest.raises(CaughtDependencyError, match="IndexError"):
        value(indexable.index(3, d), "abc")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1, "b": 2}, {"b": 1, "c": 3}, {"a": -1, "b": -1, "c": 3}),
        (None, {"a": 1}, {"a": 1}),
        ({"a": 1}, {"a": 1}, {}),
    ],
)
def test_delta(old: Any, new: Any, expected: Any) -> None:
    assert value(frequencies.delta(d, e), old, new) == expected


@pytest.mark.parametrize(
    ("old", "change", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": -1, "b": 3}, {"a": -1.0, "b": 1.0}),
        ({}, {"c": 2}, {"c": 2.0}),
        ({"a": 4}, {"a": -1}, {"a": -0.25}),
    ],
)
def test_prop_delta(old: Any, change: Any, expected: Any) -> None:
    assert value(frequencies.prop_delta(d, e), old, change) == expected


_TABLES = st.dictionaries(st.sampled_from("abc"), st.integers(1, 4))


@given(_TABLES, _TABLES)
def test_a_delta_leads_from_the_old_table_to_the_new(old: dict[str, int], new: dict[str, int]) -> None:
    change = value(frequencies.delta(d, e), old, new)
    assert {k: n for k in {*old, *new} if (n := old.get(k, 0) + change.get(k, 0))} == new
    assert 0 not in change.values()
    proportions = value(frequencies.prop_delta(d, e), old, change)
    assert all(p >= -1.0 and (p == -1.0) == (k not in new) for k, p in proportions.items())


@given(st.lists(st.sampled_from("abc")))
def test_a_table_counts(items: list[str]) -> None:
    assert value(frequencies.table(d), items) == Counter(items)


@pytest.mark.parametrize(("item", "hashed"), [("a", 799354), (("a", "b"), 831945), (1, 437395)])
def test_hashes_are_murmur(item: Any, hashed: int) -> None:
    assert value(hashing.hash(d, n=2**20), [item]) == [hashed]


@given(st.lists(st.text()), st.integers(1, 1000))
def test_hashes_stay_in_range(items: list[str], n: int) -> None:
    hashed = value(hashing.hash(d, n=n), items)
    assert len(hashed) == len(items)
    assert all(0 <= h < n for h in hashed)


def test_regexes() -> None:
    finder = extractors.regex(["b+", "a"], d)
    assert value(finder, "A bb ab, a") == ["A", "bb", "a"]
    assert value(finder, ["a b", "c", "B"]) == ["a", "b", "B"]
    assert value(finder, None) == []
    assert extractors.regex(["a"], wrapping=None).process("banana") == ["a", "a", "a"]
    assert extractors.regex(["a+"], exclusions=["aa"]).process("a aa aaa") == ["a", "aaa"]
    assert extractors.regex(["a"], regex_flags=0).process("a A") == ["a"]


def test_phrases() -> None:
    finder = extractors.trie(["Kick the bucket", "kick", "the"], d)
    assert value(finder, "KICK the BUCKET, kick; xkick _the the.") == ["Kick the bucket", "kick", "the"]
    assert value(finder, ["the", "kick"]) == ["the", "kick"]
    assert value(finder, None) == []
    assert extractors.trie(["a", "b"], exclusions=["b"]).process("a b") == ["a"]
    assert extractors.trie(["a"], case_sensitive=True).process("a A") == ["a"]


def test_timestamps() -> None:
    node = timestamp.Timestamp(d, name="t")
    assert value(node, "2015-01-02T03:04:05Z").unix() == 1420167845
    assert str(value(node, None)) == "2006-01-01T00:00:00Z"


# Selection of terms

DOCUMENTS = [({"a": 2, "b": 1}, True), ({"a": 1, "c": 1}, True), ({"c": 3, "d": 1}, False)]


def fitted(**options: Any) -> Any:
    node = selectors.tfidf(d, **options)
    node.fit([([table], label) for table, label in DOCUMENTS])
    return node


def test_tfidf_weights_terms_by_how_rare_they_are() -> None:
    import math

    node = fitted()
    assert set(node.keys()) == set("abcd")
    found = value(node, {"a": 2, "d": 1, "unknown": 5})
    assert found == pytest.approx({"a": 2 * math.log(3 / 3), "d": math.log(3 / 1)})
    assert value(fitted(weight=False), {"a": 2, "unknown": 5}) == {"a": 2}


def test_tfidf_keeps_the_terms_that_tell_most() -> None:
    assert set(fitted(max_terms=2).keys()) == {"a", "d"}
    assert set(fitted(max_terms=1, boolean=True).keys()) <= {"a", "d"}


def test_of_terms_that_tell_as_much_the_last_are_kept() -> None:
    node = selectors.tfidf(d, max_terms=2)
    node.fit([([{"a": 1, "b": 1, "c": 1}], True), ([{"z": 1}], False)])
    assert set(node.keys()) == {"z", "c"}


def test_boolean_tfidf_counts_a_term_once() -> None:
    node = selectors.tfidf(d, boolean=True, weight=False)
    node.fit([([{"a": 5, "b": -3}], True), ([{"a": 1}], False)])
    assert node.document_freqs == {"a": 2, "b": -1}
    assert value(node, {"a": 7, "b": -2}) == {"a": 1, "b": -1}


def test_tfidf_pickles_when_it_is_fitted() -> None:
    for options in ({}, {"max_terms": 2}):
        node = fitted(**options)
        assert pickle.loads(pickle.dumps(node)).keys() == node.keys()


def test_tfidf_has_to_be_fitted() -> None:
    with pytest.raises(RuntimeError, match="fit it to data first"):
        selectors.tfidf(d).keys()
    with pytest.raises(CaughtDependencyError, match="fit it to data first"):
        value(selectors.tfidf(d), {"a": 1})


def test_tfidf_of_one_label() -> None:
    node = selectors.tfidf(d, max_terms=1)
    node.fit([([{"a": 2, "b": 1}], True)])
    assert list(node.keys()) == ["a"]


# Word vectors


class Vectors(dict[str, list[float]]):
    vector_size = 2


def test_words_are_looked_up() -> None:
    vectors = Vectors(a=[1.0, 2.0])
    lookup = vectorizers.word2vec.vectorize_words
    assert lookup(vectors, ["a", "b", "a"]) == [[1.0, 2.0], [1.0, 2.0]]
    assert lookup(vectors, ["b"]) == lookup(vectors, None) == [[0.0, 0.0]]


def test_word_vectors_that_are_missing() -> None:
    for load in (vectorizers.word2vec.load_word2vec, vectorizers.word2vec.load_gensim_kv):
        with pytest.raises(FileNotFoundError, match=r"nowhere\.bin"):
            load(filename="nowhere.bin")
        with pytest.raises(TypeError, match="'filename' to search for, or 'path'"):
            load()
