"""Reading and writing observations, one JSON object per line.

If an observation has a ``cache``, it is an object ``{"feature.x": value, …}`` of typed JSON (see
`values`). The caches of revscoring 2.x are pickles: they are read without executing them (see
`old_caches`) and never written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final, TypeAlias, TypedDict

import msgspec

from ..errors import compatible_text
from .old_caches import read_old_cache
from .values import CacheValueError, decode_value, encode_value

__all__ = [
    "ErrorDocument",
    "Observation",
    "ObservationError",
    "dump_observation",
    "encode_observation",
    "error_document",
    "load_line",
    "read_numbered_observations",
    "read_observations",
]

_DECODE: Final = msgspec.json.Decoder().decode

#: Fields with JSON values; beside the user's own there may be ``rev_id``, ``cache``, ``score`` and ``error``.
Observation: TypeAlias = dict[str, Any]


class ErrorDocument(TypedDict):
    """The error of a revision, as it is written to observations and scores."""

    type: str
    message: str


class ObservationError(RuntimeError):
    """A line of an observation file cannot be read, or an observation cannot be written."""


def read_observations(f: Iterable[str]) -> Iterator[Observation]:
    """Read observations, one JSON object per line; empty lines are skipped.

    Parameters
    ----------
    f : text file
        An open file, or any iterable of lines.

    Yields
    ------
    dict
        The observation; its cache, if it has one, is a dict of str to value.

    Raises
    ------
    ObservationError
        At the first line that is not an observation, naming file and line.

    Examples
    --------
    >>> list(read_observations(['{"rev_id": 5, "cache": {"feature.chars": 10}}']))
    [{'rev_id': 5, 'cache': {'feature.chars': 10}}]
    """
    return (observation for _, observation in read_numbered_observations(f))


def error_document(error: BaseException) -> ErrorDocument:
    """Return an error as it is written to observations and scores.

    Examples
    --------
    >>> from revscoring.errors import RevisionNotFound
    >>> error_document(RevisionNotFound("{revision}", 5))["message"]
    'RevisionNotFound: Could not find revision ({revision}:5)'
    """
    return {
        "type": type(error).__name__,
        "message": " ".join(compatible_text(error).split("\nTraceback")[0].split()),
    }


def read_numbered_observations(f: Iterable[str]) -> Iterator[tuple[int, Observation]]:
    """Read observations with the numbers of their lines; see `read_observations`."""
    name = getattr(f, "name", None) or "observations"
    lines = enumerate(f, 1)
    number = 0
    while True:
        try:
            number, line = next(lines)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise ObservationError(f"{name}, line {number + 1}: this is not UTF-8 text: {error}") from error
        if not line.strip():
            continue
        try:
            observation = load_line(line)
        except (ValueError, RecursionError) as error:
            raise ObservationError(
                f"{name}, line {number}: this is not JSON ({error}); an observation file has one JSON object "
                "per line: correct or remove the line"
            ) from error
        if not isinstance(observation, dict):
            raise ObservationError(
                f"{name}, line {number}: this is JSON of type {type(observation).__name__}, not an object "
                'such as {"rev_id": 5}: correct or remove the line'
            )
        try:
            _decode_cache(observation)
        except CacheValueError as error:
            raise ObservationError(f"{name}, line {number}: {error}") from error
        yield number, observation


def load_line(line: str) -> Any:
    """Return what `json.loads` does, and raise its errors, in a third of the time."""
    try:
        return _DECODE(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):  # NaN, a lone surrogate, or no JSON
        return json.loads(line)


def _decode_cache(observation: Observation) -> None:
    cache = observation.get("cache")
    if isinstance(cache, str):
        observation["cache"] = read_old_cache(cache)
    elif isinstance(cache, dict):
        observation["cache"] = {key: decode_value(value) for key, value in cache.items()}
    elif cache is not None:
        raise CacheValueError(f"the cache is of type {type(cache).__name__}, not an object")


def encode_observation(observation: object) -> str:
    """Return the line of an observation, without the newline.

    Parameters
    ----------
    observation : dict or other
        A dict may have a ``cache`` with keys that are dependents or strings; anything else is written
        as JSON. NaN and infinite numbers in fields, which JSON lacks, are written as Python and pandas write
        them; `read_observations` reads them.

    Raises
    ------
    ObservationError
        If a value cannot be written.

    Examples
    --------
    >>> encode_observation({"rev_id": 5, "cache": {"feature.words": 2.0}})
    '{"rev_id": 5, "cache": {"feature.words": 2.0}}'
    """
    line = observation
    if isinstance(observation, dict) and isinstance(observation.get("cache"), dict):
        cache = {}
        for key, value in observation["cache"].items():
            try:
                cache[str(key)] = encode_value(value)
            except CacheValueError as error:
                raise ObservationError(f"revision {observation.get('rev_id')}, {key}: {error}") from error
        line = {**observation, "cache": cache}
    try:
        return json.dumps(line, ensure_ascii=False).encode("utf8").decode("utf8")
    except UnicodeEncodeError:
        return json.dumps(line)  # lone surrogates are not UTF-8: write them as escapes
    except (TypeError, ValueError, RecursionError) as error:
        raise ObservationError(f"the observation cannot be written as JSON: {error}") from error


def dump_observation(observation: object, f: IO[str]) -> None:
    """Write one observation as a line of JSON; the observation itself is not changed.

    Parameters
    ----------
    observation : dict or other
        See `encode_observation`.
    f : text file
        Open for writing.
    """
    f.write(encode_observation(observation) + "\n")
