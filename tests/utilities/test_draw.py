"""The graph under features, as text and as pictures."""

from __future__ import annotations

import pytest


def test_text(here, capsys):
    assert here("draw", "mylist.simple") == 0
    assert capsys.readouterr().out == (
        " - <feature.longer>\n\t - <datasource.revision.text>\n\t - <datasource.revision.parent.text>\n"
        " - <feature.capitals>\n\t - <datasource.revision.text>\n"
    )


@pytest.mark.parametrize(("form", "start"), [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg")])
def test_pictures(here, program, form, start):
    assert here("draw", "mylist.simple", "--format", form, "--output", "picture") == 0
    picture = program.path("picture").read_text()
    assert start in picture
    assert picture.endswith("\n")
    for name in ("feature.longer", "datasource.revision.parent.text"):
        assert name in picture


def test_plan(here, capsys):
    assert here("draw", "mylist.longer", "--plan") == 0
    assert "feature.longer" in capsys.readouterr().out
    assert here("draw", "mylist.longer", "--plan", "--format", "dot") == 2
