"""The asynchronous extractor gives what the other does, asks together, and cleans up behind itself."""

from __future__ import annotations

import asyncio

import mwapi.errors
import pytest

from revscoring.datasources.revision_oriented import revision as r
from revscoring.errors import QueryNotSupported, TextDeleted
from revscoring.extractors import api
from revscoring.extractors.api import AsyncExtractor, MWAPICache, Retries

from ..fake_wiki import FakeWiki, revision

ANN = {"userid": 1, "name": "Ann", "editcount": 12, "groups": ["*"], "gender": "unknown"}


class AsyncSession:
    """A fake wiki behind an asynchronous `get`, that notes how many requests are under way."""

    def __init__(self, wiki, seconds=0.0):
        self.wiki = wiki
        self.seconds = seconds
        self.running = self.most = self.cancelled = 0

    async def get(self, **parameters):
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(self.seconds)
            return self.wiki.get(**parameters)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1


@pytest.fixture
def wiki():
    fake = FakeWiki(
        [revision(1, parentid=0), revision(2), revision(3, hidden=["text"]), revision(4), revision(6)], [ANN]
    )
    fake.suggestions = {"Ants: a study": []}
    return fake


def collect(extractor, *arguments, **more):
    async def main():
        return [answer async for answer in extractor.extract(*arguments, **more)]

    return asyncio.run(main())


def shown(answers):
    return [(str(error), values) for error, values in answers]


WANTED = [*r.page, *r.user, r.id, r.parent.text]


def test_the_results_are_those_of_the_other_extractor(wiki):
    ids = [4, 2, 77, 6, 3, 1, 2]
    ours = AsyncExtractor(AsyncSession(wiki))
    assert shown(collect(ours, ids, WANTED)) == shown(api.Extractor(wiki).extract(ids, WANTED))
    assert asyncio.run(AsyncExtractor(AsyncSession(wiki)).extract(2, WANTED)) == list(
        api.Extractor(wiki).extract(2, WANTED)
    )


def test_one_dependent_gives_its_value_and_an_error_is_raised(wiki):
    assert asyncio.run(AsyncExtractor(AsyncSession(wiki)).extract(2, r.text)) == "text 2"
    with pytest.raises(TextDeleted):
        asyncio.run(AsyncExtractor(AsyncSession(wiki)).extract(3, [r.text]))


def test_independent_requests_go_out_together_and_not_more_than_allowed(wiki):
    session = AsyncSession(wiki, 0.01)
    asyncio.run(AsyncExtractor(session).extract(2, WANTED))
    assert session.most > 1
    session = AsyncSession(wiki, 0.01)
    asyncio.run(AsyncExtractor(session, concurrency=2).extract(2, WANTED))
    assert session.most == 2


def test_many_chunks_keep_the_order():
    fake = FakeWiki([revision(n) for n in range(1, 300)])
    answers = collect(AsyncExtractor(AsyncSession(fake)), list(range(1, 251)), [r.text])
    assert [values for _, values in answers] == [[f"text {n}"] for n in range(1, 251)]
    assert len(fake.log) == 5


def test_cached_replies_caches_and_profiles(wiki):
    replies = MWAPICache()
    replies.add_revisions_batch_doc([2], wiki.get(action="query", revids=[2], rvprop=["content"]))
    wiki.log.clear()
    extractor = AsyncExtractor(AsyncSession(wiki), http_cache=replies)
    cache, profile = {}, {}
    assert asyncio.run(extractor.extract(2, [r.text], cache=cache, profile=profile)) == ["text 2"]
    assert wiki.log == []
    assert cache[r.text] == "text 2"
    assert len(profile["datasource.revision.doc"]) == 1
    caches = {4: {r.text: "own"}}
    assert collect(AsyncExtractor(AsyncSession(wiki)), [4, 1], [r.text], caches=caches) == [
        (None, ["own"]),
        (None, ["text 1"]),
    ]
    assert caches[1][r.text] == "text 1"


def test_failures_that_pass_are_asked_again(wiki):
    failures = [
        ConnectionResetError(),
        mwapi.errors.APIError("maxlag", "", ""),
        ValueError("Could not decode as JSON:\n<html>"),
    ]
    wiki.fail = lambda parameters: failures.pop() if failures else None
    extractor = AsyncExtractor(AsyncSession(wiki), retries=Retries(base=0.0))
    assert asyncio.run(extractor.extract(2, [r.text])) == ["text 2"]
    assert extractor.client.requests == 4


def test_errors_of_the_api_are_found_in_what_wraps_them(wiki):
    """`mwapi.AsyncSession` raises them as RequestError."""

    def wrapped(code):
        error = mwapi.errors.RequestError(code)
        error.__cause__ = mwapi.errors.APIError(code, "", "")
        return error

    failures = [wrapped("maxlag")]
    wiki.fail = lambda parameters: failures.pop() if failures else None
    assert asyncio.run(
        AsyncExtractor(AsyncSession(wiki), retries=Retries(base=0.0)).extract(2, [r.text])
    ) == ["text 2"]
    wiki.fail = lambda parameters: (
        wrapped("badvalue") if parameters["action"] == "wbsgetsuggestions" else None
    )
    with pytest.raises(QueryNotSupported):
        asyncio.run(AsyncExtractor(AsyncSession(wiki)).extract(2, [r.page.suggested.properties]))
    wiki.fail = lambda parameters: wrapped("badtoken")
    with pytest.raises(mwapi.errors.APIError):
        collect(AsyncExtractor(AsyncSession(wiki)), [2], [r.text])


def test_an_error_of_a_batch_is_raised_and_one_about_one_thing_is_yielded(wiki):
    wiki.fail = lambda parameters: RuntimeError("odd") if "pageids" in parameters else None
    [(error, _)] = collect(AsyncExtractor(AsyncSession(wiki)), [2], [r.page.creation.id])
    assert str(error) == "RuntimeError: Failed to process datasource.revision.page.creation.doc: odd"
    wiki.fail = lambda parameters: RuntimeError("odd")
    with pytest.raises(RuntimeError, match="odd"):
        collect(AsyncExtractor(AsyncSession(wiki)), [2, 4], [r.text])


def test_a_limit_that_is_too_high_is_lowered():
    fake = FakeWiki([revision(n) for n in range(1, 300)])
    too_many = mwapi.errors.APIError("toomanyvalues", "", "")
    fake.fail = lambda parameters: too_many if len(parameters["revids"]) > 50 else None
    extractor = AsyncExtractor(AsyncSession(fake))
    extractor.client.limit = 500
    assert len(collect(extractor, range(1, 200), [r.text])) == 199
    assert extractor.client.limit == 50


def test_cancelling_leaks_nothing():
    fake = FakeWiki([revision(n) for n in range(1, 300)])
    session = AsyncSession(fake, 30)

    async def cancel_one():
        task = asyncio.ensure_future(AsyncExtractor(session).extract(5, [r.text]))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(cancel_one()) == set()
    assert (session.running, session.cancelled) == (0, 1)


def test_leaving_a_stream_ends_what_was_asked_ahead():
    fake = FakeWiki([revision(n) for n in range(1, 300)])
    session = AsyncSession(fake)

    async def leave():
        answers = AsyncExtractor(session).extract(range(1, 201), [r.text])
        async for _ in answers:
            session.seconds = 30
            break
        await answers.aclose()
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(leave()) == set()
    assert session.running == 0


def test_a_failure_ends_the_requests_beside_it(wiki):
    session = AsyncSession(wiki)
    plain = session.get

    async def get(**parameters):
        if "ususers" in parameters:
            raise RuntimeError("no users")
        if "pageids" in parameters:
            session.seconds = 30
        return await plain(**parameters)

    session.get = get
    with pytest.raises(RuntimeError, match="no users"):
        collect(AsyncExtractor(session), [2], [r.page.creation.id, r.user.info.groups])
    assert session.running == 0


def test_the_loop_goes_on_while_values_are_computed(wiki):
    import time

    from revscoring.datasources import Datasource

    slow = Datasource("slow", lambda text: time.sleep(0.2) or text, depends_on=[r.text])
    ticks = []

    async def main():
        async def tick():
            while True:
                ticks.append(1)
                await asyncio.sleep(0.01)

        ticking = asyncio.ensure_future(tick())
        value = await AsyncExtractor(AsyncSession(wiki)).extract(2, slow)
        ticking.cancel()
        return value

    assert asyncio.run(main()) == "text 2"
    assert len(ticks) > 5
