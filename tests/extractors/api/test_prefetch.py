"""Prefetching in threads: the order, the bounds, and what a failure costs."""

from __future__ import annotations

import threading
import time

import pytest

from revscoring.datasources.revision_oriented import revision as r
from revscoring.extractors import api
from revscoring.extractors.api import WikiUnreachable, extract_batch, fetch_tasks
from revscoring.extractors.api.prefetch import map_in_threads
from revscoring.features import wikitext

from ..fake_wiki import FakeWiki, revision


@pytest.fixture
def wiki():
    return FakeWiki([revision(n) for n in range(1, 200)])


def test_results_come_in_order_whichever_is_ready_first():
    def slow_first(number):
        time.sleep(0.05 if number % 3 == 0 else 0)
        return number

    assert list(map_in_threads(slow_first, range(20), threads=4)) == list(range(20))


def test_only_some_are_read_ahead():
    taken = []
    results = map_in_threads(str, (taken.append(n) or n for n in range(100)), threads=2, pending=3)
    next(results)
    assert len(taken) <= 4
    results.close()


def test_an_error_is_raised_where_its_result_would_be():
    results = map_in_threads(lambda n: 1 // n, [1, 2, 0, 3])
    assert next(results) == 1
    assert next(results) == 0
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_leaving_ends_the_threads():
    before = threading.active_count()
    results = map_in_threads(str, iter(int, 1), threads=3)
    next(results)
    results.close()
    for _ in range(40):
        if threading.active_count() <= before:
            break
        time.sleep(0.05)
    assert threading.active_count() <= before


def test_tasks_have_the_roots_and_the_errors(wiki):
    observations = [
        {"rev_id": 5},
        {"rev_id": 999},
        {"rev_id": 6, "cache": {str(r.text): "a draft"}},
        {"rev_id": 5},
    ]
    tasks = list(fetch_tasks(api.Extractor(wiki), observations, [wikitext.revision.words], batch_size=3))
    assert [task.key for task in tasks] == observations
    assert [task.cache.get(str(r.text)) for task in tasks] == ["text 5", None, "a draft", "text 5"]
    assert [type(task.error).__name__ for task in tasks] == [
        "NoneType",
        "RevisionNotFound",
        "NoneType",
        "NoneType",
    ]
    assert [one["revids"] for one in wiki.log] == [[5, 999], [5]]


def test_times_of_requests_are_entered(wiki):
    profile = {}
    list(fetch_tasks(api.Extractor(wiki), [{"rev_id": 5}], [r.text], profile=profile))
    assert len(profile["datasource.revision.doc"]) == 1


def test_a_batch_that_fails_is_halved_until_the_culprit_is_alone(wiki):
    wiki.fail = lambda parameters: RuntimeError("too heavy") if 13 in parameters["revids"] else None
    answers = extract_batch(api.Extractor(wiki), range(10, 20), [r.text])
    assert [error is None for error, _ in answers] == [rev_id != 13 for rev_id in range(10, 20)]
    assert str(answers[3][0]) == "RuntimeError: Could not fetch revision 13: too heavy"
    assert len(wiki.log) < 10


def test_values_that_are_computed_by_the_taker_cost_their_own_revision():
    class Lazy:
        def extract(self, rev_ids, dependents, caches, profile):
            for rev_id in rev_ids:
                yield None, (1 // rev_id for _ in dependents) if rev_id else iter([])

    assert extract_batch(Lazy(), [1], ["x"]) == [(None, [1])]


def unreachable(wiki):
    wiki.fail = lambda parameters: ConnectionResetError("gone")
    return api.Extractor(wiki, retries=api.Retries(attempts=2, base=0.0))


def test_a_wiki_that_is_gone_is_not_asked_for_each_revision(wiki):
    extractor = unreachable(wiki)
    with pytest.raises(WikiUnreachable, match="does not answer any more: gone"):
        list(fetch_tasks(extractor, [{"rev_id": n} for n in range(1, 50)], [r.text]))
    assert len(wiki.log) == 4


def test_a_server_that_refuses_is_not_asked_for_each_revision(wiki):
    class Refusal(ValueError):
        status, headers = 404, {}

    wiki.fail = lambda parameters: Refusal("<html>Not Found")
    with pytest.raises(WikiUnreachable, match="Not Found"):
        extract_batch(api.Extractor(wiki), range(1, 50), [r.text])
    assert len(wiki.log) == 2


def test_or_it_costs_every_revision_an_error(wiki):
    tasks = list(fetch_tasks(unreachable(wiki), [{"rev_id": 5}, {"rev_id": 6}], [r.text], give_up=False))
    assert [str(task.error) for task in tasks] == [
        "ConnectionResetError: the wiki does not answer any more: gone"
    ] * 2


def test_a_revision_that_always_times_out_costs_itself(wiki):
    """The wiki still answers other questions."""
    wiki.fail = lambda parameters: TimeoutError("slow") if 13 in parameters.get("revids", ()) else None
    extractor = api.Extractor(wiki, retries=api.Retries(attempts=2, base=0.0))
    answers = extract_batch(extractor, [12, 13, 14], [r.text])
    assert [error is None for error, _ in answers] == [True, False, True]
