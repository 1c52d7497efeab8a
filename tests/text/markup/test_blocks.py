"""A block that is called closed has the same tokens whatever follows it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.text.markup.blocks import is_closed
from revscoring.text.markup.reader import markup_of
from revscoring.text.markup.tokens import Token, tokenize

from .markup_cases import PIECES


def closed(text: str) -> bool:
    tokens = tokenize(text)
    return is_closed(text, tokens, markup_of(text, tokens))


def plain(tokens: list[Token]) -> list[dict[str, Any]]:
    """Write tokens as plain dictionaries, neighbouring texts joined."""
    result: list[dict[str, Any]] = []
    for token in tokens:
        name = type(token).__name__
        if result and name == "Text" == result[-1]["type"]:
            result[-1]["text"] += token["text"]
        else:
            result.append({"type": name, **token})
    return result


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
    block, rest = texts
    if closed(block):
        assert plain(tokenize(block + rest)) == plain(tokenize(block) + tokenize(rest))


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
        "[[a, [[b]], [[[c]], [[d's\n[[e} [[f<br>\n",
        "[[http://a ''b'']] [[//c]\n",
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
