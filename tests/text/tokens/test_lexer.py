"""The lexer: classes in their order, and laws that hold for any string."""

from __future__ import annotations

import pickle
import re
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revscoring.text.tokens import (
    CLASSES,
    TOKENS,
    Token,
    count_tokens,
    lex,
    token_class,
    tokenize,
    tokenize_fixed,
)

from ..strategies import any_text, wikitext


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\nb", [("a", "word"), ("\n\n", "break"), ("b", "word")]),
        ("a\n \t\r\n\n b", [("a", "word"), ("\n \t\r\n\n", "break"), (" ", "whitespace"), ("b", "word")]),
        ("\r\n\r\n", [("\r\n\r\n", "break")]),
        ("a\r\nb", [("a", "word"), ("\r", "etc"), ("\n", "whitespace"), ("b", "word")]),
        ("\n  x", [("\n", "whitespace"), ("  ", "whitespace"), ("x", "word")]),
        ("http://a.b/c]. x", [("http://a.b/c].", "url"), (" ", "whitespace"), ("x", "word")]),
        ("HTTP://a", [("HTTP", "word"), (":", "colon"), ("//a", "url")]),
        ("mailto:a@b.c|", [("mailto:a@b.c", "url"), ("|", "bar")]),
        ("==x==", [("==", "equals"), ("x", "word"), ("==", "equals")]),
        ("&amp;&#12;", [("&amp;", "entity"), ("&", "etc"), ("#", "etc"), ("12", "number"), (";", "scolon")]),
        ('<ref name="a">', [('<ref name="a">', "ref_open")]),
        ("<ref name=a/></ref>", [("<ref name=a/>", "ref_singleton"), ("</ref>", "ref_close")]),
        ("<references/><br>", [("<references/>", "tag"), ("<br>", "tag")]),
        ("<DIV>", [("<", "etc"), ("DIV", "word"), (">", "etc")]),
        ("'''b''i'", [("'''", "bold"), ("b", "word"), ("''", "italic"), ("i'", "word")]),
        ("漢字、カナ", [("漢", "cjk"), ("字", "cjk"), ("、", "japan_punct"), ("カ", "cjk"), ("ナ", "cjk")]),
        ("abc漢字", [("abc漢字", "word")]),
        ("12abc", [("12", "number"), ("abc", "word")]),
        ("don't dogs' l’eau", [(t, "word" if t.strip() else "whitespace") for t in ("don't", " ", "dogs'", " ", "l’eau")]),
        ("हिन्दी।", [("हिन्दी", "word"), ("।", "danda")]),
        ("한국어", [("한국어", "word")]),
        ("{|x|}", [("{|", "tab_open"), ("x", "word"), ("|", "bar"), ("}", "curly_close")]),
        ("{{a}}{b}", [("{{", "dcurly_open"), ("a", "word"), ("}}", "dcurly_close"), ("{", "curly_open"), ("b", "word"), ("}", "curly_close")]),
        ("[[a]][(b)]", [("[[", "dbrack_open"), ("a", "word"), ("]]", "dbrack_close"), ("[", "brack_open"), ("(", "paren_open"), ("b", "word"), (")", "paren_close"), ("]", "brack_close")]),
        ("...?!!,;;:", [("...", "period"), ("?", "qmark"), ("!!", "epoint"), (",", "comma"), (";;", "scolon"), (":", "colon")]),
        ("<!--x-->", [("<!--", "comment_start"), ("x", "word"), ("-->", "comment_end")]),
        ("\ud800-", [("\ud800", "etc"), ("-", "etc")]),
    ],
)  # fmt: skip
def test_classes(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(token), token.type) for token in tokenize(text)] == expected


@given(any_text | wikitext)
def test_tokens_join_back_to_the_text(text: str) -> None:
    assert "".join(lex(text)) == text


@given(any_text | wikitext)
def test_fast_split_equals_the_classes_in_their_order(text: str) -> None:
    declared = re.compile("|".join(f"(?P<{name}>{regex})" for name, regex in CLASSES.items()))
    expected = [(match.group(), match.lastgroup) for match in declared.finditer(text)]
    assert [(string, token_class(string)) for string in lex(text)] == expected


loose_tags = st.lists(
    st.sampled_from(["<ref ", "<b", "</ref", "<!--", ">", "/>", "//>", "mailto:>", "dogs'", "|", " ", "a", "<", "-->", "\n\n", "|}"])
).map("".join)  # fmt: skip


@given(loose_tags)
@example("//>a<ref b")
@example("news:>dogs'|<b")
def test_tags_that_do_not_end_are_split_as_the_classes_say(text: str) -> None:
    declared = re.compile("|".join(f"(?P<{name}>{regex})" for name, regex in CLASSES.items()))
    expected = [match.group() for match in declared.finditer(text)]
    words, capitals, others = count_tokens(text)
    assert lex(text) == expected
    assert {**capitals, **words, **others} == Counter(expected)
    fixed = re.compile("|".join([r"\|\}(?!\})", *CLASSES.values()]))
    assert tokenize_fixed(text) == [match.group() for match in fixed.finditer(text)]


@pytest.mark.parametrize("loose", ["<ref ", "</ref ", "<b ", "<ref/ "])
def test_tags_that_do_not_end_cost_no_more_than_others(loose: str) -> None:
    text = "<b> " + loose * 100_000  # work that grows with the square would take minutes
    assert len(lex(text)) > 200_000
    assert count_tokens(text).others["<"] == 100_000
    assert "".join(tokenize_fixed(text)) == text


@given(st.lists(st.sampled_from(["a", " ", "\n\n"])))
def test_equal_strings_share_one_token(pieces: list[str]) -> None:
    tokens = tokenize("".join(pieces))
    assert all(TOKENS[str(token)] is token for token in tokens)


def test_token_pickles_and_shows_its_type() -> None:
    token = pickle.loads(pickle.dumps(Token("x", type="word")))
    assert (token, token.type, repr(token)) == ("x", "word", "Token('x', type='word')")


@pytest.mark.parametrize("around", ["{}", " {} ", "a{}b", "{}{}'{}", "1{}://a"])
def test_every_character_is_split_off_as_the_classes_say(around: str) -> None:
    by_class = re.compile("|".join(f"(?:{regex})" for regex in CLASSES.values()))
    characters = [chr(code) for code in (*range(0x3400), *range(0x3400, 0x110000, 97))]
    text = "|".join([around.replace("{}", char) for char in characters])
    assert lex(text) == [match.group() for match in by_class.finditer(text)]
