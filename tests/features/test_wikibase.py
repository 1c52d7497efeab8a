"""The Wikibase family: names, values, factories, fixed variants and errors."""

from __future__ import annotations

import json
import lzma
import math
import pickle
from typing import Any

import pytest

from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError, UnexpectedContentType
from revscoring.features import Feature, wikibase
from revscoring.features.wikibase import DictDiff, diff_dicts
from revscoring.features.wikibase.language_names import LANGUAGE_NAMES
from revscoring.features.wikibase.mentions import LANGUAGE_RE, LANGUAGE_REGEXES

from .wikibase_items import item, item_id, snak, statement, string

revision = wikibase.revision
TEXT, PARENT = "datasource.revision.text", "datasource.revision.parent.text"

RICH = item(
    statement(
        "s1",
        snak("P31", item_id(5)),
        references=[[snak("P143", string("x"), "r1")], [snak("P854", string("http://x"), "r2")]],
        qualifiers=[snak("P580", string("2001"), "q1"), snak("P580", string("2002"), "q2")],
    ),
    statement("s2", snak("P31", item_id(5))),
    statement("s3", snak("P18", string("a.png"))),
    statement("s4", snak("P570", None)),
    labels={"en": "Foo", "de": "Fu"},
    descriptions={"en": "thing"},
    aliases={"en": ["F", "G"]},
    sitelinks={"enwiki": ("Foo", "Q17437796"), "dewiki": ("Fu",)},
)


def value(node: Any, text: str | None, parent: str | None = None) -> Any:
    return solve(node, cache={TEXT: text, PARENT: parent})


def walk(path: str) -> Any:
    node = revision
    for attribute in path.split("."):
        node = getattr(node, attribute)
    return node


def change(path: str, parent: str | None, text: str | None) -> Any:
    return value(walk(f"diff.{path}"), text, parent)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("sitelinks", 2.0),
        ("labels", 2.0),
        ("aliases", 1.0),
        ("descriptions", 1.0),
        ("properties", 3.0),
        ("claims", 3.0),
        ("sources", 2.0),
        ("reference_claims", 2.0),
        ("qualifiers", 2.0),
        ("badges", 1.0),
    ],
)
def test_counts_the_parts_of_an_item(path: str, expected: float) -> None:
    found = value(walk(path), RICH)
    assert found == expected
    assert type(found) is float
    assert value(walk(f"parent.{path}"), None, RICH) == expected
    assert value(walk(path), None) == 0.0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("claims", {("P31", "Q5"), ("P18", "'a.png'"), ("P570", "None")}),
        ("sources", {("P31", "Q5", "P143", "'x'"), ("P31", "Q5", "P854", "'http://x'")}),
        ("qualifiers", {("P31", "Q5", "P580", 0, "'2001'"), ("P31", "Q5", "P580", 1, "'2002'")}),
        ("badges", {"enwiki": ["Q17437796"]}),
        ("sitelinks", {"enwiki": "Foo", "dewiki": "Fu"}),
        ("aliases", {"en": ["F", "G"]}),
    ],
)
def test_lists_the_parts_of_an_item(path: str, expected: Any) -> None:
    assert value(walk(f"datasources.{path}"), RICH) == expected


def test_the_entity_is_that_of_mwbase() -> None:
    import mwbase

    entity = value(revision.datasources.entity, RICH)
    assert type(entity) is mwbase.Entity
    assert entity.properties["P31"][0].claim.datavalue.id == "Q5"


def test_names() -> None:
    assert str(revision.claims) == "feature.len(<datasource.wikibase.revision.claim>)"
    assert str(revision.parent.badges) == "feature.len(<datasource.wikibase.revision.parent.badges>)"
    assert str(revision.diff.labels_added) == "feature.len(<datasource.wikibase.revision.diff.labels_added>)"
    assert str(revision.diff.identifiers_changed) == "feature.wikibase.revision.diff.identifiers_changed"
    assert str(revision.has_property("P31")) == "feature.wikibase.revision.has_property('P31')"
    assert (
        str(revision.parent.has_property_value("P31", "Q5"))
        == "feature.wikibase.revision.parent.has_property_value('P31', 'Q5')"
    )
    assert (
        str(revision.diff.property_changed("P31")) == "feature.wikibase.revision.diff.property_changed('P31')"
    )
    assert str(revision.has_property("P31", name="has_kind")) == "feature.has_kind"


def test_the_sets_hold_what_models_use() -> None:
    sets = [revision, revision.datasources, revision.diff, revision.parent, revision.diff.datasources]
    assert list(map(len, sets)) == [110, 58, 68, 22, 36]
    assert revision.diff.statements_removed_fixed not in revision.diff


def test_every_node_pickles_with_its_shortcut() -> None:
    roots = {TEXT: RICH, PARENT: None}
    nodes = [*revision, revision.has_property("P31"), revision.diff.statements_removed_fixed]
    for node in nodes:
        again = pickle.loads(pickle.dumps(node))
        assert str(again) == str(node)
        if isinstance(node, Feature):
            assert solve(again, cache=dict(roots)) == solve(node, cache=dict(roots))


def test_has_property_and_value() -> None:
    assert value(revision.has_property("P31"), RICH) is True
    assert value(revision.has_property("P32"), RICH) is False
    assert value(revision.has_property_value("P31", "Q5"), RICH) is True
    assert value(revision.has_property_value("P18", "'a.png'"), RICH) is True
    assert value(revision.has_property_value("P18", "a.png"), RICH) is False
    assert value(revision.has_property_value("P99", "Q5"), RICH) is False
    assert value(revision.parent.has_property_value("P31", "Q5"), None, RICH) is True


OLD = item(
    statement("s1", snak("P31", item_id(5)), qualifiers=[snak("P580", string("1"), "q1")]),
    statement("s2", snak("P31", item_id(6))),
    statement("s3", snak("P18", string("a"))),
    statement("s4", snak("P20", string("b"), datatype="external-id")),
    labels={"en": "Foo", "de": "Fu"},
    sitelinks={"enwiki": ("Foo", "Q1"), "dewiki": ("Fu",)},
)
NEW = item(
    statement(
        "s1",
        snak("P31", item_id(7)),
        references=[[snak("P143", string("x"), "r1")]],
        qualifiers=[snak("P580", string("2"), "q2")],
    ),
    statement("s5", snak("P31", item_id(8))),
    statement("s4", snak("P20", string("c"), datatype="external-id")),
    statement("s6", snak("P21", item_id(9))),
    labels={"en": "Bar", "fr": "Fou"},
    sitelinks={"enwiki": ("Foo", "Q2"), "dewiki": ("Fu", "Q1")},
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("labels_added", 1.0),
        ("labels_removed", 1.0),
        ("labels_changed", 1.0),
        ("sitelinks_added", 0.0),
        ("badges_added", 1.0),
        ("badges_changed", 1.0),
        ("properties_added", 1.0),
        ("properties_removed", 1.0),
        ("properties_changed", 2.0),
        ("statements_added", 2.0),
        ("claims_added", 2.0),
        ("statements_removed", 1.0),
        ("statements_removed_fixed", 2.0),
        ("statements_changed", 2.0),
        ("sources_added", 1.0),
        ("sources_removed", 0.0),
        ("qualifiers_added", 0.0),
        ("qualifiers_added_fixed", 1.0),
        ("qualifiers_removed", 1.0),
        ("identifiers_changed", 1),
        ("identifiers_changed_fixed", 1),
    ],
)
def test_counts_what_changed(path: str, expected: float) -> None:
    found = change(path, OLD, NEW)
    assert found == expected
    assert type(found) is type(expected)


def test_a_string_is_taken_for_an_identifier_but_not_by_the_fixed_count() -> None:
    old = item(statement("s", snak("P1", string("a"), datatype="string")))
    new = item(statement("s", snak("P1", string("b"), datatype="string")))
    assert change("identifiers_changed", old, new) == 1
    assert change("identifiers_changed_fixed", old, new) == 0


def test_removals_from_a_property_that_stays_are_missed_but_not_by_the_fixed_count() -> None:
    old = item(statement("s1", snak("P1", string("a"))), statement("s2", snak("P1", string("b"))))
    new = item(statement("s1", snak("P1", string("a"))))
    assert change("statements_removed", old, new) == 0.0
    assert change("statements_removed_fixed", old, new) == 1.0


def test_of_doubled_ids_the_last_old_statement_counts() -> None:
    first, second, third = (statement("s", snak("P1", string(s))) for s in "abc")
    pairs = change("datasources.statements_changed", item(first, second), item(first, third))
    assert [
        (old["claim"]["datavalue"]["value"], new["claim"]["datavalue"]["value"]) for old, new in pairs
    ] == [("b", "c")]


def test_property_changed() -> None:
    assert value(revision.diff.property_changed("P31"), NEW, OLD) is True
    assert value(revision.diff.property_changed("P21"), NEW, OLD) is False
    assert value(revision.diff.property_changed("P31"), NEW, NEW) is False


@pytest.mark.parametrize(
    ("sign", "label", "expected", "fixed"),
    [
        ("qid", "Q5 and xQ6y and Q123456789012", 3, 2),
        ("qid", "Q0", 1, 0),
        ("language", "english, French, xenglishx, the german", 3, 3),
        ("language", "nothing", 0, 0),
        ("links", "http://a https://b wwww.c www.d", 3, 3),
        ("links", "http://www.a", 1, 1),
    ],
)
def test_proportions_of_mentions(sign: str, label: str, expected: int, fixed: int) -> None:
    text = item(labels={"en": label})
    feature = f"proportion_of_{sign}_added"
    assert change(feature, None, text) == expected / (expected + 1)
    assert change(f"{feature}_fixed", None, text) == fixed / (fixed + 1)
    assert change(feature, text, None) == -expected
    assert change(feature, text, text) == 0.0


def test_signs_are_found_in_all_parts_but_the_id() -> None:
    text = item(statement("Q1$s", snak("P31", item_id(5))), sitelinks={"enwiki": ("Q2", "Q3")})
    assert change("proportion_of_qid_added", None, text) == 4 / 5


def test_language_names_are_lower_case_ascii_words() -> None:
    assert sorted(set(LANGUAGE_NAMES)) == list(LANGUAGE_NAMES)
    assert all(name.isascii() and name.isalpha() and name.islower() for name in LANGUAGE_NAMES)
    assert LANGUAGE_RE.pattern == LANGUAGE_REGEXES
    assert LANGUAGE_RE.findall("slovenian, englisch") == ["slovenian", "englisch"]


@pytest.mark.parametrize("path", ["labels", "claims", "diff.labels_added", "diff.proportion_of_qid_added"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "no json",
            "UnexpectedContentType: Expected content of type JSON, but the following can't be parsed",
        ),
        ("", "UnexpectedContentType: Expected content of type JSON"),
        (
            "[]",
            "TypeError: Failed to process datasource.wikibase.revision.entity: the JSON object must be str",
        ),
        (
            '{"claims": {"P1": [{}]}}',
            "KeyError: Failed to process datasource.wikibase.revision.entity: 'mainsnak'",
        ),
        ("[" * 100_000, "RecursionError: Failed to process datasource.wikibase.revision.entity_doc: "),
    ],
)
def test_errors_name_the_declared_node(path: str, text: str, message: str) -> None:
    with pytest.raises((CaughtDependencyError, UnexpectedContentType)) as caught:
        value(walk(path), text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("text", ["{}", "null", '{"redirect": "Q5", "entity": "Q3"}', '"{}"'])
def test_documents_without_parts_are_empty(text: str) -> None:
    assert value(revision.labels, text) == 0.0
    assert change("labels_removed", RICH, text) == 2.0


def test_empty_lists_stand_for_empty_maps() -> None:
    text = '{"labels": [], "descriptions": [], "aliases": [], "sitelinks": [], "claims": []}'
    assert [value(walk(p), text) for p in ("labels", "aliases", "sitelinks", "claims")] == [0.0] * 4
    assert change("properties_removed", RICH, text) == 3.0


def test_diff_dicts() -> None:
    diff = diff_dicts({"a": 1, "b": 2, "c": 3}, {"b": 2, "c": 4, "d": 5})
    assert diff == DictDiff({"d"}, {"a"}, {"b", "c"}, {"c"}, {"b"})
    assert diff_dicts(None, {"a": 1}).added == {"a"}
    assert diff_dicts({"a": 1}, None).removed == {"a"}


def test_parts_of_a_diff() -> None:
    changes = revision.diff.datasources
    nodes = [changes.labels_added, changes.labels_removed, changes.labels_changed]
    assert list(map(str, nodes)) == [
        "datasource.wikibase.revision.diff.labels_added",
        "datasource.wikibase.revision.diff.labels_removed",
        "datasource.wikibase.revision.diff.labels_changed",
    ]
    assert value(changes.labels_diff, NEW, NEW).unchanged == {"en", "fr"}


def test_a_tree_without_a_parent() -> None:
    from revscoring.datasources import revision_oriented
    from revscoring.features.wikibase import Revision, datasources

    inputs = revision_oriented.Revision("other", include_parent=False, include_content=True)
    other = Revision("wikibase.other", datasources.Revision("wikibase.other", inputs))
    assert (len(other), hasattr(other, "diff")) == (22, False)
    assert solve(other.labels, cache={"datasource.other.text": RICH}) == 2.0


def test_golden_values(load_golden: Any) -> None:
    cases = load_golden("wikibase.json")["cases"]
    wrong = []
    for case in cases:
        for path, expected in case["features"].items():
            found = value(walk(path), case["text"], case["parent"])
            if type(found) is not type(expected) or not math.isclose(found, expected, abs_tol=1e-12):
                wrong.append((path, found, expected))
    assert cases
    assert not wrong


def test_a_real_item(data_dir: Any) -> None:
    folder = data_dir / "wikidata"
    old, new = (
        lzma.decompress((folder / f"alan_turing{which}.json.xz").read_bytes()).decode()
        for which in (".old", "")
    )
    expected = {
        "sitelinks": 134.0,
        "claims": 71.0,
        "sources": 56.0,
        "qualifiers": 6.0,
        "parent.claims": 29.0,
        "diff.labels_added": 18.0,
        "diff.properties_changed": 10.0,
        "diff.statements_added": 46.0,
        "diff.statements_removed": 2.0,
        "diff.statements_changed": 10.0,
        "diff.sources_added": 20.0,
        "diff.sources_removed": 2.0,
        "diff.identifiers_changed": 1,
        "diff.proportion_of_qid_added": 0.7801418439716312,
        "diff.proportion_of_language_added": 0.0,
        "diff.proportion_of_links_added": 0.8571428571428571,
    }
    assert {path: value(walk(path), new, old) for path in expected} == expected
    assert json.loads(new)["id"] == "Q7251"
