"""Model cards: their sections, what they fill in, and what they ask."""

from __future__ import annotations

import html
import json
import re

import pytest

from revscoring.features import Feature, revision_oriented
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
