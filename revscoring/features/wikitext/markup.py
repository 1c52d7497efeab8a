"""Datasources of the parsed markup of a text: content, headings, links, tags, templates.

The full tree of nodes, `wikicode`, is built only if a feature needs it. Numbers, titles, names and URLs come
from the markup index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ...datasources import Datasource
from ...datasources.meta import filters, mappers
from ...dependencies import Intermediate, Shortcut
from ...text.markup import check_markup, limited_time
from ..rows import Row, computed
from . import shortcuts
from .tokens import Regex, TextSet, matching

if TYPE_CHECKING:
    from mwparserfromhell.nodes import ExternalLink, Heading, Node, Tag, Template, Wikilink
    from mwparserfromhell.wikicode import Wikicode


def parse(text: str | None) -> Wikicode:
    """Parse wikitext to a tree of nodes; None is taken as the empty text.

    Raises
    ------
    LimitExceeded
        If the text is over a limit; see `revscoring.text.limits`.
    """
    import mwparserfromhell

    text = text or ""
    check_markup(text)
    with limited_time(text):
        return mwparserfromhell.parse(text)


def nodes_by_class(wikicode: Wikicode) -> dict[str, list[Node]]:
    """Sort all nodes, nested ones too, by the name of their class."""
    found: dict[str, list[Node]] = defaultdict(list)
    for node in wikicode.ifilter(recursive=True):
        found[type(node).__name__].append(node)
    return dict(found)


def _nodes_of(node_class: str, nodes: Mapping[str, list[Node]]) -> list[Node]:
    return nodes.get(node_class, [])


def _content(wikicode: Wikicode) -> str:
    return str(wikicode.strip_code())


def _sections(wikicode: Wikicode) -> list[Wikicode]:
    return list(wikicode.get_sections())


def _is_of_level(level: int, heading: Heading) -> bool:
    return bool(heading.level == level)


def _heading_title(node: Heading) -> str:
    return str(node.title).strip()


def _external_link_url(node: ExternalLink) -> str:
    return str(node.url)


def _wikilink_title(node: Wikilink) -> str:
    return str(node.title)


def _tag_name(node: Tag) -> str:
    return str(node.tag)


def _template_name(node: Template) -> str:
    return str(node.name)


def nodes(node_class: str) -> Row[Datasource]:
    """The nodes of a class; their number is in the markup index under the name of the row."""

    def make(owner: MarkupSet, name: str) -> Datasource:
        found = Datasource(name, partial(_nodes_of, node_class), depends_on=[owner.node_class_map])
        found.measures = {"len": shortcuts.attribute(row.attribute, owner.markup)}
        return found

    row = Row[Datasource](make)
    return row


def strings(of_node: Callable[[Any], str], nodes: Row[Datasource], name: str = "") -> Row[Datasource]:
    """A string of each node; they are in the markup index under the name of the row."""

    def make(owner: MarkupSet, name: str) -> Datasource:
        found = mappers.map(of_node, nodes.of(owner), name=name)
        found.shortcut = shortcuts.copied(row.attribute, owner.markup)
        return found

    row = Row[Datasource](make, name=name)
    return row


def _make_content(owner: MarkupSet, name: str) -> Datasource:
    content = Datasource(name, _content, depends_on=[owner.wikicode])
    content.shortcut = shortcuts.attribute("content", owner.markup)
    content.measures = {"len": shortcuts.attribute("content_chars", owner.markup)}
    return content


class MarkupSet(TextSet):
    """The parsed markup of a text.

    The methods give what begins with a match of a pattern; a string is compiled to ignore case.

    Attributes
    ----------
    markup : Intermediate
        The markup index, for shortcuts.
    """

    markup: Intermediate

    wikicode = Row(lambda owner, name: Datasource(name, parse, depends_on=[owner.text]))
    node_class_map = computed(nodes_by_class, wikicode)
    content = Row(_make_content)
    headings = nodes("Heading")
    heading_titles = strings(_heading_title, headings)
    external_links = nodes("ExternalLink")
    external_link_urls = strings(_external_link_url, external_links, name="external_link_url")
    wikilinks = nodes("Wikilink")
    wikilink_titles = strings(_wikilink_title, wikilinks)
    tags = nodes("Tag")
    tag_names = strings(_tag_name, tags)
    tags_str = strings(str, tags)
    templates = nodes("Template")
    template_names = strings(_template_name, templates)
    templates_str = strings(str, templates)
    sections = computed(_sections, wikicode, name="section")

    def headings_by_level(self, level: int, name: str | None = None) -> Datasource:
        """Return the datasource of the headings of one level."""
        name = f"{self.prefix}.headings_by_level({level!r})" if name is None else name
        headings = filters.filter(partial(_is_of_level, level), self.headings, name=name)
        headings.measures = {"len": Shortcut(partial(shortcuts.headings_of, level), (self.markup,))}
        return headings

    def heading_titles_matching(self, regex: Regex, name: str | None = None) -> Datasource:
        """Return the datasource of the titles of headings that match."""
        return matching(self.heading_titles, regex, f"{self.prefix}.heading_titles_matching", name)

    def external_link_urls_matching(self, regex: Regex, name: str | None = None) -> Datasource:
        """Return the datasource of the URLs of external links that match."""
        return matching(self.external_link_urls, regex, f"{self.prefix}.external_link_urls_matching", name)

    def wikilink_titles_matching(self, regex: Regex, name: str | None = None) -> Datasource:
        """Return the datasource of the titles of wikilinks that match."""
        return matching(self.wikilink_titles, regex, f"{self.prefix}.wikilink_titles_matching", name)

    def tag_names_matching(self, regex: Regex, name: str | None = None) -> Datasource:
        """Return the datasource of the names of tags that match."""
        return matching(self.tag_names, regex, f"{self.prefix}.tag_names_matching", name)

    def tags_str_matching(self, regex: Regex, name: str | None = None) -> Datasource:
        """Return the datasource of the tags, as wikitext, that match."""
        return matching(self.tags_str, regex, f"{self.prefix}.tags_str_matching", name)

    def template_names_matching(self, regex: Regex, name: str | None = None) -> Datasource:
        """Return the datasource of the names of templates that match."""
        return matching(self.template_names, regex, f"{self.prefix}.template_names_matching", name)

    def templates_str_matching(self, regex: Regex, name: str | None = None) -> Datasource:
        """Return the datasource of the templates, as wikitext, that match."""
        return matching(self.templates_str, regex, f"{self.prefix}.templates_str_matching", name)
