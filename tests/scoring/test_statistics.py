"""Statistics: formulas, scaling, degenerate data, areas, intervals."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.errors import ModelConsistencyError, ModelInfoLookupError
from revscoring.scoring.statistics import Classification
from revscoring.scoring.statistics.classification import (
    Counts,
    MicroMacroStats,
    MultilabelCounts,
    Rates,
    ScaledClassificationMatrix,
    ScaledPredictionStatistics,
    ScaledThresholdStatistics,
)
from revscoring.scoring.statistics.classification.curves import zero_to_one_auc

COUNT = st.integers(1, 50)


def fit(rows, labels=(True, False), **kwargs):
    """Fit to (probability of True, label) rows."""
    statistics = Classification(labels, decision_key="probability", **kwargs)
    statistics.fit(
        ({"prediction": p >= 0.5, "probability": {True: p, False: 1 - p}}, label) for p, label in rows
    )
    return statistics


def test_goodfaith_model_card():
    """The figures of a published model card, from its counts."""
    counts = [
        (True, True, 13391),
        (True, False, 14035 - 13391),
        (False, False, 1871),
        (False, True, 2100 - 1871),
    ]
    statistics = Classification([True, False])
    statistics.fit(({"prediction": predicted}, label) for label, predicted, n in counts for _ in range(n))
    document = statistics.format(formatting="json")
    assert document["counts"]["n"] == 16135
    assert document["counts"]["labels"] == {True: 14035, False: 2100}
    published = {
        "match_rate": (0.844, 0.156),
        "filter_rate": (0.156, 0.844),
        "recall": (0.954, 0.891),
        "precision": (0.983, 0.744),
        "f1": (0.968, 0.811),
        "accuracy": (0.946, 0.946),
        "fpr": (0.109, 0.046),
    }
    for name, (true, false) in published.items():
        assert document[name]["labels"] == {True: true, False: false}, name


def test_scaling_to_a_population():
    statistics = ScaledPredictionStatistics(counts=(24, 26, 44, 6), population_rate=0.1)
    assert (statistics.tp, statistics.fn) == (pytest.approx(8), pytest.approx(2))
    assert statistics["precision"] == pytest.approx(0.193, abs=5e-4)
    assert statistics["recall"] == statistics.recall() == pytest.approx(0.8)
    assert statistics["match_rate"] == pytest.approx(0.414, abs=5e-4)


@given(COUNT, COUNT, COUNT, COUNT, st.floats(0.01, 0.99))
def test_scaling_keeps_n_recall_and_gives_the_rate(tp, fp, tn, fn, rate):
    plain = ScaledPredictionStatistics(counts=(tp, fp, tn, fn))
    scaled = ScaledPredictionStatistics(counts=(tp, fp, tn, fn), population_rate=rate)
    assert scaled.n == pytest.approx(plain.n)
    assert scaled.trues / scaled.n == pytest.approx(rate)
    for name in ("recall", "!recall", "fpr"):
        assert scaled[name] == pytest.approx(plain[name])


@given(COUNT, COUNT, COUNT, COUNT)
def test_the_other_label_mirrors_a_label(tp, fp, tn, fn):
    label, other = (ScaledPredictionStatistics(counts=c) for c in ((tp, fp, tn, fn), (tn, fn, tp, fp)))
    for name in ("recall", "precision", "f1"):
        assert label[name] == other["!" + name]
    assert label["match_rate"] == pytest.approx(other["filter_rate"])
    assert label["fpr"] == pytest.approx(1 - label["!recall"])


def test_zero_denominators_are_none():
    assert ScaledPredictionStatistics(counts=(0, 0, 5, 0)).format_json({}) == {
        "match_rate": 0.0,
        "filter_rate": 1.0,
        "precision": None,
        "!precision": 1.0,
        "recall": None,
        "!recall": 1.0,
        "accuracy": 1.0,
        "fpr": 0.0,
        "f1": None,
        "!f1": 1.0,
    }
    assert ScaledPredictionStatistics(counts=(0, 1, 1, 1))["f1"] is None
    assert set(ScaledPredictionStatistics(counts=(0, 0, 0, 0)).format_json({}).values()) == {None}


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("counts", [(0, 2, 3, 0), (4, 0, 0, 1), (0, 0, 0, 0)])
def test_scaling_what_was_not_observed_is_none_and_never_an_error(counts, rate):
    statistics = ScaledPredictionStatistics(counts=counts, population_rate=rate)
    for value in statistics.format_json({}).values():
        assert value is None or 0 <= value <= 1


def test_an_unobserved_label_has_unknown_precision():
    statistics = ScaledPredictionStatistics(counts=(0, 2, 3, 0), population_rate=0.3)
    assert (statistics.tp, statistics["precision"], statistics["fpr"]) == (None, None, pytest.approx(0.4))


def test_matrix_needs_data():
    with pytest.raises(TypeError, match="Give either counts"):
        ScaledClassificationMatrix()
    with pytest.raises(ValueError, match="between 0 and 1"):
        ScaledClassificationMatrix(counts=(1, 1, 1, 1), population_rate=1.5)


def test_unknown_statistic_of_a_matrix():
    with pytest.raises(KeyError, match="zz"):
        ScaledPredictionStatistics(counts=(1, 1, 1, 1))["zz"]


def test_micro_and_macro_are_none_if_a_label_is(caplog):
    stats = {
        label: ScaledPredictionStatistics(counts=c)
        for label, c in {"A": (1, 1, 1, 1), "B": (0, 0, 1, 1)}.items()
    }
    averages = MicroMacroStats(stats, "precision")
    assert (averages["micro"], averages["macro"]) == (None, None)
    assert averages["labels"] == {"A": 0.5, "B": None}
    assert "['B']" in caplog.text


def test_wide_labels_are_shown_in_rows():
    labels = [f"a rather long label {number}" for number in range(4)]
    statistics = Classification(labels)
    statistics.fit([({"prediction": label}, label) for label in labels])
    assert statistics.format(["recall"]).splitlines()[2:4] == [
        "\t---------------------  -",
        "\ta rather long label 0  1",
    ]
    assert "\ta rather long label 3      0.25\n" in statistics.format(["rates"])


@pytest.mark.parametrize(("n_labels", "widest"), [(1, 77), (2, 37), (3, 24), (8, 7)])
def test_rows_begin_where_labels_take_eighty_characters(n_labels, widest):
    for width, in_rows in ((widest, False), (widest + 1, True)):
        labels = [letter * width for letter in "abcdefgh"[:n_labels]]
        stats = dict.fromkeys(labels, ScaledPredictionStatistics(counts=(1, 1, 1, 1)))
        assert (f"\n\t{labels[0]}  " in MicroMacroStats(stats, "recall").format_str({})) is in_rows
        rates = Rates({"n": n_labels, "labels": dict.fromkeys(labels, 1)})
        assert (f"\n\t{labels[0]}  " in rates.format_str({})) is in_rows


def test_multilabel_headings():
    counts = MultilabelCounts(
        ["A"], [({"prediction": []}, ["A"])] * 3 + [({"prediction": ["A"]}, [])], "prediction"
    )
    assert counts.matrix("A") == (0, 1, 0, 3)
    right = counts.format_str({}, true_headings=True).split("\n")
    assert right[1].split() == ["label", "n", "TP", "FP", "FN", "TN"]
    assert right[3].split() == ["'A'", "3", "-->", "0", "1", "3", "0"]
    assert counts.format_str({}).split("\n")[3].split() == ["'A'", "3", "-->", "0", "3", "1", "0"]


def test_predictions_and_labels_must_be_declared():
    with pytest.raises(ModelConsistencyError, match="predicted as 'Z'"):
        Counts(["A"], [({"prediction": "Z"}, "A")], "prediction")
    with pytest.raises(ModelConsistencyError, match="'Z'"):
        MultilabelCounts(["A"], [({"prediction": ["Z"]}, ["A"])], "prediction")
    with pytest.raises(ModelConsistencyError, match=r"\{False\} not represented"):
        fit([(0.5, True)])


def test_population_rates_are_checked(caplog):
    rows = [(0.7, True), (0.2, False)]
    with pytest.raises(KeyError, match="does not name the label False"):
        fit(rows, population_rates={True: 0.5})
    with pytest.raises(ValueError, match="not between 0 and 1"):
        fit(rows, population_rates={True: 1.5, False: 0.5})
    fit(rows, population_rates={True: 0.5, False: 0.1})
    assert "add up to 0.6" in caplog.text


def test_scores_must_have_decisions():
    statistics = Classification([True, False], decision_key="probability")
    with pytest.raises(ModelConsistencyError, match="'probability'"):
        statistics.fit([({"prediction": True}, True), ({"prediction": True}, False)])


def test_nan_decisions_are_an_error():
    with pytest.raises(ValueError, match=r"label True: The decision of observation 1 .* is NaN"):
        fit([(0.7, True), (float("nan"), False)])


def test_one_label_only():
    statistics = Classification(["x"], decision_key="probability")
    statistics.fit([({"prediction": "x", "probability": {"x": p}}, "x") for p in (0.1, 0.2)])
    assert statistics["recall"]["labels"] == {"x": 1.0}
    assert statistics["roc_auc"]["micro"] is None and statistics["roc_auc_exact"]["macro"] is None
    assert statistics["maximum recall @ precision >= 0.1"]["labels"] == {"x": 0.1}


def test_without_decision_key_there_are_no_thresholds():
    statistics = Classification([True, False])
    statistics.fit([({"prediction": True}, True), ({"prediction": True}, False)])
    assert "thresholds" not in statistics
    for name in ("roc_auc", "roc_auc_exact", "thresholds", "maximum recall @ precision >= 0.1"):
        with pytest.raises(ModelInfoLookupError, match="decision_key"):
            statistics[name]


def test_unfitted_statistics():
    statistics = Classification([True, False], decision_key="probability")
    assert statistics.format() == "Statistics:\n"
    with pytest.raises(ModelInfoLookupError, match="fit it first"):
        statistics["recall"]


def test_shown_fields_have_no_news():
    statistics = fit([(0.7, True), (0.2, False)])
    assert list(statistics)[-3:] == ["roc_auc", "pr_auc", "thresholds"]
    assert list(statistics.format(formatting="json"))[-1] == "pr_auc"


def test_thresholds_shown_as_one_number_are_listed_once():
    rows = ScaledThresholdStatistics([0.123456, 0.123457, 0.2], [True, False, True]).format_json({})
    assert [(row["threshold"], row["match_rate"]) for row in rows] == [(0.12346, 1.0), (0.2, 0.333)]


def test_rows_by_number_and_slice():
    statistics = ScaledThresholdStatistics(
        [0.1, 0.4, 0.4, 0.8], [False, True, False, True], threshold_ndigits=1
    )
    assert len(statistics) == 3
    assert [threshold for threshold, _ in statistics[1:]] == [0.4, 0.8]
    threshold, row = statistics[-1]
    assert (threshold, row.tp, row.fp, row.tn, row.fn) == (0.8, 1, 0, 2, 1)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=2, max_size=40))
def test_exact_areas_are_those_of_scikit_learn(rows):
    from sklearn.metrics import average_precision_score, roc_auc_score

    decisions, trues = zip(*rows, strict=True)
    statistics = ScaledThresholdStatistics(decisions, trues)
    if len(set(trues)) < 2:
        assert statistics["roc_auc_exact"] is None
    else:
        assert statistics["roc_auc_exact"] == pytest.approx(roc_auc_score(trues, decisions), abs=1e-12)
        assert statistics["average_precision"] == pytest.approx(
            average_precision_score(trues, decisions), abs=1e-12
        )


def test_published_areas_of_a_perfect_classifier():
    statistics = ScaledThresholdStatistics(np.arange(100) / 100, np.arange(100) >= 50)
    assert statistics["roc_auc"] == pytest.approx(1.0)
    assert 0.99 < statistics["pr_auc"] < 0.998
    assert statistics["roc_auc_exact"] == 1.0


def test_area_takes_either_order_and_leaves_out_the_undefined():
    assert zero_to_one_auc([0, 0.5, 1], [0, 0.9, 1]) == zero_to_one_auc([1, 0.5, 0], [1, 0.9, 0])
    assert zero_to_one_auc([0.3, 0.4], [0.4, None]) == pytest.approx(0.4)
    assert zero_to_one_auc([], []) is None


def test_intervals():
    source = random.Random(0)
    rows = []
    for _ in range(300):
        label = source.random() < 0.4
        rows.append((min(1.0, max(0.0, source.gauss(0.6 if label else 0.4, 0.2))), label))
    statistics = fit(rows, threshold_ndigits=2, population_rates={True: 0.1, False: 0.9})
    for name in ("recall", "precision", "roc_auc", "roc_auc_exact", "maximum recall @ precision >= 0.2"):
        low, high = statistics.interval(name, True, samples=200)
        assert low < statistics[name]["labels"][True] < high, name
        assert (low, high) == statistics.interval(name, True, samples=200)
        narrow = statistics.interval(name, True, level=0.5, samples=200)
        assert low <= narrow[0] <= narrow[1] <= high
    assert statistics.interval("maximum recall @ precision >= 2", True, samples=10) is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        statistics.interval("recall", True, level=95)


def test_intervals_cover():
    """The 80 % interval of the recall holds the true recall in about 80 % of samples."""
    covered = 0
    for seed in range(200):
        hits = np.random.default_rng(seed).binomial(200, 0.7)
        statistics = Classification([True, False])
        rows = [({"prediction": number < hits}, True) for number in range(200)]
        statistics.fit([*rows, ({"prediction": False}, False)])
        low, high = statistics.interval("recall", True, level=0.8, samples=200)
        covered += low <= 0.7 <= high
    assert 140 <= covered <= 180


def test_reliability_curve():
    statistics = ScaledThresholdStatistics([0.05, 0.15, 0.15, 0.95, 1.0], [False, False, True, True, True])
    assert statistics.reliability_curve(bins=10) == [
        {"n": 1, "mean_probability": 0.05, "observed_rate": 0.0},
        {"n": 2, "mean_probability": 0.15, "observed_rate": 0.5},
        {"n": 2, "mean_probability": 0.975, "observed_rate": 1.0},
    ]


def test_matrix_of_predictions():
    matrix = ScaledClassificationMatrix([True, True, False, False, 1], [True, False, True, False, 1])
    assert (matrix.tp, matrix.fp, matrix.tn, matrix.fn, matrix.n) == (2, 1, 1, 1, 5)
    assert (matrix.trues, matrix.falses, matrix.positives, matrix.negatives, matrix.correct) == (
        3,
        2,
        3,
        2,
        3,
    )
    with pytest.raises(ValueError):
        ScaledClassificationMatrix([True], [True, False])


def test_decisions_and_labels_go_together():
    with pytest.raises(ValueError, match="do not go with"):
        ScaledThresholdStatistics([0.1, 0.2], [True])


def test_no_observations():
    statistics = ScaledThresholdStatistics([], [])
    assert (len(statistics), list(statistics), statistics.trues) == (0, [], 0)
    for name in ("roc_auc", "pr_auc", "roc_auc_exact", "average_precision", "maximum recall @ recall >= 0"):
        assert statistics[name] is None
    assert statistics.format_json({}) == []


def test_rates_are_shown_whole(caplog):
    rates = Rates({"n": 4, "labels": {True: 1, False: 3}}, {True: 0.1, False: 0.9})
    assert rates.format_json({"sample": {"true": {}}}) == {"sample": {True: 0.25, False: 0.75}}
    assert "population" in rates.format(["sample"], "str")
    assert caplog.text.count("shown whole") == 2


def test_statistics_of_ones_own():
    from revscoring.scoring import Statistics

    class Count(Statistics):
        def fit(self, score_labels):
            self["n"] = len(list(score_labels))

    statistics = Count()
    statistics.fit([1, 2])
    assert statistics.format() == "Statistics:\nn: 2\n"
    assert statistics.format(formatting="json") == {"n": 2}


def test_a_label_given_twice_counts_once():
    rows = [(k / 100, k % 3 == 0) for k in range(100)]
    twice = fit(rows, labels=[True, False, True, False])
    assert twice["counts"]["n"] == 100
    once = fit(rows)
    assert twice.format(formatting="json") == once.format(formatting="json")
    assert Classification.from_state(twice.to_state()).format() == once.format()
    scores = [({"prediction": label}, label) for _, label in rows]
    assert Counts([True, False] * 50, scores, "prediction")["n"] == 100
    scores = [({"prediction": ["A"]}, ["A", "B"])]
    multilabel = Classification(["A", "B", "A"], multilabel=True)
    multilabel.fit(scores)
    assert multilabel["counts"]["labels"] == {"A": 1, "B": 1}
    assert MultilabelCounts(["A", "B", "A"], scores, "prediction")["labels"] == {"A": 1, "B": 1}
