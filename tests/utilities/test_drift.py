"""``revscoring drift``: a model file knows what it learned from; edits are compared with that."""

from __future__ import annotations

import json
import random

import pytest

from revscoring import Model
from revscoring.cli.drift_columns import ScoreDrift

NAMES = ("feature.longer", "feature.capitals")


def rows(n, seed, shift=0, **fields):
    dice = random.Random(seed)
    for number in range(n):
        bad = dice.random() < 0.3
        cache = {NAMES[0]: dice.randrange(40) + shift, NAMES[1]: dice.randrange(5) + 3 * bad}
        user = f"192.0.2.{number % 50}" if number % 3 else f"User {number}"
        time = f"2021-03-{1 + number * 28 // n:02}T00:00:00Z"
        yield {"rev_id": number, "reverted": bad, "user": user, "timestamp": time, "cache": cache, **fields}


def write(program, name, made):
    program.write(name, "".join(json.dumps(row) + "\n" for row in made))


@pytest.fixture
def model(inside, program):
    write(program, "obs.jsonl", rows(2500, 1))
    inside(
        "cv_train", "GradientBoosting", "mylist.simple", "reverted", "--labels=true,false", "--folds=5",
        "--observations=obs.jsonl", "--model-file=m.model", "--workers=1", "-p", "n_estimators=20",
    )  # fmt: skip
    return "m.model"


def test_a_month_as_before_and_one_that_differs(inside, program, model):
    with program.path(model).open("rb") as file:
        loaded = Model.load(file, trusted_modules=["mylist"])
    assert set(loaded.profile["columns"]) == {*NAMES, "score"}
    assert loaded.profile["rates"]["true"] == pytest.approx(0.3, abs=0.05)
    assert len(json.dumps(loaded.profile)) < 1500 and "profile" not in loaded.info
    trusted = ("drift", model, "--trust=mylist")

    write(program, "same.jsonl", rows(500, 2))
    same = inside(*trusted, "--observations=same.jsonl", "--fail-if=drift", "--label=reverted", "--json")
    found = json.loads(same.stdout)
    assert not any(one["alarm"] for one in found["columns"])
    assert found["labels"]["precision"]["maximum filter_rate @ recall >= 0.75"]["value"] > 0.5
    for name, figure in found["labels"]["precision"].items():
        low, high = found["labels"]["precision_at_any_look"][name]
        assert low < figure["value"] < high and high - low > 0.05
    assert abs(found["labels"]["excess"]["value"]) < 0.1
    of = found["flagged"]["at “maximum filter_rate @ recall >= 0.75”"]
    assert [name for name, *_ in of][:2] == ["all edits", "accounts of unknown age"]
    assert sum(n for name, n, _ in of if name.startswith("week of 2021-")) == 500

    write(program, "twice.jsonl", [*rows(500, 2), *rows(500, 2)])
    twice = inside(*trusted, "--observations=twice.jsonl", "--label=reverted", "--json")
    assert json.loads(twice.stdout) == found and "in an earlier line too" in twice.stderr

    new = [{**row, "user": f"~2025-{row['rev_id']}-1"} for row in rows(500, 3, shift=20)]
    new = [{**row, "cache": {**row["cache"], NAMES[1]: 2}} for row in new]
    write(program, "new.jsonl", new)
    done = inside(*trusted, "--observations=new.jsonl", "--fail-if=drift", "--output=page.html", check=1)
    page = " ".join(program.path("page.html").read_text().split())
    assert "longer (!)" in page and "100 of 100 edits are by temporary accounts" in page
    assert "the same for all edits now" in page and "<script src" not in page
    assert "page.html is written" in done.stderr
    text = inside(*trusted, "--observations=new.jsonl", "--reference=new.jsonl", "--label=reverted").stdout
    assert "None of 3 differs much" in text and "500 edits of new.jsonl" in text
    assert "of the flagged edits have the label" in " ".join(text.split()) and "FLAGGED AT" in text


def test_scores_that_come_one_by_one_are_compared_with_training(program, model):
    with program.path(model).open("rb") as file:
        loaded = Model.load(file, trusted_modules=["mylist"])
    same, other = ScoreDrift(loaded, model), ScoreDrift(loaded, model)
    for row in rows(500, 2):
        same.add(row["user"], loaded.score([row["cache"][name] for name in NAMES]))
        other.add(row["user"], {"probability": {True: 0.99, False: 0.01}})
    assert "the scores of 500 edits do not differ much" in same.sentence()
    assert "the scores of 500 edits differ much" in other.sentence() and "median 0.990" in other.sentence()
    assert "nothing is known" in ScoreDrift(loaded, model).sentence()
    loaded.profile = None
    with pytest.raises(RuntimeError, match=f"{model} has no profile of its scores"):
        ScoreDrift(loaded, model)


def test_bad_input_is_one_line(inside, program, model):
    drift = ("drift", model, "--trust=mylist")
    write(program, "none.jsonl", [])
    assert "there is no edit with values" in inside(*drift, "--observations=none.jsonl", check=2).stderr
    write(program, "bare.jsonl", [{"rev_id": 5}])
    told = inside(*drift, "--observations=bare.jsonl", check=2).stderr
    assert "line 1: it has no cache: revscoring extract writes one" in told
    write(program, "same.jsonl", rows(60, 2))
    same = (*drift, "--observations=same.jsonl")
    assert "no edit has a label 'x'" in inside(*same, "--label=x", check=2).stderr
    assert "--at: " in inside(*same, "--at=love", check=2).stderr
    assert "leave one out" in inside(*same, "--output=-", "--json", check=2).stderr
    with program.path(model).open("rb") as file:
        loaded = Model.load(file, trusted_modules=["mylist"])
    loaded.profile = None
    with program.path("old.model").open("wb") as file:
        loaded.dump(file)
    done = inside("drift", "old.model", "--trust=mylist", "--observations=same.jsonl", check=2)
    assert "has no profile of what it learned from" in done.stderr.splitlines()[-1]


def test_the_program_exits_with_1(program, inside, model):
    write(program, "new.jsonl", rows(300, 3, shift=30))
    program("drift", model, "--trust=mylist", "--observations=new.jsonl", "--fail-if=drift", check=1)
