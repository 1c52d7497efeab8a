"""The commands of a published pipeline of revscoring 2.x run as they stand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.extractors.fake_wiki import FakeWiki, revision

from .conftest import ROOT

LIST = """
from revscoring.features import wikitext
from revscoring.features.revision_oriented import revision

damaging = [
    wikitext.revision.chars - wikitext.revision.parent.chars,
    wikitext.revision.diff.words_added,
    wikitext.revision.uppercase_words,
    revision.user.is_anon,
]
"""

PIPELINE = """
cat labels | revscoring extract editquality.feature_lists.enwiki.damaging --host {host} --extractors 2 \\
    --verbose > w_cache.json
cat w_cache.json | revscoring cv_train revscoring.scoring.models.GradientBoosting \\
    editquality.feature_lists.enwiki.damaging damaging --version=0.0.1 -p 'learning_rate=0.01' \\
    -p 'max_features="log2"' -p 'n_estimators=700' -p 'max_depth=7' --label-weight 'true=10' \\
    --pop-rate 'true=0.034163555464634586' --pop-rate 'false=0.9658364445353654' --center --scale > model
"""


def _typed(name: str, value: str):
    """A parameter of a request as the wiki in memory takes it."""
    if name == "revids":
        return [int(one) for one in value.split("|")]
    if name == "ususers":
        return value.split("|")
    return int(value) if value.isdigit() else value


@pytest.fixture
def host():
    """The address of a wiki whose even edits shout."""
    texts = {n: f"Ants {n} are insects. " + ("ROLL UP " * n if n % 2 == 0 else "Bees") for n in range(1, 62)}
    wiki = FakeWiki([revision(n, text=texts[n], user="10.0.0.1" if n % 4 else "Ann") for n in texts])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(urlsplit(self.path).query)

        def do_POST(self):
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer(self, query):
            parameters = {name: _typed(name, value) for name, value in parse_qsl(query)}
            reply = json.dumps(wiki.get(**parameters)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_published_pipeline_runs_as_it_stands(tmp_path, host):
    package = tmp_path / "editquality" / "feature_lists"
    package.mkdir(parents=True)
    (tmp_path / "editquality" / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "enwiki.py").write_text(LIST)
    program = tmp_path / "revscoring"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m revscoring "$@"\n')
    program.chmod(0o755)
    rows = [{"rev_id": n, "damaging": n % 2 == 0, "goodfaith": True} for n in range(2, 62)]
    (tmp_path / "labels").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = subprocess.run(
        ["sh", "-e", "-c", PIPELINE.format(host=host)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "." * 60 in done.stderr
    observations = [json.loads(line) for line in (tmp_path / "w_cache.json").read_text().splitlines()]
    assert [one["rev_id"] for one in observations] == list(range(2, 62))
    assert all(len(one["cache"]) == 4 for one in observations)

    from revscoring.scoring import Model

    model = Model.load(str(tmp_path / "model"), trusted_modules=["editquality"])
    assert model.version == "0.0.1"
    assert model.params["max_features"] == "log2"
    assert model.params["n_estimators"] == 700
    assert model.info.lookup("statistics.rates.population.true") == pytest.approx(0.034163555464634586)
