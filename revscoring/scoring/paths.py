"""Dotted paths into nested documents: parsing, merging into trees, and looking up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

from ..errors import ModelInfoLookupError
from .formats import label_name

__all__ = ["PathTree", "dict_lookup", "parse_pattern", "tree_assignment", "treeify", "try_key"]

PathTree: TypeAlias = "dict[Any, PathTree]"
"""Paths merged into a tree: each part leads to the tree of the parts that follow it."""

MAX_CHOICES = 40
"""How many fields a message lists."""

QUOTES = "\"'"
PART = re.compile(
    r"""(?P<quote>["'])(?P<quoted>.*?)(?P=quote)(?=\.|\Z)"""
    r"""|(?P<plain>\s*(?i:maximum|minimum)\s.+|[^.]+)""",
    re.DOTALL,
)
"""A part of a path: in quotes, which end before a dot or at the end; a threshold query, which extends to the
end of the path, because its number has a dot; or up to the next dot."""


def parse_pattern(string: str) -> list[str]:
    """Split a dotted path into its parts; a part in quotes may hold dots and spaces.

    A threshold query needs no quotes if it is the last part. Shells often remove them.

    Parameters
    ----------
    string : str
        For instance ``statistics.thresholds.true."maximum recall @ precision >= 0.9"``.

    Raises
    ------
    IndexError
        If a part is empty (two dots in a row, a dot at either end).
    ValueError
        If a quote is opened and not closed, or text follows a closed quote.

    Examples
    --------
    >>> parse_pattern("statistics.recall")
    ['statistics', 'recall']
    >>> parse_pattern('true."maximum recall @ precision >= 0.9"')
    ['true', 'maximum recall @ precision >= 0.9']
    >>> parse_pattern("true.maximum recall @ precision >= 0.9")
    ['true', 'maximum recall @ precision >= 0.9']
    >>> parse_pattern("")
    []
    """
    parts: list[str] = []
    position = 0
    while string and position <= len(string):
        found = PART.match(string, position)
        if found is None:
            raise IndexError(f"Empty part in the path {string!r} at character {position}.")
        if found["quote"] is None and found["plain"][0] in QUOTES:
            raise ValueError(f"Unbalanced quotes in the path {string!r} from character {position}.")
        parts.append(found["plain"] if found["quote"] is None else found["quoted"])
        position = found.end() + 1  # beyond the dot
    return parts


def tree_assignment(tree: MutableMapping[Any, Any], path: Sequence[Any]) -> None:
    """Put a path into a tree, in place."""
    for part in path:
        tree = tree.setdefault(part, {})


def treeify(paths: Iterable[Sequence[Any]]) -> PathTree:
    """Merge paths into one tree, in the order given.

    Examples
    --------
    >>> treeify([["a", "b"], ["a", "c"], ["d"]])
    {'a': {'b': {}, 'c': {}}, 'd': {}}
    """
    tree: PathTree = {}
    for path in paths:
        tree_assignment(tree, path)
    return tree


def dict_lookup(d: Mapping[Any, Any], path_tree: PathTree) -> Any:
    """Select the parts of a nested mapping that a tree of paths names; an empty tree selects all.

    Raises
    ------
    KeyError
        If a name is not there. ``"true"``, ``"false"`` and digits also find bool and int keys.

    Examples
    --------
    >>> dict_lookup({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": {}}})
    {'a': {'b': 1}}
    """
    if not path_tree:
        return d
    return {key: dict_lookup(try_key(key, d), sub_tree) for key, sub_tree in path_tree.items()}


def try_key(key: Any, d: Any) -> Any:
    """Look a key up, also as the bool or int that its text stands for.

    Raises
    ------
    ModelInfoLookupError
        If none of them is there; it names what is.

    Examples
    --------
    >>> try_key("true", {True: 1}), try_key("5", {5: 6}), try_key("1", ["a", "b"])
    (1, 6, 'b')
    """
    reasons = []
    if hasattr(d, "__getitem__") and not isinstance(d, str | bytes):
        for candidate in _candidates(key):
            try:
                return d[candidate]
            except ModelInfoLookupError as explained:
                reasons = [explained.hint] if explained.hint else []
            except (KeyError, IndexError, TypeError):
                continue
    raise ModelInfoLookupError(key, "; ".join([*reasons, *_choices(key, d)]))


def _choices(key: Any, d: Any) -> list[str]:
    """Say what can be looked up, and which of that is nearest to a key that is not there."""
    if hasattr(d, "fields"):
        names = [label_name(field) for field in d.fields()]
    elif isinstance(d, Mapping):
        names = [label_name(field) for field in d]
    elif isinstance(d, list | tuple):
        return [f"there are items 0 to {len(d) - 1}"] if d else ["there are no items"]
    else:
        return [] if hasattr(d, "__getitem__") and not isinstance(d, str) else ["nothing is below a value"]
    if not names:
        return ["there are no fields here"]
    more = f" and {len(names) - MAX_CHOICES} more" if len(names) > MAX_CHOICES else ""
    lowered = {name.lower(): name for name in names}
    near = get_close_matches(str(key).lower(), lowered, n=1)
    meant = [f"did you mean {lowered[near[0]]!r}?"] if near else []
    return [f"there are {', '.join(names[:MAX_CHOICES])}{more}", *meant]


def _candidates(key: Any) -> Iterator[Any]:
    yield key
    if isinstance(key, str):
        if key in ("true", "false"):
            yield key == "true"
        elif re.fullmatch(r"[+-]?\d+", key):
            yield int(key)
