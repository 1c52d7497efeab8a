"""Pictures of the graph: every node once, in three languages, whatever the names hold."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import Dependent, expand, graph
from revscoring.dependencies.drawing.formats import picture
from revscoring.dependencies.drawing.svg import _Layout, layers_of, wrap
from revscoring.features import Feature

from .graphs import graphs

SVG = "{http://www.w3.org/2000/svg}"

text = Datasource("text")
words = Datasource("words", str.split, depends_on=[text])
longest = Datasource("longest", max, depends_on=[words])
count = Feature("count", len, returns=int, depends_on=[words])
both = Feature("both", max, returns=int, depends_on=[longest, count, text])


def boxes_of(svg: str) -> dict[str, str]:
    """Return name → kind of the boxes of an SVG."""
    found = {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        title, rect = group.find(f"{SVG}title"), group.find(f"{SVG}rect")
        assert title is not None and rect is not None and title.text
        found[title.text] = rect.attrib["class"]
    return found


def test_a_picture_holds_each_node_and_each_arrow_once() -> None:
    shown = picture([both, words])
    assert [box.name for box in shown.boxes] == [
        "feature.both",
        "datasource.longest",
        "datasource.words",
        "datasource.text",
        "feature.count",
    ]
    assert shown.arrows == [(0, 1), (0, 3), (0, 4), (1, 2), (2, 3), (4, 2)]


def test_kinds() -> None:
    shown = picture(both + 1, cache={"datasource.longest": 1})
    assert {box.name: box.kind for box in shown.boxes} == {
        "feature.(both + 1)": "feature",
        "feature.both": "feature",
        "datasource.longest": "given",
        "feature.count": "feature",
        "datasource.words": "datasource",
        "datasource.text": "leaf",
        "feature.1": "constant",
    }


def test_what_is_under_a_given_node_only_is_left_out() -> None:
    shown = picture(longest, cache=[words])
    assert [(box.name, box.kind) for box in shown.boxes] == [
        ("datasource.longest", "datasource"),
        ("datasource.words", "given"),
    ]


def test_replacements_are_shown_in_place() -> None:
    other = Datasource("other", depends_on=[Datasource("new")])
    shown = picture(longest, context={words: other})
    assert [box.name for box in shown.boxes] == ["datasource.longest", "datasource.other", "datasource.new"]


def test_dot() -> None:
    drawn = graph(Dependent('a "b" \\ \n c', abs, depends_on=[text]), "dot")
    assert 'n0 [label="dependent.a \\"b\\" \\\\ \\n c", class=datasource' in drawn
    assert 'n1 [label="datasource.text", class=leaf, style="filled,rounded"' in drawn
    assert "  n0 -> n1;\n" in drawn
    assert drawn.startswith("digraph dependencies {\n")
    assert drawn.endswith("}\n")


def test_mermaid() -> None:
    drawn = graph(Dependent('len(<a>) "x" #1\n', len, depends_on=[text]), "mermaid").splitlines()
    assert drawn[:4] == [
        "flowchart LR",
        '  n0["dependent.len(#60;a#62;) #34;x#34; #35;1#10;"]:::datasource',
        '  n1(["datasource.text"]):::leaf',
        "  n0 --> n1",
    ]


def test_svg() -> None:
    drawn = graph([both], "svg", cache=[count])
    assert boxes_of(drawn) == {
        "feature.both": "feature",
        "datasource.longest": "datasource",
        "datasource.words": "datasource",
        "datasource.text": "leaf",
        "feature.count": "given",
    }
    root = ElementTree.fromstring(drawn)
    assert len(root.findall(f"{SVG}path")) == 5
    legend = [element.text for element in root.findall(f"{SVG}text")]
    assert legend == ["feature", "datasource", "input", "value is given"]


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=60))
@example("\ud800 \x00 \x1b \ufffe <&>\r\n\u2028")
def test_any_name_makes_well_formed_xml_and_single_lines_elsewhere(name: str) -> None:
    node = Dependent(name, len, depends_on=[text])
    boxes = boxes_of(graph(node, "svg"))
    assert len(boxes) == 2
    assert len(graph(node, "mermaid").splitlines()) == 4 + 5
    assert graph(node, "mermaid").isascii()


@settings(max_examples=60)
@given(graphs())
def test_boxes_and_long_arrows_keep_apart(nodes: list[Any]) -> None:
    shown = picture(nodes)
    assert {box.name for box in shown.boxes} == {str(node) for node in expand(nodes)}
    layout = _Layout(shown)
    for start, end in shown.arrows:
        assert layout.x[start] + layout.widths[start] < layout.x[end]
    for column in layout.columns:
        for above, below in pairwise(column):
            bottom = layout.y[above] + layout.heights[above] / 2
            top = layout.y[below] - layout.heights[below] / 2
            assert top - bottom > 9.99
    for i in range(len(shown.boxes)):
        assert layout.x[i] > 0 and layout.x[i] + layout.widths[i] < layout.width
        assert layout.y[i] - layout.heights[i] / 2 > 0
        assert layout.y[i] + layout.heights[i] / 2 < layout.height
    assert graph(nodes, "svg") == graph(nodes, "svg")


def test_layers_are_the_longest_ways_down() -> None:
    assert layers_of(4, [(0, 1), (0, 3), (1, 2), (2, 3)]) == [3, 2, 1, 0]


def test_a_cycle_is_drawn() -> None:
    a = Dependent("a", len)
    b = Dependent("b", len, depends_on=[a])
    a.dependencies = [b]
    assert sorted(boxes_of(graph(a, "svg"))) == ["dependent.a", "dependent.b"]
    assert {"  n0 -> n1;", "  n1 -> n0;"} <= set(graph(a, "dot").splitlines())


def test_a_long_chain_is_drawn() -> None:
    node = text
    for i in range(3000):
        node = Dependent(f"d{i}", len, depends_on=[node])
    assert graph(node, "svg").count("<g>") == 3001


def test_names_are_broken_at_dots_and_brackets() -> None:
    assert wrap("short") == ["short"]
    assert wrap("feature.len(<datasource.revision.words>)", 20) == [
        "feature.len(<",
        "datasource.revision.",
        "words>)",
    ]
    lines = wrap("x" * 95, 40)
    assert [len(line) for line in lines] == [40, 40, 15]
    name = "feature.(len(<datasource.wikitext.revision.words>) / (len(<datasource.tokens>) + 1))"
    assert "".join(wrap(name)) == name
    assert max(map(len, wrap(name))) <= 40


def test_a_plain_callable_and_no_nodes() -> None:
    assert re.search(r'label="<function', graph(test_svg, "dot"))
    assert graph([], "dot").endswith("}\n")
    assert boxes_of(graph([], "svg")) == {}


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="Can't draw a graph as 'png'; give one of dot, mermaid, svg"):
        graph(text, "png")
