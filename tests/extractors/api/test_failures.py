"""A wiki that does not answer, or refuses who asks: few requests, and one line that says what to do."""

from __future__ import annotations

import json
import pickle
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from mwapi.errors import APIError

from revscoring.cli import hosts
from revscoring.datasources.revision_oriented import revision as r
from revscoring.extractors.api import Client, EndlessContinuation, Retries, WikiUnreachable, extract_batch
from revscoring.extractors.api.failures import explain_failure
from revscoring.utilities import fetch_text
from tests.warm_python import warm_python


class Server(ThreadingHTTPServer):
    """A server whose `answer(path, query, method)` returns a status, headers and a body."""

    daemon_threads = True

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.asked = answer, []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        query = {name: one for name, [one] in parse_qs(f"{parts.query}&{body}").items()}
        self.server.asked.append((self.command, query))
        status, headers, reply = self.server.answer(parts.path, query, self.command)
        data = reply.encode() if isinstance(reply, str) else json.dumps(reply).encode()
        self.send_response(status)
        kind = "text/html" if isinstance(reply, str) else "application/json"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


@pytest.fixture
def serve():
    servers = []

    def start(answer):
        servers.append(Server(answer))
        threading.Thread(target=servers[-1].serve_forever, args=[0.02], daemon=True).start()
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def refusal(host):
    with pytest.raises(WikiUnreachable) as caught:
        extract_batch(hosts.make_extractor(host), range(1, 201), [r.text])
    return str(caught.value)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("readapidenied", "is a private wiki: log in with an account that may read it (--login)"),
        ("permissiondenied", "does not permit this: log in with an account that may (--login)"),
        ("blocked", "has blocked this account or address: Why it is so."),
        ("assertuserfailed", "the login is not valid any more: log in again (--login)"),
        ("mwoauth-invalid-authorization", "does not accept the authorization: Why it is so."),
    ],
)
def test_an_error_about_the_caller_is_asked_for_once(serve, code, words):
    server = serve(lambda *_: (200, {}, {"error": {"code": code, "info": "Why it is\nso."}}))
    text = refusal(server.url)
    assert text.startswith(server.url) and text.endswith(words)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "page", "words"),
    [
        (403, "<html><b>Set a User-Agent</b>", "{host} answers 403 Forbidden: Set a User-Agent"),
        (401, "<html>", "{host} answers 401 Unauthorized"),
        (
            404,
            "<html>Not Found",
            "there is no api.php at {host}/w/api.php, it answers 404 Not Found: "
            "give the full address, such as --host {host}/api.php",
        ),
        (
            410,
            "gone",
            "there is no api.php at {host}/w/api.php, it answers 410 Gone: "
            "give the full address, such as --host {host}/api.php",
        ),
    ],
)
def test_a_page_in_the_place_of_the_api_is_told_with_its_status(serve, status, page, words):
    server = serve(lambda *_: (status, {}, page))
    assert refusal(server.url) == words.format(host=server.url)
    assert len(server.asked) == 2


def test_fetch_text_asks_a_private_wiki_a_few_times(serve, tmp_path, capsys):
    server = serve(lambda *_: (200, {}, {"error": {"code": "readapidenied", "info": "No."}}))
    (tmp_path / "ids").write_text("".join(f'{{"rev_id": {n}}}\n' for n in range(1, 1001)))
    with pytest.raises(SystemExit):
        fetch_text.main([f"--host={server.url}", f"--input={tmp_path}/ids", "--threads=2"])
    shown = capsys.readouterr().err.splitlines()
    assert "private wiki" in shown[-1] and "--login" in shown[-1]
    assert "1,000 observations in = 0 out + 1,000 not done + 0 errors" in shown[-2]
    assert len(server.asked) <= 5


def test_fetch_text_does_not_wait_for_retries_after_it_failed(serve, tmp_path):
    """One thread waits for minutes, as the server asks, when the other is refused."""

    def answer(path, query, method):
        if query.get("revids", "").startswith("1|"):
            time.sleep(0.3)
            return 200, {}, {"error": {"code": "readapidenied", "info": "No."}}
        return 429, {"Retry-After": "300"}, "busy"

    (tmp_path / "ids").write_text("".join(f'{{"rev_id": {n}}}\n' for n in range(1, 100)))
    arguments = ["fetch_text", f"--host={serve(answer).url}", f"--input={tmp_path}/ids", "--threads=2"]
    done = subprocess.run(
        [*warm_python(), "-m", "revscoring", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert "error: " in done.stderr and "private wiki" in done.stderr


def test_a_port_that_nobody_listens_on_is_told_at_once():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{closed.getsockname()[1]}"
        began = time.monotonic()
        assert refusal(host) == f"nothing answers at {host}: the connection is refused"
    assert time.monotonic() - began < 2


def test_a_server_without_https(serve):
    host = serve(lambda *_: (200, {}, {})).url.replace("http:", "https:")
    assert refusal(host).startswith(f"no secure connection to {host}")


def test_a_wiki_that_answered_before_is_asked_again(serve):
    server = serve(lambda *_: (200, {}, {"batchcomplete": True}))
    client = Client(hosts.make_session(server.url), Retries(attempts=3, base=0.0))
    client.get({"action": "query"})
    server.shutdown()
    server.server_close()
    with pytest.raises(WikiUnreachable, match="does not answer any more"), client.explained():
        client.get({"action": "query"})
    assert client.requests == 1 + 3 + 3


def test_an_error_about_a_revision_is_none_about_the_wiki(serve):
    server = serve(lambda *_: (200, {}, {"error": {"code": "nosuchrevid", "info": "No."}}))
    [(error, _)] = extract_batch(hosts.make_extractor(server.url), [5], [r.text])
    assert "nosuchrevid" in str(error)


def test_the_address_of_another_api_is_advised_where_the_usual_one_is_missing():
    error = APIError("x", "", "")
    error.__dict__["reply_status"] = None
    assert "any more" in explain_failure(error, "https://w.example", "https://w.example/api.php")


@pytest.mark.parametrize("reply", [None, [1, 2], 7, {"query": None}, {"query": {"pages": None}}])
def test_json_that_no_wiki_answers_is_not_the_fault_of_a_revision(serve, monkeypatch, reply):
    monkeypatch.setattr(Client, "_sleep", lambda self, seconds: None)
    server = serve(lambda *_: (200, {}, reply))
    assert "NoneType" not in refusal(server.url)
    assert len(server.asked) < 30


def test_the_error_of_an_endless_continuation_survives_pickling():
    error = EndlessContinuation()
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("readonly", "is read-only for now: try again later: Repairs."),
        ("maxlag", "is too busy for now: try again later: Repairs."),
        ("ratelimited", "allows no more requests for now: try again later, or log in (--login): Repairs."),
    ],
)
def test_a_wiki_that_is_busy_for_good_is_told_plainly_after_few_requests(serve, code, words):
    server = serve(lambda *_: (200, {}, {"error": {"code": code, "info": "Repairs."}}))
    client = Client(hosts.make_session(server.url), Retries(attempts=3, base=0.0))
    with pytest.raises(WikiUnreachable) as caught, client.explained():
        client.get({"action": "query"})
    assert str(caught.value) == f"{server.url} {words}"
    assert client.requests <= 6
