"""The dependency graph: nodes, plans, solving and drawing. Nothing in it is about wikis.

`Dependent`, `DependentSet`
    A named, callable node, and a named set of nodes.
`Intermediate`, `Shortcut`
    A node that only plans see, and another way to the value of a node.
`solve`, `expand`, `dig`, `draw`
    Compute values, walk the graph, list its leaves, show it as text.
`graph`
    Draw it for Graphviz or Mermaid, or as SVG.
`Context`
    Replacements and values kept over several calls.
`compile`
    Make the plan that `solve` runs.
`Node`, `Nodes`, `Cache`, `Known`, `Replacements`, `Profile`
    Types of arguments.
"""

from ._typing import Cache, Known, Node, Nodes, Profile, Replacements
from .context import Context
from .dependent import Dependent, DependentSet, Intermediate, Shortcut, not_implemented
from .drawing import graph
from .functions import dig, draw, expand, normalize_context, solve
from .plan import Plan, compile, key_of
from .util import or_none

__all__ = [
    "Cache",
    "Context",
    "Dependent",
    "DependentSet",
    "Intermediate",
    "Known",
    "Node",
    "Nodes",
    "Plan",
    "Profile",
    "Replacements",
    "Shortcut",
    "compile",
    "dig",
    "draw",
    "expand",
    "graph",
    "key_of",
    "normalize_context",
    "not_implemented",
    "or_none",
    "solve",
]
