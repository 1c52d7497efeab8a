"""The modules of the languages: their sets, their names, and how little importing them does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from revscoring.dependencies import DependentSet
from revscoring.features import Feature
from revscoring.languages import LANGUAGES
from revscoring.languages.lists import WordList
from revscoring.languages.workshop import feature_sets, load_language

#: The languages whose names feature lists of others use; there may be more.
ALL = {
    "albanian",
    "arabic",
    "basque",
    "bengali",
    "bosnian",
    "catalan",
    "chinese",
    "croatian",
    "czech",
    "dutch",
    "english",
    "estonian",
    "finnish",
    "french",
    "galician",
    "german",
    "greek",
    "hebrew",
    "hindi",
    "hungarian",
    "icelandic",
    "indonesian",
    "italian",
    "japanese",
    "korean",
    "latvian",
    "norwegian",
    "persian",
    "polish",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "ukrainian",
    "vietnamese",
}
#: Set → the languages that had it in 2.x, whose names feature lists of others use.
PROMISED = {
    "badwords": ALL - {"basque"},
    "informals": ALL - {"basque"},
    "stopwords": ALL - {"basque", "catalan", "chinese", "hebrew", "hindi", "japanese", "korean", "tamil"},
    "dictionary": ALL
    - {"albanian", "bengali", "chinese", "finnish", "japanese", "korean", "tamil", "turkish"},
    "stemmed": {
        "dutch",
        "english",
        "french",
        "german",
        "italian",
        "portuguese",
        "romanian",
        "russian",
        "spanish",
    },
    "words_to_watch": {"chinese", "english", "portuguese"},
    "idioms": {"english"},
}
#: Sets that only this version has.
BEYOND = {
    "stopwords": ALL,
    "stemmed": PROMISED["stemmed"]
    | {"arabic", "basque", "catalan", "czech", "estonian", "finnish", "greek", "hindi", "hungarian"}
    | {"indonesian", "norwegian", "persian", "polish", "serbian", "swedish", "tamil", "turkish"},
    "dictionary": ALL - {"albanian", "chinese", "japanese"},
    "words_to_watch": {
        "chinese",
        "english",
        "french",
        "german",
        "italian",
        "japanese",
        "polish",
        "portuguese",
        "russian",
        "spanish",
    },
}
NAMES = {
    "badwords": {"feature.len(<datasource.{}.badwords.revision.matches>)", "feature.{}.badwords.revision.diff.match_delta_sum"},
    "dictionary": {"feature.len(<datasource.{}.dictionary.revision.dict_words>)"},
    "stopwords": {"feature.len(<datasource.{}.stopwords.revision.stopwords>)", "feature.len(<datasource.{}.stopwords.revisionparent.stopwords>)"},
    "stemmed": {"feature.{}.stemmed.revision.stems_length"},
}  # fmt: skip


def test_no_language_is_lost_and_codes_are_unique() -> None:
    assert set(LANGUAGES) >= ALL
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)


@pytest.mark.parametrize("kind", PROMISED)
def test_languages_have_their_sets(kind: str) -> None:
    having = {name for name in ALL if kind in dict(feature_sets(load_language(name)))}
    assert having >= PROMISED[kind]
    assert having == BEYOND.get(kind, PROMISED[kind])


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_names_begin_with_the_language(name: str) -> None:
    module = load_language(name)
    assert module.name == name
    for kind, found in feature_sets(module):
        assert isinstance(found, DependentSet)
        names = {str(node) for node in found if isinstance(node, Feature)}
        assert names
        assert all(f"{name}.{kind}." in text for text in names), names
        for expected in NAMES.get(kind, ()):
            assert expected.format(name) in names, sorted(names)


def test_sets_of_a_kind_have_one_structure() -> None:
    for kind in PROMISED:
        shapes = {
            frozenset(
                str(node).replace(name, "*")
                for node in dict(feature_sets(load_language(name)))[kind]
                if isinstance(node, Feature)
            )
            for name in LANGUAGES
            if kind in dict(feature_sets(load_language(name)))
        }
        assert len(shapes) == 1, kind


def test_importing_all_takes_under_a_second_and_loads_no_list() -> None:
    program = """if True:
        import importlib, sys, time
        from revscoring.languages import LANGUAGES
        start = time.process_time()
        for name in LANGUAGES:
            importlib.import_module("revscoring.languages." + name)
        assert time.process_time() - start < 1
        loaded = {"enchant", "stop_words", "nltk", "opencc", "sklearn"} & set(sys.modules)
        assert not loaded, loaded
        from revscoring.languages.lists import files as word_lists
        for cached in ("entries_of", "items_of", "stopwords_of"):
            assert getattr(word_lists, cached).cache_info().currsize == 0, cached
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", sorted(ALL - {"basque"}))
def test_lists_are_no_stubs(name: str) -> None:
    for kind, found in feature_sets(load_language(name)):
        words = getattr(found, "match_list", None)
        if isinstance(words, WordList):
            assert len(words) >= 100, kind  # reading checks that no entry is slower than linear


def test_languages_are_attributes_of_the_package() -> None:
    from revscoring import languages

    assert languages.italian.name == "italian"
    assert set(LANGUAGES) <= set(dir(languages))
    with pytest.raises(AttributeError, match="klingon"):
        _ = languages.klingon
