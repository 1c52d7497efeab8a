"""The words and tokens behind the values of features, found in the graph below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...datasources.meta import dicts, filters, mappers
from ...dependencies import Dependent, expand, solve
from ...errors import DependencyError
from ...features import Feature
from ...features.modifiers import div

__all__ = ["Evidence", "find_evidence"]

MAX_ITEMS, MAX_CHARACTERS = 5, 40
"""How many items are named, and how many characters of each."""


@dataclass(frozen=True)
class Evidence:
    """The words and tokens behind the value of a feature.

    Attributes
    ----------
    items : list of (str, int)
        Words, tokens or other parts of the text, and how many of them were added (or, if negative,
        removed); the most frequent first.
    """

    items: list[tuple[str, int]]

    def __str__(self) -> str:
        shown = [_show(text) + (f" ×{abs(n)}" if abs(n) > 1 else "") for text, n in self.items]
        return ", ".join(shown)


def _show(text: str) -> str:
    flat = " ".join(text.split()) or repr(text)[1:-1]
    return f"“{flat if len(flat) <= MAX_CHARACTERS else flat[: MAX_CHARACTERS - 1] + '…'}”"


def _lists_below(feature: Dependent) -> list[tuple[Dependent, int]]:
    """Return the nearest lists and tables of evidence below a feature, and the sign of the changes meant."""
    found = []
    waiting, seen = [(feature, 0)], set()
    while waiting:
        node, sign = waiting.pop()
        if str(node) in seen:
            continue
        seen.add(str(node))
        if isinstance(node, filters.positive | filters.negative):
            sign = 1 if isinstance(node, filters.positive) else -1
        elif not isinstance(node, Feature | dicts.values | mappers.map) or getattr(
            node, "is_evidence", False
        ):
            if any(getattr(below, "is_evidence", False) for below in expand([node])):
                found.append((node, sign))
            continue
        below = [n for n in node.dependencies if isinstance(n, Dependent)]
        waiting.extend((n, sign) for n in (below[:1] if isinstance(node, div) else below))  # what is divided
    return found


def _items(value: Any, sign: int) -> Iterable[tuple[str, int]]:
    if isinstance(value, Mapping):
        counts = {str(item): n for item, n in value.items() if isinstance(n, int | float) and n * sign >= 0}
        return [(item, int(n) if float(n).is_integer() else 1 if n > 0 else -1) for item, n in counts.items()]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(Counter(map(str, value)).items())
    return []


def find_evidence(features: Iterable[Feature], cache: Mapping[Any, Any]) -> dict[str, Evidence]:
    """Find the words and tokens behind the values of features, by ``str(feature)``.

    `cache` has the root values of the revision. Features with no words or tokens behind them are left out.
    """
    evidence = {}
    values = dict(cache)
    for feature in features:
        items: dict[str, int] = {}
        for node, sign in _lists_below(feature):
            try:
                items.update(_items(solve(node, cache=values), sign))
            except (DependencyError, RuntimeError):
                continue
        if items:
            ranked = sorted(items.items(), key=lambda item: (-abs(item[1]), -len(item[0]), item[0]))
            evidence[str(feature)] = Evidence(ranked[:MAX_ITEMS])
    return evidence
