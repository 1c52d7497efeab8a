"""Grid search for the parameters of models, by cross-validation."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from ..importing import import_from_path
from .models.cross_validation import Division, cross_validated_scores, divide

if TYPE_CHECKING:
    from ..features import Feature
    from .statistics.statistics import Statistics

__all__ = ["Candidate", "Evaluation", "Search", "Timeout", "exact_path", "read_grid", "statistic_of"]


class Timeout:
    """A context that raises TimeoutError if its body takes too long; in the main thread, on Unix.

    Parameters
    ----------
    timeout_seconds : float or None
        How long it may take; None for no limit.

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
        self._former: Callable[[int, FrameType | None], Any] | int | None = None

    def handle_timeout(self, signum: int, frame: FrameType | None) -> None:
        """Raise the TimeoutError."""
        raise TimeoutError(f"more than {self.timeout_seconds} seconds")

    def __enter__(self) -> Timeout:
        if self.timeout_seconds is not None:
            self._former = signal.signal(signal.SIGALRM, self.handle_timeout)
            signal.setitimer(signal.ITIMER_REAL, self.timeout_seconds)
        return self

    def __exit__(
        self, type: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self.timeout_seconds is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._former)


@dataclass(frozen=True)
class Candidate:
    """A model to try: its name in the configuration, the path of its class, and its parameters."""

    name: str
    class_path: str
    params: dict[str, Any]

    def __str__(self) -> str:
        return ", ".join(f"{key}={value!r}" for key, value in self.params.items())


@dataclass(frozen=True)
class Evaluation:
    """The statistic of a candidate and the seconds that it took, or the error that it ended with.

    ``published`` is the area as revscoring 2.x computes it, from 50 points, if the statistic is an area.
    """

    candidate: Candidate
    value: float = float("nan")
    published: float | None = None
    seconds: float = 0.0
    error: BaseException | None = None


def read_grid(config: object, where: str = "the configuration") -> list[Candidate]:
    """Return every combination of parameters of a configuration.

    Parameters
    ----------
    config : dict
        ``{name: {"class": path, "params": {parameter: [values]}}}``; a RuntimeError if it is not.
    where : str
        What to call it in errors.

    Examples
    --------
    >>> grid = read_grid({"gb": {"class": "m.GB", "params": {"depth": [3, 5], "rate": [0.1]}}})
    >>> [str(candidate) for candidate in grid]
    ['depth=3, rate=0.1', 'depth=5, rate=0.1']
    """
    if not isinstance(config, Mapping) or not config:
        raise RuntimeError(f"{where} must have entries such as gb: {{class: ..., params: {{...}}}}")
    grid = []
    for name, entry in config.items():
        if not isinstance(entry, Mapping) or "class" not in entry:
            raise RuntimeError(f'{where}: the entry {name!r} has no "class"')
        params = entry.get("params") or {}
        for parameter, values in params.items():
            if not isinstance(values, list):
                raise RuntimeError(
                    f"{where}: {name!r}: {parameter} must have a list of values, not {values!r}"
                )
        for values in itertools.product(*params.values()):
            grid.append(Candidate(str(name), entry["class"], dict(zip(params, values, strict=True))))
    return grid


def exact_path(path: str) -> str:
    """Return the path of the exact area, for that of an area that is published from 50 points.

    Fifty points can show a model that tosses a coin as nearly perfect.

    Examples
    --------
    >>> exact_path("roc_auc.labels.true"), exact_path("pr_auc"), exact_path("recall.micro")
    ('roc_auc_exact.labels.true', 'average_precision', 'recall.micro')
    """
    from .statistics.classification import ScaledThresholdStatistics

    name, dot, rest = path.partition(".")
    return ScaledThresholdStatistics.EXACT.get(name, name) + dot + rest


def statistic_of(statistics: Statistics, path: str) -> float:
    """Return the value of a statistic at a path such as ``roc_auc.labels.true``.

    The path may be a threshold optimisation with a label, such as
    ``"maximum recall @ precision >= 0.9".labels.true``. Its value is what is maximised (the recall), not
    the threshold.

    Raises
    ------
    RuntimeError
        If the statistic is not a number.
    """
    from .paths import parse_pattern

    value = statistics.lookup(path)
    parts = [str(part) for part in parse_pattern(path)]
    if " @ " in parts[0] and parts[1:2] == ["labels"]:
        value = _optimised(statistics, parts[0], parts[2], value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuntimeError(f"{path} is not a single number: name a part of it, such as {path}.micro")
    return float(value)


def _optimised(statistics: Statistics, optimisation: str, label: str, threshold: object) -> object:
    from .statistics.classification.threshold_optimization import ThresholdOptimization

    target = ThresholdOptimization.parse(optimisation).target_stat
    rows = statistics.lookup(["thresholds", label])
    return next((row[target] for at, row in rows if at == threshold), None)


@dataclass(frozen=True)
class Search:
    """A search for the candidate with the best statistic (see `statistic_of`).

    Areas are the exact ones (see `exact_path`). The parameters of a candidate win over the `params` of all
    models; `timeout` is in seconds, for each candidate. Candidates are tested on the `division`, by default
    on `folds` at random.
    """

    features: Sequence[Feature]
    value_labels: Sequence[tuple[Sequence[Any], Any]]
    statistic: str
    params: Mapping[str, Any] = field(default_factory=dict)
    folds: int = 5
    timeout: float | None = None
    division: Division | None = None

    def evaluate(self, candidate: Candidate) -> Evaluation:
        """Cross-validate one candidate."""
        start = time.monotonic()
        model = import_from_path(candidate.class_path)(self.features, **{**self.params, **candidate.params})
        labels = [label for _, label in self.value_labels]
        with Timeout(self.timeout):
            division = self.division or divide(labels, self.folds, getattr(model, "multilabel", False))
            scores, order = cross_validated_scores(model, self.value_labels, division, processes=1)
            statistics = model.fit_statistics(scores, [labels[index] for index in order])
        path = exact_path(self.statistic)
        published = None if path == self.statistic else statistic_of(statistics, self.statistic)
        return Evaluation(candidate, statistic_of(statistics, path), published, time.monotonic() - start)

    def run(self, grid: Sequence[Candidate], processes: int | None = None) -> Iterator[Evaluation]:
        """Yield the evaluations of candidates, in their order; all cores are used by default."""
        count = min(processes or os.cpu_count() or 1, len(grid))
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
        with ProcessPoolExecutor(count, context, _start_worker, (self,)) as pool:
            futures: list[Future[Evaluation]] = [pool.submit(_evaluate, one) for one in grid]
            for candidate, future in zip(grid, futures, strict=True):
                error = future.exception()
                yield future.result() if error is None else Evaluation(candidate, error=error)


#: The search of a worker process, so that its data is sent once, not with every candidate.
_searches: list[Search] = []


def _start_worker(search: Search) -> None:
    _searches[:] = [search]


def _evaluate(candidate: Candidate) -> Evaluation:
    return _searches[0].evaluate(candidate)
