"""The comparison of two dicts by key and value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["DictDiff", "diff_dicts"]


class DictDiff(NamedTuple):
    """What differs between two dicts, as sets of keys.

    Attributes
    ----------
    added, removed : set
        The keys that only the second, and only the first dict has.
    intersection : set
        The keys that both have: `changed` and `unchanged` together.
    changed, unchanged : set
        The keys that both have, with different and with equal values.
    """

    added: set[Any]
    removed: set[Any]
    intersection: set[Any]
    changed: set[Any]
    unchanged: set[Any]


def diff_dicts(a: Mapping[Any, Any] | None, b: Mapping[Any, Any] | None) -> DictDiff:
    """Compare two dicts by key and value.

    Parameters
    ----------
    a, b : mapping or None
        The old and the new dict; None counts as empty.

    Examples
    --------
    >>> diff = diff_dicts({"de": "Fu", "en": "Foo"}, {"en": "Bar", "fr": "Fou"})
    >>> diff.added, diff.removed, diff.changed
    ({'fr'}, {'de'}, {'en'})
    """
    old, new = a or {}, b or {}
    old_keys, new_keys = set(old.keys()), set(new.keys())
    both = old_keys & new_keys
    changed = {key for key in both if old[key] != new[key]}
    return DictDiff(new_keys - old_keys, old_keys - new_keys, both, changed, both - changed)
