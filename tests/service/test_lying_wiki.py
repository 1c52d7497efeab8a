"""A wiki that lies: whatever it answers is an error of the wiki, not a fault of the service."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from .running import Served, served
from .wiki_server import WikiServer, refusal

EDIT = {"class": "tests.service.models.EditScorer", "version": "1.0"}
RANDOM: list[Any] = [None, True, 5, -1, 10**400, 1.5, "x", "", [], [5], [[]], {}, {"0": 5}, {"x": {}}, [None]]


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikiServer]:
    with WikiServer() as running:
        yield running


@pytest.fixture
def service(wiki: WikiServer) -> Iterator[Served]:
    wiki.instead = lambda parameters: None
    models = {"edit": {**EDIT, "kserve": "all"}}
    wikis = {"testwiki": {"host": f"{wiki.address}/w/api.php", "models": models}}
    with served({"workers": 1, "limits": {"timeout": 5}, "wikis": wikis}) as running:
        yield running


def check(service: Served, rev_id: int) -> None:
    for path in (f"/v3/scores/testwiki/{rev_id}/edit", f"/ui/testwiki/{rev_id}", "/ui/testwiki"):
        service.service.changes._sites.clear()
        service.service.changes._lists.clear()
        reply = service.get(path)
        assert reply.status_code in (200, 404, 503), (path, reply.text)
        assert "InternalError" not in reply.text, (path, reply.text)
    draft = {"rev_id": rev_id, "lang": "en"}
    service.service.languages._known.clear()
    reply = service.client.post("/v1/models/all:predict", json=draft)
    assert reply.status_code in (200, 400, 500)
    assert "its log says why" not in reply.text


def put(place: list[str], value: Any) -> Any:
    """A reply with something else in one place of it."""
    page = {"pageid": 7, "ns": 0, "title": "A"}
    slot = {"contentmodel": "wikitext", "content": "text"}
    revision = {"revid": 5, "parentid": 4, "user": "Ann", "userid": 9, "timestamp": "2026-01-01T00:00:00Z"}
    revision = {**revision, "comment": "c", "size": 4, "slots": {"main": slot}}
    change = {"type": "edit", "revid": 5, "old_revid": 4, "title": "A", "user": "Ann", "newlen": 5}
    general = {"wikiid": "testwiki", "lang": "en", "sitename": "S", "server": "//s", "script": "/w"}
    reply: Any = {
        "batchcomplete": True,
        "query": {
            "pages": [{**page, "revisions": [revision, {**revision, "revid": 4, "parentid": 0}]}],
            "users": [{"name": "Ann", "userid": 9, "editcount": 5, "groups": ["user"]}],
            "recentchanges": [change],
            "general": general,
            "namespaces": {"0": {"id": 0, "name": ""}},
        },
    }
    inner = reply
    for name in place[:-1]:
        inner = inner[int(name)] if isinstance(inner, list) else inner[name]
    if isinstance(inner, list):
        inner[int(place[-1])] = value
    else:
        inner[place[-1]] = value
    return reply


PLACES = [
    "query",
    "query.pages",
    "query.pages.0",
    "query.pages.0.pageid",
    "query.pages.0.ns",
    "query.pages.0.title",
    "query.pages.0.revisions",
    "query.pages.0.revisions.0",
    "query.pages.0.revisions.0.revid",
    "query.pages.0.revisions.0.parentid",
    "query.pages.0.revisions.0.user",
    "query.pages.0.revisions.0.userid",
    "query.pages.0.revisions.0.timestamp",
    "query.pages.0.revisions.0.comment",
    "query.pages.0.revisions.0.slots",
    "query.pages.0.revisions.0.slots.main",
    "query.pages.0.revisions.0.slots.main.content",
    "query.pages.0.revisions.1",
    "query.pages.0.revisions.1.slots",
    "query.users",
    "query.users.0",
    "query.users.0.name",
    "query.users.0.editcount",
    "query.recentchanges",
    "query.recentchanges.0",
    "query.recentchanges.0.revid",
    "query.recentchanges.0.newlen",
    "query.recentchanges.0.user",
    "query.general",
    "query.general.lang",
    "query.general.server",
    "query.general.script",
    "query.namespaces",
    "query.namespaces.0",
    "continue",
    "warnings",
    "error",
    "batchcomplete",
]


def test_wrong_types_in_every_field(service: Served, wiki: WikiServer) -> None:
    from revscoring.extractors.api import Retries

    client = service.service.scorer.wiki_client(f"{wiki.address}/w/api.php")
    client.extractor.client.retries = Retries(attempts=1)
    for place in PLACES:
        for value in RANDOM:
            reply = put(place.split("."), value)
            wiki.instead = lambda parameters, reply=reply: web.json_response(reply)  # type: ignore[misc]
            check(service, 5)
            service.service.cache._values.clear()  # type: ignore[attr-defined]


def test_wrong_header_does_not_end_the_service_for_a_wiki(service: Served, wiki: WikiServer) -> None:
    wiki.instead = lambda parameters: refusal(503, "999999999999")
    for _ in range(2):
        reply = service.get("/v3/scores/testwiki/6/edit")
        assert reply.status_code == 503 and int(reply.headers["Retry-After"]) <= 600
    client = service.service.scorer.wiki_client(f"{wiki.address}/w/api.php")
    assert client._session is not None
    assert client._session._closed_until < time.monotonic() + 601


@pytest.mark.parametrize("encoding", [None, "gzip"], ids=["long", "packed"])
def test_reply_without_end_is_given_up(service: Served, wiki: WikiServer, encoding: str | None) -> None:
    """It takes no more memory than its limit, even if all of it could be read, nor more time than a request."""
    text = b'{"batchcomplete": true, "padding": "' + b" " * 100_000_000 + b'"}'
    body = gzip.compress(text, 1) if encoding else text
    headers = {"Content-Encoding": encoding} if encoding else {}
    wiki.instead = lambda parameters: web.Response(
        body=body, content_type="application/json", headers=headers
    )
    start = time.monotonic()
    assert service.get("/v3/scores/testwiki/70/edit").status_code == 503
    assert time.monotonic() - start < 6
    wiki.instead = lambda parameters: None
    assert '"score"' in service.get("/v3/scores/testwiki/80/edit").text
