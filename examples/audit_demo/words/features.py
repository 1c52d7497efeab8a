"""What the small model of the demonstration measures of an edit."""

from revscoring.features import revision_oriented as features
from revscoring.features import wikitext

from . import halvarran

diff = wikitext.revision.diff

reverted = [
    halvarran.informals.revision.diff.matches_added,
    diff.uppercase_words_added,
    diff.chars_removed,
    diff.longest_repeated_char_added,
    features.revision.user.is_anon,
]
