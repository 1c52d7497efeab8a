"""Blocks kept from earlier texts change the cost of a markup index, never what it says."""

from __future__ import annotations

import gc
import random
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revscoring.text.markup import cache as markup_cache
from revscoring.text.markup import easy as markup_easy
from revscoring.text.markup import tokens as markup_tokens
from revscoring.text.markup.index import MarkupCache, markup_index

from .markup_cases import NAMES, PAGES, PIECES, real_pages, wikitext


@pytest.fixture
def parser_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the parser read all blocks, so that it can be watched."""
    monkeypatch.setattr(markup_easy, "_kernel", None)


pages = st.lists(wikitext(8), min_size=1, max_size=6).map("\n\n".join)


def facts(text: str, cache: MarkupCache | None = None) -> dict[str, object]:
    index = markup_index(text, cache)
    return {name: getattr(index, name) for name in NAMES}


@settings(max_examples=200, deadline=None)
@given(st.lists(pages, min_size=1, max_size=4))
@example(
    ["''a\n\nb'' [[c\n\nd]]\n\n{|\n\n|}\n\n<div>\n\n</div>\n\n", "{{a\n\n|b}}\n\n<!--\n\n{{\n\n-->\n\ne"]
)
@example(["a\n\n\n\nb\n\n\n\n", "\n\n\n\n== a ==\n\n\n\n;b\n\n:c"])
@example(["<li>\x00\n\n{{\n\n}}"])
@example(["<li>a\n\n[[b]]\n\n</li>", "[[c\n\nd\n\ne", "<http://a>\n\n[[c]]\n\n</http>"])
def test_equals_the_index_of_the_whole_text(texts: list[str]) -> None:
    cache = MarkupCache()
    for text in texts:
        assert facts(text, cache) == facts(text)


@pytest.mark.parametrize("wiki", PAGES)
def test_equals_the_index_of_edited_pages(wiki: str) -> None:
    chooser = random.Random(wiki)
    cache = MarkupCache()
    for text in real_pages(wiki, 2):
        for _ in range(6):
            start = chooser.randrange(len(text) + 1)
            end = min(len(text), start + chooser.choice([0, 0, 1, 3, 40]))
            text = text[:start] + "".join(chooser.choices(PIECES, k=chooser.randrange(3))) + text[end:]
            assert facts(text, cache) == facts(text)


def test_reads_only_the_blocks_that_changed(parser_only) -> None:
    cache = MarkupCache()
    text = "".join(
        f"Paragraph {number} has ''a'' [[link]] and <ref>{{{{cite}}}}</ref>.\n\n" for number in range(50)
    )
    markup_index(text, cache)
    with patch.object(markup_cache, "tokenize", wraps=markup_cache.tokenize) as tokenize:
        markup_index(text.replace("Paragraph 7 ", "Paragraph seven "), cache)
    (call,) = tokenize.call_args_list
    assert call.args[0].startswith("Paragraph seven ")


def test_blocks_that_a_construct_crosses_are_joined() -> None:
    cache = MarkupCache()
    text = "[[a]]\n\n{{b\n\n|c}}\n\n[[d]]\n\ne"
    assert [block.template_names for block in cache.blocks(text)] == [(), ("b\n\n",), (), ()]


def test_what_stays_open_makes_the_rest_one_block() -> None:
    assert len(MarkupCache().blocks("[[a]]\n\n{{b\n\n[[c]]\n\n[[d]]")) == 2


def test_memory_is_bounded_and_the_least_recently_used_block_goes_first(parser_only) -> None:
    cache = MarkupCache(max_bytes=20_000)
    for number in range(200):
        markup_index(f"common [[link]]\n\nparagraph {number} {{{{template}}}}\n\nend {number}", cache)
        assert cache.nbytes <= 20_000
    assert 10 < len(cache) < 40
    with patch.object(markup_cache, "tokenize", wraps=markup_cache.tokenize) as tokenize:
        markup_index(
            "common [[link]]\n\nparagraph 199 {{template}}\n\nparagraph 0 {{template}}\n\nend 199", cache
        )
    assert [call.args[0] for call in tokenize.call_args_list] == ["paragraph 0 {{template}}\n\n"]
    cache.clear()
    assert (len(cache), cache.nbytes) == (0, 0)


def test_blocks_larger_than_the_store_are_not_kept() -> None:
    cache = MarkupCache(max_bytes=5_000)
    assert markup_index("a" * 10_000, cache).content_chars == 10_000
    assert (len(cache), cache.nbytes) == (0, 0)


def test_the_reckoned_size_is_near_the_real_one() -> None:
    import tracemalloc

    cache = MarkupCache()
    texts = [f"[[link {n}|text]] {{{{cite|{n}}}}} <ref>''a''</ref> word " * 10 + "\n\n" for n in range(300)]
    markup_index("[[a]]")  # imports
    tracemalloc.start()
    for text in texts:
        cache.blocks(text)
    real, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.6 * real < cache.nbytes < 2.5 * real


def test_threads_may_share_a_store() -> None:
    cache = MarkupCache(max_bytes=30_000)
    texts = [f"[[a {number}]]\n\n{{{{b {number % 7}}}}}\n\n''c''\n\nd {number % 3}" for number in range(200)]
    expected = [facts(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: facts(text, cache), texts)) == expected
    assert 0 < cache.nbytes <= 30_000


def test_sources_are_found_as_the_blocks_are_read() -> None:
    cache = MarkupCache()
    text = "{{a|''b''}}\n\n<ref>{{c\n\n|d}}</ref>\n\n* e {{f}}"
    with patch.object(markup_tokens, "_tokenizer", wraps=markup_tokens._tokenizer) as tokenizer:
        markup_index(text, cache)
        read = tokenizer.call_count
        index = markup_index(text, cache)
        assert index.tags_str == ("''b''", "<ref>{{c\n\n|d}}</ref>", "*")
        assert index.templates_str == ("{{a|''b''}}", "{{c\n\n|d}}", "{{f}}")
        assert tokenizer.call_count == read


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(
    enabled: bool, parser_only, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        MarkupCache().blocks("[[a]]\n\n''b''")
        assert gc.isenabled() == enabled

        def fail(text: str) -> None:
            assert not gc.isenabled()
            raise MemoryError

        monkeypatch.setattr(markup_cache, "tokenize", fail)
        with pytest.raises(MemoryError):
            MarkupCache().blocks("[[a]]")
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_what_could_not_be_joined_is_tried_again_after_some_texts() -> None:
    cache = MarkupCache()
    pages = [f"''a\n\nb [[c]]\n\nd ''e''\n\n{number} ''f''" for number in range(markup_cache._PATIENCE + 2)]
    with patch.object(cache, "_joined_block", wraps=cache._joined_block) as join:
        tried = []
        for page in pages:
            assert facts(page, cache) == facts(page)
            tried.append(join.call_count)
    assert tried == [1] * (markup_cache._PATIENCE + 1) + [2]
