"""Metrics of precaching, in the text format of Prometheus, and the counts for the totals."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

from mwtypes import Timestamp

from ...extractors.edits import Edit
from ...importing import needs_extra

__all__ = ["Tally"]


class Tally:
    """Counts what became of edits, and keeps how far behind the wiki the work is.

    Parameters
    ----------
    listen : str, optional
        Host and port to show the counts at.

    Raises
    ------
    RuntimeError
        If the address cannot be listened on, or prometheus-client is missing.
    """

    def __init__(self, listen: str | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._metrics: dict[str, Any] = {}
        self._server: Any = None
        if listen is not None:
            self._serve(listen)

    def _serve(self, listen: str) -> None:
        with needs_extra("service"):
            from prometheus_client import CollectorRegistry, Gauge, Histogram, start_http_server
            from prometheus_client import Counter as Total
        registry = CollectorRegistry()
        self._metrics = {
            "edits": Total(
                "revscoring_precache_edits", "Edits by what became of them.", ["result"], registry=registry
            ),
            "troubles": Total(
                "revscoring_precache_troubles",
                "Connections that broke, and requests that were sent again.",
                ["kind"],
                registry=registry,
            ),
            "lag": Histogram(
                "revscoring_precache_lag_seconds",
                "Seconds from an edit until it is done.",
                registry=registry,
                buckets=(0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200),
            ),
            "last": Gauge(
                "revscoring_precache_last_edit_timestamp_seconds",
                "The time of the newest edit that is done.",
                registry=registry,
            ),
            "event": Gauge(
                "revscoring_precache_last_event_timestamp_seconds",
                "When something came from the source, for the last time.",
                registry=registry,
            ),
            "under_way": Gauge(
                "revscoring_precache_under_way", "Edits that are worked on, or wait.", registry=registry
            ),
        }
        host, _, port = listen.rpartition(":")
        try:
            started = start_http_server(int(port), host.strip("[]") or "127.0.0.1", registry)
        except (OSError, ValueError, OverflowError) as error:
            raise RuntimeError(f"--metrics-listen {listen}: {error}") from error
        self._server = started

    def count(self, result: str, edit: Edit | None = None) -> None:
        """Count an edit."""
        with self._lock:
            self.counts[result] += 1
        if not self._metrics:
            return
        self._metrics["edits"].labels(result).inc()
        if edit is not None and edit.timestamp:
            moment = float(Timestamp(edit.timestamp).unix())
            self._metrics["lag"].observe(max(time.time() - moment, 0.0))
            self._metrics["last"].set(moment)

    def trouble(self, kind: str) -> None:
        """Count a connection that broke, or a request that is sent again."""
        with self._lock:
            self.counts[kind] += 1
        if self._metrics:
            self._metrics["troubles"].labels(kind).inc()

    def seen(self, under_way: int) -> None:
        """Note that something came from the source."""
        if self._metrics:
            self._metrics["event"].set_to_current_time()
            self._metrics["under_way"].set(under_way)

    def close(self) -> None:
        """End to listen."""
        if self._server is not None:
            server, thread = self._server
            server.shutdown()
            server.server_close()
            thread.join()
