"""Pictures of the graph under dependents: Graphviz, Mermaid, and SVG drawn without any other program.

Arrows go from what is needed to what is computed from it; input nodes stand on the left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from revscoring.dependencies import expand

__all__ = ["Graph", "to_dot", "to_mermaid", "to_svg"]

#: Kind of node → fill colour, for all formats.
COLOURS: Final = {
    "input": "#fff3bf",
    "datasource": "#d0ebff",
    "feature": "#d3f9d8",
    "feature_vector": "#b2f2bb",
    "dependent": "#f1f3f5",
}

LINE_HEIGHT: Final = 26
CHARACTER_WIDTH: Final = 6.7
GAP: Final = 60
LONGEST_LABEL: Final = 70


@dataclass
class Graph:
    """The nodes under some dependents, and who needs whom.

    Attributes
    ----------
    nodes : list of str
        Names, in the order in which they are met from the dependents down.
    kinds : dict of str to str
        Name → kind, a key of `COLOURS`.
    edges : list of (str, str)
        What is needed, and by whom.
    """

    nodes: list[str]
    kinds: dict[str, str]
    edges: list[tuple[str, str]]

    @classmethod
    def under(cls, dependents: Sequence[Any], context: Any = None) -> Graph:
        """Return the graph under some dependents.

        Examples
        --------
        >>> from revscoring.dependencies import Dependent
        >>> a = Dependent("a")
        >>> Graph.under([Dependent("b", abs, depends_on=[a])]).edges
        [('dependent.a', 'dependent.b')]
        """
        nodes, kinds, edges = [], {}, []
        for node in expand(list(dependents), context):
            name = str(node)
            needed = [str(dependency) for dependency in getattr(node, "dependencies", ())]
            nodes.append(name)
            kind = name.partition(".")[0]
            kinds[name] = kind if needed or kind.startswith("feature") else "input"
            edges += [(dependency, name) for dependency in dict.fromkeys(needed)]
        known = {name: kind if kind in COLOURS else "dependent" for name, kind in kinds.items()}
        return cls(nodes, known, edges)

    def layers(self) -> list[list[str]]:
        """Return the nodes by the length of the longest way to an input, each near what it needs."""
        needed: defaultdict[str, list[str]] = defaultdict(list)
        users: defaultdict[str, list[str]] = defaultdict(list)
        for one, user in self.edges:
            needed[user].append(one)
            users[one].append(user)
        waits_for = {name: len(needed[name]) for name in self.nodes}
        depth = dict.fromkeys(self.nodes, 0)
        ready = [name for name in self.nodes if not waits_for[name]]
        for name in ready:
            for user in users[name]:
                depth[user] = max(depth[user], depth[name] + 1)
                waits_for[user] -= 1
                if not waits_for[user]:
                    ready.append(user)
        layers: list[list[str]] = [[] for _ in range(1 + max(depth.values(), default=0))]
        for name in self.nodes:
            layers[depth[name]].append(name)
        place = {name: float(row) for row, name in enumerate(layers[0])}
        for layer in layers[1:]:
            wish = {}
            for name in layer:
                wish[name] = sum(place[one] for one in needed[name]) / max(len(needed[name]), 1)
            layer.sort(key=wish.__getitem__)
            place.update((name, float(row)) for row, name in enumerate(layer))
        return layers


def to_dot(dependents: Sequence[Any], context: Any = None) -> str:
    """Return the graph in the language of Graphviz.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> print(to_dot([Dependent("a")]))
    digraph revscoring {
      rankdir=LR;
      node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];
      "dependent.a" [fillcolor="#fff3bf"];
    }
    """
    graph = Graph.under(dependents, context)
    lines = [f'  {_quoted(name)} [fillcolor="{COLOURS[graph.kinds[name]]}"];' for name in graph.nodes]
    lines += [f"  {_quoted(one)} -> {_quoted(user)};" for one, user in graph.edges]
    style = '  node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=10];'
    return "\n".join(["digraph revscoring {", "  rankdir=LR;", style, *lines, "}"])


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def to_mermaid(dependents: Sequence[Any], context: Any = None) -> str:
    """Return the graph in the language of Mermaid, which wikis and forges render.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> print(to_mermaid([Dependent("b", abs, depends_on=[Dependent("a")])]).splitlines()[3])
        n1 --> n0
    """
    graph = Graph.under(dependents, context)
    ids = {name: f"n{number}" for number, name in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    for name in graph.nodes:
        label = name.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
        lines.append(f'    {ids[name]}["{label}"]:::{graph.kinds[name]}')
    lines += [f"    {ids[one]} --> {ids[user]}" for one, user in graph.edges]
    used = dict.fromkeys(graph.kinds.values())
    lines += [f"    classDef {kind} fill:{COLOURS[kind]}" for kind in used]
    return "\n".join(lines)


def to_svg(dependents: Sequence[Any], context: Any = None) -> str:
    """Return the graph as an SVG picture: a column for each step, a box for each node.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> to_svg([Dependent("a")]).startswith("<svg ")
    True
    """
    graph = Graph.under(dependents, context)
    layers = graph.layers()
    height = LINE_HEIGHT * max(map(len, layers)) + 2 * LINE_HEIGHT
    boxes: dict[str, tuple[float, float, float]] = {}
    left = 10.0
    for layer in layers:
        width = CHARACTER_WIDTH * max(len(_label(name)) for name in layer) + 12
        space = height / len(layer)
        for row, name in enumerate(layer):
            boxes[name] = (left, space * (row + 0.5), width)
        left += width + GAP
    parts = []
    for one, user in graph.edges:
        x1, y1 = boxes[one][0] + boxes[one][2], boxes[one][1]
        x2, y2 = boxes[user][0], boxes[user][1]
        bend = (x1 + x2) / 2
        parts.append(
            f'<path d="M{x1:.0f} {y1:.0f}C{bend:.0f} {y1:.0f} {bend:.0f} {y2:.0f} {x2:.0f} {y2:.0f}" '
            'fill="none" stroke="#868e96"/>'
        )
    for name, (x, y, width) in boxes.items():
        fill = COLOURS[graph.kinds[name]]
        place = f'x="{x:.0f}" y="{y - 9:.0f}" width="{width:.0f}" height="18"'
        parts.append(f'<g><title>{escape(name)}</title><rect {place} rx="4" fill="{fill}" stroke="#495057"/>')
        parts.append(f'<text x="{x + 6:.0f}" y="{y + 4:.0f}">{escape(_label(name))}</text></g>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{left:.0f}" height="{height:.0f}" '
            'font-family="monospace" font-size="11">',
            '<rect width="100%" height="100%" fill="white"/>',
            *parts,
            "</svg>",
        ]
    )


def _label(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"
