"""Random graphs for the tests of the dependency room, and their naive evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import Dependent


class mix:
    """A process that keeps inputs and their order apart; counts its calls."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.runs = 0

    def __call__(self, *inputs: Any) -> tuple[Any, ...]:
        self.runs += 1
        return (self.seed, *map(hash, inputs))


@st.composite
def graphs(draw: st.DrawFn, max_size: int = 12) -> list[Any]:
    """Draw nodes, each of which depends on earlier ones, maybe twice on the same."""
    nodes: list[Any] = []
    for i in range(draw(st.integers(1, max_size))):
        below = draw(st.lists(st.integers(0, i - 1), max_size=3)) if i else []
        kind = draw(st.sampled_from([Dependent, Datasource]))
        nodes.append(kind(f"n{i}", mix(i), depends_on=[nodes[j] for j in below]))
    return nodes


def evaluate(
    node: Any, cache: Mapping[str, Any] | None = None, context: Mapping[str, Any] | None = None
) -> Any:
    """Compute a value as the contract tells it, by plain recursion."""
    if str(node) in (cache or {}):
        return (cache or {})[str(node)]
    chosen = (context or {}).get(str(node), node)
    below = [evaluate(dependency, cache, context) for dependency in getattr(chosen, "dependencies", ())]
    process = chosen.process if isinstance(chosen, Dependent) else chosen
    return (process.seed, *map(hash, below)) if isinstance(process, mix) else process(*below)
