"""Misspelt names, each of which is an error on its line."""

from __future__ import annotations

import revscoring
from revscoring.datasources import revision_oriented as roots
from revscoring.features import revision_oriented as features
from revscoring.features import wikitext
from revscoring.languages import english

names = (
    revscoring.Modell,
    roots.revision.user.info.registrated,
    roots.revision.parent.texts,
    wikitext.revision.diff.word_added,
    wikitext.revision.parent.wordz,
    wikitext.revision.datasources.wordz,
    features.revision.user.is_anonymous,
    english.informals.revision.diff.match_delta_increases,
    english.bad_words.revision.matches,
)
