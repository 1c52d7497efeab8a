"""``revscoring serve`` as a process: start, signals, configuration, logs."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from .running import Process, free_port, wait_until
from .wiki_server import WikiServer

MODEL = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}
TROUBLE = {"class": "tests.service.models.Troublemaker", "version": "1.0"}
#: A model of which files are made.
Write = Callable[..., str]


@pytest.fixture
def start() -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def begin(*arguments: str, **environment: str) -> Process:
        started.append(Process("--listen", "127.0.0.1:0", *arguments, **environment))
        return started[-1]

    yield begin
    for process in started:
        process.close()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_config(**more: Any) -> str:
        wiki = {"models": {"revid": MODEL, "trouble": TROUBLE}}
        document = {"workers": 1, "limits": {"timeout": 3}, "wikis": {"testwiki": wiki}, **more}
        path = tmp_path / "service.yaml"
        path.write_text(json.dumps(document))
        return str(path)

    return write_config


def test_process_says_where_it_listens_and_ends_at_once_when_idle(
    start: Callable[..., Process], write: Write
) -> None:
    process = start("--config", write())
    assert process.first_line.startswith("Listening on http://127.0.0.1:")
    assert process.process.stdout is not None
    assert process.process.stdout.readline() == "Models of testwiki: revid, trouble\n"
    assert process.get("/v3/scores/testwiki/5/revid").status_code == 200
    before = time.monotonic()
    process.signal(signal.SIGTERM)
    assert process.wait() == 0
    assert time.monotonic() - before < 3
    assert not any("Traceback" in line for line in process.errors)


def test_requests_under_way_are_answered_before_the_end(start: Callable[..., Process], write: Write) -> None:
    process = start("--config", write(workers=2))
    path = "/v3/scores/testwiki/{}/revid?feature.delay=1"
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(process.get, path.format(n)) for n in range(4)]
        time.sleep(0.5)
        process.signal(signal.SIGTERM)
        replies = [one.result() for one in waiting]
    assert [reply.status_code for reply in replies] == [200] * 4
    assert process.wait() == 0


def test_requests_that_wait_in_sockets_are_answered_before_the_end(
    start: Callable[..., Process], write: Write
) -> None:
    process = start("--config", write())
    port = int(process.address.rpartition(":")[2])
    process.signal(signal.SIGSTOP)
    with ExitStack() as opened:
        clients = [opened.enter_context(socket.create_connection(("127.0.0.1", port), 30)) for _ in range(40)]
        for number, one in enumerate(clients):
            one.sendall(f"GET /v3/scores/testwiki/{number}/revid HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        process.signal(signal.SIGTERM)
        process.signal(signal.SIGCONT)
        assert [one.recv(12) for one in clients] == [b"HTTP/1.1 200"] * 40
    assert process.wait() == 0


def test_a_client_that_asks_nothing_does_not_hold_up_the_end(
    start: Callable[..., Process], write: Write
) -> None:
    process = start("--config", write())
    with socket.create_connection(("127.0.0.1", int(process.address.rpartition(":")[2])), 30) as silent:
        assert process.get("/v3/scores/testwiki/5/revid").status_code == 200
        before = time.monotonic()
        process.signal(signal.SIGTERM)
        assert silent.recv(1) == b""
        assert process.wait() == 0
    assert time.monotonic() - before < 5


def test_reload_changes_the_version_at_one_moment_and_drops_no_request(
    start: Callable[..., Process], write: Write
) -> None:
    process = start("--config", write())

    def version() -> str:
        reply = process.get("/v3/scores/testwiki/7/revid?features")
        assert reply.status_code == 200, reply.text
        assert "score" in reply.json()["testwiki"]["scores"]["7"]["revid"], reply.text
        found: str = reply.json()["testwiki"]["models"]["revid"]["version"]
        return found

    assert version() == "0.0.0"
    newer = {"models": {"revid": {**MODEL, "version": "0.0.1"}}}
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(process.get, "/v3/scores/testwiki/5/revid?feature.delay=1.5")
        time.sleep(0.2)
        write(wikis={"testwiki": newer})
        process.signal(signal.SIGHUP)
        seen = [version()]
        wait_until(lambda: seen.append(version()) or seen[-1] == "0.0.1", 15)
        assert seen == sorted(seen)
        assert slow.result().json()["testwiki"]["scores"]["5"]["revid"]["score"]
    write(wikis={"testwiki": {"models": {"revid": {"file": "none.model"}}}})
    process.signal(signal.SIGHUP)
    wait_until(lambda: any("not reloaded" in line for line in process.errors))
    assert version() == "0.0.1"
    write(limits={"timeout": "soon"})
    process.signal(signal.SIGHUP)
    wait_until(lambda: any("limits.timeout" in line for line in process.errors))
    assert version() == "0.0.1"
    assert process.get("/ready").status_code == 200


def test_logs_are_json_lines_with_the_id_of_the_request(start: Callable[..., Process], write: Write) -> None:
    process = start("--config", write(wikis={"w": {"models": {"broken": BROKEN}}}))
    reply = process.get("/v3/scores/w?model_info=statistics")
    assert reply.status_code == 500
    assert reply.json()["error"]["code"] == "internal server error"
    assert "Traceback" not in reply.text and "/" not in reply.json()["error"]["message"]
    wait_until(lambda: any("secret" in line for line in process.errors))
    lines = [json.loads(line) for line in process.errors]
    [line] = [line for line in lines if "secret" in json.dumps(line)]
    assert line["level"] == "error" and line["request_id"] == reply.headers["X-Request-Id"]


BROKEN = {"class": "tests.service.models.BrokenInfo", "version": "0.0.0"}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"colour": 5}, "colour: unknown key"),
        ({"limits": {"timeouts": 5}}, "unknown field `timeouts`"),
        ({"workers": "many"}, "workers: Expected"),
        ({"cache": "disk:///x"}, "disk:///x"),
        ({"cache": "memory://?size=big"}, "size"),
        ({"cache": "sqlite:////nowhere/at/all.db"}, "/nowhere/at/all.db"),
        ({"wikis": {"w": {"models": {"m": "none.model"}}}}, "none.model: No such file"),
        ({"wikis": {"w": {"models": {"m": {"class": "no.such.Thing"}}}}}, "no.such"),
        ({"listen": "8080"}, "listen"),
        ({"proxies": ["nobody"]}, "proxies"),
        ({"wikis": {}}, "nothing to serve"),
    ],
)
def test_configuration_that_cannot_be_used_is_refused_in_one_line(
    write: Write, more: dict[str, Any], words: str
) -> None:
    process = Process("--config", write(**more))
    try:
        assert process.wait() == 2
        assert process.first_line == ""
        [line] = process.errors
        assert words in line
    finally:
        process.close()


def test_port_in_use_is_one_line(write: Write) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        process = Process("--config", write(), "--listen", address)
        try:
            assert process.wait() == 2
            assert len(process.errors) == 1 and f"{address}: Address already in use" in process.errors[0]
        finally:
            process.close()


def test_name_of_the_wiki_is_asked_and_one_file_is_loaded_once(
    start: Callable[..., Process], tmp_path: Path, model_file: str
) -> None:
    shutil.copy(model_file, tmp_path / "fakewiki.good.v1.model")
    with WikiServer() as wiki:
        path = str(tmp_path / "fakewiki.good.v1.model")
        known = ["--features-path", "tests.service.models.of_length", "--trust", "tests"]
        process = start(
            path, f"other={path}", "--host", f"{wiki.address}/w/api.php", "--workers", "1", *known
        )
        models = process.get("/v3/scores/").json()["fakewiki"]["models"]
        assert sorted(models) == ["good", "other"]


def test_wiki_that_is_away_when_its_name_is_needed_is_one_line(model_file: str) -> None:
    process = Process(model_file, "--host", f"http://127.0.0.1:{free_port()}")
    try:
        assert process.wait() == 2
        assert len(process.errors) == 1 and "--wiki" in process.errors[0]
    finally:
        process.close()


@pytest.fixture
def model_file(tmp_path: Path) -> str:
    from revscoring.features import wikitext
    from revscoring.scoring.models import GaussianNB

    model = GaussianNB([wikitext.revision.chars], [True, False], version="1.0.0")
    model.train([([n], n > 5) for n in range(12)])
    path = tmp_path / "good.model"
    model.dump(path)
    return str(path)


def test_no_process_is_left_behind(start: Callable[..., Process], write: Write, tmp_path: Path) -> None:
    process = start("--config", write(workers=2), REVSCORING_TEST=str(tmp_path))
    mark = f"REVSCORING_TEST={tmp_path}".encode()
    assert len(processes(mark)) >= 3
    process.process.kill()
    process.wait()
    wait_until(lambda: not processes(mark), 15)


def processes(mark: bytes) -> list[str]:
    """The processes that have a mark in their environment."""
    return [str(path) for path in Path("/proc").glob("[0-9]*/environ") if mark in _read(path)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
