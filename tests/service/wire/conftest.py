"""What the tests of the wire share: a wiki on loopback, two small models in files, and a service in the process."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from revscoring.scoring.models import GradientBoosting
from revscoring.service import make_app, parse_config
from tests.extractors.fake_wiki import ANN, revision

from . import lists
from .served_wiki import ServedWiki

HERE = "tests.service.wire.lists"
REVID = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}


def train(features: list[Any], path: Path, seed: int) -> Path:
    """Train a small model of two labels, and test it."""
    source = random.Random(seed)
    rows = []
    for _ in range(60):
        label = source.random() < 0.4
        values = [feature.returns(source.gauss(3 * label, 1) > 1.5) for feature in features]
        rows.append((values, label))
    model = GradientBoosting(
        features, [True, False], version="1.2.3", n_estimators=5, population_rates={True: 0.1, False: 0.9}
    )
    model.train(rows)
    model.test(rows)
    with path.open("wb") as file:
        model.dump(file)
    return path


@pytest.fixture(scope="session")
def model_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of the models."""
    directory = tmp_path_factory.mktemp("models")
    found = {"damaging": lists.DAMAGING, "goodfaith": lists.GOODFAITH, "size": lists.SIZE}
    return {
        name: train(features, directory / f"enwiki.{name}.gradient_boosting.model", seed)
        for seed, (name, features) in enumerate(found.items())
    }


def revisions() -> list[dict[str, Any]]:
    """The history that the wiki has."""
    return [
        *(revision(n) for n in range(2, 21)),
        revision(1, parentid=0),
        *(revision(n, parentid=n - 100) for n in range(1050, 1060)),
        revision(40, parentid=3, hidden=["text"]),
        revision(41, parentid=3, user="::1", userid=0),
        revision(42, parentid=3, hidden=["user"]),
        revision(43, parentid=999),
        *(revision(n, parentid=n - 100) for n in (*range(950, 960), 1100, 1101, 1000, 1001, 1200, 1201)),
    ]


@pytest.fixture(scope="session")
def served_wiki() -> Iterator[tuple[ServedWiki, str]]:
    """The wiki, and its address."""
    pages = {7: {"pageid": 7, "ns": 0, "title": "Ants"}}
    wiki = ServedWiki(revisions(), [ANN], pages, 2)
    with wiki.served() as address:
        yield wiki, address


@pytest.fixture
def wiki(served_wiki: tuple[ServedWiki, str]) -> Iterator[ServedWiki]:
    """The wiki as it was."""
    found = served_wiki[0]
    known = dict(found.revisions)
    found.log.clear()
    yield found
    found.status, found.delay, found.revisions = 200, 0.0, known
    found.fail = lambda parameters: None


def configuration(files: dict[str, Path], host: str) -> dict[str, Any]:
    """The configuration of the service of these tests."""
    damaging = {"file": str(files["damaging"]), "kserve": "revertrisk"}
    return {
        "workers": 1,
        "trust": ["tests"],
        "limits": {"timeout": 5, "body": "200kB"},
        "wikis": {
            "enwiki": {
                "host": host,
                "models": {
                    "damaging": damaging,
                    "goodfaith": {"file": str(files["goodfaith"]), "precache": ["main_edit"]},
                    "size": {"file": str(files["size"]), "precache": [], "kserve": "size-of-all"},
                    "minor": {
                        "class": f"{HERE}.Minor",
                        "version": "1",
                        "precache": [],
                        "kserve": "minor-of-all",
                    },
                    "surroundings": {
                        "class": f"{HERE}.Surroundings",
                        "version": "1",
                        "precache": [],
                        "kserve": "all-around",
                    },
                },
            },
            "testwiki": {
                "host": None,
                "lang": "it",
                "models": {
                    "revid": {**REVID, "precache": ["nonbot_edit"], "kserve": "revid-of-all"},
                    "with-hyphen": REVID | {"precache": []},
                    "nan": {"class": f"{HERE}.NotANumber", "version": "1", "precache": []},
                },
            },
        },
    }


@pytest.fixture(scope="session")
def client(model_files: dict[str, Path], served_wiki: tuple[ServedWiki, str]) -> Iterator[TestClient]:
    """A client of the service in this process."""
    config = parse_config(configuration(model_files, served_wiki[1]))
    with TestClient(make_app(config), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture(scope="session")
def server(
    model_files: dict[str, Path],
    served_wiki: tuple[ServedWiki, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a service in a process of its own."""
    file = tmp_path_factory.mktemp("service") / "service.yaml"
    file.write_text(yaml.safe_dump(configuration(model_files, served_wiki[1])))
    program = "from revscoring.revscoring import main; main()"
    command = [sys.executable, "-c", program, "serve", "--config", str(file), "--listen", "127.0.0.1:0"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Listening on "), line
        yield line.removeprefix("Listening on ").strip().rstrip("/")
        process.terminate()
        assert process.wait(20) == 0


@pytest.fixture(autouse=True)
def forget(client: TestClient) -> None:
    """Empty the cache of scores."""
    client.app.state.service.cache._values.clear()  # type: ignore[attr-defined]
