"""The markup index of a page: its headings, links, tags, templates and content, without a node tree.

Everything here equals what mwparserfromhell's ``parse(text)`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar

from ..cache import TextCache
from .blocks import read_blocks
from .effort import check_markup
from .parser import Block
from .timer import limited_time

__all__ = ["MarkupIndex", "index_of"]

T = TypeVar("T")


class MarkupIndex:
    """Headings, links, tags, templates and content of a page; made by `index_of`.

    Names, titles and addresses are in the order in which the nodes open in the text, which is
    the order of mwparserfromhell's ``filter(recursive=True)``; nested ones are included.

    Parameters
    ----------
    blocks : sequence of Block
        What was read from the page.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks

    def _all(self, field: Callable[[Block], Iterable[T]]) -> tuple[T, ...]:
        return tuple(chain.from_iterable(map(field, self._blocks)))

    @cached_property
    def heading_levels(self) -> tuple[int, ...]:
        """Levels of the headings, 1 to 6."""
        return self._all(lambda block: block.heading_levels)

    @cached_property
    def heading_titles(self) -> tuple[str, ...]:
        """Sources of the titles of headings, stripped of white space."""
        return self._all(lambda block: block.heading_titles)

    @cached_property
    def external_link_urls(self) -> tuple[str, ...]:
        """Sources of the addresses of external links, bracketed and bare."""
        return self._all(lambda block: block.external_link_urls)

    @cached_property
    def wikilink_titles(self) -> tuple[str, ...]:
        """Sources of the titles of wikilinks, white space included."""
        return self._all(lambda block: block.wikilink_titles)

    @cached_property
    def tag_names(self) -> tuple[str, ...]:
        """Names of tags, those that stand for wiki syntax included (b, i, li, dt, dd, hr, table …)."""
        return self._all(lambda block: block.tag_names)

    @cached_property
    def tags_str(self) -> tuple[str, ...]:
        """Sources of the tags."""
        return self._all(lambda block: block.tags_str)

    @cached_property
    def template_names(self) -> tuple[str, ...]:
        """Sources of the names of templates, white space and comments included."""
        return self._all(lambda block: block.template_names)

    @cached_property
    def templates_str(self) -> tuple[str, ...]:
        """Sources of the templates."""
        return self._all(lambda block: block.templates_str)

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
        content = "".join([block.content for block in self._blocks]).strip("\n")
        while "\n\n\n" in content:
            content = content.replace("\n\n\n", "\n\n")
        return content

    @property
    def content_chars(self) -> int:
        """Number of characters of the content."""
        return len(self.content)


def _read_index(text: str) -> MarkupIndex:
    check_markup(text)
    with limited_time(text):
        return MarkupIndex(read_blocks(text))


#: Text → its markup index, for the texts used last in this process.
_INDEXES: TextCache[MarkupIndex] = TextCache(_read_index, factor=4)


def index_of(text: str | None) -> MarkupIndex:
    """Return the markup index of a text; None is taken as the empty text.

    Raises
    ------
    LimitExceeded
        If the text is over a limit; see `revscoring.text.limits`.

    Examples
    --------
    >>> index = index_of("== A ==\\n* [[b|c]] {{d|{{e}}}}")
    >>> index.headings, index.heading_levels, index.heading_titles
    (1, (2,), ('A',))
    >>> index.tag_names, index.template_names, index.content
    (('li',), ('d', 'e'), ' A \\n c ')
    """
    return _INDEXES[text or ""]
