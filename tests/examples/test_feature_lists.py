"""The example feature list says what it promises, and can be computed for any edit."""

from __future__ import annotations

import importlib
import sys

import pytest

from revscoring.dependencies import dig, solve

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


@pytest.fixture(scope="module")
def lists(repository):
    sys.path.insert(0, str(repository))
    try:
        yield importlib.import_module("examples.feature_lists")
    finally:
        sys.path.remove(str(repository))


def _values(features, roots):
    pytest.importorskip("enchant")
    return dict(zip([feature.name for feature in features], solve(features, cache=dict(roots)), strict=True))


def test_names_are_unique(lists):
    names = [str(feature) for feature in lists.damaging]
    assert 50 <= len(names) <= 80
    assert len(set(names)) == len(names)


def test_the_edit_is_judged_without_its_editor(lists):
    asked = {str(leaf) for leaf in dig(lists.edit)}
    assert not {leaf for leaf in asked if ".user." in leaf}
    assert {str(leaf) for leaf in dig(lists.editor)} >= {"datasource.revision.user.id"}


def test_values_of_an_edit(lists):
    values = _values(lists.damaging, ROOTS)
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


def test_a_new_page_has_values_too(lists):
    values = _values(lists.damaging, NEW_PAGE)
    assert values["share_of.page_removed"] == 0
    assert values["editor_goes_on"] is False


def test_split_history_keeps_every_line(repository, tmp_path):
    import subprocess

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
    import subprocess

    observations = tmp_path / "all.jsonl"
    observations.write_text('{"timestamp": "2013"}\n{"rev_id": 5}\n')
    program = [sys.executable, str(repository / "examples" / "split_history.py"), str(observations)]
    done = subprocess.run([*program, "--older", "x", "--newer", "y"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "line 2 is no JSON object with a timestamp" in done.stderr
    assert len(done.stderr.splitlines()) == 1
