"""The compiled reader of plain wikitext gives what is read from the parser's tokens, or stands back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import patch

import mwparserfromhell
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.text.markup import cache as markup_cache
from revscoring.text.markup import easy as markup_easy
from revscoring.text.markup.blocks import is_closed
from revscoring.text.markup.easy import easy_markup
from revscoring.text.markup.index import MarkupCache, markup_index
from revscoring.text.markup.reader import Markup, markup_of
from revscoring.text.markup.tokens import tokenize
from revscoring.text.native import compiled

from ..strategies import any_text
from .markup_cases import PAGES, PIECES, real_pages, wikitext

pytestmark = pytest.mark.skipif(
    compiled("markup") is None, reason="the kernel is not built: no compiler at installation"
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


texts = wikitext_of_more | nested_wikitext() | wikitext() | any_text


def twin(text: str) -> Markup:
    return markup_of(text, tokenize(text))


def facts(markup: Markup) -> list[Any]:
    """The fields of a markup, with no difference made between kinds of sequences."""
    return [field if isinstance(field, (str, int)) else list(field) for field in markup]


def joined(first: Markup, second: Markup) -> list[Any]:
    def shifted(spans: Sequence[int]) -> list[int]:
        return [place + first.chars for place in spans]

    moved = second._replace(
        tag_spans=shifted(second.tag_spans), template_spans=shifted(second.template_spans)
    )
    return [one + other for one, other in zip(facts(first), facts(moved), strict=True)]


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
        markup = easy_markup(text, is_last=is_last)
        if markup and (is_last or text.endswith("\n")):
            assert markup == twin(text)


@settings(max_examples=1000, deadline=None)
@given(
    texts.map(lambda text: text + "\n"), st.lists(st.sampled_from(SUFFIXES), max_size=3).map("".join) | texts
)
@example("[[a\n", "]]")
@example("<ref>a</b>\n", "</ref>")
@example("[http://a b\n", "c]")
@example(";a\n", ":b")
def test_what_follows_changes_nothing(text: str, rest: str) -> None:
    markup = easy_markup(text)
    if markup and "\0" not in rest:
        assert facts(twin(text + rest)) == joined(markup, twin(rest))


@settings(max_examples=500, deadline=None)
@given(texts.map(lambda text: text + "\n"))
def test_what_is_said_to_be_open_is_not_closed(text: str) -> None:
    if easy_markup(text) is False:
        tokens = tokenize(text)
        assert not is_closed(text, tokens, markup_of(text, tokens))


@pytest.mark.parametrize("wiki", PAGES)
def test_reads_real_pages(wiki: str) -> None:
    read = 0
    blocks = [block for text in real_pages(wiki, 8) for block in text.split("\n\n")]
    for block in blocks:
        for text, is_last in ((block, True), (block + "\n\n", False)):
            markup = easy_markup(text, is_last=is_last)
            if markup:
                assert markup == twin(text)
                read += 1
    assert read > len(blocks)


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
            {"wikilink_titles": ("a", "b"), "tag_names": ("i",), "tag_spans": [11, 16], "content": "as c\n"},
        ),
        (
            "{{a|b={{c}}}}{{d{{e}}|f}}\n",
            {
                "template_names": ("a", "c", "d{{e}}", "e"),
                "template_spans": [0, 13, 6, 11, 13, 25, 16, 21],
                "content": "\n",
            },
        ),
        (
            "''a'' '''b''' '''''c'''''\n",
            {
                "tag_names": ("i", "b", "i", "b"),
                "tag_spans": [0, 5, 6, 13, 14, 25, 16, 23],
                "content": "a b c\n",
            },
        ),
        (
            "*a\n;b:c\n----\n",
            {"tag_names": ("li", "dt", "dd", "hr"), "tag_spans": [0, 1, 3, 4, 5, 6, 8, 12], "content": "a\nbc\n\n"},
        ),
        (
            "[http://a b] http://c(d). <http://e>\n",
            {"external_link_urls": ("http://a", "http://c(d)", "http://e"), "content": "b http://c(d). <http://e>\n"},
        ),
        (
            "a<ref name='b c' /><br><math>x</math><!-- d -->&eacute;&#233;\n",
            {"tag_names": ("ref", "br", "math"), "tag_spans": [1, 19, 19, 23, 23, 37], "content": "aéé\n"},
        ),
        ("[http://a\n[[b\n== c\n<b></i>\n", {"external_link_urls": ("http://a",), "content": "[http://a\n[[b\n== c\n<b></i>\n"}),
    ],
)  # fmt: skip
def test_reads(text: str, expected: dict[str, Any]) -> None:
    markup = easy_markup(text)
    assert markup == twin(text)
    nothing = Markup((), (), (), (), (), (), "", len(text), [], [])
    assert facts(markup) == facts(nothing._replace(**expected))


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
    assert easy_markup(text) is False
    markup = easy_markup(text, is_last=True)
    assert markup == twin(text)
    nothing = Markup((), (), (), (), (), (), "", len(text), [], [])
    assert facts(markup) == facts(nothing._replace(**expected))


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
def test_stands_back(text: str) -> None:
    assert easy_markup(text) is None


def test_the_parser_is_not_asked_for_what_is_plain() -> None:
    text = "== a ==\n''b'' [[c]]\n\n{{d|e\n\n|f}}\n\n'''g ''\n\nh"
    with patch.object(markup_cache, "tokenize", side_effect=AssertionError):
        assert markup_index(text, MarkupCache()).template_names == ("d",)


def test_many_templates_in_a_name() -> None:
    text = "{{a" + "{{b}}" * 50_000 + "}}\n"
    markup = easy_markup(text)
    assert markup and len(markup.template_names) == 50_001


@pytest.mark.parametrize(
    "piece",
    ["[", "[[", "{{a|", "<a ", "<nowiki>", "<!--", "</", "''a'''", "'''", "[http://a ", "http:", "''[[a|b\n", "=\n=", "{{a|''", "<b>", "&a", "{{a{{b}}", "{{b}}"],
)  # fmt: skip
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    text = piece * (400_000 // len(piece))  # work that grows with the square would take minutes
    for markup in (easy_markup(text, is_last=True), easy_markup(text + "\n")):
        assert not markup or markup.chars in (len(text), len(text) + 1)


@pytest.fixture
def _tables_anew() -> Iterator[None]:
    markup_easy._tables.cache_clear()
    yield
    markup_easy._tables.cache_clear()


@pytest.mark.usefixtures("_tables_anew")
@pytest.mark.parametrize(
    ("name", "value"),
    [("mwparserfromhell.parser.CTokenizer", None), ("mwparserfromhell.__version__", "0.7.999")],
)
def test_parsers_that_it_was_not_compared_with_are_not_followed(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name, value)
    assert easy_markup("[[a]]\n") is None
    assert easy_markup("a\n") == twin("a\n")


def test_the_installed_parser_is_followed() -> None:
    release = mwparserfromhell.__version__
    if release not in markup_easy.FOLLOWED:
        pytest.skip(f"mwparserfromhell {release} is new: let these tests use it, then add it to FOLLOWED")
    assert easy_markup("[[a]]\n") == twin("[[a]]\n")
