"""Simulations of a bot: equal to a plain loop, honest about training, complete for every group."""

from __future__ import annotations

import bz2
import random
from collections import defaultdict
from datetime import datetime, timezone

import numpy as np
import pytest

from revscoring.audit import (
    EditColumns,
    Rules,
    RulesError,
    ScoredRow,
    SimulationError,
    describe_simulation,
    render_simulation,
    simulate,
)

START = datetime(2020, 1, 6, tzinfo=timezone.utc).timestamp()  # a Monday
HOUR, DAY = 3600.0, 86400.0
AGE = "feature.temporal.revision.user.seconds_since_registration"


def rows_of(n: int, seed: int) -> list[ScoredRow]:
    """Return edits by a few users of a few pages; bots, newcomers and hidden users among them."""
    dice = random.Random(seed)
    rows = []
    for number in range(n):
        user = dice.choice([None, "192.0.2.7", "~2025-12345-6", *(f"User {k}" for k in range(12))])
        record = {"user": user, "namespace": dice.choice([0, 0, 0, 1])}
        if user in ("User 0", "User 1"):
            record["groups"] = ["bot"] if user == "User 0" else ["*", "sysop"]
        elif user and user.startswith("User"):
            record["cache"] = {AGE: DAY * (10 if user < "User 3" else 400)}
        if dice.random() < 0.05:
            record["self_revert"] = True
        damaging = dice.random() < 0.3
        if not damaging and dice.random() < 0.1:
            record["restored_later"] = True
        if damaging and dice.random() < 0.5:
            record["reverting_id"] = number + 1
        score = round(min(max(dice.gauss(0.7 if damaging else 0.4, 0.25), 0), 1), 3)
        time = START + dice.randrange(int(20 * DAY))
        rows.append(
            ScoredRow(number, number, score, damaging, user, f"Page {dice.randrange(4)}", time, record=record)
        )
    return rows


def plain_loop(rows, threshold, rules, delay_hours):
    """Do what `simulate` does, edit by edit."""
    by_id = {row.rev_id: row for row in rows}
    ordered = sorted(rows, key=lambda row: row.time)
    end = ordered[-1].time - delay_hours * HOUR
    seen, last, reverted, first_edits, first_good = set(), {}, [], 0, 0
    count = damaging = 0
    minutes, undone, days = [], defaultdict(int), defaultdict(int)
    for row in ordered:
        if row.time > end:
            break
        who = row.user if row.user is not None else ("nobody", row.rev_id)
        is_first = who not in seen
        seen.add(who)
        count += 1
        damaging += row.label
        groups = row.record.get("groups", [])
        if "bots" in rules.spare and "bot" in groups:
            continue
        if "trusted" in rules.spare and "sysop" in groups:
            continue
        if "self-reverts" in rules.spare and row.record.get("self_revert"):
            continue
        if rules.namespaces is not None and row.record["namespace"] not in rules.namespaces:
            continue
        if row.score < threshold:
            continue
        if (who, row.page) in last and row.time - last[who, row.page] < rules.wait_hours * HOUR:
            continue
        last[who, row.page] = row.time
        reverted.append(row)
        days[int(row.time // DAY)] += 1
        is_old = row.record.get("cache", {}).get(AGE, 0) > 30 * DAY or "bot" in groups or "sysop" in groups
        if is_first and not is_old:
            first_edits += 1
            first_good += not row.label
        if not row.label:
            undone[
                "~" if str(row.user)[0] == "~" else row.record.get("anonymous", row.user == "192.0.2.7")
            ] += 1
        elif "reverting_id" in row.record:
            later = by_id.get(row.record["reverting_id"])
            if later is not None and later.time >= row.time:
                minutes.append((later.time - row.time) / 60)
    right = sum(row.label for row in reverted)
    length = (end - ordered[0].time) / DAY
    return {
        "edits": count,
        "reverts": len(reverted),
        "reverts_a_day": len(reverted) / length,
        "worst_day": max(days.values()),
        "precision": right / len(reverted),
        "damage_caught": right / damaging,
        "good_undone": len(reverted) - right,
        "good_undone_a_week": (len(reverted) - right) / length * 7,
        "first_edits": {"users": first_edits, "with_good_edits": first_good},
        "restored_later": sum(row.record.get("restored_later") is True for row in reverted),
        "median": float(np.median(minutes)),
        "known": len(minutes),
        "temporary": undone["~"],
        "anonymous": undone[True],
    }


RULES = [Rules(), Rules(spare=(), wait_hours=0), Rules(("bots",), (0,), 3.0), Rules(("self-reverts",), (1,))]


def assert_equals_plain_loop(rows, threshold, rules, delay_hours=48):
    """Simulate, hold the figures against those of the plain loop, and return the simulation."""
    simulation = simulate(EditColumns.read(rows), [threshold], rules, delay_hours=delay_hours)
    [outcome] = simulation["outcomes"]
    expected = plain_loop(rows, threshold, rules, delay_hours)
    groups = {group["name"]: group["undone"] for group in outcome["groups"]}
    assert {
        "edits": simulation["edits"],
        "reverts": outcome["reverts"],
        "reverts_a_day": pytest.approx(outcome["reverts_a_day"]),
        "worst_day": outcome["worst_day"]["reverts"],
        "precision": pytest.approx(outcome["precision"]["value"]),
        "damage_caught": pytest.approx(outcome["damage_caught"]["value"]),
        "good_undone": outcome["good_undone"],
        "good_undone_a_week": pytest.approx(outcome["good_undone_a_week"]),
        "first_edits": outcome["first_edits"],
        "restored_later": outcome["restored_later"],
        "median": pytest.approx(outcome["people"]["median_minutes_won"]),
        "known": outcome["people"]["known"],
        "temporary": groups.get("temporary accounts", 0),
        "anonymous": groups["anonymous editors"],
    } == expected
    assert sum(groups.values()) == outcome["good_undone"]
    assert outcome["precision"]["low"] < outcome["precision"]["value"] < outcome["precision"]["high"]
    return simulation


@pytest.mark.parametrize("rules", RULES, ids=str)
@pytest.mark.parametrize("threshold", [0.3, 0.6])
def test_equals_a_plain_loop(rules, threshold):
    assert_equals_plain_loop(rows_of(1500, seed=1), threshold, rules)


def edit(hours, score, damaging, user, page="Ants", rev_id=None, **record):
    record = {"user": user, "namespace": 0, **record}
    return ScoredRow(1, rev_id, score, damaging, user, page, START + hours * HOUR, record=record)


def test_a_history_of_40_edits_by_hand():
    rows = [edit(hours, 0.1, False, "Old hand", cache={AGE: 900 * DAY}) for hours in range(0, 300, 10)]
    rows += [
        edit(1, 0.95, True, "Vandal", rev_id=1, reverting_id=2),  # reverted; people needed 30 minutes
        edit(1.5, 0.2, False, "Patroller", rev_id=2, groups=["patroller"]),
        edit(2, 0.97, True, "Vandal"),  # the same page on the same day: left to people
        edit(2.5, 0.97, True, "Vandal", page="Bees"),  # another page: reverted
        edit(26, 0.99, True, "Vandal"),  # a day later: reverted
        edit(30, 0.96, False, "Newcomer", restored_later=True),  # a good first edit: undone
        edit(31, 0.99, False, "Robot", bot=True),
        edit(32, 0.99, True, "Patroller", groups=["patroller"]),
        edit(33, 0.99, False, "Newcomer", page="Bees", self_revert=True),
        edit(299, 0.99, True, "192.0.2.9"),  # in the last 48 hours
    ]
    assert len(rows) == 40
    simulation = simulate(EditColumns.read(rows), [0.9])
    [found] = simulation["outcomes"]
    assert (found["reverts"], found["good_undone"], found["waited"]) == (4, 1, 1)
    assert found["restored_later"] == 1
    assert found["worst_day"] == {"day": "2020-01-06", "reverts": 2}
    assert found["precision"]["value"] == 0.75
    assert found["damage_caught"]["value"] == 3 / 5
    assert found["first_edits"] == {"users": 2, "with_good_edits": 1}
    assert found["people"] == {"reverts_saved": 3, "median_minutes_won": 30.0, "known": 1}
    assert simulation["spared"] == {"bots": 1, "trusted": 2, "self-reverts": 1}
    groups = {group["name"]: (group["undone"], group["good"]) for group in found["groups"]}
    assert groups["older accounts"] == (0, 26)
    assert simulation["period"]["days"] == pytest.approx((299 - 48) / 24)


def test_a_period_knows_the_first_edits_before_it():
    rows = [edit(0, 0.1, False, "Ann"), edit(500, 0.99, False, "Ann"), edit(501, 0.99, False, "Ben")]
    [found] = simulate(EditColumns.read(rows), [0.9], days=5, delay_hours=0)["outcomes"]
    assert found["reverts"] == 2
    assert found["first_edits"] == {"users": 1, "with_good_edits": 1}


@pytest.mark.parametrize(
    ("trained", "doubt"),
    [
        ({"from": "2019-01-01", "to": "2020-01-05"}, None),
        ({"from": "2019-01-01", "to": "2020-01-06"}, "in training"),
        ({"from": "2020-01-10", "to": "2020-01-12"}, "in training"),
        ({"from": "2021-01-01", "to": "2022-01-01"}, "after this period"),
        ({"edits": 5}, "does not say"),
        ({"from": "long ago", "to": "yesterday"}, "does not say"),
        (None, "no model was given"),
    ],
)
def test_it_does_not_pass_for_evidence_if_the_model_may_have_seen_the_edits(trained, doubt):
    simulation = simulate(EditColumns.read(rows_of(300, seed=2)), [0.5], trained=trained)
    assert simulation["evidence"] is (doubt is None)
    text = " ".join(describe_simulation(simulation))
    page = render_simulation(simulation, "What a bot would have done")
    if doubt is None:
        assert "NO EVIDENCE" not in text and "no evidence" not in page
    else:
        assert doubt in text and "NO EVIDENCE" in text
        assert doubt in page.lower() and "This is no evidence" in page


def test_a_threshold_below_the_floor_is_marked():
    simulation = simulate(EditColumns.read(rows_of(300, seed=2)), [0.5, 0.8], floor=0.7)
    assert [one["below_floor"] for one in simulation["outcomes"]] == [True, False]


def test_a_bot_that_reverts_nothing_and_edits_without_damage():
    simulation = simulate(EditColumns.read([edit(0, 0.1, False, None), edit(99, 0.1, False, None)]), [1.0])
    [found] = simulation["outcomes"]
    assert found["reverts"] == 0 and found["precision"] is None and found["damage_caught"] is None
    assert "would have reverted nothing" in render_simulation(simulation, "x")


def test_nothing_to_replay():
    with pytest.raises(SimulationError, match="no edits to replay"):
        simulate(EditColumns.read([]), [0.5])
    with pytest.raises(SimulationError, match="last 1000 hours"):
        simulate(EditColumns.read(rows_of(10, seed=2)), [0.5], delay_hours=1000)


@pytest.mark.parametrize(
    "document",
    [[], {"spare": ["robots"]}, {"spare": "bots"}, {"namespaces": ["a"]}, {"wait_hours": -1}, {"wait": 3},
     {"wait_hours": True}, {"wait_hours": float("nan")}, {"namespaces": 0}],
)  # fmt: skip
def test_rules_that_are_not_understood(document):
    with pytest.raises(RulesError):
        Rules.from_document(document)


def test_rules_are_read_as_they_are_written():
    rules = Rules(("bots",), (0, 10), 12.0)
    assert Rules.from_document(rules.to_json()) == rules


def test_names_on_the_page_are_escaped():
    hostile = "</script><script>alert(1)</script>"
    simulation = simulate(EditColumns.read(rows_of(50, seed=3)), {hostile: 0.5})
    assert hostile not in render_simulation(simulation, hostile)


def test_real_edits_of_a_wiki_hit_newcomers_more(data_dir):
    """The 14,979 edits of section 0 of the design: good edits of new accounts are undone more often."""
    path = data_dir / "labels" / "enwiki.features_reverted.training.20k_2015.tsv.bz2"
    if not path.exists():
        pytest.skip("the labelled edits of enwiki are not there")
    from sklearn.ensemble import HistGradientBoostingClassifier

    table = [line.split("\t") for line in bz2.decompress(path.read_bytes()).decode().splitlines()]
    label = np.array([row[-1] == "True" for row in table])
    values = np.array(
        [[float({"True": 1, "False": 0}.get(cell, cell)) for cell in row[1:-1]] for row in table]
    )
    order = np.argsort([int(row[0]) for row in table])
    old, new = order[: int(0.6 * len(order))], order[int(0.6 * len(order)) :]
    model = HistGradientBoostingClassifier(max_iter=150, max_depth=4, random_state=0)
    scores = model.fit(values[old], label[old]).predict_proba(values[new])[:, 1]
    rows = []
    for place, (score, one) in enumerate(zip(scores, new, strict=True)):
        anonymous, age = bool(values[one, 6]), float(values[one, 8])
        record = {"anonymous": anonymous, "user": f"u{one}", "cache": {AGE: age}}
        record["trusted"] = bool(values[one, 7])
        time = START + 100 * place
        rows.append(
            ScoredRow(
                place, int(table[one][0]), score, bool(label[one]), f"u{one}", None, time, record=record
            )
        )
    threshold = float(np.quantile(scores[label[new]], 0.25))
    [found] = simulate(EditColumns.read(rows), [threshold], delay_hours=0)["outcomes"]
    shares = {group["name"]: group["share"]["value"] for group in found["groups"]}
    assert shares["older accounts"] < 0.1 < 0.7 < shares["anonymous editors"]
    assert shares["new accounts"] > 0.9
