"""Figures of cv_train, tune and test_model: on what data, with which intervals, and of how many examples."""

from __future__ import annotations

import json
import random
import re

import pytest

BAYES = "revscoring.scoring.models.GaussianNB"
TREES = "revscoring.scoring.models.RandomForest"


def rows_by_author(authors: int = 80, edits: int = 5) -> list[dict]:
    """Return rows whose label depends on the author only, and of whom a value tells nothing but who it is."""
    source = random.Random(0)
    rows = []
    for author in range(authors):
        bad = source.random() < 0.5
        mark = source.random() * 1000
        for edit in range(edits):
            rows.append(
                {
                    "rev_id": len(rows) + 1,
                    "reverted": bad,
                    "user": f"user {author}",
                    "page_id": len(rows) % 7,
                    "timestamp": f"2020-01-{1 + edit:02}T00:{author % 60:02}:{author // 60:02}Z",
                    "cache": {"feature.longer": int(mark * 1000), "feature.capitals": 0},
                }
            )
    return rows


@pytest.fixture
def write(program):
    def write_rows(rows: list[dict], name: str = "obs.jsonl") -> None:
        program.write(name, "".join(json.dumps(row) + "\n" for row in rows))

    return write_rows


@pytest.fixture
def train(inside):
    def run(*arguments: str, model: str = TREES, check: int = 0):
        forest = ["-p", "n_estimators=20"] if model == TREES else []
        return inside(
            *("cv_train", model, "mylist.simple", "reverted", "--labels=true,false", "--folds=5"),
            *("--workers=1", "--observations=obs.jsonl", "--model-file=m.model", *forest, *arguments),
            check=check,
        ).stderr

    return run


def rankings(shown: str) -> dict[str, tuple[int, int, int]]:
    """Return the figure and the interval of each evaluation that is shown."""
    found = re.findall(r"^  (\S.*?)  +(\d+) of 100 \((\d+)–(\d+)\)", shown, re.MULTILINE)
    return {name: (int(value), int(low), int(high)) for name, value, low, high in found}


def test_authors_are_kept_together_and_the_random_figure_stands_beside(train, write):
    write(rows_by_author())
    shown = train()
    found = rankings(shown)
    assert "the edits of an author are kept together" in shown
    assert found["5 folds at random"][0] > 95  # it knows the authors
    assert found["5 folds, each author in one"][0] < 70
    assert next(iter(found)) == "learn from old, test on new"


def test_the_statistics_of_the_model_are_those_of_the_folds_that_keep_authors_together(train, write, inside):
    write(rows_by_author())
    values = []
    for options in ([], ["--split=random"], ["--split=time"], ["--group-by=page"]):
        train(*options)
        shown = inside("model_info", "m.model", "statistics.roc_auc_exact", "--formatting=json").stdout
        values.append(json.loads(shown)["statistics"]["roc_auc_exact"]["labels"]["true"])
    grouped, at_random, by_time, by_page = values
    assert grouped < 0.7 < 0.95 < min(at_random, by_time, by_page)


def test_plain_folds_are_those_of_the_interface(train, write, program, inside):
    from revscoring.features import Feature
    from revscoring.scoring.models import RandomForest

    rows = rows_by_author()
    write(rows)
    assert "5 folds at random" in train("--split=random")
    model = RandomForest([Feature(name, returns=int) for name in "ab"], [True, False], n_estimators=20)
    statistics = model.cross_validate(
        [(list(row["cache"].values()), row["reverted"]) for row in rows], folds=5
    )
    shown = inside("model_info", "m.model", "statistics.roc_auc", "--formatting=json").stdout
    assert json.loads(shown)["statistics"] == statistics_of(statistics)


def statistics_of(statistics) -> dict:
    return json.loads(json.dumps(statistics.format(["roc_auc"], formatting="json")))


def test_rows_without_users_are_divided_at_random_and_that_is_said(train, write):
    rows = rows_by_author()
    for row in rows:
        del row["user"], row["timestamp"]
    write(rows)
    shown = train()
    assert "folds are at random: no observation has the field 'user'" in shown
    assert "no test of the newest edits with the older ones: no observation has a timestamp" in shown
    assert list(rankings(shown)) == ["5 folds at random"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--group-by=editor"], "no observation has the field 'editor'"),
        (["--group-by=kind"], "1 groups cannot be divided into 5 folds"),
        (["--group-by=verdict", "--folds=2"], "a fold has all good edits"),
        (["--split=random", "--group-by=user"], "leave out --group-by"),
        (["--split=time"], "no observation has a timestamp"),
    ],
)
def test_divisions_that_the_data_do_not_allow(train, write, options, message):
    rows = rows_by_author()
    for row in rows:
        row.update(kind="edit", verdict=str(row["reverted"]), timestamp=None)
    write(rows)
    assert message in train(*options, check=2)


def test_few_examples_are_said_before_the_work(train, write):
    rows = rows_by_author(authors=30)
    for row in rows:
        row["reverted"] = row["rev_id"] in (3, 50, 90)
    write(rows)
    shown = train(model=BAYES)
    said, _, figures = shown.partition("is ranked above")
    assert "150 edits: 3 reverted edits by 3 authors, 147 good edits by 30 authors" in said
    assert "only be told to about ±34 of 100" in said
    assert "a longer --window and --radius" in said
    assert figures


def test_a_single_example_is_refused_in_plain_words(train, write):
    rows = rows_by_author(authors=10)
    for row in rows:
        row["reverted"] = row["rev_id"] == 7
    write(rows)
    shown = train(check=2)
    assert "1 reverted edit, by 1 author, so a model cannot be tested" in shown
    for row in rows:
        row["reverted"] = False
    write(rows)
    assert "0 reverted edits" in train(check=2)


def test_intervals_are_wider_where_one_author_made_many_edits(train, write):
    rows = rows_by_author(authors=60, edits=6)
    for row in rows:  # a value that tells good authors from bad ones, more or less
        row["cache"]["feature.capitals"] = int(row["reverted"]) * 5 + int(row["user"].split()[1]) % 8
    write(rows)
    clustered = rankings(train(model=BAYES))["5 folds, each author in one"]
    for row in rows:
        row["page_id"] = row.pop("user")
    write(rows)
    alone = rankings(train("--group-by=page", model=BAYES))["5 folds, each page in one"]
    assert clustered[0] == alone[0]
    assert clustered[2] - clustered[1] > 1.5 * (alone[2] - alone[1])


def test_test_model_shows_what_was_promised_and_what_came_out(train, write, inside):
    rows = rows_by_author()
    for row in rows:
        row["cache"] = {
            "feature.longer": 0,
            "feature.capitals": int(row["reverted"]) * 9 + row["rev_id"] % 10,
        }
    write(rows)
    train()
    for row in rows:
        row["reverted"] = row["rev_id"] % 2 == 0  # the world has changed
    write(rows, "newer.jsonl")
    shown = inside("test_model", "m.model", "reverted", "--observations=newer.jsonl").stderr
    found = rankings(shown)
    assert found["the edits tested now"][0] < 65 < 90 < found["5 folds, each author in one"][0]
    points = re.search(r"look at scores from .*\n.*found of 100.*\n((?:  \S.*\n)+)", shown)
    assert points is not None
    names = [line.strip() for line in points[1].splitlines()]
    assert names[0].startswith("the edits tested now")
    assert len(names) == 3
    assert max(len(line) for line in shown.splitlines() if line.startswith("  ")) <= 80


def test_an_area_from_50_points_that_misleads_is_replaced_and_said(program, write, inside, train):
    """A model that gives nearly all edits its highest score seems nearly perfect from 50 points."""
    rows = rows_by_author(authors=200, edits=2)
    for number, row in enumerate(rows):
        row["reverted"] = number % 40 == 0
        row["cache"]["feature.capitals"] = int(number % 40 == 1)
        row["cache"]["feature.longer"] = 0
    write(rows)
    program.write("grid.yaml", f"bayes:\n  class: {BAYES}\n  params: {{}}\n")
    report = inside(
        *("tune", "grid.yaml", "mylist.simple", "reverted", "roc_auc.labels.true", "--labels=true,false"),
        *("--obs=obs.jsonl", "--folds=2", "--processes=1", "--split=random"),
    ).stdout
    assert "- Statistic: roc_auc_exact.labels.true (greatest first)" in report
    exact = float(re.search(r"\| bayes +\| (0\.\d+) \(0\.\d+–0\.\d+\) +\|", report)[1])
    assert 0.5 < exact < 0.55
    assert "roc_auc.labels.true, which is from 50 points, is more than 0.01 off" in report
    shown = train("--split=random", "--folds=2", model=BAYES)
    assert re.search(r"roc_auc of reverted edits is (0\.9\d+|1\.0+) as revscoring 2\.x computes it", shown)
    text = inside("model_info", "m.model", "statistics.roc_auc").stdout
    assert "The exact area:\n" in text
    assert "roc_auc_exact" in text


def test_tune_keeps_authors_together_and_shows_the_best_otherwise(program, write, inside):
    write(rows_by_author())
    program.write("grid.yaml", f"forest:\n  class: {TREES}\n  params: {{n_estimators: [20]}}\n")
    arguments = ["grid.yaml", "mylist.simple", "reverted", "roc_auc_exact.labels.true", "--labels=true,false"]
    done = inside("tune", *arguments, "--obs=obs.jsonl", "--processes=1")
    assert "400 edits: " in done.stderr
    assert "the edits of an author are kept together" in done.stderr
    table = dict(
        re.findall(
            r"^\| (5 folds.*?|learn.*?) +\| ([01]\.\d+) \([01]\.\d+–[01]\.\d+\) +\|",
            done.stdout,
            re.MULTILINE,
        )
    )
    assert float(table["5 folds, each author in one"]) < 0.7 < 0.95 < float(table["5 folds at random"])
    assert float(table["learn from old, test on new"]) > 0.95


def test_extract_and_autolabel_say_few_examples_too(program, write, inside):
    labelled = inside("autolabel", "--dump", "wiki.xml", "--output", "labels.jsonl").stderr
    few = "28 reverted edits, by 28 authors, so how good a model is can only be told to about ±11 of 100"
    rarer = "good edits, by 4 authors"
    assert few in labelled or rarer in labelled
    rows = program.lines("labels.jsonl")[:40]
    for row in rows:
        row["reverted"] = row["rev_id"] == 8
    write(rows, "few.jsonl")
    extract = [
        "extract",
        "mylist.simple",
        "--dump",
        "wiki.xml",
        "--input",
        "few.jsonl",
        "--output",
        "o.jsonl",
    ]
    shown = inside(*extract, "--extractors=0").stderr
    assert shown.index("40 edits: 1 reverted edit by 1 author") < shown.index("observations in")
    assert "so a model cannot be tested" in shown
    assert "40 edits" not in inside(*extract, "--extractors=0", "--label=good").stderr


def shown_in(row: str) -> tuple[str, ...]:
    """Return the figures with intervals in a row of a table."""
    return tuple(re.findall(r"(?:under |over )?\d+ \(\d+(?:–\d+)?\)", row))


def test_a_threshold_has_one_interval_in_cv_train_model_info_and_the_report(train, write, inside, program):
    """Authors of many edits each: intervals that count edits singly would be much narrower."""
    rows = rows_by_author()
    source = random.Random(5)
    for row in rows:
        row["cache"]["feature.longer"] = source.gauss(2 if row["reverted"] else 0, 1) // 0.1
    write(rows)
    shown = train("--split=random", model=BAYES)
    trained = shown.partition("To find 3 of 4")[2]
    figures = shown_in(next(line for line in trained.splitlines() if "5 folds" in line))
    assert len(figures) >= 2
    summary = inside("model_info", "m.model").stdout
    assert shown_in(next(line for line in summary.splitlines() if line.startswith("find 3 of 4"))) == figures
    answer = inside("model_info", "m.model", "--threshold", "filter_rate at recall 0.75").stdout
    answer = " ".join(answer.split())
    for figure in figures[:2]:
        number, _, interval = figure.partition(" ")
        assert re.search(rf"\b{number} of 100 [a-z ]+ {re.escape(interval)}", answer)
    inside("report", "m.model", "--card", "--output", "card.md")
    assert all(figure in (program.directory / "card.md").read_text() for figure in figures)
    assert "singly" not in summary


def test_tune_checks_its_statistic_before_the_work(program, write, inside):
    write(rows_by_author())
    program.write("grid.yaml", f"bayes: {{class: {BAYES}}}\n")
    arguments = ("mylist.simple", "reverted")
    failed = inside("tune", "grid.yaml", *arguments, "roc_auc.label.true", "--labels=true,false", check=2)
    assert "did you mean roc_auc.labels.true?" in failed.stderr
    assert "observations in" not in failed.stderr


def test_tune_shows_the_interval_of_the_best(program, write, inside):
    write(rows_by_author())
    program.write("grid.yaml", f"bayes: {{class: {BAYES}, params: {{var_smoothing: [0.1, 0.2]}}}}\n")
    options = ("--labels=true,false", "--observations=obs.jsonl", "--processes=1", "--report=report.md")
    for statistic, pattern in [
        ("roc_auc.labels.true", r"times of 100 \(\d+–\d+\)"),
        (
            "recall at precision 0.4",
            r"has recall [01]\.\d+ \([01]\.\d+–\S+\) of reverted edits at precision >= 0\.4",
        ),
    ]:
        said = inside("tune", "grid.yaml", "mylist.simple", "reverted", statistic, *options).stderr
        assert re.search(pattern, said)
        assert "1 of the others lie within its interval" in said
        assert "WARNING" not in said
        report = (program.directory / "report.md").read_text()
        assert "95 of 100 other samples of authors" in report
        assert len(re.findall(r"[01]\.\d{4} \([01]\.\d+–[01]\.\d+\)", report)) >= 4
