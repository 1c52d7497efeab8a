"""Pictures of the graph: every node once, in three formats, with any characters in the names."""

from __future__ import annotations

import re
import shutil
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.datasources import Datasource
from revscoring.dependencies import Dependent, graph
from revscoring.features import Feature

SVG = "{http://www.w3.org/2000/svg}"

text = Datasource("text")
words = Datasource("words", str.split, depends_on=[text])
longest = Datasource("longest", max, depends_on=[words])
count = Feature("count", len, returns=int, depends_on=[words])
both = Feature("both", max, returns=int, depends_on=[longest, count, text])


needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")


def boxes_of(dot: str) -> dict[str, str]:
    """Return name → kind of the boxes of a drawing for Graphviz, in order."""
    return dict(re.findall(r'^  n\d+ \[label="(.*)", class=(\w+)', dot, re.MULTILINE))


def arrows_of(dot: str) -> list[tuple[int, int]]:
    return [
        (int(above), int(below)) for above, below in re.findall(r"^  n(\d+) -> n(\d+);", dot, re.MULTILINE)
    ]


def test_a_picture_has_each_node_and_each_arrow_once() -> None:
    drawn = graph([both, words])
    assert list(boxes_of(drawn)) == [
        "feature.both",
        "datasource.longest",
        "datasource.words",
        "datasource.text",
        "feature.count",
    ]
    assert arrows_of(drawn) == [(0, 1), (0, 3), (0, 4), (1, 2), (2, 3), (4, 2)]


def test_kinds() -> None:
    drawn = graph(both + 1, cache={"datasource.longest": 1})
    assert boxes_of(drawn) == {
        "feature.(both + 1)": "feature",
        "feature.both": "feature",
        "datasource.longest": "given",
        "feature.count": "feature",
        "datasource.words": "datasource",
        "datasource.text": "leaf",
        "feature.1": "constant",
    }
    for title in ("feature", "datasource", "input", "value is given"):
        assert f">{title}</td>" in drawn


def test_nodes_under_a_given_node_only_are_left_out() -> None:
    drawn = graph(longest, cache=[words])
    assert boxes_of(drawn) == {"datasource.longest": "datasource", "datasource.words": "given"}


def test_replacements_are_shown_in_place() -> None:
    other = Datasource("other", depends_on=[Datasource("new")])
    drawn = graph(longest, context={words: other})
    assert list(boxes_of(drawn)) == ["datasource.longest", "datasource.other", "datasource.new"]


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


@needs_dot
def test_svg() -> None:
    root = ElementTree.fromstring(graph([both], "svg", cache=[count]))
    nodes = [g for g in root.iter(f"{SVG}g") if g.attrib["class"].startswith("node")]
    assert {"".join(g.itertext()).split()[-1]: g.attrib["class"].split()[-1] for g in nodes} == {
        "feature.both": "feature",
        "datasource.longest": "datasource",
        "datasource.words": "datasource",
        "datasource.text": "leaf",
        "feature.count": "given",
    }
    assert len([g for g in root.iter(f"{SVG}g") if g.attrib["class"] == "edge"]) == 5
    assert "value is given" in set(root.itertext())


def test_svg_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="Drawing SVG needs the program dot: apt install graphviz"):
        graph(text, "svg")


NAMES = st.text(st.characters(), max_size=60)


@settings(max_examples=60)
@given(NAMES)
@example("\ud800 \x00 \x1b \ufffe <&>\r\n\u2028")
def test_any_name_stays_on_one_line(name: str) -> None:
    node = Dependent(name, len, depends_on=[text])
    assert len(graph(node, "mermaid").splitlines()) == 4 + 5
    assert graph(node, "mermaid").isascii()
    assert len(re.findall(r"^  n0 \[label=.*\];$", graph(node), re.MULTILINE)) == 1


@needs_dot
@settings(max_examples=15, deadline=None)
@given(NAMES)
@example("\ud800 \x00 \x1b \ufffe <&>\r\n\u2028")
@example("a&lt;b &#0; \\N \\")
def test_any_name_makes_well_formed_xml(name: str) -> None:
    node = Dependent(name, len, depends_on=[text])
    root = ElementTree.fromstring(graph(node, "svg"))
    shown = "".join("".join(root.itertext()).split())
    assert name.isascii() is False or not name.isprintable() or "".join(name.split()) in shown


def test_a_cycle_is_drawn() -> None:
    a = Dependent("a", len)
    b = Dependent("b", len, depends_on=[a])
    a.dependencies = [b]
    assert arrows_of(graph(a)) == [(0, 1), (1, 0)]


@needs_dot
def test_a_long_chain_is_drawn() -> None:
    node: Dependent = text
    for i in range(1000):
        node = Dependent(f"d{i}", len, depends_on=[node])
    assert graph(node, "svg").count('<g id="node') == 1001


def test_a_plain_callable_and_an_empty_list() -> None:
    assert re.search(r'label="<function', graph(test_svg, "dot"))
    assert graph([], "dot").endswith("}\n")
    assert boxes_of(graph([])) == {}


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="Can't draw a graph as 'png'; give one of dot, mermaid, svg"):
        graph(text, "png")
