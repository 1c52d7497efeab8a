"""Continued queries end, whatever a wiki says about how they go on."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from revscoring.datasources.revision_oriented import revision as r
from revscoring.extractors import api
from revscoring.extractors.api import AsyncExtractor, Client, EndlessContinuation

MARKS = {
    "in circles": lambda number: "ab"[number % 2],
    "in a larger circle": lambda number: "abcdefg"[number % 7],
    "with a new mark each time": lambda number: f"mark {number}",
}
DOCUMENT = {"revid": 5, "slots": {"main": {"content": "Two words"}}}


class Endless:
    """A wiki that has revision 5 and the account Ann only, and says after each reply that there is more."""

    def __init__(self, mark):
        self.requests = 0
        self.marks = map(mark, count())

    def get(self, **parameters):
        self.requests += 1
        assert self.requests < 60, "it goes on for ever"
        found = {"users": [{"name": "Ann"}]} if "ususers" in parameters else {}
        if 5 in parameters.get("revids", ()):
            found = {"pages": [{"pageid": 1, "ns": 0, "title": "A", "revisions": [DOCUMENT]}]}
        return {"query": found, "continue": {"usfrom": next(self.marks), "continue": "||"}}


@pytest.fixture(params=MARKS.values(), ids=list(MARKS))
def session(request):
    return Endless(request.param)


def test_what_is_there_is_enough(session):
    assert api.Extractor(session).extract(5, r.text) == "Two words"
    assert session.requests == 1


def test_a_continuation_that_never_ends_costs_the_revisions_that_do_not_come(session):
    answers = list(api.Extractor(session).extract([5, 6, 7, 8], [r.text]))
    assert [values for _, values in answers] == [["Two words"], None, None, None]
    assert all("leads in circles" in str(error) for error, _ in answers[1:])
    assert session.requests < 10


def test_an_asynchronous_extractor_ends_too(session):
    class Session:
        async def get(self, **parameters):
            return session.get(**parameters)

    async def answers():
        return [answer async for answer in AsyncExtractor(Session()).extract([5, 6], [r.text])]

    (_, values), (error, _) = asyncio.run(answers())
    assert values == ["Two words"]
    assert "leads in circles" in str(error)
    assert session.requests < 10


def test_a_list_of_accounts_ends(session):
    with pytest.raises(EndlessContinuation, match="leads in circles"):
        api.Extractor(session).get_user_doc_map(["Ann", "Bob"])
    assert session.requests < 10


def test_a_few_replies_without_anything_new_are_not_the_end():
    replies = [*[{"query": {}, "continue": {"cmcontinue": n}} for n in range(4)], {"query": {"x": 1}}]

    class Session:
        def get(self, **parameters):
            return replies.pop(0)

    assert [reply["query"] for reply in Client(Session()).query({"list": "x"})][-1] == {"x": 1}
