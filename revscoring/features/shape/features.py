"""The table of the features of ``shape.revision``; how they are measured is in `measures`."""

from __future__ import annotations

from ...datasources.edited import edited
from ..measures import MeasureSet, measure
from .measures import Shape

__all__ = ["Revision", "revision"]


class Revision(MeasureSet):
    """The features of the shape of an edit.

    Places are shares of the characters of the page before the edit, 0 where nothing changed.
    """

    hunks = measure(Shape.hunks, "places where the text changed", "count")
    replacements = measure(Shape.replacements, "places where text was replaced by other text", "count")
    share_of_replacements = measure(
        Shape.share_of_replacements, "share of the changed places where text was replaced", "ratio"
    )
    longest_addition = measure(Shape.longest_addition, "length of the longest addition", "characters")
    longest_removal = measure(Shape.longest_removal, "length of the longest removal", "characters")
    first_place = measure(Shape.first_place, "place of the first change on the page", "ratio")
    last_place = measure(Shape.last_place, "place where the last change ends on the page", "ratio")
    span = measure(Shape.span, "share of the page from the first change to the last", "ratio")
    changes_start = measure(Shape.changes_start, "the first character of the page is changed")
    changes_end = measure(Shape.changes_end, "the last character of the page is changed")
    chars_added = measure(Shape.chars_added, "characters added", "characters")
    chars_removed = measure(Shape.chars_removed, "characters removed", "characters")
    chars_before = measure(Shape.chars_before, "characters of the page before the edit", "characters")
    share_added = measure(Shape.share_added, "share of the page after the edit that was added", "ratio")
    share_removed = measure(Shape.share_removed, "share of the page that was removed", "ratio")
    share_of_change_added = measure(
        Shape.share_of_change_added, "share of the changed characters that were added", "ratio"
    )
    size_ratio = measure(Shape.size_ratio, "size of the page after the edit by that before", "ratio")
    change_of_size = measure(Shape.change_of_size, "change of the size of the page", "characters")
    is_new_page = measure(Shape.is_new_page, "the page had no text before the edit")
    blanks = measure(Shape.blanks, "the edit removes nearly all of the page")
    replaces_much_by_little = measure(
        Shape.replaces_much_by_little, "at least 200 characters are replaced by a tenth of them or less"
    )
    longest_replacement_ratio = measure(
        Shape.longest_replacement_ratio, "most characters removed for one that replaces them", "ratio"
    )
    only_adds = measure(Shape.only_adds, "the edit only adds text")
    only_removes = measure(Shape.only_removes, "the edit only removes text")
    only_numbers = measure(Shape.only_numbers, "the edit changes only numbers")
    only_a_year = measure(Shape.only_a_year, "the edit changes only a number of three or four digits")
    only_case = measure(Shape.only_case, "the edit changes only the case of letters")
    only_whitespace = measure(Shape.only_whitespace, "the edit changes only white space")
    only_punctuation = measure(Shape.only_punctuation, "the edit changes neither letters nor digits")
    one_letter_of_a_word = measure(Shape.one_letter_of_a_word, "the edit changes one letter of one word")
    changes_nothing = measure(Shape.changes_nothing, "the edit leaves the text as it was")
    brackets_left_open = measure(
        Shape.brackets_left_open, "brackets added or removed without their counterparts", "count"
    )
    inside_a_word = measure(Shape.inside_a_word, "text is put into the middle of a word or number")
    begins_in_lower_case = measure(
        Shape.begins_in_lower_case, "the first character that was added is a letter in lower case"
    )
    begins_a_paragraph = measure(Shape.begins_a_paragraph, "text is added at the beginning of a line")
    links_change = measure(Shape.links_change, "change in wikilinks", "count")
    links = measure(Shape.links, "wikilinks after the edit", "count")
    templates_change = measure(Shape.templates_change, "change in templates", "count")
    templates = measure(Shape.templates, "templates after the edit", "count")
    urls_change = measure(Shape.urls_change, "change in URLs", "count")
    urls = measure(Shape.urls, "URLs after the edit", "count")
    tables_change = measure(Shape.tables_change, "change in tables", "count")
    tables = measure(Shape.tables, "tables after the edit", "count")
    bars_change = measure(Shape.bars_change, "change in vertical bars", "count")
    bold_and_italic_change = measure(
        Shape.bold_and_italic_change, "change in marks of bold and italic text", "count"
    )
    tags_change = measure(Shape.tags_change, "change in tags, without those of references", "count")
    references_change = measure(Shape.references_change, "change in opening tags of references", "count")
    references = measure(Shape.references, "references after the edit", "count")
    headings_change = measure(Shape.headings_change, "change in headings", "count")
    headings = measure(Shape.headings, "headings after the edit", "count")
    prefixed_links_change = measure(
        Shape.prefixed_links_change, "change in links with a prefix, such as categories and files", "count"
    )
    files_change = measure(Shape.files_change, "change in names of media files", "count")
    list_items_change = measure(Shape.list_items_change, "change in list items", "count")
    toolbar_samples = measure(
        Shape.toolbar_samples, "sample texts of the editing toolbar that were added", "count"
    )
    signatures = measure(Shape.signatures, "signatures that were added", "count")
    share_of_markup_added = measure(
        Shape.share_of_markup_added, "share of markup in the characters that were added", "ratio"
    )
    share_of_markup_removed = measure(
        Shape.share_of_markup_removed, "share of markup in the characters that were removed", "ratio"
    )
    share_of_markup_before = measure(
        Shape.share_of_markup_before, "share of markup in the characters of the page before the edit", "ratio"
    )


revision = Revision("shape.revision", Shape, [edited])
"""The standard set."""
