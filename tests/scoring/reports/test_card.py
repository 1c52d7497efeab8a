"""Model cards: their sections, what they fill in, and what they ask."""

from __future__ import annotations

import html
import json
import re

import pytest

from revscoring.features import Feature, revision_oriented, temporal
from revscoring.scoring import models
from revscoring.scoring.models.cross_validation import divide
from revscoring.scoring.models.evaluation import evaluate, record
from revscoring.scoring.records import figure_text
from revscoring.scoring.reports import render_card

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
    assert card.startswith("# Model card: enwiki damaging\n")
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
    assert card.startswith("# Model card: Damaging edits on my.wiki\n")
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
