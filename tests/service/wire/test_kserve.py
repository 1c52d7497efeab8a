"""KServe V1 (section 10)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from starlette.testclient import TestClient

from revscoring.service import make_app, parse_config

from .conftest import configuration
from .served_wiki import ServedWiki

DRAFT: dict[str, Any] = {
    "id": -1,
    "lang": "en",
    "bytes": 19,
    "comment": "typo",
    "text": "The river is long.\n",
    "timestamp": "2026-01-01T00:00:00Z",
    "parent": {
        "id": 7,
        "bytes": 18,
        "comment": "new",
        "text": "The river is lnog.",
        "timestamp": "2025-12-01T00:00:00Z",
        "lang": "en",
    },
    "user": {"id": 0},
    "page": {"id": 7, "title": "River", "first_edit_timestamp": "2020-01-01T00:00:00Z"},
}


def predict(client: TestClient, name: str, body: Any) -> tuple[int, Any]:
    reply = client.post(f"/v1/models/{name}:predict", json=body)
    return reply.status_code, reply.json()


def test_models_are_listed_and_ready(client: TestClient) -> None:
    names = client.get("/v1/models").json()["models"]
    assert {"enwiki-damaging", "testwiki-with-hyphen", "revertrisk"} <= set(names)
    for name in names:
        assert client.get(f"/v1/models/{name}").json() == {"name": name, "ready": True}


def test_an_unknown_model(client: TestClient) -> None:
    for reply in (client.get("/v1/models/x"), client.post("/v1/models/x:predict", json={"rev_id": 1})):
        assert reply.status_code == 404
        assert reply.json() == {"error": "Model with name x does not exist."}


def test_prediction_of_a_revision(client: TestClient) -> None:
    status, document = predict(client, "testwiki-with-hyphen", {"rev_id": 1205})
    assert status == 200
    assert document["testwiki"]["models"] == {"with-hyphen": {"version": "0.0.0"}}
    assert document["testwiki"]["scores"]["1205"]["with-hyphen"].keys() == {"score"}


def test_the_body_is_json_whatever_its_type(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        reply = client.post(
            "/v1/models/testwiki-revid:predict", content=b'{"rev_id": 5}', headers={"Content-Type": kind}
        )
        assert reply.status_code == 200
        assert "5" in reply.json()["testwiki"]["scores"]


def test_extended_output(client: TestClient) -> None:
    body = {"rev_id": 1205, "extended_output": True}
    _, document = predict(client, "testwiki-revid", body)
    assert document["testwiki"]["scores"]["1205"]["revid"]["features"] == {
        "feature.delay": 0.0,
        "feature.revision.reversed_last_two_in_rev_id": 50,
    }


@pytest.mark.parametrize(
    "event",
    [
        {"$schema": "/mediawiki/revision/create/1.1.0", "rev_id": 7},
        {"$schema": "/mediawiki/revision/create/2.0.0", "rev_id": 7},
        {"$schema": "/mediawiki/page/change/1.2.0", "revision": {"rev_id": 7}},
    ],
)
def test_prediction_of_an_event(client: TestClient, event: Any) -> None:
    status, document = predict(client, "testwiki-revid", {"event": event})
    assert status == 200
    assert list(document["testwiki"]["scores"]) == ["7"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        5,
        None,
        {},
        {"rev_id": "5"},
        {"rev_id": 5.5},
        {"rev_id": True},
        {"rev_id": None},
        {"rev_id": 10**40},
        {"event": {"rev_id": 5}},
        {"event": []},
        {"event": {"$schema": "/mediawiki/revision/create/3.0.0", "rev_id": 5}},
        {"event": {"$schema": "/mediawiki/page/change/2.0.0", "revision": {"rev_id": 5}}},
        {"event": {"$schema": "/mediawiki/page/change/1.0.0", "revision": [5]}},
        {"event": {"$schema": ["x"], "rev_id": 5}},
    ],
)
def test_bodies_that_are_refused(client: TestClient, body: Any) -> None:
    status, document = predict(client, "testwiki-revid", body)
    assert status == 400
    assert document.keys() == {"error"} and isinstance(document["error"], str)


def test_no_json(client: TestClient) -> None:
    for content in (b"", b"rev_id=5", b"\xff", b"[" * 5000):
        reply = client.post("/v1/models/testwiki-revid:predict", content=content)
        assert reply.status_code == 400 and isinstance(reply.json()["error"], str)


def test_a_revision_that_is_not_there(client: TestClient, wiki: ServedWiki) -> None:
    status, document = predict(client, "enwiki-damaging", {"rev_id": 77777})
    assert status == 400
    assert document["error"].startswith("The MW API does not have any info related to the rev-id")


@pytest.mark.parametrize(
    ("rev_id", "what"), [(40, "TextDeleted"), (42, "UserDeleted"), (43, "RevisionNotFound")]
)
def test_what_is_needed_is_missing(client: TestClient, wiki: ServedWiki, rev_id: int, what: str) -> None:
    status, document = predict(client, "enwiki-damaging", {"rev_id": rev_id})
    assert status == 400
    assert document["error"].startswith(f"Missing resource for rev-id {rev_id}: {what}")


def test_a_wiki_that_fails(client: TestClient, wiki: ServedWiki) -> None:
    wiki.status = 503
    reply = client.post("/v1/models/enwiki-damaging:predict", json={"rev_id": 7})
    assert reply.status_code == 500
    assert isinstance(reply.json()["error"], str)
    assert int(reply.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("body", [{"rev_id": 7}, {"revision_data": DRAFT | {"user": {"id": 1}}}])
def test_a_score_that_takes_too_long(client: TestClient, wiki: ServedWiki, body: Any) -> None:
    predict(client, "size-of-all", {"rev_id": 7, "lang": "en"})  # the language is known from here on
    wiki.delay = 6.0
    name = "enwiki-damaging" if "rev_id" in body else "revertrisk"
    status, document = predict(client, name, body)
    assert (status, isinstance(document["error"], str)) == (504, True)


def test_other_methods(client: TestClient) -> None:
    for method, path in [
        ("GET", "/v1/models/testwiki-revid:predict"),
        ("POST", "/v1/models"),
        ("PUT", "/v1/models/x"),
    ]:
        reply = client.request(method, path)
        assert reply.status_code == 405
        assert isinstance(reply.json()["error"], str)


def test_a_body_that_is_too_long(client: TestClient) -> None:
    reply = client.post("/v1/models/testwiki-revid:predict", content=b" " * 300_000)
    assert reply.status_code == 413 and isinstance(reply.json()["error"], str)


def test_a_name_with_lang(client: TestClient, wiki: ServedWiki) -> None:
    status, document = predict(client, "revertrisk", {"rev_id": 7, "lang": "en"})
    assert status == 200
    output = document.pop("output")
    assert document == {
        "model_name": "revertrisk",
        "model_version": "1.2.3",
        "wiki_db": "enwiki",
        "revision_id": 7,
    }
    assert isinstance(output["prediction"], bool) and output["probabilities"].keys() == {"true", "false"}


@pytest.mark.parametrize("lang", ["xx", "", None, 5, ["en"]])
def test_an_unknown_language(client: TestClient, wiki: ServedWiki, lang: Any) -> None:
    status, document = predict(client, "revertrisk", {"rev_id": 7, "lang": lang})
    assert status == 400 and isinstance(document["error"], str)


def test_errors_of_a_name_with_lang(client: TestClient, wiki: ServedWiki) -> None:
    status, document = predict(client, "revertrisk", {"rev_id": 77777, "lang": "en"})
    assert status == 400 and document["error"].startswith("The MW API does not have any info")


def test_a_draft_costs_no_request_where_it_tells_all(client: TestClient, wiki: ServedWiki) -> None:
    predict(client, "size-of-all", {"rev_id": 7, "lang": "en"})  # the language is known from here on
    wiki.log.clear()
    status, document = predict(client, "size-of-all", {"revision_data": DRAFT})
    assert status == 200
    assert (document["revision_id"], document["wiki_db"], document["model_name"]) == (
        -1,
        "enwiki",
        "size-of-all",
    )
    assert document["output"]["probabilities"].keys() == {"true", "false"}
    assert wiki.log == []
    assert len(client.app.state.service.cache._values) == 1  # type: ignore[attr-defined]


def test_the_account_of_a_draft_is_asked_for_by_its_id(client: TestClient, wiki: ServedWiki) -> None:
    predict(client, "size-of-all", {"rev_id": 7, "lang": "en"})
    wiki.log.clear()
    status, _ = predict(client, "revertrisk", {"revision_data": DRAFT | {"user": {"id": 1}}})
    assert status == 200
    assert [request["ususerids"] for request in wiki.log] == [[1]]


def test_nobody_logged_in(client: TestClient, wiki: ServedWiki) -> None:
    assert predict(client, "revertrisk", {"revision_data": DRAFT})[0] == 200


def test_an_account_that_is_not_there(client: TestClient, wiki: ServedWiki) -> None:
    status, document = predict(client, "revertrisk", {"revision_data": DRAFT | {"user": {"id": 99}}})
    assert status == 422 and isinstance(document["error"], str)


def test_what_nobody_knows_before_an_edit_is_saved(client: TestClient, wiki: ServedWiki) -> None:
    status, document = predict(client, "minor-of-all", {"revision_data": DRAFT})
    assert status == 422 and "datasource.revision.minor" in document["error"]


@pytest.mark.parametrize(
    "place",
    [
        *("id", "lang", "text", "timestamp", "bytes", "parent", "user", "page"),
        *("parent.id", "parent.lang", "parent.text", "parent.timestamp", "parent.bytes"),
        *("page.id", "page.title", "page.first_edit_timestamp", "user.id"),
    ],
)
@pytest.mark.parametrize("how", ["missing", "wrong"])
def test_what_a_draft_must_tell(client: TestClient, place: str, how: str) -> None:
    draft = copy.deepcopy(DRAFT)
    *outer, last = place.split(".")
    holder = draft[outer[0]] if outer else draft
    if how == "missing":
        del holder[last]
    else:
        holder[last] = [1]
    status, document = predict(client, "size-of-all", {"revision_data": draft})
    assert status == 400 and last in document["error"]


@pytest.mark.parametrize("place", ["timestamp", "parent", "page"])
def test_times_of_a_draft_are_times(client: TestClient, wiki: ServedWiki, place: str) -> None:
    draft = copy.deepcopy(DRAFT)
    if place == "timestamp":
        draft["timestamp"] = "tomorrow"
    elif place == "parent":
        draft["parent"]["timestamp"] = "2026-13-01T00:00:00Z"
    else:
        draft["page"]["first_edit_timestamp"] = ""
    assert predict(client, "size-of-all", {"revision_data": draft})[0] == 400


@pytest.mark.parametrize("draft", [None, [], "x", {}, {"id": -1}])
def test_drafts_that_are_none(client: TestClient, draft: Any) -> None:
    assert predict(client, "size-of-all", {"revision_data": draft})[0] == 400


def test_a_draft_of_an_unknown_language(client: TestClient, wiki: ServedWiki) -> None:
    assert predict(client, "size-of-all", {"revision_data": DRAFT | {"lang": "xx"}})[0] == 400


def test_the_wiki_is_asked_by_the_parent_and_the_account(client: TestClient, wiki: ServedWiki) -> None:
    draft = DRAFT | {"user": {"id": 1}, "timestamp": "2020-01-01T00:00:12Z"}
    status, document = predict(client, "all-around", {"revision_data": draft})
    assert status == 200, document
    assert document["output"]["prediction"] == [
        "0",
        "Ann",
        "2020-01-01T00:00:00Z",
        "Ann",
        "12",
        "11",
        "wikitext",
    ]
    anonymous = predict(client, "all-around", {"revision_data": DRAFT})
    assert anonymous[0] == 422 and "datasource.revision.user.text" in anonymous[1]["error"]


def test_ids_of_a_draft_that_no_wiki_has(client: TestClient, wiki: ServedWiki) -> None:
    for wrong in ({"user": {"id": -1}}, {"user": {"id": 10**19}}, {"id": -(10**30)}, {"bytes": -1}):
        assert predict(client, "all-around", {"revision_data": DRAFT | wrong})[0] == 400


def test_a_wiki_that_is_away_when_the_service_starts(
    model_files: dict[str, Any], served_wiki: tuple[ServedWiki, str], wiki: ServedWiki
) -> None:
    """It starts; names with lang wait for the wiki to say its language, and it is asked anew."""
    wiki.status = 503
    with TestClient(make_app(parse_config(configuration(model_files, served_wiki[1])))) as client:
        assert client.get("/ready").status_code == 200
        reply = client.post("/v1/models/size-of-all:predict", json={"rev_id": 7, "lang": "en"})
        assert reply.status_code == 500 and int(reply.headers["Retry-After"]) >= 1
        wiki.status = 200
        assert predict(client, "size-of-all", {"rev_id": 7, "lang": "en"})[0] == 200
        asked = [request for request in wiki.log if request.get("meta") == "siteinfo"]
        predict(client, "size-of-all", {"rev_id": 8, "lang": "en"})
        assert asked == [request for request in wiki.log if request.get("meta") == "siteinfo"]


def test_one_name_for_several_wikis() -> None:
    """`lang` chooses; each reply is about the wiki that was meant, however many come at once."""
    from concurrent.futures import ThreadPoolExecutor

    from .conftest import REVID

    wikis = {
        f"{lang}wiki": {"host": None, "lang": lang, "models": {"revid": {**REVID, "kserve": "shared"}}}
        for lang in ("en", "it")
    }
    with TestClient(make_app(parse_config({"workers": 1, "wikis": wikis}))) as client:

        def ask(n: int) -> Any:
            return predict(client, "shared", {"rev_id": n, "lang": ("en", "it")[n % 2]})[1]

        with ThreadPoolExecutor(8) as threads:
            for n, document in enumerate(threads.map(ask, range(30))):
                assert (document["wiki_db"], document["revision_id"]) == (("enwiki", "itwiki")[n % 2], n)
        assert client.get("/v1/models").json()["models"] == ["enwiki-revid", "itwiki-revid", "shared"]
