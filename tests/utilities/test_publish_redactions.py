"""``revscoring publish redactions``: a stream that hides and shows, a wiki that is asked, files that are redacted."""

from __future__ import annotations

import gzip
import http.server
import itertools
import json
import threading
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest

from revscoring.publishing import digests

SECRET = "zq-secret"


@contextmanager
def serving(answer):
    """Serve GET and POST by a function, which is given the handler and the number of the request, from 1."""
    numbers = itertools.count(1)

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            answer(self, next(numbers))

        def do_POST(self):
            answer(self, next(numbers))

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}"
    finally:
        made.shutdown()
        made.server_close()


def event(number: int, rev_id: int, hidden: str = "", **more) -> str:
    visibility = {kind: kind not in hidden.split() for kind in ("text", "user", "comment")}
    document = {
        "$schema": "/mediawiki/revision/visibility-change/1.0.0",
        "meta": {"dt": f"2026-05-01T00:00:{number:02}Z", "domain": "test.example", "id": str(number)},
        "database": "testwiki",
        "rev_id": rev_id,
        "visibility": visibility,
        "comment": SECRET,
        "performer": {"user_text": SECRET},
        **more,
    }
    return f"id: {number}\ndata: {json.dumps(document)}\n\n"


def page_change(number: int, rev_id: int, visible: bool) -> str:
    document = {
        "$schema": "/mediawiki/page/change/1.2.0",
        "page_change_kind": "visibility_change",
        "dt": f"2026-05-01T00:00:{number:02}Z",
        "meta": {"domain": "test.example"},
        "wiki_id": "testwiki",
        "revision": {"rev_id": rev_id, "is_content_visible": visible, "is_editor_visible": True},
    }
    return f"id: {number}\ndata: {json.dumps(document)}\n\n"


#: The connection breaks after each; what follows repeats some.
PARTS = [
    event(1, 5, "text user") + event(2, 6, "comment"),
    event(2, 6, "comment")
    + event(3, 7, "text", database="otherwiki")
    + "id: 4\ndata: {not JSON\n\n"
    + event(5, 6),
    page_change(6, 8, False) + event(7, 5, "text user") + 'id: 8\ndata: {"rev_id": 5}\n\n',
    event(9, 9, "text", meta={"dt": "2026-05-01T00:00:09Z", "domain": "canary"}) + event(10, 10, "user"),
]


@pytest.fixture
def stream():
    """The address of the stream, and the events after which it was asked to go on."""
    asked = []

    def answer(handler, number):
        asked.append(handler.headers.get("Last-Event-ID"))
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        handler.wfile.write((":ok\n\n" + PARTS[min(number, len(PARTS)) - 1]).encode())

    with serving(answer) as host:
        yield f"{host}/stream", asked


def test_what_a_stream_hides_and_shows_is_written_once(inside, program, stream):
    url, asked = stream
    arguments = "publish", "redactions", "follow", f"--stream={url}", "--output=redactions.jsonl"
    done = inside(*arguments, "--state=state.json", "--wiki=test.example", "--wiki=testwiki", "--limit=8")
    assert asked[1:4] == ["2", "5", "8"]
    lines = program.lines("redactions.jsonl")
    assert [(line["rev_id"], line["hidden"]) for line in lines] == [
        (5, ["text", "user"]),
        (6, ["comment"]),
        (7, ["text"]),
        (6, []),
        (8, ["text"]),
        (10, ["user"]),
    ]
    assert all(set(line) == {"wiki", "rev_id", "hidden", "time", "domain"} for line in lines)
    assert SECRET not in program.path("redactions.jsonl").read_text()
    assert "8 events, 6 of them new; 1 could not be read; 4 revisions are hidden now" in done.stderr
    again = inside(*arguments, "--state=state.json", "--limit=1")
    assert asked[-1] == "10" and "1 events, 0 of them new" in again.stderr
    assert program.lines("redactions.jsonl") == lines


@pytest.fixture
def wiki():
    """The address of a wiki that hides some of its revisions, and the parameters of the requests."""
    asked = []
    pages = {
        5: {"texthidden": True, "userhidden": True},
        6: {"sha1hidden": True, "commenthidden": True, "suppressed": True},
        7: {},
        9: {},
    }

    def answer(handler, number):
        length = int(handler.headers.get("Content-Length") or 0)
        query = urlsplit(handler.path).query + "&" + handler.rfile.read(length).decode()
        parameters = {name: values[0] for name, values in parse_qs(query).items()}
        asked.append(parameters)
        if parameters.get("meta") == "siteinfo":
            reply = {"query": {"general": {"wikiid": "testwiki", "servername": "test.example"}}}
        else:
            ids = list(map(int, parameters["revids"].split("|")))
            late = 9 in ids and len(asked) < 3  # the server lags behind
            found = [{"revid": i, **pages[i]} for i in ids if i in pages and not (late and i == 9)]
            missing = {
                str(i): {"revid": i, "missing": True} for i in ids if i not in pages or (late and i == 9)
            }
            reply = {"batchcomplete": True, "query": {"pages": [{"pageid": 1, "revisions": found}]}}
            reply["query"] |= {"badrevids": missing} if missing else {}
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(json.dumps(reply).encode())

    with serving(answer) as host:
        yield host, asked


def test_a_wiki_is_asked_about_the_revisions_in_files(inside, program, wiki):
    host, asked = wiki
    rows = [
        {"rev_id": 5, "wiki": "testwiki", "cache": {"datasource.revision.parent.id": 6}},
        {"rev_id": 7, "wiki": "test.example"},
        {"rev_id": 8, "parent_id": 9},
        {"rev_id": 11, "wiki": "otherwiki"},
    ]
    program.write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    arguments = "publish", "redactions", "sweep", "rows.jsonl", f"--host={host}", "--output=redactions.jsonl"
    done = inside(*arguments, "--patience=0")
    found = {line["rev_id"]: line["hidden"] for line in program.lines("redactions.jsonl")}
    assert found == {5: ["text", "user"], 6: ["comment", "text"], 8: ["removed"]}
    assert "5 revisions of testwiki in = 5 out + 0 errors; 3 are hidden, 3 changed; 3 requests" in done.stderr
    assert [parameters.get("revids") for parameters in asked[1:]] == ["5|6|7|8|9", "8|9"]
    assert all("content" not in parameters.get("rvprop", "") for parameters in asked)
    before = program.path("redactions.jsonl").read_text()
    inside(*arguments, "--patience=0")
    assert program.path("redactions.jsonl").read_text() == before


def test_what_is_hidden_is_removed_from_files_and_digests_are_renewed(program):
    kept = program.path("redactions.jsonl")
    line = {"wiki": "testwiki", "rev_id": 5, "hidden": ["text"], "time": "2026-06-01T00:00:00Z"}
    kept.write_text(json.dumps(line) + "\n")
    row = json.dumps({"rev_id": 5, "cache": {"datasource.revision.text": SECRET}}) + "\n"
    program.write("rows.jsonl", row + '{"rev_id": 6, "cache": {"datasource.words": ["word"]}}\n')
    corpus = program.path("corpus")
    corpus.mkdir()
    (corpus / "scores.jsonl.gz").write_bytes(gzip.compress(row.encode()))
    digests.write_digests(corpus, ["scores.jsonl.gz"])
    program.write("page.html", "<html>")
    old = (corpus / "SHA256SUMS").read_text()
    arguments = "publish", "redactions", "apply", "redactions.jsonl"
    done = program(
        *arguments, "--to", "rows.jsonl", "corpus", "page.html", "nothing.jsonl", "redactions.jsonl", check=2
    )
    assert "rows.jsonl: 1 rows quote texts of parents without the ids of these" in done.stderr
    assert kept.read_text() == json.dumps(line) + "\n"
    assert "rows.jsonl: 1 redacted" in done.stderr and "4 files in = 2 out + 2 errors" in done.stderr
    last = done.stderr.splitlines()[-1]
    assert "page.html: this is neither JSON nor" in last and "nothing.jsonl: No such file" in last
    assert SECRET not in program.path("rows.jsonl").read_text()
    assert SECRET.encode() not in gzip.decompress((corpus / "scores.jsonl.gz").read_bytes())
    new = (corpus / "SHA256SUMS").read_text()
    assert new != old and new == f"{digests.digest_of(corpus / 'scores.jsonl.gz')}  scores.jsonl.gz\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["follow", "--stream=http://127.0.0.1:1/", "--output=-"], "--output has to be a file"),
        (["follow", "--stream=http://127.0.0.1:1/", "--output=x", "--since=soon"], "'soon': give a time"),
        (
            ["follow", "--stream=http://127.0.0.1:1/", "--output=bad.jsonl"],
            "bad.jsonl, line 1: this is not a",
        ),
        (["sweep", "bad.jsonl", "--host=http://127.0.0.1:1", "--output=-"], "--output has to be a file"),
        (["sweep", "bad.jsonl", "--host=http://127.0.0.1:1", "--output=x"], "127.0.0.1:1"),
        (["apply", "none.jsonl", "--to=bad.jsonl"], "none.jsonl: there is no such file of redactions"),
        (["apply", "bad.jsonl", "--to=rows.jsonl"], "bad.jsonl, line 1: this is not a redaction"),
        (["apply", "bad.jsonl"], "--to"),
        (["aply"], "did you mean 'apply'?"),
    ],
)
def test_bad_input_is_one_line(inside, program, arguments, message):
    program.write("bad.jsonl", '{"rev_id": 5}\n')
    done = inside("publish", "redactions", *arguments, check=2)
    last = done.stderr.strip().splitlines()[-1]
    assert message in last and last.startswith("revscoring publish redactions")
