"""The bot of the examples: its rules, without a wiki."""

from __future__ import annotations

import doctest
import importlib.util
from pathlib import Path

import pytest

from revscoring.extractors.edits import Edit

FILE = Path(__file__).parents[2] / "examples" / "bot" / "bot.py"


@pytest.fixture(scope="module")
def bot():
    spec = importlib.util.spec_from_file_location("example_bot", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_is_short_and_its_examples_run(bot):
    assert len(FILE.read_text().splitlines()) <= 250
    assert doctest.testmod(bot).failed == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", None),
        ("This bot never stops by itself. Write a line with stop.", None),
        ("* Stop!", "says stop"),
        ("stop", "says stop"),
        ("* 1: wrong\n* 2: Wrong ~~~~", None),
        ("* 1: wrong\n* 2: wrong\n# 3 is wrong", "has 3 wrong reverts of 3 reviewed"),
        ("* 1: wrong\n" * 3 + "* 2: right\n" * 27, None),
        ("* 1: wrong\n" * 3 + "* 2: right\n" * 26, "has 3 wrong reverts of 29 reviewed"),
    ],
)
def test_reviews_stop_it(bot, text, reason):
    assert bot.reason_to_stop(text, 0.9) == reason


class Service:
    """A model with a policy, and thresholds by question."""

    def __init__(self, bot, **policy):
        self.known = bot.read_policy(policy)
        self.asked = []

    def policy(self):
        return self.known

    def threshold(self, questions):
        self.asked = questions
        return 0.5


@pytest.mark.parametrize(
    ("policy", "accepted", "really", "reason"),
    [
        ({"expires": "2020-01-01", "successor": "v2"}, None, False, "it expired on 2020-01-01; use v2"),
        ({"status": "withdrawn"}, None, False, "it was withdrawn"),
        ({"gated": "Ask first."}, None, False, "accept the conditions by --accept"),
        ({"gated": "Ask first."}, "something", False, "Ask first."),
        ({"automation": "never"}, None, True, "bots never act"),
    ],
)
def test_the_policy_stops_it(bot, policy, accepted, really, reason):
    with pytest.raises(bot.Stop, match=reason):
        bot.allowed_threshold(Service(bot, **policy), 0.9, accepted, really)


def test_it_asks_for_the_floor_too(bot):
    service = Service(bot, floor="precision >= 0.97", automation="never")
    assert bot.allowed_threshold(service, 0.9, None, really=False) == 0.5
    assert service.asked == ["maximum recall @ precision >= 0.9", "maximum recall @ precision >= 0.97"]


def test_conditions_can_be_accepted(bot):
    service = Service(bot, gated="Ask first.")
    assert bot.allowed_threshold(service, 0.9, service.known.gate_digest, really=True) == 0.5


def test_no_edit_is_reverted_twice_and_no_page_and_user_twice_a_day(bot, tmp_path):
    path = str(tmp_path / "memory")
    edits = [Edit(5, "", "Ants", "Ann"), Edit(6, "", "Ants", "Ann"), Edit(7, "", "Bees", "Ann")]
    bot.Memory(path).add(edits[0], "2026-01-01")
    memory = bot.Memory(path)
    assert [bool(memory.reason_not_to(edit, "2026-01-01")) for edit in edits] == [True, True, False]
    assert [bool(memory.reason_not_to(edit, "2026-01-02")) for edit in edits] == [True, False, False]
