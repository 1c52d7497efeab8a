"""Hostile clients and broken proxies: none of them holds a place, or is taken for somebody else."""

from __future__ import annotations

import io
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import structlog
from starlette.datastructures import Headers
from starlette.requests import Request

from revscoring.service.core import ServedModel
from revscoring.service.core.requests import cache_name
from revscoring.service.logs import configure_logs
from revscoring.service.middleware import Proxies

from .running import Process, Served, served, wait_until

MODEL = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}
HALF_A_BODY = b"POST /v3/precache HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    wikis = {"testwiki": {"models": {"revid": MODEL}}}
    limits = {"timeout": 2, "per_ip": 1}
    with served({"workers": 1, "limits": limits, "wikis": wikis, "proxies": ["127.0.0.1"]}) as running:
        yield running


def connect(address: str) -> socket.socket:
    host, _, port = address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def read_all(connection: socket.socket) -> bytes:
    """Read until the other end closes."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def test_body_that_never_ends_has_the_time_of_a_request(service: Served) -> None:
    """It holds the one place of its address no longer."""
    start = time.monotonic()
    head = b"POST /v3/scores/testwiki HTTP/1.1\r\nHost: x\r\nX-Client-IP: 203.0.113.7\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n"
    with connect(service.address) as slow:
        slow.sendall(head + kind + b"a")
        reply = slow.recv(65536)
    assert b" 408 " in reply and b'"bad request"' in reply
    assert 1.5 < time.monotonic() - start < 4
    asked = service.get("/v3/scores/testwiki/5", headers={"X-Client-IP": "203.0.113.7"})
    assert asked.status_code == 200


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /v3/scores HTTP/1.1\r\nHost: x\r\nX-A: ", b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /he"],
    ids=["nothing", "half a head", "half a head after a request"],
)
def test_heads_that_never_end_are_given_up(process: Process, sent: bytes) -> None:
    start = time.monotonic()
    with connect(process.address) as slow:
        slow.sendall(sent)
        read_all(slow)
    assert 3 < time.monotonic() - start < 15


def test_drops_of_a_head_or_of_a_body_that_was_answered_keep_no_connection(process: Process) -> None:
    begun = [
        b"GET /v3/scores HTTP/1.1\r\nHost: x\r\nX-A: ",
        HALF_A_BODY.replace(b"/v3/precache", b"/nothing"),
    ]
    connections = [connect(process.address) for _ in begun]
    for connection, sent in zip(connections, begun, strict=True):
        connection.sendall(sent)
    start = time.monotonic()
    for connection in connections:
        with pytest.raises(ConnectionError):
            while time.monotonic() - start < 20:
                connection.sendall(b" ")
                time.sleep(0.3)
        connection.close()
    assert time.monotonic() - start < 15


def test_long_heads_are_refused_and_long_bodies_are_not(process: Process) -> None:
    with connect(process.address) as long, pytest.raises(ConnectionError):
        long.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        for n in range(5000):
            long.sendall(b"X-%d: " % n + b"a" * 4000 + b"\r\n")
    assert process.client.post("/v3/precache", content=b" " * 1_500_000 + b"{}").status_code == 204
    assert process.client.post("/nothing", content=b" " * 5_000_000).status_code == 404
    assert process.client.post("/v3/precache", content=b" " * 3_000_000).status_code == 413


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"X-Forwarded-For": "203.0.113.7:1234"}, "203.0.113.7"),
        ({"X-Forwarded-For": "[2001:db8::1]:1234, 127.0.0.1"}, "2001:db8::1"),
        ({"X-Forwarded-For": "unknown, 127.0.0.1"}, "0.0.0.0"),
        ({"X-Forwarded-For": "127.0.0.1, x"}, "0.0.0.0"),
        ({"X-Client-IP": "127.0.0.1", "X-Forwarded-For": "203.0.113.7"}, "203.0.113.7"),
        ({"X-Client-IP": "::1"}, "::1"),
        ({"X-Client-IP": "203.0.113.8", "X-Forwarded-For": "203.0.113.7"}, "203.0.113.8"),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({}, "127.0.0.1"),
    ],
)
def test_who_is_named_is_not_taken_for_the_proxy(headers: dict[str, str], address: str) -> None:
    """What a proxy forwards in a way that cannot be read, or a client claims, exempts from no limit."""
    assert Proxies(["127.0.0.1"]).address_of("127.0.0.1", Headers(headers)) == address


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Client-IP": "127.0.0.1", "X-Forwarded-For": "203.0.113.7"},
        {"X-Forwarded-For": "unknown"},
        {"X-Forwarded-For": "203.0.113.7, 127.0.0.1"},
        {"X-Real-IP": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=lambda headers: ", ".join(headers),
)
@pytest.mark.parametrize("proxies", [["127.0.0.1"], []], ids=["known proxy", "unknown proxy"])
def test_events_of_strangers_tell_nothing(headers: dict[str, str], proxies: list[str]) -> None:
    """Neither by a proxy that is not in the configuration, nor from the browser of somebody on this machine."""
    scope = {
        "type": "http",
        "client": ("127.0.0.1", 5),
        "headers": Headers(headers).raw,
    }
    assert not Proxies(proxies).is_own(Request(scope))
    assert Proxies(proxies).is_own(Request({**scope, "headers": []}))


def test_replies_that_nobody_reads_are_given_up(process: Process) -> None:
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.settimeout(20)
        host, _, port = process.address.removeprefix("http://").partition(":")
        slow.connect((host, int(port)))
        request = b"GET /v3/spec HTTP/1.1\r\nHost: x\r\n\r\n"
        size = len(process.get("/v3/spec").content)
        count = 20_000_000 // size
        with suppress(ConnectionError, TimeoutError):
            slow.sendall(request * count)
        time.sleep(14)
        assert len(read_all(slow)) < size * count


def test_ids_without_end_are_not_found(service: Served) -> None:
    for path in ("/ui/testwiki/" + "9" * 5000, "/ui/testwiki/" + "9" * 30, "/ui/testwiki/x"):
        assert service.get(path).status_code == 404


def test_pages_count_for_the_limit_of_an_address(service: Served) -> None:
    headers = {"X-Client-IP": "203.0.113.9"}
    busy = [service.later(f"/v3/scores/testwiki/{n}?feature.delay=0.6", headers=headers) for n in range(4)]
    wait_until(lambda: service.service.scorer.pending)
    time.sleep(0.2)
    assert service.get("/ui/testwiki/5", headers=headers).status_code == 429
    assert service.get("/ui/static/pages.css", headers=headers).status_code == 200
    assert service.get("/ui/testwiki/models/revid").status_code == 200
    assert {one.result().status_code for one in busy} <= {200, 504}


@pytest.mark.parametrize(
    "path", ["/", "/health", "/metrics", "/ui/static/pages.js", "/v3/scores?callback=f", "/nothing", "/ui/x"]
)
def test_no_reply_is_taken_for_another_kind(service: Served, path: str) -> None:
    assert service.get(path).headers.get_list("X-Content-Type-Options") == ["nosniff"]


def test_lines_of_logs_on_a_terminal_are_ours() -> None:
    """What a wiki warns of, or an error quotes, is no line of the log, and no command to the terminal."""
    root = logging.getLogger()
    before = root.handlers, root.level
    terminal = Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", terminal)
        try:
            configure_logs()
            logging.getLogger("mwapi").warning("said\n2026-01-01 [info] all is well \x1b[2J\u202e")
        finally:
            root.handlers, level = before
            root.setLevel(level)
            structlog.reset_defaults()
    [line] = terminal.getvalue().splitlines()
    assert "said\\n2026-01-01 [info] all is well \\x1b[2J\\u202e" in line


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_no_score_has_the_name_of_another() -> None:
    """Whatever the names of wikis and models, and the versions, are: colons, too, and the ends of claims."""
    cases = [("w", "a", "b:1"), ("w", "a:b", "1"), ("w", "a", "1"), ("w", "a", "1:claim"), ("w:5", "a", "1")]
    cases += [("w", "5:a", "1"), ("w", "a%3Ab", "1"), ("w", "a%3Ab:1", "")]
    names = {
        cache_name(wiki, (rev_id, cast("ServedModel", SimpleNamespace(name=name, version=version))))
        for wiki, name, version in cases
        for rev_id in (5, 55)
    }
    assert len(names) == 2 * len(cases)
    assert not [name for name in names if name.endswith(":claim")]
    assert "w:5:a:1" in names


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    config = tmp_path_factory.mktemp("config") / "service.yaml"
    Path(config).write_text(
        "workers: 1\nlimits: {timeout: 2}\nwikis: {testwiki: {models: "
        "{revid: {class: tests.service.models.RevIDScorer, version: 0.0.0}}}}\n"
    )
    running = Process("--listen", "127.0.0.1:0", "--config", str(config))
    yield running
    running.close()
