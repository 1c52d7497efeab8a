"""Merging observations by a field, such as the revision id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .lines import Observation

__all__ = ["intersect_merge_observations", "union_merge_observations"]


def _deep_merge(one: Observation, other: Observation) -> Observation:
    """Merge two dicts: values of the other win, but where both have a dict, these are merged.

    >>> _deep_merge({"a": 1, "d": {"x": 1}}, {"d": {"y": 2}, "a": 5})
    {'a': 5, 'd': {'x': 1, 'y': 2}}
    """
    merged = dict(one)
    for key, value in other.items():
        earlier = merged.get(key)
        if isinstance(earlier, dict) and isinstance(value, dict):
            value = _deep_merge(earlier, value)
        merged[key] = value
    return merged


def _merged_by(id_column: str, observations: Iterable[Observation]) -> dict[object, Observation]:
    merged: dict[object, Observation] = {}
    for observation in observations:
        key = observation[id_column]
        merged[key] = _deep_merge(merged.get(key, {}), observation)
    return merged


def union_merge_observations(observations: Iterable[Observation], id_column: str) -> Iterator[Observation]:
    """Yield one observation for each id, in order of first appearance.

    Parameters
    ----------
    observations : iterable of dict
        Objects within them are merged too; where two disagree, the later one wins.
    id_column : str
        The field with the id.

    Examples
    --------
    >>> observations = [{"rev_id": 1, "a": 1}, {"rev_id": 2}, {"rev_id": 1, "b": 2}]
    >>> list(union_merge_observations(observations, "rev_id"))
    [{'rev_id': 1, 'a': 1, 'b': 2}, {'rev_id': 2}]
    """
    yield from _merged_by(id_column, observations).values()


def intersect_merge_observations(
    observation_sets: Sequence[Iterable[Observation]], id_column: str
) -> Iterator[Observation]:
    """Yield one observation for each id that all sets have, in the order of the first set.

    See `union_merge_observations`.

    Examples
    --------
    >>> sets = [[{"rev_id": 2}, {"rev_id": 1}], [{"rev_id": 1, "b": 2}]]
    >>> list(intersect_merge_observations(sets, "rev_id"))
    [{'rev_id': 1, 'b': 2}]
    """
    first, *others = (_merged_by(id_column, observations) for observations in observation_sets)
    for other in others:
        first = {key: _deep_merge(one, other[key]) for key, one in first.items() if key in other}
    yield from first.values()
