"""Model cards: their sections, what they fill in, and what they ask."""

from __future__ import annotations

import html
import json
import re

import pytest
import yaml

from revscoring.features import Feature, revision_oriented, temporal
from revscoring.scoring import models
from revscoring.scoring.models.cross_validation import divide
from revscoring.scoring.models.evaluation import evaluate, record
from revscoring.scoring.records import figure_text
from revscoring.scoring.reports import CardPart, Table, make_card, render_card, render_report

SECTIONS = [
    "Motivation",
    "Users and uses",
    "Don't use this model for",
    "Ethical considerations, caveats and recommendations",
    "Model",
    "Data",
    "Licence",
    "Citation",
]


@pytest.fixture(scope="module")
def model(tested_model):
    features = [
        Feature("some.words", returns=float),
        revision_oriented.revision.user.is_anon,
        Feature("a|b", returns=float),
    ]
    return tested_model(features)


@pytest.fixture(scope="module")
def card(model):
    return render_card(model, "enwiki damaging")


def test_sections(card):
    assert card.partition("\n---\n")[2].startswith("# Model card: enwiki damaging\n")
    assert re.findall(r"^## (.*)$", card, flags=re.MULTILINE) == SECTIONS


def test_figures_are_those_of_the_model(card, model):
    statistics = model.info["statistics"]
    row = statistics["recall"].format_json({})
    assert f"| `recall` | {row['micro']:.3f} | {row['macro']:.3f} | {row['labels'][True]:.3f}" in card
    predictions = statistics["counts"]["predictions"][True]
    assert f"| true | {predictions[True]} | {predictions[False]} |" in card
    assert "scaled to the population (true 10.00%, false 90.00%)" in card
    assert "`maximum recall @ precision >= 0.9`" in card


def test_evaluations_on_edits_that_the_model_had_not_seen_come_first(features, observations):
    model = models.GaussianNB(features, [True, False])
    statistics = model.cross_validate(observations, folds=3)
    assert "had not seen" not in render_card(model)
    division = divide([label for _, label in observations], 3)
    tested = evaluate(model, observations, "old & new", division, list(range(len(observations))))
    model.evaluations = [record(tested, "time", [True, False], statistics)]
    page = html.unescape(render_card(model))
    figure = figure_text(model.evaluations[0]["labels"]["true"]["roc_auc_exact"])
    assert re.fullmatch(r"\d\d of 100 \(\d\d–\d\d\)", figure)
    assert page.index("old & new") < page.index(figure) < page.index("recall")


def test_areas_are_the_exact_ones(card):
    assert "`roc_auc_exact`" in card
    assert "`roc_auc`" not in card


def test_the_implementation_is_json(card):
    document = json.loads(re.search(r"```json\n(.*?)\n```", card, flags=re.DOTALL)[1])
    assert document["type"] == "GradientBoosting"
    assert document["params"]["n_estimators"] == 10
    assert document["score_schema"]["properties"]["prediction"]["type"] == "boolean"


def test_features_about_people_are_named(card):
    assert "1 of 3 features tell something about who edits (`feature.revision.user.is_anon`)" in card
    assert re.search(r"they make up \d+% of the feature importance", card)


def test_features_made_from_what_is_known_of_people_are_named_too(tested_model):
    """Neither name nor place says it: the value is from the registration of the account."""
    registration = temporal.revision.user.seconds_since_registration
    days = Feature("days_of_work", float, returns=float, depends_on=[registration])
    unknown = Feature("b", returns=float)
    card = render_card(tested_model([days, unknown, Feature("c", returns=float)]))
    assert "1 of 3 features tell something about who edits (`feature.days_of_work`)" in card


def test_labels_are_named_by_their_meaning_and_data_are_told(tested_model):
    model = tested_model([Feature(name, returns=float) for name in "abc"])
    model.info["label"] = "damaging"
    model.info["data"] = {"wiki": "my.wiki", "edits": 300, "from": "2020-01-01", "to": "2020-02-01"}
    groups = [
        {"name": name, "n": n, "positives": 40, "authors": 50, "roc_auc_exact": None, "recall": None,
         "fpr": {"value": value, "low": value, "high": value}}
        for name, n, value in (("all edits", 200, 0.2), ("talk pages", 90, 0.3), ("articles", 110, 0.1))
    ]  # fmt: skip
    model.evaluations = [{
        "kind": "groups", "name": "folds", "n": 200, "authors": 60, "accuracy": None, "labels": {},
        "groups": [{"by": "namespace", "label": "true", "threshold": 0.5, "groups": groups}],
    }]  # fmt: skip
    card = render_card(model)
    assert card.partition("\n---\n")[2].startswith("# Model card: Damaging edits on my.wiki\n")
    assert "| Scores | damaging, good |" in card
    assert "| Wiki and language | my.wiki |" in card
    assert "| statistic | micro | macro | damaging | good |" in card
    assert "(damaging 10.00%, good 90.00%)" in card
    assert "* Learned from 300 edits on my.wiki, 2020-01-01 to 2020-02-01." in card
    assert "Of 100 good edits of talk pages, 30 (30) are flagged wrongly; of articles, 10 (10)." in card
    assert "| talk pages | 90 | 40 | 50 | too few | too few | 30 (30) |" in card
    prose = card.split("### Implementation")[0]
    assert not re.search(r"\| (true|false) \|", prose)
    assert "finds, of 100 damaging edits" in prose


HOSTILE = "<script>alert(1)</script> [x](javascript:y) ''b'' {{T}} |"


def stated(tested_model, **policy):
    """Return a model with a policy."""
    model = tested_model([Feature(name, returns=float) for name in "abc"])
    model.info["policy"] = policy
    return model


def test_the_policy_answers_questions(tested_model):
    questions = {
        "problem", "reason", "intended_uses", "thresholds", "not_for", "labels", "burden", "report_url",
        "data", "labelling", "license", "citation", "wikis", "contact",
    }  # fmt: skip
    bare = make_card(tested_model([Feature(name, returns=float) for name in "abc"]))
    assert (bare.questions, set(bare.unanswered)) == (14, questions)
    assert "**14 of 14 questions are unanswered.**" in bare.text
    assert "(`answers.problem`) What problem" in bare.text and "(`contact`) who" in bare.text
    policy = {
        "license": "CC0-1.0",
        "contact": "Project talk:Scores",
        "report_url": "https://my.wiki/wiki/Wrong",
        "automation": "never",
        "trained_on": {"labels": "reverts"},
        "answers": {"problem": "Vandalism.", "not_for": "Blocks.", "colour": "x", "reason": " "},
    }
    card = make_card(stated(tested_model, **policy), "t", burden="Newcomers are.")
    left = {"reason", "intended_uses", "data", "labelling", "citation", "wikis"}
    assert (card.questions, set(card.unanswered)) == (14, left)
    assert f"**{len(left)} of 14 questions are unanswered.**" in card.text
    assert card.text.count("**To answer:**") == len(left)
    for line in (
        "* Vandalism.", "* Blocks.", "* Newcomers are.", "* The model: CC0-1.0",
        "* Report a wrong score: <https://my.wiki/wiki/Wrong>", "* Bots must not act on scores.",
        "| Owner and contact | Project talk:Scores |", "| automation | never |",
    ):  # fmt: skip
        assert f"\n{line}\n" in card.text, line
    full = make_card(stated(tested_model, answers=dict.fromkeys(questions, "Yes.")))
    assert not full.unanswered and "All 14 questions are answered." in full.text


def test_front_matter_is_what_hugging_face_reads(tested_model):
    policy = {"license": "CC0-1.0", "languages": ["it", "Klingon"], "tags": ["not-for-all-audiences"]}
    model = stated(tested_model, **policy)
    figure = {"value": 0.9, "low": 0.8, "high": 0.95}
    model.evaluations = [
        {"kind": "author", "name": "folds", "n": 200, "authors": 60, "accuracy": None,
         "labels": {"true": {"n": 50, "authors": 20, "roc_auc_exact": figure, "points": {}}}}
    ]  # fmt: skip
    document = yaml.safe_load(render_card(model, "--- x: [").split("---\n")[1])
    assert document["license"] == "cc0-1.0" and document["language"] == ["it"]
    assert document["tags"] == ["revscoring", "mediawiki", "not-for-all-audiences"]
    assert document["library_name"] == "revscoring" and document["metrics"] == ["roc_auc"]
    (index,) = document["model-index"]
    (result,) = index["results"]
    assert index["name"] == "--- x: ["
    assert result["dataset"]["name"] == "folds, 200 edits of a wiki"
    (metric,) = result["metrics"]
    assert (metric["type"], metric["value"]) == ("roc_auc", 0.9)
    assert metric["name"].endswith("90 of 100 (80–95)")
    other = render_card(stated(tested_model, license="Ours", licence_url="https://my.wiki/l"))
    document = yaml.safe_load(other.split("---\n")[1])
    assert (document["license"], document["license_name"]) == ("other", "Ours")
    assert document["license_link"] == "https://my.wiki/l"


def test_hostile_texts_are_shown_as_they_are(tested_model):
    policy = {
        "contact": HOSTILE, "not_for": [HOSTILE, "# a"], "license": HOSTILE, HOSTILE: HOSTILE,
        "answers": {"problem": HOSTILE, "citation": f"}} ``` {HOSTILE}"}, "gated": {"text": f"a\n\n{HOSTILE}"},
        "report_url": "https://my.wiki/%22><script>alert(1)</script>[a]|{b}",
    }  # fmt: skip
    model = stated(tested_model, **policy)
    parts = [CardPart(HOSTILE, [HOSTILE, "- a"], Table([HOSTILE, "n"], [[HOSTILE, 0.5]]))]
    body = make_card(model, HOSTILE, parts).text.split("---\n", 2)[2]
    assert "<script" not in body
    text = re.sub(r"^(```+)[a-z].*?\n\1$", "", body, flags=re.DOTALL | re.MULTILINE)
    assert "<script" not in text and "<https://my.wiki/%22%3E%3Cscript%3Ealert(1)%3C/script%3E" in text
    assert "[x](" not in text and "\\[x\\](" in text and "{{T}}" in text
    assert "\n* &lt;script&gt;alert(1)&lt;/script&gt;" in text
    for line in text.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {3, 4, 5, 6, 8}, line
    wiki = make_card(model, HOSTILE, parts, "wikitext").text
    assert wiki.startswith("= Model card: &#60;script&#62;")
    assert "<script" not in wiki
    wiki = re.sub(r"<pre>.*?</pre>", "", wiki, flags=re.DOTALL)
    for mark in ("[x]", "{{T}}", "''b''", "**", "\n#"):
        assert mark not in wiki, mark
    page = render_report(model)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_a_policy_that_is_not_understood_is_told(tested_model):
    model = stated(tested_model, version=2)
    assert "| policy | not understood: policy.version: 2" in render_card(model)
    assert "not understood: policy.version: 2" in render_report(model)


def test_what_only_people_know_is_asked(card):
    assert card.count("**To answer:**") >= 10
    assert all(
        line.rstrip().endswith(("?", "? |", "above.")) for line in card.splitlines() if "To answer" in line
    )


def test_tables_are_sound(card):
    assert "a\\|b" in card
    columns = None
    for line in card.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else None
        assert cells is None or columns in (None, cells)
        columns = cells


def test_models_without_statistics(features):
    card = render_card(models.GaussianNB(features, [True, False]))
    assert "the model has no statistics" in card
    assert "None" not in card.split("### Implementation")[0].replace("| Version | – |", "")
