"""The surprise of what an edit adds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.features.surprise import revision as surprise
from revscoring.features.surprise.characters import CharacterModel, SpellingModel

from .edits import value

PAGE = "Ants are small insects. Ants live in colonies, and colonies of ants are large."

CASES: list[tuple[Any, str, str, Any]] = [
    (surprise.unseen_words, PAGE, PAGE + " Wow ants", 1),
    (surprise.share_of_unseen_words, PAGE, PAGE + " Wow ants", 0.5),
    (surprise.longest_unseen_word, PAGE, PAGE + " Wowww ants", 5),
    (surprise.unseen_words, PAGE, PAGE + " ANTS", 0),
    (surprise.unseen_words, "蟻は", "蟻は蟻", 0),
    (surprise.share_of_words_moved, PAGE, PAGE.replace("small insects", "insects small"), 1.0),
    (surprise.title_words_added, PAGE, PAGE + " ants", 1),
    (surprise.title_words_removed, PAGE, PAGE.replace(" of ants", ""), 1),
    (surprise.unseen_pairs_of_words, PAGE, PAGE + " ants live small", 1),
    (surprise.mean_bits_of_words, "a a a", "a a a a", -np.log2(3.5 / 4)),
    (surprise.letters_of_rare_scripts, PAGE, PAGE + " я", 1.0),
    (surprise.letters_of_rare_scripts, PAGE, PAGE + " a", 0.0),
]


@pytest.mark.parametrize(("feature", "old", "new", "expected"), CASES, ids=lambda one: str(one)[:40])
def test_surprise(feature: Any, old: str, new: str, expected: Any) -> None:
    assert value(feature, old, new) == pytest.approx(expected)


@pytest.mark.parametrize(
    "feature",
    [
        surprise.mean_bits_of_words,
        surprise.most_bits_of_a_word,
        surprise.compressed_share,
        surprise.divergence_of_characters,
        surprise.mean_bits_of_characters,
        surprise.worst_window_of_characters,
        surprise.share_of_unseen_characters,
        surprise.mean_bits_of_spelling,
    ],
    ids=str,
)
def test_nonsense_is_more_surprising_than_the_words_of_the_page(feature: Any) -> None:
    page = f"{PAGE} " * 20
    usual = value(feature, page, page + "Ants live in small colonies.")
    assert value(feature, page, page + "Xqzj wvkp zzyqq jjxw.") > usual


def test_the_page_as_dictionary_saves_what_it_repeats() -> None:
    page = "A sentence that nobody would compress well by itself, 123 456.\n\n"
    assert value(surprise.gain_of_compression, page, page * 2) == pytest.approx(0, abs=1)
    again = page.replace("well", "badly")
    assert value(surprise.gain_of_compression, page, page + again) >= 0


@given(st.text(), st.text(min_size=4))
def test_bits_are_those_of_probabilities(page: str, text: str) -> None:
    bits, unseen = CharacterModel(page).bits(text)
    assert len(bits) == len(unseen) == len(text) - 3
    assert (bits >= 0).all()


def test_a_page_knows_its_own_characters() -> None:
    model = CharacterModel(PAGE)
    assert not model.bits(PAGE)[1].any()
    assert model.bits(PAGE)[0].mean() < 2 < model.bits("zzzz" + PAGE[::-1])[0].mean()


def test_spelling() -> None:
    model = SpellingModel(["colony", "colonies", "colour"])
    usual, odd = model.bits(["colonial", "xqzjwvkp"])
    assert usual < odd
    assert model.bits(["xqzjwvkp"]) == pytest.approx([odd])
    assert SpellingModel([]).bits([]) == []


@given(st.text(st.characters(max_codepoint=0xFFFF)), st.text(st.characters(max_codepoint=0xFFFF)))
def test_divergence_is_symmetric_and_bounded(one: str, other: str) -> None:
    found = CharacterModel(one).divergence(other)
    assert 0 <= found <= 1
    assert found == pytest.approx(CharacterModel(other).divergence(one))
    assert CharacterModel(one).divergence(one) == 0
