"""The example feature lists of a language: what its module lacks is left out of them."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

from ..datasources import revision_oriented as roots
from ..dependencies import DependentSet
from ..features import Feature, modifiers, temporal, wikitext
from ..features import revision_oriented as features
from ..features.meta import aggregators
from ..languages import LANGUAGES, RevertSummaries
from ..languages.workshop import feature_sets, language_name

__all__ = ["ExampleLists", "example_lists"]

page_now = wikitext.revision
page_before = wikitext.revision.parent
diff = wikitext.revision.diff

#: Name of a feature → what a summary of the language begins with. Other languages have
#: the summaries of reverts that `RevertSummaries` knows.
SUMMARIES: Final = {
    "english": {
        "tells_of_a_revert": r".*\b(revert|undid|undo|rv[vt]?\b|rollback|restor)",
        "tells_of_a_fix": r".*\b(typo|spell|grammar|fix|copy-?edit|ce\b)",
        "tells_of_a_source": r".*\b(sourc|ref|cit(e|ation))",
    },
}


@dataclass(frozen=True)
class ExampleLists:
    """The example lists of a language.

    Attributes
    ----------
    size, markup : list of Feature
        How much was put in and taken out; what kinds of tokens and of markup came and went.
    words : list of Feature
        What the words are: rude, chatty, partial, unknown to the dictionaries.
    page, timing, summary : list of Feature
        What page it is, and what it was like before; when; what the editor says of the edit.
    editor : list of Feature
        Who: unregistered editors, and how old the others' accounts are.
    edit, damaging : list of Feature
        What was done, whoever did it; what was done and who did it.
    without_dictionary : list of Feature
        Those of `damaging` that need no spelling dictionary.
    """

    size: list[Feature]
    markup: list[Feature]
    words: list[Feature]
    page: list[Feature]
    timing: list[Feature]
    summary: list[Feature]
    editor: list[Feature]
    edit: list[Feature]
    damaging: list[Feature]
    without_dictionary: list[Feature]


def example_lists(language: ModuleType) -> ExampleLists:
    """Return the example lists of a language, given its module."""
    sets = dict(feature_sets(language))
    size, markup, timing, editor = _size(), _markup(), _timing(), _editor()
    words, page, summary = _words(sets), _page(sets), _summary(language_name(language))
    edit = [*size, *markup, *words, *page, *timing, *summary]
    spelled = _spelling(sets)
    return ExampleLists(
        size,
        markup,
        words,
        page,
        timing,
        summary,
        editor,
        edit,
        damaging=[*edit, *editor],
        without_dictionary=[one for one in [*edit, *editor] if str(one) not in spelled],
    )


def _spelling(sets: dict[str, DependentSet]) -> set[str]:
    """Return the names of the features that the dictionary of a language adds to its words."""
    without = _words({name: one for name, one in sets.items() if name != "dictionary"})
    return set(map(str, _words(sets))) - set(map(str, without))


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
    """How much more, and how much less, of a kind of token there is, as numbers and as shares."""
    return [
        getattr(diff, f"{things}_{measure}_{direction}")
        for measure in ("delta", "prop_delta")
        for direction in ("increase", "decrease")
    ]


def changes_of_matches(words: Any) -> list[Feature]:
    """How many matches of a word list more, and less, there are, and as shares of those before."""
    found = words.revision.diff
    return [
        found.match_delta_increase,
        found.match_delta_decrease,
        found.match_prop_delta_increase,
        found.match_prop_delta_decrease,
    ]


def _size() -> list[Feature]:
    return [
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


def _markup() -> list[Feature]:
    return [
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
        aggregators.len(diff.datasources.tokens_added_matching(r"!+"), name="exclamations_added"),
        *changes_of_frequency("number"),
    ]


def _words(sets: dict[str, DependentSet]) -> list[Feature]:
    """Return the features of the words of a language, for those of its sets that it has."""
    found: list[Feature] = []
    badwords: Any = sets.get("badwords")
    informals: Any = sets.get("informals")
    words_to_watch: Any = sets.get("words_to_watch")
    dictionary: Any = sets.get("dictionary")
    stopwords: Any = sets.get("stopwords")
    if badwords is not None:
        found += changes_of_matches(badwords)
    if informals is not None:
        found += changes_of_matches(informals)
    if words_to_watch is not None:
        watched = words_to_watch.revision.diff
        found += [watched.match_delta_increase, watched.match_delta_decrease]
    if dictionary is not None:
        spelled = dictionary.revision.diff
        found += [
            spelled.dict_word_delta_increase,
            spelled.dict_word_delta_decrease,
            spelled.non_dict_word_delta_increase,
            spelled.non_dict_word_delta_decrease,
            spelled.non_dict_word_prop_delta_increase,
            spelled.non_dict_word_prop_delta_decrease,
        ]
    if stopwords is not None:
        common = stopwords.revision.diff
        found += [common.stopword_delta_increase, common.non_stopword_delta_increase]
    if badwords is not None:
        bad = badwords.revision.diff.match_delta_increase
        found.append(share(bad, diff.words_added, name="added_words_that_are_bad"))
    if dictionary is not None:
        unknown = dictionary.revision.diff.non_dict_words_added
        found.append(share(unknown, diff.words_added, name="added_words_that_no_dictionary_has"))
    return found


def _page(sets: dict[str, DependentSet]) -> list[Feature]:
    badwords: Any = sets.get("badwords")
    return [
        features.revision.page.namespace.id_in_set({0}, name="page_is_an_article"),
        features.revision.page.namespace.id_in_set({1, 3, 5}, name="page_is_for_talk"),
        modifiers.log(page_before.chars + 1, name="log_of.chars_before"),
        page_before.wikilinks,
        page_before.ref_tags,
        share(page_before.markup_chars, page_before.chars, name="page_that_is_markup"),
        *([] if badwords is None else [badwords.revision.parent.matches]),
    ]


def _timing() -> list[Feature]:
    """Return the features of time: vandals keep other hours than patrollers, and quarrels have a rhythm."""
    return [
        temporal.revision.hour_of_day,
        temporal.revision.day_of_week,
        of_days(temporal.revision.parent.seconds_since, name="since_the_last_edit"),
    ]


def _summary(language: str) -> list[Feature]:
    patterns = {
        "is_empty": r"\s*(/\*.*?\*/)?\s*$",
        "names_a_section": r"\s*/\*",
        **(SUMMARIES.get(language) or _reverting(language)),
    }
    return [
        features.revision.comment_matches(pattern, name=f"summary_{name}")
        for name, pattern in patterns.items()
    ]


def _reverting(language: str) -> dict[str, str]:
    """Return the expression of the summaries of reverts in a language, if their file is there."""
    regex = RevertSummaries.regex_of_language(LANGUAGES.get(language, language))
    return {} if regex is None else {"tells_of_a_revert": regex}


def _same_editor(user: str | None, user_before: str | None) -> bool:
    return user is not None and user == user_before


def _editor() -> list[Feature]:
    return [
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
