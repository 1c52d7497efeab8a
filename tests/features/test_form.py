"""The form of what an edit adds."""

from __future__ import annotations

from typing import Any

import pytest

from revscoring.features.form import revision as form

from .edits import value

PAGE = "Ants are small."

CASES: list[tuple[Any, str, Any]] = [
    (form.words, " two words", 2),
    (form.words, " 蟻は", 2),
    (form.longest_run_of_capitals, " YOU ARE all", 6),
    (form.longest_run_of_one_character, " looool", 4),
    (form.longest_run_of_one_word, " ha ha HA ho", 3),
    (form.share_of_letters, "ab!!", 0.5),
    (form.share_of_capitals, " AbCd", 0.5),
    (form.share_of_digits, " 123", 0.75),
    (form.share_of_title_case, " Ann ben", 0.5),
    (form.share_of_words_in_capitals, " LOL ben", 0.5),
    (form.longest_word, " a abcdef", 6),
    (form.mean_length_of_words, " ab abcd", 3.0),
    (form.share_of_keyboard_neighbours, " asdf", 1.0),
    (form.longest_run_on_the_keyboard, " xqwerty", 6),
    (form.diversity_of_words, " ha ha", 0.5),
    (form.most_frequent_character, "aaab", 0.75),
    (form.ends_with_punctuation, " So. ", True),
    (form.exclamations, "!!!", 3),
    (form.questions, "??", 2),
    (form.smileys, " :-) \N{GRINNING FACE}", 2),
    (form.lines, "a\nb\nc", 2),
]


@pytest.mark.parametrize(("feature", "added", "expected"), CASES, ids=lambda one: str(one)[:40])
def test_form(feature: Any, added: str, expected: Any) -> None:
    assert value(feature, PAGE + "\n\n", PAGE + "\n\n" + added) == expected
