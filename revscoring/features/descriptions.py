"""What features mean, in words: for explanations of scores, reports and the reference of features.

A description is made from the name of a feature by the rules below; a feature with a name of its
own, which no rule knows, is described by that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .feature import BinaryOperator, Constant, Feature, Modifier
from .wikitext.classes import TOKEN_CLASSES

__all__ = ["describe"]

#: What the lists and tables of language sets hold.
_SET_NOUNS = {
    "badwords": "offensive words",
    "informals": "informal words",
    "words_to_watch": "words to watch",
    "idioms": "idioms",
    "dict_words": "words that the dictionary knows",
    "non_dict_words": "words that no dictionary knows",
    "stopwords": "stop words",
    "non_stopwords": "words that are no stop words",
    "stems": "word stems",
}
#: Names in the singular, as they stand in deltas → in the plural.
_PLURALS = {row.singular: row.plural for row in TOKEN_CLASSES.values()} | {
    "token": "tokens",
    "dict_word": "dict_words",
    "non_dict_word": "non_dict_words",
    "stopword": "stopwords",
    "non_stopword": "non_stopwords",
    "stem": "stems",
    "match": "matches",
}
_NOUNS = {
    **{plural: row.what for plural, row in TOKEN_CLASSES.items()},
    **_SET_NOUNS,
    "tokens": "tokens",
    "segments": "stretches of text",
    "chars": "characters",
    "content_chars": "characters of text without markup",
    "headings": "headings",
    "external_links": "external links",
    "wikilinks": "links within the wiki",
    "tags": "tags",
    "ref_tags": "reference tags",
    "list_items": "list items",
    "templates": "templates",
    "sources": "references",
    "claims": "claims",
    "longest_token": "length of the longest token",
    "longest_word": "length of the longest word",
    "longest_uppercase_word": "length of the longest word in capital letters",
    "longest_repeated_char": "length of the longest run of one character",
    **{row.chars: f"characters in {row.what}" for row in TOKEN_CLASSES.values()},
}
_WHOLE = {
    "revision.user.is_anon": "the editor is not logged in",
    "revision.parent.user.is_anon": "the editor before was not logged in",
    "temporal.revision.day_of_week": "day of the week (Monday 0)",
    "temporal.revision.hour_of_day": "hour of the day (UTC)",
    "temporal.revision.parent.seconds_since": "seconds since the edit before",
    "temporal.revision.page.creation.seconds_since": "seconds since the page was made",
    "temporal.revision.user.seconds_since_registration": "seconds since the editor registered",
    "temporal.revision.user.last_revision.seconds_since": "seconds since the editor's edit before",
    "bytes.revision.length": "size of the page in bytes",
    "bytes.revision.parent.length": "size of the page before in bytes",
}
_OPERATORS = {"+": "plus", "-": "minus", "*": "times", "/": "per", "<": "is below", "<=": "is at most"} | {
    ">": "is above",
    ">=": "is at least",
    "==": "is",
    "!=": "is not",
    "and": "and",
    "or": "or",
}


def _noun(word: str) -> str:
    return _NOUNS.get(word, word.replace("_", " "))


def _where(path: str, word: str, language: str | None) -> str:
    """Describe what stands at the end of a path of a family: ``diff.words_added``."""
    of = f"{language} " if language else ""
    delta = re.fullmatch(r"(\w+?)_(prop_)?delta_(sum|increase|decrease)", word)
    if delta:
        noun = of + _noun(_PLURALS.get(delta[1], delta[1]))
        share = ", relative to those before" if delta[2] else ""
        change = {"sum": "more or fewer", "increase": "more", "decrease": "fewer"}[delta[3]]
        return f"{change} {noun}{share}"
    edit = re.fullmatch(r"(\w+)_(added|removed|changed)", word)
    if edit and "diff" in path:
        return f"{of}{_noun(edit[1])} {edit[2]}"
    before = " before the edit" if "parent" in path else ""
    return f"{of}{_noun(word)}{before}"


def _from_name(name: str) -> str | None:
    """Describe a feature by its name, if a rule knows it."""
    if name in _WHOLE:
        return _WHOLE[name]
    inner = re.fullmatch(r"len\(<datasource\.(.+)>\)", name)
    if inner:
        described = _from_name(inner[1]) or inner[1]
        return described if described.startswith("number of") else f"number of {described}"
    longest = re.fullmatch(r"max\(<datasource\.map\(<built-in function len>, <datasource\.(.+)>\)>\)", name)
    if longest:
        return f"length of the longest of {_from_name(longest[1]) or longest[1]}"
    if name.startswith("tokenized("):
        return "tokens before the edit" if "parent" in name else "tokens"
    family = re.fullmatch(
        r"(?:wikitext|wikitext\.fixed|wikibase)\.revision\.((?:parent\.|diff\.)?)(\w+)", name
    )
    if family:
        return _where(family[1], family[2], None)
    language = re.fullmatch(r"(\w+)\.(\w+)\.revision((?:\.?parent|\.diff)?)\.(\w+)", name)
    if language:
        word = language[4]
        noun = language[2] if language[2] in _SET_NOUNS else ""
        word = re.sub(r"^match(es)?(?=_|$)", noun, word) if noun else word
        return _where(language[3], word, language[1].capitalize())
    made = re.fullmatch(r"([\w.]+)\((.*)\)", name)
    if made:
        what = {
            "revision.comment_matches": "the summary matches",
            "revision.user.in_group": "the editor is in",
            "revision.page.title_matches": "the title matches",
            "revision.page.namespace.id_in_set": "the namespace is one of",
            "wikitext.revision.template_names_matching": "number of templates named like",
            "wikitext.revision.wikilink_titles_matching": "number of links to pages like",
            "wikitext.revision.headings_by_level": "number of headings of level",
        }
        if made[1] in what:
            return f"{what[made[1]]} {made[2]}"
    return None


def describe(feature: Any) -> str:
    """Describe a feature in words.

    Parameters
    ----------
    feature : Feature
        Any feature. Modifiers are described by their operands, unless they have a name of their own.

    Examples
    --------
    >>> from revscoring.features import modifiers, revision_oriented, wikitext
    >>> describe(wikitext.revision.diff.words_added), describe(revision_oriented.revision.user.is_anon)
    ('words added', 'the editor is not logged in')
    >>> describe(wikitext.revision.diff.uppercase_word_prop_delta_increase)
    'more words in capital letters, relative to those before'
    >>> describe(modifiers.log(wikitext.revision.parent.words + 1))
    'logarithm of number of words before the edit plus 1'
    """
    name = feature.name
    if isinstance(feature, Modifier) and name == _default_name(feature):
        parts = [describe(operand) for operand in feature.dependencies]
        if isinstance(feature, BinaryOperator):
            return f"{parts[0]} {_OPERATORS[feature.CHAR]} {parts[1]}"
        kind = type(feature).__name__
        if kind == "log":
            return f"logarithm of {parts[0]}"
        if kind == "not_":
            return f"not: {parts[0]}"
        constants = [isinstance(operand, Constant) for operand in feature.dependencies]
        if kind == "max" and any(constants) and len(parts) == 2:
            return parts[constants.index(False)]  # a guard against zero
        return f"{'largest' if kind == 'max' else 'smallest'} of {', '.join(parts)}"
    return _from_name(name) or name.replace("_", " ").replace(".", " ")


def _default_name(feature: Feature) -> str:
    make: Callable[..., Any] = type(feature)
    operands = feature.dependencies
    try:
        return make(*operands).name
    except TypeError:  # a modifier of the user's own
        return ""
