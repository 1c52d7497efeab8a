"""The side of the worker processes: they hold the models, and compute features and scores.

Models are loaded once, in the server of `multiprocessing` that all workers are forked from
(`revscoring.service.core.preload`), so that they share the memory of them.
"""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from ...dependencies import Dependent, solve
from ...features import trim
from ...scoring import Model
from .documents import jsonable
from .errors import Scored, Unscored, unscored_by
from .explaining import Explained, evidence_of, explain_model, read_change
from .sources import ModelSource, load

__all__ = [
    "Explained",
    "Failure",
    "Reading",
    "Report",
    "Work",
    "explain",
    "initialize",
    "load_models",
    "ping",
    "score",
    "warm_up",
]

#: Values that make features load what they need: word lists, dictionaries, tables.
SAMPLE: Final = {
    "datasource.revision.text": "== Heading ==\nA [[link]], a <ref>note</ref> and some words.",
    "datasource.revision.parent.text": "A [[link]] and some words.",
}

#: How much the workers stand back for the process that answers: what is cached does not wait for them.
NICE: Final = 5

#: How much rather the system ends a worker than the process that answers, when memory runs out: a text that
#: takes too much of it costs its own score (of -1000 … 1000).
EXPENDABLE: Final = 700

#: The models of this process, by their sources.
MODELS: dict[ModelSource, Model] = {}


class Failure(NamedTuple):
    """Stands in the place of a value that cannot be had."""

    error: Exception


class Work(NamedTuple):
    """A revision to score.

    Attributes
    ----------
    values : dict of str to object
        The values that are known, by the name of their node; a `Failure` for one that cannot be had.
    sources : sequence of ModelSource
        The models, which have the same features.
    with_features : bool
    """

    values: Mapping[str, Any]
    sources: Sequence[ModelSource]
    with_features: bool


class Reading(NamedTuple):
    """A revision whose scores are to be explained; see `Work`.

    Attributes
    ----------
    values : dict of str to object
    sources : sequence of ModelSource
    labels : sequence
        For each model the label to explain; None: the model's default.
    """

    values: Mapping[str, Any]
    sources: Sequence[ModelSource]
    labels: Sequence[Any]


class Report(NamedTuple):
    """What became of a revision.

    Attributes
    ----------
    outcomes : list
        For each model its score, or the reason why there is none.
    seconds : dict of str to float
        How long the stages took.
    """

    outcomes: list[Scored | Unscored]
    seconds: Mapping[str, float] = {}


def initialize(sources: Sequence[ModelSource]) -> None:
    """Load the models that this process has not inherited."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends the process even while it hangs in C code
    os.nice(NICE)
    with suppress(OSError):  # where there is none, the system chooses for itself
        Path("/proc/self/oom_score_adj").write_text(str(EXPENDABLE))
    load_models(sources)


def load_models(sources: Sequence[ModelSource]) -> None:
    """Load the models that are missing."""
    for source in sources:
        if source not in MODELS:
            MODELS[source] = load(source)
    gc.freeze()  # a collection would write to the pages that the workers share


def warm_up() -> None:
    """Compute features of a small text, so that the workers inherit the word lists that these load.

    No model is asked: threads of numeric libraries do not survive the fork that follows.
    """
    for features in {tuple(map(str, model.features)): model.features for model in MODELS.values()}.values():
        for feature in features:
            with suppress(Exception):  # it needs more than texts
                list(solve([feature], cache=dict(SAMPLE)))
    gc.freeze()


def ping() -> None:
    """Do nothing; a worker that answers has loaded its models."""


def score(work: Work) -> Report:
    """Return the score, or the reason why there is none, of each model for a revision."""
    start = time.perf_counter()
    models = [MODELS[source] for source in work.sources]
    context, cache = _context_and_cache(work.values)
    features = list(models[0].features)
    below = list(trim(features)) if work.with_features else []
    try:
        values = list(solve([*features, *below], context=context, cache=cache))
    except Exception as error:
        return Report([unscored_by(error)] * len(models), {"extract": time.perf_counter() - start})
    extracted = time.perf_counter()
    named = {
        str(feature): jsonable(value) for feature, value in zip(below, values[len(features) :], strict=True)
    }
    outcomes = [
        _score_values(model, values[: len(features)], named if work.with_features else None)
        for model in models
    ]
    return Report(outcomes, {"extract": extracted - start, "score": time.perf_counter() - extracted})


def _score_values(model: Model, values: list[Any], features: dict[str, Any] | None) -> Scored | Unscored:
    try:
        return Scored(jsonable(model.score(values)), features)
    except Exception as error:
        return unscored_by(error)


def explain(reading: Reading) -> Explained:
    """Explain the scores of a revision."""
    context, cache = _context_and_cache(reading.values)
    documents = [
        explain_model(MODELS[source], label, context, cache)
        for source, label in zip(reading.sources, reading.labels, strict=True)
    ]
    return Explained(documents, read_change(context, cache, evidence_of(documents)))


def _context_and_cache(values: Mapping[str, Any]) -> tuple[dict[str, Dependent], dict[str, Any]]:
    context = {
        name: _failing(name, value.error) for name, value in values.items() if isinstance(value, Failure)
    }
    return context, {name: value for name, value in values.items() if name not in context}


def _failing(name: str, error: Exception) -> Dependent:
    """Return a node that raises an error in the place of a value."""

    def fail() -> None:
        raise error

    return Dependent(name, fail)
