"""Continuing an output that an earlier run has begun: what it holds is not done again."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from ..observations import Observation
from .files import STANDARD, is_table

__all__ = ["read_done", "remaining", "without_done"]


def read_done(path: str) -> list[int]:
    """Return the revision ids in an output, which need not exist; cut off an unfinished last line."""
    if path in STANDARD:
        raise RuntimeError("--resume needs --output FILE: it continues at the end of the file")
    if is_table(path):
        raise RuntimeError(f"--resume continues lines of JSON, not a table such as {path}")
    if not os.path.exists(path):
        return []
    done = []
    with open(path, "rb+") as file:
        end = 0
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                break
            end += len(line)
            if not line.strip():
                continue
            try:
                done.append(json.loads(line)["rev_id"])
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise RuntimeError(
                    f"{path}, line {number}: this is not an observation with a rev_id; --resume continues "
                    "an output of the same command only"
                ) from error
        file.truncate(end)
    return done


def remaining(observations: Sequence[Observation], done: Sequence[int]) -> list[Observation]:
    """Return the observations after the last one that is done; some before it may have been left out.

    >>> remaining([{"rev_id": 5}, {"rev_id": 6}, {"rev_id": 5}], done=[6])
    [{'rev_id': 5}]
    """
    position = 0
    for rev_id in done:
        while position < len(observations) and observations[position]["rev_id"] != rev_id:
            position += 1
        if position == len(observations):
            raise RuntimeError(
                f"the output has revision {rev_id} where the input does not; --resume needs the input of the "
                "run that it continues"
            )
        position += 1
    return list(observations[position:])


def without_done(observations: list[Observation], output: str, resume: bool) -> tuple[list[Observation], int]:
    """Return the observations that are still to be done, and the number of the others."""
    if not resume:
        return observations, 0
    rest = remaining(observations, read_done(output))
    return rest, len(observations) - len(rest)
