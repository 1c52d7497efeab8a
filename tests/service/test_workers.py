"""Workers that are killed, hang or are busy; equal work; deadlines and the queue."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from revscoring.service.config import ConfigError, ModelConfig
from revscoring.service.core.sources import load, source_of

from .running import Served, served, wait_until
from .wiki_server import WikiServer

MODEL = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}
TROUBLE = {"class": "tests.service.models.Troublemaker", "version": "1.0"}


def config(**more: Any) -> dict[str, Any]:
    wiki = {"models": {"revid": MODEL, "trouble": TROUBLE}}
    return {"workers": 2, "limits": {"timeout": 3}, "wikis": {"testwiki": wiki}, **more}


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    with served(config()) as running:
        wait_until(lambda: len(running.worker_pids()) == 2)
        yield running


def outcome(reply: httpx.Response, rev_id: int = 5, model: str = "revid") -> Any:
    assert reply.status_code == 200, reply.text
    return reply.json()["testwiki"]["scores"][str(rev_id)][model]


def slow(seconds: float, rev_id: int = 5) -> str:
    return f"/v3/scores/testwiki/{rev_id}/revid?feature.delay={seconds}"


def test_worker_killed_in_the_middle_costs_no_score(service: Served) -> None:
    running = service.later(slow(1.0))
    others = [service.later(slow(0.1, n)) for n in (6, 7)]
    time.sleep(0.4)
    for pid in service.worker_pids():
        os.kill(pid, signal.SIGKILL)
    assert "score" in outcome(running.result())
    assert all("score" in outcome(one.result(), n) for n, one in zip((6, 7), others, strict=True))
    assert service.metric("revscoring_worker_restarts") >= 2


def test_worker_that_dies_each_time_costs_that_score_only(service: Served) -> None:
    reply = service.get('/v3/scores/testwiki/?revids=5|6&inject={"5":{"feature.trouble":"die"}}')
    assert outcome(reply, 5, "trouble")["error"]["type"] == "WorkerDied"
    assert "score" in outcome(reply, 5) and "score" in outcome(reply, 6)
    assert "score" in outcome(reply, 6, "trouble")


def test_hang_in_c_code_is_ended_at_the_deadline(service: Served) -> None:
    start = time.monotonic()
    reply = service.get('/v3/scores/testwiki/5?feature.trouble="hang"')
    assert 2.9 <= time.monotonic() - start < 3.6
    assert outcome(reply, 5, "trouble")["error"] == {
        "type": "TimeoutError",
        "message": "Timed out after 3 seconds.",
    }
    assert "score" in outcome(reply)
    wait_until(lambda: service.get("/ready").status_code == 200, 10)
    assert "score" in outcome(service.get("/v3/scores/testwiki/8/trouble"), 8, "trouble")


def test_idle_workers_that_are_killed_are_replaced_at_once(service: Served) -> None:
    wait_until(lambda: len(service.worker_pids()) == 2)
    before = set(service.worker_pids())
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    start = time.monotonic()
    assert "score" in outcome(service.get("/v3/scores/testwiki/15/revid"), 15)
    assert time.monotonic() - start < 2.0
    wait_until(lambda: len(set(service.worker_pids()) - before) == 2)


def test_hundred_equal_requests_are_computed_once(service: Served) -> None:
    before = service.metric('revscoring_stage_seconds_count{stage="extract"}')
    waiting = [service.later("/v3/scores/testwiki/21/trouble") for _ in range(100)]
    scores = [outcome(one.result(), 21, "trouble") for one in waiting]
    assert all(one == scores[0] and "score" in one for one in scores)
    assert service.metric('revscoring_stage_seconds_count{stage="extract"}') == before + 1


def test_one_who_goes_away_takes_nobodys_result_along() -> None:
    with WikiServer() as wiki:
        document = config()
        document["wikis"]["testwiki"]["models"] = {"text": TEXT}
        document["wikis"]["testwiki"]["host"] = f"{wiki.address}/w/api.php"
        wiki.delay = 0.6
        with served(document) as running:
            path = "/v3/scores/testwiki/5/text"
            with pytest.raises(httpx.TimeoutException):
                httpx.get(running.address + path, timeout=0.2, trust_env=False)
            assert "score" in outcome(running.get(path), 5, "text")
            assert len(wiki.requests) == 1


TEXT = {"class": "tests.service.models.TextScorer", "version": "1.0"}


def test_who_waits_for_a_place_the_whole_time_is_told_504() -> None:
    with served(config(workers=1, limits={"timeout": 1, "queue": 100})) as running:
        busy = running.later('/v3/scores/testwiki/5/trouble?feature.trouble="hang"')
        wait_until(lambda: running.service.scorer.pending == 1)
        start = time.monotonic()
        reply = running.get("/v3/scores/testwiki/7/revid")
        assert 0.9 < time.monotonic() - start < 1.6
        assert reply.status_code == 504
        assert reply.json()["error"]["code"] == "request_timeout"
        assert outcome(busy.result(), 5, "trouble")["error"]["type"] == "TimeoutError"
        assert "score" in outcome(running.get("/v3/scores/testwiki/7/revid"), 7)


def test_full_queue_is_told_at_once_while_the_cache_and_information_go_on() -> None:
    limits = {"timeout": 3, "queue": 4}
    with served(config(workers=1, limits=limits)) as running:
        cached = outcome(running.get("/v3/scores/testwiki/9"), 9)
        waiting = [running.later(slow(0.7, n)) for n in range(10, 14)]
        wait_until(lambda: running.service.scorer.pending == 4)
        start = time.monotonic()
        reply = running.get("/v3/scores/testwiki/20/revid")
        assert time.monotonic() - start < 0.1
        assert reply.status_code == 503 and int(reply.headers["Retry-After"]) >= 1
        assert reply.json()["error"]["code"] == "server overloaded"
        assert outcome(running.get("/v3/scores/testwiki/9/revid"), 9) == cached
        assert running.get("/v3/scores/testwiki?model_info=statistics").status_code == 200
        event = {"meta": {"stream": "mediawiki.revision-create"}, "database": "testwiki", "rev_id": 9}
        assert running.client.post("/v3/precache", json=event).status_code == 200
        assert running.get("/health").status_code == running.get("/ready").status_code == 200
        assert all(one.result().status_code == 200 for one in waiting)
        assert running.service.scorer.pending == 0
        assert "score" in outcome(running.get("/v3/scores/testwiki/20/revid"), 20)


def test_memory_that_runs_out_costs_a_worker_not_the_service(service: Served) -> None:
    def badness(pid: int | str) -> int:
        return int(Path(f"/proc/{pid}/oom_score_adj").read_text())

    if not Path("/proc/self/oom_score_adj").exists():
        pytest.skip("the system has no oom_score_adj")
    assert service.get("/v3/scores/testwiki/5/revid").status_code == 200
    assert all(badness(pid) > badness("self") for pid in service.worker_pids())


def test_replaced_file_is_not_served_under_the_old_version(tmp_path: Path) -> None:
    """Neither by the process that loads it, nor by a worker that is started later."""
    config = ModelConfig(file=str(tmp_path / "a.model"))
    Path(str(config.file)).write_bytes(b"one")
    source = source_of("a", config, ())
    Path(str(config.file)).write_bytes(b"another")
    with pytest.raises(ConfigError, match="was replaced; reload the service"):
        load(source)
