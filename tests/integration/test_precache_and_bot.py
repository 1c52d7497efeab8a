"""A wiki, precache, the service and the bot together."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from examples.serve_demo.mediawiki import PASSWORD, free_port
from revscoring.features import wikitext
from revscoring.scoring.models import LogisticRegression

pytestmark = pytest.mark.integration

REPOSITORY = Path(__file__).resolve().parents[2]
BOT = REPOSITORY / "examples" / "bot" / "bot.py"
FEATURES = [wikitext.revision.words, wikitext.revision.parent.words]
BAD = "poop"


def wait_for(condition, seconds: float = 40):
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def start(*command: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def end(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> str:
    process.send_signal(number)
    text, _ = process.communicate(timeout=40)
    return text


def make_model(path: Path, **policy: str) -> Path:
    """Write a model that finds short versions of pages, and is mostly right."""
    info = {"additional_info": {"policy": policy}} if policy else {}
    model = LogisticRegression(FEATURES, labels=[True, False], version="0.1", **info)
    rows = [([float(n % 30 if n % 2 else 24 + n % 40), 60.0], bool(n % 2)) for n in range(400)]
    model.train(rows)
    model.test(rows)
    with path.open("wb") as file:
        model.dump(file)
    return path


@pytest.fixture
def served(wiki, proxy, tmp_path):
    """A running service in front of the wiki, which it asks over a proxy that counts."""
    processes = []

    def serve(**policy):
        model = make_model(tmp_path / "damaging.model", **policy)
        port = free_port()
        arguments = [
            str(model),
            f"--host={proxy.url}",
            "--wiki=wiki",
            f"--listen=127.0.0.1:{port}",
            "--workers=1",
        ]
        processes.append(start("-m", "revscoring", "serve", *arguments))
        url = f"http://127.0.0.1:{port}"

        def is_ready():
            try:
                return requests.get(f"{url}/ready", timeout=5).status_code == 200
            except requests.RequestException:
                return False

        wait_for(is_ready)
        return SimpleNamespace(url=url, wiki=proxy)

    yield serve
    for process in processes:
        end(process)


def long_text(n: int) -> str:
    return " ".join(f"word{i}" for i in range(60 + n))


def test_an_edit_is_scored_before_anybody_asks(wiki, served, tmp_path):
    service = served()
    state = tmp_path / "state"
    process = start(
        "-m", "revscoring", "precache", f"--host={wiki.url}", f"--service={service.url}", f"--state={state}"
    )
    wait_for(state.exists)
    saved = [wiki.edit("Ann", f"Precached {n}", long_text(n), "write") for n in range(3)]
    saved.append(wiki.edit("Ben", "Precached 0", BAD, "hm"))
    wait_for(lambda: {f"wiki:{rev_id}" for rev_id in saved} <= set(json.loads(state.read_text())["seen"]))
    assert "4 scored" in end(process)
    asked = len(service.wiki.log)
    assert asked > 0
    reply = requests.get(
        f"{service.url}/v3/scores/wiki/?revids={'|'.join(map(str, saved))}", timeout=20
    ).json()
    scores = {int(rev_id): found["damaging"]["score"] for rev_id, found in reply["wiki"]["scores"].items()}
    assert [scores[rev_id]["prediction"] for rev_id in saved] == [False, False, False, True]
    assert len(service.wiki.log) == asked


def test_a_model_of_our_own_scores_edits(wiki, tmp_path):
    model, out, state = make_model(tmp_path / "damaging.model"), tmp_path / "out", tmp_path / "state"
    arguments = [f"--host={wiki.url}", f"--model={model}", f"--output={out}", f"--state={state}", "--limit=2"]
    process = start("-m", "revscoring", "precache", *arguments)
    wait_for(state.exists)
    saved = [wiki.edit("Ann", "Own", long_text(9), "write"), wiki.edit("Ben", "Own", BAD, "hm")]
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 0, text
    events = [json.loads(line) for line in out.read_text().splitlines()]
    assert [event["revision"]["rev_id"] for event in events] == saved
    assert [event["predicted_classification"]["predictions"] for event in events] == [["false"], ["true"]]
    assert {event["wiki_id"] for event in events} == {"wiki"}
    assert events[1]["predicted_classification"]["model_name"] == "damaging"


def bot(wiki, service, tmp_path, *arguments: str) -> subprocess.Popen[str]:
    return start(
        str(BOT),
        f"--host={wiki.url}",
        f"--service={service.url}",
        "--wiki=wiki",
        f"--memory={tmp_path / 'memory'}",
        f"--state={tmp_path / 'state'}",
        *arguments,
        REVSCORING_USER="Robot",
        REVSCORING_PASSWORD=PASSWORD,
    )


def text_of(wiki, title: str) -> str:
    reply = wiki.session(formatversion=2).get(
        action="query", prop="revisions", titles=title, rvprop="content", rvslots="main"
    )
    return str(reply["query"]["pages"][0]["revisions"][0]["slots"]["main"]["content"])


def test_the_bot(wiki, served, tmp_path):
    """It says what it would do; then reverts damage, once a page and user a day, until it is stopped."""
    service = served(floor="precision >= 0.95")
    title, good = f"Bot's page {time.time()}", long_text(0)
    wiki.edit("Ann", title, good, "write")
    dry = bot(wiki, service, tmp_path, "--limit=2")
    wait_for((tmp_path / "state").exists)
    first = wiki.edit("Ben", title, BAD, "hm")
    wiki.edit("Ann", title, good, "undo by hand")
    text, _ = dry.communicate(timeout=60)
    assert "maximum recall @ precision >= 0.9 and maximum recall @ precision >= 0.95" in text
    assert f"{first} {title}, Ben: " in text
    assert "would be reverted" in text
    assert not (tmp_path / "memory").exists()

    really = bot(wiki, service, tmp_path, "--really", "--reviews=Reviews")
    damage = wiki.edit("Ben", title, BAD + " 1", "hm")
    wait_for(lambda: text_of(wiki, title) == good)
    again = wiki.edit("Ben", title, BAD + " 2", "no edit war")
    other = f"Other page {time.time()}"
    wiki.edit("Ann", other, good, "write")
    elsewhere = wiki.edit("Ben", other, BAD, "hm")
    wait_for(lambda: text_of(wiki, other) == good)
    assert text_of(wiki, title) == BAD + " 2"
    wiki.edit("Sue", "Reviews", "* stop, please ~~~~", "")
    wiki.edit("Shy", other, BAD, "hm")
    text, _ = really.communicate(timeout=60)
    assert really.returncode == 3
    assert "stopped: Reviews says stop" in text
    assert "people have to look" in next(line for line in text.splitlines() if line.startswith(f"{again} "))
    rows = [json.loads(line) for line in (tmp_path / "memory").read_text().splitlines()]
    assert [row["rev_id"] for row in rows] == [damage, elsewhere]


@pytest.mark.parametrize(
    ("policy", "arguments", "reason"),
    [
        ({"automation": "never"}, ["--really", "--reviews=R"], "bots never act on its scores"),
        ({"floor": "f1 >= 1"}, [], "leave these edits to people"),
        ({}, ["--stop-file={here}"], "is there"),
    ],
)
def test_the_bot_refuses(wiki, served, tmp_path, policy, arguments, reason):
    arguments = [argument.format(here=tmp_path) for argument in arguments]
    process = bot(wiki, served(**policy), tmp_path, *arguments)
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert reason in text
