"""A service and a stream of events on loopback, which fail as they are told."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest


def page_change(rev_id: int, page_id: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "$schema": "/mediawiki/page/change/1.2.0",
        "meta": {"stream": "mediawiki.page_change.v1", "id": f"event {rev_id}", "domain": "wiki.example"},
        "dt": "2026-01-01T00:00:00Z",
        "wiki_id": "testwiki",
        "page_change_kind": "edit",
        "page": {"page_id": page_id, "page_title": f"Page_{page_id}", "namespace_id": 0},
        "revision": {"rev_id": rev_id, "rev_parent_id": 1},
        "performer": {"user_text": "Ann", "is_bot": False},
        **more,
    }


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, answer: Callable[[Any], None]) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None: ...

            def do_GET(self) -> None:
                answer(self)

            do_POST = do_GET

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None: ...

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Service:
    """Scores events; `answers` may replace the answer to one: status, headers and body."""

    def __init__(self) -> None:
        self.posted: list[int] = []
        self.events: list[dict[str, Any]] = []
        self.under_way: list[object] = []
        self.most_at_once = 0
        self.overlaps: list[object] = []
        self.answer: Callable[[int], tuple[int, dict[str, str], Any] | None] = lambda rev_id: None
        self.work: Callable[[int], None] = lambda rev_id: None
        self._lock = threading.Lock()
        self.server = Server(self._answer)
        self.url = self.server.url

    def _answer(self, handler: Any) -> None:
        event = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        rev_id = event.get("rev_id") or event["revision"]["rev_id"]
        page = event.get("page_id") or event["page"].get("page_id")
        with self._lock:
            self.posted.append(rev_id)
            self.events.append(event)
            if page in self.under_way:
                self.overlaps.append(page)
            self.under_way.append(page)
            self.most_at_once = max(self.most_at_once, len(self.under_way))
        self.work(rev_id)
        with self._lock:
            self.under_way.remove(page)
        score = {"score": {"prediction": True, "probability": {"true": 0.75, "false": 0.25}}}
        document = {
            "testwiki": {
                "models": {"damaging": {"version": "1.0"}},
                "scores": {str(rev_id): {"damaging": score}},
            }
        }
        status, headers, body = self.answer(rev_id) or (200, {}, document)
        content = b"" if status == 204 else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


class Stream:
    """Events, from the one behind Last-Event-ID on; `at_a_time` of them before the connection is cut."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.at_a_time = 1_000_000
        self.stays_open = True
        self.statuses: list[int] = []
        self.asked: list[str | None] = []
        self.ended = threading.Event()
        self.server = Server(self._answer)
        self.url = self.server.url

    def _answer(self, handler: Any) -> None:
        self.asked.append(handler.headers.get("Last-Event-ID"))
        handler.send_response(self.statuses.pop(0) if self.statuses else 200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        start = int(handler.headers.get("Last-Event-ID") or 0)
        for number, event in list(enumerate(self.events, 1))[start : start + self.at_a_time]:
            text = event if isinstance(event, str) else json.dumps(event)
            handler.wfile.write(f"id: {number}\ndata: {text}\n\n".encode())
        handler.wfile.flush()
        if self.stays_open and start + self.at_a_time >= len(self.events):
            self.ended.wait(30)

    def stop(self) -> None:
        self.ended.set()
        self.server.stop()


@pytest.fixture
def service():
    made = Service()
    yield made
    made.server.stop()


@pytest.fixture
def stream():
    made = Stream()
    yield made
    made.stop()
