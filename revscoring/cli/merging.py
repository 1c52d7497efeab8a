"""Merging observations of several files by a column; the commands for it are their own modules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any

from ..observations.lines import ObservationError, dump_observation, read_numbered_observations
from .files import Totals, open_input, open_output

__all__ = ["deep_merge", "intersect_merge", "merge_files", "union_merge"]


def deep_merge(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return a dict with the items of both; the other wins, but dicts in both are merged in turn.

    Examples
    --------
    >>> deep_merge({"a": 1, "d": {"x": 1}}, {"d": {"y": 2}, "a": 5})
    {'a': 5, 'd': {'x': 1, 'y': 2}}
    """
    merged = dict(one)
    for key, value in other.items():
        former = merged.get(key)
        merged[key] = (
            deep_merge(former, value) if isinstance(former, dict) and isinstance(value, dict) else value
        )
    return merged


def union_merge(observations: Iterable[dict[str, Any]], id_column: str) -> Iterable[dict[str, Any]]:
    """Return one observation for every id, merged of all with that id, in order of first appearance.

    Examples
    --------
    >>> list(union_merge([{"rev_id": 1, "a": 1}, {"rev_id": 2}, {"rev_id": 1, "b": 2}], "rev_id"))
    [{'rev_id': 1, 'a': 1, 'b': 2}, {'rev_id': 2}]
    """
    merged: dict[Any, dict[str, Any]] = {}
    for observation in observations:
        merged[observation[id_column]] = deep_merge(merged.get(observation[id_column], {}), observation)
    return merged.values()


def intersect_merge(
    observation_sets: Sequence[Iterable[dict[str, Any]]], id_column: str
) -> Iterable[dict[str, Any]]:
    """Return one observation for every id that is in all sets, merged, in the order of the first set.

    Examples
    --------
    >>> list(intersect_merge([[{"rev_id": 2}, {"rev_id": 1}], [{"rev_id": 1, "b": 2}]], "rev_id"))
    [{'rev_id': 1, 'b': 2}]
    """
    first, *others = (
        {one[id_column]: one for one in union_merge(each, id_column)} for each in observation_sets
    )
    for other in others:
        first = {key: deep_merge(one, other[key]) for key, one in first.items() if key in other}
    return first.values()


def merge_files(name: str, inputs: Sequence[str], output: str, id_column: str, *, intersect: bool) -> None:
    """Merge files of observations into one, and print the totals."""
    totals = Totals(name, "observations")
    sets = []
    with ExitStack() as stack:
        for path in inputs:
            rows = []
            for number, observation in read_numbered_observations(stack.enter_context(open_input(path))):
                if id_column not in observation:
                    raise ObservationError(
                        f"{path}, line {number}: it has no {id_column!r} (see --id-column)"
                    )
                rows.append(observation)
            sets.append(rows)
            totals.inputs += len(rows)
        if intersect:
            merged = list(intersect_merge(sets, id_column))
        else:
            merged = list(union_merge((one for rows in sets for one in rows), id_column))
        with open_output(output) as out:
            for observation in merged:
                dump_observation(observation, out)
    totals.outputs = len(merged)
    totals.left_out = totals.inputs - totals.outputs
    totals.left_out_words = "merged into others" + (" or not in every file" if intersect else "")
    totals.finish()
