"""The example feature list says what it promises, and can be computed for any edit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest

from revscoring import examples
from revscoring.dependencies import dig, expand, solve
from revscoring.examples import damaging, english
from revscoring.importing import import_from_path
from revscoring.languages import LANGUAGES, RevertSummaries
from revscoring.languages.workshop import LanguageError, load_language
from revscoring.scoring import Model

ROOTS = {
    "datasource.revision.text": "The old harbour froze!!! LOL [[ice]]",
    "datasource.revision.parent.text": "The old harbour froze.",
    "datasource.revision.comment": "/* Harbour */ fix typo",
    "datasource.revision.page.namespace.id": 0,
    "datasource.revision.timestamp_str": "2020-01-02T12:00:00Z",
    "datasource.revision.parent.timestamp_str": "2020-01-01T12:00:00Z",
    "datasource.revision.user.id": 0,
    "datasource.revision.user.text": "192.0.2.1",
    "datasource.revision.user.info.groups": ["*"],
    "datasource.revision.user.info.registration_str": None,
    "datasource.revision.parent.user.text": "192.0.2.1",
}
NEW_PAGE = {
    **ROOTS,
    "datasource.revision.parent.text": None,
    "datasource.revision.parent.timestamp_str": None,
    "datasource.revision.parent.user.text": None,
}


def _values(features, roots):
    pytest.importorskip("enchant")
    return dict(zip([feature.name for feature in features], solve(features, cache=dict(roots)), strict=True))


def test_names_are_unique():
    names = [str(feature) for feature in english.damaging]
    assert 50 <= len(names) <= 80
    assert len(set(names)) == len(names)


def test_the_edit_is_judged_without_its_editor():
    asked = {str(leaf) for leaf in dig(english.edit)}
    assert not {leaf for leaf in asked if ".user." in leaf}
    assert {str(leaf) for leaf in dig(english.editor)} >= {"datasource.revision.user.id"}


def test_values_of_an_edit():
    values = _values(english.damaging, ROOTS)
    expected = {
        "change_of.wikilinks": 1.0,
        "exclamations_added": 1.0,
        "english.informals.revision.diff.match_delta_increase": 1,
        "summary_is_empty": False,
        "summary_names_a_section": True,
        "summary_tells_of_a_fix": True,
        "summary_tells_of_a_revert": False,
        "page_is_an_article": True,
        "revision.user.is_anon": True,
        "editor_goes_on": True,
        "editor_is_a_bot": False,
    }
    assert {name: values[name] for name in expected} == expected
    assert values["log_of_days.since_the_last_edit"] == pytest.approx(0.6931, abs=1e-4)


def test_a_new_page_has_values_too():
    values = _values(english.damaging, NEW_PAGE)
    assert values["share_of.page_removed"] == 0
    assert values["editor_goes_on"] is False


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_the_lists(language):
    found = damaging(language)
    assert (
        found is damaging(LANGUAGES[language]) is import_from_path(f"revscoring.examples.{language}.damaging")
    )
    names = [str(feature) for feature in found]
    assert len(set(names)) == len(names) >= 50
    used = {name.split(".")[1] for name in map(str, expand(found))} & set(LANGUAGES)
    assert used == {language}
    has_badwords = hasattr(load_language(language), "badwords")
    assert has_badwords == any(".badwords." in name for name in map(str, expand(found)))


@pytest.mark.parametrize(
    ("language", "summary", "told"),
    [
        ("italian", "Annullata la modifica 47 di [[Special:Contributions/Ann|Ann]]", True),
        ("italian", "/* Storia */ annullate le modifiche di Ann", True),
        ("italian", "Undid revision 47 by Ann", False),  # words of another language
        ("italian", "nuova sezione", False),
        ("russian", "Отмена правки 47 участника Ann", True),
        ("english", "rv vandalism", True),
        ("albanian", "", None),  # nobody has written how its editors say it
    ],
)
def test_summaries_of_reverts_are_those_of_the_language(language, summary, told):
    found = [feature for feature in damaging(language) if "tells_of_a_revert" in str(feature)]
    if told is None:
        assert found == []
    else:
        assert list(solve(found, cache={**ROOTS, "datasource.revision.comment": summary})) == [told]


def test_hostile_summaries_take_no_time():
    for code in LANGUAGES.values():
        if regex := RevertSummaries.regex_of_language(code):
            compiled = re.compile(regex, re.IGNORECASE)
            began = time.process_time()
            for part in (" ", "/* ", "a", "a ", "Annullate le modifiche di ", "による", "版 "):
                compiled.match((part * 1000)[:1000])
            assert time.process_time() - began < 1, code


def test_a_list_without_a_dictionary_can_be_computed():
    values = dict(zip(map(str, damaging("japanese")), solve(damaging("japanese"), cache=ROOTS), strict=True))
    assert values["feature.exclamations_added"] == 1.0


def test_names_of_languages_are_checked():
    with pytest.raises(LanguageError, match="did you mean 'italian'"):
        damaging("itallian")
    with pytest.raises(AttributeError, match="'klingon'"):
        _ = examples.klingon
    assert set(LANGUAGES) <= set(dir(examples))


def test_a_language_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "my_klingon.py").write_text(
        "from revscoring.languages import Language\n"
        "language = Language('klingon', 'tlh', 'my_klingon')\n"
        "badwords = language.matches('badwords')\n"
    )
    names = [str(feature) for feature in damaging("my_klingon")]
    assert "feature.klingon.badwords.revision.diff.match_delta_increase" in names
    assert not any("stopword" in name for name in names)


def test_a_model_of_a_list_needs_no_trust_and_no_checkout(tmp_path):
    """The lists are of the package: who has installed it can load a model that somebody else made."""
    path = tmp_path / "italian.model"
    program = f"""if True:
        from revscoring.examples import damaging
        from revscoring.scoring.models import GaussianNB
        features = damaging("italian")
        rows = [([feature.returns((n + k) % 7) for k, feature in enumerate(features)], n % 2 == 0) for n in range(60)]
        model = GaussianNB(features, labels=[True, False], version="1")
        model.train(rows)
        with open({str(path)!r}, "wb") as file:
            model.dump(file)
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, env=environment)
    model = Model.load(str(path))
    assert [id(feature) for feature in model.features] == [id(feature) for feature in damaging("italian")]


def test_split_history_keeps_every_line(repository, tmp_path):
    observations = tmp_path / "all.jsonl"
    observations.write_text("".join(f'{{"timestamp": "20{year}"}}\n' for year in (13, 11, 15, 12, 14)))
    program = [sys.executable, str(repository / "examples" / "split_history.py"), str(observations)]
    older, newer = tmp_path / "older.jsonl", tmp_path / "newer.jsonl"
    arguments = ["--older", str(older), "--newer", str(newer), "--newest", "0.4"]
    done = subprocess.run([*program, *arguments], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "3 older observations, 2 newer ones\n")
    assert [line[15:19] for line in newer.read_text().splitlines()] == ["2015", "2014"]
    assert [line[15:19] for line in older.read_text().splitlines()] == ["2013", "2011", "2012"]


def test_split_history_names_the_line_that_it_cannot_read(repository, tmp_path):
    observations = tmp_path / "all.jsonl"
    observations.write_text('{"timestamp": "2013"}\n{"rev_id": 5}\n')
    program = [sys.executable, str(repository / "examples" / "split_history.py"), str(observations)]
    done = subprocess.run([*program, "--older", "x", "--newer", "y"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "line 2 is no JSON object with a timestamp" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_list_without_a_dictionary_lacks_only_what_needs_one():
    from revscoring import examples

    lists = examples.english
    plain, full = list(map(str, lists.without_dictionary)), list(map(str, lists.damaging))
    assert [name for name in full if name in set(plain)] == plain
    left_out = set(full) - set(plain)
    assert len(left_out) == 7
    assert all("dict" in name for name in left_out)
