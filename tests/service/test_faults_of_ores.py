"""What ORES and Lift Wing did wrong and no other test holds: section 14 of the contract of the service."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from .running import Served, served, wait_until
from .wiki_server import WikiServer

MODELS = {
    "revid": {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"},
    "trouble": {"class": "tests.service.models.Troublemaker", "version": "1.0"},
    "text": {"class": "tests.service.models.TextScorer", "version": "1.0"},
}


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikiServer]:
    with WikiServer() as running:
        yield running


@pytest.fixture(scope="module")
def service(wiki: WikiServer) -> Iterator[Served]:
    wikis = {"testwiki": {"host": f"{wiki.address}/w/api.php", "models": MODELS}}
    with served({"workers": 4, "limits": {"timeout": 6}, "wikis": wikis}) as running:
        wait_until(lambda: len(running.worker_pids()) == 4)
        yield running


def scores_of(service: Served, query: str) -> Any:
    return service.get_json(f"/v3/scores/testwiki?{query}")["testwiki"]["scores"]


def test_error_of_a_model_leaves_cached_and_new_scores_of_others(service: Served, wiki: WikiServer) -> None:
    """Fault 2: it was written over the good scores of all models of that revision."""
    cached = scores_of(service, "revids=31&models=revid")["31"]["revid"]
    wiki.revisions.changed[31] = {"hidden": ("text",)}
    for _ in range(2):
        found = scores_of(service, "revids=31|32")
        assert found["31"]["text"]["error"]["type"] == "TextDeleted"
        assert found["31"]["revid"] == cached
        assert "score" in found["31"]["trouble"] and "score" in found["32"]["text"]
    assert scores_of(service, "revids=31&models=revid")["31"]["revid"] == cached


@pytest.mark.parametrize(
    ("limits", "statuses"),
    [({"revids": 2}, (400, 200)), ({"queue": 2}, (503, 200)), ({"queue": 2, "revids": 50}, (503, 200))],
    ids=["revids", "queue", "both"],
)
def test_each_limit_has_a_setting_of_its_own(limits: dict[str, int], statuses: tuple[int, int]) -> None:
    """Fault 7: one setting stood for two limits."""
    wikis = {"testwiki": {"models": {"revid": MODELS["revid"]}}}
    with served({"workers": 1, "limits": limits, "wikis": wikis}) as running:
        found = [running.get(f"/v3/scores/testwiki?revids={ids}").status_code for ids in ("1|2|3", "1|2")]
        assert tuple(found) == statuses
        cached = [running.get(f"/v3/scores/testwiki/{n}").status_code for n in (1, 2, 3)]
        assert cached == [200] * 3


def test_revisions_of_a_batch_are_computed_at_the_same_time(service: Served) -> None:
    """Fault 9: batches of 50 were computed one revision after the other."""
    ids = "|".join(map(str, range(1000, 1050)))
    start = time.monotonic()
    found = scores_of(service, f"revids={ids}&models=revid&feature.delay=0.1")
    seconds = time.monotonic() - start
    assert all("score" in one["revid"] for one in found.values()) and len(found) == 50
    assert seconds < 0.6 * 50 * 0.1


def test_of_many_events_at_once_each_gets_its_own_answer(service: Served, wiki: WikiServer) -> None:
    """Fault 10: the event was kept on the server, so two at once were both answered with the second."""
    wiki.delay = 0.05
    address = "/v1/models/testwiki-text:predict"
    schema = "/mediawiki/revision/create/1.0.0"
    try:
        waiting = {
            n: service.later_post(address, json={"event": {"$schema": schema, "rev_id": n}})
            for n in range(2000, 2040)
        }
        for n, one in waiting.items():
            assert list(one.result().json()["testwiki"]["scores"]) == [str(n)]
    finally:
        wiki.delay = 0.0


def test_probes_are_answered_while_all_workers_are_busy(service: Served) -> None:
    """Fault 11: work in the event loop failed the probe of its health."""
    path = '/v3/scores/testwiki/{}/trouble?feature.trouble="hang"'
    busy = [service.later(path.format(n)) for n in range(8)]
    wait_until(lambda: service.service.scorer.pending == 8)
    slowest = 0.0
    while not all(one.done() for one in busy):
        for address in ("/health", "/ready", "/v3/scores/testwiki?model_info=version"):
            start = time.monotonic()
            status = service.get(address).status_code
            assert status == 200 or (address == "/ready" and status == 503)  # while all are replaced
            slowest = max(slowest, time.monotonic() - start)
        time.sleep(0.05)
    assert slowest < 1.0
