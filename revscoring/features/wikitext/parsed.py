"""Datasources of the parsed markup of a text: content, headings, links, tags, templates.

The full tree of nodes, `wikicode`, is built only where it is asked for; counts, titles, names and
URLs come from the markup index.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ...datasources import Datasource
from ...datasources.meta import filters, mappers
from ...dependencies import Kernel
from ...text.markup import check_markup
from . import shortcuts as kernels
from .tokenized import TokenFactories, matching

__all__ = ["HeadingOfLevel", "ParsedFactories", "add_markup", "execute_method", "get_key"]


class execute_method(Datasource):
    """The result of calling a method of a value.

    Parameters
    ----------
    method_name : str
        The method.
    object_datasource : Datasource
        The value.
    args, kwargs : list and dict, optional
        What to call it with.
    name : str, optional
        By default ``execute_method('method', <object>)``.
    """

    def __init__(
        self,
        method_name: str,
        object_datasource: Any,
        args: list[Any] | None = None,
        kwargs: dict[str, Any] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(
            f"execute_method({method_name!r}, {object_datasource!r})" if name is None else name,
            depends_on=[object_datasource],
        )
        self.method_name = method_name
        self.args = args or []
        self.kwargs = kwargs or {}

    def process(self, object: Any) -> Any:
        """Call the method."""
        return getattr(object, self.method_name)(*self.args, **self.kwargs)


class get_key(Datasource):
    """The value at a key of a dict.

    Parameters
    ----------
    key : object
        The key.
    dict_datasource : Datasource
        The dict.
    default : object, optional
        What to take where the key is missing.
    name : str, optional
        By default ``get_key(key, <dict>)``.
    """

    def __init__(self, key: Any, dict_datasource: Any, default: Any = None, name: str | None = None) -> None:
        super().__init__(
            f"get_key({key!r}, {dict_datasource!r})" if name is None else name, depends_on=[dict_datasource]
        )
        self.key_in_dict = key
        self.default = default

    def process(self, d: Mapping[Any, Any]) -> Any:
        """Look the key up."""
        return d.get(self.key_in_dict, self.default)


class HeadingOfLevel:
    """The predicate of headings of one level; its `filter` tells of one heading."""

    def __init__(self, level: int) -> None:
        self.level = level

    def filter(self, heading: Any) -> bool:
        """Tell whether a heading is of the level."""
        return bool(heading.level == self.level)

    __call__ = filter


def parse(text: str | None) -> Any:
    """Parse wikitext to a tree of nodes; None is taken as the empty text.

    Raises
    ------
    LimitExceeded
        If the text is over a limit; see `revscoring.text.limits`.
    """
    import mwparserfromhell

    text = text or ""
    check_markup(text)
    return mwparserfromhell.parse(text)


def nodes_by_class(wikicode: Any) -> dict[str, list[Any]]:
    """Sort all nodes, nested ones too, by the name of their class."""
    found: dict[str, list[Any]] = defaultdict(list)
    for node in wikicode.ifilter(recursive=True):
        found[type(node).__name__].append(node)
    return dict(found)


def sections_of(wikicode: Any) -> list[Any]:
    """Return all sections, flat."""
    return list(wikicode.get_sections())


def _heading_title(node: Any) -> str:
    return str(node.title).strip()


def _external_link_url(node: Any) -> str:
    return str(node.url)


def _wikilink_title(node: Any) -> str:
    return str(node.title)


def _tag_name(node: Any) -> str:
    return str(node.tag)


def _template_name(node: Any) -> str:
    return str(node.name)


#: Attribute, class of node, then (attribute, end of the name, function) for each list of strings.
_NODE_LISTS: list[tuple[str, str, list[tuple[str, str, Any]]]] = [
    ("headings", "Heading", [("heading_titles", "heading_titles", _heading_title)]),
    ("external_links", "ExternalLink", [("external_link_urls", "external_link_url", _external_link_url)]),
    ("wikilinks", "Wikilink", [("wikilink_titles", "wikilink_titles", _wikilink_title)]),
    ("tags", "Tag", [("tag_names", "tag_names", _tag_name), ("tags_str", "tags_str", str)]),
    (
        "templates",
        "Template",
        [("template_names", "template_names", _template_name), ("templates_str", "templates_str", str)],
    ),
]


def add_markup(datasources: Any, name: str, markup: Kernel) -> None:
    """Hang the parsed markup of a text on a set."""
    datasources.wikicode = Datasource(f"{name}.wikicode", parse, depends_on=[datasources.text])
    datasources.node_class_map = Datasource(
        f"{name}.node_class_map", nodes_by_class, depends_on=[datasources.wikicode]
    )
    datasources.content = execute_method("strip_code", datasources.wikicode, name=f"{name}.content")
    datasources.content.shortcut = kernels.markup_value(markup, "content")
    datasources.content.measures = kernels.markup_measures(markup, "content_chars")
    for attribute, node_class, string_lists in _NODE_LISTS:
        nodes = get_key(node_class, datasources.node_class_map, default=[], name=f"{name}.{attribute}")
        nodes.measures = kernels.markup_measures(markup, attribute)
        setattr(datasources, attribute, nodes)
        for strings_attribute, end, function in string_lists:
            strings = mappers.map(function, nodes, name=f"{name}.{end}")
            strings.shortcut = kernels.markup_list(markup, strings_attribute)
            setattr(datasources, strings_attribute, strings)
    datasources.sections = Datasource(f"{name}.section", sections_of, depends_on=[datasources.wikicode])


class ParsedFactories(TokenFactories):
    """The makers of datasources of some headings, links, tags and templates of a text.

    Each keeps what begins with a match of a pattern; a string is compiled to ignore case.
    """

    _markup: Kernel

    def headings_by_level(self, level: int, name: str | None = None) -> Datasource:
        """Return the datasource of the headings of one level."""
        if name is None:
            name = f"{self._name}.headings_by_level({level!r})"
        headings = filters.filter(HeadingOfLevel(level).filter, self.headings, name=name)
        headings.measures = kernels.level_measures(self._markup, level)
        return headings

    def heading_titles_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Datasource:
        """Return the datasource of the titles of headings that match."""
        return matching(self, "heading_titles_matching", regex, self.heading_titles, name)

    def external_link_urls_matching(
        self, regex: str | re.Pattern[str], name: str | None = None
    ) -> Datasource:
        """Return the datasource of the URLs of external links that match."""
        return matching(self, "external_link_urls_matching", regex, self.external_link_urls, name)

    def wikilink_titles_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Datasource:
        """Return the datasource of the titles of wikilinks that match."""
        return matching(self, "wikilink_titles_matching", regex, self.wikilink_titles, name)

    def tag_names_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Datasource:
        """Return the datasource of the names of tags that match."""
        return matching(self, "tag_names_matching", regex, self.tag_names, name)

    def tags_str_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Datasource:
        """Return the datasource of the tags, as wikitext, that match."""
        return matching(self, "tags_str_matching", regex, self.tags_str, name)

    def template_names_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Datasource:
        """Return the datasource of the names of templates that match."""
        return matching(self, "template_names_matching", regex, self.template_names, name)

    def templates_str_matching(self, regex: str | re.Pattern[str], name: str | None = None) -> Datasource:
        """Return the datasource of the templates, as wikitext, that match."""
        return matching(self, "templates_str_matching", regex, self.templates_str, name)

    headings: Datasource
    heading_titles: Datasource
    external_link_urls: Datasource
    wikilink_titles: Datasource
    tag_names: Datasource
    tags_str: Datasource
    template_names: Datasource
    templates_str: Datasource
