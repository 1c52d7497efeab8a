"""Texts that would take the parser minutes are refused at once; other large ones are not."""

from __future__ import annotations

import time

import pytest

from revscoring.text.markup.index import MarkupCache, MarkupLimitError, markup_index
from revscoring.text.markup.limits import MAX_EFFORT, check_effort

from .markup_cases import PAGES, real_pages

ROW = "|-\n| a || b || [[c]] || {{d|e}}\n"


@pytest.mark.parametrize(
    "piece",
    ["{{a|", "a{{{b|", "[[a|", "<b>", "<ref name='a", "{|\n", "<!--", "<nowiki>", "[[a|{{b|]]", "<b>''a</b>"],
)
def test_many_marks_without_an_end_are_refused_at_once(piece: str) -> None:
    text = piece * 10_000
    start = time.perf_counter()
    with pytest.raises(MarkupLimitError) as caught:
        markup_index(text)
    assert time.perf_counter() - start < 2
    assert caught.value.effort > caught.value.limit == MAX_EFFORT
    with pytest.raises(MarkupLimitError):
        markup_index(text, MarkupCache())


@pytest.mark.parametrize(
    "text",
    [
        "{" * 100_000,
        "[[" * 50_000,
        "word " * 500_000,
        "''a" * 30_000,
        "{| class=a\n" + ROW * 60_000 + "|}",
        "{| class=a\n" + ROW * 60_000,
        "<ref>[http://a b]<br></ref>" * 20_000,
    ],
)
def test_large_texts_that_cost_no_more_than_their_size_are_not(text: str) -> None:
    check_effort(text, MAX_EFFORT)


@pytest.mark.parametrize("wiki", PAGES)
def test_real_pages_are_far_from_the_limit(wiki: str) -> None:
    for text in real_pages(wiki, 10):
        check_effort(text, MAX_EFFORT // 3)


def test_open_braces_are_read() -> None:
    assert markup_index("{" * 100_000).content_chars == 100_000


def test_the_limit_can_be_set_and_lifted() -> None:
    text = "[[a|" * 500
    with pytest.raises(MarkupLimitError, match=r"2000 characters .* 500 opening marks .* 1000 is the limit"):
        markup_index(text, max_effort=1000)
    assert markup_index(text, max_effort=None).content == text
    assert markup_index(text).content == text


def test_links_on_a_long_line_are_counted() -> None:
    text = "[http://a " * 10_000
    with pytest.raises(MarkupLimitError):
        check_effort(text, MAX_EFFORT)
    check_effort(text.replace(" ", "\n"), MAX_EFFORT)
