"""Limits: a pathological text costs an error for its revision, and honest ones are not touched."""

from __future__ import annotations

import pytest

from revscoring.dependencies import Dependent, solve
from revscoring.errors import LimitExceeded
from revscoring.features import wikitext
from revscoring.text import cache, limits
from revscoring.text.counts import TextAnalysis, analyze
from revscoring.text.diff import edit_between


@pytest.fixture(autouse=True)
def _restore():
    before = limits.current()
    cache.clear()
    yield
    limits.configure(**vars(before))
    cache.clear()


def test_a_text_that_is_too_long_is_named_with_its_limit() -> None:
    limits.configure(characters=10)
    with pytest.raises(LimitExceeded, match=r"11 characters is over the limit of 10; .*characters="):
        TextAnalysis("a" * 11)
    assert TextAnalysis("a" * 10).counts == {"a" * 10: 1}


def test_a_diff_of_too_many_tokens_is_refused() -> None:
    limits.configure(diff_pairs=35)
    old, new = analyze("a b c d e f g"), analyze("h i j k l m n")
    with pytest.raises(
        LimitExceeded, match=r"13 with 13 tokens is over the limit of 35 pairs; .*diff_pairs="
    ):
        edit_between(old, new)
    limits.configure(diff_pairs=36)
    assert edit_between(old, new).tokens_added


def test_what_stands_in_both_texts_costs_no_pairs() -> None:
    same = "\n\n".join(f"Paragraph number {i} of some length." for i in range(50))
    limits.configure(diff_pairs=50_000)
    edit = edit_between(analyze(same), analyze(same + " More."))
    assert "".join(edit.tokens_added[0]) == " More."


@pytest.mark.parametrize(
    "asked", [wikitext.revision.templates, wikitext.revision.datasources.wikicode], ids=["count", "tree"]
)
def test_open_braces_without_end_are_refused_before_they_are_parsed(
    asked: Dependent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("mwparserfromhell.parse")
    text = "{{a|" * 30_000
    with pytest.raises(LimitExceeded, match="markup_effort="):
        solve(asked, cache={"datasource.revision.text": text})
    assert solve(wikitext.revision.words, cache={"datasource.revision.text": text}) == 30_000.0


@pytest.mark.parametrize(
    "text", ["{" * 100_000, "word " * 500_000, "\n" * 100_000, "'" * 50_000, "<" * 100_000]
)
def test_repetition_alone_is_no_reason_to_refuse(text: str) -> None:
    features = [wikitext.revision.words, wikitext.revision.templates, wikitext.revision.longest_repeated_char]
    values = list(solve(features, cache={"datasource.revision.text": text}))
    assert values[0] == float(text.count("word"))
