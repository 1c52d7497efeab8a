"""Add the text of revisions to observations, from a wiki's API.

The text is in the field "text". Observations without a text are counted and left out; with --keep-errors,
they are written with an error of a "type" and a "message".

Example: revscoring fetch_text --host https://en.wikipedia.org --input labels.jsonl --output texts.jsonl
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import IO, Any, TypeAlias

import click

from ..cli.command import utility
from ..cli.files import OBSERVATIONS, open_rows
from ..cli.hosts import make_session
from ..cli.options import POSITIVE, host_option, input_option, login_option, output_option, progress_option
from ..cli.sources import read_revision_observations
from ..cli.totals import Totals
from ..extractors.api import Client, EndlessContinuation, WikiUnreachable, map_in_threads
from ..extractors.tasks import chunks, split_on_failure
from ..observations import ErrorDocument, Observation, dump_observation, error_document

__all__ = ["TextFetcher", "main", "run"]

#: An observation with its text, or the error in its place.
Fetched: TypeAlias = "tuple[Observation | None, ErrorDocument | None]"

NO_TEXT: ErrorDocument = {"type": "TextDeleted", "message": "it has no text, or it is deleted"}

#: Revisions in one request: texts are large.
BATCH = 10


class TextFetcher:
    """A session that fetches the live and the deleted texts of observations.

    Parameters
    ----------
    session : mwapi.Session
        Anything with its ``get(**parameters)``.
    try_deleted_first : bool
        Request deleted revisions first; quicker where most of them are.
    login : bool
        Whether the session is logged in; only then deleted texts are requested.
    """

    def __init__(self, session: Any, try_deleted_first: bool = False, login: bool = False) -> None:
        self.client = Client(session)
        self.props = ["revisions", "deletedrevisions"] if login else ["revisions"]
        if try_deleted_first:
            self.props.reverse()

    def fetch_text(self, obs: Sequence[Observation]) -> list[Observation]:
        """Return the observations that have a text, with it in the field ``text``."""
        return [found for found, _ in self.fetch(obs) if found is not None]

    def fetch(self, obs: Sequence[Observation]) -> list[Fetched]:
        """Return each observation with its text, or the error in its place.

        If a batch fails, it is split in half and retried, so only the failing revisions are lost.
        """

        def fetch(part: Sequence[Observation]) -> list[Fetched]:
            with self.client.explained():
                return self._fetch(part)

        def failed(ob: Observation, error: Exception) -> Fetched:
            return None, error_document(error)

        return split_on_failure(fetch, obs, failed, fatal=WikiUnreachable)

    def _fetch(self, obs: Sequence[Observation]) -> list[Fetched]:
        texts: dict[int, str] = {}
        reason = NO_TEXT
        for prop in self.props:
            missing = [ob["rev_id"] for ob in obs if ob["rev_id"] not in texts]
            try:
                self._add_texts(prop, missing, texts)
            except EndlessContinuation as error:  # it costs the revisions that are not there
                reason = error_document(error)
        return [
            ({**_without_error(ob), "text": texts[ob["rev_id"]]}, None)
            if ob["rev_id"] in texts
            else (None, reason)
            for ob in obs
        ]

    def _add_texts(self, prop: str, rev_ids: Sequence[int], texts: dict[int, str]) -> None:
        """Add texts by the ids of their revisions, until all are there."""
        if not rev_ids:
            return
        prefix = "rv" if prop == "revisions" else "drv"
        parameters = {
            "action": "query",
            "prop": prop,
            "revids": rev_ids,
            f"{prefix}prop": ["ids", "content"],
            f"{prefix}slots": "main",
            "formatversion": 2,
        }
        for document in self.client.query(parameters):
            for page in document.get("query", {}).get("pages", ()):
                for revision in page.get(prop, ()):
                    slot = revision.get("slots", {}).get("main", revision)
                    if "content" in slot:
                        texts[revision["revid"]] = slot["content"]
            if texts.keys() >= set(rev_ids):
                return


def _without_error(observation: Observation) -> Observation:
    return {name: value for name, value in observation.items() if name != "error"}


def run(
    host: str,
    obs: Sequence[Observation],
    try_deleted_first: bool,
    login: bool,
    output: IO[str],
    threads: int | None,
    verbose: bool,
    session: Any = None,
    keep_errors: bool = False,
) -> Totals:
    """Write the observations that have a text, in their order, and return the totals.

    With `keep_errors`, those that have none are written with the reason. The other parameters are the options
    of the command; a `session` is used instead of a new one for the host.
    """
    fetcher = TextFetcher(session or make_session(host, login), try_deleted_first, login)
    totals = Totals("fetch_text", "observations", show=verbose, total=len(obs))
    totals.inputs = len(obs)
    batches = list(chunks(obs, BATCH))
    fetched = map_in_threads(fetcher.fetch, batches, threads or os.cpu_count() or 1)
    # At the end, or after a failure, threads may still wait for their next attempt.
    with closing(fetcher.client), totals.kept_when_interrupted(resumable=False):
        for batch, results in zip(batches, fetched, strict=True):
            for ob, (found, error) in zip(batch, results, strict=True):
                if error is not None:
                    totals.fail(error["message"], f"revision {ob['rev_id']}")
                    if keep_errors:
                        dump_observation({**ob, "error": error}, output)
                elif found is not None:
                    totals.outputs += 1
                    dump_observation(found, output)
                if verbose:
                    print("?" if found is None else ".", end="", file=sys.stderr)
            totals.show()
    return totals


@utility("fetch_text")
@host_option(required=True)
@click.option(
    "--deleted-1st", "deleted_first", is_flag=True, help="Ask for deleted texts first (with --login)."
)
@login_option
@input_option(help="Observations with a rev_id.")
@output_option("The observations that have a text.", content=OBSERVATIONS, recorded=True)
@click.option("--keep-errors", is_flag=True, help="Write those that have no text, with their error.")
@click.option("--threads", type=POSITIVE, metavar="N", help="Requests at a time.  [default: all cores]")
@click.option("--verbose", is_flag=True, help="Print a sign for each: . text, ? none.")
@progress_option()
def command(
    host: str,
    deleted_first: bool,
    login: bool,
    input: str,
    output: str,
    keep_errors: bool,
    threads: int | None,
    verbose: bool,
    show_progress: bool,
) -> None:
    observations = read_revision_observations(input)
    with open_rows(output) as out:
        verbose = verbose or show_progress
        totals = run(host, observations, deleted_first, login, out, threads, verbose, keep_errors=keep_errors)
    hint = "; --keep-errors writes them too" if totals.errors and not keep_errors else ""
    totals.finish(hint)


main = command.run
