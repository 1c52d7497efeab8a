"""Texts that would take the parser minutes are refused at once; other large ones are not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from revscoring.errors import LimitExceeded
from revscoring.text import limits
from revscoring.text.markup import check_markup, index_of
from revscoring.text.markup.effort import effort_above

from .markup_cases import PAGES, real_pages

ROW = "|-\n| a || b || [[c]] || {{d|e}}\n"


@pytest.mark.parametrize(
    "piece",
    ["{{a|", "a{{{b|", "[[a|", "<b>", "<ref name='a", "{|\n", "<!--", "<nowiki>", "[[a|{{b|]]", "<b>''a</b>"],
)
def test_many_marks_without_an_end_are_refused_at_once(piece: str) -> None:
    text = piece * 10_000
    start = time.perf_counter()
    with pytest.raises(LimitExceeded):
        index_of(text)
    assert time.perf_counter() - start < 2


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
    check_markup(text)


@pytest.mark.parametrize("wiki", PAGES)
def test_real_pages_are_far_from_the_limit(wiki: str) -> None:
    for text in real_pages(wiki, 10):
        limit = limits.Limits().markup_effort
        assert limit is not None and effort_above(text, limit // 3) is None


def test_open_braces_are_read() -> None:
    assert index_of("{" * 100_000).content_chars == 100_000


@pytest.fixture
def _restored_limits() -> Iterator[None]:
    before = limits.current()
    yield
    limits.configure(**vars(before))


@pytest.mark.usefixtures("_restored_limits")
def test_the_limit_can_be_set_and_lifted() -> None:
    text = "[[a|" * 500
    assert index_of(text).content == text
    limits.configure(markup_effort=1000)
    expected = r"2,000 characters .* 500 opening marks .* limit is 1,000; .*markup_effort="
    with pytest.raises(LimitExceeded, match=expected):
        index_of(text)
    limits.configure(markup_effort=None)
    assert index_of(text).content == text


def test_links_on_a_long_line_are_counted() -> None:
    text = "[http://a " * 10_000
    with pytest.raises(LimitExceeded):
        check_markup(text)
    check_markup(text.replace(" ", "\n"))
