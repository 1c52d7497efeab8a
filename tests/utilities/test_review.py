"""``revscoring review``: from a population to labels, with the texts of a dump; bad input in one line."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import contextmanager

import pytest


def embedded(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])


@pytest.fixture
def sample(inside, program):
    inside("autolabel", "--dump=wiki.xml", "--output=all.jsonl")
    done = inside(
        "review", "sample", "--population=all.jsonl", "--size=5", "--seed=1", "--output=sample.jsonl"
    )
    assert "= 5 out" in done.stderr
    return program.lines("sample.jsonl")


def test_from_a_population_to_labels(inside, program, sample):
    inside("review", "page", "sample.jsonl", "--dump=wiki.xml", "--output=review.html")
    document = embedded(program.path("review.html").read_text())
    assert [edit["rev_id"] for edit in document["edits"]] == [row["rev_id"] for row in sample]
    assert any(edit["pieces"] for edit in document["edits"])
    assert all("user" not in edit and "reverted" not in edit for edit in document["edits"])
    verdicts = ["stay", "revert", "unsure", "stay", "revert"]
    rows = [
        {"rev_id": edit["rev_id"], "verdict": verdict, "reviewer": "", "review": edit["review"]}
        for edit, verdict in zip(document["edits"], verdicts, strict=True)
    ]
    program.write("judgements.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = inside("review", "tally", "judgements.jsonl", "--output=labels.jsonl")
    assert "40 % to 60 % of them should stay" in " ".join(done.stdout.split())
    labels = program.lines("labels.jsonl")
    assert {row["damaging"] for row in labels} == {True, False} and len(labels) == 4
    found = json.loads(inside("review", "tally", "judgements.jsonl", "--json").stdout)
    assert found["judged"] == 5 and found["at_the_end"] is not None


def test_judgements_are_labels_that_a_model_learns_from(inside, program):
    rows = [
        {"rev_id": number, "cache": {"feature.longer": number % 5, "feature.capitals": number % 3}}
        for number in range(60)
    ]
    program.write("features.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    inside("review", "sample", "--population=features.jsonl", "--size=60", "--output=sample.jsonl")
    judged = [
        {
            "rev_id": row["rev_id"],
            "verdict": "revert" if row["rev_id"] % 3 == 0 else "stay",
            "review": row["review"],
        }
        for row in program.lines("sample.jsonl")
    ]
    program.write("judgements.jsonl", "".join(json.dumps(row) + "\n" for row in judged))
    inside("review", "tally", "judgements.jsonl", "--output=labels.jsonl")
    inside("intersect_merge_observations", "features.jsonl", "labels.jsonl", "--output=labelled.jsonl")
    done = inside(
        "cv_train", "GradientBoosting", "mylist.simple", "damaging", "--labels=true,false", "--folds=2",
        "--observations=labelled.jsonl", "--model-file=m.model", "--workers=1", "-p", "n_estimators=3",
    )  # fmt: skip
    assert "60 edits: 20 damaging edits" in done.stderr


def test_several_reviewers_have_pages_of_their_own(inside, program, sample):
    inside(
        "review",
        "page",
        "sample.jsonl",
        "--dump=wiki.xml",
        "--reviewer=Ann",
        "--reviewer=Ben B",
        "--output=r.html",
    )
    places = []
    for name in ("Ann", "Ben_B"):
        document = embedded(program.path(f"r-{name}.html").read_text())
        places.append([edit["review"]["place"] for edit in document["edits"]])
    assert places == [[0, 2, 4], [0, 1, 3]]


def test_only_edits_with_a_high_score_and_strata(inside, program):
    rows = [{"rev_id": n, "user": "192.0.2.1" if n % 4 else "Ann", "score": n / 100} for n in range(100)]
    program.write("scored.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    inside(
        "review",
        "sample",
        "--population=scored.jsonl",
        "--at-least=0.6",
        "--size=10",
        "--strata=editor",
        "--output=s.jsonl",
    )
    drawn = program.lines("s.jsonl")
    assert all(row["rev_id"] >= 60 for row in drawn)
    assert drawn[0]["review"]["strata"] == {"accounts of unknown age": 10, "anonymous editors": 30}


def test_the_population_is_what_a_bot_reverted_in_a_dump(inside, program):
    inside("autolabel", "--dump=wiki.xml", "--restored", "--output=all.jsonl")
    rows = program.lines("all.jsonl")
    reverts = [row["rev_id"] for row in rows if row["user"] == "Regular"]
    reverted = {row["rev_id"] for row in rows if row.get("reverting_id") in reverts}
    size = f"--size={len(reverted)}"
    inside("review", "sample", "--dump=wiki.xml", "--contributions=Regular", size, "--output=sample.jsonl")
    assert {row["rev_id"] for row in program.lines("sample.jsonl")} == reverted and len(reverted) > 10
    inside("review", "sample", "--dump=wiki.xml", "--size=50", "--output=sample.jsonl")
    assert program.lines("sample.jsonl")[0]["review"]["population"] == len(rows)


class Contributions:
    """A wiki that knows the contributions of a bot, two in a reply."""

    client = property(lambda self: self)
    listed = [
        {"revid": 20 + n, "parentid": 10 + n, "pageid": n, "ns": 0, "title": f"Page {n}", "tags": tags, "comment": said}
        for n, (tags, said) in enumerate(
            [(["mw-rollback"], ""), ([], "fixes a link"), ([], "Undid revision 12 by [[Special:Contributions/Ann|Ann]]"),
             (["mw-manual-revert", "x"], "?"), (["mw-undo"], "")]
        )
    ] + [{"revid": 90, "parentid": 0, "tags": ["mw-undo"]}, {"userhidden": True, "revid": 91, "parentid": 89}]  # fmt: skip

    @contextmanager
    def explained(self):
        yield

    def get(self, parameters):
        return {"query": {"general": {"lang": "it", "wikiid": "itwiki"}}}

    def query(self, parameters):
        known = self.listed if parameters["ucuser"] == "Bot" else []
        for start in range(0, len(known), 2):
            yield {"query": {"usercontribs": known[start : start + 2]}}


def test_the_population_is_what_a_bot_reverted_on_a_wiki(inside, program, monkeypatch):
    monkeypatch.setattr("revscoring.cli.populations.make_extractor", lambda host, login: Contributions())
    asked = ("review", "sample", "--host=https://w.example", "--size=3", "--output=sample.jsonl")
    inside(*asked, "--contributions=Bot")
    rows = program.lines("sample.jsonl")
    assert {row["rev_id"] for row in rows} <= {10, 12, 13, 14} and len(rows) == 3
    assert rows[0]["review"]["population"] == 4
    assert all(row["reverting_id"] == row["rev_id"] + 10 and row["wiki"] == "itwiki" for row in rows)
    inside(*asked, "--contributions=Bot", "--newest=3")
    assert program.lines("sample.jsonl")[0]["review"]["population"] == 3
    assert "Nobody has reverted nothing there" in inside(*asked, "--contributions=Nobody", check=2).stderr


def test_judgements_are_kept_in_a_store_and_are_labels_from_there(inside, program):
    rows = [{"rev_id": n} for n in range(1, 5)]
    program.write("all.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    inside("review", "sample", "--population=all.jsonl", "--size=4", "--output=sample.jsonl")
    review = {row["rev_id"]: row["review"] for row in program.lines("sample.jsonl")}
    said = [(1, "stay", "Ann", {}), (1, "stay", "Ben", {}), (2, "revert", "Ann", {"goodfaith": True}),
            (3, "unsure", "Ann", {}), (4, "stay", "Ann", {"damaging": True}), (4, "stay", "", {})]  # fmt: skip
    judged = [
        {"rev_id": rev_id, "verdict": verdict, "reviewer": who, **more, "review": review[rev_id]}
        for rev_id, verdict, who, more in said
    ]
    program.write("judgements.jsonl", "".join(json.dumps(row) + "\n" for row in judged))
    tally = ("review", "tally", "judgements.jsonl", "--store=reports.sqlite", "--wiki=testwiki")
    assert "6 judgements are new" in inside(*tally).stderr
    assert "0 judgements are new" in inside(*tally).stderr
    inside("reports", "export", "--labels", "--output=labels.jsonl")
    assert program.lines("labels.jsonl") == [
        {"rev_id": 1, "damaging": False},
        {"rev_id": 2, "damaging": True, "goodfaith": True},
    ]  # of the third nobody is sure, and of the fourth they differ
    assert "--wiki goes with --labels" in inside("reports", "export", "--wiki=w", check=2).stderr


def test_a_locked_store_is_one_line_and_nothing_is_lost(inside, program, monkeypatch):
    program.write("all.jsonl", '{"rev_id": 1}\n')
    inside("review", "sample", "--population=all.jsonl", "--size=1", "--output=sample.jsonl")
    (row,) = program.lines("sample.jsonl")
    program.write("judgements.jsonl", json.dumps({**row, "verdict": "stay"}) + "\n")
    tally = ("review", "tally", "judgements.jsonl", "--store=reports.sqlite", "--wiki=w", "--output=l.jsonl")
    inside("reports", "add", "5", "--wiki=w", "--store=reports.sqlite")
    monkeypatch.setattr("revscoring.audit.store.WAIT", 0.05)
    with sqlite3.connect(program.path("reports.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        done = inside(*tally, check=2)
    other.close()
    assert "reports.sqlite: database is locked" in done.stderr.splitlines()[-1]
    assert program.lines("l.jsonl") == [{"rev_id": 1, "damaging": False}]
    assert "1 judgements are new" in inside(*tally).stderr


def test_needed(inside):
    done = inside("review", "needed", "--limit=0.1", "--if-truth=0.05", "--json")
    assert json.loads(done.stdout)["needed"][0]["planned"] == 179
    assert "5 %" in inside("review", "needed").stdout


BAD = {
    ("sample", "--population=all.jsonl", "--dump=wiki.xml"): "give one of --population",
    ("sample", "--contributions=Ann"): "in a dump (--dump) or on a wiki (--host)",
    ("sample", "--host=https://a.example"): "--host needs --contributions",
    ("sample", "--dump=wiki.xml", "--contributions=Nobody"): "Nobody has reverted nothing in it",
    ("tally", "sample.jsonl", "--store=new.sqlite"): "judgement 1 is none of a review page",
    ("sample", "--population=all.jsonl", "--size=100000"): "give a smaller --size",
    ("sample", "--population=all.jsonl", "--at-least=0.5"): "run revscoring score first",
    ("sample", "--population=all.jsonl", "--at-least=5"): "a number from 0 to 1",
    ("page", "all.jsonl"): "it is of no sample",
    ("page", "sample.jsonl"): "give --dump FILE or --host URL",
    ("page", "sample.jsonl", "--dump=wiki.xml", "--host=https://a.example"): "either --dump",
    ("page", "sample.jsonl", "--dump=wiki.xml", "--reviewer=A", "--reviewer=A"): "the same name",
    ("page", "sample.jsonl", "--dump=wiki.xml", "--reviewer=A", "--reviewer=B"): "--output review.html",
    ("tally", "all.jsonl"): "judgement 1 is none of a review page",
    ("tally",): "FILE",
    ("needed", "--limit=0.1", "--if-truth=0.1"): "no review tells",
    ("needed", "--limit=0"): "between 0 and 1",
}


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_is_one_line(inside, sample, arguments):
    done = inside("review", *arguments, check=2)
    assert BAD[arguments] in done.stderr.strip().splitlines()[-1]


def test_an_edit_with_a_hidden_summary_is_shown_and_one_with_a_hidden_text_says_why(
    inside, program, repository
):
    dump = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    inside("autolabel", "--dump", dump, "--output=all.jsonl")
    ids = {row["rev_id"] for row in program.lines("all.jsonl")}
    inside("review", "sample", "--population=all.jsonl", f"--size={len(ids)}", "--output=sample.jsonl")
    done = inside("review", "page", "sample.jsonl", "--dump", dump, "--output=review.html")
    edits = {edit["rev_id"]: edit for edit in embedded(program.path("review.html").read_text())["edits"]}
    assert edits.keys() == ids
    assert edits[4717]["pieces"] and edits[4717]["comment"] == ""  # its summary is hidden
    problems = {edit["problem"] for edit in edits.values()} - {""}
    assert problems and all("text" in problem for problem in problems)
    assert "the text of the revision is hidden" in done.stderr
