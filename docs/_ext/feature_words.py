"""What standard features are, in words: made from their attribute paths by a few tables.

The names are regular, so the words are too: ``markup_prop_delta_increase`` is a noun ("markup") from
`THINGS`, and an ending from `ENDINGS`. A feature that the tables do not know is reported when the
documentation is built; add its noun here.
"""

from __future__ import annotations

from revscoring.features.wikitext.classes import TOKEN_CLASSES

__all__ = ["describe"]

#: Attribute → what it is, where that does not follow from its parts.
WHOLE = {
    "chars": "number of characters of the text",
    "content_chars": "number of characters of the text without its markup",
    "day_of_week": "day of the week in UTC, 0 for Monday to 6 for Sunday; 7 if the time is not known",
    "hour_of_day": "hour of the day in UTC; 24 if the time is not known",
    "is_anon": "whether the editor is not registered",
    "length": "number of bytes of the text in UTF-8; an error where there is no text",
    "length_fixed": "number of bytes of the text in UTF-8; 0 where there is no text",
    "list_items": "number of list items, and of all other tags whose names begin with “li”",
    "list_items_fixed": "number of list items",
    "longest_repeated_char": "length of the longest run of one character",
    "longest_repeated_char_added": "length of the longest run of one character in the text put in",
    "longest_token": "length of the longest token",
    "longest_token_added": "length of the longest token put in",
    "longest_uppercase_word_added": "length of the longest word in capital letters put in",
    "longest_word": "length of the longest word",
    "ref_tags": "number of ref tags, and of all other tags whose names begin with “ref”, "
    "such as <references/>",
    "ref_tags_fixed": "number of ref tags",
    "seconds_since": "seconds from then to this revision",
    "seconds_since_registration": "seconds from the registration of the account to this revision",
    "stem_chars": "number of characters of all word stems",
    "unique_stems": "number of distinct word stems",
    "badges": "number of sitelinks with badges",
    "claims": "number of distinct statements (property and value)",
    "qualifiers": "number of distinct qualifiers of statements",
    "reference_claims": "number of distinct values in references",
    "sources": "number of distinct references of statements",
    "aliases": "number of languages with aliases",
    "identifiers_changed": "number of changed statements whose old value is a string",
    "identifiers_changed_fixed": "number of changed statements whose old value is an external identifier",
    "statements_removed": "number of statements removed together with their property; "
    "those removed beside others of the property are missed",
    "statements_removed_fixed": "number of statements removed",
    "qualifiers_added": "always 0",
    "qualifiers_added_fixed": "number of qualifiers added to changed statements",
    "proportion_of_qid_added": "change in the number of item ids (Q and up to 8 digits) in the JSON, "
    "as a share",
    "proportion_of_qid_added_fixed": "change in the number of item ids of any length in the JSON, as a share",
    "proportion_of_language_added": "change in the number of names of languages, in lower case and also "
    "within words, in the JSON, as a share",
    "proportion_of_language_added_fixed": "change in the number of names of languages, as whole words in "
    "any case, in the JSON, as a share",
    "proportion_of_links_added": "change in the number of URLs in the JSON, as a share",
    "proportion_of_links_added_fixed": "change in the number of URLs in the JSON, “www.” included, "
    "as a share",
}

#: Plural or singular, as in attributes → what they are.
THINGS = {
    **{row.plural: row.what for row in TOKEN_CLASSES.values()},
    **{row.singular: row.what for row in TOKEN_CLASSES.values()},
    "segments": "stretches of text",
    "tokens": "tokens",
    "token": "tokens",
    "headings": "headings",
    "external_links": "external links, with and without brackets",
    "wikilinks": "wikilinks, files and categories included",
    "tags": "tags, those that wiki syntax stands for included",
    "templates": "templates, nested ones included",
    "matches": "matches of the word list",
    "match": "matches of the word list",
    "dict_words": "words that the dictionary has",
    "dict_word": "words that the dictionary has",
    "non_dict_words": "words that the dictionary does not have",
    "non_dict_word": "words that the dictionary does not have",
    "stopwords": "stop words",
    "stopword": "stop words",
    "non_stopwords": "words that are no stop words",
    "non_stopword": "words that are no stop words",
    "stem": "word stems",
    "sitelinks": "links to wikis",
    "labels": "labels",
    "descriptions": "descriptions",
    "properties": "properties",
    "statements": "statements",
    "claims": "statements",
    "sources": "references of changed statements",
    "qualifiers": "qualifiers of changed statements",
    "aliases": "languages with aliases",
    "badges": "badges of sitelinks",
}

#: Attribute → what its characters are of.
CHARS = {row.chars: row.what for row in TOKEN_CLASSES.values()}

#: Ending → pattern for a thing; for the frequencies of things; and for characters of things.
ENDINGS = {
    "_prop_delta_sum": "growth in {}: for each distinct one, its change as a share of those before, summed",
    "_prop_delta_increase": "growth in {} as above, of those that became more",
    "_prop_delta_decrease": "growth in {} as above, of those that became fewer (negative)",
    "_delta_sum": "change in the number of {}",
    "_delta_increase": "how many more {} there are, of those that became more",
    "_delta_decrease": "how many fewer {} there are, of those that became fewer (negative)",
    "_added": "number of {} put in",
    "_removed": "number of {} taken out",
    "_changed": "number of {} changed",
}


def describe(attribute: str) -> str | None:
    """Return what a feature is, from the last part of its path; None if the tables do not know.

    Examples
    --------
    >>> describe("url_delta_sum")
    'change in the number of URLs'
    >>> describe("word_chars_added")
    'number of characters in words put in'
    """
    if attribute in WHOLE:
        return WHOLE[attribute]
    if attribute in THINGS:
        return f"number of {THINGS[attribute]}"
    if attribute in CHARS:
        return f"number of characters in {CHARS[attribute]}"
    for ending, pattern in ENDINGS.items():
        stem = attribute.removesuffix(ending)
        if stem == attribute:
            continue
        if stem in THINGS:
            return pattern.format(THINGS[stem])
        if stem == "chars":
            return pattern.format("characters")
        if stem in CHARS:
            return pattern.format(f"characters in {CHARS[stem]}")
    return None
