"""The directive ``features``: a table of all features of a set, from the rows of its class."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from inspect import getdoc, signature
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from revscoring.dependencies import DependentSet
from revscoring.features import Feature, describe


def features_of(root: Any, path: str, skip: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield (attribute path, feature) of a set and its sub-sets, in the order they were assigned."""
    inner = []
    for name, value in vars(root).items():
        if name.startswith("_") or name == "datasources" or name in skip:
            continue
        if isinstance(value, Feature):
            yield f"{path}.{name}", value
        elif isinstance(value, DependentSet):
            inner.append((name, value))
    for name, value in inner:
        yield from features_of(value, f"{path}.{name}", skip)


def factories_of(root: Any, path: str, skip: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield (attribute path, method) of the methods of a set and its sub-sets that make features."""
    own = vars(type(root))
    for name, value in own.items():
        if not name.startswith("_") and callable(value) and "name" in signature(value).parameters:
            yield f"{path}.{name}", getattr(root, name)
    for name, value in vars(root).items():
        if isinstance(value, DependentSet) and name not in skip and name != "datasources" and name[0] != "_":
            yield from factories_of(value, f"{path}.{name}", skip)


class FeaturesDirective(SphinxDirective):
    """``.. features:: revscoring.features.wikitext revision``, with ``:skip: parent``."""

    required_arguments = 2
    option_spec = {"skip": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Make the table."""
        module_name, path = self.arguments
        root: Any = import_module(module_name)
        for part in path.split("."):
            root = getattr(root, part)
        skip = frozenset(self.options.get("skip", "").split())
        prefix = f"{module_name.rpartition('.')[2]}.{path}"
        rows = []
        for found, feature in features_of(root, prefix, skip):
            rows.append((found, feature.returns.__name__, feature.unit, describe(feature)))
        for found, method in factories_of(root, prefix, skip):
            arguments = ", ".join(name for name in signature(method).parameters if name != "name")
            words = (getdoc(method) or "").partition("\n")[0].rstrip(".")
            rows.append((f"{found}({arguments})", "", "", words.removeprefix("Return the ")))
        return [self.table(rows)]

    def table(self, rows: list[tuple[str, str, str, str]]) -> nodes.table:
        """Return a table of paths, types, units and descriptions."""
        group = nodes.tgroup(cols=4)
        group += [nodes.colspec(colwidth=width) for width in (38, 6, 10, 46)]
        head, body = nodes.thead(), nodes.tbody()
        head += self.row(*(nodes.Text(title) for title in ("feature", "type", "unit", "description")))
        for path, *texts in rows:
            body += self.row(nodes.literal(path, path), *map(nodes.Text, texts))
        group += [head, body]
        table = nodes.table(classes=["features"])
        table += group
        return table

    @staticmethod
    def row(*cells: nodes.Node) -> nodes.row:
        """Return a row."""
        row = nodes.row()
        for cell in cells:
            paragraph = nodes.paragraph()
            paragraph += cell
            entry = nodes.entry()
            entry += paragraph
            row += entry
        return row


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("features", FeaturesDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
