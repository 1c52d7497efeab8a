"""Values as a person counts them."""

from __future__ import annotations

import math

import pytest

from revscoring.features import Feature, modifiers, temporal, wikitext
from revscoring.scoring.explaining.values import value_in_words

DAYS = Feature("days", returns=float)
DAYS.__doc__ = "days since registration"
SECONDS = temporal.revision.user.seconds_since_registration
WORDS = wikitext.revision.words


@pytest.mark.parametrize(
    ("feature", "value", "shown"),
    [
        (modifiers.log(DAYS + 1), math.log(20), "time since registration: 19 days"),
        (modifiers.log(DAYS + 1, name="log_of_days"), 0.0, "days: 0"),
        (modifiers.log(DAYS), math.log(2440), "time since registration: 7 years"),
        (SECONDS, 0, "time since the registration of the editor: 0 seconds"),
        (SECONDS, 119, "time since the registration of the editor: 119 seconds"),
        (SECONDS, 7200, "time since the registration of the editor: 2 hours"),
        (SECONDS, 10**9, "time since the registration of the editor: 32 years"),
        (WORDS / wikitext.revision.chars, 0.026, ": 2.6 %"),
        (WORDS / wikitext.revision.chars, 3.5, ": 3.5"),
        (WORDS, 2440.0, "number of words: 2,440"),
        (WORDS, float("inf"), "number of words: without limit"),
        (WORDS > 5, True, "5"),
        (WORDS > 5, False, ": no"),
    ],
)
def test_values(feature, value, shown):
    assert value_in_words(feature, value).endswith(shown)
