"""Drift: an alarm where edits differ, none where they are of the same source, however many there are."""

import time

import numpy as np
import pytest

from revscoring.audit import find_drift, profile_of

from . import histories


def columns_of(n, seed, features=10, shift=0.0):
    random = np.random.default_rng(seed)
    found = {f"feature.{k}": random.exponential(1.0, n) + shift for k in range(features)}
    return {**found, "feature.anonymous": (random.random(n) < 0.2).astype(float)}


def alarms(profile, columns, users=None):
    return [one["name"] for one in find_drift(profile, columns, users) if one["alarm"]]


def test_random_halves_give_no_alarm_in_95_of_100():
    quiet = 0
    for seed in range(100):
        values, half = columns_of(600, seed), np.random.default_rng(seed).permutation(600) < 300
        profile = profile_of({name: column[half] for name, column in values.items()})
        quiet += not alarms(profile, {name: column[~half] for name, column in values.items()})
    assert quiet >= 95


def test_a_million_edits_of_the_same_source_give_no_alarm():
    profile, new = profile_of(columns_of(5000, 1)), columns_of(1_000_000, 2)
    users = np.random.default_rng(0).integers(0, 50_000, 1_000_000).tolist()
    start = time.process_time()
    found = find_drift(profile, new, users)
    assert time.process_time() - start < 20
    assert not [one for one in found if one["alarm"]]
    assert max(one["psi"]["value"] for one in found) < 0.01


def test_what_differs_is_named_with_its_size():
    before = columns_of(2000, 1)
    new = {**columns_of(2000, 2), "feature.3": columns_of(2000, 3, shift=1.0)["feature.3"]}
    new["feature.4"] = np.zeros(2000)
    new["feature.5"] = np.where(np.arange(2000) % 2, np.nan, new["feature.5"])
    found = {one["name"]: one for one in find_drift(profile_of(before), new)}
    assert {name for name, one in found.items() if one["alarm"]} == {"feature.3", "feature.4", "feature.5"}
    assert found["feature.4"]["constant"] and found["feature.5"]["missing"] == 0.5
    old, now = found["feature.3"]["median"]
    assert old == pytest.approx(0.69, abs=0.06) and now == pytest.approx(1.69, abs=0.08)
    psi = found["feature.3"]["psi"]
    assert 0.2 < psi["low"] < psi["value"] < psi["high"]


def test_the_edits_of_one_user_are_no_alarm():
    before, new = columns_of(2000, 1), columns_of(300, 2)
    new["feature.3"][:100] = 9.0
    alone = find_drift(profile_of(before), new)[0]
    together = find_drift(profile_of(before), new, ["one"] * 100 + list(range(200)))[0]
    assert alone["name"] == together["name"] == "feature.3"
    assert alone["alarm"] and not together["alarm"]


def test_a_profile_is_small_and_the_same_each_time():
    values = columns_of(3000, 1, features=80)
    profile = profile_of(values, ["true", "false", "false"] * 1000)
    assert profile == profile_of(
        {name: column.tolist() for name, column in values.items()}, ["true", "false", "false"] * 1000
    )
    assert profile["rates"] == {"false": 2 / 3, "true": 1 / 3}
    assert all(len(one["edges"]) <= 19 and sum(one["counts"]) == 3000 for one in profile["columns"].values())


@pytest.mark.slow
def test_anarchism_grew_longer(data_dir):
    path = data_dir / histories.ANARCHISM
    if not path.is_file():
        pytest.skip(f"{path.name} is not there")
    edits, values = histories.edits_of(path)
    years = np.array([int(one["timestamp"][:4]) for one in edits])

    def columns(which):
        return {name: values[which, place] for place, name in enumerate(histories.NAMES)}

    profile, new = profile_of(columns(years <= 2004)), years >= 2006
    users = [one["user"] or n for n, one in enumerate(edits)]
    found = alarms(profile, columns(new), [users[n] for n in np.flatnonzero(new)])
    assert "chars" in found and "links" in found
