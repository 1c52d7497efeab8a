"""What holds of all features of the families for any wiki: they are described, defined for any edit, and quick."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.examples import any_wiki, any_wiki_and_editor
from revscoring.features import describe, who_features

from .edits import recent, values

NAMES = [str(feature) for feature in any_wiki_and_editor]
WIKITEXT = st.sampled_from([*"aAbz é字я19.!?\n'=*#:~", "[[", "]]", "{{", "}}", "<ref>", "</ref>", "|"])
TEXTS = st.none() | st.text() | st.lists(WIKITEXT, max_size=20).map("".join)
HISTORIES = st.none() | st.text("abc", max_size=9).map(recent)
WORD_LISTS = st.lists(st.sampled_from("abcd"), max_size=5)
WORDS = st.none() | st.lists(st.fixed_dictionaries({"added": WORD_LISTS, "removed": WORD_LISTS}), max_size=5)


def test_each_has_a_name_of_its_own_and_a_description() -> None:
    assert len(set(NAMES)) == len(NAMES)
    descriptions = [describe(feature) for feature in any_wiki]
    assert all(descriptions)
    assert len(set(descriptions)) == len(descriptions)


def test_only_the_list_with_the_editor_asks_who() -> None:
    assert who_features(any_wiki) == []
    added = set(NAMES) - {str(feature) for feature in any_wiki}
    assert {str(feature) for feature in who_features(any_wiki_and_editor)} == added


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.none() | st.text(max_size=30), HISTORIES, WORDS, st.none() | st.integers(0, 2))
def test_they_are_defined_for_any_edit(old, new, comment, history, words, user) -> None:
    features = [
        one
        for one in any_wiki_and_editor
        if not str(one).startswith(("feature.revision", "feature.temporal"))
    ]
    found = values(features, old, new, comment=comment, recent=history, words=words, user=user)
    for feature, one in zip(features, found, strict=True):
        assert isinstance(one, feature.returns), feature
        assert math.isfinite(one), feature
        if feature.unit == "ratio" and "share" in str(feature):
            assert -1 <= one <= 1 or "compressed" in str(feature), feature


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_an_edit_that_changes_nothing_adds_nothing(text) -> None:
    features = [one for one in any_wiki if str(one).startswith(("feature.surprise", "feature.form"))]
    assert not any(values(features, text, text))


def test_a_history_costs_nothing_where_it_is_unknown() -> None:
    unknown = [one for one in any_wiki if str(one).startswith(("feature.pace", "feature.memory"))]
    numbers = [one for one in unknown if one.returns is not bool and one.unit != "log10 seconds"]
    assert set(values(numbers, "a", "b")) == {-1}


def test_values_do_not_depend_on_what_was_computed_before() -> None:
    texts = ["", "Ants are small.\n\n[[Ant]]s live.", "Ants are BIG!!!\n\n[[Ant]]s live.", "Ants live."]
    for old, new in pairwise(texts):
        together = values(any_wiki, old, new, recent=recent("abab"))
        assert together == [values([one], old, new, recent=recent("abab"))[0] for one in any_wiki]
