"""A node whose value may be any object: `Datasource`."""

from __future__ import annotations

from collections.abc import Mapping

from ..dependencies import Dependent, Shortcut

__all__ = ["Datasource"]


class Datasource(Dependent):
    """A node whose value may be any object; takes the parameters of `Dependent`.

    Examples
    --------
    >>> Datasource("title", lambda: "A").name
    'title'
    """

    kind = "datasource"
    #: Shortcuts to aggregates of the value that do not need the value: ``len``, ``sum``, ``max`` of
    #: the items, and ``len.sum``, ``len.max`` of their lengths. Aggregators and mappers use them.
    measures: Mapping[str, Shortcut] = {}
    #: Whether the items, such as the words added, explain the values of the features that need them.
    is_evidence = False
