"""The words and tokens that made features fire, found in the graph below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...dependencies import solve
from ...errors import DependencyError
from ...features import Feature
from ...features.modifiers import div

__all__ = ["Evidence", "find_evidence"]

#: How many items are named, and how many characters of each.
MAX_ITEMS, MAX_CHARACTERS = 5, 40


@dataclass(frozen=True)
class Evidence:
    """What made a feature fire.

    Attributes
    ----------
    items : list of (str, int)
        Words, tokens or stretches of text, with how many times more (or, negative, less) they
        stand there; the most frequent first.
    """

    items: list[tuple[str, int]]

    def __str__(self) -> str:
        shown = [_show(text) + (f" ×{abs(n)}" if abs(n) > 1 else "") for text, n in self.items]
        return ", ".join(shown)


def _show(text: str) -> str:
    flat = " ".join(text.split()) or repr(text)[1:-1]
    return f"“{flat if len(flat) <= MAX_CHARACTERS else flat[: MAX_CHARACTERS - 1] + '…'}”"


def _about_the_edit(feature: Any) -> list[Any]:
    """Return the nearest datasources below a feature that list what an edit changed."""
    found: list[Any] = []
    waiting, seen = [feature], set()
    while waiting:
        node = waiting.pop()
        if str(node) in seen:
            continue
        seen.add(str(node))
        name = getattr(node, "name", "")
        lists = not isinstance(node, Feature) and not name.startswith(
            ("values(", "positive(", "negative(", "map(")
        )
        if lists and (".diff." in name or name.endswith("revision.matches")):
            found.append(node)
        else:
            below = list(getattr(node, "dependencies", ()))
            waiting.extend(below[:1] if isinstance(node, div) else below)  # what is divided, not by what
    return found


def _items(value: Any, name: str) -> Iterable[tuple[str, int]]:
    if isinstance(value, Mapping):
        counts = {str(item): n for item, n in value.items() if isinstance(n, int | float)}
        if name.endswith("_increase"):
            counts = {item: n for item, n in counts.items() if n > 0}
        elif name.endswith("_decrease"):
            counts = {item: n for item, n in counts.items() if n < 0}
        return [(item, int(n) if float(n).is_integer() else 1 if n > 0 else -1) for item, n in counts.items()]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(Counter(map(str, value)).items())
    return []


def find_evidence(features: Iterable[Any], cache: Mapping[Any, Any]) -> dict[str, Evidence]:
    """Find the words and tokens behind the values of features.

    Parameters
    ----------
    features : iterable of Feature
        The features.
    cache : dict
        Root values of the revision.

    Returns
    -------
    dict of str to Evidence
        By ``str(feature)``, for those that rest on something that can be named.
    """
    evidence = {}
    values = dict(cache)
    for feature in features:
        items: dict[str, int] = {}
        for node in _about_the_edit(feature):
            try:
                items.update(_items(solve(node, cache=values), feature.name))
            except (DependencyError, RuntimeError):
                continue
        if items:
            ranked = sorted(items.items(), key=lambda item: (-abs(item[1]), -len(item[0]), item[0]))
            evidence[str(feature)] = Evidence(ranked[:MAX_ITEMS])
    return evidence
