"""What is known about a text does not depend on how it was found out, nor on the caches."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revscoring.text import cache
from revscoring.text.counts import Change, MatchTable, TextAnalysis, TokenTable, analyze, longest_run
from revscoring.text.matching import PhraseMatcher, RegexMatcher, lower
from revscoring.text.tokens import chunk_change, lex, split_chunks, token_class

from ..strategies import any_text, edits, wikitext

TABLES = [
    TokenTable(),
    TokenTable(frozenset({"word"}), lower),
    TokenTable(frozenset({"bold", "equals"})),
    MatchTable(RegexMatcher([r"the\w*", r"cat sat", r"[a-c]+"])),
    MatchTable(RegexMatcher([r"a\s+w\w*", "word"])),
    MatchTable(RegexMatcher([r"a\s+w\w*", "word"], by_paragraph=True)),
    MatchTable(PhraseMatcher(["the cat", "cat sat", "One two"])),
]


@given(wikitext | any_text)
def test_chunks_join_back_and_can_be_lexed_apart(text: str) -> None:
    chunks = split_chunks(text)
    assert "".join(chunks) == text
    assert [token for chunk in chunks for token in lex(chunk)] == lex(text)


@pytest.mark.parametrize("end", ["", ">"])
def test_a_tag_over_many_paragraphs(end: str) -> None:
    text = "<b" + "\n\nword" * 400_000 + end  # work that grows with the square would take minutes
    assert len(split_chunks(text)) == (1 if end else 800_001)


@given(any_text | st.text("aAé€😀\u2000\U00100000\0\ud800 \n", max_size=30))
@example("a" * 300 + "é" * 301)
@example("\0a")
@example("x" * 40 + "\u2000" + "yy")
def test_the_longest_run_is_that_of_equal_characters(text: str) -> None:
    assert longest_run(text) == max([len(list(run)) for _, run in groupby(text.lower())], default=1)


@given(edits())
def test_chunk_change_is_the_difference_of_the_multisets(texts: tuple[str, str]) -> None:
    old, new = map(split_chunks, texts)
    removed, added = chunk_change(old, new)
    assert Counter(old) - Counter(removed) + Counter(added) == Counter(new)


@given(edits(st.lists(st.sampled_from(["ab", "Ab", "AB", "aB", "ß", "SS", "ss", "İi", "ΣΑΣ", "σας", " ", "\n\n"])).map(" ".join)))  # fmt: skip
def test_words_are_found_however_they_are_spelled(texts: tuple[str, str]) -> None:
    old = TextAnalysis(texts[0])
    items = [lower(word) for text in texts for word in TextAnalysis(text).words]
    for analysis in (old, TextAnalysis(texts[1], [old]), TextAnalysis(texts[1])):
        expected = {(item, word) for item in items for word in analysis.words if lower(word) == item}
        found = analysis.spelled(items)
        assert set(found) == expected and len(found) == len(expected)


@given(edits())
def test_an_edited_text_is_analyzed_as_if_it_were_alone(texts: tuple[str, str]) -> None:
    old = TextAnalysis(texts[0])
    for table in TABLES:
        table.of(old)
    _ = (old.counts, old.classes, old.words, old.longest(), old.longest("word"), old.longest_repeated_char)
    edited, alone = TextAnalysis(texts[1], [old]), TextAnalysis(texts[1])
    assert edited.counts == alone.counts == Counter(lex(texts[1]))
    assert {k: n for k, n in edited.classes.items() if n} == alone.classes
    assert edited.words == alone.words
    assert (edited.longest(), edited.longest("word")) == (alone.longest(), alone.longest("word"))
    assert edited.longest_repeated_char == alone.longest_repeated_char == longest_run(texts[1])
    for table in TABLES:
        assert table.of(edited) == table.of(alone)


@given(edits())
def test_changes_are_the_differences_of_the_tables(texts: tuple[str, str]) -> None:
    old, new = map(TextAnalysis, texts)
    change = Change(old, new)
    for table in TABLES:
        before, after = table.of(old), table.of(new)
        delta = {k: after.get(k, 0) - before.get(k, 0) for k in {*before, *after}}
        assert table.delta(change) == {k: n for k, n in delta.items() if n}
        for item, share in table.prop_delta(change).items():
            n = delta[item]
            assert share == n / (before.get(item, 0) + 1 if n > 0 else before[item])


def test_counts_by_class() -> None:
    analysis = analyze("The NATO cat, 12 cats")
    assert analysis.classes["word"] == 4
    assert analysis.classes["uppercase_word"] == 1
    assert analysis.classes["word", "chars"] == 14
    assert all(token_class(word) == "word" for word in analysis.words)


@pytest.mark.parametrize(
    ("text", "length"), [("", 1), ("abc", 1), ("aAb", 2), ("xx\n\n\n\ny", 4), ("aaabbbbaa", 4)]
)
def test_longest_run(text: str, length: int) -> None:
    assert longest_run(text) == length


@pytest.fixture
def _limits():
    before = cache.configure()
    yield
    cache.configure(**before)


@pytest.mark.usefixtures("_limits")
def test_caches_keep_their_bounds_and_change_no_result() -> None:
    texts = [f"word{i} and more of {i} " * 50 + f"\n\nparagraph {i}" for i in range(60)]
    expected = [(dict(analyze(t).counts), dict(analyze(t).classes)) for t in texts]
    for bound in (0, 1000, 200_000):
        words = cache.configure(words=bound, texts=bound)["words"]
        assert [(analyze(t).counts, analyze(t).classes) for t in texts] == expected
        used = cache.usage()
        assert used["texts"] <= bound
        assert used["words"] <= words + 1000


@pytest.mark.usefixtures("_limits")
def test_words_that_are_kept_together_keep_the_bound() -> None:
    bound = cache.configure(words=0)["words"]
    lengths = cache.WordCache(len)
    for start in range(0, 30_000, 1000):
        lengths.fill([f"word{i}" for i in range(start, start + 1000)], 9)
        assert 0 < cache.usage()["words"] <= bound and lengths[f"word{start}"] == 9
    lengths.fill([f"word{i}" for i in range(30_000)], 9)
    assert lengths["word29999"] == 9 and cache.usage()["words"] <= bound
    lengths.fill([f"w{i}" for i in range(30_000)], 9)
    assert "w1" not in lengths and lengths["w1"] == 2


def test_a_bound_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        cache.configure(texts=-1)


def test_clear_empties_the_caches() -> None:
    analyze("some text")
    cache.clear()
    assert cache.usage() == {"words": 0, "texts": 0}
