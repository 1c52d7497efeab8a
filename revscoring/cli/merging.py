"""Merging files of observations into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..observations import Observation, ObservationError, dump_observation, read_numbered_observations
from .files import open_input, open_rows
from .totals import Totals

__all__ = ["merge_files"]


def merge_files(
    inputs: Sequence[str],
    output: str,
    id_column: str,
    merge: Callable[[list[list[Observation]]], Iterable[Observation]],
    totals: Totals,
) -> None:
    """Write what a function makes of the observations of several files, and print the totals."""
    sets = [_read_set(path, id_column) for path in inputs]
    totals.inputs = sum(map(len, sets))
    with open_rows(output) as out:
        for observation in merge(sets):
            dump_observation(observation, out)
            totals.outputs += 1
    totals.left_out = totals.inputs - totals.outputs
    totals.finish()


def _read_set(path: str, id_column: str) -> list[Observation]:
    observations = []
    with open_input(path) as file:
        for number, observation in read_numbered_observations(file):
            if id_column not in observation:
                raise ObservationError(f"{path}, line {number}: it has no {id_column!r} (see --id-column)")
            if isinstance(observation[id_column], list | dict):
                raise ObservationError(f"{path}, line {number}: its {id_column!r} is not a number or a text")
            observations.append(observation)
    return observations
