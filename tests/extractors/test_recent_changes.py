"""Streams of events, as bytes come from a server."""

from __future__ import annotations

import http.server
import json
import logging
import re
import threading
import time

import pytest

from revscoring.extractors.recent_changes import State, read_events, read_lines, stream

TEXT = "\ufeffid: 1\r\ndata: a\u2028b\u0085c\x0b\x0c\rdata: é\n\r\n: x\n\ndata: last\r\r"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_lines_end_in_cr_lf_or_both_wherever_the_chunks_end(size):
    data = TEXT.encode()
    lines = list(read_lines(data[start : start + size] for start in range(0, len(data), size)))
    assert lines == re.split("\r\n|\r|\n", TEXT[1:])[:-1]
    assert list(read_events(lines)) == [("1", "a\u2028b\u0085c\x0b\x0c\né"), ("1", "last")]


def test_a_line_comes_as_soon_as_it_has_ended():
    def chunks():
        yield b"data: x\r"
        pytest.fail("the line has ended")

    assert next(read_lines(chunks())) == "data: x"


def test_reading_is_linear_in_the_size_of_an_event():
    def seconds(size: int) -> float:
        began = time.perf_counter()
        list(read_lines(b"x" for _ in range(size)))
        return time.perf_counter() - began

    small = min(seconds(20_000) for _ in range(3))
    assert min(seconds(160_000) for _ in range(3)) < 8 * 4 * small


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

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        host = f"http://127.0.0.1:{server.server_address[1]}"
        (edit,) = next(stream(f"{host}/", host, State(), "test"))
        assert (edit.rev_id, edit.title) == (9, "x\u0085\u2028y")
    finally:
        server.shutdown()
        server.server_close()
    assert len([record for record in caplog.records if "an event cannot be read" in record.message]) == 8


def test_the_state_is_read_with_a_mark(tmp_path):
    path = tmp_path / "state"
    path.write_text(json.dumps({"timestamp": None, "event_id": "5", "seen": []}), encoding="utf-8-sig")
    assert State(str(path)).event_id == "5"
