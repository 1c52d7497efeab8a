"""What people read: labels by their meaning, short names, progress, and what to do next."""

from __future__ import annotations

import json
import re

import pytest

LABELS = "--labels=true,false"


@pytest.fixture
def observations(program):
    """Write observations of a label, with the name of its field, by eight authors."""

    def write(field: str = "reverted", labels=(True, False)) -> str:
        rows = []
        for number in range(80):
            label = labels[number % 4 == 0]
            cache = {"feature.longer": number % 7, "feature.capitals": (number % 4 == 0) * 3 + number % 3}
            user = f"Author {number % 8}"
            rows.append({"rev_id": number, "user": user, field: label, "cache": cache})
        program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        return "--observations=obs.jsonl"

    return write


@pytest.fixture
def train(inside, observations):
    """Train a model on `observations`, and return what is printed on standard error."""

    def run(*options: str, field: str = "reverted", labels=(False, True)) -> str:
        read = observations(field, labels)
        names = "--labels=" + ",".join(json.dumps(label) for label in labels)
        arguments = ["mylist.simple", field, names, read, "--model-file=m.model", "--folds=2", "--workers=1"]
        return inside("cv_train", "GradientBoosting", *arguments, "-p", "n_estimators=5", *options).stderr

    return run


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "reverted",
            ["20 reverted edits by ", "60 good edits", "A reverted edit is ranked above a good one:"],
        ),
        ("damaging", ["20 damaging edits by ", "60 good edits", "found: of the damaging edits;"]),
        ("goodfaith", ["60 edits labelled not goodfaith", "A goodfaith edit is ranked above another:"]),
        (
            "needs_work",
            ["20 edits labelled needs work", "An edit labelled needs work is ranked above another:"],
        ),
    ],
)
def test_labels_are_called_by_their_meaning(train, inside, field, expected):
    shown = train(field=field)
    tested = inside("test_model", "m.model", field, "--observations=obs.jsonl").stderr
    for text in expected:
        assert text in " ".join(shown.split()) and text in " ".join(tested.split())
    for output in (shown, tested, inside("model_info", "m.model").stdout):
        assert not re.search(r"label (true|false|True|False)|labelled (true|false)|~", output)


def test_labels_that_are_words_are_named(train):
    shown = train(field="quality", labels=("stub", "FA"))
    assert "20 revisions labelled FA by" in shown
    assert "A revision labelled FA is ranked above another:" in shown


def test_training_shows_progress_and_ends_with_what_was_made_and_the_next_command(train):
    shown = train("--progress")
    assert re.search(r"cv_train: +20%\|.*\| 1 of 4 tests \[", shown)
    assert "learning from all edits" in shown
    assert "m.model learned from 80 edits, 20 of them reverted, by 8 authors." in shown
    assert shown.endswith("More: revscoring model_info m.model\n")
    assert "%|" not in train()


def test_tune_takes_short_names_and_refuses_unknown_parameters_before_the_work(program, inside, observations):
    grid = "boosting:\n  class: GradientBoosting\n  params: {%s: [3, 5], max_features: [sqrt]}\n"
    arguments = [
        "mylist.simple",
        "reverted",
        "roc_auc_exact.labels.true",
        LABELS,
        observations(),
        "--folds=2",
    ]
    program.write("grid.yaml", grid % "n_estimators")
    report = inside("tune", "grid.yaml", *arguments, "--processes=1").stdout
    assert "n_estimators=5" in report
    program.write("grid.yaml", grid % "n_estimator")
    failed = inside("tune", "grid.yaml", *arguments, check=2).stderr
    assert "no parameter 'n_estimator'; did you mean 'n_estimators'" in failed
    assert "configurations" not in failed


@pytest.mark.parametrize("at_a_screen", [True, False])
def test_the_report_is_named_and_opened_at_a_screen_only(train, inside, monkeypatch, at_a_screen):
    train()
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    monkeypatch.setattr("revscoring.utilities.report.at_a_screen", lambda: at_a_screen)
    said = inside("report", "m.model", "--output=report.html", "--open").stderr
    assert ("report.html is written and opened" in said) is at_a_screen
    assert "report.html is written" in said
    assert [address.rpartition("/")[2] for address in opened] == ["report.html"] * at_a_screen
    assert "add --output report.html" in inside("report", "m.model", "--open", check=2).stderr


def test_information_about_a_model_has_no_parameters_that_only_say_deprecated(train, inside):
    train()
    for options in (["--all"], ["params"], ["--json"], ["params", "--json"]):
        assert "deprecated" not in inside("model_info", "m.model", *options).stdout
    assert "'n_estimators': 5" in inside("model_info", "m.model", "params").stdout


def test_all_information_has_a_parameter_on_a_line_and_no_build_of_a_kernel(train, inside):
    shown = train("--all"), inside("model_info", "m.model", "--all").stdout
    for text in shown:
        assert "\t\t - n_estimators: 5\n" in text
        assert "\t\t - python_version: " in text
        for noise in ("python_build", "platform", "SMP", "{'"):
            assert noise not in text
    assert max(map(len, shown[1].expandtabs().splitlines())) <= 120
    assert "python_build" in inside("model_info", "m.model", "environment").stdout
    form = inside("model_info", "m.model", "--formatting=str").stdout
    assert " - python_build: " in form and "\t - params: {" in form  # as in revscoring 2.x


def test_files_of_earlier_versions_lose_their_deprecated_parameters(program, train, inside):
    from revscoring.scoring import Model

    train()
    path = str(program.path("m.model"))
    model = Model.load(path)
    model.params["criterion"] = "deprecated"
    model.dump(path)
    assert "deprecated" not in inside("model_info", "m.model", "--all").stdout


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_summaries_fit_the_terminal(train, inside, monkeypatch, columns):
    train()
    monkeypatch.setenv("COLUMNS", str(columns))
    for options in ([], ["--threshold=recall at precision 0.5"]):
        shown = inside("model_info", "m.model", *options).stdout
        assert max(map(len, shown.splitlines())) <= columns


def test_tune_says_what_is_best_and_how_to_train_it(program, inside, observations):
    grid = "boosting:\n  class: GradientBoosting\n  params: {n_estimators: [5], max_features: [sqrt]}\n"
    program.write("grid.yaml", grid)
    arguments = [
        "mylist.simple",
        "reverted",
        "roc_auc_exact.labels.true",
        LABELS,
        observations(),
        "--folds=2",
    ]
    done = inside("tune", "grid.yaml", *arguments, "--processes=1")
    best = r"The best of 1: boosting \(n_estimators=5, max_features='sqrt'\) ranks a reverted edit above a good one \S+"
    assert re.search(best, done.stderr) and re.search(best, done.stdout)
    train = "cv_train GradientBoosting mylist.simple reverted -p n_estimators=5 -p max_features=sqrt"
    assert f"Train it: revscoring {train}" in done.stderr
    assert "- Labels: true, false\n" in done.stdout
    assert "None" not in done.stdout and "False" not in done.stdout


def test_a_parameter_with_a_wrong_value_is_said_in_one_plain_sentence(inside, observations):
    arguments = ["mylist.simple", "reverted", LABELS, observations(), "--model-file=m.model", "--folds=2"]
    done = inside("cv_train", "GradientBoosting", *arguments, "-p", "max_features=sqr", check=2)
    last = done.stderr.splitlines()[-1]
    assert "'max_features' parameter" in last and "'sqrt'" in last
    assert "Error" not in last and "--debug" not in last


@pytest.mark.parametrize(("width", "left_out"), [(80, "idioms (--json has all)"), (200, "")])
def test_the_table_of_languages_fits_the_terminal(width, left_out):
    from revscoring.languages.workshop import describe, load_language
    from revscoring.utilities.languages import _fitting_table

    infos = [describe(load_language(name)) for name in ("english", "finnish")]
    table = _fitting_table(infos, width)
    assert max(map(len, table.splitlines())) <= width
    assert left_out in table and ("Not shown" in table) is bool(left_out)
