"""Patterns that demand of each character what does not begin there, answered by one search."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.text.matching.tempered import _FreeOf, match_test

TEMPERED = [
    r"^(?!\s*$)((?!<ref>)(.|\n))*$",
    r"((?!<ref>)(.|\n))*$",
    r"(?:(?!<REF|a\n)[\s\S])*\Z",
    r"\A(?=x)(?:(?!\n).)*$",
    r"(?:(?!\bb\b|$)[\d\D])*$",
    r"((?!a(?=b))(.|\n))*$",
    r"((?!)(.|\n))*$",
    r"((?!(?<=x)a)(.|\n))*$",
]
OTHERS = [r"((?!<ref>).)*$", r"a((?!b)(.|\n))*$", r"((?!b)(.|\n))+$", r"((?!b)(.|\n))*", r"((?=b)(.|\n))*$", r"((?<!b)(.|\n))*$", r"((?!b)(?:.|\n|x)y)*$", r"(?m)((?!b)(.|\n))*$", r"(a)?((?!\1)(.|\n))*$", r"((?!b)[^\s\S])*$", r"((?!b)(.|x))*$", "", "$"]  # fmt: skip
strings = st.lists(st.sampled_from(["a", "b", "x", "<ref>", "<REF>", "\n", " ", "\r", "é"])).map("".join)


@pytest.mark.parametrize("regex", [*TEMPERED, *OTHERS])
@given(string=strings)
def test_the_answer_is_that_of_the_pattern(regex: str, string: str) -> None:
    for flags in (0, re.IGNORECASE, re.DOTALL):
        pattern = re.compile(regex, flags)
        assert bool(match_test(pattern)(string)) == bool(pattern.match(string))


@pytest.mark.parametrize("regex", TEMPERED)
def test_it_is_found_out_by_a_search(regex: str) -> None:
    pattern = re.compile(regex, re.IGNORECASE | re.DOTALL)
    test = match_test(pattern)
    assert isinstance(test, _FreeOf)
    assert isinstance(pickle.loads(pickle.dumps(test)), _FreeOf)


@pytest.mark.parametrize("regex", OTHERS)
def test_other_patterns_are_asked_themselves(regex: str) -> None:
    pattern = re.compile(regex)
    assert match_test(pattern) == pattern.match
