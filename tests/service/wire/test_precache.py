"""Events in, scores kept (section 7)."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from revscoring.service.core import ScoreRequest
from revscoring.service.events import Event, EventError, read_event

from .served_wiki import ServedWiki

CREATE: dict[str, Any] = {
    "$schema": "/mediawiki/revision/create/1.1.0",
    "meta": {
        "stream": "mediawiki.revision-create",
        "domain": "en.wikipedia.org",
        "dt": "2020-01-01T00:00:05Z",
    },
    "database": "testwiki",
    "rev_id": 5,
    "rev_parent_id": 4,
    "rev_timestamp": "2020-01-01T00:00:05Z",
    "rev_len": 15,
    "rev_minor_edit": False,
    "rev_content_model": "wikitext",
    "comment": "comment 5",
    "page_id": 7,
    "page_title": "Ants",
    "page_namespace": 0,
    "performer": {
        "user_text": "Ann",
        "user_id": 1,
        "user_groups": ["*", "user"],
        "user_is_bot": False,
        "user_edit_count": 12,
        "user_registration_dt": "2019-01-01T00:00:00Z",
    },
}
CHANGE: dict[str, Any] = {
    "$schema": "/mediawiki/page/change/1.2.0",
    "meta": {"stream": "mediawiki.page_change.v1", "domain": "en.wikipedia.org"},
    "dt": "2020-01-01T00:00:05Z",
    "wiki_id": "testwiki",
    "page_change_kind": "edit",
    "page": {"page_id": 7, "page_title": "Ants", "namespace_id": 0},
    "performer": {
        "user_text": "Ann",
        "user_id": 1,
        "groups": ["*", "user"],
        "is_bot": False,
        "edit_count": 12,
        "registration_dt": "2019-01-01T00:00:00Z",
    },
    "revision": {
        "rev_id": 5,
        "rev_parent_id": 4,
        "rev_dt": "2020-01-01T00:00:05Z",
        "rev_size": 15,
        "is_minor_edit": False,
        "comment": "comment 5",
        "is_content_visible": True,
        "content_slots": {"main": {"content_model": "wikitext"}},
    },
    "prior_state": {
        "revision": {"rev_id": 4, "rev_size": 14, "rev_dt": "2020-01-01T00:00:04Z", "comment": "comment 4"}
    },
}


def changed(event: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A copy with other values; __ stands between the names of a path, ... removes."""
    event = copy.deepcopy(event)
    for path, value in values.items():
        holder = event
        *outer, last = path.split("__")
        for name in outer:
            holder = holder.setdefault(name, {})
        if value is ...:
            del holder[last]
        else:
            holder[last] = value
    return event


def post(client: TestClient, event: Any) -> Any:
    return client.post("/v3/precache/", json=event)


def kinds(event: dict[str, Any]) -> set[str]:
    found = read_event(event, {"testwiki": None})
    assert found is not None
    return set(found.kinds)


def test_the_reply_is_that_of_scores(client: TestClient) -> None:
    for event in (CREATE, CHANGE):
        reply = post(client, event)
        assert reply.status_code == 200
        found = reply.json()["testwiki"]
        assert found["models"] == {"revid": {"version": "0.0.0"}}
        assert found["scores"]["5"]["revid"]["score"]["probability"]["true"] == 0.5


def test_the_body_is_json_whatever_its_type(client: TestClient) -> None:
    import json

    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        reply = client.post("/v3/precache", content=json.dumps(CREATE), headers={"Content-Type": kind})
        assert reply.status_code == 200


@pytest.mark.parametrize(
    "event",
    [
        changed(CREATE, database="nowiki"),
        changed(CREATE, database="nowiki", rev_id=...),
        changed(CREATE, meta__domain="canary"),
        changed(CREATE, meta__domain="canary", database=...),
        changed(CREATE, **{"$schema": "/other/1.0.0", "meta__stream": "other"}),
        changed(CREATE, performer__user_is_bot=True),  # no model on bots
        changed(CHANGE, wiki_id="nowiki"),
        changed(CHANGE, wiki_id="nowiki", page_change_kind=...),
        *(changed(CHANGE, page_change_kind=kind) for kind in ("move", "undelete", "x", "visibility_change")),
        {},
    ],
)
def test_nothing_to_do(client: TestClient, event: Any) -> None:
    reply = post(client, event)
    assert (reply.status_code, reply.content) == (204, b"")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (changed(CREATE, database=...), "database"),
        (changed(CREATE, database=5), "database"),
        (changed(CREATE, rev_id=...), "rev_id"),
        (changed(CREATE, rev_id="5"), "rev_id"),
        (changed(CREATE, rev_id=True), "rev_id"),
        (changed(CHANGE, wiki_id=...), "wiki_id"),
        (changed(CHANGE, page_change_kind=...), "page_change_kind"),
        (changed(CHANGE, revision__rev_id=...), "rev_id"),
        (changed(CHANGE, revision=...), "rev_id"),
    ],
)
def test_what_is_needed(client: TestClient, event: Any, name: str) -> None:
    reply = post(client, event)
    assert reply.status_code == 400
    assert reply.json() == {
        "error": {"code": "bad request", "message": f"Must provide the '{name}' parameter"}
    }


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"5", b'"x"', b"null", b"\xff\xfe", b'{"a":' * 2000])
def test_no_object(client: TestClient, body: bytes) -> None:
    reply = client.post("/v3/precache/", content=body)
    assert reply.status_code == 400 and reply.json()["error"]["code"] == "bad request"


@pytest.mark.parametrize("prefix", ["", "eqiad.", "codfw.", "a.b."])
def test_streams_behind_a_prefix(prefix: str) -> None:
    for event, stream in ((CREATE, "mediawiki.revision-create"), (CHANGE, "mediawiki.page_change.v1")):
        event = changed(event, **{"$schema": ..., "meta__stream": prefix + stream})
        assert read_event(event, {"testwiki": None}) is not None
        assert read_event(changed(event, meta__stream=f"x{stream}"), {"testwiki": None}) is None


@pytest.mark.parametrize("minor", range(13))
def test_all_schemas_of_page_change(minor: int) -> None:
    event = changed(CHANGE, **{"$schema": f"/mediawiki/page/change/1.{minor}.0", "meta": ...})
    assert read_event(event, {"testwiki": None}) is not None


@pytest.mark.parametrize(
    ("event", "space", "parent"),
    [(CREATE, "page_namespace", "rev_parent_id"), (CHANGE, "page__namespace_id", "revision__rev_parent_id")],
)
def test_kinds(event: dict[str, Any], space: str, parent: str) -> None:
    assert kinds(event) == {"edit", "main_edit", "nonbot_edit"}
    assert kinds(changed(event, **{space: 1})) == {"edit", "nonbot_edit"}
    assert kinds(changed(event, performer=...)) == {"edit", "main_edit", "nonbot_edit"}
    for nothing in (0, None, ...):
        new = changed(event, **{parent: nothing})
        assert kinds(new) - kinds(event) == {"page_creation", "main_creation", "nonbot_page_creation"}
        assert "main_creation" not in kinds(changed(new, **{space: 2}))
    bots = [changed(CREATE, performer__user_is_bot=True), changed(CREATE, performer__user_groups=["bot"])]
    bots += [changed(CHANGE, performer__is_bot=True), changed(CHANGE, performer__groups=["bot"])]
    for bot in bots:
        assert kinds(bot) == {"edit", "main_edit", "bot_edit"}


def test_a_model_is_triggered_by_its_kinds(client: TestClient, wiki: ServedWiki) -> None:
    def triggered(event: dict[str, Any]) -> set[str]:
        return set(post(client, changed(event, database="enwiki")).json()["enwiki"]["models"])

    assert triggered(CREATE) == {"damaging", "goodfaith"}
    assert triggered(changed(CREATE, page_namespace=1)) == {"damaging"}


def test_what_is_precached_costs_the_wiki_nothing(client: TestClient, wiki: ServedWiki) -> None:
    precached = post(client, changed(CREATE, database="enwiki")).json()
    wiki.log.clear()
    asked = client.get("/v3/scores/enwiki?models=damaging|goodfaith&revids=5").json()
    assert asked == precached and wiki.log == []


@pytest.mark.parametrize("event", [changed(CREATE, database="enwiki"), changed(CHANGE, wiki_id="enwiki")])
def test_what_the_event_tells_is_not_asked_for(client: TestClient, wiki: ServedWiki, event: Any) -> None:
    told = post(client, event).json()["enwiki"]["scores"]["5"]
    # The texts alone: no account.
    assert [(request.get("revids"), "content" in request["rvprop"]) for request in wiki.log] == [
        ([5], True),
        ([4], True),
    ]
    client.app.state.service.cache._values.clear()  # type: ignore[attr-defined]
    asked = client.get("/v3/scores/enwiki?models=damaging|goodfaith&revids=5").json()["enwiki"]["scores"]["5"]
    assert told == asked


def test_a_model_without_texts_costs_no_request(client: TestClient, wiki: ServedWiki) -> None:
    scorer = client.app.state.service.scorer  # type: ignore[attr-defined]
    served = client.app.state.service.catalogue.wiki("enwiki")  # type: ignore[attr-defined]
    event = read_event(changed(CREATE, database="enwiki"), {"enwiki": None})
    assert event is not None

    async def score() -> Any:
        import asyncio

        deadline = asyncio.get_running_loop().time() + 5
        models = [served.models["goodfaith"]]
        return await scorer.score(ScoreRequest(served, models, [5], deadline, known={5: event.values}))

    assert client.portal is not None
    assert hasattr(client.portal.call(score)[5]["goodfaith"], "score")
    assert wiki.log == []


def test_what_events_tell_is_what_the_wiki_says(client: TestClient, wiki: ServedWiki) -> None:
    from revscoring.service.core.drafts import NODES
    from revscoring.service.core.roots import WikiClient

    client_of = client.app.state.service.scorer.wiki_client  # type: ignore[attr-defined]
    host = client.app.state.service.catalogue.wiki("enwiki").host  # type: ignore[attr-defined]
    wiki_client: WikiClient = client_of(host)
    for event in (
        CREATE,
        CHANGE,
        changed(
            CREATE,
            rev_id=41,
            rev_parent_id=3,
            performer={"user_text": "::1"},
            comment="comment 41",
            rev_timestamp="2020-01-01T00:00:41Z",
            rev_len=51,
        ),
        changed(
            CREATE,
            rev_id=1,
            rev_parent_id=0,
            rev_timestamp="2020-01-01T00:00:01Z",
            rev_len=11,
            comment="comment 1",
        ),
    ):
        found = read_event(event, {"testwiki": None})
        assert found is not None and len(found.values) >= 11
        nodes = [NODES[name] for name in found.values]
        assert client.portal is not None
        said = client.portal.call(wiki_client.roots, [found.rev_id], nodes, {})[found.rev_id]
        assert said == dict(found.values)


def test_titles_of_other_namespaces() -> None:
    event = read_event(changed(CREATE, page_namespace=1, page_title="Talk:Ants:_a_study"), {"testwiki": None})
    assert event is not None
    assert event.values["datasource.revision.page.title"] == "Ants: a study"
    assert event.values["datasource.revision.page.namespace.name"] == "Talk"


def test_what_an_event_does_not_tell_is_left_out() -> None:
    bare = {"$schema": CREATE["$schema"], "database": "testwiki", "rev_id": 5}
    event = read_event(bare, {"testwiki": None})
    assert event is not None and event.values == {}
    wrong = changed(
        CREATE, rev_len=-1, rev_timestamp="soon", comment=5, page_id="7", performer=[1], page_title=[]
    )
    event = read_event(wrong, {"testwiki": None})
    assert event is not None
    assert event.values.keys() == {
        f"datasource.revision.{name}" for name in ("minor", "content_model", "parent.id", "page.namespace.id")
    }


def test_events_of_strangers_are_scored_from_what_the_wiki_says(
    model_files: Any, served_wiki: Any, wiki: ServedWiki
) -> None:
    """Else anybody could put a score of their choice into the cache."""
    from revscoring.service import make_app, parse_config

    from .conftest import configuration

    config = parse_config(configuration(model_files, served_wiki[1]))
    forged = changed(
        CREATE, database="enwiki", rev_timestamp="2010-01-01T00:00:05Z", performer={"user_text": "::1"}
    )
    with TestClient(make_app(config), client=("203.0.113.7", 5000)) as stranger:
        told = post(stranger, forged).json()["enwiki"]["scores"]["5"]
        assert len(wiki.log) >= 3  # the account too
        cache = stranger.app.state.service.cache  # type: ignore[attr-defined]
        cache._values.clear()
        assert (
            told
            == stranger.get("/v3/scores/enwiki?models=damaging|goodfaith&revids=5").json()["enwiki"][
                "scores"
            ]["5"]
        )


@pytest.mark.parametrize(
    "values",
    [
        {"page_change_kind": "delete"},
        {"page_change_kind": "visibility_change", "revision__is_content_visible": False},
    ],
)
def test_what_is_deleted_or_hidden_is_removed(client: TestClient, values: Any) -> None:
    path = "/v3/scores/testwiki?revids=5|6&models=revid"
    client.get(path)
    cache = client.app.state.service.cache._values  # type: ignore[attr-defined]
    assert set(cache) == {"testwiki:5:revid:0.0.0", "testwiki:6:revid:0.0.0"}
    assert post(client, changed(CHANGE, **values)).status_code == 204
    assert set(cache) == {"testwiki:6:revid:0.0.0"}
    client.get(path)
    post(client, changed(CHANGE, page_change_kind="visibility_change", revision__is_content_visible=True))
    assert len(cache) == 2


def seconds_ago(seconds: float) -> str:
    return (datetime.now(timezone.utc) - timedelta(seconds=seconds)).isoformat()


def test_a_revision_that_comes_late_is_tried_again(client: TestClient, wiki: ServedWiki) -> None:
    event = changed(CREATE, database="enwiki", rev_id=1300, meta__dt=seconds_ago(1))

    def appear(parameters: dict[str, Any]) -> None:
        if len(wiki.log) > 1 and 1300 not in wiki.revisions:
            wiki.revisions = {**wiki.revisions, 1300: {**wiki.revisions[5], "revid": 1300}}

    wiki.fail = appear
    scores = post(client, event).json()["enwiki"]["scores"]["1300"]
    assert all("score" in one for one in scores.values())


def test_a_revision_of_an_old_event_is_not(client: TestClient, wiki: ServedWiki) -> None:
    event = changed(CREATE, database="enwiki", rev_id=77777, meta__dt=seconds_ago(11))
    reply = post(client, event)
    assert reply.json()["enwiki"]["scores"]["77777"]["damaging"]["error"]["type"] == "RevisionNotFound"
    assert [request["revids"] for request in wiki.log].count([77777]) == 1
    # Nor is it remembered.
    wiki.revisions = {**wiki.revisions, 77777: {**wiki.revisions[5], "revid": 77777}}
    reply = client.get("/v3/scores/enwiki/77777/damaging")
    assert "score" in reply.json()["enwiki"]["scores"]["77777"]["damaging"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["testwiki", "edit", "bot", "::1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = sorted(
    {
        *CREATE,
        *CHANGE,
        *CREATE["performer"],
        *CHANGE["performer"],
        *CHANGE["revision"],
        *CHANGE["page"],
        *CREATE["meta"],
    }
)
WITHIN = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6)
MUTATED = st.builds(
    lambda event, other: {**event, **other},
    st.sampled_from([CREATE, CHANGE]),
    st.dictionaries(st.sampled_from([*CREATE, *CHANGE]), JSON | WITHIN, max_size=5),
)


@settings(max_examples=400, deadline=None)
@given(document=JSON | WITHIN | MUTATED)
def test_any_json_is_an_event_or_none_or_an_error_that_says_why(document: Any) -> None:
    try:
        event = read_event(document, {"testwiki": None})
    except EventError as error:
        assert str(error)
        return
    assert event is None or (isinstance(event, Event) and event.wiki == "testwiki" and event.rev_id > 0)
    if event is not None:
        assert all(name.startswith("datasource.revision.") for name in event.values)
