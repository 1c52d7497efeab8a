"""The dependency graph: nodes, plans, solving and drawing. Knows nothing of wikis.

`Dependent`
    A named, callable node. `DependentSet` is a named bag of them.
`solve`, `expand`, `dig`, `draw`
    Compute values, walk the graph, list its leaves, show it.
`graph`
    Draw it in the languages of dot, mermaid and SVG.
`Context`
    Replacements and values kept over several calls.
`compile`
    The plan behind `solve`.
"""

from .context import Context
from .dependent import Dependent, DependentSet, Intermediate, Shortcut
from .drawing.formats import graph
from .functions import dig, draw, expand, normalize_context, solve
from .plan import Plan, compile
from .util import or_none

__all__ = [
    "Context",
    "Dependent",
    "DependentSet",
    "Intermediate",
    "Plan",
    "Shortcut",
    "compile",
    "dig",
    "draw",
    "expand",
    "graph",
    "normalize_context",
    "or_none",
    "solve",
]
