"""A feature list as a client writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from revscoring import Datasource, Feature
from revscoring.datasources import revision_oriented as roots
from revscoring.datasources.meta import filters, frequencies, mappers
from revscoring.dependencies import Cache, Dependent, dig, draw, solve
from revscoring.features import modifiers, wikitext
from revscoring.features import revision_oriented as features
from revscoring.features.meta import aggregators
from revscoring.languages import english

# The lines of the README.
readme: list[Feature] = [
    wikitext.revision.diff.words_added,
    wikitext.revision.diff.longest_repeated_char_added,
    english.informals.revision.diff.match_delta_increase,
    wikitext.revision.wikilinks,
]


def has_shouted_word(words: list[str]) -> bool:
    return any(word.isupper() for word in words)


words = wikitext.revision.datasources.words
shouts = Feature("mywiki.shouts", has_shouted_word, returns=bool, depends_on=[words])
long_words = filters.regex_matching(re.compile(r"\w{12,}"), words)
repeated = frequencies.positive(frequencies.table(mappers.lower_case(long_words)))
title: Datasource = roots.revision.page.title
registration: Datasource = roots.revision.user.info.registration

damaging: list[Feature] = [
    *readme,
    shouts,
    features.revision.user.is_anon,
    aggregators.len(long_words, name="mywiki.long_words"),
    modifiers.log(modifiers.max(wikitext.revision.chars, 1)),
    wikitext.revision.words / modifiers.max(wikitext.revision.parent.words, 1),
    wikitext.revision.chars > 1000,
    english.badwords.revision.matches + 1,
]


def values_of(cache: dict[str, str]) -> list[float]:
    one: float = solve(readme[0], cache=cache)
    several: Iterator[float] = solve(damaging, cache=cache)
    by_node: Cache = {roots.revision.text: "text", "datasource.revision.parent.text": ""}
    return [one, *several, *solve([shouts], context={title: Datasource("t", str)}, cache=by_node)]


def inputs_of(feature: Dependent) -> str:
    return draw(feature) + ", ".join(str(node) for node in dig(feature))
