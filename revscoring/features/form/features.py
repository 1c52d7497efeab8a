"""The table of the features of ``form.revision``; how they are measured is in `measures`."""

from __future__ import annotations

from ...datasources.edited import edited
from ..measures import MeasureSet, measure
from .measures import Form

__all__ = ["Revision", "revision"]


class Revision(MeasureSet):
    """The features of the form of what an edit adds, all of them 0 if it adds nothing."""

    words = measure(Form.words, "words added, CJK characters included", "count")
    longest_run_of_capitals = measure(
        Form.longest_run_of_capitals, "longest run of capitals added, other letters ending it", "characters"
    )
    longest_run_of_one_character = measure(
        Form.longest_run_of_one_character, "longest run of one character added", "characters"
    )
    longest_run_of_one_word = measure(Form.longest_run_of_one_word, "longest run of one word added", "count")
    share_of_letters = measure(Form.share_of_letters, "share of letters in what was added", "ratio")
    share_of_capitals = measure(
        Form.share_of_capitals, "share of capitals in the letters that were added", "ratio"
    )
    share_of_digits = measure(Form.share_of_digits, "share of digits in what was added", "ratio")
    share_of_whitespace = measure(Form.share_of_whitespace, "share of white space in what was added", "ratio")
    share_of_marks = measure(
        Form.share_of_marks, "share of characters added that are no letters, digits or spaces", "ratio"
    )
    share_of_title_case = measure(
        Form.share_of_title_case, "share of words added that begin with their only capital", "ratio"
    )
    share_of_words_in_capitals = measure(
        Form.share_of_words_in_capitals, "share of words added that are in capitals", "ratio"
    )
    longest_word = measure(Form.longest_word, "length of the longest word added", "characters")
    mean_length_of_words = measure(Form.mean_length_of_words, "mean length of the words added", "characters")
    share_of_keyboard_neighbours = measure(
        Form.share_of_keyboard_neighbours,
        "share of pairs of letters in words added that are neighbours on a keyboard",
        "ratio",
    )
    longest_run_on_the_keyboard = measure(
        Form.longest_run_on_the_keyboard,
        "longest run of letters in a word added, each a neighbour of the one before on a keyboard",
        "characters",
    )
    diversity_of_words = measure(Form.diversity_of_words, "different words per word added", "ratio")
    diversity_of_characters = measure(
        Form.diversity_of_characters,
        "different characters in the first 1,000 added, by the square root of their number",
        "ratio",
    )
    most_frequent_character = measure(
        Form.most_frequent_character, "share of the most frequent character in what was added", "ratio"
    )
    ends_with_punctuation = measure(
        Form.ends_with_punctuation, "what was added ends with a mark that ends sentences"
    )
    exclamations = measure(Form.exclamations, "exclamation marks added", "count")
    questions = measure(Form.questions, "question marks added", "count")
    smileys = measure(Form.smileys, "smileys added", "count")
    lines = measure(Form.lines, "line breaks added", "count")


revision = Revision("form.revision", Form, [edited])
"""The standard set."""
