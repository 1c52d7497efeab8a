"""Feature lists for finding harmful edits of an English wiki, to use and to take as a pattern.

`damaging` is what ``make demo`` learns from. It is made of two parts that can be had alone:

`edit`
    What was done: text put in and taken out, markup, words, timing, the summary.
`editor`
    Who did it: registered or not, and for how long.

A model of `edit` alone judges every editor alike; compare the two before you choose one. Nothing
here is particular to one wiki. For another language, replace `english` by its module, and the
words in `summary` by those that its editors use.

Examples
--------
>>> len(damaging) == len(edit) + len(editor)
True
>>> from revscoring.dependencies import solve
>>> cache = {"datasource.revision.text": "Ships!!! LOL", "datasource.revision.parent.text": "Ships."}
>>> list(solve([exclamations_added, english.informals.revision.diff.match_delta_increase], cache=cache))
[1.0, 1]
"""

from __future__ import annotations

from revscoring.datasources import revision_oriented as roots
from revscoring.features import Feature, modifiers, temporal, wikitext
from revscoring.features import revision_oriented as features
from revscoring.features.meta import aggregators
from revscoring.languages import english

__all__ = ["damaging", "edit", "editor", "markup", "page", "size", "summary", "timing", "words"]

page_now = wikitext.revision
page_before = wikitext.revision.parent
diff = wikitext.revision.diff


def share(part: Feature, whole: Feature, name: str) -> Feature:
    """Divide one number by another, which may be zero."""
    return modifiers.div(part, modifiers.max(whole, 1), name=f"share_of.{name}")


def change(count: str) -> Feature:
    """Count something on the page, and subtract its number before the edit."""
    return modifiers.sub(getattr(page_now, count), getattr(page_before, count), name=f"change_of.{count}")


def of_days(seconds: Feature, name: str) -> Feature:
    """Squeeze a time, from seconds to years, into a short scale: the logarithm of days and one."""
    return modifiers.log(modifiers.max(seconds / 86400, 0) + 1, name=f"log_of_days.{name}")


def changes_of_frequency(things: str) -> list[Feature]:
    """How much more, and how much less, of some kind of token there is, as numbers and as shares."""
    return [
        getattr(diff, f"{things}_{measure}_{direction}")
        for measure in ("delta", "prop_delta")
        for direction in ("increase", "decrease")
    ]


def changes_of_matches(words: Feature) -> list[Feature]:
    """How many matches of a word list more, and less, there are, and as shares of those before."""
    found = words.revision.diff
    return [
        found.match_delta_increase,
        found.match_delta_decrease,
        found.match_prop_delta_increase,
        found.match_prop_delta_decrease,
    ]


exclamations_added = aggregators.len(diff.datasources.tokens_added_matching(r"!+"), name="exclamations_added")

#: How much was put in and taken out.
size = [
    diff.chars_added,
    diff.chars_removed,
    diff.words_added,
    diff.words_removed,
    diff.segments_added,
    diff.segments_removed,
    diff.longest_token_added,
    diff.longest_repeated_char_added,
    share(diff.chars_added, page_before.chars, name="page_added"),
    share(diff.chars_removed, page_before.chars, name="page_removed"),
]

#: What kinds of tokens and of markup came and went.
markup = [
    change("wikilinks"),
    change("templates"),
    change("external_links"),
    change("ref_tags"),
    change("headings"),
    change("tags"),
    diff.markups_added,
    diff.markups_removed,
    diff.punctuations_added,
    diff.uppercase_words_added,
    diff.longest_uppercase_word_added,
    share(diff.uppercase_word_chars_added, diff.word_chars_added, name="added_words_in_capitals"),
    share(diff.numeric_chars_added, diff.chars_added, name="added_digits"),
    share(diff.whitespace_chars_added, diff.chars_added, name="added_white_space"),
    exclamations_added,
    *changes_of_frequency("number"),
]

#: What the words are: rude, chatty, partial, unknown to the dictionaries.
words = [
    *changes_of_matches(english.badwords),
    *changes_of_matches(english.informals),
    english.words_to_watch.revision.diff.match_delta_increase,
    english.words_to_watch.revision.diff.match_delta_decrease,
    english.dictionary.revision.diff.dict_word_delta_increase,
    english.dictionary.revision.diff.dict_word_delta_decrease,
    english.dictionary.revision.diff.non_dict_word_delta_increase,
    english.dictionary.revision.diff.non_dict_word_delta_decrease,
    english.dictionary.revision.diff.non_dict_word_prop_delta_increase,
    english.dictionary.revision.diff.non_dict_word_prop_delta_decrease,
    english.stopwords.revision.diff.stopword_delta_increase,
    english.stopwords.revision.diff.non_stopword_delta_increase,
    share(
        english.badwords.revision.diff.match_delta_increase, diff.words_added, name="added_words_that_are_bad"
    ),
    share(
        english.dictionary.revision.diff.non_dict_words_added,
        diff.words_added,
        name="added_words_that_no_dictionary_has",
    ),
]

#: What page it is, and what it was like before.
page = [
    features.revision.page.namespace.id_in_set({0}, name="page_is_an_article"),
    features.revision.page.namespace.id_in_set({1, 3, 5}, name="page_is_for_talk"),
    modifiers.log(page_before.chars + 1, name="log_of.chars_before"),
    page_before.wikilinks,
    page_before.ref_tags,
    share(page_before.markup_chars, page_before.chars, name="page_that_is_markup"),
    english.badwords.revision.parent.matches,
]

#: When: vandals keep other hours than patrollers, and quarrels have a rhythm.
timing = [
    temporal.revision.hour_of_day,
    temporal.revision.day_of_week,
    of_days(temporal.revision.parent.seconds_since, name="since_the_last_edit"),
]

#: What the editor says of it: a name, and what the summary begins with (a dot and a star skip).
summary = [
    features.revision.comment_matches(pattern, name=f"summary_{name}")
    for name, pattern in [
        ("is_empty", r"\s*(/\*.*?\*/)?\s*$"),
        ("names_a_section", r"\s*/\*"),
        ("tells_of_a_revert", r".*\b(revert|undid|undo|rv[vt]?\b|rollback|restor)"),
        ("tells_of_a_fix", r".*\b(typo|spell|grammar|fix|copy-?edit|ce\b)"),
        ("tells_of_a_source", r".*\b(sourc|ref|cit(e|ation))"),
    ]
]


def _same_editor(user: str | None, user_before: str | None) -> bool:
    return user is not None and user == user_before


#: Who: unregistered editors, and how old the others' accounts are.
editor = [
    features.revision.user.is_anon,
    of_days(temporal.revision.user.seconds_since_registration, name="since_registration"),
    features.revision.user.in_group({"bot"}, name="editor_is_a_bot"),
    features.revision.user.in_group(
        {"sysop", "rollbacker", "reviewer", "patroller"}, name="editor_is_trusted"
    ),
    Feature(
        "editor_goes_on",
        _same_editor,
        returns=bool,
        depends_on=[roots.revision.user.text, roots.revision.parent.user.text],
    ),
]

#: What was done, whoever did it.
edit = [*size, *markup, *words, *page, *timing, *summary]

#: What was done and who did it.
damaging = [*edit, *editor]
