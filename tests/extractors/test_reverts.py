"""What counts as reverted for damage."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.extractors.dump import read_dump
from revscoring.extractors.revert_facts import find_restored, find_self_reverts
from revscoring.extractors.reverts import PageRevision, Undoing, edits_in_order, find_reverted, seconds

DATA = Path(os.environ.get("REVSCORING_DATA") or Path(__file__).parents[3] / "shared" / "data")


def history(*edits: str, hours: float = 1) -> list[PageRevision]:
    """Make a history of "user text" pairs, an hour apart; "?" is hidden."""
    made = []
    for number, edit in enumerate(edits):
        user, digest = (None if part == "?" else part for part in edit.split())
        made.append(PageRevision(number, number * hours * 3600, user, digest))
    return made


def reverted(*edits: str, hours: float = 1, **constants) -> list[int]:
    return list(find_reverted(history(*edits, hours=hours), **constants))


def test_an_edit_whose_earlier_text_somebody_restores_is_reverted():
    found = find_reverted(history("Ann a", "Vandal x", "Ben a"))
    assert list(found) == [1]
    assert (found[1].edit.id, found[1].by.id, found[1].to.id) == (1, 2, 0)


def test_all_edits_in_between_are_reverted():
    assert reverted("Ann a", "Vandal x", "Cid y", "Ben a") == [1, 2]


def test_nothing_is_reverted_where_nothing_is_restored():
    assert reverted("Ann a", "Ben b", "Cid c") == []
    assert reverted("Ann a", "Ben a", "Cid c") == []


def test_who_takes_his_own_edit_back_did_no_damage():
    assert reverted("Ann a", "Cid x", "Cid a") == []
    assert reverted("Ann a", "Cid x", "Cid a", self_reverts=True) == [1]


def test_only_the_first_revert_decides_who_took_it_back():
    assert reverted("Ann a", "Cid x", "Ben a", "Dora z", "Cid a") == [1, 3]


def test_what_somebody_else_puts_back_was_no_damage():
    assert reverted("Ann a", "Cid x", "Ben a", "Dora x") == [2]
    assert reverted("Ann a", "Cid x", "Ben a", "Dora x", restored=True) == [1, 2]


def test_who_puts_his_own_edit_back_does_not_vouch_for_it():
    assert 1 in reverted("Ann a", "Cid x", "Ben a", "Cid x")


def test_a_restoration_that_is_reverted_too_approves_nothing():
    # Two addresses blank the same page; the second one restores the text of the first.
    assert reverted("Ann a", "IP1 x", "Ben a", "IP2 x", "Ben a") == [1, 3]
    assert reverted("Ann a", "IP1 x", "Ben a", "IP2 x", "Ben a", "IP3 x", "Cid a") == [1, 3, 5]


def test_who_restores_a_page_again_and_again_did_no_damage():
    assert reverted("Ann a", "V x", "Ben a", "V x", "Ben a", "V x", "Ben a", "Dora b") == [1, 3, 5]


def evidence(edits: list[PageRevision], **rules) -> dict[int, str]:
    return {position: found.evidence for position, found in find_reverted(edits, **rules).items()}


def test_repeats_of_a_reverted_text_are_reverted_however_they_are_removed():
    blankings = ["Ann a", "V x", "Ben a"]
    superseded = [*blankings, "V x", "Ben b", "V x", "Cid c", "V x", "Dora d"]
    assert evidence(history(*superseded)) == {1: "text", 3: "repeated", 5: "repeated", 7: "repeated"}
    late = history(*blankings, "V x")
    late.append(PageRevision(9, late[-1].time + 1e8, "Ben", "a"))
    late.append(PageRevision(10, late[-1].time + 1e8, "Ben", "b"))
    assert evidence(late) == {1: "text", 3: "repeated"}


def test_a_text_that_stands_or_that_others_approve_is_not_repeated_damage():
    assert evidence(history("Ann a", "V x", "Ben a", "V x")) == {1: "text", 2: "text"}
    # Ann's text was taken out once, and stood when she put it back: years later it is built upon.
    again = history("Cid a", "Ann x", "Ben a", "Ben b")
    again.append(PageRevision(8, again[-1].time + 1e8, "Ann", "x"))
    again.append(PageRevision(9, again[-1].time + 1e8, "Ann", "y"))
    assert evidence(again) == {1: "text"}
    assert 4 not in evidence(history("Ann a", "Cid x", "Ben a", "Ben b", "Cid x", "Cid c", "Ben d"))


def with_summary(edits: list[PageRevision], **undoing: Undoing) -> list[PageRevision]:
    for position, said in undoing.items():
        edits[int(position[1:])].undoing = said
    return edits


def test_a_summary_tells_which_edit_is_undone():
    # The text in between stays, so that no earlier text comes back.
    edits = history("Ann a", "V x", "Cid y", "Ben z", "Dora w")
    assert evidence(edits) == {}
    assert evidence(with_summary(edits, e3=Undoing(revision=1))) == {1: "undo"}
    assert evidence(with_summary(edits, e3=Undoing("V (talk)", 1))) == {1: "undo"}
    assert evidence(with_summary(edits, e3=Undoing("Ann", 1))) == {}
    assert evidence(with_summary(edits, e3=Undoing(revision=1)), window_hours=1) == {}
    assert evidence(with_summary(edits, e3=Undoing(revision=1)), radius=1) == {}
    assert evidence(with_summary(edits, e3=Undoing(to=0))) == {1: "rollback", 2: "rollback"}
    assert evidence(with_summary(edits, e3=Undoing(revision=3))) == {}


def test_a_rollback_takes_back_the_last_edits_of_the_user_it_names():
    edits = history("Ann a", "V x", "W y", "W z", "Ben ?")
    edits[2].user = "V 2"
    edits[3].user = "V 2"
    assert evidence(with_summary(edits, e4=Undoing("V 2 (talk)"))) == {2: "rollback", 3: "rollback"}
    assert evidence(with_summary(edits, e4=Undoing("V"))) == {}
    # The number is that of another wiki, from which the page was imported.
    assert evidence(with_summary(edits, e4=Undoing("V 2", 987654))) == {3: "undo"}


def test_the_rules_hold_for_summaries_too():
    edits = history("Ann a", "V x", "V y", "Dora z")
    assert evidence(with_summary(edits, e2=Undoing(revision=1))) == {}
    assert evidence(edits, self_reverts=True) == {1: "undo"}
    edits = history("Ann a", "Cid x", "Ben y", "Dora z", "Eve w")
    assert evidence(with_summary(edits, e2=Undoing("Cid", 1), e3=Undoing("Ben", 2))) == {2: "undo"}
    assert evidence(edits, restored=True) == {1: "undo", 2: "undo"}


@pytest.mark.parametrize(("between", "expected"), [(15, 15), (16, 0)])
def test_the_radius_bounds_how_far_back_a_revert_reaches(between, expected):
    edits = ["Ann a", *(f"U{n} x{n}" for n in range(between)), "Ben a"]
    assert len(reverted(*edits, hours=0.01)) == expected
    assert len(reverted(*edits, hours=0.01, radius=16)) == between


@pytest.mark.parametrize(("hours", "expected"), [(48, [1]), (48.1, [])])
def test_the_window_bounds_how_long_a_revert_may_take(hours, expected):
    assert reverted("Ann a", "Cid x", "Ben a", hours=hours) == expected
    assert reverted("Ann a", "Cid x", "Ben a", hours=hours, window_hours=49) == [1]


def test_hidden_texts_and_users_equal_nobody():
    assert reverted("Ann ?", "Cid x", "Ben ?") == []
    assert reverted("Ann a", "? x", "? a") == [1]


def test_time_stamps():
    assert seconds("1970-01-02T00:00:01Z") == 86401
    with pytest.raises(ValueError, match="yesterday"):
        seconds("yesterday")


def test_histories_that_come_newest_first_are_turned_round():
    edits = history("Ann a", "Cid x", "Ben a")
    assert edits_in_order(reversed(edits)) == edits
    assert edits_in_order(edits) == edits


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz")), max_size=12))
def test_a_reverted_edit_is_always_between_two_equal_texts(pairs):
    edits = history(*(f"{user} {text}" for user, text in pairs))
    for position, found in find_reverted(edits).items():
        if found.evidence == "repeated":
            twins = [twin for twin in find_reverted(edits).values() if twin.evidence == "text"]
            assert found.edit.digest in {twin.edit.digest for twin in twins}
            continue
        assert found.to.digest == found.by.digest
        assert edits.index(found.to) < position < edits.index(found.by)
        assert found.by.user != edits[position].user


@pytest.mark.parametrize(
    ("name", "expected"),
    [("enwiki-rio-grande-2002-2007.xml.xz", 45), ("aawiki-2026.xml.xz", 38)],
)
def test_real_histories(name, expected):
    path = DATA / "histories" / name
    if not path.exists():
        pytest.skip(f"the real dump {name} is not here (set REVSCORING_DATA)")
    count = 0
    for _, page in groupby(read_dump(str(path)), key=lambda revision: id(revision.page)):
        edits = [PageRevision(r.id, seconds(r.timestamp), r.user_text, r.sha1) for r in page]
        count += len(find_reverted(edits))
    assert count == expected


def test_self_reverts_and_restored_edits_are_told():
    edits = history("Ann a", "Cid x", "Cid a", "Ben y", "Dora a", "Cid y", "Vandal z", "Ben y")
    assert find_self_reverts(edits) == {2}
    assert find_restored(edits) == {3}  # Dora reverted it, and Cid restored it
    assert find_self_reverts(history("Ann a", "Cid x", "Ben y", "Cid a")) == set()  # not Cid's edits only
    assert find_self_reverts(history("Ann a", "? x", "? a")) == set()
