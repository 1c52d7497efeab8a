"""A proxy in front of a wiki that fails on purpose, in the ways that networks and servers do."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

#: The ways to fail.
FAULTS = (
    "latency",
    "throttled",
    "throttled until a date",
    "unavailable",
    "cut before",
    "cut within",
    "truncated JSON",
    "wrong content type",
    "maxlag",
)


class FaultyProxy:
    """Passes requests on, and fails some of them.

    Parameters
    ----------
    url : str
        Of the wiki.
    rates : dict of str to float
        Fault → share of the requests that it befalls.
    seed : int
        Of the dice.

    Attributes
    ----------
    counts : Counter
        How many requests there were, by fault, and ``passed``.
    log : list of dict
        The parameters of the requests that were passed on.
    next : list of str
        Faults for the next requests, before any dice are cast.
    """

    def __init__(self, url: str, rates: dict[str, float] | None = None, seed: int = 0) -> None:
        self.target = urlsplit(url)
        self.rates = rates or {}
        self.counts: Counter[str] = Counter()
        self.log: list[dict[str, list[str]]] = []
        self.agents: set[str] = set()
        self.next: list[str] = []
        self.retry_after = "1"
        self.latency = 0.2
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                proxy.handle(self, b"")

            def do_POST(self) -> None:
                proxy.handle(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *arguments: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Connections that break are what this is about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FaultyProxy:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()

    def choose(self) -> str:
        """Return the fault of a request, or "passed"."""
        with self._lock:
            if self.next:
                fault = self.next.pop(0)
            else:
                point, fault = self._dice.random(), "passed"
                for name, rate in self.rates.items():
                    point -= rate
                    if point < 0:
                        fault = name
                        break
            self.counts[fault] += 1
            return fault

    def handle(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        """Answer a request, or fail."""
        fault = self.choose()
        if fault == "latency":
            time.sleep(self.latency)
        elif fault == "throttled":
            answer(request, 429, b"Too many requests", "text/html", {"Retry-After": self.retry_after})
            return
        elif fault == "throttled until a date":
            from email.utils import formatdate

            later = formatdate(time.time() + float(self.retry_after), usegmt=True)
            answer(request, 429, b'{"message": "slow down"}', "application/json", {"Retry-After": later})
            return
        elif fault == "unavailable":
            answer(request, 503, b"<html>Our servers are under maintenance</html>", "text/html")
            return
        elif fault == "maxlag":
            error = b'{"error": {"code": "maxlag", "info": "Waiting for a database server: 6 s lagged"}}'
            answer(request, 200, error, "application/json", {"Retry-After": self.retry_after})
            return
        elif fault == "cut before":
            reset(request)
            return
        status, kind, content = self._pass_on(request, body)
        if fault == "cut within":
            answer(request, status, content, kind, cut=len(content) // 2)
            reset(request)
        elif fault == "truncated JSON":
            answer(request, status, content[: len(content) // 2], kind)
        elif fault == "wrong content type":
            answer(request, 200, b"<!DOCTYPE html><p>Log in to the hotel network", "text/html")
        else:
            answer(request, status, content, kind)

    def _pass_on(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, str, bytes]:
        connection = HTTPConnection(self.target.hostname or "", self.target.port, timeout=60)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in ("host", "connection", "accept-encoding")
        }
        connection.request(request.command, request.path, body or None, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        with self._lock:
            self.agents.add(request.headers.get("User-Agent", ""))
            self.log.append(parse_qs(urlsplit(request.path).query or body.decode()))
        return response.status, response.headers.get("Content-Type", "application/json"), content


def answer(
    request: BaseHTTPRequestHandler,
    status: int,
    content: bytes,
    kind: str,
    headers: dict[str, str] | None = None,
    cut: int | None = None,
) -> None:
    """Send an answer, of which no more than `cut` bytes of what is promised."""
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(content)))
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(content[:cut])
    request.wfile.flush()


def reset(request: BaseHTTPRequestHandler) -> None:
    """Break the connection without a good-bye."""
    request.close_connection = True
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()
