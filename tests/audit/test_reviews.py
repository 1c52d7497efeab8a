"""Reviews: samples, judgements of several people, strata, and labels."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from revscoring.audit import (
    ReviewError,
    describe_tally,
    draw_sample,
    interval_at_any_look,
    interval_at_the_end,
    labels_of,
    render_review,
    reviewed_edit,
    tally,
)
from revscoring.audit.reviews import agreement, assigned

EDITS = [{"rev_id": number, "user": f"User {number % 7}"} for number in range(1000)]


def judge(sample, verdicts, reviewer="Ann", **facets):
    return [
        {"rev_id": row["rev_id"], "verdict": verdict, "reviewer": reviewer, "review": row["review"], **facets}
        for row, verdict in zip(sample, verdicts, strict=False)
    ]


def test_a_sample_is_drawn_at_random_and_again_the_same():
    sample = draw_sample(EDITS, 200, seed=3)
    assert sample == draw_sample(EDITS, 200, seed=3) != draw_sample(EDITS, 200, seed=4)
    assert len({row["rev_id"] for row in sample}) == 200
    assert [row["review"]["place"] for row in sample] == list(range(200))
    assert sample[0]["review"]["population"] == 1000
    # Any beginning is a sample: the first ten are of all the population.
    firsts = Counter(row["rev_id"] // 100 for seed in range(400) for row in draw_sample(EDITS, 20, seed)[:10])
    assert min(firsts.values()) > 300 and max(firsts.values()) < 500


def test_a_sample_that_cannot_be_drawn():
    with pytest.raises(ReviewError, match="fewer than 2,000"):
        draw_sample(EDITS, 2000, seed=0)
    with pytest.raises(ReviewError, match="revision 5 is there twice"):
        draw_sample([*EDITS, EDITS[5]], 10, seed=0)


def test_running_reviews_and_finished_ones():
    sample = draw_sample(EDITS, 100, seed=0)
    running = tally(judge(sample, ["stay"] * 3 + ["revert"] * 27))
    assert running["judged"] == 30 and running["at_the_end"] is None
    assert running["any_look"] == interval_at_any_look(3, 30, 1000)
    assert running["wrong"] == (0.1, 0.1)
    finished = tally(judge(sample, ["stay"] * 3 + ["revert"] * 97))
    assert finished["at_the_end"] == interval_at_the_end(3, 100)


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["revert"] * 90, "Stop: with 95 % certainty less than 10 % are wrong."),
        (["stay"] * 20 + ["revert"] * 20, "Stop: with 95 % certainty more than 10 % are wrong."),
        (["stay"] * 3 + ["revert"] * 27, "Go on: "),
        (["unsure"] * 10 + ["revert"] * 80, "Go on: "),
    ],
)
def test_says_when_to_stop(verdicts, said):
    sample = draw_sample(EDITS, 100, seed=0)
    assert any(one.startswith(said) for one in describe_tally(tally(judge(sample, verdicts)), 0.1))


def test_not_sure_counts_both_ways_and_so_does_what_was_passed_over():
    sample = draw_sample(EDITS, 100, seed=0)
    found = tally(judge(sample, ["stay"] * 2 + ["unsure"] * 3 + [None] * 5 + ["revert"] * 40))
    assert found["wrong"] == (2 / 50, 10 / 50)
    assert found["any_look"] == (interval_at_any_look(2, 50, 1000)[0], interval_at_any_look(10, 50, 1000)[1])
    assert found["passed_over"] == 5


def test_strata_are_weighted_and_their_intervals_hold_together():
    rows = [{"rev_id": number} for number in range(1000)]
    strata = ["new" if number < 100 else "old" for number in range(1000)]
    sample = draw_sample(rows, 100, seed=1, strata=strata)
    drawn = Counter(row["review"]["stratum"] for row in sample)
    assert drawn == {"new": 30, "old": 70}
    verdicts = ["stay" if row["review"]["stratum"] == "new" else "revert" for row in sample]
    found = tally(judge(sample, verdicts))
    assert found["wrong"] == (0.1, 0.1)
    new, old = interval_at_any_look(30, 30, 100, 0.975), interval_at_any_look(0, 70, 900, 0.975)
    assert found["any_look"] == pytest.approx((0.1 * new[0] + 0.9 * old[0], 0.1 * new[1] + 0.9 * old[1]))


def test_strata_cover_in_simulated_reviews():
    dice = random.Random(0)
    rows = [{"rev_id": number} for number in range(600)]
    strata = ["a" if number < 100 else "b" for number in range(600)]
    wrong = {number for number in range(600) if dice.random() < (0.4 if number < 100 else 0.05)}
    held = 0
    for seed in range(60):
        sample = draw_sample(rows, 120, seed, strata)
        judged = judge(sample, ["stay" if row["rev_id"] in wrong else "revert" for row in sample])
        intervals = [tally(judged[:n])["any_look"] for n in range(10, 121, 10)]
        held += all(low <= len(wrong) / 600 <= high for low, high in intervals)
    assert held >= 57


def test_several_reviewers():
    sample = draw_sample(EDITS, 100, seed=0)
    ann = judge(sample[:20], ["stay"] * 10 + ["revert"] * 10, "Ann")
    ben = judge(sample[:20], ["stay"] * 8 + ["revert"] * 12, "Ben")
    found = tally([*ann, *ben])
    assert (found["judged"], found["shared"], found["disagreed"]) == (20, 20, 2)
    assert found["reviewers"] == {"Ann": 20, "Ben": 20}
    assert found["strata"][0]["wrong"] == 8 and found["strata"][0]["unsure"] == 2
    assert found["alpha"] == pytest.approx(
        literal_alpha([("s", "s")] * 8 + [("s", "r")] * 2 + [("r", "r")] * 10)
    )
    changed = tally([*ann, *ann, *judge(sample[:1], ["revert"], "Ann")])
    assert changed["strata"][0]["wrong"] == 9  # the last word of a reviewer holds


def literal_alpha(pairs):
    """1 - observed / expected disagreement (Krippendorff, Content Analysis, 2004, section 11.3)."""
    n = 2 * len(pairs)
    observed = sum(a != b for a, b in pairs) * 2 / n
    counts = Counter(value for pair in pairs for value in pair)
    expected = 1 - sum(count * (count - 1) for count in counts.values()) / (n * (n - 1))
    return 1 - observed / expected


def test_agreement_that_cannot_be_told():
    assert agreement([{"Ann": "stay"}]) is None
    assert agreement([{"Ann": "stay", "Ben": "stay"}]) is None
    assert agreement([{"Ann": None, "Ben": "stay"}, {"Ben": "revert"}]) is None
    sample = draw_sample([{"rev_id": n} for n in range(9)], 2, 0)
    unsure = judge(sample, ["unsure", "stay"], "Ann") + judge(sample, ["stay", "revert"], "Ben")[:1]
    assert tally(unsure)["alpha"] is None


def test_each_edit_is_somebodys_and_a_fifth_is_everybodys():
    for reviewers in (2, 3, 5):
        counts = [sum(assigned(place, one, reviewers) for one in range(reviewers)) for place in range(300)]
        assert set(counts) == {1, reviewers} and counts.count(reviewers) == 60


def test_labels():
    sample = draw_sample(EDITS, 10, seed=0)
    ids = [row["rev_id"] for row in sample]
    rows = [
        *judge(sample[:1], ["stay"]),
        *judge(sample[1:2], ["revert"], goodfaith=True),
        *judge(sample[2:3], ["unsure"]),
        *judge(sample[3:4], ["unsure"], damaging=False),
        *judge(sample[4:5], ["revert"], damaging=False, goodfaith=False),
    ]
    assert labels_of(rows) == [
        {"rev_id": ids[0], "damaging": False},
        {"rev_id": ids[1], "goodfaith": True, "damaging": True},
        {"rev_id": ids[3], "damaging": False},
        {"rev_id": ids[4], "damaging": False, "goodfaith": False},
    ]


def test_judgements_that_cannot_be_counted():
    sample, other = draw_sample(EDITS, 10, seed=0), draw_sample(EDITS, 10, seed=1)
    with pytest.raises(ReviewError, match="no judgements"):
        tally([])
    with pytest.raises(ReviewError, match="several samples"):
        tally(judge(sample, ["stay"]) + judge(other, ["stay"]))
    for row in (
        {"rev_id": 5},
        {"rev_id": 5, "verdict": "maybe", "review": sample[0]["review"]},
        {"rev_id": 5, "verdict": "stay", "review": {"sample": "a"}},
        {"rev_id": 5, "verdict": "stay", "review": {**sample[0]["review"], "place": 10}},
        {"rev_id": 5, "verdict": "stay", "review": {**sample[0]["review"], "stratum": "nobody"}},
    ):
        with pytest.raises(ReviewError, match="judgement 1 is none"):
            tally([row])


def test_the_page_is_blind_and_escapes_texts():
    hostile = "</script><script>document.title='taken'</script>"
    row = {
        "rev_id": 5, "user": "Secret Name", "score": {"probability": {"true": 0.123456}}, "reverted": True,
        "title": hostile, "comment": hostile, "link": "javascript:alert(1)", "review": draw_sample(EDITS, 1, 0)[0]["review"],
    }  # fmt: skip
    texts = {"datasource.revision.text": f"a {hostile}", "datasource.revision.parent.text": "a"}
    page = render_review([reviewed_edit(row, texts)], reviewer=hostile, title=hostile)
    assert "<script>document" not in page
    assert "Secret Name" not in page and "0.123456" not in page and "javascript:alert" not in page
    assert '"reverted"' not in page
