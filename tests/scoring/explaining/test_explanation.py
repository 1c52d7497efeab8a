"""Explanations: contributions add up to the score, and name the words that made features fire."""

from __future__ import annotations

import math

import numpy as np
import pytest

from revscoring.features import Feature, FeatureVector, describe, modifiers, wikitext
from revscoring.features import revision_oriented as about
from revscoring.languages import english
from revscoring.scoring.explaining import Evidence, find_evidence
from revscoring.scoring.models import (
    GaussianNB,
    GradientBoosting,
    HistGradientBoosting,
    LogisticRegression,
    RandomForest,
)

FEATURES = [Feature(name, returns=float) for name in ("a", "b", "noise")]


def observations(n: int, labels: list[object], seed: int = 0) -> list[tuple[list[float], object]]:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(n, 3))
    places = np.clip((rows[:, 0] + 0.5 * rows[:, 1] > 0).astype(int) + (rows[:, 0] > 1), 0, len(labels) - 1)
    return [(row.tolist(), labels[place]) for row, place in zip(rows, places, strict=True)]


def log_odds(p: float) -> float:
    return math.log(p / (1 - p))


@pytest.mark.parametrize("scale", [False, True])
@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        (GradientBoosting, {"n_estimators": 20}),
        (HistGradientBoosting, {"max_iter": 20}),
        (RandomForest, {"n_estimators": 20}),
        (LogisticRegression, {}),
    ],
)
def test_contributions_add_up_to_the_probability(kind: type, parameters: dict[str, int], scale: bool) -> None:
    model = kind(FEATURES, [True, False], scale=scale, center=scale, **parameters)
    model.train(observations(300, [False, True]))
    for values, _ in observations(10, [False, True], seed=1):
        for label in (True, False):
            explanation = model.explain(values, label=label)
            expected = explanation.probability
            if explanation.unit == "log odds":
                expected = log_odds(expected)
            assert explanation.total() == pytest.approx(expected, rel=1e-7, abs=1e-9)
            assert explanation.probability == model.score(values)["probability"][label]


def test_contributions_of_several_classes_add_up_to_their_raw_scores() -> None:
    model = GradientBoosting(FEATURES, ["x", "y", "z"], n_estimators=10)
    model.train(observations(400, ["x", "y", "z"]))
    values = [0.3, -0.2, 0.0]
    totals = np.exp([model.explain(values, label=label).total() for label in ("x", "y", "z")])
    found = [model.explain(values, label=label).probability for label in ("x", "y", "z")]
    assert found == pytest.approx((totals / totals.sum()).tolist(), abs=1e-9)
    assert model.explain(values).label == model.score(values)["prediction"]


def test_what_decides_is_on_top_and_what_is_noise_at_the_bottom() -> None:
    model = HistGradientBoosting(FEATURES, [True, False], max_iter=30)
    model.train(observations(500, [False, True]))
    explanation = model.explain([2.0, 0.1, 0.0])
    assert next(str(c.feature) for c in explanation.contributions) == "feature.a"
    assert explanation.contributions[0].amount > 0 > model.explain([-2.0, 0.1, 0.0]).contributions[0].amount


def test_columns_of_a_vector_count_as_one_feature() -> None:
    vector = FeatureVector("pair", returns=float)
    model = LogisticRegression([vector, FEATURES[2]], [True, False])
    model.train([([row[:2], row[2]], label) for row, label in observations(200, [False, True])])
    explanation = model.explain([[1.0, 2.0], 0.0])
    assert {str(c.feature) for c in explanation.contributions} == {"feature_vector.pair", "feature.noise"}
    assert explanation.total() == pytest.approx(log_odds(explanation.probability), abs=1e-9)


def test_multilabel_models_are_explained_per_label() -> None:
    model = GradientBoosting(FEATURES, ["x", "y"], multilabel=True, n_estimators=10)
    model.train([(row, [label]) for row, label in observations(200, ["x", "y"])])
    explanation = model.explain([1.0, 0.0, 0.0], label="y")
    assert explanation.total() == pytest.approx(log_odds(explanation.probability), abs=1e-9)


def test_shapley_values_add_up_too() -> None:
    pytest.importorskip("shap", reason="the shap library is not installed: pip install revscoring[explain]")
    model = GradientBoosting(FEATURES, [True, False], n_estimators=10)
    model.train(observations(200, [False, True]))
    explanation = model.explain([1.0, 0.2, 0.0], method="shap")
    assert explanation.total() == pytest.approx(log_odds(explanation.probability), abs=1e-6)


def test_what_cannot_be_explained_says_so() -> None:
    model = GaussianNB(FEATURES, [True, False])
    model.train(observations(100, [False, True]))
    with pytest.raises(TypeError, match="GaussianNB has no additive explanation"):
        model.explain([0.0, 0.0, 0.0])
    boosted = GradientBoosting(FEATURES, [True, False], n_estimators=2)
    boosted.train(observations(100, [False, True]))
    with pytest.raises(ValueError, match="no label 'maybe'"):
        boosted.explain([0.0, 0.0, 0.0], label="maybe")


def test_evidence_names_the_words_behind_features() -> None:
    cache = {
        "datasource.revision.text": "The crap crap NEWS lol",
        "datasource.revision.parent.text": "The old news",
    }
    features = [
        english.badwords.revision.diff.match_delta_increase,
        wikitext.revision.diff.words_removed,
        wikitext.revision.diff.uppercase_word_delta_sum,
        modifiers.div(wikitext.revision.diff.uppercase_words_added, wikitext.revision.diff.words_added),
        about.revision.user.is_anon,
    ]
    evidence = find_evidence(features, cache)
    assert evidence[str(features[0])].items == [("crap", 2)]
    assert str(evidence[str(features[0])]) == "“crap” ×2"
    assert {word for word, _ in evidence[str(features[1])].items} == {"old", "news"}
    assert evidence[str(features[2])].items == [("NEWS", 1)]
    assert evidence[str(features[3])].items == [("NEWS", 1)]  # what is divided, not by what
    assert str(features[4]) not in evidence


def test_evidence_is_kept_short_and_on_one_line() -> None:
    assert str(Evidence([("a\n\nb", 1), ("x" * 50, 1), ("\n\n", 3)])) == f"“a b”, “{'x' * 39}…”, “\\n\\n” ×3"


def test_explanations_in_words_and_in_json() -> None:
    features = [wikitext.revision.diff.words_added, about.revision.user.is_anon]
    model = GradientBoosting(features, [True, False], n_estimators=5)
    model.train([([float(i % 7), i % 3 == 0], i % 7 > 3) for i in range(80)])
    cache = {
        "datasource.revision.text": "one two three four five six",
        "datasource.revision.parent.text": "one",
    }
    explanation = model.explain([6.0, True])
    first = next(iter(explanation.lines(2, cache)))
    assert first.startswith("+") and "words added: 6 (“" in first
    document = explanation.to_json(1, cache)
    assert document["label"] is True
    assert document["contributions"][0]["description"] == "words added"
    assert ("three", 1) in document["contributions"][0]["evidence"]


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        (wikitext.revision.words, "number of words"),
        (wikitext.revision.parent.longest_token, "length of the longest token before the edit"),
        (
            wikitext.revision.diff.markup_delta_decrease,
            "fewer pieces of markup",
        ),
        (wikitext.revision.diff.chars_removed, "characters removed"),
        (
            english.badwords.revision.diff.match_prop_delta_increase,
            "more English offensive words, relatively",
        ),
        (
            english.dictionary.revision.diff.non_dict_words_added,
            "unknown English words added",
        ),
        (about.revision.comment_matches("undo"), "the summary matches 'undo'"),
        (wikitext.revision.words > 3, "number of words is above 3"),
        (modifiers.max(wikitext.revision.words, 1), "number of words"),
        (Feature("share_of.bad_words", returns=float), "share of bad words"),
    ],
)
def test_descriptions(feature: Feature, words: str) -> None:
    assert describe(feature) == words
