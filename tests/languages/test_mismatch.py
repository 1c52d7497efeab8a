"""The languages of features, and whether a wiki is in one of them."""

from __future__ import annotations

import pytest

from revscoring.examples import damaging
from revscoring.features import wikitext
from revscoring.languages import english, italian, language_mismatch, languages_of, norwegian, serbian

ITALIAN = [italian.informals.revision.diff.match_delta_increase]
ENGLISH = [english.badwords.revision.matches + 1]


def test_languages_are_found_below_other_features() -> None:
    assert languages_of([*ENGLISH, *ITALIAN, wikitext.revision.chars]) == ["english", "italian"]
    assert languages_of(damaging("japanese")) == ["japanese"]
    assert languages_of([wikitext.revision.chars]) == []


@pytest.mark.parametrize(
    ("features", "code"),
    [
        (ITALIAN, "it"),
        ([*ITALIAN, *ENGLISH], "it"),  # informal English words are of use anywhere
        (ENGLISH, "en-GB"),
        (ENGLISH, "simple"),
        ([norwegian.badwords.revision.matches], "nb"),
        ([serbian.badwords.revision.matches], "sh"),
        ([wikitext.revision.chars], "it"),
        (ENGLISH, None),
        (ENGLISH, ""),
        (ENGLISH, "mul"),
    ],
)
def test_a_fitting_language_is_no_mismatch(features, code: str | None) -> None:
    assert language_mismatch(features, code) is None


def test_another_language_is_a_mismatch() -> None:
    told = language_mismatch(ENGLISH, "pt-br")
    assert told is not None and told.startswith("in Portuguese, but the features count words of English;")
    assert "revscoring.examples.portuguese.damaging" in told
    told = language_mismatch([*ENGLISH, *ITALIAN], "tlh")
    assert told is not None and told.startswith(
        "in the language 'tlh', but the features count words of English and Italian"
    )
    assert "\n" not in told
