"""The table of the features of ``surprise.revision``; how they are measured is in `measures`."""

from __future__ import annotations

from ...datasources import revision_oriented
from ...datasources.edited import edited
from ..measures import MeasureSet, measure
from .measures import Surprise

__all__ = ["Revision", "revision"]


class Revision(MeasureSet):
    """The features of surprise. Probabilities are those of the page before the edit, all 0 without addition.

    Bits of a word are minus the binary logarithm of its share in the words of the page, smoothed by one half.
    """

    unseen_words = measure(Surprise.unseen_words, "words added that the page never had", "count")
    share_of_unseen_words = measure(
        Surprise.share_of_unseen_words, "share of words added that the page never had", "ratio"
    )
    longest_unseen_word = measure(
        Surprise.longest_unseen_word, "length of the longest word added that the page never had", "characters"
    )
    mean_bits_of_words = measure(Surprise.mean_bits_of_words, "mean bits of the words added", "bits")
    most_bits_of_a_word = measure(Surprise.most_bits_of_a_word, "most bits of a word added", "bits")
    bits_of_words = measure(Surprise.bits_of_words, "bits of all words added", "bits")
    mean_bits_of_words_removed = measure(
        Surprise.mean_bits_of_words_removed, "mean bits of the words removed", "bits"
    )
    mean_bits_of_words_change = measure(
        Surprise.mean_bits_of_words_change, "mean bits of the words added, less those of the removed", "bits"
    )
    share_of_words_moved = measure(
        Surprise.share_of_words_moved, "share of words added that the edit removes elsewhere", "ratio"
    )
    title_words_added = measure(Surprise.title_words_added, "words of the title added", "count")
    title_words_removed = measure(Surprise.title_words_removed, "words of the title removed", "count")
    unseen_pairs_of_words = measure(
        Surprise.unseen_pairs_of_words,
        "pairs of words, of the first 60 added, that the page never had",
        "count",
    )
    share_of_unseen_pairs_of_words = measure(
        Surprise.share_of_unseen_pairs_of_words,
        "share of pairs of the first 60 words added that the page never had",
        "ratio",
    )
    mean_bits_of_spelling = measure(
        Surprise.mean_bits_of_spelling,
        "mean bits of letters of words that the page never had, by the spelling of its words",
        "bits",
    )
    most_bits_of_spelling = measure(
        Surprise.most_bits_of_spelling,
        "mean bits of letters of the word whose spelling is the least like that of the page",
        "bits",
    )
    compressed_size = measure(
        Surprise.compressed_size, "size of what was added, compressed with the page as dictionary", "bytes"
    )
    compressed_share = measure(
        Surprise.compressed_share,
        "share of what was added that is left when it is compressed with the page as dictionary",
        "ratio",
    )
    gain_of_compression = measure(
        Surprise.gain_of_compression,
        "share of the compressed size of what was added that the page as dictionary saves",
        "ratio",
    )
    own_compression = measure(
        Surprise.own_compression,
        "share of what was added that is left when it is compressed alone",
        "ratio",
    )
    divergence_of_characters = measure(
        Surprise.divergence_of_characters,
        "Jensen–Shannon divergence of the characters added from those of the page",
        "bits",
    )
    letters_of_rare_scripts = measure(
        Surprise.letters_of_rare_scripts,
        "share of letters added that are of a Unicode block that the page hardly uses",
        "ratio",
    )
    mean_bits_of_characters = measure(
        Surprise.mean_bits_of_characters,
        "mean bits of the characters added, after three others, by the page",
        "bits",
    )
    bits_of_characters = measure(
        Surprise.bits_of_characters, "bits of all characters added, after three others, by the page", "bits"
    )
    worst_window_of_characters = measure(
        Surprise.worst_window_of_characters, "most mean bits of twelve characters added", "bits"
    )
    share_of_unseen_characters = measure(
        Surprise.share_of_unseen_characters,
        "share of characters added that never stood after the same three on the page",
        "ratio",
    )


revision = Revision("surprise.revision", Surprise, [edited, revision_oriented.revision.page.title])
"""The standard set."""
