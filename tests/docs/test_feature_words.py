"""Every standard feature has words in the reference page of the documentation."""

from __future__ import annotations

import importlib
import sys

import pytest

from revscoring.dependencies import DependentSet
from revscoring.features import Feature

TREES = [
    "revscoring.features.bytes revision",
    "revscoring.features.revision_oriented revision",
    "revscoring.features.temporal revision",
    "revscoring.features.wikibase revision",
    "revscoring.features.wikitext revision",
    "revscoring.languages.english badwords.revision",
    "revscoring.languages.english dictionary.revision",
    "revscoring.languages.english stemmed.revision",
    "revscoring.languages.english stopwords.revision",
]


@pytest.fixture(scope="module")
def describe(repository):
    sys.path.insert(0, str(repository / "docs" / "_ext"))
    try:
        return importlib.import_module("feature_words").describe
    finally:
        sys.path.pop(0)


def _attributes(node):
    for name, value in vars(node).items():
        if name.startswith("_") or name == "datasources":
            continue
        if isinstance(value, Feature):
            yield name
        elif isinstance(value, DependentSet):
            yield from _attributes(value)


@pytest.mark.parametrize("tree", TREES)
def test_every_feature_has_words(describe, tree):
    module, path = tree.split()
    node = importlib.import_module(module)
    for part in path.split("."):
        node = getattr(node, part)
    attributes = set(_attributes(node))
    assert attributes
    assert not {name for name in attributes if describe(name) is None}


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        ("words", "number of words"),
        ("url_chars", "number of characters in URLs"),
        ("number_delta_sum", "change in the number of numbers (runs of digits)"),
        ("chars_removed", "number of characters taken out"),
        ("sitelinks_changed", "number of links to wikis changed"),
        ("no_such_feature", None),
    ],
)
def test_words_are_made_of_the_name(describe, attribute, words):
    assert describe(attribute) == words
