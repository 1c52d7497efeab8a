"""The shape of an edit."""

from __future__ import annotations

from typing import Any

import pytest

from revscoring.features.shape import revision as shape
from revscoring.features.shape.measures import differ_by_one_letter

from .edits import value

PAGE = "Ants are small.\n\nThey live in colonies of 100 ants.\n\nThe end."

CASES: list[tuple[Any, str | None, str | None, Any]] = [
    (shape.hunks, PAGE, PAGE.replace("small", "big").replace("end", "END"), 2),
    (shape.replacements, PAGE, PAGE.replace("small", "big"), 1),
    (shape.longest_addition, PAGE, PAGE.replace("small", "very very small"), 10),
    (shape.first_place, PAGE, PAGE + " More.", 1.0),
    (shape.changes_end, PAGE, PAGE + " More.", True),
    (shape.changes_start, PAGE, "No. " + PAGE, True),
    (shape.changes_start, PAGE, PAGE + " More.", False),
    (shape.span, PAGE, PAGE, 0.0),
    (shape.is_new_page, None, PAGE, True),
    (shape.blanks, PAGE * 20, "lol", True),
    (shape.blanks, PAGE * 20, PAGE * 19, False),
    (shape.replaces_much_by_little, PAGE * 9, "ants!", True),
    (shape.only_adds, PAGE, PAGE + " More.", True),
    (shape.only_removes, PAGE, PAGE[:-8], True),
    (shape.only_numbers, PAGE, PAGE.replace("100", "10"), True),
    (shape.only_a_year, PAGE, PAGE.replace("100", "1900"), True),
    (shape.only_a_year, PAGE, PAGE.replace("100", "10"), False),
    (shape.only_case, PAGE, PAGE.replace("They", "they"), True),
    (shape.only_whitespace, PAGE, PAGE.replace(" are ", "  are "), True),
    (shape.only_punctuation, PAGE, PAGE.replace("small.", "small!"), True),
    (shape.one_letter_of_a_word, PAGE, PAGE.replace("live", "love"), True),
    (shape.one_letter_of_a_word, PAGE, PAGE.replace("live", "sleep"), False),
    (shape.changes_nothing, PAGE, PAGE, True),
    (shape.brackets_left_open, PAGE, PAGE.replace("ants.", "[[ants.", 1), 2),
    (shape.begins_in_lower_case, PAGE, PAGE + " more", True),
    (shape.begins_a_paragraph, PAGE, PAGE + "\nMore.", False),
    (shape.links_change, PAGE, PAGE.replace("colonies", "[[colony|colonies]]"), 1),
    (shape.links_change, "[[a]] [[b]]", "", -2),
    (shape.templates, "", "{{a|{{b}}}}", 2),
    (shape.references_change, PAGE, PAGE + "<ref>x</ref><ref name=y/>", 2),
    (shape.headings_change, PAGE, PAGE + "\n\n== See ==\n* a", 1),
    (shape.list_items_change, PAGE, PAGE + "\n\n* a\n* b", 2),
    (shape.files_change, PAGE, PAGE + "\n\n[[File:Ant.jpg]]", 1),
    (shape.prefixed_links_change, PAGE, PAGE + "\n\n[[Categoria:Ants]]", 1),
    (shape.tables, "", "{|\n| a\n|}", 1),
    (shape.toolbar_samples, PAGE, PAGE + "'''Bold text'''[[Image:Example.jpg]]", 2),
    (shape.signatures, PAGE, PAGE + " ~~~~", 1),
    (shape.share_of_markup_added, PAGE, PAGE + "[[]]", 1.0),
]


@pytest.mark.parametrize(("feature", "old", "new", "expected"), CASES, ids=lambda one: str(one)[:40])
def test_shape(feature: Any, old: str | None, new: str | None, expected: Any) -> None:
    assert value(feature, old, new) == expected


def test_a_sentence_that_moves_is_no_change_of_words() -> None:
    assert value(shape.chars_added, "One two.\n\nThree four.", "Three four.\n\nOne two.") <= 2


def test_words_that_differ_by_one_letter() -> None:
    assert not differ_by_one_letter("", "ab")
    assert differ_by_one_letter("", "a")
