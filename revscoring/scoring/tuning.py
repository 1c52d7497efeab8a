"""Grid search for the parameters of models, by cross-validation."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from ..importing import import_from_path
from .formats import label_name
from .model_info import ModelInfo
from .models.cross_validation import Division, cross_validated_scores, divide
from .paths import parse_pattern
from .statistics.classification import (
    Classification,
    OperatingPoint,
    ScaledThresholdStatistics,
    ThresholdOptimization,
    operating_point,
)
from .wording import labels_of_interest

if TYPE_CHECKING:
    from ..features import Feature
    from ._typing import Label
    from .statistics.statistics import Statistics

__all__ = [
    "Candidate",
    "Evaluation",
    "Search",
    "Timeout",
    "exact_path",
    "interval_of",
    "read_grid",
    "read_statistic",
    "statistic_of",
]


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

    ``interval`` is that of 95 %, if there is one. ``published`` is the area as revscoring 2.x computes it,
    from 50 points, if the statistic is an area.
    """

    candidate: Candidate
    value: float = float("nan")
    interval: tuple[float, float] | None = None
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
    name, dot, rest = path.partition(".")
    return ScaledThresholdStatistics.EXACT.get(name, name) + dot + rest


def read_statistic(text: str, labels: Sequence[Label], multilabel: bool = False) -> str:
    """Return the path of a statistic that candidates can be compared by, after checks.

    A threshold optimization, in its textual form or in words, is about the label of interest if there is one
    only.

    Raises
    ------
    ValueError
        If there is no such statistic, or it is not a single number; with what was probably meant.

    Examples
    --------
    >>> read_statistic("recall at precision 0.15", [True, False])
    '"maximum recall @ precision >= 0.15".labels.true'
    >>> read_statistic("roc_auc.label.true", [True, False])
    Traceback (most recent call last):
    ...
    ValueError: there is no 'roc_auc.label.true': did you mean roc_auc.labels.true?
    """
    wanted = labels_of_interest(labels)
    some = label_name(wanted[0]) if wanted else "LABEL"
    try:
        parts = [str(part) for part in parse_pattern(text)]
    except (IndexError, ValueError) as error:
        raise ValueError(str(error).rstrip(".")) from error
    whole = text.strip().strip("\"'")
    if not any(part in ("labels", "micro", "macro") for part in parts[1:]) and (
        " @ " in text or " " in whole
    ):
        optimization = ThresholdOptimization.from_words(whole)
        if len(wanted) != 1:
            raise ValueError(f'there are several labels: name one, such as "{optimization}".labels.{some}')
        return f'"{optimization}".labels.{some}'
    example = _example_statistics(labels, multilabel)
    try:
        value = example.lookup(text)
    except LookupError:
        meant = _meant(example, parts)
        hint = f"did you mean {'.'.join(meant)}?" if meant else f"such as roc_auc_exact.labels.{some}"
        raise ValueError(f"there is no {text!r}: {hint}") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(
            f"{text} is not a single number: name a part of it, such as {parts[0]}.labels.{some}"
        )
    return text


def _example_statistics(labels: Sequence[Label], multilabel: bool) -> Classification:
    """Return statistics of one right prediction of each label: they have every path that others have."""
    statistics = Classification(labels, multilabel, decision_key="probability")
    statistics.fit(
        (
            {
                "prediction": [one] if multilabel else one,
                "probability": {label: float(label == one) for label in labels},
            },
            [one] if multilabel else one,
        )
        for one in labels
    )
    return statistics


def _meant(statistics: Classification, parts: Sequence[str]) -> list[str] | None:
    """Return the path nearest to one that leads nowhere; None if none is near."""
    found: list[str] = []
    value: Any = statistics
    for part in parts:
        if not isinstance(value, Mapping):
            return None
        fields = value.fields() if isinstance(value, ModelInfo) else list(value)
        names = {label_name(field).lower(): field for field in fields}
        near = get_close_matches(part.lower(), names, n=1)
        if not near:
            return None
        found.append(label_name(names[near[0]]))
        value = value[names[near[0]]]
    return found if isinstance(value, int | float) else None


def statistic_of(statistics: Statistics, path: str) -> float:
    """Return the value of a statistic at a path such as ``roc_auc.labels.true``.

    The path may be a threshold optimisation with a label, such as
    ``"maximum recall @ precision >= 0.9".labels.true``. Its value is what is maximised (the recall), not
    the threshold.

    Raises
    ------
    RuntimeError
        If the statistic is not a number, or no threshold meets the condition.
    """
    value = statistics.lookup(path)
    point = _point(statistics, path)
    if point is not None:
        optimization, found = point
        if found is None:
            sign = ">=" if optimization.greater else "<="
            raise RuntimeError(
                f"no threshold has {optimization.cond_stat} {sign} {optimization.cond_value:g}"
            )
        value = found.statistics[optimization.target_stat]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuntimeError(f"{path} is not a single number: name a part of it, such as {path}.micro")
    return float(value)


def interval_of(statistics: Statistics, path: str) -> tuple[float, float] | None:
    """Return the interval of 95 % of the statistic of a label at a path; None for averages of labels.

    Edits of one author are drawn together if the statistics know the authors.
    """
    point = _point(statistics, path)
    if point is not None:
        optimization, found = point
        return None if found is None else found.intervals[optimization.target_stat]
    name, *rest = parse_pattern(path)
    if not isinstance(statistics, Classification) or rest[:1] != ["labels"] or len(rest) != 2:
        return None
    return statistics.interval(name, _label(statistics, rest[1]))


def _point(statistics: Statistics, path: str) -> tuple[ThresholdOptimization, OperatingPoint | None] | None:
    """Return the optimization at a path and what it finds for the label there; None for another path."""
    parts = [str(part) for part in parse_pattern(path)]
    if " @ " not in parts[0] or parts[1:2] != ["labels"] or len(parts) != 3:
        return None
    optimization = ThresholdOptimization.parse(parts[0])
    rows = statistics["thresholds"][_label(statistics, parts[2])]
    return optimization, operating_point(rows, optimization)


def _label(statistics: Any, name: str) -> Label:
    label: Label = next(one for one in statistics.labels if label_name(one) == name)
    return label


@dataclass(frozen=True)
class Search:
    """A search for the candidate with the best statistic (see `statistic_of`).

    Areas are the exact ones (see `exact_path`). The parameters of a candidate win over the `params` of all
    models; `timeout` is in seconds, for each candidate. Candidates are tested on the `division`, by default
    on `folds` at random. The intervals are by author if `authors` has the author of each observation.
    """

    features: Sequence[Feature]
    value_labels: Sequence[tuple[Sequence[Any], Any]]
    statistic: str
    params: Mapping[str, Any] = field(default_factory=dict)
    folds: int = 5
    timeout: float | None = None
    division: Division | None = None
    authors: Sequence[Hashable] | None = None

    def evaluate(self, candidate: Candidate) -> Evaluation:
        """Cross-validate one candidate."""
        start = time.monotonic()
        model = import_from_path(candidate.class_path)(self.features, **{**self.params, **candidate.params})
        labels = [label for _, label in self.value_labels]
        with Timeout(self.timeout):
            division = self.division or divide(labels, self.folds, getattr(model, "multilabel", False))
            scores, order = cross_validated_scores(model, self.value_labels, division, processes=1)
            authors = None if self.authors is None else [self.authors[index] for index in order]
            statistics = model.fit_statistics(scores, [labels[index] for index in order], authors)
        path = exact_path(self.statistic)
        published = None if path == self.statistic else statistic_of(statistics, self.statistic)
        value, seconds = statistic_of(statistics, path), time.monotonic() - start
        return Evaluation(candidate, value, interval_of(statistics, path), published, seconds)

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
