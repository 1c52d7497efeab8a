"""The layout of a graph in columns, and its SVG: from the wanted nodes at the left to the inputs.

Columns are the longest ways to an input. Arrows over several columns run through free rows of
those between; all long arrows to one node share them. The order in a column is that of the mean
places of the neighbours, improved in a few sweeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .formats import Picture

__all__ = ["layers_of", "svg_lines", "wrap"]

_FONT_SIZE = 11
_CHAR_WIDTH = 0.605 * _FONT_SIZE
_LINE_HEIGHT = 14
_PADDING = 8
_ROW_GAP = 10
_COLUMN_GAP = 64
_MARGIN = 24
_LINE_LENGTH = 40
_SWEEPS = 6

#: Where a name may be broken: after these.
_PIECES = re.compile(r"[^.,(<\s]*(?:[.,(<\s]+|$)")
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def wrap(name: str, width: int = _LINE_LENGTH) -> list[str]:
    """Break a name into lines, after dots, commas, brackets and spaces if it can be.

    Examples
    --------
    >>> wrap("feature.len(<datasource.wikitext.revision.words>)", 30)
    ['feature.len(<datasource.', 'wikitext.revision.words>)']
    """
    lines = [""]
    for piece in _PIECES.findall(_legal(name)):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
        while len(lines[-1]) > width:
            lines[-1:] = [lines[-1][:width], lines[-1][width:]]
    return [line for line in lines if line] or [""]


def _legal(text: str) -> str:
    r"""Write the characters that XML cannot hold as they are written in a string literal.

    Examples
    --------
    >>> print(_legal("a\x00b"))
    a\x00b
    """
    return _ILLEGAL.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), text)


def layers_of(size: int, arrows: Sequence[tuple[int, int]]) -> list[int]:
    """Return the length of the longest way down from each node, over arrows that close no cycle.

    Examples
    --------
    >>> layers_of(3, [(0, 1), (1, 2), (0, 2)])
    [2, 1, 0]
    """
    below: list[list[int]] = [[] for _ in range(size)]
    for start, end in arrows:
        below[start].append(end)
    layers = [-1] * size
    for root in range(size):
        frames = [(root, iter(below[root]))] if layers[root] < 0 else []
        open_nodes, depths = {root}, [0]
        while frames:
            node, waiting = frames[-1]
            following = next(waiting, None)
            if following is None:
                frames.pop()
                open_nodes.discard(node)
                layers[node] = depths.pop()
                if depths:
                    depths[-1] = max(depths[-1], layers[node] + 1)
            elif layers[following] >= 0:
                depths[-1] = max(depths[-1], layers[following] + 1)
            elif following not in open_nodes:
                open_nodes.add(following)
                depths.append(0)
                frames.append((following, iter(below[following])))
    return layers


class _Layout:
    """Places for the boxes of a picture, and for the bends of its long arrows."""

    def __init__(self, shown: Picture) -> None:
        self.lines = [wrap(box.name) for box in shown.boxes]
        self.widths = [max(map(len, lines)) * _CHAR_WIDTH + 2 * _PADDING for lines in self.lines]
        self.heights = [len(lines) * _LINE_HEIGHT + 2 * _PADDING - 4 for lines in self.lines]
        self.layer = layers_of(len(shown.boxes), shown.arrows)
        self.boxes = len(shown.boxes)
        self.bends: dict[tuple[int, int], int] = {}
        self.ways = [self._way(start, end) for start, end in shown.arrows]
        self.columns: list[list[int]] = [[] for _ in range(max(self.layer, default=0) + 1)]
        for node, layer in enumerate(self.layer):
            self.columns[layer].append(node)
        self.columns.reverse()
        self.left: list[list[int]] = [[] for _ in self.layer]
        self.right: list[list[int]] = [[] for _ in self.layer]
        for start, end in dict.fromkeys(pair for way in self.ways for pair in pairwise(way)):
            self.right[start].append(end)
            self.left[end].append(start)
        self._order()
        self._place()

    def _way(self, start: int, end: int) -> list[int]:
        """Return the places that an arrow runs through; makes bends where they are missing."""
        if self.layer[start] <= self.layer[end]:  # it closes a cycle
            return [start, end]
        way = [start]
        for layer in range(self.layer[start] - 1, self.layer[end], -1):
            if (end, layer) not in self.bends:
                self.bends[end, layer] = len(self.layer)
                self.layer.append(layer)
                self.widths.append(0)
                self.heights.append(0)
            way.append(self.bends[end, layer])
        return [*way, end]

    def _order(self) -> None:
        """Sort each column by the mean places of the neighbours, from the left and from the right."""
        place = [0.0] * len(self.layer)
        for column in self.columns:
            for i, node in enumerate(column):
                place[node] = i
        for sweep in range(_SWEEPS):
            neighbours = self.right if sweep % 2 else self.left
            for column in self.columns[::-1] if sweep % 2 else self.columns:
                means = {
                    node: sum(place[n] for n in neighbours[node]) / len(neighbours[node])
                    if neighbours[node]
                    else place[node]
                    for node in column
                }
                column.sort(key=means.__getitem__)
                for i, node in enumerate(column):
                    place[node] = i

    def _place(self) -> None:
        """Give each place a centre: near its neighbours, in order, with room between boxes."""
        self.x = [0.0] * len(self.layer)
        self.y = [0.0] * len(self.layer)
        x = float(_MARGIN)
        for column in self.columns:
            width = max((self.widths[node] for node in column), default=0)
            for node in column:
                self.x[node] = x
                if node >= self.boxes:  # a long arrow runs straight through the column
                    self.widths[node] = width
            x += width + _COLUMN_GAP
            self._spread(column, [0.0] * len(column))
        for sweep in range(_SWEEPS):
            for column in self.columns[::-1] if sweep % 2 else self.columns:
                wanted = []
                for node in column:
                    near = [self.y[n] for n in (*self.left[node], *self.right[node])]
                    wanted.append(sum(near) / len(near) if near else self.y[node])
                self._spread(column, wanted)
        tops = [y - h / 2 for y, h in zip(self.y, self.heights, strict=True)]
        shift = _MARGIN - min(tops, default=0)
        self.y = [y + shift for y in self.y]
        bottoms = [y + h / 2 for y, h in zip(self.y, self.heights, strict=True)]
        self.width = x - _COLUMN_GAP + _MARGIN
        self.height = max(bottoms, default=0) + _MARGIN

    def _spread(self, column: list[int], wanted: list[float]) -> None:
        """Set the centres of a column as near to what is wanted as order and room allow."""
        rooms = [self._room(a, b) for a, b in pairwise(column)]
        down, up = list(wanted), list(wanted)
        for i, room in enumerate(rooms):
            down[i + 1] = max(down[i + 1], down[i] + room)
        for i in range(len(rooms) - 1, -1, -1):
            up[i] = min(up[i], up[i + 1] - rooms[i])
        for node, low, high in zip(column, up, down, strict=True):
            self.y[node] = (low + high) / 2

    def _room(self, above: int, below: int) -> float:
        return (self.heights[above] + self.heights[below]) / 2 + _ROW_GAP

    def path(self, way: list[int]) -> str:
        """Return the curve of an arrow in the notation of SVG."""
        start, end = way[0], way[-1]
        x, y = self.x[start] + self.widths[start], self.y[start]
        parts = [f"M{x:.1f} {y:.1f}"]
        for node in way[1:]:
            to_x, to_y = self.x[node] - (4 if node == end else 0), self.y[node]
            bend = (to_x - x) / 2 if to_x > x else _COLUMN_GAP
            parts.append(f"C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
            x, y = to_x, to_y
            if node != end:
                x += self.widths[node]
                parts.append(f"H{x:.1f}")
        return " ".join(parts)


def _box(x: float, y: float, width: float, height: float, kind: str) -> str:
    from .formats import STYLES

    radius = height / 2 if STYLES[kind].round and height < 40 else 10 if STYLES[kind].round else 3
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{radius:.1f}"/>'
    )


def _legend(kinds: list[str], y: float) -> Iterator[str]:
    from .formats import STYLES

    x = float(_MARGIN)
    for kind in kinds:
        title = STYLES[kind].title
        width = len(title) * _CHAR_WIDTH + 2 * _PADDING
        yield _box(x, y, width, 20, kind)
        yield f'<text x="{x + _PADDING:.1f}" y="{y + 14:.1f}">{title}</text>'
        x += width + 12


def svg_lines(shown: Picture) -> Iterator[str]:
    """Yield the lines of the SVG of a picture."""
    from .formats import STYLES

    layout = _Layout(shown)
    kinds = [kind for kind in STYLES if any(box.kind == kind for box in shown.boxes)]
    legend = sum(len(STYLES[kind].title) * _CHAR_WIDTH + 2 * _PADDING + 12 for kind in kinds)
    width, height = max(layout.width, legend + 2 * _MARGIN), layout.height + 20 + _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="dependency graph">'
    )
    yield "<style>"
    font = f"{_FONT_SIZE}px 'DejaVu Sans Mono',Consolas,Menlo,monospace"
    yield f"text{{font:{font};fill:#1a1a1a;white-space:pre}}"
    yield "path{fill:none;stroke:#8a8a85;stroke-width:1;marker-end:url(#tip)}"
    for kind, style in STYLES.items():
        dashes = f";stroke-dasharray:{style.dashes}" if style.dashes else ""
        yield f".{kind}{{fill:{style.fill};stroke:{style.stroke}{dashes}}}"
    yield "</style>"
    yield (
        '<defs><marker id="tip" viewBox="0 0 6 6" refX="2" refY="3" markerWidth="6" markerHeight="6" '
        'orient="auto"><path d="M0 0L6 3L0 6z" style="fill:#8a8a85;stroke:none;marker-end:none"/>'
        "</marker></defs>"
    )
    yield '<rect width="100%" height="100%" fill="#ffffff"/>'
    for way in layout.ways:
        yield f'<path d="{layout.path(way)}"/>'
    for i, box in enumerate(shown.boxes):
        x, y = layout.x[i], layout.y[i] - layout.heights[i] / 2
        yield f"<g><title>{escape(_legal(box.name))}</title>"
        yield _box(x, y, layout.widths[i], layout.heights[i], box.kind)
        for row, line in enumerate(layout.lines[i]):
            baseline = y + _PADDING + row * _LINE_HEIGHT + 8
            yield f'<text x="{x + _PADDING:.1f}" y="{baseline:.1f}">{escape(line)}</text>'
        yield "</g>"
    yield from _legend(kinds, layout.height)
    yield "</svg>"
