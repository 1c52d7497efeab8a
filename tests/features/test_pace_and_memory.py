"""The pace of a page, its memory, and an editor's past on it."""

from __future__ import annotations

from math import log10
from typing import Any

import pytest

from revscoring.features.editor_past import revision as past
from revscoring.features.memory import revision as memory
from revscoring.features.pace import revision as pace
from revscoring.text.digests import sha1_base36

from .edits import recent, value

DAY = log10(1 + 86_400)

PACE: list[tuple[Any, str, Any]] = [
    (pace.is_known, "", True),
    (pace.revisions, "abc", 3),
    (pace.usual_time_between_edits, "abc", DAY),
    (pace.since_last_edit, "abcdefghi", DAY),
    (pace.since_fifth_last_edit, "abcdefghi", log10(1 + 5 * 86_400)),
    (pace.since_twentieth_last_edit, "abcdefghi", log10(1 + 9 * 86_400)),
    (pace.haste, "abcdefghi", 0.0),
    (pace.share_of_reverts, "abac", 0.25),
    (pace.share_of_reverted_edits, "abcad", 0.4),
    (pace.share_of_reverted_edits, "aab", 0.0),
    (pace.edits_since_last_revert, "abac", 1),
    (pace.edits_since_last_revert, "abc", 3),
    (pace.parent_is_revert, "aba", True),
    (pace.parent_is_revert, "abac", False),
    (pace.rank_of_size, "abc", 0.0),
    (pace.is_outside_of_recent_sizes, "abc", True),
    (pace.size_by_usual, "abc", 3 / 101),
    (pace.share_of_empty_summaries, "abc", 1.0),
    (pace.editors, "abc", 1),
]


@pytest.mark.parametrize(("feature", "digests", "expected"), PACE, ids=lambda one: str(one)[:40])
def test_pace(feature: Any, digests: str, expected: Any) -> None:
    assert value(feature, "a", "ab", recent=recent(digests)) == pytest.approx(expected)


def test_an_edit_that_restores_an_earlier_text() -> None:
    history = recent("abc")
    history[0]["sha1"] = sha1_base36("Ants.")
    assert value(pace.restores_earlier_text, "x", "Ants.", recent=history) is True
    assert value(pace.revisions_taken_back, "x", "Ants.", recent=history) == 2
    assert value(pace.revisions_taken_back, "x", "Bees.", recent=history) == 0
    assert value(pace.revisions_taken_back, "x", "Ants.") == -1


def test_hidden_parts_of_a_history() -> None:
    history = recent("aba")
    history[1] |= {"sha1": None, "comment": None, "user_id": None, "size": None}
    assert value(pace.share_of_reverts, "a", "b", recent=history) == pytest.approx(1 / 3)
    assert value(pace.rank_of_signed_change, "a", "b", recent=history) == 0


WORDS = [
    {"added": ["small", "ants"], "removed": []},
    {"added": ["poop"], "removed": ["ants"]},
    {"added": ["ants"], "removed": ["poop"]},
]
MEMORY: list[tuple[Any, str, str, Any]] = [
    (memory.is_known, "", "", True),
    (memory.share_of_added_that_was_removed, "x", "x poop wow", 0.5),
    (memory.share_of_removed_that_was_added, "x small big", "x", 0.5),
    (memory.share_of_added_that_reverted_edits_added, "x", "x poop", 1.0),
    (memory.share_of_removed_that_reverted_edits_removed, "x ants", "x", 1.0),
    (memory.likeness_to_reverted_edit, "x ants", "x poop", 1.0),
    (memory.likeness_to_reverted_edit, "x", "x small ants", 0.0),
    (memory.likeness_to_edit, "x", "x small ants", 1.0),
    (memory.likeness_to_undo, "x small ants", "x", 1.0),
    (memory.likeness_to_undo_of_parent, "x ants", "x poop", 1.0),
    (memory.age_of_removed, "x ants", "x", 0.0),
    (memory.age_of_removed, "x small", "x", 2 / 3),
    (memory.age_of_removed, "x y", "x", 1.0),
]


@pytest.mark.parametrize(("feature", "old", "new", "expected"), MEMORY, ids=lambda one: str(one)[:40])
def test_memory(feature: Any, old: str, new: str, expected: Any) -> None:
    assert value(feature, old, new, recent=recent("aba"), words=WORDS) == pytest.approx(expected)


def test_memory_without_a_history_knows_no_reverts() -> None:
    assert value(memory.likeness_to_reverted_edit, "x ants", "x poop", words=WORDS) == 0
    assert value(memory.likeness_to_edit, "x ants", "x poop", words=WORDS) == 1


PAST: list[tuple[Any, int | None, Any]] = [
    (past.edits, 1, 2),
    (past.edits, 7, 0),
    (past.edits, None, 0),
    (past.share_of_edits, 1, 2 / 3),
    (past.made_last_edit, 1, True),
    (past.made_last_edit, 2, False),
    (past.edits_reverted, 2, 1),
    (past.share_of_edits_reverted, 2, 1.0),
    (past.reverts, 1, 1),
    (past.since_last_edit, 1, log10(1 + 7 * 86_400)),
    (past.since_last_edit, 7, -1),
]


@pytest.mark.parametrize(("feature", "user", "expected"), PAST, ids=lambda one: str(one)[:40])
def test_past_of_the_editor(feature: Any, user: int | None, expected: Any) -> None:
    history = recent("aba", user_id=[1, 2, 1])
    assert value(feature, "a", "b", recent=history, user=user) == pytest.approx(expected)
