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
    "floored": {
        "floor": "precision >= 0.9",
        "automation": "with-review",
        "report_url": "https://my.wiki/wiki/Wrong?a=1&b=2",
        "contact": "<script>alert(1)</script>",
    },
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

    assert [status(name) for name in POLICIES] == [200, 200, 410, 410, 403, 200]
    assert status("gated", headers={"X-Policy-Accept": DIGEST}) == 200


def test_all_models_are_those_that_may_be_used(client: TestClient) -> None:
    usable = {"free", "old", "floored"}
    assert set(client.get("/v3/scores/testwiki").json()["testwiki"]["models"]) == usable
    assert set(client.get("/v3/scores/testwiki/5").json()["testwiki"]["scores"]["5"]) == usable
    assert set(client.get("/v3/scores").json()["testwiki"]["models"]) == usable
    accepted = client.get("/v3/scores/testwiki", params={"accept": DIGEST}).json()["testwiki"]["models"]
    assert set(accepted) == usable | {"gated"}


def test_the_end_of_a_model_is_told_in_headers(client: TestClient) -> None:
    headers = client.get("/v3/scores/testwiki/5/old").headers
    assert headers["Deprecation"] == "@1767312000"
    assert headers["Sunset"] == "Tue, 31 Dec 2999 00:00:00 GMT"
    others = client.get("/v3/scores/testwiki/5/free").headers
    assert "Deprecation" not in others
    assert "Sunset" not in others


def test_notices_are_told_to_who_asks_and_else_the_shape_stays(client: TestClient) -> None:
    path = "/v3/scores/testwiki/5/floored"
    plain = client.get(path).json()["testwiki"]
    assert plain["models"]["floored"] == {"version": "1.0.0"}
    asked = client.get(path, params={"model_info": "version|notices"}).json()["testwiki"]
    assert asked["scores"] == plain["scores"]
    assert asked["models"]["floored"] == {
        "version": "1.0.0",
        "notices": [
            "Bots may act on its scores only if a person looks at what they do.",
            "Bots may act only on scores from 0.500 (precision >= 0.9).",
        ],
    }
    found = client.get("/v3/scores/testwiki", params={"model_info": "notices"}).json()["testwiki"]["models"]
    assert found["free"] == {"notices": []}
    stated = client.get("/v3/scores/testwiki", params={"model_info": "policy"})
    assert stated.status_code == 400  # not every model has one
    stated = client.get(path, params={"model_info": "policy"}).json()["testwiki"]["models"]
    assert stated["floored"]["policy"] == POLICIES["floored"]
    assert found["old"]["notices"] == ["The model should not be used: it is deprecated since 2026-01-02."]


def test_pages_link_to_the_place_for_reports_and_escape_the_policy(client: TestClient) -> None:
    link = '<a href="https://my.wiki/wiki/Wrong?a=1&amp;b=2"'
    for path in ("/ui/testwiki/models/floored", "/ui/testwiki/5"):
        assert link in client.get(path).text, path
    page = client.get("/ui/testwiki/models/floored").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_a_policy_that_is_not_understood_keeps_the_service_from_starting() -> None:
    models = {"bad": {"class": MODEL, "policy": {"expires": "soon"}}}
    with pytest.raises(ConfigError, match=r"model bad: policy\.expires"):
        make_app(parse_config({"wikis": {"testwiki": {"models": models}}}))
