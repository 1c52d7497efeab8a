"""Going on with an output that an earlier run has begun: what stands in it is not done again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from .files import STANDARD, open_output

__all__ = ["open_resumed", "read_done", "remaining", "resume_option"]


def resume_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that goes on where an output ends."""
    return click.option(
        "--resume",
        is_flag=True,
        help="Go on where the output file ends: what an interrupted run has written stays, the rest is done.",
    )(function)


def read_done(path: str) -> list[Any]:
    """Return the revision ids in an output, and cut off a last line that was not finished.

    Parameters
    ----------
    path : str
        An output of observations; it need not exist.

    Raises
    ------
    RuntimeError
        When it is the standard output, or holds something else.
    """
    if path in STANDARD:
        raise RuntimeError("--resume needs --output FILE: it goes on where the file ends")
    if not os.path.exists(path):
        return []
    done = []
    with open(path, "rb+") as file:
        end = 0
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                break
            try:
                done.append(json.loads(line)["rev_id"])
            except (ValueError, KeyError, TypeError) as error:
                raise RuntimeError(
                    f"{path}, line {number}: this is no observation with a rev_id; --resume goes on with an "
                    "output of the same command only"
                ) from error
            end += len(line)
        file.truncate(end)
    return done


def remaining(observations: Sequence[dict[str, Any]], done: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the observations after the last one that is done.

    Those done are some of the observations, in their order: some may have been left out.

    Raises
    ------
    RuntimeError
        When they are not.

    Examples
    --------
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
                "run that it goes on with"
            )
        position += 1
    return list(observations[position:])


@contextmanager
def open_resumed(path: str, resume: bool) -> Iterator[IO[str]]:
    """Open an output: at its end if it is resumed, else anew."""
    if resume:
        with open(path, "a", encoding="utf8") as file:
            yield file
    else:
        with open_output(path) as file:
            yield file
