"""The markup index of a page: its headings, links, tags, templates and content, without a node tree.

Everything here equals what mwparserfromhell's ``parse(text)`` says, at little more than the cost
of its tokenizer, and with a :class:`~revscoring.text.markup.cache.MarkupCache`, of what was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

from revscoring.text.markup.cache import MarkupCache
from revscoring.text.markup.limits import MAX_EFFORT, MarkupLimitError, check_effort
from revscoring.text.markup.reader import Markup, collapse, markup_of
from revscoring.text.markup.tokens import source_of, tokenize

__all__ = ["MAX_EFFORT", "MarkupCache", "MarkupIndex", "MarkupLimitError", "markup_index"]


class MarkupIndex:
    """Headings, links, tags, templates and content of a page.

    Names, titles and addresses are in the order in which the nodes open in the text, which is
    the order of mwparserfromhell's ``filter(recursive=True)``; nested ones are included.

    Examples
    --------
    >>> index = markup_index("== A ==\\n* [[b|c]] {{d|{{e}}}}")
    >>> index.headings, index.heading_levels, index.heading_titles
    (1, (2,), ('A',))
    >>> index.tag_names, index.template_names
    (('li',), ('d', 'e'))
    >>> index.content
    ' A \\n c '
    """

    def __init__(self, text: str, blocks: Sequence[Markup]) -> None:
        self._text = text
        self._blocks = blocks

    @cached_property
    def heading_levels(self) -> tuple[int, ...]:
        """Levels of the headings, 1 to 6."""
        return tuple(chain.from_iterable([block.heading_levels for block in self._blocks]))

    @cached_property
    def heading_titles(self) -> tuple[str, ...]:
        """Sources of the titles of headings, stripped of white space."""
        return tuple(chain.from_iterable([block.heading_titles for block in self._blocks]))

    @cached_property
    def external_link_urls(self) -> tuple[str, ...]:
        """Sources of the addresses of external links, bracketed and bare."""
        return tuple(chain.from_iterable([block.external_link_urls for block in self._blocks]))

    @cached_property
    def wikilink_titles(self) -> tuple[str, ...]:
        """Sources of the titles of wikilinks, white space included."""
        return tuple(chain.from_iterable([block.wikilink_titles for block in self._blocks]))

    @cached_property
    def tag_names(self) -> tuple[str, ...]:
        """Names of tags, those that stand for wiki syntax included (b, i, li, dt, dd, hr, table …)."""
        return tuple(chain.from_iterable([block.tag_names for block in self._blocks]))

    @cached_property
    def template_names(self) -> tuple[str, ...]:
        """Sources of the names of templates, white space and comments included."""
        return tuple(chain.from_iterable([block.template_names for block in self._blocks]))

    @property
    def headings(self) -> int:
        """Number of headings."""
        return sum([len(block.heading_levels) for block in self._blocks])

    @property
    def external_links(self) -> int:
        """Number of external links."""
        return sum([len(block.external_link_urls) for block in self._blocks])

    @property
    def wikilinks(self) -> int:
        """Number of wikilinks."""
        return sum([len(block.wikilink_titles) for block in self._blocks])

    @property
    def tags(self) -> int:
        """Number of tags."""
        return sum([len(block.tag_names) for block in self._blocks])

    @property
    def templates(self) -> int:
        """Number of templates."""
        return sum([len(block.template_names) for block in self._blocks])

    @cached_property
    def content(self) -> str:
        """The text that readers see: ``strip_code()``."""
        return collapse("".join([block.content for block in self._blocks]))

    @property
    def content_chars(self) -> int:
        """Number of characters of the content."""
        return len(self.content)

    @cached_property
    def tags_str(self) -> tuple[str, ...]:
        """Sources of the tags."""
        return self._sources([block.tag_spans for block in self._blocks])

    @cached_property
    def templates_str(self) -> tuple[str, ...]:
        """Sources of the templates."""
        return self._sources([block.template_spans for block in self._blocks])

    def _sources(self, spans_of_blocks: Iterable[Sequence[int]]) -> tuple[str, ...]:
        text = self._text
        if "\0" in text:  # which the parser takes for the end of the text
            text = source_of(tokenize(text))
        sources: list[str] = []
        start = 0
        for block, spans in zip(self._blocks, spans_of_blocks, strict=True):
            places = iter(spans)
            sources += [text[start + a : start + b] for a, b in zip(places, places, strict=True)]
            start += block.chars
        return tuple(sources)


def markup_index(
    text: str, cache: MarkupCache | None = None, max_effort: int | None = MAX_EFFORT
) -> MarkupIndex:
    """Index the markup of a text.

    Parameters
    ----------
    text : str
        Any string.
    cache : MarkupCache, optional
        Where blocks of earlier texts are kept. It changes the cost only, never the result.
    max_effort : int or None
        Limit of (weighted) opening marks without an end times characters; None for no limit.

    Raises
    ------
    MarkupLimitError
        If parsing would take an effort above the limit. It depends on the text only.

    Examples
    --------
    >>> markup_index("''a'' [[b]] <ref>{{c}}</ref>").tags
    2
    """
    if max_effort is not None:
        check_effort(text, max_effort)
    blocks = [markup_of(text, tokenize(text))] if cache is None else cache.blocks(text)
    return MarkupIndex(text, blocks)
