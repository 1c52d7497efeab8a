"""Audits by group: the figures of real edits, literal computations, and what chance finds."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from revscoring.audit import ScoredRow, editor_groups
from revscoring.audit.auditing import AuditError, audit
from revscoring.audit.groupings import GroupingError, parse_grouping
from revscoring.audit.prices import price, price_sentences

from . import wiki20k

#: What the groups are called here: the editors of section 0 of the design.
WHO = {"anonymous editors": "anonymous", "new accounts": "newcomer"}


def rows_of(scores, labels, users=None):
    return [
        ScoredRow(n, n, float(score), bool(label), None if users is None else users[n])
        for n, (score, label) in enumerate(zip(scores, labels, strict=True))
    ]


@pytest.fixture(scope="module")
def real():
    """The newest 5,992 real edits with their scores, and the groups of their editors."""
    edits, division = wiki20k.edits(), wiki20k.division()
    model = wiki20k.model()
    ((train, test),) = division
    model.train([edits[n] for n in train])
    scores = [score["probability"][True] for score in model.score_many([edits[n][0] for n in test])]
    groups = editor_groups([wiki20k.observation(edits[n][0]) for n in test])
    rows = rows_of(scores, [edits[n][1] for n in test])
    return rows, [WHO.get(group, "others") for group in groups]


@pytest.fixture(scope="module")
def found(real):
    rows, groups = real
    return audit(rows, {"editor": groups})


def near(figure, value, low=None, high=None, within=0.0006):
    assert figure["value"] == pytest.approx(value, abs=within)
    if low is not None:
        assert (figure["low"], figure["high"]) == pytest.approx((low, high), abs=within)


def test_the_table_of_real_edits(found):
    assert (found.everything["n"], found.everything["bad"]) == (5992, 364)
    near(found.everything["figures"]["auc"], 0.840)
    near(found.everything["figures"]["precision"], 0.190)
    by_name = {group["name"]: group for group in found.groupings[0]["groups"]}
    assert {name: group["good"] for name, group in by_name.items()} == {
        "others": 4444,
        "anonymous": 919,
        "newcomer": 265,
    }
    near(by_name["anonymous"]["figures"]["fpr"], 0.782, 0.755, 0.808)
    near(by_name["newcomer"]["figures"]["fpr"], 0.947, 0.913, 0.968)
    near(by_name["others"]["figures"]["fpr"], 0.044, 0.039, 0.051)
    near(by_name["anonymous"]["against"]["fpr"]["figure"], 17.6, 15.3, 20.3, within=0.06)
    near(by_name["anonymous"]["figures"]["bpsn"], 0.351)
    assert found.worst()[1]["name"] == "newcomer"


def test_pairs_across_groups_are_the_literal_mann_whitney(real, found):
    rows, groups = real
    scores, bad = np.array([row.score for row in rows]), np.array([row.label for row in rows])
    anonymous = np.array([group == "anonymous" for group in groups])
    figures = next(one for one in found.groupings[0]["groups"] if one["name"] == "anonymous")["figures"]
    for name, high, low in (
        ("bpsn", ~anonymous & bad, anonymous & ~bad),
        ("bnsp", anonymous & bad, ~anonymous & ~bad),
        ("auc", anonymous & bad, anonymous & ~bad),
    ):
        literal = mannwhitneyu(scores[high], scores[low]).statistic / (high.sum() * low.sum())
        assert figures[name]["value"] == pytest.approx(literal)
        assert figures[name]["low"] < literal < figures[name]["high"]


def test_shares_are_the_literal_ones(real, found):
    rows, groups = real
    for group in found.groupings[0]["groups"]:
        mine = [row for row, name in zip(rows, groups, strict=True) if name == group["name"]]
        flagged = [row for row in mine if row.score >= found.threshold]
        good, bad = [r for r in mine if not r.label], [r for r in mine if r.label]
        expected = {
            "rate": len(bad) / len(mine),
            "flagged": len(flagged) / len(mine),
            "recall": sum(row in flagged for row in bad) / len(bad),
            "fpr": sum(row.score >= found.threshold for row in good) / len(good),
            "precision": sum(row.label for row in flagged) / len(flagged),
            "balance": sum(row.score for row in good) / len(good),
            "calibration": sum(row.score - row.label for row in mine) / len(mine),
        }
        for name, value in expected.items():
            if group["figures"][name] is not None:
                assert group["figures"][name]["value"] == pytest.approx(value), name


def test_the_prices_of_real_edits():
    edits = wiki20k.edits()
    editors = [WHO.get(one, "others") for one in editor_groups([wiki20k.observation(v) for v, _ in edits])]
    table = price(wiki20k.model(), edits, wiki20k.division(), editors, ["no-who"])
    assert table["who"] == ["feature.anonymous", "feature.trusted", "feature.age"]
    by = {(one["way"], one["setting"]): one for one in table["prices"]}
    near(by["as is", "question"]["precision"], 0.190)
    without = by["no-who", "question"]
    near(without["precision"], 0.083)
    for name, value in (("anonymous", 0.576), ("newcomer", 0.558), ("others", 0.527)):
        near(without["fpr"][name], value)
    near(without["ratio"]["anonymous"], 1.1, 1.0, 1.2, within=0.06)
    as_is, even = by["as is", "workload"]["flagged"]["value"], by["no-who", "workload"]["flagged"]["value"]
    assert even == pytest.approx(as_is, abs=0.001)
    (sentence,) = price_sentences(table)
    assert "it flags 56 (50–62) instead of 95 (91–97) of 100 good edits of newcomer wrongly" in sentence


def test_thresholds_for_each_group_make_errors_even_and_cost_more():
    edits = wiki20k.edits()
    registered = ["anonymous" if values[6] else "registered" for values, _ in edits]
    table = price(wiki20k.model(), edits, wiki20k.division(), registered, ["group-thresholds"])
    even = next(
        one for one in table["prices"] if (one["way"], one["setting"]) == ("group-thresholds", "question")
    )
    near(even["precision"], 0.069)
    near(even["fpr"]["anonymous"], 0.656, within=0.001)
    near(even["fpr"]["registered"], 0.656, within=0.0015)  # the closest that a threshold gets


def test_the_groups_of_chance_differ_rarely(real):
    rows, groups = real
    random = np.random.default_rng(0)
    found = tests = 0
    for _ in range(25):
        some = random.choice(len(rows), 1000, replace=False)
        shuffled = random.permutation([groups[n] for n in some]).tolist()
        result = audit([rows[n] for n in some], {"editor": shuffled}, at=0.1)
        comparisons = [c for g in result.groupings[0]["groups"] for c in g["against"].values()]
        tests += len(comparisons)
        found += sum(one["finding"] for one in comparisons)
    assert tests > 100 and found / tests <= 0.05


def test_a_group_of_three_is_shown_and_says_how_many_more_are_needed():
    random = np.random.default_rng(0)
    labels = np.arange(400) % 4 == 0
    rows = rows_of(
        np.clip(random.normal(0.3 + 0.4 * labels, 0.15), 0, 1), labels, [f"u{n}" for n in range(400)]
    )
    result = audit(rows, {"editor": ["few" if n < 3 else "many" for n in range(400)]}, at=0.5)
    (few,) = (group for group in result.groupings[0]["groups"] if group["name"] == "few")
    assert (few["n"], few["good"], few["bad"]) == (3, 2, 1)
    assert few["figures"]["fpr"] is None and few["of"]["fpr"] == 2
    assert few["needed"]["fpr"] == 42  # 28 good edits, which are two of three
    assert few["needed"]["flagged"] == 27
    assert few["needed"]["bpsn"] > 0 and "fpr" not in few["against"]


def test_many_edits_of_few_users_say_little():
    labels = [n % 2 == 0 for n in range(200)]
    rows = rows_of([0.2] * 200, labels, [f"u{n % 4}" for n in range(200)])
    result = audit(rows, {"half": ["a" if n < 100 else "b" for n in range(200)]}, at=0.5)
    assert result.everything["figures"]["fpr"] is None and result.everything["needed"]["fpr"] > 100


def test_what_cannot_be_audited_says_why():
    rows = rows_of([0.1, 0.9] * 50, [False, True] * 50)
    with pytest.raises(AuditError, match="no edit with a score"):
        audit([], {})
    with pytest.raises(AuditError, match="no threshold of these edits reaches"):
        audit(rows, {}, at="maximum recall @ fpr <= -1")
    with pytest.raises(AuditError, match="no group 'bots'"):
        audit(rows, {"x": ["a"] * 100}, at=0.5, reference="bots")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("field:tag", ["new", "old", None]),
        ("feature:feature.a:1,2", ["below 1", "1 to below 2", "2 or more"]),
        ("field:tag,wiki", ["new × aa", "old × aa", "unknown × aa"]),
        ("file:groups.tsv", ["x", None, "y"]),
        ("year", ["2020", "2020", "2021"]),
    ],
)
def test_groupings_as_they_are_asked_for(spec, expected):
    rows = [
        ScoredRow(
            n,
            n,
            0.5,
            True,
            wiki="aa",
            time=1577836800 + n * 86400 * 200,
            record={"tag": tag, "cache": {"feature.a": n}},
        )
        for n, tag in enumerate(["new", "old", None])
    ]
    lines = ["rev_id\tgroup", "0\tx", "2\ty"]
    assert parse_grouping(spec, lambda name: lines).groups(rows) == expected


@pytest.mark.parametrize("spec", ["", "editors", "field:", "feature:x:2,1", "file:nowhere"])
def test_what_is_no_grouping_is_refused(spec):
    with pytest.raises(GroupingError):
        parse_grouping(spec)


def test_a_grouping_that_is_unknown_for_all_is_refused():
    with pytest.raises(GroupingError, match="no edit has what tells its group by field:tag"):
        parse_grouping("field:tag").groups([ScoredRow(1, 1, 0.5, True)])


def test_all_kinds_of_editors_are_told():
    groups = "datasource.revision.user.info.groups"
    observations = [
        {"user": "A", "user_groups": ["*", "bot"]},
        {"user": "B", "cache": {groups: ["*", "user", "sysop"]}},
        {"user": "C", "editcount": 4},
        {"user": None, "anonymous": None},
        {"user": "~2025-1-2", "anonymous": False},
        {"user": "D", "cache": {"feature.editor_is_trusted": True}},
    ]
    assert editor_groups(observations) == [
        "bots",
        "trusted accounts",
        "new accounts",
        "hidden editors",
        "temporary accounts",
        "trusted accounts",
    ]


def test_shares_are_those_of_fairlearn(real, found):
    """Fairlearn's MetricFrame has the same shares of each group, and the same ratios to the reference."""
    metrics = pytest.importorskip("fairlearn.metrics", reason="fairlearn is not installed (the extra test)")
    from sklearn.metrics import precision_score

    rows, groups = real
    labels, flagged = ([bool(one) for one in column] for column in zip(
        *((row.label, row.score >= found.threshold) for row in rows), strict=True
    ))  # fmt: skip
    frame = metrics.MetricFrame(
        metrics={
            "flagged": metrics.selection_rate,
            "recall": metrics.true_positive_rate,
            "fpr": metrics.false_positive_rate,
            "precision": precision_score,
            "n": metrics.count,
        },
        y_true=labels,
        y_pred=flagged,
        sensitive_features=groups,
    )
    compared = 0
    for group in found.groupings[0]["groups"]:
        theirs = frame.by_group.loc[group["name"]]
        assert group["n"] == theirs["n"]
        for name in ("flagged", "recall", "fpr", "precision"):
            if group["figures"][name] is not None:
                assert group["figures"][name]["value"] == pytest.approx(theirs[name])
                compared += 1
            if name in group["against"] and group["against"][name]["figure"] is not None:
                ratio = theirs[name] / frame.by_group.loc[found.groupings[0]["reference"]][name]
                assert group["against"][name]["figure"]["value"] == pytest.approx(ratio)
                compared += 1
    assert compared > 12
