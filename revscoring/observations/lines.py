"""Observation files, labels and the other things that the commands share.

An observation is a dict; in a file it is one line of JSON. If it has a ``cache``, that is an object
``{"feature.x": value, …}`` of typed JSON (see `values`); caches of revscoring 2.x, which are pickles,
are read without executing them (see `old_caches`) and never written.
"""

from __future__ import annotations

import json
import random
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, Final, TypeVar

from .old_caches import read_old_cache
from .values import CacheValueError, decode_value, encode_value

__all__ = [
    "DECODERS",
    "ObservationError",
    "Timeout",
    "dump_observation",
    "encode_observation",
    "read_labels_and_population_rates",
    "read_labels_config",
    "read_numbered_observations",
    "read_observations",
    "train_test_split",
]

T = TypeVar("T")


def _decode_bool(text: str) -> bool:
    return text in ("True", "1")


#: Decoders of values written as text, by the name of their type.
DECODERS: Final[dict[str, Callable[[str], Any]]] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": _decode_bool,
}


class ObservationError(RuntimeError):
    """A line of an observation file cannot be read, or an observation cannot be written."""


def read_observations(f: Iterable[str]) -> Iterator[dict[str, Any]]:
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
        At the first line that is no observation, naming file and line.

    Examples
    --------
    >>> list(read_observations(['{"rev_id": 5, "cache": {"feature.chars": 10}}']))
    [{'rev_id': 5, 'cache': {'feature.chars': 10}}]
    """
    return (observation for _, observation in read_numbered_observations(f))


def read_numbered_observations(f: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
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
            raise ObservationError(f"{name}, line {number + 1}: this is no UTF-8 text: {error}") from error
        if not line.strip():
            continue
        try:
            observation = json.loads(line)
        except ValueError as error:
            raise ObservationError(
                f"{name}, line {number}: this is no JSON ({error}); an observation file has one JSON object "
                "per line: mend or remove the line"
            ) from error
        if not isinstance(observation, dict):
            raise ObservationError(
                f"{name}, line {number}: this is JSON of type {type(observation).__name__}, not an object "
                'such as {"rev_id": 5}: mend or remove the line'
            )
        try:
            _decode_cache(observation)
        except CacheValueError as error:
            raise ObservationError(f"{name}, line {number}: {error}") from error
        yield number, observation


def _decode_cache(observation: dict[str, Any]) -> None:
    cache = observation.get("cache")
    if isinstance(cache, str):
        observation["cache"] = read_old_cache(cache)
    elif isinstance(cache, dict):
        observation["cache"] = {key: decode_value(value) for key, value in cache.items()}
    elif cache is not None:
        raise CacheValueError(f"the cache is of type {type(cache).__name__}, not an object")


def encode_observation(observation: Any) -> str:
    """Return the line of an observation, without the newline.

    Parameters
    ----------
    observation : dict or other
        A dict may have a ``cache`` with keys that are dependents or strings; anything else is written
        as JSON. It is not changed.

    Raises
    ------
    ObservationError
        When a value cannot be written.

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
        return json.dumps(line, ensure_ascii=False, allow_nan=False).encode("utf8").decode("utf8")
    except UnicodeEncodeError:
        return json.dumps(line)  # lone surrogates are not UTF-8: write them as escapes
    except (TypeError, ValueError) as error:
        raise ObservationError(f"the observation cannot be written as JSON: {error}") from error


def dump_observation(observation: Any, f: IO[str]) -> None:
    """Write one observation as a line of JSON; the observation itself is not changed.

    Parameters
    ----------
    observation : dict or other
        See `encode_observation`.
    f : text file
        Open for writing.
    """
    f.write(encode_observation(observation) + "\n")


def train_test_split(observations: Iterable[T], test_prop: float = 0.25) -> tuple[list[T], list[T]]:
    """Split observations at random into a list to train on and a list to test on.

    Parameters
    ----------
    observations : iterable
    test_prop : float
        The share of the second list, rounded down to whole observations.

    Examples
    --------
    >>> train, test = train_test_split(range(10), test_prop=0.25)
    >>> len(train), len(test), sorted(train + test) == list(range(10))
    (8, 2, True)
    """
    shuffled = list(observations)
    random.shuffle(shuffled)
    test_size = int(len(shuffled) * test_prop)
    return shuffled[test_size:], shuffled[:test_size]


def read_labels_and_population_rates(
    labels_str: str | None,
    label_weights_strs: Sequence[str] | None,
    pop_rates_strs: Sequence[str] | None,
    config_path: Any,
) -> tuple[list[Any], dict[Any, Any] | None, dict[Any, Any] | None]:
    """Return labels, their weights and their rates in the population, as the options give them.

    Parameters
    ----------
    labels_str : str or None
        JSON values separated by commas: ``true,false`` or ``"FA","GA"``.
    label_weights_strs, pop_rates_strs : sequence of str
        ``label=number``, the label as JSON: ``true=0.034``.
    config_path : dict or None
        A labels configuration that is loaded already; then the other three are ignored.

    Returns
    -------
    labels : list
    label_weights, population_rates : dict or None

    Examples
    --------
    >>> read_labels_and_population_rates(None, [], ["true=0.25", "false=0.75"], None)
    ([True, False], None, {True: 0.25, False: 0.75})
    """
    if config_path is not None:
        return read_labels_config(config_path)
    weights = _read_numbers(label_weights_strs, "--label-weight")
    rates = _read_numbers(pop_rates_strs, "--pop-rate")
    if labels_str is not None:
        labels = _read_labels(labels_str)
    elif rates is not None:
        labels = list(rates)
    elif weights is not None:
        labels = list(weights)
    else:
        raise RuntimeError(
            "the labels are not known: give --labels true,false or --pop-rate true=0.1 --pop-rate false=0.9 "
            "or --labels-config FILE"
        )
    for option, given in (("--label-weight", weights), ("--pop-rate", rates)):
        for label in given or ():
            if label not in labels:
                raise RuntimeError(f"{option} names the label {label!r}, which is not among {labels}")
    return labels, weights, rates


def _read_labels(text: str) -> list[Any]:
    try:
        return list(json.loads(f"[{text}]"))
    except ValueError as error:
        raise RuntimeError(
            f"--labels {text}: labels are JSON values separated by commas, such as true,false or "
            f'\'"FA","GA"\' ({error})'
        ) from error


def _read_numbers(pairs: Sequence[str] | None, option: str) -> dict[Any, Any] | None:
    numbers: dict[Any, Any] = {}
    for pair in pairs or ():
        label, _, number = pair.rpartition("=")
        try:
            numbers[json.loads(label)] = json.loads(number)
        except (ValueError, TypeError) as error:
            raise RuntimeError(
                f"{option} {pair}: this is not label=number with a JSON label, such as true=0.1 or "
                "'\"FA\"=0.1'"
            ) from error
    return numbers or None


def read_labels_config(
    labels_config: dict[str, Any],
) -> tuple[list[Any], dict[Any, Any] | None, dict[Any, Any] | None]:
    """Return labels, weights and rates of a loaded labels configuration.

    Parameters
    ----------
    labels_config : dict
        ``{"labels": [{"value": "A", "weight": 2, "population_rate": 0.1}, …]}``.

    Examples
    --------
    >>> read_labels_config({"labels": [{"value": "A", "population_rate": 0.1}, {"value": "B"}]})
    (['A', 'B'], None, {'A': 0.1})
    """
    entries = labels_config.get("labels") if isinstance(labels_config, dict) else None
    if not isinstance(entries, list) or not all(isinstance(e, dict) and "value" in e for e in entries):
        raise RuntimeError('the labels configuration must have a list "labels" of entries with a "value"')
    weights = {entry["value"]: entry["weight"] for entry in entries if "weight" in entry}
    rates = {entry["value"]: entry["population_rate"] for entry in entries if "population_rate" in entry}
    return [entry["value"] for entry in entries], weights or None, rates or None


class Timeout:
    """A context that raises TimeoutError when its body takes too long; in the main thread, on Unix.

    Parameters
    ----------
    timeout_seconds : float or None
        How long it may take; None for ever.

    Examples
    --------
    >>> import time
    >>> with Timeout(0.01):
    ...     time.sleep(1)
    Traceback (most recent call last):
    ...
    TimeoutError: more than 0.01 seconds
    """

    def __init__(self, timeout_seconds: float | None) -> None:
        self.timeout_seconds = timeout_seconds
        self._former: Any = None

    def handle_timeout(self, signum: int, frame: Any) -> None:
        """Raise the TimeoutError."""
        raise TimeoutError(f"more than {self.timeout_seconds} seconds")

    def __enter__(self) -> Timeout:
        if self.timeout_seconds is not None:
            self._former = signal.signal(signal.SIGALRM, self.handle_timeout)
            signal.setitimer(signal.ITIMER_REAL, self.timeout_seconds)
        return self

    def __exit__(self, type: Any, value: Any, traceback: Any) -> None:
        if self.timeout_seconds is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._former)
