"""Many revisions at a time: batches, numbers of requests, replies that are there, and what else is public."""

from __future__ import annotations

import hashlib
import pickle

import mwapi.errors
import pytest

from revscoring.datasources.revision_oriented import revision as r
from revscoring.errors import RevisionNotFound
from revscoring.extractors import api
from revscoring.extractors.api import MWAPICache, datasources
from revscoring.features import revision_oriented as features
from revscoring.features import temporal, wikitext
from revscoring.text.digests import sha1_base36

from ..fake_wiki import ANN, FakeWiki, revision

# How many revisions are extracted.


def test_batches_keep_the_order_and_doubles(wiki):
    ids = [5, 3, 77, 3, 1]
    answers = list(api.Extractor(wiki).extract(ids, [r.id, r.text]))
    assert [values and values[0] for _, values in answers] == [5, 3, None, 3, 1]
    assert isinstance(answers[2][0], RevisionNotFound)
    assert wiki.log[0]["revids"] == [5, 3, 77, 1]
    assert len(wiki.log) == 1


def test_nothing_is_asked_before_the_first_answer_is_taken(wiki):
    answers = api.Extractor(wiki).extract([3], [r.text])
    assert wiki.log == []
    next(answers)
    assert len(wiki.log) == 1


def test_caches_are_filled_in_place_and_used(wiki):
    caches = {3: {"datasource.revision.text": "other words"}}
    cache = {r.comment: "for all"}
    answers = list(api.Extractor(wiki).extract([3, 5], [r.text, r.comment], caches=caches, cache=cache))
    assert answers == [(None, ["other words", "for all"]), (None, ["text 5", "for all"])]
    assert caches[5][r.text] == "text 5"
    assert wiki.log[0]["revids"] == [5]


def test_nothing_is_asked_for_what_the_caches_hold(wiki):
    caches = {3: {r.text: "a"}, 77: {r.text: "b"}}
    assert list(api.Extractor(wiki).extract([3, 77], [r.text], caches=caches)) == [
        (None, ["a"]),
        (None, ["b"]),
    ]
    assert wiki.log == []


def test_an_id_in_a_cache_is_the_one_that_is_looked_up(wiki):
    answers = list(api.Extractor(wiki).extract([3, 5], [r.text], caches={3: {r.id: 2}}))
    assert answers == [(None, ["text 2"]), (None, ["text 5"])]


def test_texts_are_asked_for_only_where_they_are_wanted(wiki):
    extractor = api.Extractor(wiki)
    list(extractor.extract([3, 5], [r.comment]))
    assert "content" not in wiki.log[-1]["rvprop"]
    list(extractor.extract([3], [r.parent.text]))
    assert [("content" in one["rvprop"], one["revids"]) for one in wiki.log[1:]] == [
        (False, [3]),
        (True, [2]),
    ]
    wiki.log.clear()
    assert extractor.extract(3, r.parent.text) == "text 2"
    assert [("content" in one["rvprop"], one["revids"]) for one in wiki.log] == [(False, [3]), (True, [2])]


LIKE_DAMAGING = [
    wikitext.revision.diff.number_delta_sum,
    wikitext.revision.parent.words,
    temporal.revision.user.seconds_since_registration,
    features.revision.user.in_group({"bot"}),
    features.revision.comment_matches("x"),
    features.revision.user.is_anon,
]


def test_fifty_revisions_cost_three_requests():
    # Every second revision is there: no parent is in the batch.
    users = [{**ANN, "name": f"U{n}", "userid": n} for n in range(1, 500)]
    wiki = FakeWiki([revision(n, user=f"U{n}", userid=n) for n in range(1, 500)], users)
    answers = list(api.Extractor(wiki).extract(list(range(100, 200, 2)), LIKE_DAMAGING))
    assert all(error is None for error, _ in answers)
    assert len(wiki.log) == 3


def test_one_revision_costs_three_requests():
    wiki = FakeWiki([revision(n) for n in range(1, 9)], [ANN])
    list(api.Extractor(wiki).extract(5, LIKE_DAMAGING))
    assert len(wiki.log) == 3


def test_a_parent_in_the_batch_and_a_known_user_are_not_asked_for_twice():
    wiki = FakeWiki([revision(n) for n in range(1, 99)], [ANN])
    list(api.Extractor(wiki).extract(list(range(20, 60)), [r.text, r.parent.text, r.user.info.groups]))
    asked = [id for one in wiki.log for id in one.get("revids", ())]
    assert sorted(asked) == list(range(19, 60))
    assert [one["ususers"] for one in wiki.log if "ususers" in one] == [["Ann"]]


def test_pages_of_results_are_followed():
    wiki = FakeWiki([revision(n) for n in range(1, 60)])
    wiki.page_size = 20
    answers = list(api.Extractor(wiki).extract(list(range(1, 51)), [r.text]))
    assert [values for _, values in answers] == [[f"text {n}"] for n in range(1, 51)]
    assert len(wiki.log) == 3


def test_a_wiki_that_continues_without_end_is_left():
    wiki = FakeWiki([revision(1)])
    stuck = {"query": {"pages": {}}, "continue": {"rvcontinue": "5"}}
    wiki.fail = lambda parameters: stuck
    [(error, _)] = api.Extractor(wiki).extract([1], [r.text])
    assert isinstance(error, RevisionNotFound)
    assert len(wiki.log) == 2


def test_many_ids_go_in_batches_and_one_batch_at_a_time():
    wiki = FakeWiki([revision(n) for n in range(1, 200)])
    answers = api.Extractor(wiki).extract(range(1, 121), [r.text])
    next(answers)
    assert [len(one["revids"]) for one in wiki.log] == [50]
    assert len(list(answers)) == 119
    assert [len(one["revids"]) for one in wiki.log] == [50, 50, 20]


def test_a_bot_may_ask_for_more():
    wiki = FakeWiki([revision(n) for n in range(1, 999)])
    extractor = api.Extractor(wiki)
    extractor.client.limit = 500
    assert len(list(extractor.extract(range(1, 701), [r.text]))) == 700
    assert [len(one["revids"]) for one in wiki.log] == [500, 200]


def test_a_limit_that_is_too_high_is_lowered():
    wiki = FakeWiki([revision(n) for n in range(1, 999)])
    too_many = mwapi.errors.APIError("toomanyvalues", "Too many values", "")
    wiki.fail = lambda parameters: too_many if len(parameters["revids"]) > 50 else None
    extractor = api.Extractor(wiki)
    extractor.client.limit = 500
    answers = list(extractor.extract(range(1, 121), [r.text]))
    assert [values for _, values in answers] == [[f"text {n}"] for n in range(1, 121)]
    assert extractor.client.limit == 50


def test_an_error_of_a_batch_request_is_raised(wiki):
    wiki.fail = lambda parameters: mwapi.errors.APIError("badtoken", "", "")
    with pytest.raises(mwapi.errors.APIError):
        next(api.Extractor(wiki).extract([3, 5], [r.text]))


def test_an_error_of_a_request_about_one_thing_costs_one_revision(wiki):
    wiki.fail = lambda parameters: RuntimeError("odd") if parameters.get("pageids") == 9 else None
    good, bad = api.Extractor(wiki).extract([3, 9], [r.page.creation.id])
    assert good == (None, [1])
    assert str(bad[0]) == "RuntimeError: Failed to process datasource.revision.page.creation.doc: odd"


def test_each_page_and_edit_is_looked_up_once(wiki):
    list(api.Extractor(wiki).extract([3, 5, 3], [r.page.creation.id, r.user.last_revision.id]))
    assert sum("pageids" in one for one in wiki.log) == 1
    assert sum("ucuser" in one for one in wiki.log) == 2


def test_a_profile_has_requests_apart(wiki):
    profile = {}
    list(api.Extractor(wiki).extract([3, 5], [wikitext.revision.words], profile=profile))
    assert len(profile["datasource.revision.doc"]) == 2
    assert any("words" in str(node) and len(times) == 2 for node, times in profile.items())
    profile = {}
    list(api.Extractor(wiki).extract(3, [wikitext.revision.words], profile=profile))
    assert len(profile["datasource.revision.doc"]) == 1


# Replies that are there already.


def test_replies_of_others_are_used_by_their_exact_key():
    wiki = FakeWiki([revision(n) for n in range(1, 9)], [ANN])
    replies = MWAPICache()
    source = FakeWiki([revision(5, text="cached"), revision(4, text="cached parent")], [ANN])
    asked = {"action": "query", "prop": "revisions", "rvprop": ["content"]}
    replies.add_revisions_batch_doc([5], source.get(**asked, revids=[5]))
    replies.add_revisions_batch_doc([4], source.get(**asked, revids=[4]))
    replies.add_users_batch_doc(["Ann"], source.get(action="query", list="users", ususers=["Ann"]))
    extractor = api.Extractor(wiki, http_cache=replies)
    wanted = [r.text, r.parent.text, r.user.info.editcount]
    assert list(extractor.extract(5, wanted)) == ["cached", "cached parent", 12]
    assert list(extractor.extract([5], wanted)) == [(None, ["cached", "cached parent", 12])]
    assert wiki.log == []
    assert next(extractor.extract([5, 6], [r.text])) == (None, ["text 5"])  # not the key [5]
    assert extractor.http_cache.get_revisions_batch_doc([5])["query"]["pages"]
    assert extractor.http_cache.get_revisions_batch_doc([5, 6]) is None


def test_other_replies_are_used_too():
    replies = MWAPICache()
    source = FakeWiki([revision(1), revision(5)])
    source.suggestions = {"Ants: a study": [{"id": "P1"}]}
    replies.add_revisions_batch_doc([5], source.get(action="query", prop="revisions", revids=[5], rvprop=[]))
    replies.add_pageid_doc(7, source.get(action="query", pageids=7, rvprop=[]))
    asked = {"action": "query", "list": "usercontribs", "ucuser": "Ann", "uclimit": 500, "ucstart": "2021"}
    replies.add_usercontribs_doc("Ann", source.get(**asked))
    replies.add_wbsgetsuggestions_doc(
        "Ants: a study", source.get(action="wbsgetsuggestions", entity="Ants: a study")
    )
    wiki = FakeWiki([])
    extractor = api.Extractor(wiki)
    wanted = [r.page.creation.id, r.user.last_revision.id, r.page.suggested.properties]
    # Of the user's edits, the last *before* this one counts.
    assert list(extractor.extract(5, wanted, http_cache=replies)) == [1, 1, [{"id": "P1"}]]
    assert extractor.http_cache is replies
    assert wiki.log == []


# The other public parts.


def test_extractors_pickle(wiki):
    extractor = api.Extractor(wiki, http_cache=MWAPICache())
    wiki.fail = None
    copy = pickle.loads(pickle.dumps(extractor))
    copy.session.fail = lambda parameters: None
    assert copy.client.session is copy.session
    assert list(copy.extract(3, [r.text])) == ["text 3"]
    assert [str(node) for node in copy.context] == [str(node) for node in extractor.context]


def test_a_filled_cache_pickles(wiki):
    """Its keys lead to the extractor, whose context leads to the keys."""
    extractor = api.Extractor(wiki)
    cache = {}
    wiki.fail = lambda parameters: None
    list(extractor.extract(3, [r.text, r.user.info.groups], cache=cache))
    wiki.fail = None
    copy = pickle.loads(pickle.dumps(cache))
    assert copy[r.text] == "text 3"
    assert list(map(str, copy)) == list(map(str, cache))


def test_an_extractor_of_a_real_session_pickles():
    import mwapi

    session = mwapi.Session("https://wiki.example", user_agent="tests of revscoring")
    copy = pickle.loads(pickle.dumps(api.Extractor(session)))
    assert copy.session.host == "https://wiki.example"
    assert copy.session.session.hooks["response"]


def test_from_config():
    section = {
        "class": "revscoring.extractors.api.Extractor",
        "host": "https://wiki.example",
        "user_agent": "me",
        "timeout": 5,
    }
    config = {"extractors": {"wiki": section}}
    from revscoring.extractors import Extractor

    extractor = Extractor.from_config(config, "wiki")
    assert isinstance(extractor, api.Extractor)
    assert (extractor.session.host, extractor.session.headers["User-Agent"]) == ("https://wiki.example", "me")
    assert extractor.session.timeout == 5.0


def test_a_session_without_a_user_agent_is_warned_of(caplog):
    import mwapi

    api.Extractor(mwapi.Session("https://wiki.example"))
    assert "has no User-Agent" in caplog.text


def test_maps_of_documents(wiki):
    extractor = api.Extractor(wiki)
    found = extractor.get_rev_doc_map([3, 77])
    assert list(found) == [3]
    assert found[3]["page"]["pageid"] == 7
    users = extractor.get_user_doc_map(["Ann", "Ghost"])
    assert users["Ann"]["editcount"] == 12
    assert "missing" in users["Ghost"]
    assert [
        one["revid"] for one in extractor.query_revisions_by_revids([1, 2, 3], batch=2, rvprop=["ids"])
    ] == [1, 2, 3]
    assert [len(one["revids"]) for one in wiki.log[2:]] == [2, 1]
    assert [one["name"] for one in extractor.query_users_by_text(["Ann"], usprop=["groups"])] == ["Ann"]
    assert wiki.log[-1]["usprop"] == ["groups"]
    assert extractor.get_rev_doc_map([]) == extractor.get_user_doc_map([]) == {}


def test_single_documents(wiki):
    wiki.suggestions = {"Q1": []}
    extractor = api.Extractor(wiki)
    assert extractor.get_page_creation_doc(7)["revid"] == 1
    assert extractor.get_user_last_revision("Ann", "2020-01-01T00:00:03Z")["revid"] == 1
    assert extractor.get_user_last_revision("Ann", "2020-01-01T00:00:01Z", ucprop={"ids"}) is None
    assert wiki.log[-1]["ucprop"] == ["ids"]
    assert extractor.get_property_suggestion_doc("Q1") == []


def test_datasources_of_documents(wiki):
    extractor = api.Extractor(wiki)
    assert str(datasources.RevDocById(r, extractor)) == "datasource.revision.doc"
    assert str(datasources.UserInfoDoc(r.user, extractor)) == "datasource.revision.user.info.doc"
    assert str(datasources.PageCreationRevDoc(r.page, extractor)) == "datasource.revision.page.creation.doc"
    assert str(datasources.LastUserRevDoc(r, extractor)) == "datasource.revision.user.last_revision.doc"
    assert "suggestions" in str(datasources.PropertySuggestionDoc(r.page, extractor))


HISTORY = [r.page.recent_revisions, r.page.recent_words]


def test_the_last_revisions_of_a_page_are_one_request(wiki):
    found, words = api.Extractor(wiki).extract(3, HISTORY)
    assert words is None
    assert [one["id"] for one in found] == [1, 2]
    assert found[1] == {
        "id": 2,
        "timestamp": "2020-01-01T00:00:02Z",
        "size": 12,
        "sha1": None,
        "comment": "comment 2",
        "user_id": 0,
    }
    [request] = [one for one in wiki.log if "pageids" in one]
    assert (request["rvstartid"], request["rvlimit"]) == (2, 50)
    assert "content" not in request["rvprop"]


def test_digests_of_the_last_revisions_are_those_of_dumps(wiki):
    wiki.revisions[2]["sha1"] = hashlib.sha1(b"text 2").hexdigest()
    [(_, [found])] = api.Extractor(wiki).extract([3], HISTORY[:1])
    assert found[-1]["sha1"] == sha1_base36("text 2")


def test_a_page_creation_has_no_last_revisions(wiki):
    wiki.revisions[1]["parentid"] = 0
    assert list(api.Extractor(wiki).extract(1, HISTORY[:1])) == [[]]
    assert not [one for one in wiki.log if "pageids" in one]


def test_last_revisions_that_the_wiki_does_not_tell_are_none(wiki):
    wiki.fail = lambda parameters: {"query": {"pages": {}}} if "pageids" in parameters else None
    assert list(api.Extractor(wiki).extract(3, HISTORY[:1])) == [None]


def test_a_cache_may_have_the_last_revisions(wiki):
    cache = api.MWAPICache()
    page = {"pageid": 7, "ns": 0, "title": "Ants", "revisions": [{"revid": 2, "userid": 5}]}
    cache.add_history_doc((7, 2), {"query": {"pages": [page]}})
    [found] = api.Extractor(wiki, http_cache=cache).extract(3, HISTORY[:1])
    assert found[0]["user_id"] == 5
