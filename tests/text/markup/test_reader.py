"""The compiled reader of wikitext gives what mwparserfromhell gives, or gives up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import mwparserfromhell
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.text import cache
from revscoring.text._compiled import compiled
from revscoring.text.markup import reader
from revscoring.text.markup.blocks import read_blocks
from revscoring.text.markup.parser import Block, parse_block, parse_closed_block
from revscoring.text.markup.reader import read_compiled

from ..strategies import any_text
from .markup_cases import PAGES, PIECES, joined, real_pages, wikitext

pytestmark = pytest.mark.skipif(
    compiled("markup._reader") is None, reason="the reader is not compiled: no compiler at installation"
)

# fmt: off
MORE_PIECES = [
    "''''", "''''''", "<", "<a:", "<3", "<=", "<-", "<!", "</ref", "</B>", "<B>", "<b>", "</b>", "<hr>", "<br/>", "<math>", "</math>",
    "<ref name=a&b/c>", '<ref name="é">', "\n:", "\n;", "\n#*", "\n---", "\n----", "\n-----", "\n=", "==\n", "&nbsp;", "&thetasym;", "&x;", "&#0;", "&#10;",
    "{{a|b=c}}", "{{a|b}}", "{{a{{b}}", "{{{{b}}", "{{a\n|", "{{<!---->a}}", "{{{", "{{}}", "[[a]]", "[[a|b]]", "[//x]", "[http://a ", "[[http://a ",
    "[http://a''b'']", "http://a(b).", "HTTPS://a.b/c?d=e&f,", "irc:a", "news: ", "xhttp://a", "_http://a", "éhttp://b", "ftp://.,",
    "\x1c", "\x85", "\u3000", "\u0130", "\u212a", "\u0301", "\U0001f600", "\r", "\t",
]
SUFFIXES = [
    "</ref>", "]]", "}}", "''", "'''", "'''''", "|}", "-->", "[[", "{{", "<ref>", "</b>", "</math>", "</nowiki>", "</li>", "]", "|a]]",
    "|b}}", "=", "==\n", "== a ==\n", ": b", "* c", "; d", "----", "a", "//a b]", "http://a", "amp;", ";", "/>", '">', "\n", "\n\n",
]
# fmt: on

wikitext_of_more = st.lists(st.sampled_from(PIECES + MORE_PIECES), max_size=14).map("".join)
_words = st.sampled_from(
    ["a", "b c", " ", "1: ", "é", "日", "=", "|", "&amp;", "http://a.b/c. ", "<br>", "{{a}}"]
)


def _constructs(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    forms = [
        ("''", "''"), ("'''", "'''"), ("'''''", "'''''"), ("'''''", "''' a''"), ("[[", "]]"), ("[[a|", "]]"), ("{{a|", "}}"),
        ("{{a|b=", "\n|c}}"), ("[http://a ", "]"), ("<ref>", "</ref>"), ("<B class='x'>", "</b>"), ("<math>", "</math>"),
        ("<!--", "-->"), ("\n== ", " ==\n"), ("\n* ", "\n"), ("\n; ", ": a\n"),
    ]  # fmt: skip
    return st.tuples(st.sampled_from(forms), st.lists(inner, max_size=4)).map(
        lambda drawn: drawn[0][0] + "".join(drawn[1]) + drawn[0][1]
    )


@st.composite
def nested_wikitext(draw: st.DrawFn) -> str:
    """Well-formed wikitext, of which some characters may be lost."""
    text = "".join(draw(st.lists(st.recursive(_words, _constructs, max_leaves=6), max_size=4)))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + text[place + draw(st.integers(1, 2)) :]
    return text


NOTHING = Block((), (), (), (), (), (), (), (), "")

texts = wikitext_of_more | nested_wikitext() | wikitext() | any_text


@settings(max_examples=1000, deadline=None)
@given(texts)
@example("<a>&nbsp;")  # a character wider than those of the text
@example("a <!-- b --> ''c <!-- d")  # a comment that ends before one that does not
@example('<r"a b="c"/>')
@example("[http://a ''b\nc]")
@example("'''a ''b'''")
@example("''a '''b'' ''c")
@example("---\n--- a\n----\n")
def test_reads_what_the_parser_does(text: str) -> None:
    for is_last in (True, False):
        block = read_compiled(text, is_last=is_last)
        if block and (is_last or text.endswith("\n")):
            assert block == parse_block(text)


@settings(max_examples=1000, deadline=None)
@given(
    texts.map(lambda text: text + "\n"), st.lists(st.sampled_from(SUFFIXES), max_size=3).map("".join) | texts
)
@example("[[a\n", "]]")
@example("<ref>a</b>\n", "</ref>")
@example("[http://a b\n", "c]")
@example(";a\n", ":b")
def test_what_follows_changes_nothing(text: str, rest: str) -> None:
    block = read_compiled(text)
    if block and "\0" not in rest:
        assert list(parse_block(text + rest)) == joined(block, parse_block(rest))


@settings(max_examples=500, deadline=None)
@given(texts.map(lambda text: text + "\n"))
def test_what_is_said_to_be_open_is_not_closed(text: str) -> None:
    if read_compiled(text) is False:
        assert parse_closed_block(text) is None


@pytest.mark.parametrize("wiki", PAGES)
def test_reads_real_pages(wiki: str) -> None:
    read = 0
    pieces = [piece for text in real_pages(wiki, 8) for piece in text.split("\n\n")]
    for piece in pieces:
        for text, is_last in ((piece, True), (piece + "\n\n", False)):
            block = read_compiled(text, is_last=is_last)
            if block:
                assert block == parse_block(text)
                read += 1
    assert read > len(pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n", {"content": "a\n"}),
        (
            "== A ==\n",
            {"heading_levels": (2,), "heading_titles": ("A",), "content": " A \n"},
        ),
        (
            "[[a]]s [[b|''c'']]\n",
            {"wikilink_titles": ("a", "b"), "tag_names": ("i",), "tags_str": ("''c''",), "content": "as c\n"},
        ),
        (
            "{{a|b={{c}}}}{{d{{e}}|f}}\n",
            {
                "template_names": ("a", "c", "d{{e}}", "e"),
                "templates_str": ("{{a|b={{c}}}}", "{{c}}", "{{d{{e}}|f}}", "{{e}}"),
                "content": "\n",
            },
        ),
        (
            "''a'' '''b''' '''''c'''''\n",
            {
                "tag_names": ("i", "b", "i", "b"),
                "tags_str": ("''a''", "'''b'''", "'''''c'''''", "'''c'''"),
                "content": "a b c\n",
            },
        ),
        (
            "*a\n;b:c\n----\n",
            {"tag_names": ("li", "dt", "dd", "hr"), "tags_str": ("*", ";", ":", "----"), "content": "a\nbc\n\n"},
        ),
        (
            "[http://a b] http://c(d). <http://e>\n",
            {"external_link_urls": ("http://a", "http://c(d)", "http://e"), "content": "b http://c(d). <http://e>\n"},
        ),
        (
            "a<ref name='b c' /><br><math>x</math><!-- d -->&eacute;&#233;\n",
            {"tag_names": ("ref", "br", "math"), "tags_str": ("<ref name='b c' />", "<br>", "<math>x</math>"), "content": "aéé\n"},
        ),
        ("[http://a\n[[b\n== c\n<b></i>\n", {"external_link_urls": ("http://a",), "content": "[http://a\n[[b\n== c\n<b></i>\n"}),
    ],
)  # fmt: skip
def test_reads(text: str, expected: dict[str, Any]) -> None:
    assert read_compiled(text) == parse_block(text) == NOTHING._replace(**expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a ''b\n\n[[c]]", {"wikilink_titles": ("c",), "content": "a ''b\n\nc"}),
        ("{{a|[[b]]\n\n<ref>c", {"wikilink_titles": ("b",), "content": "{{a|b\n\n<ref>c"}),
        ("'''a\n\n== b ==", {"heading_levels": (2,), "heading_titles": ("b",), "content": "'''a\n\n b "}),
        ("[[a|b <!-- c", {"content": "[[a|b <!-- c"}),
    ],
)
def test_what_the_last_block_leaves_open_is_text(text: str, expected: dict[str, Any]) -> None:
    assert read_compiled(text) is False
    assert read_compiled(text, is_last=True) == parse_block(text) == NOTHING._replace(**expected)


@pytest.mark.parametrize(
    "text",
    [
        "{| class=a\n| b\n|}\n",
        "{{{a}}}\n",
        "{{a{b}}\n",
        "{{}}\n",
        "[[a{{b}}]]\n",
        "[[''a'']]\n",
        "<a\nb=c>d</a>\n",
        '<a b="c>d</a>\n',
        "<a b={{c}}>d</a>\n",
        "<_>\n",
        "</br>\n",
        "== a =\n",
        "== a == b\n",
        "&thetasym;\n",
        "&#10;\n",
        "a\x00b\n",
        "''" + "[[a|" * 20 + "]]" * 20 + "''\n",
    ],
)
def test_gives_up(text: str) -> None:
    assert read_compiled(text) is None


def test_the_parser_does_not_read_well_formed_text() -> None:
    text = "== a ==\n''b'' [[c]]\n\n{{d|e\n\n|f}}\n\n'''g ''\n\nh"
    cache.clear()
    with patch.object(mwparserfromhell.parser.Parser, "parse", side_effect=AssertionError):
        assert [name for block in read_blocks(text) for name in block.template_names] == ["d"]


def test_many_templates_in_a_name() -> None:
    text = "{{a" + "{{b}}" * 50_000 + "}}\n"
    block = read_compiled(text)
    assert block and len(block.template_names) == 50_001


@pytest.mark.parametrize(
    "piece",
    ["[", "[[", "{{a|", "<a ", "<nowiki>", "<!--", "</", "''a'''", "'''", "[http://a ", "http:", "''[[a|b\n", "=\n=", "{{a|''", "<b>", "&a", "{{a{{b}}", "{{b}}"],
)  # fmt: skip
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    text = piece * (400_000 // len(piece))  # work that grows with the square would take minutes
    for block in (read_compiled(text, is_last=True), read_compiled(text + "\n")):
        assert not block or len(block.content) <= len(text) + 1


@pytest.fixture
def _new_definitions() -> Iterator[None]:
    reader._definitions.cache_clear()
    yield
    reader._definitions.cache_clear()


@pytest.mark.usefixtures("_new_definitions")
@pytest.mark.parametrize(
    ("name", "value"),
    [("mwparserfromhell.parser.use_c", False), ("mwparserfromhell.__version__", "0.7.999")],
)
def test_parsers_that_it_was_not_compared_with_are_not_followed(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name, value)
    assert read_compiled("[[a]]\n") is None


def test_the_installed_parser_is_followed() -> None:
    release = mwparserfromhell.__version__
    if release not in reader.FOLLOWED:
        pytest.skip(f"mwparserfromhell {release} is new: let these tests use it, then add it to FOLLOWED")
    assert read_compiled("[[a]]\n") == parse_block("[[a]]\n")
