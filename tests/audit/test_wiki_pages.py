"""Edits are found on pages as people link them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.audit import mentions, page_of_address


@pytest.mark.parametrize(
    ("text", "rev_ids"),
    [
        ("[[Special:Diff/12]]", [12]),
        ("[[Speciale:Differenze/12|this]] and [[:Special:Diff/11/13]]", [12, 13]),
        ("[[special:permalink/12#top|x]]", [12]),
        ("[https://my.wiki/w/index.php?title=A&diff=12&oldid=11 this]", [12]),
        ("https://my.wiki/w/index.php?diff=prev&oldid=12", [12]),
        ("https://my.wiki/w/index.php?oldid=12&amp;diff=prev", [12]),
        ("https://my.wiki/w/index.php?title=A&oldid=12", [12]),
        ("https://my.wiki/wiki/Special:Diff/11/12", [12]),
        ("{{diff|A page|12|11|label}} {{Diff|title=A|diff=13|oldid=12}}", [12, 13]),
        ("{{revisione|12}} {{oldid|A|13}}", [12, 13]),
        ("<!-- [[Special:Diff/12]] --> <nowiki>[[Special:Diff/13]]</nowiki> {{diffs of 2026|14}}", []),
        ("[[Special:Contributions/12]] [[w:fr:Special:Diff/13]] https://my.wiki/?curid=14", []),
        ("[[Special:Diff/0]] [[Special:Diff/x]] {{diff|A}} https://my.wiki/?diff=next&oldid=5", []),
        ("[[Special:Diff/12]] [[Special:Diff/12]]", [12]),
    ],
)
def test_links_to_edits(text: str, rev_ids: list[int]) -> None:
    assert [one.rev_id for one in mentions(text)] == rev_ids


def test_headings_are_sections_and_lines_are_notes() -> None:
    text = "[[Special:Diff/1]]\n=== The word ''ha'' in [[it|Italian]] ===<!-- x -->\n* [[Special:Diff/2]]  no\n== B ==\n"
    found = list(mentions(text + "# [[Special:Diff/2]]"))
    assert [(one.rev_id, one.section) for one in found] == [(1, ""), (2, "The word ha in Italian"), (2, "B")]
    assert found[1].line == "[[Special:Diff/2]] no"


def test_full_addresses_say_their_host() -> None:
    found = list(mentions("https://en.m.my.wiki/?diff=5 //Other.wiki/?diff=6 [[Special:Diff/7]]"))
    assert [one.host for one in found] == ["en.my.wiki", "other.wiki", ""]


@given(st.text(alphabet="[]{}|=:/?&#<>-!*\n0123456789 diffoldSpecial", max_size=300))
def test_any_text_is_read(text: str) -> None:
    for one in mentions(text):
        assert one.rev_id > 0


def test_a_page_of_hostile_lines_takes_no_time() -> None:
    for line in (
        "[" * 100_000,
        "{{diff|" * 50_000,
        "=" * 100_000,
        "<!--" * 50_000,
        "https://a/" + "%" * 200_000,
    ):
        list(mentions(line))


def test_titles_of_addresses() -> None:
    assert page_of_address("https://my.wiki/w/index.php/A_b") == ("https://my.wiki", "A b")
    assert page_of_address("https://my.wiki/wiki/Progetto:Citt%C3%A0") == (
        "https://my.wiki",
        "Progetto:Città",
    )
    assert page_of_address("https://my.wiki/")[1] == ""
