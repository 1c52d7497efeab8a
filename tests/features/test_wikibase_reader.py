"""Entities that were read by the fast way say what the declared way says, whatever was read before."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from revscoring.dependencies import solve
from revscoring.features import Feature, wikibase
from revscoring.features.wikibase.mentions import count_mentions, count_mentions_fixed
from revscoring.features.wikibase.reader import EntityReading, measure, read
from revscoring.text import cache

from .wikibase_items import edits, item, item_id, snak, statement, string

revision = wikibase.revision
TEXT, PARENT = "datasource.revision.text", "datasource.revision.parent.text"
FIXED = [node for name, node in vars(revision.diff).items() if name.endswith("_fixed")]
FEATURES = [
    *sorted((node for node in revision if isinstance(node, Feature)), key=str),
    *FIXED,
    *(made(pid) for made in (revision.has_property, revision.diff.property_changed) for pid in ("P1", "P31")),
    *(revision.has_property_value("P31", v) for v in ("Q1", "'x'", "None", "2 x 0 x None @ x")),
    revision.parent.has_property_value("P1", "5"),
]
ENTITIES = [revision.datasources.entity, revision.parent.datasources.entity]


def values(features: list[Any], text: str | None, parent: str | None, declared: bool) -> list[Any]:
    roots: dict[Any, Any] = {TEXT: text, PARENT: parent}
    if declared:
        list(solve(ENTITIES, cache=roots))
    return list(solve(features, cache=roots))


@settings(max_examples=150)
@given(edits())
def test_shortcuts_equal_the_declared_way(texts: tuple[str | None, str | None]) -> None:
    parent, text = texts
    assert values(FEATURES, text, parent, declared=False) == values(FEATURES, text, parent, declared=True)


def test_all_features_have_a_shortcut_which_an_injected_entity_turns_off() -> None:
    assert all(feature.shortcut is not None for feature in FEATURES)
    roots = {TEXT: item(labels={"en": "x"}), revision.datasources.entity: {"labels": {"a": 1, "b": 2}}}
    assert solve(revision.labels, cache=roots) == 2.0


@settings(max_examples=100)
@given(edits())
def test_what_was_read_before_does_not_matter(texts: tuple[str | None, str | None]) -> None:
    parent, text = texts
    before, alone = read(parent), EntityReading(text, [])
    before.mentions(count_mentions)
    after = EntityReading(text, [before])
    assert after.entity == alone.entity
    for count in (count_mentions, count_mentions_fixed):
        assert after.mentions(count) == alone.mentions(count) == count(alone.entity)
    for name in ("claims", "sources", "reference_claims", "qualifiers", "badges"):
        assert after.number(name) == alone.number(name)


def test_an_edit_shares_the_statements_it_left_as_they_were() -> None:
    kept, gone = statement("s1", snak("P1", string("a"))), statement("s2", snak("P1", string("b")))
    old = EntityReading(item(kept, gone, labels={"en": "x"}), [])
    new = EntityReading(item(kept, statement("s2", snak("P1", string("c"))), labels={"en": "x"}), [old])
    assert new.entity.properties["P1"][0] is old.entity.properties["P1"][0]
    assert new.entity.properties["P1"][1] is not old.entity.properties["P1"][1]
    assert new.entity.labels is old.entity.labels


@pytest.mark.parametrize("numbers", [(2, 2.0), (1, True)])
def test_numbers_that_look_different_are_not_shared(numbers: tuple[Any, Any]) -> None:
    texts = [item(statement("s", snak("P1", {"type": "string", "value": n}))) for n in numbers]
    old = EntityReading(texts[0], [])
    new = EntityReading(texts[1], [old])
    assert str(new.entity.properties["P1"][0].claim.datavalue) == repr(str(numbers[1]))


def test_another_item_is_no_base() -> None:
    text = item(statement("s", snak("P1", item_id(1))))
    old = EntityReading(text.replace('"Q1"', '"Q2"'), [])
    assert EntityReading(text, [old]).entity.properties["P1"][0] is not old.entity.properties["P1"][0]


def test_results_do_not_depend_on_the_cache() -> None:
    texts = [item(labels={"en": f"x{i}"}, aliases={"en": ["a"] * i}) for i in range(5)]
    with_cache = [values(FEATURES, b, a, False) for a, b in pairwise(texts)]
    limits = cache.configure()
    try:
        cache.configure(texts=0)
        without = [values(FEATURES, b, a, False) for a, b in pairwise(texts)]
    finally:
        cache.configure(**limits)
    assert with_cache == without


def test_a_text_is_read_once() -> None:
    text = item(labels={"en": "only here"})
    assert read(text) is read(json.loads(json.dumps(text)))
    assert read(None) is read(None)


def test_bytes_are_read_as_json_too() -> None:
    assert read(item(labels={"en": "x"}).encode()).number("labels") == 1


def test_a_measure_calls_a_method() -> None:
    assert measure("number", "labels")(read(item(labels={"en": "x", "de": "y"}))) == 2
