"""The recorded requests and replies of the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from revscoring.service import make_app, parse_config

RECORDED = Path(__file__).parent / "recorded"
TRANSCRIPTS = json.loads((RECORDED / "transcripts.json").read_text())["transcripts"]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    model = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}
    wiki = {"host": None, "models": {"revid": model}}
    config = parse_config({"workers": 1, "limits": {"timeout": 2}, "wikis": {"testwiki": wiki}})
    with TestClient(make_app(config)) as client:
        yield client


def same(expected: Any, found: Any) -> bool:
    if isinstance(expected, float):
        return found == pytest.approx(expected, abs=1e-9)
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(same(expected[key], found[key]) for key in expected)
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    return bool(expected == found)


@pytest.mark.parametrize("recorded", TRANSCRIPTS, ids=[one["url"][:60] for one in TRANSCRIPTS])
def test_replies_are_as_recorded(client: TestClient, recorded: dict[str, Any]) -> None:
    url = quote(recorded["url"], safe="/?&=|:")
    reply = client.request(recorded["method"], url, json=recorded["post"])
    assert reply.status_code == recorded["status"]
    assert {name: reply.headers.get(name) for name in recorded["headers"]} == recorded["headers"]
    if "message is free" in recorded.get("note", ""):
        assert reply.json()["error"]["code"] == recorded["json"]["error"]["code"]
    elif recorded["json"] is not None:
        assert same(recorded["json"], reply.json())
    if recorded["raw_prefix"] is not None:
        assert "".join(reply.text.split()).startswith("".join(recorded["raw_prefix"].split()))
