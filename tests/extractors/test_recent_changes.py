"""Streams of events, as bytes come from a server."""

from __future__ import annotations

import http.server
import itertools
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from revscoring.extractors.api import Retries
from revscoring.extractors.recent_changes import State, stream


@contextmanager
def server(answer) -> Iterator[str]:
    """Serve by a function, which is given the handler and the number of the connection, from 1."""
    numbers = itertools.count(1)

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            answer(self, next(numbers))

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}"
    finally:
        made.shutdown()
        made.server_close()


def begin(handler: http.server.BaseHTTPRequestHandler, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def data(rev_id: int, title: str = "x") -> str:
    event = {"type": "edit", "revision": {"new": rev_id}, "timestamp": 1577836800, "title": title}
    return json.dumps(event, ensure_ascii=False)


def take(host: str, number: int, state: State | None = None, **options):
    """The first edits, each processed before the next is asked for."""
    state = state or State()
    options = {"retries": Retries(attempts=3, base=0.01), **options}
    found = []
    for edits in itertools.islice(stream(f"{host}/", None, state, "tests", **options), number):
        state.done(edits)
        found += edits
    return found


SEPARATED = "a\u2028b\u0085c"
TEXT = (
    f"\ufeffid: 1\r\ndata: {data(1, SEPARATED)}\r\rdata: {data(2, 'é')}\n\r\n: x\n\n"
    f"data: {data(3)[:9]}\r\ndata: {data(3)[9:]}\r\n\r\nid: 4\ndata:{data(4)}\n\n"
)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_lines_end_in_cr_lf_or_both_wherever_the_chunks_end(size):
    def answer(handler, number):
        begin(handler)
        text = TEXT.encode()
        for start in range(0, len(text), size):
            handler.wfile.write(text[start : start + size])

    with server(answer) as host:
        found = take(host, 4)
    assert [edit.rev_id for edit in found] == [1, 2, 3, 4]
    assert [edit.title for edit in found] == [SEPARATED, "é", "x", "x"]
    assert [edit.event_id for edit in found] == ["1", "1", "1", "4"]


def test_an_event_comes_as_soon_as_it_has_ended():
    ended = threading.Event()

    def answer(handler, number):
        begin(handler)
        handler.wfile.write(f"data: {data(1)}\n\n".encode())
        ended.wait(10)

    with server(answer) as host:
        began = time.monotonic()
        assert [edit.rev_id for edit in take(host, 1)] == [1]
        assert time.monotonic() - began < 5
        ended.set()


def test_reading_is_linear_in_the_size_of_an_event():
    sizes = iter([])

    def answer(handler, number):
        begin(handler)
        handler.wfile.write(f"data: {data(1, 'x' * next(sizes))}\n\n".encode())

    def seconds(host: str) -> float:
        began = time.perf_counter()
        take(host, 1)
        return time.perf_counter() - began

    with server(answer) as host:
        sizes = iter([4_000_000] * 3)
        small = min(seconds(host) for _ in range(3))
        sizes = iter([32_000_000] * 2)
        assert min(seconds(host) for _ in range(2)) < 8 * 4 * small


def test_bytes_that_are_no_text_cost_their_event_only():
    def answer(handler, number):
        begin(handler)
        handler.wfile.write(b'data: {"title": "\xff\n\ndata: \xff\n\n' + f"data: {data(2)}\n\n".encode())

    with server(answer) as host:
        assert [edit.rev_id for edit in take(host, 1)] == [2]


def test_a_silent_stream_is_connected_again_and_said(caplog):
    ended = threading.Event()
    asked = []

    def answer(handler, number):
        asked.append(handler.headers.get("Last-Event-ID"))
        begin(handler)
        handler.wfile.write(f"id: {number}\ndata: {data(number)}\n\n".encode())
        ended.wait(10)

    with server(answer) as host:
        assert [edit.rev_id for edit in take(host, 3, silence=0.2)] == [1, 2, 3]
        ended.set()
    assert asked == [None, "1", "2"]
    assert sum("no event and no heartbeat for 0.2 s" in record.message for record in caplog.records) == 2


def test_heartbeats_keep_a_stream_alive(caplog):
    def answer(handler, number):
        begin(handler)
        for _ in range(8):
            handler.wfile.write(b": heartbeat\n\n")
            time.sleep(0.1)
        handler.wfile.write(f"data: {data(number)}\n\n".encode())

    with server(answer) as host:
        assert [edit.rev_id for edit in take(host, 1, silence=0.6)] == [1]
    assert not caplog.records


def test_errors_of_the_server_are_waited_for_as_it_asks():
    times = []

    def answer(handler, number):
        times.append(time.monotonic())
        if number < 3:
            begin(handler, 503 if number == 1 else 429, Retry_After="1")
        else:
            begin(handler)
            handler.wfile.write(f"data: {data(number)}\n\n".encode())

    with server(answer) as host:
        assert [edit.rev_id for edit in take(host, 1)] == [3]
    assert times[1] - times[0] >= 1
    assert times[2] - times[1] >= 1


def test_a_page_is_no_stream():
    def answer(handler, number):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()

    with (
        server(answer) as host,
        pytest.raises(RuntimeError, match="this is no stream of events, but text/html"),
    ):
        take(host, 1)


def test_it_can_start_in_the_past():
    paths = []

    def answer(handler, number):
        paths.append(handler.path)
        begin(handler)
        handler.wfile.write(f"id: 7\ndata: {data(number)}\n\n".encode())

    with server(answer) as host:
        take(host, 2, since="2020-01-01T00:00:00Z")
    assert paths == ["/?since=2020-01-01T00%3A00%3A00Z", "/"]


@pytest.mark.parametrize("chunked", [False, True])
def test_malformed_events_cost_themselves_only(chunked, caplog):
    caplog.set_level(logging.WARNING, "revscoring")
    events = [
        "[1]", "null", "{", '"x"', "[" * 100_000, '{"type": "edit", "server_name": "127.0.0.1:%d"}',
        '{"type": "edit", "server_name": "127.0.0.1:%d", "revision": {"new": null}, "timestamp": 1577836800}',
        '{"type": "edit", "server_name": "127.0.0.1:%d", "revision": {"new": 1}, "timestamp": "soon"}',
        '{"type": "edit", "server_name": "127.0.0.1:%d", "server_url": null, "title": "x\u0085\u2028y",'
        ' "revision": {"new": 9}, "timestamp": 1577836800}',
    ]  # fmt: skip

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            port = self.server.server_address[1]
            body = "".join(f"data: {event.replace('%d', str(port))}\n\n" for event in events).encode()
            self.send_response(200)
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for start in range(0, len(body), 7919):
                    part = body[start : start + 7919]
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
                threading.Event().wait(2)  # the stream stays open
                self.wfile.write(b"0\r\n\r\n")
            else:
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        host = f"http://127.0.0.1:{made.server_address[1]}"
        (edit,) = next(stream(f"{host}/", host, State(), "test"))
        assert (edit.rev_id, edit.title) == (9, "x\u0085\u2028y")
    finally:
        made.shutdown()
        made.server_close()
    assert len([record for record in caplog.records if "an event cannot be read" in record.message]) == 8


def test_the_state_is_read_with_a_mark(tmp_path):
    path = tmp_path / "state"
    path.write_text(json.dumps({"timestamp": None, "event_id": "5", "seen": []}), encoding="utf-8-sig")
    assert State(str(path)).event_id == "5"
