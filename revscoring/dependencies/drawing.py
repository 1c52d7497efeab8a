"""Pictures of the dependency graph, in the languages of Graphviz and Mermaid, and as SVG."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from ._typing import Known, Node, Nodes, Replacements
from .functions import normalize_context
from .plan import dependencies_of, key_of

__all__ = ["graph"]


class _Style(NamedTuple):
    """The look of the boxes of one kind of node."""

    title: str
    fill: str
    stroke: str
    rounded: bool = False
    dashed: bool = False


#: Kind of box → its look.
_STYLES = {
    "feature": _Style("feature", "#e3effb", "#1f6fb2"),
    "datasource": _Style("datasource", "#f1f1ee", "#6b6b63"),
    "leaf": _Style("input", "#fdf0d5", "#b7791f", rounded=True),
    "constant": _Style("constant", "#ffffff", "#1f6fb2", rounded=True),
    "given": _Style("value is given", "#ffffff", "#2f855a", rounded=True, dashed=True),
}


class _Box(NamedTuple):
    """A node in a picture: its name, and a key of `_STYLES`."""

    name: str
    kind: str


class _Picture(NamedTuple):
    """Each node once, and each arrow to a dependency once, as positions in `boxes`."""

    boxes: list[_Box]
    arrows: list[tuple[int, int]]


def graph(dependents: Nodes, format: str = "dot", context: Replacements = None, cache: Known = None) -> str:
    """Draw the graph under some nodes: each node once, with an arrow to each of its dependencies.

    Parameters
    ----------
    dependents : Dependent or iterable of Dependent
        Where to begin.
    format : str
        ``dot`` for Graphviz, ``mermaid`` for Markdown pages, or ``svg`` for a picture, which the
        program ``dot`` of Graphviz makes.
    context : dict or iterable of Dependent, optional
        Replacements, shown in place.
    cache : dict or container, optional
        Nodes whose values are given: what is under them only is left out.

    Returns
    -------
    str
        The lines of the drawing.

    Raises
    ------
    ValueError
        If the format is unknown.
    RuntimeError
        If the format is ``svg`` and Graphviz is not installed.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> b = Dependent("b", abs, depends_on=[Dependent("a")])
    >>> print(graph(b, "mermaid").splitlines()[1].strip())
    n0["dependent.b"]:::datasource
    """
    if format not in _FORMATS:
        raise ValueError(f"Can't draw a graph as {format!r}; give one of {', '.join(_FORMATS)}.")
    return _FORMATS[format](_picture(dependents, context, cache))


def _picture(dependents: Nodes, context: Replacements, cache: Known) -> _Picture:
    """Collect the nodes under some nodes in the order in which they are met, and the arrows between them."""
    replacements = {key_of(k): v for k, v in normalize_context(context).items()}
    given = {key_of(k) for k in cache or ()}
    positions: dict[Hashable, int] = {}
    boxes: list[_Box] = []
    arrows: set[tuple[int, int]] = set()
    roots = list(dependents) if isinstance(dependents, Iterable) else [dependents]
    waiting: list[tuple[Node, int | None]] = [(root, None) for root in reversed(roots)]
    while waiting:
        declared, above = waiting.pop()
        key = key_of(declared)
        node = replacements.get(key, declared)
        if key not in positions:
            positions[key] = len(boxes)
            below = list(dependencies_of(node))
            boxes.append(_Box(str(node), "given" if key in given else _kind(node, is_leaf=not below)))
            if key not in given:
                waiting.extend((dependency, positions[key]) for dependency in reversed(below))
        if above is not None:
            arrows.add((above, positions[key]))
    return _Picture(boxes, sorted(arrows))


def _kind(node: Node, is_leaf: bool) -> str:
    if getattr(node, "kind", "").startswith("feature"):
        return "constant" if is_leaf else "feature"
    return "leaf" if is_leaf else "datasource"


#: Characters that XML cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _dot_string(text: str) -> str:
    legal = _ILLEGAL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)
    escaped = legal.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _dot_lines(shown: _Picture) -> Iterator[str]:
    yield "digraph dependencies {"
    yield "  rankdir=LR;"
    kinds = {box.kind for box in shown.boxes}
    legend = "".join(
        f'<td bgcolor="{style.fill}" color="{style.stroke}">{style.title}</td>'
        for kind, style in _STYLES.items()
        if kind in kinds
    )
    if legend:
        yield '  fontname="monospace"; fontsize=10;'
        yield f'  label=<<table border="0" cellborder="1" cellspacing="8"><tr>{legend}</tr></table>>;'
    yield '  node [shape=box, fontname="monospace", fontsize=10];'
    for i, (name, kind) in enumerate(shown.boxes):
        style = _STYLES[kind]
        line = "filled" + ",rounded" * style.rounded + ",dashed" * style.dashed
        yield (
            f"  n{i} [label={_dot_string(name)}, class={kind}, "
            f'style="{line}", fillcolor="{style.fill}", color="{style.stroke}"];'
        )
    for above, below in shown.arrows:
        yield f"  n{above} -> n{below};"
    yield "}"


def _dot(shown: _Picture) -> str:
    return "".join(f"{line}\n" for line in _dot_lines(shown))


def _mermaid_string(text: str) -> str:
    """Write all but plain characters as entities, which Mermaid writes with #."""
    return "".join(c if (c.isalnum() and c.isascii()) or c in " ._-,()=/*+'" else f"#{ord(c)};" for c in text)


def _mermaid_lines(shown: _Picture) -> Iterator[str]:
    yield "flowchart LR"
    for i, (name, kind) in enumerate(shown.boxes):
        opening, closing = ("([", "])") if _STYLES[kind].rounded else ("[", "]")
        yield f'  n{i}{opening}"{_mermaid_string(name)}"{closing}:::{kind}'
    for above, below in shown.arrows:
        yield f"  n{above} --> n{below}"
    for kind, style in _STYLES.items():
        dashes = ",stroke-dasharray:4 3" if style.dashed else ""
        yield f"  classDef {kind} fill:{style.fill},stroke:{style.stroke},color:#1a1a1a{dashes}"


def _mermaid(shown: _Picture) -> str:
    return "".join(f"{line}\n" for line in _mermaid_lines(shown))


def _svg(shown: _Picture) -> str:
    import subprocess

    try:
        done = subprocess.run(["dot", "-Tsvg"], input=_dot(shown).encode(), capture_output=True, check=True)
    except FileNotFoundError:
        raise RuntimeError(
            "Drawing SVG needs the program dot: apt install graphviz, or draw dot or mermaid instead."
        ) from None
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"The program dot failed: {error.stderr.decode(errors='replace')}") from error
    return done.stdout.decode()


_FORMATS: dict[str, Callable[[_Picture], str]] = {"dot": _dot, "mermaid": _mermaid, "svg": _svg}
