"""Merging observations by a field."""

from __future__ import annotations

from revscoring.observations import intersect_merge_observations, union_merge_observations

ONE = [{"rev_id": 1, "d": {"x": 1}, "a": 1}, {"rev_id": 2}]
OTHER = [{"rev_id": 3}, {"rev_id": 1, "d": {"y": 2}, "a": 2}]
MERGED = {"rev_id": 1, "d": {"x": 1, "y": 2}, "a": 2}


def test_the_union_has_every_id_once_in_order_of_first_appearance():
    assert list(union_merge_observations([*ONE, *OTHER], "rev_id")) == [MERGED, {"rev_id": 2}, {"rev_id": 3}]


def test_the_intersection_has_the_ids_of_all_sets():
    assert list(intersect_merge_observations([ONE, OTHER], "rev_id")) == [MERGED]
    assert list(intersect_merge_observations([ONE, OTHER, [{"rev_id": 2}]], "rev_id")) == []
    assert list(intersect_merge_observations([ONE], "rev_id")) == ONE


def test_what_is_merged_is_not_changed():
    one = [{"rev_id": 1, "d": {"x": 1}}]
    list(union_merge_observations([*one, {"rev_id": 1, "d": {"x": 2}}], "rev_id"))
    assert one == [{"rev_id": 1, "d": {"x": 1}}]
