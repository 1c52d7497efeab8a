"""Scores as events: prediction_classification_change, to a file of JSON lines or to a topic of Kafka."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import IO, Any, Final, Protocol

from ...cli.changes import read_ids
from ...cli.files import STANDARD, open_output
from ...extractors.edit_events import event_id_of, event_of
from ...extractors.edits import Edit
from ...importing import needs_extra
from ...scoring.formats import label_name

__all__ = [
    "KafkaOutput",
    "LinesOutput",
    "Output",
    "open_lines",
    "open_predictions",
    "prediction_event",
    "predictions_of_reply",
]

SCHEMA: Final = "/mediawiki/page/prediction_classification_change/1.0.0"
STREAM: Final = "mediawiki.page_prediction_classification_change.v1"

#: Fields of a page_change event that stay in the event of a score.
KEPT: Final = (
    "changelog_kind",
    "comment",
    "dt",
    "page",
    "page_change_kind",
    "performer",
    "prior_state",
    "revision",
    "wiki_id",
)


def prediction_event(edit: Edit, model: str, version: str | None, score: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event of a score; of equal scores it is equal, its id too.

    Examples
    --------
    >>> edit = Edit(5, "2020-01-01T00:00:00Z", "Ants", wiki="testwiki")
    >>> score = {"prediction": True, "probability": {True: 0.75, False: 0.25}}
    >>> event = prediction_event(edit, "damaging", "1.0", score)
    >>> event["predicted_classification"]["predictions"], event["revision"]["rev_id"]
    (['true'], 5)
    """
    change = event_of(edit)
    if "page_change_kind" not in change:  # a revision-create event, which has other fields
        change = event_of(replace(edit, event=None))
    prediction = score.get("prediction")
    labels = prediction if isinstance(prediction, list) else [prediction]
    probabilities = score.get("probability") or {}
    return {
        "$schema": SCHEMA,
        "meta": {
            "id": event_id_of(STREAM, edit.wiki, edit.rev_id, model, version),
            "stream": STREAM,
            "dt": edit.timestamp,
            **({"domain": edit.domains[0]} if edit.domains else {}),
        },
        **{name: change[name] for name in KEPT if name in change},
        "predicted_classification": {
            "model_name": model,
            "model_version": version or "",
            "predictions": [label_name(label) for label in labels],
            "probabilities": {label_name(label): value for label, value in probabilities.items()},
        },
    }


def predictions_of_reply(edit: Edit, reply: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the events of the scores in a reply of a service."""
    for wiki in reply.values():
        for scores in wiki.get("scores", {}).values():
            for model, found in scores.items():
                if "score" in found:
                    version = wiki.get("models", {}).get(model, {}).get("version")
                    yield prediction_event(edit, model, version, found["score"])


class Output(Protocol):
    """Where events of scores go."""

    def write(self, event: dict[str, Any]) -> None:
        """Take an event."""

    def flush(self) -> None:
        """Return when all that was written is safe."""


class LinesOutput:
    """Lines of JSON in a text file."""

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self._lock = threading.Lock()

    def write(self, event: dict[str, Any]) -> None:
        """Write a line at once."""
        with self._lock:
            self.file.write(json.dumps(event, ensure_ascii=False) + "\n")
            self.file.flush()

    def flush(self) -> None:
        """Do nothing: each line is written at once."""


class KafkaOutput:
    """A topic of Kafka; the messages about a page keep their order.

    Parameters
    ----------
    producer : confluent_kafka.Producer
    topic : str
    """

    def __init__(self, producer: Any, topic: str) -> None:
        self.producer, self.topic = producer, topic
        self._failure: str | None = None

    def write(self, event: dict[str, Any]) -> None:
        """Hand over a message; see `flush`."""
        page = event.get("page", {})
        key = json.dumps([event.get("wiki_id"), page.get("page_id") or page.get("page_title")])
        value = json.dumps(event, ensure_ascii=False).encode()
        while True:
            try:
                self.producer.produce(self.topic, value, key.encode(), on_delivery=self._delivered)
                break
            except BufferError:  # the queue of the producer is full
                self.producer.poll(0.5)
        self.producer.poll(0)

    def _delivered(self, error: Any, message: Any) -> None:
        if error is not None:
            self._failure = str(error)

    def flush(self) -> None:
        """Wait until all messages are delivered.

        Raises
        ------
        RuntimeError
            If one cannot be delivered: the position must not move behind it.
        """
        self.producer.flush()
        if self._failure is not None:
            raise RuntimeError(f"--output-kafka: a message was not delivered: {self._failure}")


def open_lines(path: str, stack: ExitStack) -> IO[str]:
    """Open a file to add lines to it; one at its end that was not finished is removed."""
    if path not in STANDARD:
        read_ids(path)
    return stack.enter_context(open_output(path, append=True))


def open_predictions(
    path: str | None, brokers: str | None, topic: str | None, stack: ExitStack
) -> Output | None:
    """Return the output that the options of the command choose, if they do.

    Raises
    ------
    RuntimeError
        If they choose two, or a topic has no name.
    """
    if path is not None and brokers is not None:
        raise RuntimeError("give --output or --output-kafka, not both")
    if brokers is None:
        return None if path is None else LinesOutput(open_lines(path, stack))
    if topic is None:
        raise RuntimeError("--output-kafka needs --output-topic, the name of the topic")
    with needs_extra("kafka"):
        from confluent_kafka import Producer
    return KafkaOutput(Producer({"bootstrap.servers": brokers, "enable.idempotence": True}), topic)
