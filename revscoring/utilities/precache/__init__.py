"""Have edits scored as they are saved, before anybody asks.

Edits come from the recent changes of a wiki (--host), a stream of events (--stream), Kafka (--kafka) or lines
of JSON (--input). Their events go to a scoring service (--service), which keeps the scores, or models of your
own score them (--model). Scores are written as events, too (--output, --output-kafka). Each edit is dealt
with at least once, those of a page in order. The command ends on SIGTERM or Ctrl-C, and goes on there with
--state. See the page "Scoring edits as they are saved".

Example: revscoring precache --host https://en.wikipedia.org --service http://localhost:8080
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import click

from ...cli.changes import change_options, is_saved, is_wanted
from ...cli.command import utility
from ...cli.files import InputFile, OutputFile
from ...cli.hosts import make_extractor, user_agent
from ...cli.options import POSITIVE, at_least, host_option, login_option, trust_options
from ...cli.policies import Use, use_options
from ...extractors.edit_events import event_of
from ...extractors.edits import Edit, State, long_format
from ...service.events import KINDS, EventError, read_event
from .metrics import Tally
from .predictions import open_lines, open_predictions
from .running import DeadLetters, Precaching
from .scoring import LocalScorer, ServiceScorer, load_models
from .service import ServiceClient
from .sources import SourceOptions, open_source

__all__ = ["main"]


def _parse_time(text: str) -> str:
    try:
        return long_format(text)
    except (ValueError, TypeError):
        raise click.BadParameter(f"{text!r}: give a time such as 2026-05-01T00:00:00Z") from None


def _parse_kinds(text: str) -> frozenset[str]:
    kinds = frozenset(text.split(","))
    if kinds - set(KINDS):
        raise click.BadParameter(f"{text!r}: give some of {', '.join(KINDS)}, separated by commas")
    return kinds


def is_of_kind(edit: Edit, kinds: frozenset[str] | None) -> bool:
    """Return whether an edit is of one of the kinds; what removes scores always is.

    Examples
    --------
    >>> is_of_kind(Edit(5, "2020-01-01T00:00:00Z", wiki="testwiki", bot=True), frozenset({"nonbot_edit"}))
    False
    """
    if kinds is None or not is_saved(edit):
        return True
    try:
        event = read_event(event_of(edit), {edit.wiki or "": None})
    except EventError:
        return True  # the service says what is wrong with it
    return event is None or bool(event.kinds & kinds)


@utility("precache")
@host_option()
@click.option("--kafka", metavar="BROKERS", help="Take the edits from Kafka, such as localhost:9092.")
@click.option("--topic", metavar="NAME", help="The topic, with --kafka.")
@click.option(
    "--group",
    default="revscoring-precache",
    show_default=True,
    metavar="NAME",
    help="The group of consumers.",
)
@click.option(
    "--input", "input_file", type=InputFile(), metavar="FILE", help="Take the edits from events, one a line."
)
@click.option("--service", metavar="URL", help="The scoring service, such as http://127.0.0.1:8080.")
@click.option(
    "--model",
    "model_files",
    multiple=True,
    type=InputFile(),
    metavar="MODEL-FILE",
    help="A model to score with, instead of a service; with --host.",
)
@click.option("--output", type=OutputFile(), metavar="FILE", help="Add the scores here, as events.")
@click.option("--output-kafka", metavar="BROKERS", help="Write the scores to Kafka, as events.")
@click.option("--output-topic", metavar="NAME", help="The topic, with --output-kafka.")
@click.option("--wiki", "wikis", multiple=True, metavar="NAME", help="Only this wiki, such as enwiki.")
@click.option("--kinds", type=_parse_kinds, metavar="KIND,...", help="Only edits of these kinds.")
@click.option(
    "--since", type=_parse_time, metavar="TIME", help="Start in the past, if --state has no position yet."
)
@change_options
@click.option(
    "--silence",
    default=60.0,
    show_default=True,
    type=at_least(0.1, float),
    metavar="SECONDS",
    help="Connect to the stream again if nothing comes, not even a heartbeat.",
)
@click.option(
    "--concurrency", default=8, show_default=True, type=POSITIVE, metavar="N", help="Pages at a time."
)
@click.option(
    "--attempts",
    default=5,
    show_default=True,
    type=POSITIVE,
    metavar="N",
    help="How often an edit is tried that fails. (A service that is away is waited for without end.)",
)
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    type=at_least(0.1, float),
    metavar="SECONDS",
    help="How long an answer of the service may take.",
)
@click.option(
    "--dead-letters",
    type=OutputFile(),
    metavar="FILE",
    help="Add the events here that cannot be read or scored, and why.",
)
@click.option("--metrics-listen", metavar="HOST:PORT", help="Show metrics there, for Prometheus.")
@login_option
@trust_options
@use_options
def command(
    host: str | None,
    kafka: str | None,
    topic: str | None,
    group: str,
    input_file: str | None,
    service: str | None,
    model_files: tuple[str, ...],
    output: str | None,
    output_kafka: str | None,
    output_topic: str | None,
    wikis: tuple[str, ...],
    kinds: frozenset[str] | None,
    since: str | None,
    stream_url: str | None,
    state_file: str | None,
    namespaces: set[int] | None,
    skip_bots: bool,
    interval: float,
    limit: int | None,
    silence: float,
    concurrency: int,
    attempts: int,
    timeout: float,
    dead_letters: str | None,
    metrics_listen: str | None,
    login: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
    anyway: bool,
    accepted: tuple[str, ...],
) -> None:
    if (service is None) == (not model_files):
        raise RuntimeError("give --service, the address of a scoring service, or --model, a file")
    if model_files and (host is None or (output is None and output_kafka is None)):
        raise RuntimeError("--model needs --host, the wiki, and --output or --output-kafka")
    state = State(state_file, farm=True)
    stop = threading.Event()
    began = time.monotonic()
    with ExitStack() as stack:
        tally = Tally(metrics_listen)
        stack.callback(tally.close)
        written = open_predictions(output, output_kafka, output_topic, stack)
        lines = None if dead_letters is None else open_lines(dead_letters, stack)
        letters = DeadLetters(lines, partial(click.echo, err=True))
        scorer: Callable[[Edit], str]
        if service is not None:
            client = ServiceClient(service, attempts, timeout, stop, lambda _: tally.trouble("retries"))
            stack.callback(client.close)
            scorer = ServiceScorer(client, written)
        else:
            assert host is not None
            assert written is not None
            models = load_models(model_files, wikis, trust, trust_pickle, Use(anyway, accepted))
            scorer = LocalScorer(models, partial(make_extractor, host, login), written)

        def refuse(text: str, error: Exception) -> None:
            tally.count("dead letters")
            letters.add(text, error)

        options = SourceOptions(
            host,
            stream_url,
            kafka,
            topic,
            group,
            input_file,
            wikis or None,
            since,
            interval,
            silence,
            login,
            user_agent(),
        )
        source = open_source(options, state, refuse, lambda: tally.trouble("reconnects"), stack)
        precaching = Precaching(
            scorer,
            state,
            wanted=lambda edit: (
                is_wanted(edit, namespaces=namespaces, skip_bots=skip_bots) and is_of_kind(edit, kinds)
            ),
            letters=letters,
            tally=tally,
            threads=concurrency,
            stop=stop,
            output=written,
            commit=source.commit,
            limit=limit,
        )
        to = service or ", ".join(model_files)
        print(f"precache: edits of {source.words} are scored by {to}; Ctrl-C ends", file=sys.stderr)
        try:
            precaching.run(source.changes)
        finally:
            print(_totals(tally, time.monotonic() - began), file=sys.stderr)


def _totals(tally: Tally, seconds: float) -> str:
    troubles = ("retries", "reconnects")
    results = {name: count for name, count in tally.counts.items() if name not in troubles}
    parts = " + ".join(f"{count:,} {name}" for name, count in results.items()) or "0"
    more = "".join(f"; {tally.counts[name]:,} {name}" for name in troubles if tally.counts[name])
    total = sum(results.values())
    rate = total / max(seconds, 1e-9)
    return f"precache: {total:,} edits = {parts}{more}; {seconds:.1f} s, {rate:,.1f}/s"


main = command.run
