"""Metrics of the service, as Prometheus reads them; nothing is labelled by revision or address."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

#: Bounds of the histograms, in seconds.
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)

#: Bounds of the histogram of lags, in seconds.
LAGS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)

#: Seconds between two looks at how late the event loop is.
LOOK_EVERY: Final = 0.05

logger = structlog.get_logger(__name__)


class Metrics:
    """Counters, gauges and histograms; a registry of their own for each service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "revscoring_requests", "Requests.", ["dialect", "wiki", "status"], registry=self.registry
        )
        self.scores = Counter(
            "revscoring_scores",
            "Scores, by where they came from: cache, computed, or the type of the error.",
            ["wiki", "model", "source"],
            registry=self.registry,
        )
        self.stages = Histogram(
            "revscoring_stage_seconds",
            "Seconds of a stage.",
            ["stage"],
            registry=self.registry,
            buckets=SECONDS,
        )
        self.wiki_requests = Counter(
            "revscoring_wiki_requests", "Requests to wikis.", ["wiki", "status"], registry=self.registry
        )
        self.loop_lag = Histogram(
            "revscoring_loop_lag_seconds",
            "Seconds by which the event loop was late.",
            registry=self.registry,
            buckets=LAGS,
        )
        self.precached = Gauge(
            "revscoring_precached_edit_age_seconds",
            "Seconds from the last precached edit until its scores were there.",
            registry=self.registry,
        )

    def watch(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Add a gauge whose value is asked for when the metrics are read."""
        Gauge(f"revscoring_{name}", text, registry=self.registry).set_function(value)

    def count_score(self, wiki: str, model: str, source: str) -> None:
        """Count a score, or an error in its place."""
        self.scores.labels(wiki, model, source).inc()

    def log_failure(self, error: BaseException) -> None:
        """Log a fault of the service itself, with its traceback."""
        logger.error("a score failed", exc_info=error)

    def observe(self, seconds: Mapping[str, float]) -> None:
        """Count how long stages took that were measured elsewhere: wait, extract, score."""
        for name, value in seconds.items():
            self.stages.labels(name).observe(value)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage, such as fetch."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.stages.labels(name).observe(time.perf_counter() - start)

    async def watch_loop(self) -> None:
        """Measure how late the event loop is, until this is cancelled."""
        clock = asyncio.get_running_loop().time
        while True:
            start = clock()
            await asyncio.sleep(LOOK_EVERY)
            self.loop_lag.observe(max(0.0, clock() - start - LOOK_EVERY))

    def text(self) -> bytes:
        """Return all values in the text format of Prometheus."""
        return generate_latest(self.registry)
