"""The demonstration of a wiki with scores: what it shows is there, and nothing is left of it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from examples.serve_demo import mediawiki
from examples.serve_demo.history import pages_of, read_history
from revscoring.features import wikitext
from revscoring.scoring.models import LogisticRegression

pytestmark = pytest.mark.integration

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
FEATURES = [wikitext.revision.words, wikitext.revision.parent.words]
REVISIONS = 40
SECONDS = 240


def processes(mark: str) -> list[str]:
    """The processes that have a mark in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


@pytest.fixture
def files(tmp_path: Path) -> SimpleNamespace:
    """A model, its observations, and a dump."""
    model = LogisticRegression(FEATURES, labels=[True, False], version="0.1")
    rows = [([float(n % 30 if n % 2 else 24 + n % 40), 60.0], bool(n % 2)) for n in range(400)]
    model.train(rows)
    model.test(rows)
    made = SimpleNamespace(
        model=tmp_path / "any.model", observations=tmp_path / "rows.jsonl", dump=tmp_path / "dump.xml"
    )
    with made.model.open("wb") as file:
        model.dump(file)
    cache = {str(feature): 60 for feature in FEATURES}
    made.observations.write_text(json.dumps({"rev_id": 77, "reverted": False, "cache": cache}) + "\n")
    made.dump.write_text(pages_of(read_history(SAMPLE), REVISIONS))
    return made


@pytest.fixture
def start(tmp_path: Path, files: SimpleNamespace) -> Iterator[object]:
    """Return a function that starts the demonstration and reads what it prints, until it runs or ends."""
    mark = f"REVSCORING_TEST={tmp_path}"
    scratch = Path(tempfile.mkdtemp(dir="/tmp"))  # sockets have short addresses only, so tmp_path is too long
    started = []

    def begin(**environment: str) -> SimpleNamespace:
        command = [sys.executable, "-m", "examples.serve_demo", str(files.model), f"--dump={files.dump}"]
        command += [f"--observations={files.observations}", "--listen=127.0.0.1:0"]
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env={
                **os.environ,
                "PYTHONPATH": str(REPOSITORY),
                "PYTHONUNBUFFERED": "1",
                "REVSCORING_TEST": str(tmp_path),
                "TMPDIR": str(scratch),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        return SimpleNamespace(process=process, text="".join(lines))

    yield begin
    for process in started:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)
    assert processes(mark) == []
    assert list(scratch.iterdir()) == []
    scratch.rmdir()


def end(demo: SimpleNamespace) -> tuple[int, str]:
    demo.process.send_signal(signal.SIGINT)
    text, _ = demo.process.communicate(timeout=SECONDS)
    return demo.process.returncode, text


def test_a_wiki_with_scores(start, files) -> None:
    reason = mediawiki.missing()
    if reason is not None:
        pytest.skip(reason)
    demo = start()
    assert f"{REVISIONS} revisions" in demo.text or re.search(r"the \d+ revisions", demo.text), demo.text
    wiki, patrol, score = (
        re.search(rf"^{name} +(http\S+)$", demo.text, re.M)[1]
        for name in ("The wiki", "The patrol page", "The API")
    )
    shown = json.loads(re.search(r"^\{.*?^\}$", demo.text, re.M | re.S)[0])
    reply = requests.get(score, timeout=60)
    assert reply.json() == shown
    (scores,) = shown["halvarrawiki"]["scores"].values()
    assert scores["reverted"]["score"]["probability"].keys() == {"true", "false"}
    rev_id = score.split("/")[-2]
    assert f"/ui/halvarrawiki/{rev_id}" in requests.get(patrol, timeout=60).text
    assert f"diff={rev_id}" in requests.get(wiki, timeout=60).text
    status, text = end(demo)
    assert (status, text.strip()) == (0, "Ended.")


def test_without_mediawiki_it_says_what_to_install_and_scores_what_it_is_given(start) -> None:
    demo = start(PATH="/nonexistent")
    lines = [line for line in demo.text.splitlines() if "apt install" in line]
    assert len(lines) == 1 and "without a wiki" in lines[0]
    assert '"77"' in demo.text and '"probability"' in demo.text
    page = re.search(r"^The model +(http\S+)$", demo.text, re.M)[1]
    assert requests.get(page, timeout=60).status_code == 200
    assert end(demo)[0] == 0


def test_a_service_that_does_not_start_is_reported(start, files) -> None:
    files.model.write_text("no model")
    demo = start(PATH="/nonexistent")
    assert demo.process.wait(SECONDS) == 1
    assert "revscoring serve has ended:" in demo.text and "any.model" in demo.text
    assert "Traceback" not in demo.text
