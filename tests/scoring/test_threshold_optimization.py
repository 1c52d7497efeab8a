"""The language for operating points, and what it finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.scoring.statistics.classification import ScaledThresholdStatistics, ThresholdOptimization
from revscoring.scoring.statistics.classification.formulas import STATISTICS


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("maximum recall @ precision >= 0.9", "maximum recall @ precision >= 0.9"),
        ("Maximum Recall @ PRECISION >= .9", "maximum recall @ precision >= 0.9"),
        ("  minimum\t!recall  @  !precision <=  1 ", "minimum !recall @ !precision <= 1.0"),
        ("maximum recall@precision>=+0.9", "maximum recall @ precision >= 0.9"),
        ("maximum f1 @ fpr <= -1.", "maximum f1 @ fpr <= -1.0"),
    ],
)
def test_parse(text, canonical):
    optimization = ThresholdOptimization.parse(text)
    assert str(optimization) == canonical
    assert ThresholdOptimization.p(canonical) == ThresholdOptimization.from_string(canonical) == optimization


@pytest.mark.parametrize(
    "text",
    [
        "",
        "maximum recall @ precision >= 0.9junk",
        "maximum recall @ precision >= 0.9 @ recall >= 1",
        "maximum recall @ precision >= 1e-3",
        "maximum recall @ precision > 0.9",
        "maximum recall @ precision = 0.9",
        "max recall @ precision >= 0.9",
        "maximumrecall @ precision >= 0.9",
        "maximum recall @ precision >= ",
        "maximum 1recall @ precision >= 1",
    ],
)
def test_anything_else_is_an_error(text):
    with pytest.raises(ValueError, match="not a threshold optimization"):
        ThresholdOptimization.parse(text)


def brute_force(statistics, optimization):
    """Look at every row, as the definition says."""
    best = None
    for threshold, row in statistics:
        target, condition = row[optimization.target_stat], row[optimization.cond_stat]
        if target is None or condition is None:
            continue
        value = optimization.cond_value
        if not (condition >= value if optimization.greater else condition <= value):
            continue
        if best is None or (target >= best[0] if optimization.maximize else target < best[0]):
            best = (target, threshold)
    return None if best is None else best[1]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), st.booleans()), min_size=1, max_size=20
    ),
    st.one_of(st.none(), st.floats(0.01, 0.99)),
    st.booleans(),
    st.sampled_from(list(STATISTICS)),
    st.sampled_from(list(STATISTICS)),
    st.booleans(),
    st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]),
)
def test_it_finds_what_looking_at_every_row_finds(data, rate, maximize, target, condition, greater, value):
    decisions, trues = zip(*data, strict=True)
    statistics = ScaledThresholdStatistics(decisions, trues, population_rate=rate)
    optimization = ThresholdOptimization(maximize, target, condition, greater, value)
    found = brute_force(statistics, optimization)
    assert optimization.optimize_from(statistics) == statistics[str(optimization)] == found
    optimal = optimization.get_optimal(statistics)
    assert (optimal and optimal[0]) == found


def test_text_and_identity():
    optimization = ThresholdOptimization(False, "recall", "precision", False, 1)
    assert repr(optimization) == "ThresholdOptimization.parse('minimum recall @ precision <= 1')"
    assert len({optimization, ThresholdOptimization.parse("minimum recall @ precision <= 1")}) == 2
    assert (
        len(
            {
                ThresholdOptimization.p("maximum f1 @ fpr <= .1"),
                ThresholdOptimization.p("MAXIMUM f1 @ fpr <= 0.1"),
            }
        )
        == 1
    )


def test_unknown_statistics_are_named():
    statistics = ScaledThresholdStatistics([0.1], [True])
    with pytest.raises(KeyError, match=r"'zz': not a statistic.*recall"):
        statistics["maximum zz @ recall >= 0.5"]


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("recall at precision 0.8", "maximum recall @ precision >= 0.8"),
        ("Recall AT precision 80%", "maximum recall @ precision >= 0.8"),
        ("filter rate at recall .75", "maximum filter_rate @ recall >= 0.75"),
        ("fpr at recall 1", "minimum fpr @ recall >= 1.0"),
        ("match_rate at recall 75 %", "minimum match_rate @ recall >= 0.75"),
        ("recall at fpr 0.01", "maximum recall @ fpr <= 0.01"),
        ("recall at fpr >= 0.01", "maximum recall @ fpr >= 0.01"),
        ("!recall where !precision = 0.5", "maximum !recall @ !precision >= 0.5"),
        ("minimum recall @ precision <= 2", "minimum recall @ precision <= 2.0"),
    ],
)
def test_a_goal_in_words(words, canonical):
    assert str(ThresholdOptimization.from_words(words)) == canonical


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("recall", "not of the form"),
        ("recall at precision", "not of the form"),
        ("recall at precision 0,8", "not of the form"),
        ("recall at precision 0.8 junk", "not of the form"),
        ("recall at precision 80", "not a share"),
        ("recall at precision 101 %", "not a share"),
        ("luck at precision 0.8", "'luck' is not a statistic"),
        ("recall at luck 0.8", "'luck' is not a statistic"),
    ],
)
def test_what_is_no_goal_is_refused(words, said):
    with pytest.raises(ValueError, match=said):
        ThresholdOptimization.from_words(words)
