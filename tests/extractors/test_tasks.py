"""Tasks and batches: the roots below dependents, and batches that fail."""

from __future__ import annotations

import pytest

from revscoring.datasources.revision_oriented import revision as r
from revscoring.dependencies import Dependent
from revscoring.extractors.tasks import chunks, roots_of, split_on_failure
from revscoring.extractors.workers import Task, extract_many
from revscoring.features import Constant, wikitext


def test_roots():
    features = [wikitext.revision.words + Constant(2), r.timestamp]
    assert roots_of(features) == [r.text, r.timestamp_str]
    assert roots_of(features, [str(wikitext.revision.words), str(r.timestamp_str)]) == []


def test_chunks_are_read_as_needed():
    taken = []
    parts = chunks((taken.append(n) or n for n in range(10)), 4)
    assert (next(parts), taken) == ([0, 1, 2, 3], [0, 1, 2, 3])
    assert list(parts) == [[4, 5, 6, 7], [8, 9]]


def test_a_batch_that_fails_is_split_until_the_failing_item_is_alone():
    batches = []

    def squares(numbers):
        batches.append(list(numbers))
        if 3 in numbers:
            raise ValueError("three")
        return [n * n for n in numbers]

    results = split_on_failure(squares, range(1, 6), lambda n, error: f"{n}: {error}", LookupError)
    assert results == [1, 4, "3: three", 16, 25]
    assert batches == [[1, 2, 3, 4, 5], [1, 2], [3, 4, 5], [3], [4, 5]]


def test_a_fatal_error_is_raised_at_once():
    def gone(numbers):
        raise KeyError("gone")

    with pytest.raises(KeyError):
        split_on_failure(gone, [1, 2], lambda n, error: n, LookupError)


def test_keys_stay_in_the_process_of_the_caller():
    double = Dependent("double", lambda n: 2 * n, depends_on=[Dependent("n")])
    key = lambda: None  # noqa: E731  (it cannot be pickled)
    (done,) = extract_many([Task(key, {"dependent.n": 5})], [double], workers=1)
    assert (done.key, done.values) == (key, [10])
