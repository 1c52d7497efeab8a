"""What models say of the data that they learned from: in the file, on the terminal, and in reports of tune."""

from __future__ import annotations

import json
import re

import pytest

from revscoring.features import Feature
from revscoring.scoring import Model, models
from revscoring.scoring.training_data import learned_from

from .conftest import FEATURES, Program, sample_dump

BAYES = "revscoring.scoring.models.GaussianNB"


def rows_of(editors):
    """Return rows of (user, is anonymous, good edits, good ones that are flagged) by as many authors."""
    rows = []
    for user, anonymous, good, flagged in editors:
        for number in range(good + 40):
            bad = number >= good
            rows.append(
                {
                    "rev_id": len(rows) + 1,
                    "reverted": bad,
                    "user": f"{user}{number}",
                    "anonymous": anonymous,
                    "namespace": len(rows) % 2,
                    "timestamp": f"{2019 + len(rows) % 2}-01-{1 + number % 28:02}T00:00:00Z",
                    "wiki": "my.wiki",
                    "cache": {"feature.longer": int(bad or number < flagged), "feature.capitals": number % 5},
                }
            )
    return rows


@pytest.fixture(scope="module")
def from_history(tmp_path_factory):
    """A directory with a model that learned from a dump, made once."""
    program = Program(tmp_path_factory.mktemp("history"))
    program.write("mylist.py", FEATURES)
    program.write("wiki.xml", sample_dump())
    program("autolabel", "--dump", "wiki.xml", "--output", "labels.jsonl")
    program(
        *("extract", "mylist.simple", "--dump", "wiki.xml", "--input", "labels.jsonl", "--output", "o.jsonl")
    )
    program(
        *("cv_train", BAYES, "mylist.simple", "reverted", "--labels=true,false", "--folds=3"),
        *("--workers=1", "--observations=o.jsonl", "--model-file=m.model"),
    )
    return program


def test_a_model_file_says_what_the_model_learned_from(from_history):
    rows = from_history.lines("o.jsonl")
    bad = sum(row["reverted"] for row in rows)
    data = Model.load(str(from_history.path("m.model")), trusted_modules=["mylist"]).info["data"]
    assert data == {
        "wiki": "testwiki",
        "label": "reverted",
        "edits": len(rows),
        "examples": {"true": bad, "false": len(rows) - bad},
        "authors": len({row["user"] for row in rows}),
        "from": min(row["timestamp"] for row in rows)[:10],
        "to": max(row["timestamp"] for row in rows)[:10],
        "languages": [],
    }


def test_model_info_begins_with_it(from_history):
    done = from_history("model_info", "m.model", "--trust", "mylist")
    rows = from_history.lines("o.jsonl")
    bad, authors = sum(row["reverted"] for row in rows), len({row["user"] for row in rows})
    said = " ".join(done.stdout.split())
    expected = f"Learned from {len(rows)} edits on testwiki, {bad} of them reverted, by {authors} authors, 2003-01-01 to"
    assert expected in said
    assert said.index(expected) < said.index("Measured on")


def test_the_report_is_headed_by_it(from_history):
    page = from_history("report", "m.model", "--trust", "mylist").stdout
    assert "<h1>Reverted edits on testwiki</h1>" in page


@pytest.mark.parametrize("own", [{}, {"wiki": "elsewhere"}])
def test_extract_names_the_wiki_unless_the_observation_does(program, inside, own):
    program.write("in.jsonl", json.dumps({"rev_id": 2, **own}) + "\n")
    inside("extract", "mylist.simple", "--dump=wiki.xml", "--input=in.jsonl", "--output=out.jsonl")
    assert program.lines("out.jsonl")[0]["wiki"] == own.get("wiki", "testwiki")


def test_dumps_of_unnamed_wikis_name_none(program, inside):
    dump = program.path("wiki.xml").read_text()
    program.write("wiki.xml", dump.replace("<sitename>Test</sitename><dbname>testwiki</dbname>", ""))
    inside("autolabel", "--dump=wiki.xml", "--output=labels.jsonl")
    assert not any("wiki" in row for row in program.lines("labels.jsonl"))


def test_what_is_not_known_is_said(program, inside):
    rows = [{"rev_id": row["rev_id"], "reverted": row["reverted"], "cache": row["cache"]}
            for row in rows_of([("Ann", False, 60, 10)])]  # fmt: skip
    program.write("o.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    inside(
        *("cv_train", BAYES, "mylist.simple", "reverted", "--labels=true,false", "--folds=2"),
        *("--workers=1", "--observations=o.jsonl", "--model-file=m.model"),
    )
    said = " ".join(inside("model_info", "m.model", "--trust=mylist").stdout.split())
    assert "Learned from 100 edits, 40 of them reverted." in said
    assert (
        "Not known of the edits that it learned from: of which wiki, by how many authors, when they" in said
    )


def test_models_without_data_say_so():
    model = models.GaussianNB([Feature("a", returns=float)], [True, False])
    assert learned_from(model) == [
        "The file does not say what it learned from: which wiki, which edits, when."
    ]
    model.info["data"] = "of another program"
    assert len(learned_from(model)) == 1


@pytest.mark.parametrize(("count", "named"), [(1, "w0"), (3, "w0, w1, w2"), (4, "4 wikis")])
def test_several_wikis_are_named_or_counted(program, inside, count, named):
    rows = rows_of([("Ann", False, 60, 10)])
    for number, row in enumerate(rows):
        row["wiki"] = f"w{number % count}"
        row["timestamp"] = 10**12  # milliseconds: a year that no calendar has
    program.write("o.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    inside(
        *("cv_train", BAYES, "mylist.simple", "reverted", "--labels=true,false", "--folds=2"),
        *("--workers=1", "--observations=o.jsonl", "--model-file=m.model"),
    )
    data = Model.load(str(program.path("m.model")), trusted_modules=["mylist"]).info["data"]
    assert data["wiki"] == named
    assert "from" not in data


def test_languages_whose_words_are_counted_are_named():
    model = models.GaussianNB([Feature("a", returns=float)], [True, False])
    model.info["data"] = {"languages": ["english", "italian"], "edits": 3}
    assert "It counts words of English and Italian." in learned_from(model)


def test_tune_says_it_in_its_report(program, inside):
    rows = rows_of([("Ann", False, 60, 10)])
    program.write("o.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    program.write("grid.yaml", f"bayes: {{class: {BAYES}}}\n")
    inside(
        *("tune", "grid.yaml", "mylist.simple", "reverted", "roc_auc.labels.true", "--labels=true,false"),
        *("--folds=2", "--processes=1", "--obs=o.jsonl", "--report=r.md"),
    )
    expected = (
        "- Learned from: 100 edits on my.wiki, 40 of them reverted, by 100 authors, 2019-01-01 to 2020-01-28"
    )
    assert expected in program.path("r.md").read_text()


def test_groups_are_measured_on_folds_that_keep_authors_together(program, inside):
    """Good edits of anonymous editors look like damage in three of four cases here, of accounts in none."""
    rows = rows_of([("192.0.2.", True, 80, 60), ("Ann", False, 300, 0)])
    program.write("o.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    inside(
        *("cv_train", BAYES, "mylist.simple", "reverted", "--labels=true,false", "--folds=4"),
        *("--workers=1", "--observations=o.jsonl", "--model-file=m.model"),
    )
    model = Model.load(str(program.path("m.model")), trusted_modules=["mylist"])
    (measured,) = [one for one in model.evaluations if "groups" in one]
    assert measured["name"] == "4 folds, each author in one"
    groups = {one["by"]: {group["name"]: group for group in one["groups"]} for one in measured["groups"]}
    assert list(groups) == ["editor", "namespace", "year"]
    assert groups["editor"]["anonymous editors"]["fpr"]["value"] == 60 / 80
    assert groups["editor"]["accounts of unknown age"]["fpr"]["value"] == 0
    assert groups["editor"]["all edits"]["fpr"]["value"] == 60 / 380
    assert {name: group["n"] for name, group in groups["namespace"].items()} == {
        "all edits": 460,
        "articles": 230,
        "talk pages": 230,
    }
    page = inside("report", "m.model", "--trust=mylist").stdout
    assert re.search(
        r"Of 100 good edits of anonymous editors, 75 \(6\d–8\d\) are flagged wrongly; of accounts of unknown age, 0 \(",
        page,
    )
