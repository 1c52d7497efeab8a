"""The code path of a known asynchronous model server, as its authors wrote it against 2.x."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import mwapi
import pytest

from revscoring.errors import MissingResource, RevisionNotFound, TextDeleted
from revscoring.extractors import api
from revscoring.extractors.api import MWAPICache
from revscoring.features import revision_oriented, temporal, trim, wikitext
from revscoring.scoring import Model

pytestmark = pytest.mark.integration

FEATURES = [
    wikitext.revision.chars - wikitext.revision.parent.chars,
    wikitext.revision.diff.number_delta_sum,
    temporal.revision.user.seconds_since_registration / 3600,
    revision_oriented.revision.user.in_group({"bot", "sysop"}),
    revision_oriented.revision.user.is_anon,
    revision_oriented.revision.comment_matches("undid"),
]

REVISIONS = {
    "action": "query",
    "prop": "revisions",
    "rvslots": "main",
    "rvprop": ["ids", "content", "comment", "timestamp", "size", "userid", "user", "contentmodel"],
}
USERS = {"action": "query", "list": "users", "usprop": ["groups", "editcount", "gender", "registration"]}


@pytest.fixture(autouse=True)
def importable_by_workers(monkeypatch, repository):
    """Let the spawned worker import this module, whose functions and model it is sent."""
    monkeypatch.syspath_prepend(repository)


class Sizes(Model):
    """Predicts damage where much is taken out."""

    def score(self, feature_values):
        return {"prediction": bool(feature_values[0] < 0)}


async def prefetch(session, rev_id):
    """Fill a cache by three calls, of which two are gathered, and one that shows the wiki's state."""
    cache = MWAPICache()
    reply = await session.get(**REVISIONS, revids=[rev_id])
    cache.add_revisions_batch_doc([rev_id], reply)
    if "badrevids" in reply["query"]:
        return cache
    (page,) = reply["query"]["pages"].values()
    (revision,) = page["revisions"]
    calls = []
    if revision.get("parentid"):
        calls.append(("parent", session.get(**REVISIONS, revids=[revision["parentid"]])))
    if revision.get("userid"):
        calls.append(("user", session.get(**USERS, ususers=[revision["user"]])))
    calls.append(("time", session.get(action="query", curtimestamp=True)))
    replies = await asyncio.gather(*(call for _, call in calls))
    for (kind, _), one in zip(calls, replies, strict=True):
        if kind == "parent":
            cache.add_revisions_batch_doc([revision["parentid"]], one)
        elif kind == "user":
            cache.add_users_batch_doc([revision["user"]], one)
    return cache


def fetch_features(rev_id, features, extractor, cache):
    """What runs in the pool; the filled cache comes back with the values."""
    return list(extractor.extract(rev_id, features, cache=cache)), cache


async def serve(url, rev_id):
    session = mwapi.AsyncSession(url, user_agent="revscoring-tests (loopback)")
    try:
        http_cache = await prefetch(session, rev_id)
    finally:
        await session.session.close()
    model = Sizes(FEATURES, version="0.1")
    # Nobody listens there: whatever is not in the cache would fail.
    extractor = api.Extractor(mwapi.Session("http://127.0.0.1:9", user_agent="none"), http_cache=http_cache)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        values, cache = await loop.run_in_executor(
            pool, fetch_features, rev_id, model.features, extractor, {}
        )
        trimmed = list(trim(model.features))
        extended, cache = await loop.run_in_executor(pool, fetch_features, rev_id, trimmed, extractor, cache)
        score = await loop.run_in_executor(pool, model.score, values)
    document = extractor.http_cache.get_revisions_batch_doc([rev_id])
    return {
        "score": score,
        "version": model.version,
        "features": {str(feature): value for feature, value in zip(trimmed, extended, strict=True)},
        "document": document["query"],
        "cached": sorted(map(str, cache)),
        "direct": values,
    }


def test_a_request_is_served(wiki):
    served = asyncio.run(serve(wiki.url, wiki.ids.plain))
    served = json.loads(json.dumps(served))  # all of it is JSON
    assert served["score"] == {"prediction": True}
    assert served["features"][str(wikitext.revision.chars)] == 30
    assert served["features"]["feature.revision.user.is_anon"] is False
    assert "datasource.revision.text" in served["cached"]
    assert served["direct"] == list(api.Extractor(wiki.session()).extract(wiki.ids.plain, FEATURES))


def test_trimmed_features_follow_from_the_filled_cache(wiki, proxy):
    """The second extraction, with the cache of the first, asks for nothing."""
    session = mwapi.Session(proxy.url, user_agent="revscoring-tests (loopback)")
    extractor = api.Extractor(session)
    cache = {}
    list(extractor.extract(wiki.ids.plain, FEATURES, cache=cache))
    asked = len(proxy.log)
    list(extractor.extract(wiki.ids.plain, list(trim(FEATURES)), cache=cache))
    assert len(proxy.log) == asked == 3


@pytest.mark.parametrize(("name", "kind"), [("nowhere", RevisionNotFound), ("hidden_text", TextDeleted)])
def test_missing_things_are_told_apart(wiki, name, kind):
    with pytest.raises(MissingResource) as caught:
        asyncio.run(serve(wiki.url, getattr(wiki.ids, name)))
    assert type(caught.value) is kind


def test_the_asynchronous_extractor_does_it_all(wiki):
    async def main():
        session = mwapi.AsyncSession(wiki.url, user_agent="revscoring-tests (loopback)")
        try:
            return await api.AsyncExtractor(session).extract(wiki.ids.plain, FEATURES)
        finally:
            await session.session.close()

    assert asyncio.run(main()) == list(api.Extractor(wiki.session()).extract(wiki.ids.plain, FEATURES))
