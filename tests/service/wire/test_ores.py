"""ORES: requests and replies in general, v3, models, errors, injection, older versions (sections 2 to 6 and 11)."""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from .served_wiki import ServedWiki

NO_STORE = {
    "Cache-Control": "no-store, no-cache, max-age=0",
    "Pragma": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
RECALL = "maximum recall @ precision >= 0.6"
FILTER = "maximum filter_rate @ recall >= 0.5"
METRICS = {
    *("threshold", "match_rate", "filter_rate", "precision", "!precision", "recall", "!recall"),
    *("accuracy", "fpr", "f1", "!f1"),
}


def get(client: TestClient, path: str, status: int = 200) -> Any:
    reply = client.get(path)
    assert reply.status_code == status, reply.text
    return reply.json()


def cached(client: TestClient) -> set[str]:
    return set(client.app.state.service.cache._values)  # type: ignore[attr-defined]


# Section 2


@pytest.mark.parametrize(
    "path",
    [
        *("/v3/scores", "/v3/scores/testwiki", "/v3/scores/testwiki/5", "/v3/scores/testwiki/5/revid"),
        *("/v2/scores", "/v2/scores/testwiki", "/v2/scores/testwiki/revid", "/v2/scores/testwiki/revid/5"),
        *("/v1/scores", "/v1/scores/testwiki", "/v1/scores/testwiki/revid", "/v1/scores/testwiki/revid/5"),
        *("/scores", "/scores/testwiki", "/scores/testwiki/revid", "/scores/testwiki/revid/5"),
        *("/v3/spec", "/v2/spec", "/v1/spec", "/", "/ui", "/v3", "/versions", "/v1/models", "/health"),
    ],
)
def test_paths_with_and_without_slashes(client: TestClient, path: str) -> None:
    first = client.get(path, follow_redirects=False)
    assert first.status_code == 200
    for other in (f"{path}/", f"/{path}", path.replace("/", "//"), f"{path}//"):
        reply = client.request("GET", "http://testserver" + other, follow_redirects=False)
        assert (reply.status_code, reply.content) == (200, first.content)
    head = client.head(path)
    assert (head.status_code, head.headers["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("DELETE", path) for path in ("/v3/scores/", "/v3/scores/testwiki", "/v1/spec", "/")),
        *(
            ("POST", path)
            for path in ("/v3/scores/", "/v2/scores/testwiki", "/scores/testwiki/revid", "/v3/spec/")
        ),
        *(("GET", path) for path in ("/v3/precache/",)),
        ("PUT", "/v3/scores/testwiki/5/revid"),
    ],
)
def test_other_methods(client: TestClient, method: str, path: str) -> None:
    reply = client.request(method, path)
    assert reply.status_code == 405
    assert reply.json()["error"]["code"] == "method not allowed"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/v3/scores/testwiki/5", "/v3/precache", "/v1/models/x:predict", "/nowhere"]
)
def test_options(client: TestClient, path: str) -> None:
    reply = client.options(
        path, headers={"Origin": "https://x.example", "Access-Control-Request-Method": "POST"}
    )
    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
    assert "Content-Type" in reply.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in reply.headers


def test_form_bodies(client: TestClient) -> None:
    reply = client.post(
        "/v3/scores/testwiki/", content="revids=1205|1206&models=revid&format=json", headers=FORM
    )
    assert list(reply.json()["testwiki"]["scores"]) == ["1205", "1206"]
    assert b"\n" not in reply.content
    assert list(reply.json()["testwiki"]["models"]) == ["revid"]


def test_the_query_wins_over_the_body(client: TestClient) -> None:
    reply = client.post("/v3/scores/testwiki/?revids=7", content="revids=1205&models=revid", headers=FORM)
    assert list(reply.json()["testwiki"]["scores"]) == ["7"]
    assert list(reply.json()["testwiki"]["models"]) == ["revid"]


def test_unknown_parameters_are_ignored(client: TestClient) -> None:
    assert get(client, "/v3/scores/testwiki/5/revid?_=123&utm=%22") == get(
        client, "/v3/scores/testwiki/5/revid"
    )


@pytest.mark.parametrize("query", ["revids=5|6", "revids=5%7C6", "revids=5|6|5|6", "revids=+5+%7C%206|"])
def test_lists(client: TestClient, query: str) -> None:
    found = get(client, f"/v3/scores/testwiki?models=revid%7Crevid&{query}")
    assert set(found["testwiki"]["scores"]) == {"5", "6"}


def test_values_that_occur_twice_count_once(client: TestClient) -> None:
    ids = "|".join([*map(str, range(100, 150)), "100", "101"])
    assert len(get(client, f"/v3/scores/testwiki?models=revid&revids={ids}")["testwiki"]["scores"]) == 50


@pytest.mark.parametrize("flag", ["features", "features=", "features=false", "features=0"])
def test_flags(client: TestClient, flag: str) -> None:
    assert (
        "features" in get(client, f"/v3/scores/testwiki/5/revid?{flag}")["testwiki"]["scores"]["5"]["revid"]
    )


def test_model_info_without_a_value(client: TestClient) -> None:
    for query in ("model_info", "model_info="):
        info = get(client, f"/v3/scores/testwiki?models=revid&{query}")["testwiki"]["models"]["revid"]
        assert {"type", "version", "statistics"} <= info.keys()


def test_json_is_indented_or_one_line(client: TestClient) -> None:
    reply = client.get("/v3/scores/testwiki/5/revid")
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.text == json.dumps(reply.json(), indent=2, sort_keys=True)
    assert {name: reply.headers[name] for name in NO_STORE} == NO_STORE
    one_line = client.get("/v3/scores/testwiki/5/revid?format=json")
    assert "\n" not in one_line.text and one_line.json() == reply.json()


def test_no_nan(client: TestClient) -> None:
    score = get(client, "/v3/scores/testwiki/5/nan?features")["testwiki"]["scores"]["5"]["nan"]
    assert score["score"] == {"prediction": None, "probability": {"true": None, "5": 2**70}}
    assert (
        get(client, "/v3/scores/testwiki/5/nan")["testwiki"]["scores"]["5"]["nan"]["score"] == score["score"]
    )


@pytest.mark.parametrize(
    "path",
    [
        "/v3/scores/",
        "/v3/scores/testwiki/5/revid",
        "/v1/scores/",
        "/v2/scores/testwiki",
        "/v1/models",
        "/v3/spec",
    ],
)
def test_callbacks(client: TestClient, path: str) -> None:
    reply = client.get(path, params={"callback": "a.b_$1", "format": "json"})
    assert reply.headers["Content-Type"] == "application/javascript; charset=utf-8"
    inside = re.fullmatch(r"a\.b_\$1\((.*)\);", reply.text, re.DOTALL)
    assert inside is not None and json.loads(inside[1]) == client.get(path).json()


@pytest.mark.parametrize("callback", ["", "a b", "alert(1)//", "<b>", "é", "a" * 101, "a\n"])
def test_callbacks_that_are_none(client: TestClient, callback: str) -> None:
    for path in ("/v3/scores/testwiki/5/revid", "/v3/scores", "/v3/nowhere"):
        reply = client.get(path, params={"callback": callback})
        assert reply.status_code == (404 if "nowhere" in path else 400)
        assert reply.headers["Content-Type"] == "application/json"


def test_errors_for_callbacks(client: TestClient) -> None:
    reply = client.get("/v3/scores/nowiki?callback=foo&format=json")
    assert reply.status_code == 404 and reply.text.startswith('foo({"error"')


@pytest.mark.parametrize(
    "path", ["/v3/scores/testwiki/5/revid", "/v3/scores/nowiki", "/nowhere", "/v3/scores?callback=("]
)
def test_headers_of_every_reply(client: TestClient, path: str) -> None:
    reply = client.get(path, headers={"Origin": "https://x.example", "X-Request-Id": "job-17"})
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["X-Request-Id"] == "job-17"
    assert client.get(path).headers["X-Request-Id"] != client.get(path).headers["X-Request-Id"]
    assert {name: reply.headers[name] for name in NO_STORE} == NO_STORE


def test_a_fault_of_the_service_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(request: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(client.app.state.service.scorer, "score", fail)  # type: ignore[attr-defined]
    reply = client.get("/v3/scores/testwiki/5/revid", headers={"Origin": "https://x.example"})
    assert reply.status_code == 500
    assert reply.json()["error"]["code"] == "internal server error"
    assert "secret" not in reply.text and "Traceback" not in reply.text and "Error" not in reply.text
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Request-Id" in reply.headers
    reply = client.post("/v1/models/testwiki-revid:predict", json={"rev_id": 5})
    assert reply.status_code == 500 and isinstance(reply.json()["error"], str)


# Section 3


def test_wikis_and_models(client: TestClient) -> None:
    found = get(client, "/v3/scores")
    assert found["testwiki"] == get(client, "/v3/scores/testwiki")["testwiki"]
    assert found["enwiki"]["models"]["damaging"] == {"version": "1.2.3"}
    assert list(found["testwiki"]) == ["models"]


def test_every_id_and_every_model(client: TestClient, wiki: ServedWiki) -> None:
    found = get(client, "/v3/scores/enwiki?revids=5|40|77777&models=damaging|goodfaith")["enwiki"]
    assert found["models"] == {"damaging": {"version": "1.2.3"}, "goodfaith": {"version": "1.2.3"}}
    scores = found["scores"]
    assert {rev_id: set(by_model) for rev_id, by_model in scores.items()} == {
        key: {"damaging", "goodfaith"} for key in ["5", "40", "77777"]
    }
    assert set(scores["5"]["damaging"]["score"]["probability"]) == {"true", "false"}
    # The hidden text touches the model that needs it, and no other.
    assert scores["40"]["damaging"]["error"] == {
        "type": "TextDeleted",
        "message": "TextDeleted: Text deleted (datasource.revision.text)",
    }
    assert "score" in scores["40"]["goodfaith"]
    assert scores["77777"]["goodfaith"]["error"] == {
        "type": "RevisionNotFound",
        "message": "RevisionNotFound: Could not find revision ({revision}:77777)",
    }


def test_no_models_or_an_empty_list_are_all(client: TestClient) -> None:
    for query in ("", "models=", "models=%7C"):
        found = get(client, f"/v3/scores/testwiki?revids=5&{query}")["testwiki"]
        assert set(found["models"]) == set(found["scores"]["5"]) == {"revid", "with-hyphen", "nan"}


def test_a_revision_in_the_path(client: TestClient) -> None:
    found = get(client, "/v3/scores/testwiki/5?revids=6|x&models=revid")["testwiki"]["scores"]
    assert {rev_id: list(by_model) for rev_id, by_model in found.items()} == {"5": ["revid"]}
    assert set(get(client, "/v3/scores/testwiki/5")["testwiki"]["scores"]["5"]) == {
        "revid",
        "with-hyphen",
        "nan",
    }
    assert set(get(client, "/v3/scores/testwiki/5/revid?models=x")["testwiki"]["scores"]["5"]) == {"revid"}


@pytest.mark.parametrize(
    "path", ["/v3/scores/testwiki", "/v3/scores/testwiki/5", "/v3/scores/testwiki/5/revid"]
)
def test_post_is_as_get(client: TestClient, path: str) -> None:
    reply = client.post(f"{path}?revids=5&models=revid")
    assert reply.json() == get(client, f"{path}?revids=5&models=revid")


@pytest.mark.parametrize(
    "path",
    [
        "/v3/scores/testwiki/x",
        "/v3/scores/testwiki/5.5",
        "/v3/scores/testwiki/x/revid",
        "/404/",
        "/v4/scores",
    ],
)
def test_not_found(client: TestClient, path: str) -> None:
    assert get(client, path, 404)["error"]["code"] == "not found"


# Section 4


def info(client: TestClient, model: str, *paths: str) -> Any:
    query = quote("|".join(paths))
    return get(client, f"/v3/scores/enwiki?models={model}&model_info={query}")["enwiki"]["models"][model]


def test_paths_merge(client: TestClient) -> None:
    found = info(
        client,
        "damaging",
        "version",
        "type",
        "statistics.roc_auc",
        "statistics.counts.n",
        "params",
        "score_schema",
    )
    assert found["version"] == "1.2.3" and found["type"] == "GradientBoosting"
    assert found["statistics"].keys() == {"roc_auc", "counts"} and found["statistics"]["counts"] == {"n": 60}
    assert "environment" in info(client, "damaging", "environment")


@pytest.mark.parametrize("quotes", ['"', "'"])
def test_thresholds_are_lists_in_the_order_asked(client: TestClient, quotes: str) -> None:
    paths = [
        f"statistics.thresholds.{outcome}.{quotes}{formula}{quotes}"
        for outcome, formula in [("true", RECALL), ("false", FILTER), ("true", FILTER), ("true", RECALL)]
    ]
    found = info(client, "damaging", *paths)["statistics"]["thresholds"]
    assert {outcome: len(entries) for outcome, entries in found.items()} == {"true": 2, "false": 1}
    assert all(entry.keys() == METRICS for entries in found.values() for entry in entries)
    alone = [info(client, "damaging", path)["statistics"]["thresholds"] for path in paths]
    assert found["true"] == [*alone[0]["true"], *alone[2]["true"]]


def test_a_threshold_that_cannot_be_had_is_null(client: TestClient) -> None:
    impossible = "maximum recall @ precision >= 1.5"
    paths = [f'statistics.thresholds.true."{one}"' for one in (impossible, RECALL)]
    first, second = info(client, "damaging", *paths)["statistics"]["thresholds"]["true"]
    assert first is None and second.keys() == METRICS


def test_formulas_of_all_labels(client: TestClient) -> None:
    found = info(client, "damaging", f'statistics."{RECALL}"')["statistics"][RECALL]
    assert found.keys() == {"micro", "macro", "labels"} and found["labels"].keys() == {"true", "false"}


@pytest.mark.parametrize("path", ["luck", "statistics.luck", 'statistics.thresholds.true."nonsense"'])
def test_paths_that_a_model_does_not_know(client: TestClient, path: str) -> None:
    for place in ("enwiki?models=damaging&", "?"):
        found = get(client, f"/v3/scores/{place}model_info={quote(path)}", 400)
        assert found == {
            "error": {
                "code": "bad request",
                "message": f"Model information could not be retrieved for '{path}'",
            }
        }


def test_quotes_and_spaces_as_clients_send_them(client: TestClient) -> None:
    raw = '/v3/scores/enwiki?models=damaging&model_info=statistics.thresholds.true."maximum+recall+@+precision+>=+0.6"'
    encoded = (
        "/v3/scores/enwiki?models=damaging&model_info="
        "statistics.thresholds.true.%22maximum%20recall%20%40%20precision%20%3E%3D%200.6%22"
    )
    assert get(client, raw) == get(client, encoded)


def test_model_info_of_all_wikis_and_with_scores(client: TestClient) -> None:
    found = get(client, "/v3/scores?model_info=version|type")
    assert found["enwiki"]["models"]["damaging"] == {"version": "1.2.3", "type": "GradientBoosting"}
    with_scores = get(client, "/v3/scores/testwiki/5/revid?model_info=type")["testwiki"]
    assert with_scores["models"] == {"revid": {"type": "RevIDScorer"}} and "5" in with_scores["scores"]


# Section 5


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("nowiki", 404, "No scorers available for nowiki"),
        ("testwiki?models=a", 404, "Models ('a',) not available for testwiki"),
        ("testwiki?models=a|revid|b", 404, "Models ('a', 'b') not available for testwiki"),
        ("testwiki/5/a", 404, "Models ('a',) not available for testwiki"),
        (
            "nowiki?models=a&revids=" + "|".join(map(str, range(51))),
            400,
            "Too many values for 'revids' parameter.  Max of 50.",
        ),
        (
            "testwiki?revids=" + "|".join(["x"] * 2 + list(map(str, range(50)))),
            400,
            "Too many values for 'revids' parameter.  Max of 50.",
        ),
    ],
)
def test_messages(client: TestClient, path: str, status: int, message: str) -> None:
    assert get(client, f"/v3/scores/{path}", status)["error"] == {
        "code": "not found" if status == 404 else "bad request",
        "message": message,
    }


@pytest.mark.parametrize("ids", ["x", "5|x", "5.5", "0x5", "1e3", "٥"])
def test_ids_that_are_no_integers(client: TestClient, ids: str) -> None:
    error = get(client, f"/v3/scores/testwiki?revids={ids}", 400)["error"]
    assert error["code"] == "bad request" and error["message"].startswith("Could not interpret revids.")


def test_a_body_that_is_too_long(client: TestClient) -> None:
    for path in ("/v3/scores/testwiki", "/v3/scores/testwiki/5", "/v3/precache"):
        reply = client.post(path, content=b"x" * 300_000, headers=FORM)
        assert (reply.status_code, reply.json()["error"]["code"]) == (413, "bad request")


def test_a_wiki_that_is_away(client: TestClient, wiki: ServedWiki) -> None:
    wiki.status = 503
    reply = client.get("/v3/scores/enwiki/5/goodfaith")
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "wiki unavailable")
    assert int(reply.headers["Retry-After"]) >= 1


def test_a_parent_that_is_not_there(client: TestClient, wiki: ServedWiki) -> None:
    scores = get(client, "/v3/scores/enwiki/43?models=damaging|goodfaith")["enwiki"]["scores"]["43"]
    assert scores["damaging"]["error"]["type"] == "RevisionNotFound"
    assert "score" in scores["goodfaith"]


def test_a_feature_that_fails(client: TestClient) -> None:
    path = "/v3/scores/testwiki/5/revid?datasource.revision.last_two_in_rev_id=[1]"
    error = get(client, path)["testwiki"]["scores"]["5"]["revid"]["error"]
    assert error["type"] == "CaughtDependencyError"
    assert "\n" not in error["message"] and "Traceback" not in error["message"]


def test_a_score_that_takes_too_long(client: TestClient) -> None:
    found = get(client, '/v3/scores/testwiki?models=revid&revids=5|6&inject={"5":{"feature.delay":30}}')
    scores = found["testwiki"]["scores"]
    assert scores["5"]["revid"]["error"] == {"type": "TimeoutError", "message": "Timed out after 5 seconds."}
    # Its process was ended; the next tests begin when there is another.
    until = time.monotonic() + 60
    while client.get("/ready").status_code != 200 and time.monotonic() < until:
        time.sleep(0.1)


# Section 6


def test_features_are_those_below_the_list(client: TestClient, wiki: ServedWiki) -> None:
    found = get(client, "/v3/scores/enwiki/5/damaging?features")["enwiki"]["scores"]["5"]["damaging"]
    assert "feature.wikitext.revision.chars" in found["features"]
    assert not any("-" in name or "/" in name for name in found["features"])


def test_values_for_all_ids_and_for_one(client: TestClient) -> None:
    name = "feature.revision.reversed_last_two_in_rev_id"
    path = f'/v3/scores/testwiki?models=revid&revids=5|6&{name}=10&inject={{"6":{{"{name}":20}}}}'
    scores = get(client, path)["testwiki"]["scores"]
    assert [scores[n]["revid"]["score"]["probability"]["true"] for n in "56"] == [0.1, 0.2]
    assert cached(client) == set()
    assert get(client, "/v3/scores/testwiki/5/revid") != get(client, f"/v3/scores/testwiki/5/revid?{name}=10")


def test_values_that_are_given_are_never_read_from_the_cache(client: TestClient) -> None:
    get(client, "/v3/scores/testwiki/5/revid")
    path = "/v3/scores/testwiki/5/revid?feature.revision.reversed_last_two_in_rev_id=99"
    assert get(client, path)["testwiki"]["scores"]["5"]["revid"]["score"]["probability"]["true"] == 0.99
    assert (
        get(client, "/v3/scores/testwiki/5/revid")["testwiki"]["scores"]["5"]["revid"]["score"][
            "probability"
        ]["true"]
        == 0.5
    )


def test_a_draft_costs_the_wiki_no_request(client: TestClient, wiki: ServedWiki) -> None:
    given = {
        "datasource.revision.text": "One two",
        "datasource.revision.parent.text": "One",
        "datasource.revision.timestamp": "2020-01-02T03:04:05Z",
    }
    body = "&".join(f"{name}={quote(json.dumps(value))}" for name, value in given.items())
    reply = client.post("/v3/scores/enwiki/99999/size?features", content=body, headers=FORM)
    found = reply.json()["enwiki"]["scores"]["99999"]["size"]
    assert found["features"]["feature.wikitext.revision.chars"] == 7
    assert found["features"]["feature.temporal.revision.day_of_week"] == 3
    assert wiki.log == [] and cached(client) == set()


@pytest.mark.parametrize(
    "time", ["2020-01-02T03:04:05Z", "2020-01-02T05:04:05+02:00", "2020-01-02T03:04:05.5Z", "20200102030405"]
)
def test_times(client: TestClient, wiki: ServedWiki, time: str) -> None:
    path = f"/v3/scores/enwiki/5/size?features&datasource.revision.timestamp={quote(json.dumps(time))}"
    found = get(client, path)["enwiki"]["scores"]["5"]["size"]
    assert found["features"]["feature.temporal.revision.day_of_week"] == 3


def test_names_that_no_model_knows_are_ignored(client: TestClient) -> None:
    plain = get(client, "/v3/scores/testwiki/5/revid")
    before = cached(client)
    assert get(client, "/v3/scores/testwiki/5/revid?feature.luck=5&datasource.x=[]") == plain
    assert cached(client) == before == {"testwiki:5:revid:0.0.0"}


@pytest.mark.parametrize(
    "query",
    [
        *(
            "feature.delay=x",
            "feature.delay=",
            "inject=notjson",
            "inject=[]",
            "inject={}x",
            'inject={"5":[]}',
        ),
        *('inject={"x":{}}', "feature.luck=nojson", "datasource.x=NaN"),
    ],
)
def test_values_that_are_no_json(client: TestClient, query: str) -> None:
    error = get(client, f"/v3/scores/testwiki/5/revid?{query}", 400)["error"]
    assert error["code"] == "bad request" and "\n" not in error["message"]


def test_with_features_the_cache_is_not_read(client: TestClient) -> None:
    get(client, "/v3/scores/testwiki/5/revid")
    assert (
        "features" in get(client, "/v3/scores/testwiki/5/revid?features")["testwiki"]["scores"]["5"]["revid"]
    )
    assert "features" not in get(client, "/v3/scores/testwiki/5/revid")["testwiki"]["scores"]["5"]["revid"]


# Section 11


@pytest.mark.parametrize("prefix", ["/scores", "/v1/scores"])
def test_v1(client: TestClient, wiki: ServedWiki, prefix: str) -> None:
    assert get(client, prefix) == {"contexts": ["enwiki", "testwiki"]}
    models = get(client, f"{prefix}/testwiki")["models"]
    assert {"type", "version", "statistics"} <= models["revid"].keys()
    assert get(client, f"{prefix}/testwiki/revid") == models["revid"]
    score = get(client, f"{prefix}/testwiki/revid/5")["5"]
    assert score["probability"]["true"] == 0.5
    assert get(client, f"{prefix}/testwiki?models=revid&revids=5|6")["5"] == {"revid": score}
    assert get(client, f"{prefix}/testwiki/revid?revids=5") == {"5": score}
    error = get(client, f"{prefix}/enwiki/damaging/77777")["77777"]
    assert error["error"].keys() == {"type", "message"}
    assert client.post(f"{prefix}/testwiki/revid/5").json() == {"5": score}
    assert get(client, f"{prefix}/nowiki", 404)["error"]["message"] == "No scorers available for nowiki"


def test_v2(client: TestClient, wiki: ServedWiki) -> None:
    assert get(client, "/v2/scores")["scores"]["testwiki"]["revid"] == {"version": "0.0.0"}
    assert get(client, "/v2/scores/testwiki")["scores"]["testwiki"]["revid"] == {"version": "0.0.0"}
    found = get(client, "/v2/scores/testwiki?revids=5&models=revid&features&model_info=type")
    assert found["scores"]["testwiki"]["revid"].keys() == {"version", "scores", "features", "info"}
    assert found["scores"]["testwiki"]["revid"]["info"] == {"type": "RevIDScorer"}
    assert found["scores"]["testwiki"]["revid"]["features"]["5"]["feature.delay"] == 0.0
    one = get(client, "/v2/scores/testwiki/revid/5")["scores"]["testwiki"]["revid"]
    assert one == {
        "version": "0.0.0",
        "scores": {"5": {"prediction": False, "probability": {"true": 0.5, "false": 0.5}}},
    }
    assert get(client, "/v2/scores/testwiki/revid?revids=5")["scores"]["testwiki"]["revid"] == one
    assert client.post("/v2/scores/testwiki/revid/5").json()["scores"]["testwiki"]["revid"] == one
    assert (
        "error"
        in get(client, "/v2/scores/enwiki/damaging/77777")["scores"]["enwiki"]["damaging"]["scores"]["77777"]
    )
    all_info = get(client, "/v2/scores?model_info=type")["scores"]["testwiki"]["revid"]
    assert all_info == {"version": "0.0.0", "info": {"type": "RevIDScorer"}}


def test_older_versions_share_the_cache(client: TestClient, wiki: ServedWiki) -> None:
    get(client, "/v3/scores/enwiki/5/goodfaith")
    wiki.log.clear()
    get(client, "/v1/scores/enwiki/goodfaith/5")
    get(client, "/v2/scores/enwiki/goodfaith/5")
    client.post("/v1/models/enwiki-goodfaith:predict", json={"rev_id": 5})
    assert wiki.log == []
