"""Linking revisions to their parents: by id, by order, out of order, out of reach."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.extractors.dump import DumpPage, DumpRevision, Linked, link_parents, note_creations


def make(
    *revisions: tuple[int, int | None], page: DumpPage | None = None, text: str = "a"
) -> list[DumpRevision]:
    page = page or DumpPage(1, "Ants", "Ants", 0, "")
    made = [
        DumpRevision(page, rev_id, parent, f"2003-01-{rev_id:02}T00:00:00Z", text=text)
        for rev_id, parent in revisions
    ]
    page.first = made[0]
    return made


def parents(links: list[Linked]) -> dict[int, int | None]:
    return {link.revision.id: link.parent.id if link.parent else None for link in links}


def test_parent_ids_decide():
    links = list(link_parents(make((1, None), (2, 1), (3, 1), (4, 3))))
    assert parents(links) == {1: None, 2: 1, 3: 1, 4: 3}
    assert all(link.missing_parent is None for link in links)


def test_without_parent_ids_the_order_decides():
    links = list(link_parents(make((1, None), (2, None), (3, None))))
    assert parents(links) == {1: None, 2: 1, 3: 2}
    assert [link.revision.id for link in links] == [1, 2, 3]


def test_a_page_that_is_told_newest_first_without_parent_ids():
    links = list(link_parents(make((3, None), (2, None), (1, None))))
    assert parents(links) == {3: 2, 2: 1, 1: None}
    assert all(link.creation is None for link in links)


def test_zero_is_no_parent():
    assert parents(list(link_parents(make((1, 0), (2, 1), (3, 0))))) == {1: None, 2: 1, 3: None}


def test_a_second_creation_in_a_page_with_ids_has_no_parent():
    assert parents(list(link_parents(make((1, None), (2, 1), (3, None))))) == {1: None, 2: 1, 3: None}


def test_by_order_overrules_ids():
    assert parents(list(link_parents(make((1, None), (2, 1), (3, 1)), by_order=True))) == {
        1: None,
        2: 1,
        3: 2,
    }


def test_a_parent_that_comes_later_is_waited_for():
    links = list(link_parents(make((2, 1), (3, 2), (1, None))))
    assert parents(links) == {1: None, 2: 1, 3: 2}


def test_a_parent_that_is_not_in_the_dump_is_named():
    links = list(link_parents(make((5, 4), (6, 5))))
    assert parents(links) == {5: None, 6: 5}
    assert {link.revision.id: link.missing_parent for link in links} == {5: 4, 6: None}
    assert all(link.creation is None for link in links)


def test_a_parent_that_is_too_far_back_is_out_of_reach():
    revisions = make((1, None), (2, 1), (3, 2), (4, 1), text="a" * 1000)
    links = {link.revision.id: link for link in link_parents(revisions, window=2500)}
    assert (links[4].parent, links[4].missing_parent, links[4].out_of_reach) == (None, 1, True)
    assert links[3].parent is not None


def test_those_who_wait_are_bounded_too():
    revisions = make((2, 90), (3, 91), (4, 92), (5, 93), text="a" * 1000)
    waiting = link_parents(revisions, window=2500)
    assert next(waiting).missing_parent == 90
    assert sorted(link.missing_parent for link in waiting) == [91, 92, 93]


def test_the_creation_is_the_first_revision():
    assert {link.creation.id for link in link_parents(make((1, None), (2, 1)))} == {1}


def test_pages_do_not_mix():
    one = make((1, None), (2, None))
    two = make((3, None), (4, None), page=DumpPage(2, "Bees", "Bees", 0, ""))
    assert parents(list(link_parents(one + two))) == {1: None, 2: 1, 3: None, 4: 3}


def test_only_parents_are_kept_in_memory():
    import gc
    import weakref

    class Text(str):
        pass

    alive: list[weakref.ref] = []

    def revisions():
        page = DumpPage(1, "Ants", "Ants", 0, "")
        for rev_id in range(1, 50):
            text = Text("a" * 100)
            alive.append(weakref.ref(text))
            yield DumpRevision(page, rev_id, None, "2003-01-01T00:00:00Z", text=text)
            del text

    for _ in link_parents(revisions()):
        gc.collect()
        assert sum(ref() is not None for ref in alive) <= 4


@pytest.mark.parametrize("window", [0, 500, 1_000_000])
@given(size=st.integers(1, 9), seed=st.integers())
def test_every_revision_comes_out_once_whatever_the_order(window, size, seed):
    chooser = random.Random(seed)
    tree = [(n, chooser.choice([None, 0, *range(1, n), 50])) for n in range(1, size + 1)]
    chooser.shuffle(tree)
    links = list(link_parents(make(*tree), window=window))
    assert sorted(link.revision.id for link in links) == sorted(n for n, _ in tree)
    for link in links:
        if link.parent is not None and link.revision.parent_id:
            assert link.parent.id == link.revision.parent_id


def test_what_is_held_back_comes_before_the_error_of_a_broken_dump():
    def broken():
        yield from make((5, 4), (6, 5))
        raise OSError("the disk is gone")

    seen = []
    with pytest.raises(OSError, match="the disk is gone"):
        for link in link_parents(broken()):
            seen.append(link.revision.id)
    assert sorted(seen) == [5, 6]


def test_the_creation_is_the_earliest_revision_whatever_its_id():
    page = DumpPage(1, "Ants", "Ants", 0, "")
    late = DumpRevision(page, 10, timestamp="2010-01-01T00:00:00Z")
    later = DumpRevision(page, 11, 10, timestamp="2011-01-01T00:00:00Z")
    imported = DumpRevision(page, 20, timestamp="2005-01-01T00:00:00Z", text="old")
    page.first = late
    creations: dict[int, DumpRevision] = {}
    revisions = list(note_creations([late, later, imported], creations))
    links = list(link_parents(revisions, creations=creations))
    assert [link.creation.id for link in links if link.creation] == [20, 20, 20]
    assert creations[1].text is None


def test_histories_are_of_the_same_page_and_end_before_the_revision():
    other = make((9, None), page=DumpPage(2, "Bees", "Bees", 0, ""))
    links = list(link_parents(make((1, None), (2, 1), (3, 2)) + other, histories=True))
    found = {link.revision.id: link.recent for link in links}
    assert {key: [one["id"] for one in recent.revisions] for key, recent in found.items()} == {
        1: [],
        2: [1],
        3: [1, 2],
        9: [],
    }
    assert found[3].words == [{"added": ["a"], "removed": []}, {"added": [], "removed": []}]
    assert all(link.recent is None for link in link_parents(make((1, None), (2, 1))))


def test_histories_are_bounded():
    *_, last = link_parents(make(*((id, id - 1) for id in range(1, 71))), histories=True)
    assert [one["id"] for one in last.recent.revisions] == list(range(20, 70))
    assert len(last.recent.words) == 20


def test_a_page_that_is_told_newest_first_has_no_histories():
    links = list(link_parents(make((3, None), (2, None), (1, None)), histories=True))
    assert [link.recent for link in links] == [None, None, None]


def test_a_hidden_text_changes_no_words():
    revisions = make((1, None), (2, 1), (3, 2), (4, 3))
    revisions[1].text = None
    revisions[2].text = "a b"
    *_, last = link_parents(revisions, histories=True)
    assert last.recent.revisions[1]["sha1"] is None
    assert last.recent.words[1:] == [{"added": [], "removed": []}, {"added": ["b"], "removed": []}]
