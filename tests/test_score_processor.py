"""The processor gives every revision a score or an error, in order, and asks while it computes."""

from __future__ import annotations

import threading
import time

import pytest

from revscoring import ScoreProcessor
from revscoring.datasources import Datasource
from revscoring.datasources.revision_oriented import revision as r
from revscoring.errors import RevisionNotFound
from revscoring.extractors import OfflineExtractor, api
from revscoring.features import Constant, Feature, wikitext
from revscoring.score_processor import batch_rev_caches, error_score, sub_dict
from revscoring.scoring import Model

from .extractors.fake_wiki import FakeWiki, revision


def last_number(text):
    return int(text.rpartition(" ")[2])


def picky(text):
    if last_number(text) % 10 == 7:
        raise ValueError("seven")
    return last_number(text)


number = Feature("number", picky, returns=int, depends_on=[r.text])


class Echo(Model):
    """Its score is the value, and it fails on multiples of ten."""

    def score(self, feature_values):
        (value, *_) = feature_values
        return {"prediction": 1 / (value % 10) > 0 and value}


@pytest.fixture
def wiki():
    return FakeWiki([revision(n) for n in range(1, 500) if n % 25])


@pytest.mark.parametrize("cpu_workers", [0, 2])
def test_every_revision_comes_out_in_order(wiki, cpu_workers):
    ids = [*range(1, 260), 3, 3]
    with ScoreProcessor(Echo([number]), api.Extractor(wiki), cpu_workers, batch_size=20) as processor:
        results = list(processor.score(iter(ids)))
    assert [rev_id for rev_id, _ in results] == ids
    for rev_id, score in results:
        if rev_id % 25 == 0:
            assert score == error_score(RevisionNotFound("{revision}", rev_id))
        elif rev_id % 10 == 7:
            assert score == {
                "type": "CaughtDependencyError",
                "message": "ValueError: Failed to process feature.number: seven",
            }
        elif rev_id % 10 == 0:
            assert score["type"] == "ZeroDivisionError"
        else:
            assert score == {"prediction": rev_id}


def test_one_id(wiki):
    assert list(ScoreProcessor(Echo([number]), api.Extractor(wiki), 0).score(5)) == [(5, {"prediction": 5})]


def test_caches_win_over_the_cache_of_all(wiki):
    processor = ScoreProcessor(Echo([number]), OfflineExtractor(), 0)
    caches = {5: {"datasource.revision.text": "x 52"}}
    found = dict(processor.score([5, 6], caches=caches, cache={r.text: "x 53"}))
    assert found == {5: {"prediction": 52}, 6: {"prediction": 53}}


def test_values_of_features_can_be_given_and_then_nothing_is_asked(wiki):
    processor = ScoreProcessor(Echo([number]), api.Extractor(wiki), 0)
    assert list(processor.score([5], caches={5: {number: 99}})) == [(5, {"prediction": 99})]
    assert wiki.log == []


def test_the_context_of_the_extractor_holds(wiki):
    other = Feature("number", lambda: 12, returns=int)
    extractor = api.Extractor(wiki, context={number: other})
    assert list(ScoreProcessor(Echo([number]), extractor, 0).score([5])) == [(5, {"prediction": 12})]


def test_root_datasources():
    model = Echo([wikitext.revision.diff.number_delta_sum, wikitext.revision.words + Constant(5)])
    roots = ScoreProcessor(model, OfflineExtractor()).root_datasources
    assert sorted(map(str, roots)) == ["datasource.revision.parent.text", "datasource.revision.text"]
    assert all(isinstance(root, Datasource) for root in roots)


@pytest.mark.parametrize(("cpu", "expected"), [(1, 2), (4, 2), (16, 4), (100, 10)])
def test_default_of_threads(cpu, expected):
    assert ScoreProcessor(Echo([number]), OfflineExtractor(), cpu).io_workers == expected


def test_a_failing_batch_is_asked_for_in_parts(wiki):
    def fail(parameters):
        return RuntimeError("too heavy") if 13 in parameters["revids"] else None

    wiki.fail = fail
    results = dict(ScoreProcessor(Echo([number]), api.Extractor(wiki), 0).score(range(11, 17)))
    assert {rev_id: "prediction" in score for rev_id, score in results.items()} == {
        n: n != 13 for n in range(11, 17)
    }
    assert results[13]["message"] == "RuntimeError: Could not fetch revision 13: too heavy"


def test_a_wiki_that_is_gone_gives_errors(wiki):
    wiki.fail = lambda parameters: ConnectionResetError("gone")
    extractor = api.Extractor(wiki, retries=api.Retries(attempts=2, base=0.0))
    results = list(ScoreProcessor(Echo([number]), extractor, 0, batch_size=3).score([5, 6, 8, 9]))
    assert [rev_id for rev_id, _ in results] == [5, 6, 8, 9]
    assert all("does not answer any more: gone" in score["message"] for _, score in results)


class SlowExtractor(OfflineExtractor):
    """Takes its time for a batch, and notes how many batches are under way."""

    def __init__(self, seconds=0.05):
        super().__init__()
        self.seconds = seconds
        self.batches = self.running = self.most = 0
        self.lock = threading.Lock()

    def extract(self, rev_ids, dependents, context=None, caches=None, cache=None, profile=None):
        with self.lock:
            self.batches += 1
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(self.seconds)
        with self.lock:
            self.running -= 1
        return [(None, [f"text {rev_id}" for _ in dependents]) for rev_id in rev_ids]


def test_threads_ask_together_and_only_some_batches_ahead():
    extractor = SlowExtractor()
    processor = ScoreProcessor(Echo([number]), extractor, 0, io_workers=3, batch_size=2)
    stream = processor.score(n for n in iter(int, 1))  # without end
    next(stream)
    time.sleep(0.3)
    assert extractor.most == 3
    assert extractor.batches <= 8
    stream.close()


def test_asking_and_computing_overlap():
    slow = Feature("slow", lambda text: time.sleep(0.02) or 1, returns=int, depends_on=[r.text])
    processor = ScoreProcessor(Echo([slow]), SlowExtractor(0.2), 1, io_workers=2, batch_size=10)
    start = time.monotonic()
    assert len(list(processor.score(range(1, 101)))) == 100
    # One after the other it would be 5 × 0.2 s of asking in two threads and 100 × 0.02 s of computing.
    assert time.monotonic() - start < 2.8


def test_leaving_the_context_ends_the_stream(wiki):
    before = threading.active_count()
    with ScoreProcessor(Echo([number]), api.Extractor(wiki), 1, batch_size=5) as processor:
        stream = processor.score(range(1, 400))
        next(stream)
    with pytest.raises(StopIteration):
        next(stream)
    for _ in range(50):
        if threading.active_count() <= before:
            break
        time.sleep(0.05)
    assert threading.active_count() <= before


def test_small_parts():
    assert error_score(ValueError("x")) == {"type": "ValueError", "message": "x"}
    assert sub_dict(None, [1]) == {}
    assert list(batch_rev_caches([[1]], None, {"a": 1})) == [([1], {}, {"a": 1})]
