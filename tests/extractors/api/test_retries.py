"""What is asked again, how long is waited before, and what is not."""

from __future__ import annotations

import mwapi.errors
import pytest
import requests.exceptions
from hypothesis import given
from hypothesis import strategies as st

from revscoring.extractors.api import Client, Retries
from revscoring.extractors.api.continuation import continued
from revscoring.extractors.api.requests import Need, Store, plan_requests
from revscoring.extractors.api.retries import Status, is_transient, parse_retry_after

from ..fake_wiki import FakeWiki, revision

NOT_JSON = ValueError("Could not decode as JSON:\n<html>")


@pytest.mark.parametrize(
    ("error", "status", "passes"),
    [
        (NOT_JSON, Status(503), True),
        (NOT_JSON, Status(429, 5.0), True),
        (NOT_JSON, Status(200), True),
        (NOT_JSON, Status(404), False),
        (NOT_JSON, Status(403), False),
        (mwapi.errors.APIError("maxlag", "", ""), Status(200, 5.0), True),
        (mwapi.errors.APIError("ratelimited", "", ""), Status(429), True),
        (mwapi.errors.APIError("readonly", "", ""), None, True),
        (mwapi.errors.APIError("internal_api_error_Exception", "", ""), Status(500), True),
        (mwapi.errors.APIError("permissiondenied", "", ""), Status(200), False),
        (mwapi.errors.ConnectionError("refused"), None, True),
        (mwapi.errors.TimeoutError("slow"), None, True),
        (requests.exceptions.ChunkedEncodingError("cut"), Status(200), True),
        (requests.exceptions.InvalidURL("no"), None, False),
        (mwapi.errors.RequestError("other"), None, False),
        (mwapi.errors.TooManyRedirectsError("round"), None, False),
        (ValueError("something else"), None, False),
        (RuntimeError("a bug"), None, False),
    ],
)
def test_what_passes(error, status, passes):
    assert is_transient(error, status) is passes


@given(st.integers(1, 30), st.none() | st.floats(0, 1000), st.floats(0, 1))
def test_waits_are_bounded_grow_and_honour_the_server(attempt, retry_after, jitter):
    retries = Retries(base=0.5, longest=60)
    own = retries.wait(attempt, None, jitter)
    assert 0 <= own <= 60
    assert own <= retries.wait(attempt + 1, None, jitter)
    if retry_after is not None:
        assert max(own, retry_after) <= retries.wait(attempt, retry_after, jitter) <= retry_after + 60.5


def test_waits_differ():
    assert len({Retries().wait(3, None) for _ in range(20)}) > 10


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", "soon", ""])
def test_a_retry_after_that_is_no_time(value):
    assert parse_retry_after(value) is None


def test_a_long_wait_is_told(caplog):
    class Late(ValueError):
        status, headers = 429, {"Retry-After": "300"}

    wiki = FakeWiki([])
    failures = [Late("JSON")]
    wiki.fail = lambda parameters: failures.pop() if failures else None
    client = Client(wiki)
    waited = []
    client._sleep = waited.append
    client.get({"action": "query", "meta": "siteinfo"})
    assert 300 <= waited[0] < 301
    assert "waiting 300 s before the wiki is asked again: it answers 429" in caplog.text


def test_dates_of_retry_after():
    assert parse_retry_after("Thu, 01 Jan 1970 00:00:10 GMT", now=20.0) == 0.0


def test_a_client_asks_again_and_counts():
    wiki = FakeWiki([revision(5)])
    failures = [NOT_JSON, ConnectionResetError(), mwapi.errors.APIError("maxlag", "", "")]
    wiki.fail = lambda parameters: failures.pop() if failures else None
    client = Client(wiki, Retries(base=0.0))
    store = Store()
    client.fetch([Need("revision", 5)], store)
    assert store.get(Need("revision", 5))["revid"] == 5
    assert client.requests == 4


def test_a_client_gives_up_in_the_end():
    wiki = FakeWiki([])
    wiki.fail = lambda parameters: ConnectionResetError("gone")
    client = Client(wiki, Retries(attempts=3, base=0.0))
    with pytest.raises(ConnectionResetError):
        client.get({"action": "query"})
    assert client.requests == 3


def test_an_internal_error_is_retried_twice_only():
    wiki = FakeWiki([])
    wiki.fail = lambda parameters: mwapi.errors.APIError("internal_api_error_MWException", "", "")
    client = Client(wiki, Retries(base=0.0))
    with pytest.raises(mwapi.errors.APIError):
        client.get({"action": "query"})
    assert client.requests == 3


def test_what_does_not_pass_is_asked_once():
    wiki = FakeWiki([])
    wiki.fail = lambda parameters: RuntimeError("a bug")
    client = Client(wiki)
    with pytest.raises(RuntimeError, match="a bug"):
        client.get({"action": "query"})
    assert client.requests == 1


def test_a_reply_that_is_no_document_is_asked_for_again():
    wiki = FakeWiki([])
    replies = [["a", "list"], {"query": {}}]
    wiki.fail = lambda parameters: replies.pop(0)
    assert Client(wiki, Retries(base=0.0)).get({"action": "query"}) == {"query": {}}


def test_a_closed_client_does_not_wait():
    wiki = FakeWiki([])
    wiki.fail = lambda parameters: ConnectionResetError("gone")
    client = Client(wiki, Retries(base=100.0))
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.get({"action": "query"})


def test_long_queries_are_posted():
    wiki = FakeWiki([revision(n) for n in range(10_000_000_000, 10_000_000_500)])
    posted = []
    wiki.post = lambda **parameters: posted.append(parameters) or FakeWiki.get(wiki, **parameters)
    client = Client(wiki)
    client.limit = 500
    client.fetch([Need("revision", n) for n in range(10_000_000_000, 10_000_000_500)], Store())
    assert len(posted) == len(wiki.log) == 1


def test_needs_are_put_together_by_kind_and_text():
    needs = [
        Need("revision", 1, True),
        Need("revision", 2),
        Need("revision", 1, True),
        Need("creation", 7),
        Need("creation", 8),
    ]
    requests = plan_requests(needs)
    assert [(request.kind, [need.key for need in request.needs]) for request in requests] == [
        ("revision", [1]),
        ("revision", [2]),
        ("creation", [7]),
        ("creation", [8]),
    ]
    assert "content" in requests[0].parameters["rvprop"]
    assert "content" not in requests[1].parameters["rvprop"]


def test_a_revision_with_its_text_answers_for_one_without():
    store = Store()
    store.add([(Need("revision", 1, True), {"revid": 1})])
    assert store.missing([Need("revision", 1), Need("revision", 1, True), Need("revision", 2)]) == [
        Need("revision", 2)
    ]
    assert store.get(Need("revision", 1)) == {"revid": 1}


def test_single_results_are_not_continued():
    assert continued({"uclimit": 1}, {"uclimit": 1}, {"continue": {"uccontinue": "x"}}) is None
