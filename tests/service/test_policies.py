"""What a model says about its use is honoured by every dialect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from revscoring.audit import Policy
from revscoring.service import ConfigError, make_app, parse_config

MODEL = "tests.service.models.StatedModel"
CONDITIONS = "Ask before you revert."
DIGEST = Policy(gate=CONDITIONS).gate_digest
POLICIES = {
    "free": None,
    "old": {"status": "deprecated", "deprecated": "2026-01-02", "expires": "2999-12-31"},
    "gone": {"status": "withdrawn", "successor": "free 2"},
    "expired": {"expires": "2020-01-01"},
    "gated": {"gated": {"text": CONDITIONS}},
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    models = {name: {"class": MODEL, "policy": policy} for name, policy in POLICIES.items()}
    wikis = {"testwiki": {"host": None, "models": models}}
    with TestClient(make_app(parse_config({"workers": 1, "wikis": wikis}))) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/v3/scores/testwiki/5/{}", "/v2/scores/testwiki/{}/5", "/v1/scores/testwiki/{}/5"]
)
def test_what_may_not_be_used_is_refused_by_name(client: TestClient, path: str) -> None:
    withdrawn, expired = (client.get(path.format(name)) for name in ("gone", "expired"))
    assert (withdrawn.status_code, expired.status_code) == (410, 410)
    assert withdrawn.json() == {
        "error": {
            "code": "gone",
            "message": "The model gone may not be used: it was withdrawn; use free 2.",
        }
    }
    refused = client.get(path.format("gated"))
    assert refused.status_code == 403
    assert CONDITIONS in refused.json()["error"]["message"]
    assert DIGEST in refused.json()["error"]["message"]
    assert client.get(path.format("gated"), params={"accept": DIGEST}).status_code == 200
    assert client.get(path.format("gated"), headers={"X-Policy-Accept": DIGEST}).status_code == 200
    assert client.get(path.format("gated"), params={"accept": "else"}).status_code == 403


def test_kserve_refuses_the_same(client: TestClient) -> None:
    def status(name: str, **options: object) -> int:
        path = f"/v1/models/testwiki-{name}:predict"
        return client.post(path, json={"rev_id": 5}, **options).status_code  # type: ignore[arg-type]

    assert [status(name) for name in POLICIES] == [200, 200, 410, 410, 403]
    assert status("gated", headers={"X-Policy-Accept": DIGEST}) == 200


def test_all_models_are_those_that_may_be_used(client: TestClient) -> None:
    assert set(client.get("/v3/scores/testwiki").json()["testwiki"]["models"]) == {"free", "old"}
    assert set(client.get("/v3/scores/testwiki/5").json()["testwiki"]["scores"]["5"]) == {"free", "old"}
    assert set(client.get("/v3/scores").json()["testwiki"]["models"]) == {"free", "old"}
    accepted = client.get("/v3/scores/testwiki", params={"accept": DIGEST}).json()["testwiki"]["models"]
    assert set(accepted) == {"free", "old", "gated"}


def test_the_end_of_a_model_is_told_in_headers(client: TestClient) -> None:
    headers = client.get("/v3/scores/testwiki/5/old").headers
    assert headers["Deprecation"] == "@1767312000"
    assert headers["Sunset"] == "Tue, 31 Dec 2999 00:00:00 GMT"
    others = client.get("/v3/scores/testwiki/5/free").headers
    assert "Deprecation" not in others
    assert "Sunset" not in others


def test_a_policy_that_is_not_understood_keeps_the_service_from_starting() -> None:
    models = {"bad": {"class": MODEL, "policy": {"expires": "soon"}}}
    with pytest.raises(ConfigError, match=r"model bad: policy\.expires"):
        make_app(parse_config({"wikis": {"testwiki": {"models": models}}}))
