"""The known clients: what they send is answered by what they read (section 13)."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oresapi
import pytest
import requests
from starlette.testclient import TestClient

from ..recordings import REQUESTS, assert_within, shape
from .served_wiki import ServedWiki

#: Names in the recorded requests that the service of these tests has under others.
RENAMED = {"WIKI": "enwiki", "revertrisk-language-agnostic": "revertrisk", "reverted": "goodfaith"}


def renamed(text: str) -> str:
    return re.sub("|".join(RENAMED), lambda match: RENAMED[match[0]], text)


@pytest.mark.parametrize(
    "recorded", REQUESTS, ids=[f"{one['client'][:30]}: {one['when'][:40]}" for one in REQUESTS]
)
def test_what_clients_send_is_answered_by_what_they_read(
    client: TestClient, wiki: ServedWiki, recorded: dict[str, Any]
) -> None:
    wiki.revisions = {n: one for n, one in wiki.revisions.items() if n != 18}  # deleted meanwhile
    path = "http://testserver" + renamed(recorded["path"])
    body = recorded.get("body")
    content = None if body is None else json.dumps(body)
    reply = client.request(
        recorded["method"], path, headers=recorded.get("headers"), content=content, follow_redirects=False
    )
    assert reply.status_code == 200, reply.text
    assert "application/json" in reply.headers["Content-Type"]
    document = reply.json()
    if "Origin" in recorded.get("headers", {}) or "other origin" in recorded["when"]:
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "error" not in document
    if "reply" in recorded:
        expected = json.loads(renamed(json.dumps(recorded["reply"])))
        assert_within(shape(expected), shape(document))
    query = parse_qs(urlsplit(path).query)
    if "revids" in query:
        scores = document.get("enwiki", {}).get("scores", document)
        models = renamed(query.get("models", ["damaging|goodfaith"])[0]).split("|")
        for rev_id in query["revids"][0].split("|"):
            for model in models:
                outcome = scores[rev_id][model]
                outcome = outcome.get("score", outcome)
                assert (
                    outcome.get("probability", {}).keys() == {"true", "false"} or "type" in outcome["error"]
                )


def test_oresapi(server: str, wiki: ServedWiki) -> None:
    session = oresapi.Session(server, user_agent="revscoring-tests (loopback)", batch_size=5)
    rev_ids = [*range(2, 15), 77777]
    found = list(session.score("enwiki", ["damaging", "goodfaith"], rev_ids))
    assert len(found) == len(rev_ids)
    for outcome in found[:-1]:
        assert outcome["damaging"]["score"]["probability"].keys() == {"true", "false"}
    assert found[-1]["goodfaith"]["error"]["type"] == "RevisionNotFound"
    session._session.close()


def test_oresapi_is_told_of_errors(server: str) -> None:
    session = oresapi.Session(server, user_agent="revscoring-tests (loopback)")
    [outcome] = session.score("enwiki", ["luck"], [5])
    assert outcome["luck"]["error"]["message"] == "Models ('luck',) not available for enwiki"
    session._session.close()


def test_connections_are_kept(server: str) -> None:
    with requests.Session() as session:
        for _ in range(3):
            assert (
                session.get(f"{server}//v3/scores/testwiki?revids=5", allow_redirects=False).status_code
                == 200
            )


def test_requests_that_no_client_library_sends(server: str) -> None:
    """Raw bytes: each is answered or refused, and the next request finds the service alive."""
    import socket

    host, _, port = server.removeprefix("http://").partition(":")
    for line in (
        b"GET /v3/scores/testwiki?revids=\xff\xfe\x80 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /v3/scores/\xc3\x28 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /%zz%f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/v3/scores HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 100_000 + b"\r\nConnection: close\r\n\r\n",
        b"POST /v3/precache HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nConnection: close\r\n\r\n",
        b"POST /v3/precache HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nshort",
    ):
        with socket.create_connection((host, int(port)), 10) as connection:
            connection.sendall(line)
            if line.endswith(b"short"):
                continue
            reply = b""
            try:
                while part := connection.recv(65536):
                    reply += part
            except ConnectionError:
                pass
            status = int(reply.split(b" ", 2)[1]) if reply else 400
            assert status < 500 and b"Traceback" not in reply and b".py" not in reply
    assert requests.get(f"{server}/health").status_code == 200
