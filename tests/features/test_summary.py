"""The summary of an edit."""

from __future__ import annotations

from typing import Any

import pytest

from revscoring.features.summary import revision as summary

from .edits import value

PAGE = "== Life ==\nAnts are small."
EDITED = "== Life ==\nAnts are big."

CASES: list[tuple[Any, str | None, Any]] = [
    (summary.is_empty, None, True),
    (summary.is_empty, "/* Life */ ", True),
    (summary.is_empty, "/* Life */ typo", False),
    (summary.names_a_section, "/* Life */ typo", True),
    (summary.section_is_missing, "/* Life */ typo", False),
    (summary.section_is_missing, "/* Death */ typo", True),
    (summary.section_is_missing, "typo", False),
    (summary.length, "/* Life */ typo", 4),
    (summary.is_automatic, "[[WP:AES|←]] Replaced content with 'x'", True),
    (summary.words, "two words", 2),
    (summary.links, "see [[Ants]] and https://a.org", 2),
    (summary.share_of_capitals, "LOl!", 0.5),
    (summary.share_of_marks, "lol!", 0.25),
    (summary.exclamations, "wow!?", 2),
    (summary.begins_in_lower_case, "typo", True),
    (summary.ends_with_a_period, "Typo.", True),
    (summary.share_in_the_change, "big words", 0.5),
    (summary.is_in_the_addition, "HELLO", False),
    (summary.unseen_words, "Ants are HUGE", 1),
    (summary.share_of_unseen_words, "ants HUGE", 0.5),
]


@pytest.mark.parametrize(("feature", "comment", "expected"), CASES, ids=lambda one: str(one)[:40])
def test_summary(feature: Any, comment: str | None, expected: Any) -> None:
    assert value(feature, PAGE, EDITED, comment=comment) == expected


def test_a_summary_that_repeats_the_addition() -> None:
    assert value(summary.is_in_the_addition, PAGE, f"{PAGE} Hello you", comment="hello")


@pytest.mark.parametrize(("minor", "expected"), [(True, True), (False, False), (None, False)])
def test_minor(minor: bool | None, expected: bool) -> None:
    assert value(summary.is_minor, PAGE, EDITED, minor=minor) is expected
