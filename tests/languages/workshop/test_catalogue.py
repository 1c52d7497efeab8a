"""Listing languages, and finding the module of one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from revscoring.languages import LANGUAGES
from revscoring.languages.features.dictionary import spelling
from revscoring.languages.workshop import DictionaryInfo, LanguageError, describe, load_language, match_sets


def test_languages_are_found_by_name_code_and_path() -> None:
    italian = load_language("italian")
    assert load_language("it") is italian
    assert load_language("IT") is italian
    assert load_language("revscoring.languages.italian") is italian


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("enlish", r"no language 'enlish': did you mean 'english'\?"),
        ("qqqqqqq", "revscoring languages lists them all"),
        ("json", "json is not the module of a language"),
        ("no_such.module", "no language 'no_such.module'"),
    ],
)
def test_what_is_no_language(name: str, message: str) -> None:
    with pytest.raises(LanguageError, match=message):
        load_language(name)


def test_a_module_that_cannot_be_imported_tells_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_words").mkdir()
    (tmp_path / "own_words" / "__init__.py").write_text("")
    (tmp_path / "own_words" / "elvish.py").write_text("import not_installed_anywhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(LanguageError, match=r"elvish .*cannot be imported: No module named 'not_installed"):
        load_language("own_words.elvish")


def test_description(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "installed_tag", lambda tag: tag if tag == "pt_BR" else None)
    info = describe(load_language("portuguese"))
    assert (info.name, info.code) == ("portuguese", "pt")
    sizes = {found.name: found.entries for found in info.sets}
    assert sizes["badwords"] > 500
    assert sizes["stemmed"] is None
    assert [found.file for found in info.sets if found.name == "informals"] == [
        "revscoring/languages/assets/pt/informals.txt"
    ]
    assert info.dictionaries == (
        DictionaryInfo("pt_PT", "hunspell-pt-pt", False),
        DictionaryInfo("pt_BR", "hunspell-pt-br", True),
    )
    assert info.missing_packages == ["hunspell-pt-pt"]


def test_without_enchant_no_dictionary_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "enchant", None)
    assert describe(load_language("icelandic")).missing_packages == ["hunspell-is"]


def test_a_list_that_cannot_be_read_is_a_problem_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    module = load_language("latvian")
    monkeypatch.setattr(module.badwords, "match_list", type(module.badwords.match_list)("xx", "badwords"))
    found = {found.name: found for found in describe(module).sets}
    assert found["badwords"].entries is None
    assert "has no list of badwords" in found["badwords"].problem
    assert found["informals"].problem is None


def test_sets_of_matches() -> None:
    assert list(match_sets(load_language("english"))) == ["badwords", "idioms", "informals", "words_to_watch"]
    assert match_sets(load_language("basque")) == {}


def test_table(run) -> None:
    lines = run().out.splitlines()
    assert lines[0].split()[:4] == ["language", "code", "badwords", "informals"]
    assert [line.split()[0] for line in lines[2:]] == sorted(LANGUAGES)


def test_json(run) -> None:
    infos = [json.loads(line) for line in run("--json").out.splitlines()]
    assert [info["code"] for info in infos] == [LANGUAGES[name] for name in sorted(LANGUAGES)]
    greek = next(info for info in infos if info["code"] == "el")
    assert greek["dictionaries"][0]["package"] == "hunspell-el"
    assert {found["name"] for found in greek["sets"]} >= {"badwords", "dictionary", "informals", "stopwords"}


def test_a_mistaken_command_is_one_line(run) -> None:
    assert run("lnit", status=2).err == (
        "revscoring languages: error: there is no command 'lnit': did you mean 'lint'? "
        "(see revscoring languages --help)\n"
    )
    assert run("try", "enlish", "x", status=2).err.startswith("revscoring languages try: error: there is no")
