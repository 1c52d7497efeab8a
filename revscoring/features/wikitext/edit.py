"""Datasources of the diff of two texts: operations, and what was added and removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from ...datasources import Datasource
from ...datasources.meta import filters
from ...dependencies import DependentSet, Kernel, Shortcut
from ...text.diff import Operation, diff
from ...text.tokens import is_uppercase_word, supply_tokens
from ..meta.bools import as_set, show_set
from . import shortcuts as kernels
from .classes import COMPATIBLE, Dialect
from .tokenized import TokenIsInTypes, matching

__all__ = ["EditFactories", "add_edit"]

Operations = tuple[list[Operation], Sequence[Any], Sequence[Any]]


def operations_of(
    autojunk: bool, a_segments: Sequence[Any], b_segments: Sequence[Any], a: Sequence[Any], b: Sequence[Any]
) -> Operations:
    """Return the operations of the diff of two texts, and their tokens."""
    supply_tokens(a_segments, a)
    supply_tokens(b_segments, b)
    return diff(a_segments, b_segments, autojunk), a, b


def _texts(name: str, operations: Operations) -> list[str]:
    steps, a, b = operations
    if name == "insert":
        return ["".join(b[step.b1 : step.b2]) for step in steps if step.name == name]
    return ["".join(a[step.a1 : step.a2]) for step in steps if step.name == name]


def _tokens(name: str, operations: Operations) -> list[Any]:
    steps, a, b = operations
    if name == "insert":
        return [token for step in steps if step.name == name for token in b[step.b1 : step.b2]]
    return [token for step in steps if step.name == name for token in a[step.a1 : step.a2]]


_SHORTCUTS: dict[str, Callable[[Any], Any]] = {
    "segments_added": kernels.segments_added,
    "segments_removed": kernels.segments_removed,
    "tokens_added": kernels.tokens_added,
    "tokens_removed": kernels.tokens_removed,
}


def add_edit(datasources: Any, name: str, parent: Any, current: Any, edit: Kernel, dialect: Dialect) -> None:
    """Hang the diff of two texts on a set."""
    datasources.operations = Datasource(
        f"{name}.operations",
        partial(operations_of, dialect.autojunk),
        depends_on=[
            parent.paragraphs_sentences_and_whitespace,
            current.paragraphs_sentences_and_whitespace,
            parent.tokens,
            current.tokens,
        ],
    )
    for word, step in (("added", "insert"), ("removed", "delete")):
        for things, function in (("segments", _texts), ("tokens", _tokens)):
            attribute = f"{things}_{word}"
            items = Datasource(
                f"{name}.{attribute}", partial(function, step), depends_on=[datasources.operations]
            )
            if dialect is COMPATIBLE:
                items.shortcut = Shortcut(_SHORTCUTS[attribute], (edit,))
            setattr(datasources, attribute, items)
        tokens = getattr(datasources, f"tokens_{word}")
        for plural, row in dialect.classes.items():
            include: Callable[[Any], bool] = TokenIsInTypes(row.types).filter
            source = tokens
            if plural == "uppercase_words":
                include, source = is_uppercase_word, getattr(datasources, f"words_{word}")
            attribute = f"{plural}_{word}"
            setattr(datasources, attribute, filters.filter(include, source, name=f"{name}.{attribute}"))


class EditFactories(DependentSet):
    """The makers of datasources of some of the tokens that were added or removed."""

    tokens_added: Datasource
    tokens_removed: Datasource

    def tokens_added_matching(
        self, regex: str | re.Pattern[str], name: str | None = None, regex_flags: int = re.IGNORECASE
    ) -> Datasource:
        """Return the datasource of the tokens added whose beginning matches."""
        return matching(self, "tokens_added_matching", regex, self.tokens_added, name, regex_flags)

    def tokens_removed_matching(
        self, regex: str | re.Pattern[str], name: str | None = None, regex_flags: int = re.IGNORECASE
    ) -> Datasource:
        """Return the datasource of the tokens removed whose beginning matches."""
        return matching(self, "tokens_removed_matching", regex, self.tokens_removed, name, regex_flags)

    def tokens_added_in_types(self, types: Collection[str], name: str | None = None) -> Datasource:
        """Return the datasource of the tokens added that are of some classes."""
        return self._in_types("tokens_added", types, name)

    def tokens_removed_in_types(self, types: Collection[str], name: str | None = None) -> Datasource:
        """Return the datasource of the tokens removed that are of some classes."""
        return self._in_types("tokens_removed", types, name)

    def _in_types(self, attribute: str, types: Collection[str], name: str | None) -> Datasource:
        types = as_set(types)
        if name is None:
            name = f"{self._name}.{attribute}_in_types({show_set(types)})"
        return filters.filter(TokenIsInTypes(types).filter, getattr(self, attribute), name=name)
