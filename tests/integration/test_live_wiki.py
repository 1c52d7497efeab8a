"""Features from a real MediaWiki: values, every kind of error, numbers of requests."""

from __future__ import annotations

import json

import pytest

from revscoring.datasources.revision_oriented import revision as r
from revscoring.errors import DependencyError, MissingResource
from revscoring.examples import damaging
from revscoring.extractors import api
from revscoring.extractors.dump import Accounts, extract_dump, read_accounts
from revscoring.features import Feature, revision_oriented, temporal, wikibase, wikitext
from revscoring.features import bytes as bytes_features

pytestmark = pytest.mark.integration

#: Situation → (name of the revision, what is wanted, text of the error).
ERRORS = {
    "id not in reply": ("nowhere", r.text, "RevisionNotFound: Could not find revision ({{revision}}:{id})"),
    "page deleted": ("deleted", r.text, "RevisionNotFound: Could not find revision ({{revision}}:{id})"),
    "parent not in reply": (
        "orphan",
        r.parent.text,
        "RevisionNotFound: Could not find revision ({{revision.parent}}:{ids.orphan_parent})",
    ),
    "text hidden": ("hidden_text", r.text, "TextDeleted: Text deleted (datasource.revision.text)"),
    "parent's text hidden": (
        "after_hidden_text",
        r.parent.text,
        "TextDeleted: Text deleted (datasource.revision.parent.text)",
    ),
    "user hidden, id": ("hidden_user", r.user.id, "UserDeleted: User deleted ({{revision.user}})"),
    "user hidden, name": ("hidden_user", r.user.text, "UserDeleted: User deleted ({{revision.user}})"),
    "user hidden, account": (
        "hidden_user",
        r.user.info.groups,
        "UserDeleted: User deleted ({{revision.user}})",
    ),
    "comment hidden": (
        "hidden_comment",
        r.comment,
        "CommentDeleted: Comment deleted (datasource.revision.comment)",
    ),
    "all hidden, text": ("all_hidden", r.text, "TextDeleted: Text deleted (datasource.revision.text)"),
    "account gone": (
        "ghost",
        r.user.info.editcount,
        "UserNotFound: Could not find user account ({{revision.user}}:'Gone')",
    ),
    "no suggester": (
        "plain",
        r.page.suggested.properties,
        "QueryNotSupported: Query failed (datasource.revision.page.suggestions.properties:wbsgetsuggestions)",
    ),
    "no JSON": (
        "plain",
        wikibase.revision.claims,
        "UnexpectedContentType: Expected content of type JSON, but the following can't be parsed (max 50 chars "
        "showed): A lake is deep [[water]]. Lol!",
    ),
    "anything else": (
        "creation",
        bytes_features.revision.parent.length,
        "TypeError: Failed to process datasource.bytes.revision.parent.bytes: ",
    ),
}


@pytest.mark.parametrize(("name", "node", "text"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("formatversion", [1, 2])
def test_errors(wiki, name, node, text, formatversion):
    extractor = api.Extractor(wiki.session(formatversion=formatversion))
    rev_id = getattr(wiki.ids, name)
    expected = text.format(id=rev_id, ids=wiki.ids)
    with pytest.raises(DependencyError) as caught:
        list(extractor.extract(rev_id, [node]))
    [(error, values), (other, others)] = extractor.extract([rev_id, wiki.ids.large], [node])
    assert type(error) is type(caught.value)
    assert values is None
    for one in (caught.value, error):
        assert str(one).startswith(expected)
    # The neighbour is not harmed, except by what is wrong with all revisions here.
    if name not in ("plain", "creation"):
        assert other is None
        assert len(others) == 1


def test_what_is_hidden_is_no_error_where_it_is_not_wanted(extractor, wiki):
    wanted = [r.id, r.timestamp_str, r.parent.text, r.page.title]
    [(error, values)] = extractor.extract([wiki.ids.all_hidden], wanted)
    assert error is None
    assert values[2:] == ["This comment is hidden.", "Hidden"]


def test_the_creation_of_a_page_has_no_parent(extractor, wiki):
    [(error, values)] = extractor.extract([wiki.ids.creation], list(r.parent))
    assert (error, set(values)) == (None, {None})
    assert set(extractor.extract(wiki.ids.creation, list(r.parent))) == {None}


def test_anonymous_users_have_no_account(extractor, wiki):
    [(error, values)] = extractor.extract([wiki.ids.anonymous], [r.user.id, r.user.text, *r.user.info])
    assert error is None
    assert values[:2] == [0, "127.0.0.1"]
    assert set(values[2:]) == {None}


@pytest.mark.parametrize("formatversion", [1, 2])
def test_all_values_of_a_revision(wiki, formatversion):
    extractor = api.Extractor(wiki.session(formatversion=formatversion))
    ids = wiki.ids
    query = {"action": "query", "list": "users", "ususers": "Ben", "usprop": "editcount", "formatversion": 2}
    [ben] = wiki.session().get(**query)["query"]["users"]  # other tests of this wiki edit too
    expected = {
        r.id: ids.plain,
        r.comment: "/* Fish */ more",
        r.byte_len: 30,
        r.minor: True,
        r.content_model: "wikitext",
        r.text: "A lake is deep [[water]]. Lol!",
        r.parent.id: ids.creation,
        r.parent.text: "A lake is ''deep'' water. == Fish ==",
        r.parent.minor: False,
        r.parent.byte_len: 36,
        r.parent.comment: "begin",
        r.parent.user.text: "Ann",
        r.page.title: "Lake: the old",
        r.page.namespace.id: 1,
        r.page.namespace.name: "Talk",
        r.page.creation.id: ids.creation,
        r.page.creation.user.text: "Ann",
        r.page.creation.user.info.gender: "unknown",
        r.page.creation.content_model: "wikitext",
        r.user.text: "Ben",
        r.user.info.editcount: ben["editcount"],
        r.user.info.emailable: False,
        r.user.info.gender: "unknown",
        r.user.last_revision.id: None,
    }
    values = dict(zip(expected, extractor.extract(ids.plain, list(expected)), strict=True))
    assert values == expected
    [(error, batch)] = extractor.extract([ids.plain], list(expected))
    assert (error, batch) == (None, list(expected.values()))


def test_edits_before_and_creations(extractor, wiki):
    wanted = [r.user.last_revision.id, r.user.last_revision.page.title, r.user.last_revision.content_model]
    [before, title, model] = extractor.extract(wiki.ids.after_all_hidden, wanted)
    assert before < wiki.ids.after_all_hidden
    assert title
    assert model == "wikitext"
    assert extractor.extract(wiki.ids.bot, temporal.revision.page.creation.seconds_since) >= 0
    assert extractor.extract(wiki.ids.bot, temporal.revision.user.last_revision.seconds_since) == 0


def test_groups_and_blocks(extractor, wiki):
    in_group = revision_oriented.revision.user.in_group
    wanted = [in_group({"bot"}), in_group({"sysop"})]
    names = [wiki.ids.bot, wiki.ids.revert, wiki.ids.blocked]
    assert [values for _, values in extractor.extract(names, wanted)] == [
        [True, False],
        [False, True],
        [False, False],
    ]


def test_a_page_of_a_megabyte(extractor, wiki):
    wanted = [bytes_features.revision.length, bytes_features.revision.parent.length]
    [(error, values)] = extractor.extract([wiki.ids.large], wanted)
    assert error is None
    assert values[0] == values[1] + len(" A change. ")


def test_items_of_wikibase(wiki, extractor):
    """Their documents come with the revisions, as texts: two requests for many of them."""
    item = {
        "type": "item",
        "id": "Q5",
        "labels": {"en": {"language": "en", "value": "lake"}},
        "descriptions": {},
    }
    item.update({"aliases": {}, "claims": {}, "sitelinks": {}})
    first = wiki.edit("Ann", "Q5", json.dumps(item), "create")
    item["labels"]["de"] = {"language": "de", "value": "See"}
    second = wiki.edit("Ann", "Q5", json.dumps(item), "label")
    wanted = [wikibase.revision.labels, wikibase.revision.diff.labels_added]
    before = extractor.client.requests
    answers = list(extractor.extract([first, second], wanted))
    assert answers == [(None, [1, 1]), (None, [2, 1])]
    assert extractor.client.requests == before + 1  # the parent of the second is the first


# The same values as from a dump.


def example_list():
    return damaging("english")


def published(wiki_name):
    module = pytest.importorskip(
        f"editquality.feature_lists.{wiki_name}",
        reason="the published lists of editquality are not installed",
    )
    return module.damaging


def standard_features():
    """All features of the standard trees that a dump can know."""
    return [
        *wikitext.revision,
        *temporal.revision.user,
        temporal.revision.day_of_week,
        temporal.revision.parent.seconds_since,
        temporal.revision.page.creation.seconds_since,
        bytes_features.revision.length,
        revision_oriented.revision.user.is_anon,
        revision_oriented.revision.parent.user.is_anon,
    ]


LISTS = {
    "examples": example_list,
    "standard": lambda: [
        feature
        for feature in standard_features()
        if isinstance(feature, Feature) and "last_revision" not in str(feature)
    ],
    "enwiki": lambda: published("enwiki"),
    "dewiki": lambda: published("dewiki"),
}


@pytest.mark.parametrize(
    "name",
    ["examples", "enwiki", *(pytest.param(name, marks=pytest.mark.slow) for name in ("standard", "dewiki"))],
)
def test_values_are_those_of_a_dump(wiki, extractor, small_dump, accounts_file, all_ids, name):
    features = LISTS[name]()
    ids = [id for id in all_ids if id not in (wiki.ids.large, wiki.ids.large_creation)][::9]
    ids += [
        id
        for id in vars(wiki.ids).values()
        if id in set(all_ids) - set(ids) and id not in (wiki.ids.large, wiki.ids.large_creation)
    ]
    accounts = Accounts(read_accounts(accounts_file))
    from_dump = {one.key: one for one in extract_dump(small_dump, features, accounts=accounts, workers=2)}
    good = 0
    for rev_id, (error, values) in zip(ids, extractor.extract(ids, features), strict=True):
        other = from_dump[rev_id]
        if rev_id == wiki.ids.all_hidden:  # which of several things is found hidden first does not matter
            assert isinstance(error, MissingResource)
            assert isinstance(other.error, MissingResource)
        else:
            assert type(error) is type(other.error), (rev_id, error, other.error)
        if error is None:
            good += 1
            for feature, ours, theirs in zip(features, values, other.values, strict=True):
                assert ours == theirs, (rev_id, feature)
    assert good > 0.8 * len(ids)  # some of the special ones fail on purpose


# The number of requests.


def damaging_like():
    return [
        wikitext.revision.diff.number_delta_sum,
        wikitext.revision.parent.words,
        temporal.revision.user.seconds_since_registration,
        revision_oriented.revision.user.in_group({"bot"}),
        revision_oriented.revision.comment_matches("x"),
        revision_oriented.revision.user.is_anon,
    ]


def identities(log):
    """What was asked for, one by one: (kind, id or name, with its text?)."""
    for one in log:
        content = "content" in one.get("rvprop", [""])[0]
        yield from (("revision", id, content) for id in one.get("revids", [""])[0].split("|") if id)
        yield from (("user", name, False) for name in one.get("ususers", [""])[0].split("|") if name)


def test_fifty_revisions_cost_three_requests_and_pages_of_results(wiki, proxy, all_ids):
    ids = all_ids[::7][:50]
    extractor = api.Extractor(proxy_session(proxy))
    answers = list(extractor.extract(ids, damaging_like()))
    assert len(answers) == 50
    further = sum("rvcontinue" in one for one in proxy.log)
    assert len(proxy.log) - further <= 3
    asked = list(identities(one for one in proxy.log if "rvcontinue" not in one))
    assert len(asked) == len(set(asked))
    assert all("revscoring" in agent for agent in proxy.agents)


def test_one_revision_costs_three_requests(wiki, proxy):
    list(api.Extractor(proxy_session(proxy)).extract(wiki.ids.plain, damaging_like()))
    assert len(proxy.log) == 3
    asked = list(identities(proxy.log))
    assert len(asked) == len(set(asked)) == 3


def test_large_results_are_continued(wiki, proxy):
    ids = [wiki.ids.large, wiki.ids.large_creation, wiki.ids.plain]
    texts = [values[0] for _, values in api.Extractor(proxy_session(proxy)).extract(ids, [r.text])]
    assert [len(text) for text in texts[:2]] == [1_048_587, 1_048_576]


def test_nothing_is_asked_without_a_need(wiki, proxy):
    extractor = api.Extractor(proxy_session(proxy))
    list(extractor.extract([wiki.ids.plain, wiki.ids.bot], [r.comment]))
    assert [one["rvprop"][0].count("content|") for one in proxy.log] == [0]
    caches = {wiki.ids.plain: {r.text: "draft"}}
    list(extractor.extract([wiki.ids.plain], [wikitext.revision.words], caches=caches))
    assert len(proxy.log) == 1


def proxy_session(proxy):
    import mwapi

    return mwapi.Session(proxy.url, user_agent="revscoring-tests (loopback)", timeout=30)
