"""The wikitext family: values, the law that shortcuts equal the declared way, and what 2.x measured."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring import Feature
from revscoring.datasources import revision_oriented
from revscoring.dependencies import Dependent, DependentSet, draw, solve
from revscoring.features import bytes as bytes_features
from revscoring.features import wikitext
from revscoring.features.wikitext.datasources import Revision
from revscoring.text.tokens import tokenize
from tests.text.strategies import any_text, edits

TEXT, PARENT = revision_oriented.revision.text, revision_oriented.revision.parent.text
FEATURES = [node for node in wikitext.revision if isinstance(node, Feature)] + [
    wikitext.revision.headings_by_level(2),
    wikitext.revision.template_names_matching("cite"),
    wikitext.revision.parent.wikilink_titles_matching("File:"),
]
TABLES = [node for node in wikitext.revision.datasources if "frequency" in str(node) or "delta" in str(node)]


def declared_value(node: Any, values: dict[str, Any]) -> Any:
    """Evaluate the declared way, without plans and shortcuts."""
    if str(node) not in values:
        values[str(node)] = node(*[declared_value(d, values) for d in node.dependencies])
    return values[str(node)]


def of(feature: Dependent, text: str | None, parent: str | None = None) -> Any:
    return solve(feature, cache={TEXT: text, PARENT: parent})


@given(
    edits() | st.tuples(any_text, any_text) | st.tuples(st.none(), any_text) | st.tuples(any_text, st.none())
)
@settings(max_examples=60)
def test_shortcuts_equal_the_declared_way(texts: tuple[str | None, str | None]) -> None:
    parent, text = texts
    nodes = [*FEATURES, *TABLES]
    found = list(solve(nodes, cache={TEXT: text, PARENT: parent}))
    declared = {str(TEXT): text, str(PARENT): parent}
    for node, value in zip(nodes, found, strict=True):
        expected = declared_value(node, declared)
        assert value == pytest.approx(expected, rel=1e-12, abs=1e-12), node
        assert type(value) is type(expected), node


def test_paragraphs_need_no_tokens_and_come_from_those_that_are_given() -> None:
    paragraphs, tokens = (
        wikitext.revision.datasources.paragraphs_sentences_and_whitespace,
        wikitext.revision.datasources.tokens,
    )
    cache: dict[Any, Any] = {TEXT: "One.\n\nTwo."}
    assert list(map(str, solve(paragraphs, cache=cache))) == ["One.", "\n\n", "Two."]
    assert tokens not in cache
    given = {TEXT: "One.", tokens: tokenize("Three.")}
    assert list(map(str, solve(paragraphs, cache=given))) == ["Three."]


def test_there_are_as_many_features_as_the_contract_says() -> None:
    fixed = [feature for feature in FEATURES if str(feature).endswith("_fixed")]
    counts = [
        len([n for n in tree if isinstance(n, Feature)])
        for tree in (wikitext.revision.parent, wikitext.revision.diff)
    ]
    assert counts == [33 + len(fixed) // 2, 115]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tokens", 22.0), ("words", 5.0), ("chars", 60.0), ("uppercase_words", 1.0), ("numbers", 1.0), ("longest_word", 4),
        ("markups", 6.0), ("markup_chars", 12), ("headings", 1.0), ("templates", 1.0), ("wikilinks", 1.0), ("ref_tags", 2.0),
        ("ref_tags_fixed", 1.0), ("breaks", 1.0), ("punctuations", 1.0), ("longest_repeated_char", 2), ("external_links", 0.0),
    ],
)  # fmt: skip
def test_values(path: str, value: Any) -> None:
    text = "== NATO ==\n\n[[Cats]] {{x}} 12 dogs.<ref>a</ref><references/>"
    assert (of(getattr(wikitext.revision, path), text), type(value)) == (value, type(value))


def test_a_missing_text_counts_nothing() -> None:
    for feature in FEATURES:
        if "added" not in str(feature) and "longest_repeated" not in str(feature):
            assert of(feature, None, None) == 0, feature
    assert of(wikitext.revision.longest_repeated_char, None) == 1


def test_all_of_a_page_creation_is_added() -> None:
    diff = wikitext.revision.diff
    assert of(diff.chars_added, "Two words", None) == of(wikitext.revision.chars, "Two words") == 9
    assert of(diff.word_prop_delta_sum, "Two two", None) == 2.0
    assert of(diff.words_removed, None, "Two words") == 2.0


def test_an_injected_list_is_counted_in_place_of_the_text() -> None:
    words = wikitext.revision.datasources.words
    assert solve(wikitext.revision.words, cache={TEXT: "one two", words: ["a", "b", "c"]}) == 3.0
    replaced = type(words)(lambda token: True, wikitext.revision.datasources.tokens, name=words.name)
    assert solve(wikitext.revision.words, context=[replaced], cache={TEXT: "one two"}) == 3.0


def test_the_list_itself_is_there_for_who_asks() -> None:
    source = wikitext.revision.datasources
    cache = {TEXT: "One two. Three {{x|y}}"}
    assert solve(source.words, cache=cache) == ["One", "two", "Three", "x", "y"]
    assert solve(source.tokens_in_types({"dcurly_open", "bar"}), cache=cache) == ["{{", "|"]
    assert solve(source.tokens_matching("t"), cache=cache) == ["two", "Three"]
    assert [str(t) for t in solve(source.templates, cache=cache)] == ["{{x|y}}"]
    assert solve(source.templates_str_matching(r"\{\{X"), cache=cache) == ["{{x|y}}"]
    assert solve(source.content, cache=cache) == "One two. Three "
    assert [str(s) for s in solve(source.sections, cache=cache)] == ["One two. Three {{x|y}}"]


def test_sentences_added_and_removed_are_differences_of_sets() -> None:
    diff = wikitext.revision.datasources.diff
    cache = {TEXT: "One two three. Five six seven.", PARENT: "One two three. Four of them."}
    assert [str(s) for s in solve(diff.sentences_added, cache=cache)] == ["Five six seven."]
    assert [str(s) for s in solve(diff.sentences_removed, cache=cache)] == ["Four of them."]


def test_tokens_of_the_diff_by_class_and_by_pattern() -> None:
    diff = wikitext.revision.datasources.diff
    cache = {TEXT: "One 12 three [[x]]", PARENT: "One three"}
    assert solve(diff.tokens_added_in_types({"number"}), cache=cache) == ["12"]
    assert solve(diff.tokens_added_matching(r"\["), cache=cache) == ["[["]
    assert solve(diff.tokens_removed_in_types({"word"}), cache=cache) == []
    assert solve(diff.tokens_removed_matching("."), cache=cache) == []


def test_names_of_factories_show_the_bare_pattern() -> None:
    assert (
        str(wikitext.revision.template_names_matching("a.b"))
        == "feature.wikitext.revision.template_names_matching(a.b)"
    )
    assert str(wikitext.revision.headings_by_level(2, name="h2")) == "feature.h2"
    compiled = wikitext.revision.datasources.tokens_matching(re.compile("A"))
    assert solve(compiled, cache={TEXT: "a A"}) == ["A"]


def test_names_of_sets_of_types_do_not_depend_on_their_order() -> None:
    source = wikitext.revision.datasources
    names = {str(source.tokens_in_types(types)) for types in (["a", "b"], ["b", "a"], {"b", "a"})}
    assert names == {"datasource.wikitext.revision.tokens_in_types({'a', 'b'})"}
    with pytest.raises(TypeError, match="collection"):
        source.tokens_in_types("word")


def test_a_tree_over_any_text() -> None:
    root = DependentSet("mine")
    root.text = revision_oriented.revision.text
    source = Revision("mine", root)
    assert not hasattr(source, "parent")
    assert solve(source.template_names, cache={TEXT: "{{a}}{{b|{{c}}}}"}) == ["a", "b", "c"]


def test_every_node_pickles() -> None:
    for node in [*FEATURES, *wikitext.revision.datasources]:
        again = pickle.loads(pickle.dumps(node))
        assert str(again) == str(node)
    again = pickle.loads(pickle.dumps(wikitext.revision))
    assert of(again.words, "two words") == 2.0


def test_drawings_show_what_is_declared_and_what_will_run() -> None:
    assert "wikitext.revision.words" in draw(wikitext.revision.words)
    assert "kernel" not in draw(wikitext.revision.words)
    assert "INTERMEDIATE" in draw(wikitext.revision.words, plan=True)


def test_a_revision_without_text_has_no_length_in_bytes_but_a_fixed_one() -> None:
    with pytest.raises(RuntimeError, match="no text to encode"):
        of(bytes_features.revision.parent.length, "é", None)
    assert of(bytes_features.revision.parent.length_fixed, "é", None) == 0.0
    assert of(bytes_features.revision.length, "é\ud800") == 3.0


def test_golden_values(load_golden: Any) -> None:
    for case in load_golden("wikitext.json")["cases"]:
        cache = {TEXT: case["text"], PARENT: case["parent"]}
        for path, expected in case["features"].items():
            base, _, rest = path.partition(":")
            node: Any = bytes_features.revision if base == "bytes" else wikitext.revision
            for name in (rest or base).split("."):
                node = getattr(node, name)
            if not str(expected).startswith("ERROR"):
                assert solve(node, cache=dict(cache)) == pytest.approx(expected, rel=1e-9), path
        tokens = [
            [str(token), token.type]
            for token in solve(wikitext.revision.datasources.tokens, cache=dict(cache))
        ]
        assert tokens == case["tokens"]
        operations, _, _ = solve(wikitext.revision.diff.datasources.operations, cache=dict(cache))
        assert [list(operation) for operation in operations] == case["operations"]


def test_the_fixed_tree_has_the_same_features_under_its_own_names() -> None:
    from revscoring.features.wikitext import fixed

    standard = {str(node) for node in FEATURES if "_fixed" not in str(node) and "matching(" not in str(node)}
    names = {str(node) for node in fixed.revision if isinstance(node, Feature)}
    plain = {name.replace("wikitext.fixed.", "wikitext.") for name in names}
    assert {name for name in standard if "tokenized(" not in name and "by_level" not in name} <= plain
    assert all("wikitext.fixed." in name or "datasource.revision" in name for name in names)


@pytest.mark.parametrize(
    ("path", "text", "parent", "standard", "corrected"),
    [
        ("markups", "''a'' {|b|}", None, 2.0, 4.0),  # "}" alone counts as markup in the standard tree
        ("ref_tags", "<ref>a</ref><references/>", None, 2.0, 1.0),
        ("diff.words_added", "a b " * 150 + "x", "a b " * 150, 1.0, 1.0),
        (
            "diff.words_removed",
            "{|a|}\n\nOne two three. Five six seven.",
            "{|a|}\n\nOne two three. Four of them.",
            3.0,
            3.0,
        ),
        ("diff.words_added", "of the " * 150 + "cat " + "of the " * 40, "of the " * 190, 81.0, 1.0),
    ],
)
def test_what_the_fixed_tree_corrects(
    path: str, text: str, parent: str | None, standard: float, corrected: float
) -> None:
    from revscoring.features.wikitext import fixed

    found = []
    for tree in (wikitext.revision, fixed.revision):
        node: Any = tree
        for attribute in path.split("."):
            node = getattr(node, attribute)
        found.append(of(node, text, parent))
    assert found == [standard, corrected]


def test_a_sentence_after_a_table_is_a_sentence_of_its_own_in_the_fixed_tree() -> None:
    from revscoring.features.wikitext import fixed

    text = "{| a b c d\n|}\n\nOne two three. Four five six."
    found = [
        list(map(str, solve(tree.datasources.sentences, cache={TEXT: text})))
        for tree in (wikitext.revision, fixed.revision)
    ]
    assert found == [[text], ["{| a b c d\n|}", "One two three.", "Four five six."]]
