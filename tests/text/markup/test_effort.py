"""Texts that would take the parser minutes are refused at once; other large ones are not."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from revscoring.errors import LimitExceeded
from revscoring.features.wikitext.markup import parse
from revscoring.text import limits
from revscoring.text.markup import check_markup, index_of, limited_time
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


WORDS = "The quick brown fox jumps over the lazy dog and runs away from it, in the early morning of the day. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for(i=0;i<n;i++){if(a[i]<b&&c>d){x+=a[i]*2;}}\n" * 3_000, (0, 0)),
        (f"<li>[[link]] {WORDS}\n" * 1_400, (99, 98)),
        (f"<dd>[[link]] {WORDS}\n" * 2_500, (99, 98)),
        ("<table>" + f"<tr><td>{WORDS}\n" * 1_000 + "</table>", (1, 0)),
        (f"<ul><li>{WORDS}<li>{WORDS}\n</ul>\n" * 1_000, (1_000, 0)),
        ("{|\n" + f"|-\n| {WORDS}<center>\n" * 1_200 + "|}", (2_401, 0)),
        (f"<p>{WORDS}\n" * 1_300, (0, 0)),
        (f"<name@example.org> {WORDS}\n" * 1_200, (0, 0)),
        (f"[[link]] {WORDS}<br>\n" * 5_000, (5_000, 5_000)),
    ],
    ids=["script", "li", "dd", "table", "ul", "wikitable", "p", "mail", "br"],
)
def test_large_honest_pages_are_read(text: str, expected: tuple[int, int]) -> None:
    """Marks that the parser does not retry, or not for long, are no reason to refuse."""
    index = index_of(text)
    assert (index.tags, index.wikilinks) == expected


@pytest.mark.parametrize("text", ["<a " * 6_600, "if (i <n && x) {}\n" * 2_400], ids=["marks", "script"])
def test_tags_without_an_end_are_refused_at_once(text: str) -> None:
    with pytest.raises(LimitExceeded, match="markup_effort="):
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


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no timer for a process")
@pytest.mark.usefixtures("_restored_limits")
@pytest.mark.parametrize("ask", [index_of, parse])
@pytest.mark.parametrize("piece", ["{{a|", "[[a|{{b|]]", "<b>''a</b>"])
def test_what_takes_too_long_is_stopped(ask: Callable[[str], object], piece: str) -> None:
    limits.configure(markup_effort=None, markup_seconds=0.2)
    start = time.process_time()
    with pytest.raises(LimitExceeded, match=r"more than 0.2 seconds to parse; .*markup_seconds="):
        ask(piece * 10_000)
    assert time.process_time() - start < 5
    assert index_of("[[a]] " * 1_000).wikilinks == 1_000
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL


@pytest.mark.usefixtures("_restored_limits")
def test_time_is_not_limited_in_other_threads_and_errors_stay_what_they_are() -> None:
    limits.configure(markup_seconds=1e-6)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(index_of, "[[b|''c]]\n" * 500).result().wikilinks == 500
    limits.configure(markup_seconds=100)
    with pytest.raises(KeyError), limited_time("a" * 10_000):
        raise KeyError


def test_tags_that_never_end_are_counted_in_short_texts_too() -> None:
    for piece in ("<a b=", "<a b='"):
        with pytest.raises(LimitExceeded):
            check_markup(piece * 3_000)
    check_markup("if a < b and i<n; " * 3_000)


def test_links_on_a_long_line_are_counted() -> None:
    text = "[http://a " * 10_000
    with pytest.raises(LimitExceeded):
        check_markup(text)
    check_markup(text.replace(" ", "\n"))
