"""The edits of wikis as they are saved, from events: server-sent ones, lines of JSON, or a topic of Kafka.

Each source yields lists of `Edit`, and gives what it cannot read to `refuse`, which costs no other event;
`events` yields the events of a stream as they are.
"""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlencode, urlsplit

from ..importing import needs_extra
from .api.retries import Retries, parse_retry_after
from .edit_events import read_edit
from .edits import Edit, State

if TYPE_CHECKING:
    import requests
    import requests_sse

__all__ = ["KafkaEdits", "Refuse", "events", "log_refused", "read_json_lines", "stream"]

logger = logging.getLogger(__name__)

#: Is given an event that cannot be read, and why.
Refuse: TypeAlias = Callable[[str, Exception], None]

#: Seconds without an event or a heartbeat after which a stream is taken for dead.
SILENCE: Final = 60.0

#: Failures to connect after which people should know.
WORTH_A_WARNING: Final = 3

#: Failures after which waits grow no more.
MOST_FAILURES: Final = 16


def log_refused(text: str, error: Exception) -> None:
    """Warn of an event that cannot be read."""
    logger.warning("an event cannot be read (%r): %s", error, text[:100])


class _Cut(Exception):
    """The server ended the stream, or the connection broke."""


def stream(
    url: str,
    host: str | None,
    state: State,
    user_agent: str,
    retries: Retries | None = None,
    *,
    wikis: Collection[str] | None = None,
    since: str | None = None,
    silence: float = SILENCE,
    refuse: Refuse = log_refused,
    broken: Callable[[], None] = lambda: None,
) -> Iterator[list[Edit]]:
    """Yield the new edits of wikis from a stream of server-sent events, such as Wikimedia's ``page_change``.

    A connection that breaks is made again, from the last event that was processed; so is one that is silent.

    Parameters
    ----------
    url : str
        The address of the stream.
    host : str or None
        The address of the wiki; events of other wikis are skipped.
    state : State
    user_agent : str
    retries : Retries, optional
        How long to wait before a new connection.
    wikis : collection of str, optional
        The database names of the wikis that are wanted.
    since : str, optional
        The time to start at, if the state has no event.
    silence : float
        Seconds without an event or a heartbeat after which the connection is made again.
    refuse : callable
    broken : callable
        Is called for each connection that broke.

    Raises
    ------
    RuntimeError
        If no connection can be made, or the address is not a stream.
    """
    domain = None if host is None else urlsplit(host).netloc
    for text, event_id in events(
        url, state, user_agent, retries, since=since, silence=silence, broken=broken
    ):
        edit = _read(text, event_id, domain, wikis, refuse)
        if edit is not None and state.is_new(edit):
            yield [edit]


def events(
    url: str,
    state: State,
    user_agent: str,
    retries: Retries | None = None,
    *,
    since: str | None = None,
    silence: float = SILENCE,
    broken: Callable[[], None] = lambda: None,
) -> Iterator[tuple[str, str | None]]:
    """Yield the texts of all events of a stream, each with its id; see `stream`.

    A new connection goes on behind the event whose id the state has.
    """
    with needs_extra("stream"):
        import requests_sse  # noqa: F401
    import requests
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    retries = retries or Retries()
    failures, last_id = 0, state.event_id
    while True:
        last_id = state.event_id or last_id
        try:
            with _session() as session:
                source = _event_source(session, _since(url, last_id, since), last_id, user_agent, silence)
                with source:
                    failures = 0
                    for event in source:
                        yield event.data or "", event.last_event_id or None
        except (_Cut, requests.RequestException, HTTPError) as error:
            asked = _asked_to_wait(url, error)
            if isinstance(error, ReadTimeoutError):
                logger.warning("%s: no event and no heartbeat for %g s: connecting again", url, silence)
            elif not isinstance(error, _Cut):
                failures += 1
            failure: Exception = error
        if failures >= retries.attempts:
            raise RuntimeError(f"--stream {url}: no connection: {failure}") from failure
        level = logging.WARNING if failures == WORTH_A_WARNING else logging.INFO
        logger.log(level, "%s: the stream broke, connecting again: %s", url, failure)
        broken()
        time.sleep(retries.wait(min(max(failures, 1), MOST_FAILURES), asked))


def _asked_to_wait(url: str, error: Exception) -> float | None:
    """Return for how many seconds the server asks to wait after a failure, if it does.

    Raises
    ------
    RuntimeError
        If another connection would fail in the same way.
    """
    import requests_sse

    response = getattr(error, "response", None)
    if response is not None:
        response.close()
    if isinstance(error, requests_sse.InvalidContentTypeError):
        raise RuntimeError(
            f"--stream {url}: this is no stream of events, but {error.content_type}"
        ) from error
    if not isinstance(error, requests_sse.InvalidStatusCodeError):
        return None
    if 400 <= error.status_code < 500 and error.status_code != 429:
        raise RuntimeError(f"--stream {url}: the server answers {error.status_code}") from error
    return None if response is None else parse_retry_after(response.headers.get("Retry-After"))


def _since(url: str, last_id: str | None, since: str | None) -> str:
    if last_id is not None or since is None:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode({'since': since})}"


def _session() -> requests.Session:
    """Return a session whose replies give each line as soon as it has come.

    `requests` itself waits for 512 bytes, splits CR LF where a chunk ends between them, and takes quadratic
    time for long lines.
    """
    import requests

    class Session(requests.Session):
        def request(self, *arguments: Any, **options: Any) -> requests.Response:
            response = super().request(*arguments, **options)
            response.headers.setdefault("Content-Type", "text/event-stream")
            response.raw.decode_content, response.raw.auto_close = True, False
            text = io.TextIOWrapper(response.raw, "utf-8-sig", "replace")
            response.iter_lines = lambda *_, **__: (line.encode() for line in text)  # type: ignore[method-assign]
            return response

    return Session()


def _event_source(
    session: requests.Session, url: str, last_id: str | None, user_agent: str, silence: float
) -> requests_sse.EventSource:
    """Return the events of a connection; it raises `_Cut` where the library would connect again by itself."""
    import requests_sse

    def on_error() -> None:
        if source.ready_state == requests_sse.ReadyState.CONNECTING:
            raise _Cut("it ended")

    source = requests_sse.EventSource(
        url,
        session=session,
        timeout=silence,
        max_connect_retry=0,
        latest_event_id=last_id,
        on_error=on_error,
        headers={"User-Agent": user_agent},
    )
    return source


def _read(
    text: str, event_id: str | None, domain: str | None, wikis: Collection[str] | None, refuse: Refuse
) -> Edit | None:
    try:
        return read_edit(json.loads(text), event_id or None, domain, wikis)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        refuse(text, error)
        return None


def read_json_lines(
    lines: Iterable[str],
    state: State,
    *,
    domain: str | None = None,
    wikis: Collection[str] | None = None,
    refuse: Refuse = log_refused,
) -> Iterator[list[Edit]]:
    """Yield the new edits of events, one event a line."""
    for line in lines:
        if line.strip():
            edit = _read(line, None, domain, wikis, refuse)
            if edit is not None and state.is_new(edit):
                yield [edit]


class KafkaEdits:
    """The edits of events in a topic of Kafka, which keeps the position itself.

    Parameters
    ----------
    consumer : confluent_kafka.Consumer
        Subscribed, and without automatic commits.
    state : State
    domain, wikis, refuse
        See `stream`.
    wait : float
        Seconds to wait for a message; without one an empty list is yielded.
    """

    def __init__(
        self,
        consumer: Any,
        state: State,
        *,
        domain: str | None = None,
        wikis: Collection[str] | None = None,
        refuse: Refuse = log_refused,
        wait: float = 1.0,
    ) -> None:
        self.consumer, self.state = consumer, state
        self.domain, self.wikis, self.refuse, self.wait = domain, wikis, refuse, wait

    def __iter__(self) -> Iterator[list[Edit]]:
        while True:
            message = self.consumer.poll(self.wait)
            if message is None:
                yield []
            elif message.error() is not None:
                logger.warning("Kafka: %s", message.error())
            else:
                place = json.dumps([message.topic(), message.partition(), message.offset()])
                text = (message.value() or b"").decode("utf-8", "replace")
                edit = _read(text, place, self.domain, self.wikis, self.refuse)
                yield [edit] if edit is not None and self.state.is_new(edit) else []

    def commit(self, edits: Iterable[Edit]) -> None:
        """Keep the position behind edits, all of which and all before which were processed."""
        from confluent_kafka import TopicPartition

        following = {}
        for edit in edits:
            topic, partition, offset = json.loads(edit.event_id or "null")
            following[topic, partition] = offset + 1
        if following:
            offsets = [TopicPartition(*place, offset) for place, offset in following.items()]
            self.consumer.commit(offsets=offsets, asynchronous=False)
