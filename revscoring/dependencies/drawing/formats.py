"""Pictures of the dependency graph: `graph` writes it in the languages of dot, mermaid and SVG."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Any, NamedTuple

from ..functions import normalize_context
from ..plan import dependencies_of, key_of

__all__ = ["STYLES", "Box", "Picture", "Style", "graph", "picture"]


class Style(NamedTuple):
    """How the boxes of one kind of node look.

    Attributes
    ----------
    title : str
        What the kind is called in a legend.
    fill, stroke : str
        Colours of the box and of its border.
    dashes : str
        The dashes of the border; empty for a line.
    round : bool
        Whether its ends are round.
    """

    title: str
    fill: str
    stroke: str
    dashes: str
    round: bool


#: Kind of box → its look.
STYLES = {
    "feature": Style("feature", "#e3effb", "#1f6fb2", "", False),
    "datasource": Style("datasource", "#f1f1ee", "#6b6b63", "", False),
    "leaf": Style("input", "#fdf0d5", "#b7791f", "", True),
    "constant": Style("constant", "#ffffff", "#1f6fb2", "", True),
    "given": Style("value is given", "#ffffff", "#2f855a", "4 3", True),
}


class Box(NamedTuple):
    """A node in a picture.

    Attributes
    ----------
    name : str
        Its ``str()``.
    kind : str
        A key of `STYLES`.
    """

    name: str
    kind: str


class Picture(NamedTuple):
    """What a picture shows.

    Attributes
    ----------
    boxes : list of Box
        Each node once, in the order in which they are met.
    arrows : list of (int, int)
        From a node to one it depends on, as positions in `boxes`, each once.
    """

    boxes: list[Box]
    arrows: list[tuple[int, int]]


def _kind(node: Any, given: bool) -> str:
    kind = getattr(node, "kind", "dependent")
    if given:
        return "given"
    if not list(dependencies_of(node)):
        return "constant" if kind.startswith("feature") else "leaf"
    return "feature" if kind.startswith("feature") else "datasource"


def picture(dependents: Any, context: Any = None, cache: Any = None) -> Picture:
    """Collect the nodes under some, and the arrows between them.

    Takes the parameters of `graph`.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> a = Dependent("a")
    >>> picture(Dependent("b", max, depends_on=[a, a])).arrows
    [(0, 1)]
    """
    replacements = {key_of(k): v for k, v in normalize_context(context).items()}
    known = {key_of(k) for k in cache or ()}
    positions: dict[Hashable, int] = {}
    boxes: list[Box] = []
    arrows: dict[tuple[int, int], None] = {}
    roots = list(dependents) if hasattr(dependents, "__iter__") else [dependents]
    waiting: list[tuple[Any, int | None]] = [(root, None) for root in reversed(roots)]
    while waiting:
        declared, above = waiting.pop()
        key = key_of(declared)
        node = replacements.get(key, declared)
        if key not in positions:
            positions[key] = len(boxes)
            given = key in known
            boxes.append(Box(str(node), _kind(node, given)))
            if not given:
                below = list(dependencies_of(node))
                waiting.extend((dependency, positions[key]) for dependency in reversed(below))
        if above is not None:
            arrows[above, positions[key]] = None
    return Picture(boxes, sorted(arrows))


def _dot_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _dot(shown: Picture) -> Iterator[str]:
    yield "digraph dependencies {"
    yield "  rankdir=LR;"
    yield '  node [shape=box, style=filled, fontname="monospace", fontsize=10];'
    for i, box in enumerate(shown.boxes):
        style = STYLES[box.kind]
        line = ["filled", *(["rounded"] if style.round else []), *(["dashed"] if style.dashes else [])]
        yield (
            f"  n{i} [label={_dot_string(box.name)}, class={box.kind}, "
            f'style="{",".join(line)}", fillcolor="{style.fill}", color="{style.stroke}"];'
        )
    for above, below in shown.arrows:
        yield f"  n{above} -> n{below};"
    yield "}"


def _mermaid_string(text: str) -> str:
    """Write all but plain characters as entities, which mermaid spells with #."""
    return "".join(c if (c.isalnum() and c.isascii()) or c in " ._-,()=/*+'" else f"#{ord(c)};" for c in text)


def _mermaid(shown: Picture) -> Iterator[str]:
    yield "flowchart LR"
    for i, box in enumerate(shown.boxes):
        opening, closing = ("([", "])") if STYLES[box.kind].round else ("[", "]")
        yield f'  n{i}{opening}"{_mermaid_string(box.name)}"{closing}:::{box.kind}'
    for above, below in shown.arrows:
        yield f"  n{above} --> n{below}"
    for kind, style in STYLES.items():
        dashes = f",stroke-dasharray:{style.dashes}" if style.dashes else ""
        yield f"  classDef {kind} fill:{style.fill},stroke:{style.stroke},color:#1a1a1a{dashes}"


def _svg(shown: Picture) -> Iterator[str]:
    from .svg import svg_lines

    return svg_lines(shown)


_FORMATS: dict[str, Callable[[Picture], Iterator[str]]] = {"dot": _dot, "mermaid": _mermaid, "svg": _svg}


def graph(dependents: Any, format: str = "dot", context: Any = None, cache: Any = None) -> str:
    """Draw the graph under some nodes: each node once, with an arrow to each it depends on.

    Parameters
    ----------
    dependents : Dependent or iterable of Dependent
        Where to begin.
    format : str
        ``dot`` for Graphviz, ``mermaid`` for Markdown pages, or ``svg`` for a picture.
    context : dict or iterable of Dependent, optional
        Replacements, shown in place.
    cache : dict or container, optional
        Nodes whose values are given: what lies under them is left out.

    Returns
    -------
    str
        The drawing, in lines.

    Raises
    ------
    ValueError
        If the format is another.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> b = Dependent("b", abs, depends_on=[Dependent("a")])
    >>> print(graph(b, "mermaid").splitlines()[1].strip())
    n0["dependent.b"]:::datasource
    """
    if format not in _FORMATS:
        raise ValueError(f"Can't draw a graph as {format!r}; give one of {', '.join(_FORMATS)}.")
    return "".join(f"{line}\n" for line in _FORMATS[format](picture(dependents, context, cache)))
