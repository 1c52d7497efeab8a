"""Limits: requests of one address, who is exempt, and whose word is taken for an address; bodies."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from starlette.types import Message, Scope

from revscoring.service import make_app, parse_config

from .running import Served, served, wait_until

MODEL = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}
LIMITS = {"timeout": 4, "per_ip": 2, "queue": 100, "body": "10kB"}


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    wikis = {"testwiki": {"models": {"revid": MODEL}}}
    with served({"workers": 2, "limits": LIMITS, "wikis": wikis, "proxies": ["127.0.0.1"]}) as running:
        yield running


def ask_together(service: Served, count: int, headers: dict[str, str], more: str = "") -> Counter[int]:
    path = "/v3/scores/testwiki/{}/revid?feature.delay=0.5" + more
    waiting = [service.later(path.format(n), headers=headers) for n in range(count)]
    replies = [one.result() for one in waiting]
    for reply in replies:
        if reply.status_code == 429:
            assert reply.json()["error"]["code"] == "too_many_requests"
            assert int(reply.headers["Retry-After"]) >= 1
    return Counter(reply.status_code for reply in replies)


def test_address_has_two_requests_under_way_and_three_that_wait(service: Served) -> None:
    assert ask_together(service, 8, {"X-Forwarded-For": "203.0.113.7"}) == {200: 5, 429: 3}
    assert ask_together(service, 2, {"X-Forwarded-For": "203.0.113.7"}) == {200: 2}


@pytest.mark.parametrize(
    "headers",
    [{"X-Client-IP": "203.0.113.8"}, {"X-Forwarded-For": "198.51.100.1, 203.0.113.9, 127.0.0.1"}],
    ids=["X-Client-IP", "X-Forwarded-For"],
)
def test_address_is_what_the_proxy_says(service: Served, headers: dict[str, str]) -> None:
    assert ask_together(service, 8, headers)[429] == 3


def test_addresses_are_counted_apart(service: Served) -> None:
    path = "/v3/scores/testwiki/{}/revid?feature.delay=0.3"
    waiting = [
        service.later(path.format(n), headers={"X-Client-IP": f"203.0.113.{n % 4}"}) for n in range(16)
    ]
    assert {one.result().status_code for one in waiting} == {200}


def test_loopback_and_precache_are_exempt(service: Served) -> None:
    assert ask_together(service, 8, {}) == {200: 8}
    assert ask_together(service, 8, {"X-Client-IP": "203.0.113.7"}, "&precache=1") == {200: 8}


def test_health_is_not_limited(service: Served) -> None:
    headers = {"X-Client-IP": "203.0.113.7"}
    path = "/v3/scores/testwiki/{}/revid?feature.delay=0.5"
    waiting = [service.later(path.format(n), headers=headers) for n in range(5)]
    wait_until(lambda: service.service.scorer.pending >= 2)
    assert service.get("/health", headers=headers).status_code == 200
    assert service.get("/metrics", headers=headers).status_code == 200
    assert {one.result().status_code for one in waiting} == {200}


def test_headers_of_strangers_are_not_believed() -> None:
    """Who says another address in each request is counted as who they are."""
    document = {"workers": 1, "limits": LIMITS, "wikis": {"testwiki": {"models": {"revid": MODEL}}}}
    app = make_app(parse_config({**document, "proxies": ["192.0.2.1"]}))

    async def ask(number: int) -> int:
        headers = [
            (b"x-forwarded-for", f"203.0.113.{number}".encode()),
            (b"x-client-ip", f"203.0.113.{number}".encode()),
        ]
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": f"/v3/scores/testwiki/{number}/revid",
            "query_string": b"feature.delay=0.3",
            "headers": headers,
            "client": ("198.51.100.1", 5),
            "server": ("testserver", 80),
            "scheme": "http",
            "http_version": "1.1",
        }
        statuses: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await app(scope, receive, send)
        return statuses[0]

    async def main() -> Counter[int]:
        service = app.state.service
        await service.start()
        try:
            return Counter(await asyncio.gather(*map(ask, range(8))))
        finally:
            await service.stop()

    assert asyncio.run(main()) == {200: 5, 429: 3}


def test_long_bodies_are_refused(service: Served) -> None:
    reply = service.client.post("/v3/precache", content=b" " * 20_000)
    assert reply.status_code == 413 and reply.json()["error"]["code"] == "bad request"
    reply = service.client.post("/v3/scores/testwiki", data={"revids": "5" * 20_000})
    assert reply.status_code == 413
