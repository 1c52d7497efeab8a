"""The markup index of a page: its headings, links, tags, templates and content, without a node tree.

Everything here equals what mwparserfromhell's ``parse(text)`` says, at little more than the cost
of its tokenizer.
"""

from __future__ import annotations

from functools import cached_property

from revscoring.text.markup_reader import Markup, collapse, markup_of
from revscoring.text.markup_tokens import node_sources, tokenize

__all__ = ["MarkupIndex", "markup_index"]


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

    def __init__(self, text: str, markup: Markup) -> None:
        self._text = text
        self._markup = markup

    @property
    def heading_levels(self) -> tuple[int, ...]:
        """Levels of the headings, 1 to 6."""
        return self._markup.heading_levels

    @property
    def heading_titles(self) -> tuple[str, ...]:
        """Sources of the titles of headings, stripped of white space."""
        return self._markup.heading_titles

    @property
    def external_link_urls(self) -> tuple[str, ...]:
        """Sources of the addresses of external links, bracketed and bare."""
        return self._markup.external_link_urls

    @property
    def wikilink_titles(self) -> tuple[str, ...]:
        """Sources of the titles of wikilinks, white space included."""
        return self._markup.wikilink_titles

    @property
    def tag_names(self) -> tuple[str, ...]:
        """Names of tags, those that stand for wiki syntax included (b, i, li, dt, dd, hr, table …)."""
        return self._markup.tag_names

    @property
    def template_names(self) -> tuple[str, ...]:
        """Sources of the names of templates, white space and comments included."""
        return self._markup.template_names

    @property
    def headings(self) -> int:
        """Number of headings."""
        return len(self.heading_levels)

    @property
    def external_links(self) -> int:
        """Number of external links."""
        return len(self.external_link_urls)

    @property
    def wikilinks(self) -> int:
        """Number of wikilinks."""
        return len(self.wikilink_titles)

    @property
    def tags(self) -> int:
        """Number of tags."""
        return len(self.tag_names)

    @property
    def templates(self) -> int:
        """Number of templates."""
        return len(self.template_names)

    @cached_property
    def content(self) -> str:
        """The text that readers see: ``strip_code()``."""
        return collapse(self._markup.content)

    @property
    def content_chars(self) -> int:
        """Number of characters of the content."""
        return len(self.content)

    @cached_property
    def _node_sources(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return node_sources(tokenize(self._text))

    @property
    def tags_str(self) -> tuple[str, ...]:
        """Sources of the tags."""
        return self._node_sources[0]

    @property
    def templates_str(self) -> tuple[str, ...]:
        """Sources of the templates."""
        return self._node_sources[1]


def markup_index(text: str) -> MarkupIndex:
    """Index the markup of a text.

    Examples
    --------
    >>> markup_index("''a'' [[b]] <ref>{{c}}</ref>").tags
    2
    """
    return MarkupIndex(text, markup_of(tokenize(text)))
