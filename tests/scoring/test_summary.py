"""Summaries of models in plain words."""

from __future__ import annotations

import pytest

from revscoring.scoring import models
from revscoring.scoring.statistics import Classification
from revscoring.scoring.statistics.classification import OperatingPoint, ThresholdOptimization
from revscoring.scoring.summary import describe_model, describe_point, point_section, summarize
from revscoring.scoring.wording import interval_words, label_words, of_many


def test_the_answer_to_a_question_for_a_threshold():
    point = OperatingPoint(
        "maximum recall @ precision >= 0.75",
        0.405,
        {"recall": 0.482, "precision": 0.76, "match_rate": 0.0558},
        {"recall": None, "precision": None},
    )
    assert describe_point(point, label_words(True, "damaging")) == (
        "look at scores from 0.405: finds 48 of 100 damaging edits; 76 of 100 flagged are damaging; "
        "56 of 1,000 edits to look at"
    )


@pytest.mark.parametrize(
    ("field", "true", "false"),
    [
        ("reverted", "reverted edits", "good edits"),
        ("reverted_for_damage", "edits labelled reverted for damage", "good edits"),
        ("goodfaith", "goodfaith edits", "not goodfaith edits"),
        (None, "edits labelled true", "edits labelled false"),
    ],
)
def test_labels_by_their_meaning(field, true, false):
    assert label_words(True, field).edits == true
    assert (
        label_words(False, field).edits.replace("edits labelled not goodfaith", "not goodfaith edits")
        == false
    )


def test_shares_are_never_rounded_to_all_or_none():
    assert [of_many(share, 100) for share in (0, 0.001, 0.5, 0.999, 1)] == [
        "0",
        "under 1",
        "50",
        "over 99",
        "100",
    ]
    assert interval_words((0.5, 0.501)) == " (50)"


def test_a_model_that_was_not_tested_says_so(features):
    model = models.GaussianNB(features, [True, False])
    (section,) = summarize(model)
    assert "nobody knows how good it is" in section.sentences[0]
    assert "tells edits labelled true from edits labelled false by 3 features" in describe_model(model)


def test_a_model_of_several_labels_has_a_row_for_each(features):
    scores = [
        ({"prediction": guess, "probability": {"A": p, "B": 1 - p, "C": 0.0}}, label)
        for guess, p, label in [("A", 0.9, "A"), ("B", 0.2, "B"), ("B", 0.4, "A"), ("B", 0.3, "C")] * 40
    ]
    model = models.GaussianNB(features, ["A", "B", "C"])
    model.info["statistics"] = Classification(["A", "B", "C"], decision_key="probability")
    model.info["statistics"].fit(scores)
    measured, table = summarize(model)
    assert measured.sentences[0].startswith("Measured on 160 labelled revisions.")
    assert [row[:2] for row in table.rows] == [["A", "80"], ["B", "40"], ["C", "40"]]
    assert table.rows[0][2].startswith("50 (")
    assert table.rows[1][2] == "100 (91–100)"  # 40 of 40 do not make it certain
    assert table.sentences == ["Careful: fewer than 100 examples of A, B, C."]


def test_evaluations_that_a_model_keeps_come_first(tested_model, features):
    model = tested_model(features)
    figure = {"value": 0.84, "low": 0.7, "high": 0.9}
    unknown = {"value": 0.5, "low": None, "high": None}
    query = "maximum recall @ precision >= 0.75"
    point = {"threshold": 0.4, "recall": figure, "precision": unknown, "match_rate": None}
    model.evaluations = [
        {
            "name": "learned from the older, tested on the newest",
            "labels": {"true": {"roc_auc_exact": figure, "points": {query: point}}},
        }
    ]
    model.info["label"] = "reverted"
    first, *_ = summarize(model)
    assert first.sentences[1] == (
        "learned from the older, tested on the newest: ranks a reverted edit above a good one 84 times of 100 (70–90)."
    )
    assert "scaled to a wiki where 100 of 1,000 edits are" in first.sentences[0]
    section = point_section(model, True, ThresholdOptimization.parse(query))
    assert section.sentences[2] == (
        "learned from the older, tested on the newest: finds 84 of 100 reverted edits (70–90); "
        "50 of 100 flagged are reverted."
    )
