"""A service whose parts are killed, which is asked for too much, and which ends under load."""

from __future__ import annotations

import asyncio
import shutil

import pytest

from .service_faults import end_under_load, overload, replay

pytestmark = [pytest.mark.integration, pytest.mark.slow]


def test_no_edit_is_lost_while_processes_are_killed() -> None:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    seen = asyncio.run(replay(400))
    assert (seen.lost, seen.failed_reads) == (0, 0)
    assert seen.hit_rate >= 0.8


def test_overload_is_refused_at_once_and_over_at_once() -> None:
    seen = asyncio.run(overload(5.0))
    assert set(seen.statuses) == {200, 503}
    assert seen.statuses[503] > seen.statuses[200] > 20
    assert seen.without_retry_after == seen.cached_failures == 0
    assert seen.recovery < 2.0
    assert seen.memory_growth < 0.1


def test_no_request_is_dropped_when_the_service_ends() -> None:
    seen = asyncio.run(end_under_load())
    assert seen.answered > 20
    assert (seen.dropped, seen.status) == (0, 0)
