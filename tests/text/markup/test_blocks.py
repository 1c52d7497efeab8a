"""Blocks kept from earlier texts change the cost of a markup index, never what it says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.text import cache
from revscoring.text.markup import MarkupIndex, reader
from revscoring.text.markup.blocks import BLOCKS, read_blocks

from .markup_cases import PAGES, PIECES, facts, of_tree, real_pages, wikitext


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    before = cache.configure()
    yield
    cache.configure(**before)


@pytest.fixture
def _parser_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have mwparserfromhell read all blocks."""
    monkeypatch.setattr(reader, "_reader", None)


pages = st.lists(wikitext(8), min_size=1, max_size=6).map("\n\n".join)


def assert_same(text: str) -> None:
    assert facts(MarkupIndex(read_blocks(text))) == of_tree(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(pages, min_size=1, max_size=4))
@example(
    ["''a\n\nb'' [[c\n\nd]]\n\n{|\n\n|}\n\n<div>\n\n</div>\n\n", "{{a\n\n|b}}\n\n<!--\n\n{{\n\n-->\n\ne"]
)
@example(["a\n\n\n\nb\n\n\n\n", "\n\n\n\n== a ==\n\n\n\n;b\n\n:c"])
@example(["<li>\x00\n\n{{\n\n}}"])
@example(["<li>a\n\n[[b]]\n\n</li>", "[[c\n\nd\n\ne", "<http://a>\n\n[[c]]\n\n</http>"])
def test_equals_the_index_of_the_whole_text(texts: list[str]) -> None:
    cache.clear()
    for text in texts:
        assert_same(text)


@pytest.mark.usefixtures("_parser_only")
@settings(max_examples=100, deadline=None)
@given(st.lists(pages, min_size=1, max_size=4))
def test_equals_the_index_of_the_whole_text_without_the_compiled_reader(texts: list[str]) -> None:
    cache.clear()
    for text in texts:
        assert_same(text)


@pytest.mark.parametrize("wiki", PAGES)
def test_equals_the_index_of_edited_pages(wiki: str) -> None:
    chooser = random.Random(wiki)
    for text in real_pages(wiki, 2):
        for _ in range(3):
            start = chooser.randrange(len(text) + 1)
            end = min(len(text), start + chooser.choice([0, 0, 1, 3, 40]))
            text = text[:start] + "".join(chooser.choices(PIECES, k=chooser.randrange(3))) + text[end:]
            assert_same(text)


@pytest.mark.parametrize("compiled", [True, False])
def test_reads_only_the_blocks_that_changed(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not compiled:
        monkeypatch.setattr(reader, "_reader", None)
    text = "".join(
        f"Paragraph {number} has ''a'' [[link]] and <ref>{{{{cite}}}}</ref>.\n\n" for number in range(50)
    )
    read_blocks(text)
    with patch.object(reader, "read_compiled", wraps=reader.read_compiled) as read:
        read_blocks(text.replace("Paragraph 7 ", "Paragraph seven "))
    (call,) = read.call_args_list
    assert call.args[0].startswith("Paragraph seven ")


def test_blocks_that_a_construct_spans_are_joined() -> None:
    text = "[[a]]\n\n{{b\n\n|c}}\n\n[[d]]\n\ne"
    assert [block.template_names for block in read_blocks(text)] == [(), ("b\n\n",), (), ()]


def test_what_stays_open_makes_the_rest_one_block() -> None:
    assert len(read_blocks("[[a]]\n\n{{b|\n\n[[c]]\n\n[[d]]")) == 2


def test_memory_is_bounded_and_the_least_recently_used_block_goes_first() -> None:
    bound = 30_000
    cache.configure(texts=bound * len(cache.ByteCache._all))
    for number in range(200):
        read_blocks(f"common [[link]]\n\nparagraph {number} {{{{template}}}}\n\nend {number}")
        assert BLOCKS.used <= bound
    assert 10 < len(BLOCKS) < 40
    with patch.object(reader, "read_compiled", wraps=reader.read_compiled) as read:
        read_blocks("common [[link]]\n\nparagraph 199 {{template}}\n\nparagraph 0 {{template}}\n\nend 199")
    assert [call.args[0] for call in read.call_args_list] == ["paragraph 0 {{template}}\n\n"]
    cache.clear()
    assert (len(BLOCKS), BLOCKS.used) == (0, 0)


def test_blocks_larger_than_the_bound_are_not_kept() -> None:
    cache.configure(texts=5_000)
    assert MarkupIndex(read_blocks("a" * 10_000)).content_chars == 10_000
    assert (len(BLOCKS), BLOCKS.used) == (0, 0)


@pytest.mark.usefixtures("_parser_only")
def test_the_estimated_size_is_near_the_real_one() -> None:
    import tracemalloc

    texts = [f"[[link {n}|text]] {{{{cite|{n}}}}} <ref>''a''</ref> word " * 10 + "\n\n" for n in range(300)]
    read_blocks("[[a]]")  # imports
    tracemalloc.start()
    for text in texts:
        read_blocks(text)
    real, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.6 * real < BLOCKS.used < 2.5 * real


def test_threads_may_share_the_blocks() -> None:
    cache.configure(texts=30_000)
    texts = [f"[[a {number}]]\n\n{{{{b {number % 7}}}}}\n\n''c''\n\nd {number % 3}" for number in range(200)]
    expected = list(map(of_tree, texts))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: facts(MarkupIndex(read_blocks(text))), texts)) == expected
    assert 0 < BLOCKS.used <= 30_000
