"""The table of the features of ``summary.revision``; how they are measured is in `measures`."""

from __future__ import annotations

from ...datasources import revision_oriented
from ...datasources.edited import edited
from ..measures import MeasureSet, measure
from .measures import Summary

__all__ = ["Revision", "revision"]


class Revision(MeasureSet):
    """The features of a summary, without the name of a section that the wiki puts in front."""

    is_minor = measure(Summary.is_minor, "the edit is marked as minor")
    names_a_section = measure(Summary.names_a_section, "the summary begins with the name of a section")
    section_is_missing = measure(
        Summary.section_is_missing, "the summary names a section that the page did not have"
    )
    is_empty = measure(Summary.is_empty, "the summary is empty")
    is_automatic = measure(Summary.is_automatic, "the summary was written by the wiki")
    length = measure(Summary.length, "length of the summary", "characters")
    words = measure(Summary.words, "words of the summary", "count")
    longest_word = measure(Summary.longest_word, "length of the longest word of the summary", "characters")
    links = measure(Summary.links, "links in the summary", "count")
    share_of_capitals = measure(Summary.share_of_capitals, "share of capitals in the summary", "ratio")
    share_of_marks = measure(
        Summary.share_of_marks,
        "share of marks and symbols in the characters of the summary",
        "ratio",
    )
    share_of_digits = measure(Summary.share_of_digits, "share of digits in the summary", "ratio")
    exclamations = measure(Summary.exclamations, "exclamation and question marks of the summary", "count")
    begins_in_lower_case = measure(Summary.begins_in_lower_case, "the summary begins in lower case")
    ends_with_a_period = measure(Summary.ends_with_a_period, "the summary ends with a period")
    share_in_the_change = measure(
        Summary.share_in_the_change, "share of the summary's words that were added or removed", "ratio"
    )
    is_in_the_addition = measure(Summary.is_in_the_addition, "the summary is a part of what was added")
    unseen_words = measure(Summary.unseen_words, "words of the summary that the page never had", "count")
    share_of_unseen_words = measure(
        Summary.share_of_unseen_words, "share of the summary's words that the page never had", "ratio"
    )
    chars_per_changed_char = measure(
        Summary.chars_per_changed_char, "characters of the summary for each character changed", "ratio"
    )


revision = Revision(
    "summary.revision",
    Summary,
    [revision_oriented.revision.comment, revision_oriented.revision.minor, edited],
)
"""The standard set."""
