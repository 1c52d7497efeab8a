"""What the wiki does, as requests see it: few requests, pauses it asks for, silence and refusals."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from .running import Served, served
from .wiki_server import WikiServer, refusal

TEXT = {"class": "tests.service.models.TextScorer", "version": "1.0"}
MODEL = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}
DIFF = {"class": "tests.service.models.EditScorer", "version": "1.0"}


@pytest.fixture
def wiki() -> Iterator[WikiServer]:
    with WikiServer(last=1000) as server:
        yield server


@pytest.fixture
def service(wiki: WikiServer) -> Iterator[Served]:
    models = {"text": TEXT, "revid": MODEL, "edit": DIFF}
    wikis = {"testwiki": {"host": f"{wiki.address}/w/api.php", "models": models}}
    with served({"workers": 1, "limits": {"timeout": 2}, "wikis": wikis}) as running:
        yield running


def outcomes(service: Served, path: str) -> Any:
    return service.get_json(f"/v3/scores/testwiki/{path}")["testwiki"]["scores"]


def test_batch_of_fifty_for_all_models_costs_three_requests(service: Served, wiki: WikiServer) -> None:
    ids = "|".join(map(str, range(101, 151)))
    found = outcomes(service, f"?revids={ids}")
    assert len(found) == 50
    assert all("score" in outcome for models in found.values() for outcome in models.values())
    assert len(wiki.requests) <= 3
    assert service.metric("revscoring_wiki_requests_total") == len(wiki.requests)
    asked = len(wiki.requests)
    assert outcomes(service, f"?revids={ids}") == found
    assert len(wiki.requests) == asked


def test_hidden_text_fails_the_models_that_need_it_and_no_other(service: Served, wiki: WikiServer) -> None:
    wiki.revisions.changed[5] = {"hidden": ("text",)}
    found = outcomes(service, "?revids=5|8|5000")
    assert found["5"]["text"]["error"]["type"] == "TextDeleted"
    assert "score" in found["5"]["revid"]
    assert all("score" in outcome for outcome in found["8"].values())
    assert found["5000"]["text"]["error"]["type"] == "RevisionNotFound"
    assert "score" in found["5000"]["revid"]


@pytest.mark.parametrize("status", [403, 500, 503])
def test_wiki_that_refuses_is_unavailable(service: Served, wiki: WikiServer, status: int) -> None:
    wiki.instead = lambda parameters: refusal(status)
    reply = service.get("/v3/scores/testwiki/5/text")
    assert reply.status_code == 503 and int(reply.headers["Retry-After"]) >= 1
    assert reply.json()["error"]["code"] == "wiki unavailable"
    found = outcomes(service, "?revids=6&models=text|revid")["6"]
    assert found["text"]["error"]["type"] == "WikiUnavailable"
    assert "score" in found["revid"]
    wiki.instead = lambda parameters: None
    assert "score" in outcomes(service, "5/text")["5"]["text"]


def test_wiki_is_left_alone_for_as_long_as_it_asks(service: Served, wiki: WikiServer) -> None:
    wiki.instead = lambda parameters: refusal(429, "2")
    reply = service.get("/v3/scores/testwiki/5/text")
    end = time.monotonic() + 2
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "2")
    assert len(wiki.requests) == 1
    wiki.instead = lambda parameters: None
    reply = service.get("/v3/scores/testwiki/6/text")
    assert reply.status_code == 503 and 1 <= int(reply.headers["Retry-After"]) <= 2
    assert len(wiki.requests) == 1
    assert "score" in outcomes(service, "?revids=6&models=text|revid")["6"]["revid"]
    time.sleep(max(0, end - time.monotonic()))
    assert "score" in outcomes(service, "6/text")["6"]["text"]
    assert service.metric('revscoring_wiki_requests_total{status="429"') == 1


def test_wiki_that_says_nothing_is_unavailable_at_the_deadline(service: Served, wiki: WikiServer) -> None:
    cached = outcomes(service, "7/text")
    wiki.delay = 30
    start = time.monotonic()
    reply = service.get("/v3/scores/testwiki/5/text")
    assert 1.8 < time.monotonic() - start < 2.6
    assert reply.status_code == 503 and reply.json()["error"]["code"] == "wiki unavailable"
    assert outcomes(service, "7/text") == cached
    assert "score" in outcomes(service, "?revids=6&models=text|revid")["6"]["revid"]
    assert service.get("/ready").status_code == 200


def test_wiki_that_is_away_is_no_reason_not_to_start() -> None:
    wikis = {"testwiki": {"host": "http://127.0.0.1:9", "models": {"text": TEXT, "revid": MODEL}}}
    with served({"workers": 1, "limits": {"timeout": 3}, "wikis": wikis}) as running:
        assert running.get("/ready").status_code == 200
        assert running.get("/v3/scores/testwiki/5/text").status_code == 503
        assert "score" in outcomes(running, "5/revid")["5"]["revid"]


def test_few_requests_at_a_time_reach_the_wiki(service: Served, wiki: WikiServer) -> None:
    wiki.delay = 0.05
    waiting = [service.later(f"/v3/scores/testwiki/{n}/text") for n in range(200, 230)]
    assert all(one.result().status_code == 200 for one in waiting)
    assert wiki.most_at_once <= 4
