"""``revscoring simulate``: scored edits in, what a bot would have done out; bad input in one line."""

from __future__ import annotations

import json
import random

import pytest

from revscoring import Model
from revscoring.features.revision_oriented import revision
from revscoring.scoring.models import GaussianNB


def scored_rows(n=400, days=30.0):
    dice = random.Random(0)
    for number in range(n):
        damaging = dice.random() < 0.2
        share = min(max(dice.gauss(0.8 if damaging else 0.3, 0.2), 0), 1)
        day, rest = divmod(number * days / n, 1)
        yield {
            "rev_id": number,
            "user": dice.choice(["192.0.2.7", "~2025-1-2", *(f"User {k}" for k in range(9))]),
            "title": f"Page {dice.randrange(30)}",
            "timestamp": f"2021-06-{int(day) + 1:02}T{int(rest * 24):02}:00:00Z",
            "reverted": damaging,
            "score": {"prediction": share > 0.5, "probability": {"true": share, "false": 1 - share}},
        }


@pytest.fixture
def scores(program):
    program.write("scores.jsonl", "".join(json.dumps(row) + "\n" for row in scored_rows()))
    return "--scores=scores.jsonl"


@pytest.fixture
def model(inside, program):
    """A model that learned from edits of the year 2020, with a policy."""
    rows = []
    for number in range(200):
        cache = {"feature.longer": number % 7, "feature.capitals": (number % 4 == 0) * 3 + number % 3}
        rows.append(
            {"rev_id": number, "user": f"A {number % 40}", "reverted": number % 4 == 0, "cache": cache}
        )
        rows[-1]["timestamp"] = f"2020-{1 + number % 12:02}-05T00:00:00Z"
    program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    inside(
        "cv_train", "GradientBoosting", "mylist.simple", "reverted", "--labels=true,false", "--folds=2",
        "--observations=obs.jsonl", "--model-file=m.model", "--workers=1", "-p", "n_estimators=5",
    )  # fmt: skip
    return "m.model"


def test_says_what_a_bot_would_have_done(inside, scores, program):
    done = inside("simulate", scores, "--thresholds=0.6,0.9", "--output=page.html")
    assert "400 rows in = 400 out + 0 errors" in done.stderr
    assert "no evidence" in done.stderr and "NO EVIDENCE" in done.stdout
    assert "0.600" in done.stdout and "temporary accounts" in done.stdout
    rows = list(scored_rows())
    program.write("twice.jsonl", "".join(json.dumps(row) + "\n" for row in [*rows, *rows[:7]]))
    again = inside("simulate", "--scores=twice.jsonl", "--thresholds=0.6,0.9")
    assert "7 errors" in again.stderr and "its edit is in an earlier line too" in again.stderr
    assert again.stdout == done.stdout
    page = program.path("page.html").read_text()
    assert "This is no evidence" in page and "http" not in page.replace("http-equiv", "").replace(
        "http://www.w3.org", ""
    )


def test_a_question_survives_a_new_version_and_an_old_model_is_evidence(inside, scores, model, program):
    done = inside("simulate", model, scores, "--at", "recall at precision 0.5", "--as-json")
    found = json.loads(done.stdout)
    assert found["evidence"] is True and found["doubts"] == []
    [outcome] = found["outcomes"]
    assert outcome["question"] == "recall at precision 0.5"
    with program.path(model).open("rb") as file:
        statistics = Model.load(file, trusted_modules=["mylist"]).info["statistics"]
    assert outcome["threshold"] == statistics["thresholds"][True]["maximum recall @ precision >= 0.5"]


def test_a_model_that_learned_from_the_period_is_no_evidence(inside, scores, model, program):
    rows = [{**row, "timestamp": row["timestamp"].replace("2021", "2020")} for row in scored_rows()]
    program.write("scores.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = inside("simulate", model, scores, "--thresholds=0.9", "--json")
    assert json.loads(done.stdout)["evidence"] is False
    assert "seen edits of this period in training" in done.stderr


def test_accounts_and_rules_of_files(inside, scores, program):
    program.write("users.tsv", "user\tgroups\tregistration\nUser 0\tbot\t\nUser 1\t\t2021-05-30T00:00:00Z\n")
    program.write("rules.yaml", "spare: [bots]\nwait_hours: 0\n")
    done = inside("simulate", scores, "--thresholds=0.5", "--users=users.tsv", "--rules=rules.yaml", "--json")
    found = json.loads(done.stdout)
    assert found["rules"] == {"spare": ["bots"], "namespaces": None, "wait_hours": 0.0}
    assert found["spared"]["bots"] > 10
    assert {"new accounts", "anonymous editors"} <= {
        group["name"] for group in found["outcomes"][0]["groups"]
    }


def test_a_dump_is_labelled_and_scored(inside, model, program):
    done = inside(
        "simulate",
        model,
        "--dump=wiki.xml",
        "--thresholds=0.3",
        "--label-delay=0",
        "--json",
        "--trust=mylist",
    )
    found = json.loads(done.stdout)
    inside("autolabel", "--dump=wiki.xml", "--output=labels.jsonl")
    inside(
        "score",
        model,
        "--dump=wiki.xml",
        "--rev-docs=labels.jsonl",
        "--output=scores.jsonl",
        "--trust=mylist",
    )
    rows = program.lines("scores.jsonl")
    assert found["edits"] == len(rows) and found["damaging"] == sum(row["reverted"] for row in rows) > 10
    inside(
        "simulate", model, "--scores=scores.jsonl", "--thresholds=0.3", "--label-delay=0", "--output=p.html"
    )
    again = inside(
        "simulate", model, "--scores=scores.jsonl", "--thresholds=0.3", "--label-delay=0", "--json"
    )
    [outcome], [other] = found["outcomes"], json.loads(again.stdout)["outcomes"]
    assert {**outcome, "groups": 0, "first_edits": 0} == {**other, "groups": 0, "first_edits": 0}
    assert {group["name"] for group in outcome["groups"]} == {"anonymous editors", "new accounts"}


def test_two_models_are_compared(inside, model, program):
    dice = random.Random(1)
    rows = [
        {**row, "new": min(1.0, max(0.0, dice.gauss(0.8 if row["reverted"] else 0.2, 0.2)))}
        for row in scored_rows()
    ]
    program.write("scores.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    program.path("n.model").write_bytes(program.path(model).read_bytes())
    asked = ("simulate", model, "n.model", "--scores=scores.jsonl", "--thresholds=0.6", "--label-delay=0")
    fields = ("--score-field=score", "--score-field=new")
    found = json.loads(inside(*asked, *fields, "--json", "--output=page.html").stdout)
    assert list(found["models"]) == ["m.model", "n.model"]
    [difference] = found["differences"]
    old, new = (one["outcomes"][0] for one in found["models"].values())
    for one, only in ((old, "only_first"), (new, "only_second")):
        assert difference["both"]["good"] + difference[only]["good"] == one["good_undone"]
        assert sum(difference["both"].values()) + sum(difference[only].values()) == one["reverts"]
    text = " ".join(inside(*asked, *fields).stdout.split())
    assert f"only n.model {difference['only_second']['damaging']} damaging and" in text
    page = program.path("page.html").read_text()
    assert page.count('name="bot"') == 2 and "What one model would do and the other not" in page
    assert "it has no probability in 'score_2'" in inside(*asked, check=2).stderr
    assert "each its own" in inside(*asked, "--score-field=new", "--score-field=new", check=2).stderr
    assert "two different ones" in inside("simulate", model, model, "--thresholds=0.6", check=2).stderr


def test_two_models_of_different_labels_are_refused(inside, program):
    for label in ("reverted", "damaging"):
        made = GaussianNB([revision.user.is_anon], [True, False], additional_info={"label": label})
        made.train([([True], True), ([False], False)] * 3)
        with program.path(f"{label}.model").open("wb") as file:
            made.dump(file)
    done = inside("simulate", "reverted.model", "damaging.model", "--thresholds=0.5", check=2)
    assert "compare models of the same label" in done.stderr.splitlines()[-1]


BAD = {
    ("--thresholds=0.5", "--dump=wiki.xml"): "either --scores FILE or --dump",
    ("--thresholds=0.5", "--at=recall at precision 0.9"): "either --thresholds",
    (): "either --thresholds",
    ("--at=recall at precision 0.9",): "name its file",
    ("--thresholds=2",): "numbers from 0 to 1",
    ("--thresholds=nan",): "numbers from 0 to 1",
    ("--thresholds=0.5", "--period=soon"): "such as 30d",
    ("--thresholds=0.5", "--rules=rules.yaml"): "no rule",
    ("--thresholds=0.5", "--label=damaging"): "it has no label 'damaging'",
    ("--thresholds=0.5", "--score-field=risk"): "it has no 'risk'",
    ("--thresholds=0.5", "--label-delay=9999"): "no edits are left",
    ("--thresholds=0.5", "--output=-", "--json"): "leave one out",
}


@pytest.mark.parametrize("options", BAD, ids=" ".join)
def test_bad_input_is_one_line(inside, scores, program, options):
    program.write("rules.yaml", "wait: 5\n")
    done = inside("simulate", scores, *options, check=2)
    assert BAD[options] in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_rows_without_a_time_are_counted(inside, program):
    rows = [dict(row) for row in scored_rows(50)]
    del rows[3]["timestamp"]
    program.write("scores.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = inside("simulate", "--scores=scores.jsonl", "--thresholds=0.5", "--json")
    assert "line 4: it has no timestamp" in done.stderr
    assert "50 rows in = 49 out + 1 errors" in done.stderr
