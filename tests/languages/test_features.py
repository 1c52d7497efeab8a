"""The kinds of feature sets of languages: values, errors, and shortcuts that equal the declared way."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings

from revscoring import Feature
from revscoring.datasources import revision_oriented
from revscoring.dependencies import solve
from revscoring.languages import english, features, icelandic, italian
from revscoring.languages.features import Dictionary, RegexMatches, Stemmed, Stopwords, SubstringMatches
from revscoring.languages.features.dictionary import (
    MultiDictChecker,
    SpellingDictionary,
    load_dict,
    utf16_cleanup,
)
from revscoring.languages.features.dictionary.spelling import can_be_opened, fedora_package, installed_tag
from revscoring.languages.features.stemmed import SnowballStemmer
from revscoring.languages.lists.scripts import simplify_or_none, word_edges
from tests.features.test_wikitext import declared_value
from tests.text.strategies import edits

TEXT, PARENT = revision_oriented.revision.text, revision_oriented.revision.parent.text


def knows(word: str) -> bool:
    return word[:1] in "aehiostwOT"


def first_three(word: str) -> str:
    return word.lower()[:3]


def upper(text: str | None) -> str | None:
    return None if text is None else text.upper()


SETS = {
    "dictionary": Dictionary("test.dictionary", knows),
    "stopwords": Stopwords("test.stopwords", ["the", "two", "is"]),
    "stemmed": Stemmed("test.stemmed", first_three),
    "words": RegexMatches("test.words", [r"\w*at", "one two", r"o\w+"], exclusions=["oat"]),
    "phrases": SubstringMatches("test.phrases", ["the cat", "cat sat", "three"], exclusions=["three"]),
    "prepared": RegexMatches("test.prepared", ["CAT", "o[nt]"], wrapping=None, text_preprocess=upper),
}


@given(edits())
@settings(max_examples=40)
def test_shortcuts_equal_the_declared_way(texts: tuple[str, str]) -> None:
    parent, text = texts
    nodes = [node for part in SETS.values() for node in part]
    found = list(solve(nodes, cache={TEXT: text, PARENT: parent}))
    declared = {str(TEXT): text, str(PARENT): parent}
    for node, value in zip(nodes, found, strict=True):
        expected = declared_value(node, declared)
        if isinstance(node, Feature):
            assert value == pytest.approx(expected, rel=1e-12, abs=1e-12), node
            assert type(value) is type(expected), node
        else:
            assert value == expected, node


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("dictionary.revision.dict_words", 5.0),
        ("dictionary.revision.non_dict_words", 2.0),
        ("dictionary.revision.diff.dict_words_added", 4.0),
        ("dictionary.revision.diff.non_dict_word_delta_sum", 0),
        ("stopwords.revision.stopwords", 2.0),
        ("stopwords.revision.diff.stopword_delta_increase", 1),
        ("stopwords.revision.diff.stopword_prop_delta_sum", 1.0),
        ("stemmed.revision.unique_stems", 6.0),
        ("stemmed.revision.stem_chars", 21),
        ("words.revision.matches", 3.0),
        ("words.revision.diff.match_delta_sum", 2),
        ("words.revision.diff.matches_added", 2.0),
        ("phrases.revision.matches", 1.0),
        ("prepared.revision.matches", 3.0),
        ("prepared.revision.diff.matches_added", 1.0),
    ],
)
def test_values(path: str, value: Any) -> None:
    name, _, rest = path.partition(".")
    node: Any = SETS[name]
    for attribute in rest.split("."):
        node = getattr(node, attribute)
    found = solve(node, cache={TEXT: "The cat sat. One two oat Cats", PARENT: "The cat oat. Cats"})
    assert (found, type(found)) == (value, type(value))


def test_excluding_keeps_wrapping_and_preprocessing() -> None:
    less = SETS["prepared"].excluding(["ON"])
    assert str(less) == "{test.prepared.excluding(['ON'])}"
    assert solve(less.revision.matches, cache={TEXT: "cat one ot"}) == 2.0
    twice = SETS["words"].excluding(["cat"], name="fewer").excluding(["sat"])
    assert twice.revision.datasources.matches.process("cat sat oat hat") == ["hat"]
    phrases = SETS["phrases"].excluding(["the cat"])
    assert phrases.revision.datasources.matches.process("the cat sat") == ["cat sat"]


def test_matches_serve_as_a_function_of_a_text() -> None:
    process = SETS["words"].revision.datasources.matches.process
    assert (process("one two"), process(["cat", "a sat"]), process(None)) == (["one two"], ["cat", "sat"], [])


def test_sets_pickle() -> None:
    cache = {TEXT: "The cat sat. One two", PARENT: None}
    for name, part in {**SETS, "english": english.badwords}.items():
        again = pickle.loads(pickle.dumps(part))
        nodes = [node for node in part if isinstance(node, Feature)]
        assert sorted(map(str, again)) == sorted(map(str, part)), name
        for node in nodes:
            assert solve(pickle.loads(pickle.dumps(node)), cache=dict(cache)) == solve(
                node, cache=dict(cache)
            ), node


def test_a_predicate_is_asked_once_per_distinct_word() -> None:
    asked = []
    counted = Dictionary("counted", lambda word: asked.append(word) or True)
    assert solve(counted.revision.dict_words, cache={TEXT: "one two one two one"}) == 5.0
    assert sorted(asked) == ["one", "two"]


def test_ha_is_a_verb_in_italian_and_laughter_in_english() -> None:
    matches = italian.informals.revision.datasources.matches.process
    assert matches("Roma ha una storia") == []
    assert matches("haha ahah eheh") == ["haha", "ahah", "eheh"]
    assert english.informals.revision.datasources.matches.process("ha, he has") == ["ha"]


def test_a_missing_dictionary_tells_what_to_install() -> None:
    missing = SpellingDictionary({"xx_XX": "hunspell-xx"})
    with pytest.raises(
        ImportError, match=r"apt-get install hunspell-xx .*brew install aspell.*dnf install hunspell-xx"
    ):
        missing.check("word")
    broken = Dictionary("broken", missing.check)
    with pytest.raises(RuntimeError, match=r"ImportError: .*broken.revision.* 'xx_XX'"):
        solve(broken.revision.dict_words, cache={TEXT: "word"})
    assert icelandic.dictionary is not None


def test_fedora_names_dictionaries_by_language() -> None:
    assert [fedora_package(name) for name in ("hunspell-en-us", "hunspell-it", "aspell-fa")] == [
        "hunspell-en",
        "hunspell-it",
        "aspell-fa",
    ]


def test_english_spelling_knows_any_of_its_dictionaries() -> None:
    check = english.dictionary.dictionary_check
    assert [check(word) for word in ("color", "colour", "xqzt", "a\U0001f600")] == [True, True, False, False]
    assert load_dict("en_US", "hunspell-en-us").check("word")
    assert SpellingDictionary({"en_US": "hunspell-en-us"}).check("\ud800") is False


def test_several_dictionaries_are_asked_as_one() -> None:
    class Knows:
        def __init__(self, *words: str) -> None:
            self.check = words.__contains__

    assert MultiDictChecker(Knows("a"), Knows("b")).check("b")
    assert not MultiDictChecker(Knows("a")).check("b")
    assert utf16_cleanup("x\U00020000") == "x\ufffd"


def test_traditional_chinese_is_read_as_simplified() -> None:
    assert simplify_or_none("國漢語abc") == "国汉语abc"
    assert simplify_or_none(None) is None


def test_word_edges_keep_vowel_signs_in_words() -> None:
    hindi = RegexMatches("hindi", ["हिन्द"], wrapping=word_edges(r"\u0900-\u0963"))
    assert hindi.revision.datasources.matches.process("हिन्द हिन्दी") == ["हिन्द"]
    assert set(features.__all__) == {"Dictionary", "RegexMatches", "Stemmed", "Stopwords", "SubstringMatches"}


def test_a_dictionary_that_is_there_for_countries_only_is_found(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    can_be_opened.cache_clear()
    enchant = pytest.importorskip("enchant")
    monkeypatch.setattr(enchant, "dict_exists", lambda tag: tag in ("de_AT", "fr"))
    monkeypatch.setattr(enchant, "Dict", lambda tag: None)
    request.addfinalizer(can_be_opened.cache_clear)
    monkeypatch.setattr(
        enchant, "list_languages", lambda: ["it_CH", "it_IT", "es_MX", "es_AR", "fr", "fr_FR"]
    )
    assert [installed_tag(tag) for tag in ("fr", "it", "es", "xx", "de_AT")] == [
        "fr",
        "it_IT",
        "es_AR",
        None,
        "de_AT",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("english", ["cats", "Cat"]),
        ("turkish", ["kedi", "kediler"]),
        ("polish", ["kotami", "kotom"]),
        ("greek", ["γάτα", "γάτας"]),
    ],
)
def test_words_of_one_stem_count_once(language: str, words: list[str]) -> None:
    stemmed = Stemmed(f"{language}.stemmed", SnowballStemmer(language))
    assert solve(stemmed.revision.unique_stems, cache={TEXT: " ".join(words)}) == 1.0
    again = pickle.loads(pickle.dumps(SnowballStemmer(language)))
    assert again(words[0]) == SnowballStemmer(language)(words[1])


def test_a_dictionary_that_is_claimed_but_missing_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    can_be_opened.cache_clear()
    request.addfinalizer(can_be_opened.cache_clear)
    enchant = pytest.importorskip("enchant")

    def refuse(tag: str) -> None:
        raise enchant.errors.DictNotFoundError(tag)

    monkeypatch.setattr(enchant, "dict_exists", lambda tag: True)
    monkeypatch.setattr(enchant, "list_languages", lambda: ["it_IT"])
    monkeypatch.setattr(enchant, "Dict", refuse)
    assert [installed_tag(tag) for tag in ("it_IT", "it", "qhe")] == ["it_IT", "it_IT", None]
    with pytest.raises(ImportError, match=r"No spelling dictionary 'qhe' is installed.*hunspell-qhe"):
        load_dict("qhe", "hunspell-qhe")
