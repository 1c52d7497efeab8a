"""Watching: every edit once, going on where it stopped, whatever the source of the edits."""

from __future__ import annotations

import io
import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import click
import pytest

from revscoring.cli.changes import read_ids, score_edits
from revscoring.errors import RevisionNotFound
from revscoring.extractors.api import Client, EndlessContinuation, Retries
from revscoring.extractors.edit_events import read_edit
from revscoring.extractors.recent_changes import Edit, State, poll, stream
from revscoring.features import wikitext
from revscoring.scoring import Model
from revscoring.utilities.watch import people_line, watch


class Long(Model):
    def score(self, feature_values):
        return {"prediction": feature_values[0] > 2}


class Extractor:
    """Values that are the last digit of the id; ids that end in 9 are not found."""

    def extract(self, rev_ids, dependents, caches=None, profile=None):
        for rev_id in rev_ids:
            if rev_id % 10 == 9:
                yield RevisionNotFound("{revision}", rev_id), None
            else:
                yield None, [rev_id % 10]


def change(rev_id, second, **more):
    return {
        "type": "edit",
        "revid": rev_id,
        "timestamp": f"2020-01-01T00:00:{second:02}Z",
        "title": f"Page {rev_id}",
        "user": "Ann",
        "comment": "c",
        "ns": 0,
        "bot": False,
        **more,
    }


class Changes:
    """Recent changes that grow by a step with each look; they are paged two at a time."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.listed = []
        self.starts = []

    def get(self, **parameters):
        if "curtimestamp" in parameters:
            return {"curtimestamp": "2020-01-01T00:00:05Z"}
        start = parameters.get("rccontinue", 0)
        if start == 0:
            self.starts.append(parameters["rcstart"])
            self.listed += self.steps.pop(0) if self.steps else []
        found = [one for one in self.listed if one["timestamp"] >= parameters["rcstart"]]
        reply = {"query": {"recentchanges": found[start : start + 2]}}
        if start + 2 < len(found):
            reply["continue"] = {"rccontinue": start + 2}
        return reply


def looks(client, state, number):
    """What `number` looks yield, each dealt with."""
    for edits in itertools.islice(poll(client, state, 0), number):
        state.done(edits)
        yield [edit.rev_id for edit in edits]


def test_each_edit_comes_once_from_now_on(tmp_path):
    wiki = Changes(
        [change(1, 4)], [change(2, 6), change(3, 6), change(4, 6)], [], [change(5, 5), change(6, 8)]
    )
    found = list(looks(Client(wiki), State(), 9))
    assert list(itertools.chain(*found)) == [2, 3, 4, 5, 6]


def test_it_goes_on_where_it_stopped(tmp_path):
    path = str(tmp_path / "state")
    first = Changes([], [change(2, 6), change(3, 7)])
    assert list(itertools.chain(*looks(Client(first), State(path), 2))) == [2, 3]
    second = Changes([change(2, 6), change(3, 7), change(4, 7), change(5, 9)])
    assert list(itertools.chain(*looks(Client(second), State(path), 2))) == [4, 5]
    assert second.starts[0] == "2019-12-31T23:59:57Z"


def test_what_was_yielded_but_not_done_comes_again(tmp_path):
    path = str(tmp_path / "state")
    wiki = Changes([], [change(2, 6)])
    next(poll(Client(wiki), State(path), 0))
    again = Changes([change(2, 6)])
    assert [edit.rev_id for edit in next(poll(Client(again), State(path), 0))] == [2]


@pytest.mark.parametrize(
    "broken",
    [
        {},
        None,
        {"revid": 2},
        {"revid": "2", "timestamp": "2020-01-01T00:00:06Z"},
        {"revid": 2, "timestamp": "soon"},
        {"revid": 2, "timestamp": None},
    ],
)
def test_a_change_that_cannot_be_read_does_not_end_the_others(broken, caplog):
    wiki = Changes()
    listed = [change(3, 6), broken, change(4, 7)]
    wiki.get = lambda **parameters: (
        {"curtimestamp": "2020-01-01T00:00:05Z"}
        if "curtimestamp" in parameters
        else {"query": {"recentchanges": listed if wiki.starts else []}}
    )
    state = State()
    looked = poll(Client(wiki), state, 0)
    wiki.starts.append("started")
    state.timestamp = "2020-01-01T00:00:05Z"
    assert [edit.rev_id for edit in next(looked)] == [3, 4]
    assert "a change cannot be read" in caplog.text


def test_a_wiki_that_does_not_say_its_time_is_told_plainly():
    wiki = Changes()
    wiki.get = lambda **parameters: {"batchcomplete": True}
    with pytest.raises(RuntimeError, match="the wiki does not say what time it is"):
        next(poll(Client(wiki), State(), 0))


@pytest.mark.parametrize("tokens", [itertools.cycle("xy"), itertools.count()], ids=["circle", "new"])
def test_changes_that_are_continued_in_circles_end_after_few_requests(tokens):
    requests = []
    wiki = Changes()

    def get(**parameters):
        requests.append(parameters)
        if "curtimestamp" in parameters:
            return {"curtimestamp": "2020-01-01T00:00:05Z"}
        return {"continue": {"rccontinue": next(tokens)}, "query": {"recentchanges": [change(2, 6)]}}

    wiki.get = get
    with pytest.raises(EndlessContinuation, match="leads in circles"):
        list(itertools.islice(poll(Client(wiki), State(), 0), 100))
    assert len(requests) < 20


def test_a_broken_state_is_said(tmp_path):
    (tmp_path / "state").write_text("{}")
    with pytest.raises(RuntimeError, match="not a state of `revscoring watch`"):
        State(str(tmp_path / "state"))


def test_the_state_forgets_old_edits():
    state = State()
    for number in range(20):
        state.done(Edit(number * 1000 + n, "2020") for n in range(1000))
    assert not state.is_new(Edit(19_999, ""))
    assert state.is_new(Edit(1, ""))


def edits(*ids, **more):
    return [Edit(n, f"2020-01-01T00:00:{n:02}Z", f"Page {n}", "Ann", **more) for n in ids]


def run(changes, **options):
    out = io.StringIO()
    state = State()
    printed = watch(changes, Long([wikitext.revision.words]), Extractor(), state, out, **options)
    return out.getvalue().splitlines(), state, printed


def test_scores_and_errors_are_printed():
    lines, state, printed = run([edits(1, 9), [], edits(13)])
    first, second, third = map(json.loads, lines)
    assert first == {
        "rev_id": 1,
        "timestamp": "2020-01-01T00:00:01Z",
        "title": "Page 1",
        "user": "Ann",
        "comment": None,
        "score": {"prediction": False},
    }
    assert second["score"] == second["error"]
    assert second["error"]["message"] == "RevisionNotFound: Could not find revision ({revision}:9)"
    assert third["score"] == {"prediction": True}
    assert printed == 3
    assert not any(map(state.is_new, edits(1, 9, 13)))


def test_each_score_is_noted(tmp_path):
    noted = []
    watch(iter([edits(1, 9), edits(13)]), Long([wikitext.revision.chars]), Extractor(), State(None), io.StringIO(),
          note=lambda edit, score: noted.append((edit.rev_id, score["prediction"])))  # fmt: skip
    assert noted == [(1, False), (13, True)]


def test_an_edit_that_is_not_found_yet_is_asked_for_once_more():
    class Lagging(Extractor):
        asked: list[list[int]] = []

        def extract(self, rev_ids, dependents, caches=None, profile=None):
            self.asked.append(rev_ids)
            late = len(self.asked) == 1
            return [
                (RevisionNotFound("{revision}", n), None) if late and n == 2 else (None, [n]) for n in rev_ids
            ]

    extractor = Lagging()
    found = list(score_edits(edits(1, 2, 3), Long([wikitext.revision.words]), extractor, patience=0.01))
    assert [score for _, score, _ in found] == [{"prediction": n > 2} for n in (1, 2, 3)]
    assert extractor.asked == [[1, 2, 3], [2]]


def test_some_edits_only():
    lines, state, _ = run([edits(1, 2, 3)], wanted=lambda edit: edit.rev_id != 2, score_field="damaging")
    assert [json.loads(line)["rev_id"] for line in lines] == [1, 3]
    assert "damaging" in json.loads(lines[0])
    assert not state.is_new(edits(2)[0])


def test_an_end_after_a_number_of_edits():
    lines, state, printed = run(iter([edits(1, 2, 3), edits(4)]), limit=2)
    assert (len(lines), printed) == (2, 2)
    assert state.is_new(edits(3)[0])


def test_lines_for_people():
    lines, *_ = run([edits(1, 9)], link="https://wiki.example/?diff={}".format)
    assert "false" in lines[0]
    assert "https://wiki.example/?diff=1" in lines[0]
    assert lines[1].endswith("https://wiki.example/?diff=9  revision 9 does not exist")
    assert "\x1b[31m" in people_line(edits(1)[0], {"prediction": "true"}, None)
    assert "(hidden)" in people_line(Edit(1, "2020-01-01T00:00:00Z"), {"prediction": "B"}, None)


LIVE = {"prediction": False, "probability": {True: 0.26, False: 0.74}}


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (LIVE, "  26 %"),
        (json.loads(json.dumps({**LIVE, "probability": {"true": 0.26, "false": 0.74}})), "  26 %"),
        ({"prediction": True, "probability": {True: 0.996, False: 0.004}}, " >99 %"),
        ({"prediction": "B", "probability": {"B": 0.5, "C": 0.4}}, "  50 %"),
        ({"prediction": 3, "probability": {3: 0.5, 4: 0.4}}, "  50 %"),
    ],
)
@pytest.mark.parametrize("width", [80, 120])
def test_the_risk_is_that_of_the_positive_label(score, shown, width):
    edit = Edit(10, "2020-01-01T12:59:32Z", "Sailor Mars", "127.0.0.1")
    link = "https://my.wiki/index.php?diff=10"
    line = click.unstyle(people_line(edit, score, None, link, width))
    label = {"B": " B       ", 3: " 3       "}.get(score["prediction"], "")
    assert line.startswith(f"12:59:32 {shown}{label}  Sailor M")
    assert link in line
    assert len(line) <= width


def test_long_names_do_not_move_the_columns():
    edits = [Edit(1, "2020-01-01T12:59:32Z", title, user) for title, user in LONG]
    lines = [click.unstyle(people_line(edit, LIVE, None, "https://w.example/?diff=1", 80)) for edit in edits]
    assert all(line.endswith("  https://w.example/?diff=1") for line in lines)
    assert not any("\x1b" in line for line in lines)


LONG = [("A" * 200, "B" * 200), ("セーラームーン" * 20, "うさぎ" * 20), ("x\x1b[2J", "\n")]


def test_ids_of_an_output(tmp_path):
    path = tmp_path / "out"
    assert read_ids(str(path)) == []
    path.write_text('{"rev_id": 1}\nno JSON\n{"rev_id": 2}\n{"rev_')
    assert read_ids(str(path)) == [1, 2]
    assert path.read_text().endswith('{"rev_id": 2}\n')


# A stream of events.


def event(rev_id, **more):
    return {
        "type": "edit",
        "server_name": "wiki.example",
        "revision": {"new": rev_id, "old": 1},
        "timestamp": 1577836800 + rev_id,
        "title": f"Page {rev_id}",
        "user": "Ann",
        "comment": "ü",
        "namespace": 0,
        "bot": False,
        **more,
    }


@pytest.fixture
def events():
    """A server of events; each connection gets those after its Last-Event-ID, `at_a_time` of them."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        events = [event(n) for n in range(1, 8)]
        at_a_time = 3
        status = 200
        asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append((self.headers.get("Last-Event-ID"), self.headers["User-Agent"]))
            self.send_response(self.server.status)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            start = int(self.headers.get("Last-Event-ID") or 0)
            self.wfile.write(b": welcome\n\n")
            for number, one in list(enumerate(self.server.events, start=1))[
                start : start + self.server.at_a_time
            ]:
                body = one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
                self.wfile.write(f"event: message\nid: {number}\ndata: {body}\n\n".encode())
                self.wfile.flush()

        def log_message(self, *arguments):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_address[1]}/stream"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def take(server, state, number):
    source = stream(server.url, "https://wiki.example", state, "tests", Retries(attempts=2, base=0.01))
    found = []
    for edits in itertools.islice(source, number):
        state.done(edits)
        found += [edit.rev_id for edit in edits]
    return found


def test_a_stream_that_breaks_goes_on_after_the_last_event(events, tmp_path):
    path = str(tmp_path / "state")
    assert take(events, State(path), 5) == [1, 2, 3, 4, 5]
    assert [asked[0] for asked in events.asked] == [None, "3"]
    assert take(events, State(path), 2) == [6, 7]
    assert events.asked[2] == ("5", "tests")


def test_events_of_other_wikis_and_kinds_are_skipped(events):
    events.events = [
        event(1, type="log"),
        event(2, server_name="other.example"),
        event(3),
        "no JSON",
        event(3),
        event(4, type="new"),
    ]
    events.at_a_time = 10
    assert take(events, State(), 2) == [3, 4]


def test_an_edit_of_a_stream():
    edit = read_edit(event(5, bot=True), "5", "wiki.example")
    assert edit == Edit(5, "2020-01-01T00:00:05Z", "Page 5", "Ann", "ü", 0, True)
    assert edit.event_id == "5"


def test_a_stream_that_is_cut_again_and_again_is_no_failure(events):
    events.at_a_time = 1
    assert take(events, State(), 7) == [1, 2, 3, 4, 5, 6, 7]
    assert len(events.asked) == 7


def test_no_stream_is_an_error(events):
    events.status = 404
    with pytest.raises(RuntimeError, match="answers 404"):
        take(events, State(), 1)
    events.shutdown()
    events.server_close()
    with pytest.raises(RuntimeError, match="no connection"):
        take(events, State(), 1)


def test_a_stream_of_page_changes_is_watched_without_deletions(events, tmp_path, monkeypatch):
    from types import SimpleNamespace

    from revscoring.utilities import watch as module

    def change(rev_id, kind):
        return {
            "$schema": "/mediawiki/page/change/1.2.0",
            "meta": {"domain": "wiki.example"},
            "dt": "2026-01-01T00:00:00Z",
            "wiki_id": "testwiki",
            "page_change_kind": kind,
            "page": {"page_title": "A_b", "namespace_id": 0},
            "revision": {"rev_id": rev_id},
        }

    events.events = [change(1, "create"), change(2, "delete"), change(3, "move"), change(4, "edit")]
    session = SimpleNamespace(headers={"User-Agent": "tests"}, api_url="https://wiki.example/w/api.php")
    extractor = Extractor()
    extractor.session, extractor.client = session, Client(session)
    model = Long([wikitext.revision.words], additional_info={"policy": {"automation": "never"}})
    monkeypatch.setattr(module, "make_extractor", lambda host, login: extractor)
    monkeypatch.setattr(module, "load_model", lambda *_: model)
    out = tmp_path / "out"
    arguments = [
        "--host=https://wiki.example",
        "--model=m",
        f"--stream={events.url}",
        f"--output={out}",
        "--limit=2",
    ]
    module.main(arguments)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(row["rev_id"], row["title"]) for row in rows] == [(1, "A b"), (4, "A b")]
    assert [row["notice"] for row in rows] == ["Bots must not act on its scores."] * 2
