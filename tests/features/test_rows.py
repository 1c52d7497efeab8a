"""Rows: each standard feature is declared once, with its name in full, a description and a unit."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from revscoring.datasources import Datasource
from revscoring.dependencies import DependentSet, solve
from revscoring.features import Feature, describe, modifiers, revision_oriented, temporal, wikibase, wikitext
from revscoring.features.meta import aggregators
from revscoring.features.rows import FeatureSet, Row, RowSet, count, gain
from revscoring.languages import english

TREES = [
    "revscoring.features.bytes revision",
    "revscoring.features.revision_oriented revision",
    "revscoring.features.temporal revision",
    "revscoring.features.wikibase revision",
    "revscoring.features.wikitext revision",
    "revscoring.features.wikitext.fixed revision",
    "revscoring.languages.english badwords.revision",
    "revscoring.languages.english dictionary.revision",
    "revscoring.languages.english stemmed.revision",
    "revscoring.languages.english stopwords.revision",
]


class Lists(RowSet):
    words = Row(lambda owner, name: Datasource(name, list))
    table = Row(lambda owner, name: Datasource(name, dict), name="tables")
    hidden = Row(lambda owner, name: Datasource(name), is_member=False)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.make_rows()


class Counts(FeatureSet):
    words = count(Lists.words, "{} in the text", "words", named=True)
    table_increase = gain(Lists.table, "more {}")


def _features(node: DependentSet, path: str) -> Iterator[tuple[str, Feature]]:
    for name, value in vars(node).items():
        if name.startswith("_") or name == "datasources":
            continue
        if isinstance(value, Feature):
            yield f"{path}.{name}", value
        elif isinstance(value, DependentSet):
            yield from _features(value, f"{path}.{name}")


def test_a_row_becomes_a_node_of_each_set() -> None:
    lists = Lists("toy")
    assert isinstance(Lists.words, Row)
    assert (str(lists.words), str(lists.table), str(lists.hidden)) == (
        "datasource.toy.words",
        "datasource.toy.tables",
        "datasource.toy.hidden",
    )
    assert lists.words in lists
    assert lists.hidden not in lists
    assert [row.attribute for row in Lists.rows] == ["words", "table", "hidden"]


def test_the_description_and_the_unit_of_a_row_are_those_of_the_node() -> None:
    counts = Counts("toy", Lists("toy"), noun="cats", when=" before the edit")
    assert (counts.words.__doc__, counts.words.unit) == ("cats in the text before the edit", "words")
    assert describe(counts.words) == counts.words.__doc__
    assert Counts.words.__doc__ == "{} in the text"
    cache = {"datasource.toy.tables": {"a": 2, "b": -3}, "datasource.toy.words": ["a", "b"]}
    assert list(solve([counts.words, counts.table_increase], cache=cache)) == [2.0, 2.0]


def test_a_row_that_is_not_made_yet_is_missing() -> None:
    class Late(RowSet):
        later = Row(lambda owner, name: Datasource(name))

    assert not hasattr(Late("late"), "later")


@pytest.mark.parametrize("tree", TREES)
def test_every_standard_feature_is_a_row_with_a_description(tree: str) -> None:
    module, path = tree.split()
    node: Any = importlib.import_module(module)
    for part in path.split("."):
        node = getattr(node, part)
    found = dict(_features(node, path))
    assert found
    assert not [path for path, feature in found.items() if not vars(feature).get("__doc__")]
    assert not [path for path, feature in found.items() if feature.returns is not bool and not feature.unit]


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        (wikitext.revision.url_chars, "characters of URLs"),
        (wikitext.revision.diff.number_delta_sum, "change in numeric tokens"),
        (wikitext.revision.parent.ref_tags_fixed, "number of ref tags before the edit"),
        (wikitext.revision.template_names_matching("cite"), "number of templates named like cite"),
        (wikitext.revision.parent.headings_by_level(2), "number of headings of level 2 before the edit"),
        (english.stemmed.revision.unique_stems, "number of distinct English word stems"),
        (temporal.revision.user.last_revision.seconds_since, "seconds since the editor's edit before"),
        (temporal.revision.parent.hour_of_day, "hour of the day of the edit before in UTC; 24 if unknown"),
        (revision_oriented.revision.parent.user.is_anon, "the editor of the edit before is not logged in"),
        (revision_oriented.revision.user.in_group({"bot"}), "the editor is in {'bot'}"),
        (wikibase.revision.diff.sitelinks_changed, "sitelinks changed"),
        (wikibase.revision.has_property("P31"), "the item has property P31"),
        (wikitext.revision.words / 2, "number of words per 2"),
        (modifiers.min(wikitext.revision.words, 9), "smallest of number of words, 9"),
        ((wikitext.revision.words > 1).not_(), "not: number of words is above 1"),
        (modifiers.add(wikitext.revision.words, 1, name="more_words"), "more words"),
        (aggregators.len(Datasource("some_things")), "len(<datasource some things>)"),
    ],
)
def test_descriptions(feature: Feature, words: str) -> None:
    assert describe(feature) == words


@pytest.mark.parametrize(
    "tree", [wikitext.revision, wikibase.revision, temporal.revision, english.badwords, english.stopwords]
)
def test_trees_and_their_nodes_pickle(tree: DependentSet) -> None:
    again = pickle.loads(pickle.dumps(tree))
    assert set(map(str, again)) == set(map(str, tree))
    for node in tree:
        copy = pickle.loads(pickle.dumps(node))
        assert (str(copy), copy.__doc__) == (str(node), node.__doc__)


def test_tab_completion_and_misspellings() -> None:
    assert {"words_added", "uppercase_word_prop_delta_increase"} <= set(dir(wikitext.revision.diff))
    assert not hasattr(wikitext.revision.diff, "words_aded")
