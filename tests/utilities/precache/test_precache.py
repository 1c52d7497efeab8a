"""Precaching: each edit at least once and in order, whatever fails."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import requests

from revscoring.utilities import precache
from tests.utilities.precache.conftest import page_change
from tests.warm_python import warm_python

REPOSITORY = Path(__file__).parents[3]


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [*warm_python(), "-m", "revscoring", "precache", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def wait_for(condition, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def run_lines(tmp_path, events, *arguments: str) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("".join((e if isinstance(e, str) else json.dumps(e)) + "\n" for e in events))
    precache.main([f"--input={path}", *arguments])


def test_lines_go_to_the_service(tmp_path, service, capsys):
    events = [page_change(n, page_id=n % 3) for n in range(1, 21)]
    run_lines(tmp_path, events, f"--service={service.url}")
    assert sorted(service.posted) == list(range(1, 21))
    assert {json.dumps(event, sort_keys=True) for event in service.events} == {
        json.dumps(event, sort_keys=True) for event in events
    }
    assert "precache: 20 edits = 20 scored; " in capsys.readouterr().err


def test_the_edits_of_a_page_are_in_order_and_pages_at_once(tmp_path, service):
    service.work = lambda rev_id: time.sleep(random.random() * 0.02)
    events = [page_change(n, page_id=random.randrange(6)) for n in range(1, 121)]
    run_lines(tmp_path, events, f"--service={service.url}", "--concurrency=4")
    pages = {event["revision"]["rev_id"]: event["page"]["page_id"] for event in events}
    for page in set(pages.values()):
        posted = [rev_id for rev_id in service.posted if pages[rev_id] == page]
        assert posted == sorted(posted)
    assert not service.overlaps
    assert 2 <= service.most_at_once <= 4


def test_an_edit_that_is_retried_holds_its_page_only(tmp_path, service):
    tries = Counter()

    def answer(rev_id):
        tries[rev_id] += 1
        if rev_id == 1 and tries[1] < 3:
            return 503, {"Retry-After": "1"}, {"error": {"code": "server overloaded", "message": "full"}}
        return None

    service.answer = answer
    run_lines(tmp_path, [page_change(1, 1), page_change(2, 1), page_change(3, 2)], f"--service={service.url}")
    assert [rev_id for rev_id in service.posted if rev_id < 3] == [1, 1, 1, 2]
    assert service.posted.index(3) < 3
    assert tries == {1: 3, 2: 1, 3: 1}


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_service_that_is_away_is_waited_for_as_it_asks(tmp_path, service, status):
    times = []

    def answer(rev_id):
        times.append(time.monotonic())
        return (status, {"Retry-After": "1"}, {}) if len(times) == 1 else None

    service.answer = answer
    run_lines(tmp_path, [page_change(1)], f"--service={service.url}", "--attempts=1")
    assert service.posted == [1, 1]
    assert times[1] - times[0] >= 1


def failed(error_type: str):
    document = {"testwiki": {"scores": {"2": {"damaging": {"error": {"type": error_type, "message": "m"}}}}}}
    return 200, {}, document


@pytest.mark.parametrize(
    ("answer", "tries", "text"),
    [
        ((400, {}, {"error": {"message": "bad"}}), 1, "the service answers 400: bad"),
        ((500, {}, {"error": {"message": "oh"}}), 3, "the service answers 500: oh"),
        ((504, {}, {}), 3, "the service answers 504: {}"),
        (failed("WorkerDied"), 3, "damaging: WorkerDied: m"),
        (failed("TimeoutError"), 3, "damaging: TimeoutError: m"),
    ],
)
def test_what_cannot_be_scored_is_a_dead_letter(tmp_path, service, answer, tries, text, capsys):
    service.answer = lambda rev_id: answer if rev_id == 2 else None
    letters = tmp_path / "letters"
    letters.write_text('{"error": "of before"}\n{"unfin')
    arguments = [f"--service={service.url}", f"--dead-letters={letters}", "--attempts=3"]
    events = [page_change(1), page_change(2), "no JSON", page_change(3), "[1]"]
    run_lines(tmp_path, events, *arguments)
    assert Counter(service.posted) == {1: 1, 2: tries, 3: 1}
    before, *found = map(json.loads, letters.read_text().splitlines())
    assert before == {"error": "of before"}
    by_event = {json.dumps(letter["event"]): letter["error"] for letter in found}
    assert by_event.pop(json.dumps(page_change(2))) == text
    assert sorted(by_event) == ['"[1]\\n"', '"no JSON\\n"']
    assert "2 scored" in capsys.readouterr().err


WRONG = [
    None,
    5,
    "x",
    [],
    [5],
    {"a": 5},
    {"a": None},
    {"a": []},
    {"a": {"scores": 5}},
    {"a": {"scores": [5]}},
]
WRONG += [
    {"a": {"scores": {"2": inner}}}
    for inner in (5, [], "x", {"m": 5}, {"m": {"error": 5}}, {"m": {"score": 5}})
]
WRONG += [
    {"a": {"scores": {"2": {"m": {"error": {"type": []}}}}}},
    {"a": {"models": 5, "scores": {"2": {"m": {"score": {}}}}}},
]


@pytest.mark.parametrize("document", WRONG, ids=json.dumps)
def test_replies_of_something_else_cost_that_edit_only(tmp_path, service, document):
    """Such as those of a wrong address, or of a proxy that answers for a service."""
    service.answer = lambda rev_id: (200, {}, document) if rev_id == 2 else None
    letters, output = tmp_path / "letters", tmp_path / "output"
    arguments = [f"--service={service.url}", f"--dead-letters={letters}", f"--output={output}"]
    run_lines(tmp_path, [page_change(1), page_change(2), page_change(3)], *arguments)
    assert sorted(service.posted) == [1, 2, 3]
    [letter] = map(json.loads, letters.read_text().splitlines())
    assert letter["error"] == "the service answers with something that is no reply of a scoring service"


@pytest.mark.parametrize(
    "value", [10**30, 1e300, "\ud800", "x" * 100_000], ids=["int", "float", "half", "long"]
)
@pytest.mark.parametrize("field", ["dt", "wiki_id", "revision"])
def test_strange_values_cost_that_edit_only(tmp_path, service, field, value):
    events = [page_change(1), {**page_change(2), field: value}, page_change(3)]
    run_lines(tmp_path, events, f"--service={service.url}", f"--output={tmp_path / 'output'}")
    assert {1, 3} <= set(service.posted)


def test_redirects_and_answers_that_break_off(tmp_path, service, capsys):
    service.answer = lambda rev_id: {
        1: (302, {"Location": "/elsewhere"}, {}),
        2: (200, {"Content-Encoding": "gzip"}, {}),
    }.get(rev_id)
    run_lines(tmp_path, [page_change(n) for n in (1, 2, 3)], f"--service={service.url}", "--attempts=2")
    told = capsys.readouterr().err
    assert "the service answers 302" in told
    assert "the answer broke off" in told
    assert "1 scored" in told


def test_errors_of_the_edit_itself_are_answers(tmp_path, service, capsys):
    service.answer = lambda rev_id: failed("TextDeleted")
    run_lines(tmp_path, [page_change(2)], f"--service={service.url}")
    assert "1 scored" in capsys.readouterr().err


def test_deletions_are_sent_in_order_with_edits(tmp_path, service, capsys):
    events = [
        page_change(1),
        page_change(1, page_change_kind="delete"),
        page_change(
            2, page_change_kind="visibility_change", revision={"rev_id": 2, "is_content_visible": False}
        ),
        page_change(3, page_change_kind="move"),
    ]
    service.answer = lambda rev_id: None if len(service.posted) == 1 else (204, {}, None)
    run_lines(tmp_path, events, f"--service={service.url}")
    assert [event.get("page_change_kind") for event in service.events] == [
        "edit",
        "delete",
        "visibility_change",
    ]
    assert "1 scored + 2 removed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "left"),
    [
        ("--namespaces=0", [1, 2, 4]),
        ("--skip-bots", [1, 3, 4]),
        ("--kinds=page_creation", [4]),
        ("--kinds=main_edit,bot_edit", [1, 2, 4]),
        ("--wiki=testwiki", [1, 2, 3]),
        ("--host=https://wiki.example", [1, 2, 3, 4]),
        ("--host=https://other.example", []),
    ],
)
def test_filters(tmp_path, service, option, left):
    events = [
        page_change(1),
        page_change(2, performer={"is_bot": True}),
        page_change(3, page={"page_id": 1, "namespace_id": 4}),
        page_change(4, wiki_id="otherwiki", page_change_kind="create", revision={"rev_id": 4}),
    ]
    run_lines(tmp_path, events, f"--service={service.url}", option)
    assert sorted(service.posted) == left


def test_scores_are_written_as_events_that_are_the_same_each_time(tmp_path, service):
    written = [tmp_path / "one", tmp_path / "two"]
    creation = {
        "$schema": "/mediawiki/revision/create/2.0.0",
        "database": "testwiki",
        "rev_id": 8,
        "page_title": "A_b",
        "page_id": 3,
        "rev_timestamp": "2026-01-01T00:00:00Z",
        "performer": {"user_text": "Ann"},
    }
    for path in written:
        run_lines(tmp_path, [page_change(7), creation], f"--service={service.url}", f"--output={path}")
    first, second = (sorted(path.read_text().splitlines()) for path in written)
    assert first == second
    events = {event["revision"]["rev_id"]: event for event in map(json.loads, first)}
    event = events[7]
    assert event["$schema"] == "/mediawiki/page/prediction_classification_change/1.0.0"
    assert event["predicted_classification"] == {
        "model_name": "damaging",
        "model_version": "1.0",
        "predictions": ["true"],
        "probabilities": {"true": 0.75, "false": 0.25},
    }
    assert (event["wiki_id"], event["page"]["page_id"]) == ("testwiki", 1)
    assert events[8]["page"] == {"page_title": "A_b", "namespace_id": 0, "page_id": 3}
    assert events[8]["page_change_kind"] == "create"
    assert events[7]["meta"]["id"] != events[8]["meta"]["id"]


def test_an_event_that_comes_twice_is_scored_once_as_long_as_the_state_is_kept(tmp_path, service):
    arguments = [f"--service={service.url}", f"--state={tmp_path / 'state'}"]
    run_lines(tmp_path, [page_change(1), page_change(1), page_change(2)], *arguments)
    run_lines(tmp_path, [page_change(2), page_change(3)], *arguments)
    assert sorted(service.posted) == [1, 2, 3]


def test_a_stream_with_every_fault(tmp_path, service, stream):
    """Cut after each two events, 500s, malformed and duplicated events: each edit is posted, and once."""
    stream.events = [page_change(n, page_id=n % 5) for n in range(1, 31)]
    stream.events[7:7] = ["{", "null", "\x00", json.dumps(page_change(7)), "[" * 5000]
    stream.events[20:20] = [page_change(9), page_change(99, meta={"domain": "canary"})]
    stream.at_a_time, stream.statuses = 6, [200, 500, 503, 200, 500]
    done = start(f"--stream={stream.url}", f"--service={service.url}", "--limit=30", "--silence=5")
    _, errors = done.communicate(timeout=60)
    assert done.returncode == 0, errors
    assert sorted(service.posted) == list(range(1, 31))
    assert "reconnects" in errors


def test_killed_and_started_again_no_edit_is_lost(tmp_path, service, stream):
    stream.events = [page_change(n, page_id=n % 7) for n in range(1, 301)]
    service.work = lambda rev_id: time.sleep(0.08)
    arguments = [f"--stream={stream.url}", f"--service={service.url}", f"--state={tmp_path / 'state'}"]
    arguments.append(f"--output={tmp_path / 'out'}")
    for enough in (60, 150):
        process = start(*arguments)
        wait_for(lambda enough=enough: len(service.posted) >= enough and (tmp_path / "state").exists())
        process.kill()
        process.communicate()
    assert len(set(service.posted)) < 300
    process = start(*arguments)
    wait_for(lambda: len(set(service.posted)) == 300)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert any(asked is not None for asked in stream.asked)
    assert len(service.posted) < 600
    written = {json.loads(line)["meta"]["id"] for line in (tmp_path / "out").read_text().splitlines()}
    assert len(written) == 300


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path, service, stream, number):
    stream.events = [page_change(n, page_id=n) for n in range(1, 41)]
    service.work = lambda rev_id: time.sleep(0.1)
    state = tmp_path / "state"
    process = start(f"--stream={stream.url}", f"--service={service.url}", f"--state={state}")
    wait_for(lambda: len(service.posted) >= 10)
    process.send_signal(number)
    _, errors = process.communicate(timeout=15)
    assert process.returncode == 0, errors
    assert "precache: " in errors.splitlines()[-1]
    kept = json.loads(state.read_text())
    assert {f"testwiki:{rev_id}" for rev_id in service.posted} == set(kept["seen"])
    assert int(kept["event_id"]) == len(service.posted)


def test_a_signal_ends_it_while_the_service_is_away(tmp_path, stream):
    stream.events = [page_change(n, page_id=n) for n in range(1, 5)]
    state = tmp_path / "state"
    process = start(f"--stream={stream.url}", "--service=http://127.0.0.1:9", f"--state={state}")
    wait_for(lambda: stream.asked)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=15)
    assert process.returncode == 0, errors
    assert not state.exists()


def test_metrics(tmp_path, service, stream):
    from examples.serve_demo.mediawiki import free_port

    port = free_port()
    stream.events = [page_change(1), page_change(2, performer={"is_bot": True}), "{"]
    process = start(
        f"--stream={stream.url}",
        f"--service={service.url}",
        "--skip-bots",
        f"--metrics-listen=127.0.0.1:{port}",
    )
    try:
        wait_for(lambda: service.posted)
        time.sleep(0.3)
        text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    finally:
        process.terminate()
        process.communicate(timeout=15)
    assert 'revscoring_precache_edits_total{result="scored"} 1.0' in text
    assert 'revscoring_precache_edits_total{result="left out"} 1.0' in text
    assert 'revscoring_precache_edits_total{result="dead letters"} 1.0' in text
    assert "revscoring_precache_lag_seconds_count 1.0" in text


def test_since_is_for_the_first_time_only(tmp_path, service, stream):
    paths = []
    original = stream._answer

    def answer(handler):
        paths.append(handler.path)
        original(handler)

    stream.server.RequestHandlerClass.do_GET = lambda handler: answer(handler)
    stream.events = [page_change(1), page_change(2)]
    arguments = [f"--stream={stream.url}/s", f"--service={service.url}", f"--state={tmp_path / 'state'}"]
    arguments += ["--limit=1", "--since=2026-01-01T00:00:00Z"]
    for _ in range(2):
        done = start(*arguments)
        done.communicate(timeout=30)
        assert done.returncode == 0
    assert paths == ["/s?since=2026-01-01T00%3A00%3A00Z", "/s"]
    assert service.posted == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give --service"),
        (["--service=http://x", "--model=m"], "give --service"),
        (["--service=http://x"], "give one source"),
        (["--service=http://x", "--stream=http://x", "--input=-"], "give one source"),
        (["--service=http://x", "--kafka=x"], "--kafka needs --topic"),
        (["--service=http://x", "--input=-", "--output-kafka=x"], "--output-kafka needs --output-topic"),
        (["--service=http://x", "--input=-", "--kinds=big"], "'big': give some of edit,"),
        (["--service=http://x", "--input=-", "--since=soon"], "'soon': give a time such as"),
        (["--model=m", "--input=-"], "--model needs --host"),
        (["--service=http://x", "--input=-", "--metrics-listen=nowhere"], "--metrics-listen nowhere"),
    ],
)
def test_arguments_that_do_not_fit(arguments, message, capsys):
    with pytest.raises(SystemExit) as caught:
        precache.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["requests_sse", "confluent_kafka"])
def test_a_library_that_is_missing_is_said(missing, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, missing, None)
    source = ["--stream=http://x"] if missing == "requests_sse" else ["--kafka=x", "--topic=t"]
    with pytest.raises(SystemExit):
        precache.main(["--service=http://x", *source])
    extra = "stream" if missing == "requests_sse" else "kafka"
    assert f"{missing} is missing: pip install 'revscoring[{extra}]'" in capsys.readouterr().err


def test_threads_do_not_stay(tmp_path, service):
    run_lines(tmp_path, [page_change(1)], f"--service={service.url}")
    wait_for(lambda: not any("precache" in thread.name for thread in threading.enumerate()), 5)


def test_the_position_is_kept_while_the_stream_has_nothing_new(tmp_path, service, stream):
    stream.events = [page_change(n, page_id=n) for n in range(1, 5)]
    state = tmp_path / "state"
    process = start(f"--stream={stream.url}", f"--service={service.url}", f"--state={state}")
    wait_for(lambda: state.exists() and json.loads(state.read_text())["event_id"] == "4")
    process.kill()
    process.communicate()


def test_an_output_that_cannot_be_written_ends_it(tmp_path, service):
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    state = tmp_path / "state"
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(page_change(n)) + "\n" for n in range(1, 4)))
    process = start(f"--input={path}", f"--service={service.url}", "--output=/dev/full", f"--state={state}")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "No space left on device" in errors
    assert not state.exists()


def test_a_wiki_that_goes_away_is_asked_again(monkeypatch, caplog):
    from revscoring.extractors.api import Client, Retries
    from revscoring.extractors.edits import State
    from revscoring.utilities.precache import sources

    class Wiki:
        looks = 0

        def get(self, **parameters):
            if "curtimestamp" in parameters:
                return {"curtimestamp": "2026-01-01T00:00:00Z"}
            self.looks += 1
            if self.looks == 3:
                raise ConnectionResetError("gone")
            change = {"type": "edit", "revid": self.looks, "timestamp": "2026-01-01T00:00:01Z", "title": "A"}
            return {"query": {"recentchanges": [change]}}

    monkeypatch.setattr(sources, "AWAY", 0.01)
    found = sources._patiently(Client(Wiki(), Retries(attempts=1)), State(), 0.0, "testwiki")
    assert [next(found)[0].rev_id for _ in range(3)] == [2, 4, 5]
    assert "the wiki is away" in caplog.text


def test_lines_need_no_extra(tmp_path, service):
    """Precaching from lines to a service runs where only the package itself is installed."""
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(page_change(n)) + "\n" for n in (1, 2)))
    hidden = [
        "aiohttp",
        "confluent_kafka",
        "prometheus_client",
        "requests_sse",
        "starlette",
        "structlog",
    ]
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({hidden}));"
        "from revscoring.utilities import precache; precache.main(sys.argv[1:])"
    )
    arguments = [f"--input={path}", f"--service={service.url}", "--kinds=edit", "--wiki=testwiki"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(service.posted) == [1, 2]
