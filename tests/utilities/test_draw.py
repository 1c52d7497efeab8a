"""The graph under features, as text and as pictures."""

from __future__ import annotations

import shutil

import pytest


def test_text(here, capsys):
    assert here("draw", "mylist.simple") == 0
    assert capsys.readouterr().out == (
        " - <feature.longer>\n\t - <datasource.revision.text>\n\t - <datasource.revision.parent.text>\n"
        " - <feature.capitals>\n\t - <datasource.revision.text>\n"
    )


FORMATS = [("dot", "digraph"), ("mermaid", "flowchart"), *([("svg", "<svg")] if shutil.which("dot") else [])]


@pytest.mark.parametrize(("form", "start"), FORMATS)
def test_pictures(here, program, form, start):
    assert here("draw", "mylist.simple", "--format", form, "--output", "picture") == 0
    picture = program.path("picture").read_text()
    assert start in picture
    assert picture.endswith("\n")
    for name in ("feature.longer", "datasource.revision.parent.text"):
        assert name in picture


def test_svg_without_graphviz(here, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert here("draw", "mylist.simple", "--format", "svg") == 2
    assert capsys.readouterr().err == (
        "revscoring draw: error: Drawing SVG needs the program dot: apt install graphviz, "
        "or draw dot or mermaid instead.\n"
    )


def test_plan(here, capsys):
    assert here("draw", "mylist.longer", "--plan") == 0
    assert "feature.longer" in capsys.readouterr().out
    assert here("draw", "mylist.longer", "--plan", "--format", "dot") == 2
