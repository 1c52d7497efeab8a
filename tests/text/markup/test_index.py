"""The markup index says what mwparserfromhell's tree of nodes says, on any text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.text.markup import index_of

from .markup_cases import PAGES, facts, of_tree, real_pages, wikitext


def assert_same(text: str) -> None:
    assert facts(index_of(text)) == of_tree(text)


@settings(max_examples=400, deadline=None)
@given(wikitext())
@example("")
@example("a\x00[[b]]")
@example("<li>\x00{{")
@example("\ud800 [[\udfff|\ud800]] {{\ud800}} &#xD800;")
@example("{|\n! a !! b\n|-\n| style='x' | c || ''d''\n|}")
@example("{{{a|{{b<!--c-->|d=[http://e {{f}}]}}}}} <ref name={{g}} h='[[i]]'>== j ==</ref>")
@example("[http://a?b=&amp;{{c}}<!--d--> e]http://f. == [[g|\n\n\n\nh]] ==\n== ''i'' &lt; ==")
@example("<gallery>\nA.png|[[b]]\n</gallery><pre>&amp;{{c}}</pre></br><li>d<br / ><hr\n>")
@example("'''''a''b''' ''''c'''' ''d'''e''f''' ;g:h\n:*#i\n-----j")
def test_equals_the_tree(text: str) -> None:
    assert_same(text)


@pytest.mark.parametrize("page", PAGES)
def test_equals_the_tree_of_real_pages(page: str) -> None:
    for text in real_pages(page, 4):
        assert_same(text)


def test_counts_and_names() -> None:
    index = index_of(
        "== A [[b]] ==\n* {{ c |{{d}}|e=[[File:f|thumb|[[g|h]]]]}}\n'''i''' http://j [//k l]<ref name='m' />"
    )
    assert (index.headings, index.heading_levels, index.heading_titles) == (1, (2,), ("A [[b]]",))
    assert (index.wikilinks, index.wikilink_titles) == (3, ("b", "File:f", "g"))
    assert (index.templates, index.template_names) == (2, (" c ", "d"))
    assert index.templates_str == ("{{ c |{{d}}|e=[[File:f|thumb|[[g|h]]]]}}", "{{d}}")
    assert (index.tags, index.tag_names) == (3, ("li", "b", "ref"))
    assert index.tags_str == ("*", "'''i'''", "<ref name='m' />")
    assert (index.external_links, index.external_link_urls) == (2, ("http://j", "//k"))
    assert index.content == " A b \n \ni http://j l"
    assert index.content_chars == 20


def test_content_collapses_newlines_in_and_between_nodes() -> None:
    assert index_of("\n\na{{b}}\n\n{{c}}\n\n<div>\n\nd\n\n\n\ne\n</div>\n").content == "a\n\nd\n\ne"


def test_entities_become_characters() -> None:
    assert index_of("&amp;&#38;&#x26;&bogus;").content == "&&&&bogus;"


def test_the_parser_takes_a_nul_for_the_end_of_the_text() -> None:
    assert index_of("[[a]]\x00[[b]]").wikilink_titles == ("a",)


def test_importing_the_index_does_not_import_the_parser() -> None:
    code = "import sys, revscoring.text.markup; sys.exit('mwparserfromhell' in sys.modules)"
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@given(st.text("a\n"))
def test_content_has_at_most_two_newlines_in_a_row(text: str) -> None:
    assert index_of(text).content == of_tree(text)["content"]
