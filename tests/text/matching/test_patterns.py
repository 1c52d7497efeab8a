"""What is read off the text of regular expressions."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text.matching import beginnings_of, fold, head_of, match_test, without_assertions

FREE_OF = [r"^(?!\s*$)((?!<ref>)(.|\n))*$", r"^((?!<ref>)(.|\n))*$", "^((?!b)(.|\\n))*$"]
OTHERS = [r"((?!<ref>)(.|\n))*$", r"^((?!<ref>).)*$", r"((?!b)(.|\n))+$", r"^((?!b+)(.|\n))*$", r"^((?!\n)(.|\n))*$", r"(?m)^((?!b)(.|\n))*$", "", "$"]  # fmt: skip
strings = st.lists(st.sampled_from(["a", "b", "x", "<ref>", "<REF>", "\n", " ", "\r", "é"])).map("".join)


@pytest.mark.parametrize("regex", [*FREE_OF, *OTHERS])
@given(string=strings)
def test_the_answer_is_that_of_the_pattern(regex: str, string: str) -> None:
    for flags in (0, re.IGNORECASE, re.DOTALL):
        pattern = re.compile(regex, flags)
        assert bool(match_test(pattern)(string)) == bool(pattern.match(string))


@pytest.mark.parametrize("regex", FREE_OF)
def test_one_search_answers_whether_a_text_is_free_of_another(regex: str) -> None:
    pattern = re.compile(regex, re.IGNORECASE)
    test = match_test(pattern)
    assert test != pattern.match
    again = pickle.loads(pickle.dumps(test))
    assert again("x\n" * 100_000) and not again("x\n<ReF>b")


PIECES = ["a", "b", "[ab]", "b+", "c*", "a?", "[bc]{1,2}", "(?:ab|c)", "(a)", r"\w", "bb?", r"\b", "(?!b)", "(?<=a)", "$", r"\s+", r"\.", "|"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join), st.text("abcAB. ", max_size=6))
def test_heads_begin_each_match_and_without_assertions_no_match_is_lost(regex: str, string: str) -> None:
    match = re.match(regex, string, re.IGNORECASE)
    if match is not None:
        head, _ = head_of(regex)
        first = re.match(r"\w*", head)
        assert first is not None and fold(match.group()).startswith(fold(first.group()))
        try:
            looser = re.compile(without_assertions(regex), re.IGNORECASE)
        except re.error:  # a repeat of what was left out
            return
        assert any(looser.fullmatch(string, 0, end) for end in range(match.end(), len(string) + 1))


MORE = [*PIECES, "[a-c.]*", "(?:a|b{2,3}|c?)+", "[^a]", r"[\s.]+?", "a{,2}", "b{2}", "{", "a*+", r"\x61", "(?P<a>b*)", "B{1,9}"]  # fmt: skip


@given(
    st.lists(st.sampled_from(MORE), min_size=1, max_size=7).map("".join), st.text("abcAB.\t {", max_size=8)
)
def test_each_match_begins_with_one_of_the_beginnings(regex: str, string: str) -> None:
    loose = without_assertions(regex)
    try:
        match = re.match(loose, string, re.IGNORECASE)
    except re.error:
        return
    if match is not None:
        found = re.sub(r"\s", " ", fold(match.group())) + "$"
        for most in (None, 1, 4):
            assert any(found.startswith(fold(beginning)) for beginning in beginnings_of(loose, "$", most))
