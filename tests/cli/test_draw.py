"""The graph under features, as text and as pictures."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from revscoring.dependencies import Dependent
from revscoring.utilities.pictures import Graph, to_dot, to_mermaid, to_svg

a = Dependent('a "b" <c>')
b = Dependent("b", abs, depends_on=[a])
c = Dependent("c", max, depends_on=[b, a])


def test_layers_go_from_inputs_to_results():
    assert Graph.under([c]).layers() == [[str(a)], ["dependent.b"], ["dependent.c"]]


def test_dot_quotes_names():
    text = to_dot([c])
    assert '"dependent.a \\"b\\" <c>" -> "dependent.b";' in text
    assert text.count("->") == 3


def test_mermaid_escapes_names():
    text = to_mermaid([c])
    assert 'n2["dependent.a #quot;b#quot; #lt;c#gt;"]:::input' in text
    assert text.count("-->") == 3


def test_svg_is_valid_and_shows_every_node():
    picture = ElementTree.fromstring(to_svg([c]))
    titles = [title.text for title in picture.iter("{http://www.w3.org/2000/svg}title")]
    assert sorted(titles) == sorted(map(str, (a, b, c)))
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}path"))) == 3


def test_text(here, capsys):
    assert here("draw", "mylist.simple") == 0
    assert capsys.readouterr().out == (
        " - <feature.longer>\n\t - <datasource.revision.text>\n\t - <datasource.revision.parent.text>\n"
        " - <feature.capitals>\n\t - <datasource.revision.text>\n"
    )


@pytest.mark.parametrize(("form", "start"), [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg")])
def test_pictures(here, program, form, start):
    assert here("draw", "mylist.simple", "--format", form, "--output", "picture") == 0
    assert program.path("picture").read_text().startswith(start)


def test_plan(here, capsys):
    assert here("draw", "mylist.longer", "--plan") == 0
    assert "feature.longer" in capsys.readouterr().out
    assert here("draw", "mylist.longer", "--plan", "--format", "dot") == 2
