"""Types of the arguments that solving and walking take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, TypeAlias

__all__ = ["Cache", "Known", "Node", "Nodes", "Profile", "Replacements"]

#: A `Dependent`, or any other callable, which has no dependencies.
Node: TypeAlias = Callable[..., Any]
Nodes: TypeAlias = Node | Iterable[Node]
#: Node, or its ``str()`` → replacement; or nodes, each of which replaces its namesake.
Replacements: TypeAlias = Mapping[Any, Node] | Iterable[Node] | None
#: Node, or its ``str()`` → value.
Cache: TypeAlias = MutableMapping[Any, Any]
#: The nodes (or their ``str()``) whose values are known; a `Cache`, for one.
Known: TypeAlias = Iterable[Any] | None
#: Node → seconds of each run of its process.
Profile: TypeAlias = MutableMapping[Any, list[float]]
