"""The source of edits that the options of the command choose."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from ...cli.files import open_input
from ...cli.hosts import make_extractor
from ...extractors.api import Client, Retries
from ...extractors.api.retries import is_transient
from ...extractors.edits import Edit, State
from ...extractors.event_streams import KafkaEdits, Refuse, read_json_lines, stream
from ...extractors.recent_changes import poll
from ...importing import needs_extra

__all__ = ["Source", "SourceOptions", "open_source"]

logger = logging.getLogger(__name__)

#: Waits for a stream, without end.
ENDLESS: Final = Retries(attempts=sys.maxsize, longest=30.0)

#: Seconds after which a wiki that is away is asked again, beside the retries of each request.
AWAY: Final = 5.0


class SourceOptions(NamedTuple):
    """The options of the command that say where edits come from."""

    host: str | None
    stream_url: str | None
    kafka: str | None
    topic: str | None
    group: str
    input_file: str | None
    wikis: Collection[str] | None
    since: str | None
    interval: float
    silence: float
    login: bool
    user_agent: str


class Source(NamedTuple):
    """Edits, what they are in words, and how to keep their position in the source itself."""

    changes: Iterable[list[Edit]]
    words: str
    commit: Callable[[list[Edit]], None] | None = None


def open_source(
    options: SourceOptions, state: State, refuse: Refuse, broken: Callable[[], None], stack: ExitStack
) -> Source:
    """Return the source that the options choose.

    Raises
    ------
    RuntimeError
        If they choose none, or several, or one that a library is missing for.
    """
    chosen = [name for name in ("stream_url", "kafka", "input_file") if getattr(options, name) is not None]
    if len(chosen) > 1 or (not chosen and options.host is None):
        raise RuntimeError("give one source of edits: --host alone, --stream, --kafka or --input")
    domain = None if options.host is None else urlsplit(options.host).netloc
    if options.stream_url is not None:
        edits = stream(
            options.stream_url,
            options.host,
            state,
            options.user_agent,
            ENDLESS,
            wikis=options.wikis,
            since=options.since,
            silence=options.silence,
            refuse=refuse,
            broken=broken,
        )
        return Source(edits, options.stream_url)
    known: dict[str, Any] = {"domain": domain, "wikis": options.wikis, "refuse": refuse}
    if options.input_file is not None:
        lines = stack.enter_context(open_input(options.input_file))
        return Source(read_json_lines(lines, state, **known), options.input_file)
    if options.kafka is not None:
        if options.topic is None:
            raise RuntimeError("--kafka needs --topic, the name of the topic")
        consumer = _consumer(options.kafka, options.topic, options.group)
        stack.callback(consumer.close)
        source = KafkaEdits(consumer, state, **known)
        return Source(source, f"{options.topic} of {options.kafka}", source.commit)
    assert options.host is not None
    if options.wikis is not None and len(options.wikis) > 1:
        raise RuntimeError("--host alone is one wiki: give one --wiki, its name")
    client = make_extractor(options.host, options.login).client
    with client.explained():
        wiki = next(iter(options.wikis)) if options.wikis else _ask_name(client)
    if state.timestamp is None:
        state.timestamp = options.since
    return Source(_patiently(client, state, options.interval, wiki), options.host)


def _patiently(client: Client, state: State, interval: float, wiki: str) -> Iterator[list[Edit]]:
    """Yield as `poll` does; go on when a wiki that has answered before is away."""
    has_answered = False
    while True:
        try:
            for edits in poll(client, state, interval, wiki):
                has_answered = True
                yield edits
        except Exception as error:
            if not (has_answered and is_transient(error)):
                raise
            logger.warning("the wiki is away, and will be asked again: %s", error)
            time.sleep(AWAY)


def _ask_name(client: Client) -> str:
    reply = client.get({"action": "query", "meta": "siteinfo", "siprop": "general", "formatversion": 2})
    name = reply.get("query", {}).get("general", {}).get("wikiid")
    if not name:
        raise RuntimeError("the wiki does not say its name: give it by --wiki")
    return str(name)


def _consumer(brokers: str, topic: str, group: str) -> Any:
    with needs_extra("kafka"):
        from confluent_kafka import Consumer
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "latest",
        }
    )
    consumer.subscribe([topic])
    return consumer
