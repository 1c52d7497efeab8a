"""Events of edits: any document is read or refused; Kafka's topics in and out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.extractors.edit_events import event_of, read_edit
from revscoring.extractors.edits import Edit, State
from revscoring.extractors.event_streams import KafkaEdits
from revscoring.service.events import read_event
from revscoring.utilities.precache.predictions import KafkaOutput, prediction_event
from tests.utilities.precache.conftest import page_change

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
FORMS = st.sampled_from(
    [
        {"$schema": "/mediawiki/page/change/1.12.0"},
        {"$schema": "/mediawiki/revision/create/2.0.0"},
        {"$schema": "/mediawiki/recentchange/1.0.0"},
        {"meta": {"stream": "eqiad.mediawiki.page_change.v1"}},
        {},
    ]
)
FIELDS = [
    "meta",
    "type",
    "revision",
    "timestamp",
    "rev_id",
    "rev_parent_id",
    "page_change_kind",
    "page",
    "performer",
    "wiki_id",
    "database",
    "dt",
    "title",
    "user",
    "comment",
    "namespace",
    "bot",
    "server_name",
    "server_url",
    "rev_timestamp",
    "page_title",
    "page_id",
]
INNER = [
    "rev_id",
    "rev_parent_id",
    "new",
    "old",
    "user_text",
    "is_bot",
    "page_title",
    "namespace_id",
    "page_id",
    "stream",
    "domain",
    "dt",
]
VALUES = (
    JSON
    | st.sampled_from(["edit", "new", "create", "delete"])
    | st.dictionaries(st.sampled_from(INNER), JSON)
)


@given(JSON | st.tuples(FORMS, st.dictionaries(st.sampled_from(FIELDS), VALUES)))
def test_any_document_is_an_edit_or_none_or_refused(document):
    if isinstance(document, tuple):
        document = {**document[1], **document[0]}
    try:
        edit = read_edit(document)
    except (TypeError, ValueError):
        return
    if edit is not None:
        assert type(edit.rev_id) is int
        assert hash((edit.key, edit.page)) is not None
        json.dumps(event_of(edit))


@given(
    st.builds(
        Edit,
        rev_id=st.integers(1, 10**9),
        timestamp=st.just("2026-01-01T00:00:00Z"),
        title=st.text(max_size=20).filter(lambda title: "_" not in title),
        user=st.none() | st.text(max_size=9),
        comment=st.none() | st.text(max_size=9),
        namespace=st.integers(0, 20),
        bot=st.booleans(),
        kind=st.sampled_from(["edit", "create"]),
        wiki=st.just("testwiki"),
        page_id=st.none() | st.integers(1, 99),
        parent_id=st.none() | st.integers(1, 99),
    )
)
def test_the_event_of_an_edit_says_the_same(edit):
    event = json.loads(json.dumps(event_of(edit)))
    assert event == event_of(edit)
    again = read_edit(event)
    assert again == edit
    assert (again.kind, again.wiki, again.page, again.parent_id) == (
        edit.kind,
        edit.wiki,
        edit.page,
        edit.parent_id,
    )
    kinds = read_event(event, {"testwiki": None}).kinds
    assert "edit" in kinds
    assert ("bot_edit" in kinds) == edit.bot
    assert ("main_edit" in kinds) == (edit.namespace == 0)


RECENT = {
    "$schema": "/mediawiki/recentchange/1.0.0",
    "meta": {"stream": "mediawiki.recentchange", "domain": "wiki.example"},
    "type": "new",
    "revision": {"new": 5, "old": None},
    "timestamp": 1767225600,
    "title": "A b",
    "user": "Ann",
    "namespace": 0,
    "bot": False,
    "wiki": "testwiki",
    "server_name": "wiki.example",
}


def test_a_recent_change_becomes_an_event_that_a_service_reads():
    event = event_of(read_edit(RECENT, "7"))
    assert event["meta"]["domain"] == "wiki.example"
    assert read_event(event, {"testwiki": None}).kinds >= {"edit", "page_creation", "main_creation"}


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (RECENT, {"domain": "other.example"}),
        (RECENT, {"wikis": ["otherwiki"]}),
        ({**RECENT, "type": "log"}, {}),
        ({**RECENT, "meta": {"domain": "canary"}}, {}),
        ({**RECENT, "$schema": "/mediawiki/page/move/1.0.0", "meta": {}}, {}),
    ],
)
def test_events_of_others_are_left_out(event, wanted):
    assert read_edit(event, **wanted) is None


class Message:
    def __init__(self, value, offset=0, partition=0, error=None):
        self.content = value, offset, partition, error

    def value(self):
        return self.content[0]

    def offset(self):
        return self.content[1]

    def partition(self):
        return self.content[2]

    def error(self):
        return self.content[3]

    def topic(self):
        return "edits"


def test_edits_of_kafka(caplog):
    class Consumer:
        committed = []

        def __init__(self):
            texts = [json.dumps(page_change(1)), "{", None, json.dumps(page_change(2))]
            self.messages = [Message(text and text.encode(), n, n % 2) for n, text in enumerate(texts)]
            self.messages += [None, Message(None, error="broker away")]

        def poll(self, seconds):
            return self.messages.pop(0)

        def commit(self, offsets, asynchronous):
            self.committed += [(one.topic, one.partition, one.offset) for one in offsets]

    source = KafkaEdits(Consumer(), State())
    found = []
    with pytest.raises(IndexError):
        for edits in source:
            found += edits
    assert [edit.rev_id for edit in found] == [1, 2]
    source.commit(found)
    assert sorted(Consumer.committed) == [("edits", 0, 1), ("edits", 1, 4)]
    assert "broker away" in caplog.text


def test_scores_to_kafka():
    class Producer:
        def __init__(self):
            self.produced, self.waiting, self.full = [], [], True

        def produce(self, topic, value, key, on_delivery):
            if self.full:
                self.full = False
                raise BufferError
            self.produced.append((topic, key, json.loads(value)))
            self.waiting.append(on_delivery)

        def poll(self, seconds):
            pass

        def flush(self):
            for delivered in self.waiting:
                delivered(None if len(self.produced) < 3 else "too large", None)
            self.waiting = []

    producer = Producer()
    output = KafkaOutput(producer, "scores")
    event = prediction_event(read_edit(page_change(7)), "damaging", "1.0", {"prediction": ["a", "b"]})
    output.write(event)
    output.write(event)
    output.flush()
    assert producer.produced == [("scores", b'["testwiki", 1]', event)] * 2
    assert event["predicted_classification"]["predictions"] == ["a", "b"]
    output.write(event)
    with pytest.raises(RuntimeError, match="not delivered: too large"):
        output.flush()
