"""The extractor of an API, with a session that has no network behind it."""

from __future__ import annotations

import pytest

from revscoring.datasources.revision_oriented import revision as r
from revscoring.dependencies import Dependent
from revscoring.errors import CaughtDependencyError, DependencyError, TextDeleted
from revscoring.extractors import api
from revscoring.features import temporal, wikitext

from ..fake_wiki import FakeWiki, revision

EVERYTHING = list(r)


#: Datasource → its value for revision 3, whose parent 2 is anonymous and whose user's first edit made the page.
VALUES = {
    r.id: 3,
    r.timestamp_str: "2020-01-01T00:00:03Z",
    r.comment: "comment 3",
    r.byte_len: 13,
    r.minor: False,
    r.content_model: "wikitext",
    r.text: "text 3",
    r.parent.id: 2,
    r.parent.timestamp_str: "2020-01-01T00:00:02Z",
    r.parent.comment: "comment 2",
    r.parent.byte_len: 12,
    r.parent.minor: False,
    r.parent.content_model: "wikitext",
    r.parent.text: "text 2",
    r.parent.user.id: 0,
    r.parent.user.text: "::1",
    r.user.id: 1,
    r.user.text: "Ann",
    r.user.info.editcount: 12,
    r.user.info.registration_str: "2019-01-01T00:00:00Z",
    r.user.info.groups: ["*", "user"],
    r.user.info.gender: "unknown",
    r.user.info.emailable: True,
    r.user.last_revision.id: 1,
    r.user.last_revision.timestamp_str: "2020-01-01T00:00:01Z",
    r.user.last_revision.comment: "comment 1",
    r.user.last_revision.byte_len: 11,
    r.user.last_revision.minor: True,
    r.user.last_revision.content_model: "wikitext",
    r.user.last_revision.page.id: 7,
    r.user.last_revision.page.title: "Ants: a study",
    r.user.last_revision.page.namespace.id: 1,
    r.user.last_revision.page.namespace.name: "Talk",
    r.page.id: 7,
    r.page.title: "Ants: a study",
    r.page.namespace.id: 1,
    r.page.namespace.name: "Talk",
    r.page.creation.id: 1,
    r.page.creation.timestamp_str: "2020-01-01T00:00:01Z",
    r.page.creation.comment: "comment 1",
    r.page.creation.byte_len: 11,
    r.page.creation.minor: True,
    r.page.creation.content_model: "wikitext",
    r.page.creation.user.id: 1,
    r.page.creation.user.text: "Ann",
    r.page.creation.user.info.editcount: 12,
    r.page.creation.user.info.registration_str: "2019-01-01T00:00:00Z",
    r.page.creation.user.info.groups: ["*", "user"],
    r.page.creation.user.info.gender: "unknown",
    r.page.creation.user.info.emailable: True,
    r.page.suggested.properties: [{"id": "P31", "rating": 0.5}],
}


def test_all_leaves_have_a_value_here():
    leaves = {str(node) for node in r if not node.dependencies}
    assert {str(node) for node in VALUES} == leaves


@pytest.mark.parametrize("rev_ids", [3, [3]], ids=["single", "batch"])
@pytest.mark.parametrize("node", VALUES, ids=str)
def test_values(wiki, node, rev_ids):
    wiki.suggestions = {"Ants: a study": [{"id": "P31", "rating": 0.5}]}
    found = list(api.Extractor(wiki).extract(rev_ids, [node]))
    if rev_ids == [3]:
        [(error, found)] = found
        assert error is None
    assert found == [VALUES[node]]


def test_all_values_at_once_are_the_same_ones_by_one_or_in_a_batch(wiki):
    wiki.suggestions = {"Ants: a study": []}
    extractor = api.Extractor(wiki)
    one = list(extractor.extract(3, EVERYTHING))
    [(error, batch)] = extractor.extract([3], EVERYTHING)
    assert error is None
    assert batch == one


#: Name → (id, what is wanted, class and text of the error).
ERRORS = {
    "no such revision": (77, r.text, "RevisionNotFound: Could not find revision ({revision}:77)"),
    "no such parent": (8, r.parent.text, "RevisionNotFound: Could not find revision ({revision.parent}:7)"),
    "text hidden": (4, r.text, "TextDeleted: Text deleted (datasource.revision.text)"),
    "parent's text hidden": (5, r.parent.text, "TextDeleted: Text deleted (datasource.revision.parent.text)"),
    "user hidden": (4, r.user.id, "UserDeleted: User deleted ({revision.user})"),
    "user hidden, name": (4, r.user.text, "UserDeleted: User deleted ({revision.user})"),
    "user hidden, info": (4, r.user.info.groups, "UserDeleted: User deleted ({revision.user})"),
    "user hidden, last": (4, r.user.last_revision.id, "UserDeleted: User deleted ({revision.user})"),
    "parent's user hidden": (5, r.parent.user.id, "UserDeleted: User deleted ({revision.parent.user})"),
    "comment hidden": (4, r.comment, "CommentDeleted: Comment deleted (datasource.revision.comment)"),
    "no such account": (
        6,
        r.user.info.editcount,
        "UserNotFound: Could not find user account ({revision.user}:'Ghost')",
    ),
    "no suggester": (
        3,
        r.page.suggested.properties,
        "QueryNotSupported: Query failed (datasource.revision.page.suggestions.properties:wbsgetsuggestions)",
    ),
}


@pytest.mark.parametrize(("rev_id", "node", "text"), ERRORS.values(), ids=ERRORS)
def test_errors_are_raised_for_one_and_yielded_for_many(wiki, rev_id, node, text):
    extractor = api.Extractor(wiki)
    with pytest.raises(DependencyError) as caught:
        list(extractor.extract(rev_id, [node]))
    assert str(caught.value) == text
    _, (error, values) = extractor.extract([2, rev_id], [node])
    assert (str(error), values) == (text, None)
    assert type(error) is type(caught.value)


def test_an_error_costs_its_own_revision_only(wiki):
    answers = list(api.Extractor(wiki).extract([2, 77, 4, 3], [r.text, r.parent.text]))
    assert [values for _, values in answers] == [["text 2", "text 1"], None, None, ["text 3", "text 2"]]


def test_unknown_entity(wiki):
    wiki.suggestions = {}
    [(error, _)] = api.Extractor(wiki).extract([3], [r.page.suggested.properties])
    assert str(error).startswith("EntityNotFound: Could not find entity (")
    assert "'Ants: a study'" in str(error)


def test_what_is_hidden_costs_nothing_where_it_is_not_wanted(wiki):
    assert list(api.Extractor(wiki).extract(4, [r.id, r.page.id, r.parent.text])) == [4, 7, "text 3"]


def test_the_creation_of_a_page_has_no_parent(wiki):
    parent = list(r.parent)
    [(error, values)] = api.Extractor(wiki).extract([1], parent)
    assert error is None
    assert values == [None] * len(parent)
    assert list(api.Extractor(wiki).extract(1, parent)) == values
    assert "parent" not in str(wiki.log)
    assert [len(one["revids"]) for one in wiki.log] == [1, 1]


def test_anonymous_users_have_no_account(wiki):
    info = list(r.user.info)
    [(error, values)] = api.Extractor(wiki).extract([2], info)
    assert (error, set(values)) == (None, {None})
    assert not any("ususers" in one for one in wiki.log)


def test_a_first_edit_has_no_edit_before_it(wiki):
    wanted = [
        r.user.last_revision.timestamp_str,
        r.user.last_revision.content_model,
        temporal.revision.user.last_revision.seconds_since,
    ]
    assert list(api.Extractor(wiki).extract(1, wanted)) == [None, None, 0]


def test_what_never_worked_before():
    wiki = FakeWiki([revision(1, parentid=0), revision(2, minor=True, timestamp="2020-01-01T01:00:01Z")])
    wanted = [
        temporal.revision.page.creation.seconds_since,
        temporal.revision.user.last_revision.seconds_since,
        wikitext.revision.parent.words,
        r.byte_len,
        r.minor,
    ]
    assert list(api.Extractor(wiki).extract(2, wanted)) == [3600, 3600, 1.0, 12, True]
    assert next(api.Extractor(wiki).extract([2], wanted)) == (None, [3600, 3600, 1.0, 12, True])


# How a single revision is extracted.


def test_one_dependent_gives_its_value(wiki):
    assert api.Extractor(wiki).extract(3, r.text) == "text 3"


def test_a_list_is_solved_lazily_and_errors_are_raised_when_reached(wiki):
    values = api.Extractor(wiki).extract(4, [r.id, r.page.id, r.text])
    assert wiki.log == []
    assert next(values) == 4
    assert wiki.log == []
    assert next(values) == 7
    with pytest.raises(TextDeleted):
        next(values)


def test_the_cache_is_filled_in_place_and_saves_requests(wiki):
    cache = {}
    extractor = api.Extractor(wiki)
    list(extractor.extract(3, [wikitext.revision.words], cache=cache))
    assert cache["datasource.revision.text"] == "text 3"
    assert cache["datasource.revision.id"] == 3
    list(extractor.extract(3, [wikitext.revision.chars], cache=cache))
    assert len(wiki.log) == 1


def test_a_document_without_the_text_is_asked_for_again(wiki):
    cache = {}
    extractor = api.Extractor(wiki)
    assert extractor.extract(3, r.comment, cache=cache) == "comment 3"
    assert extractor.extract(3, r.text, cache=cache) == "text 3"
    assert len(wiki.log) == 2


def test_given_values_win(wiki):
    extractor = api.Extractor(wiki, cache={r.comment: "stored", r.minor: True})
    assert list(extractor.extract(3, [r.comment, r.minor], cache={str(r.comment): "given"})) == [
        "given",
        True,
    ]
    assert list(extractor.extract(3, [r.text], caches={3: {r.text: "own"}})) == ["own"]
    assert wiki.log == []


def test_contexts_are_honoured_and_decide_what_is_asked_for(wiki):
    draft = Dependent("draft", lambda: "a draft")
    extractor = api.Extractor(wiki, context={r.text: draft})
    assert list(extractor.extract(3, [wikitext.revision.words])) == [2.0]
    assert list(extractor.extract([3, 77], [wikitext.revision.words])) == [(None, [2.0])] * 2
    other = Dependent("other", lambda: "one two three")
    assert extractor.extract(3, wikitext.revision.words, context={r.text: other}) == 3.0
    assert wiki.log == []


def test_an_unexpected_error_is_caught_with_its_node(wiki):
    wiki.fail = lambda parameters: RuntimeError("no wiki")
    with pytest.raises(CaughtDependencyError, match=r"datasource\.revision\.doc: no wiki") as caught:
        api.Extractor(wiki).extract(3, r.text)
    assert isinstance(caught.value.exception, RuntimeError)
