"""Small functions that the scoring room shares: paths, rounding, documents for JSON, checks of labels."""

from __future__ import annotations

import builtins
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

from ..errors import ModelConsistencyError, ModelInfoLookupError
from ._typing import Label

__all__ = [
    "check_label_consistency",
    "dict_lookup",
    "format_params",
    "key_normalize",
    "label_name",
    "normalize",
    "normalize_json",
    "parse_pattern",
    "round",
    "tab_it_in",
    "tree_assignment",
    "treeify",
    "try_key",
]

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


def round(number: float | None, ndigits: int = 0) -> float | None:
    """Round half to even in binary, as numpy does; None stays None.

    Examples
    --------
    >>> round(0.12345, 3)
    0.123
    >>> round(None, 3) is None
    True
    """
    if number is None or not math.isfinite(number):
        return number
    scale: float = 10**ndigits
    return builtins.round(number * scale) / scale


def tab_it_in(string: str, tabs: int = 1) -> str:
    r"""Indent every line with tabs and end the last one with a line break.

    Examples
    --------
    >>> tab_it_in("a\nb")
    '\ta\n\tb\n'
    """
    return "".join("\t" * tabs + line + "\n" for line in string.split("\n"))


# -- documents for JSON -----------------------------------------------------------------------------


def normalize_json(doc: Any) -> Any:
    """Turn a document of numpy values, tuples and keys of any type into plain Python values.

    The infinities and NaN, which JSON does not have, become the texts ``Infinity``, ``-Infinity``, ``NaN``.

    Examples
    --------
    >>> import numpy as np
    >>> normalize_json({(1, 2): np.array([1.5, np.inf]), True: np.bool_(False), None: float("nan")})
    {'[1, 2]': [1.5, 'Infinity'], True: False, 'None': 'NaN'}
    """
    if isinstance(doc, Mapping):
        return {key_normalize(key): normalize_json(value) for key, value in doc.items()}
    doc = normalize(doc)
    if isinstance(doc, list | tuple):
        return [normalize_json(value) for value in doc]
    return doc


def normalize(v: Any) -> Any:
    """Turn one value into a plain Python value that JSON can hold.

    Examples
    --------
    >>> normalize(float("-inf"))
    '-Infinity'
    """
    if hasattr(v, "tolist"):  # numpy scalars and arrays
        v = v.tolist()
    if isinstance(v, float) and not math.isfinite(v):
        return "NaN" if math.isnan(v) else "Infinity" if v > 0 else "-Infinity"
    return v


def key_normalize(v: Any) -> Label:
    """Turn a value into a key for a JSON object.

    Examples
    --------
    >>> key_normalize(True), key_normalize(3), key_normalize((1, 2)), key_normalize(None)
    (True, 3, '[1, 2]', 'None')
    """
    if hasattr(v, "tolist"):
        v = v.tolist()
    if isinstance(v, bool | int | float | str):
        return v
    if isinstance(v, list | tuple | dict):
        return json.dumps(v)
    return str(v)


def label_name(label: Any) -> str:
    """Return a label as JSON has it for a key.

    Examples
    --------
    >>> label_name(True), label_name("A"), label_name(3)
    ('true', 'A', '3')
    """
    key = key_normalize(label)
    return key if isinstance(key, str) else json.dumps(key)


def format_params(doc: Mapping[str, Any]) -> str:
    """Write parameters on one line, the values as JSON.

    Examples
    --------
    >>> format_params({"n_estimators": 300, "max_features": "log2"})
    'n_estimators=300, max_features="log2"'
    """
    return ", ".join(f"{name}={json.dumps(normalize_json(value))}" for name, value in doc.items())


# -- labels -----------------------------------------------------------------------------------------


def check_label_consistency(actual_labels: Iterable[Any], expected_labels: Iterable[Any]) -> None:
    """Check that the labels seen are the labels declared, no more and no less.

    Raises
    ------
    ModelConsistencyError
        Naming the labels that are not declared, or the declared ones that were not seen.

    Examples
    --------
    >>> check_label_consistency([True, False, True], [True, False])
    """
    expected = list(dict.fromkeys(expected_labels))
    actual = set(actual_labels)
    unknown = actual.difference(expected)
    if unknown:
        raise ModelConsistencyError(
            f"Labels {_listed(unknown)} not in expected labels {_listed(expected)}: "
            "declare them or drop their observations."
        )
    missing = [label for label in expected if label not in actual]
    if missing:
        raise ModelConsistencyError(
            f"Expected labels {_listed(missing)} not represented in the observations: "
            "add observations with them or do not declare them."
        )


def _listed(labels: Iterable[Any]) -> str:
    return "{" + ", ".join(sorted(map(repr, labels))) + "}"
