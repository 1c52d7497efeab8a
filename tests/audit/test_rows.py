"""Scored rows, as commands write them."""

import pytest

from revscoring.audit import REPEATED, ModelName, clusters_of, read_rows, time_of

SCORE = {"prediction": True, "probability": {"true": 0.75, "false": 0.25}}


def one(observation, label="reverted", **options):
    (row,) = read_rows([(7, observation)], label, **options)
    return row


def test_a_row_keeps_what_audits_need():
    row = one(
        {
            "rev_id": 5,
            "reverted": True,
            "score": SCORE,
            "user": "Ann",
            "page_title": "Ants",
            "timestamp": "2020-01-01T00:00:00Z",
            "wiki": "en.wikipedia.org",
            "model": {"name": "reverted", "version": "1.0", "digest": "abc"},
            "namespace": 0,
            "secret": "x",
            "cache": {"feature.a": 1, "feature.b": 2},
        },
        features=["feature.a"],
    )
    assert row[:8] == (7, 5, 0.75, True, "Ann", "Ants", 1577836800.0, "en.wikipedia.org")
    assert row.model == ModelName("reverted", "1.0", "abc")
    assert row.record == {"user": "Ann", "namespace": 0, "cache": {"feature.a": 1}}
    assert row.problem is None


@pytest.mark.parametrize(
    ("observation", "problem"),
    [
        ({"score": SCORE}, "it has no label 'reverted'"),
        ({"reverted": True}, "it has no 'score': revscoring score gives one"),
        (
            {"reverted": True, "score": {"prediction": True}},
            "its 'score' is not a probability, nor a document with one",
        ),
        ({"reverted": True, "score": 1.5}, "its 'score' is not a probability, nor a document with one"),
        (
            {"reverted": True, "score": float("nan")},
            "its 'score' is not a probability, nor a document with one",
        ),
        ({"reverted": True, "error": {"type": "TextDeleted", "message": "gone"}}, "it was not scored: gone"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(observation, problem):
    assert one(observation).problem == problem


def test_a_label_is_what_is_wanted_and_of_its_type():
    assert one({"reverted": 1, "score": 0.5}).label is False
    assert one({"quality": "FA", "score": {"probability": {"FA": 0.5}}}, "quality", wanted="FA").label is True
    assert (
        one({"topics": ["a", "b"], "score": {"probability": {"b": 0.5}}}, "topics", wanted="b").label is True
    )


@pytest.mark.parametrize("text", ["20200101000000", "2020-01-01T00:00:00Z", "2020-01-01", 1577836800])
def test_a_time_is_read_in_any_usual_form(text):
    assert time_of(text) == 1577836800


@pytest.mark.parametrize("text", ["", "yesterday", None, "20201301000000", True, 10**14])
def test_what_is_no_time_is_none(text):
    assert time_of(text) is None


def test_rows_without_a_cluster_are_clusters_of_their_own():
    rows = [
        one({"user": user, "score": 0.5, "reverted": True, "x": user}, fields=["x"])
        for user in ("A", None, "A")
    ]
    assert clusters_of(rows) == clusters_of(rows, "x") == ["A", ("", 1), "A"]


def test_an_edit_counts_once_by_the_first_row_that_can_be_used():
    row = {"rev_id": 5, "reverted": True, "score": 0.5}
    given = [{**row, "score": None}, row, {**row, "score": 0.7}, {**row, "wiki": "itwiki"}]
    unknown = {"reverted": True, "score": 0.5}
    problems = [one.problem for one in read_rows(enumerate([*given, row, unknown, unknown], 1), "reverted")]
    assert problems == [
        "it has no 'score': revscoring score gives one",
        None,
        REPEATED,
        None,
        REPEATED,
        None,
        None,
    ]
