"""A block that is taken as closed holds the same whatever follows it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.text.markup.parser import parse_block, parse_closed_block

from .markup_cases import PAGES, PIECES, joined, real_pages


def closed(text: str) -> bool:
    return parse_closed_block(text) is not None


@st.composite
def texts_of_few_pieces(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts of the same few pieces, so that what one opens the other may close."""
    pieces = [*draw(st.lists(st.sampled_from(PIECES), min_size=2, max_size=8)), "\n", "a"]
    halves = [draw(st.lists(st.sampled_from(pieces), max_size=20)) for _ in range(2)]
    return "".join(halves[0]).replace("\0", "") + "\n", "".join(halves[1]).replace("\0", "")


@settings(max_examples=600, deadline=None)
@given(texts_of_few_pieces())
@example(("''b\n== x == ''a\n", "''"))
@example(("''b [http://x ''a\n", "c'' ]"))
@example(("'''''a''b'''\n", "'''c"))
@example(("{{{{a|}} b}}\n", "}}}"))
@example(('<ref name="a>b</ref>\n', '" />'))
@example(('{|\n| style="a | b\n|}\n', '" | c'))
@example(("{|\n| a='' | b\n|}\n", "''"))
@example(("<li>a\n", "</b>"))
@example(("[[http://x|''a\nb]]\n", "'']"))
@example(("[[a [[b\n<!-- [[c --> [[\n", "d]] ]]"))
def test_closed_blocks_do_not_depend_on_what_follows(texts: tuple[str, str]) -> None:
    text, rest = texts
    block = parse_closed_block(text)
    if block is not None:
        assert block == parse_block(text)
        assert list(parse_block(text + rest)) == joined(block, parse_block(rest))


@pytest.mark.parametrize("wiki", PAGES)
def test_most_blocks_of_real_pages_are_closed(wiki: str) -> None:
    blocks = [block + "\n\n" for text in real_pages(wiki, 2) for block in text.split("\n\n")]
    assert sum(map(closed, blocks)) > 0.8 * len(blocks)


@pytest.mark.parametrize(
    "text",
    [
        "plain text\n",
        "== a ==\n* [[b|c]] {{d|e={{f}}}}\n",
        "''a'' '''b''' '''''c'''''\n",
        "<ref name='a'>b</ref> <br> <ref name=c /> <!-- [[ {{ '' -->\n",
        "<math>x^{{2}} < '' [[</math> a < b <http://c> </ref>\n",
        "{| class=\"a\"\n! b !! c\n|-\n| style='d' | e || f\n|}\n",
        "[http://a ''b] c'' http://d <!-- e\n\n== f == -->\n",
        "{{a|\n\n''b\nc''}}\n",
        "[[a]] [[b|[[c]]]] [d]\n",
        "<nowiki>{{ [[ ''</nowiki> </div>\n",
    ],
)
def test_well_formed_blocks_are_closed(text: str) -> None:
    assert closed(text)


@pytest.mark.parametrize(
    "text",
    [
        "no line break",
        "{{a\n",
        "[[a|b\n",
        "[[a ''b\n",
        "[[a<!--\n",
        "[[//a\n",
        "[[[http://a]] [[b|\n",
        "[http://a [[http://b]]\n",
        "''a\n",
        "'''a''\n",
        "{{{a}}\n",
        "<ref>a\n",
        "<!-- a\n",
        "<li>a\n",
        "{|\n| a\n",
        "a ''b [http://c ''d\n",
        '<ref name="a>b</ref>\n',
    ],
)
def test_blocks_that_later_text_may_change_are_not(text: str) -> None:
    assert not closed(text)
