"""Add the text of revisions to observations, from a wiki's API.

The text is in the field "text". Observations without a text are left out, and counted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, TypeAlias

import click

from revscoring.extractors.api import Client, WikiUnreachable
from revscoring.extractors.tasks import chunks, split_on_failure

from ..cli.command import utility
from ..cli.files import OBSERVATIONS, open_output
from ..cli.hosts import make_session
from ..cli.options import POSITIVE, host_option, input_option, login_option, output_option, progress_option
from ..cli.sources import read_revision_observations
from ..cli.totals import Totals
from ..observations import Observation, dump_observation

__all__ = ["TextFetcher", "main", "run"]

#: An observation with its text, or the reason why it has none.
Fetched: TypeAlias = tuple[Observation | None, str]

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
        """Return each observation with its text, or the reason why it has none.

        If a batch fails, it is split in half and retried, so only the failing revisions are lost.
        """

        def fetch(part: Sequence[Observation]) -> list[Fetched]:
            try:
                return self._fetch(part)
            except Exception as error:
                self.client.raise_if_unreachable(error)
                raise

        def failed(ob: Observation, error: Exception) -> Fetched:
            return None, str(error)

        return split_on_failure(fetch, obs, failed, fatal=WikiUnreachable)

    def _fetch(self, obs: Sequence[Observation]) -> list[Fetched]:
        texts: dict[int, str] = {}
        for prop in self.props:
            missing = [ob["rev_id"] for ob in obs if ob["rev_id"] not in texts]
            if missing:
                texts.update(self._query(prop, missing))
        return [
            ({**ob, "text": texts[ob["rev_id"]]}, "")
            if ob["rev_id"] in texts
            else (None, "it has no text, or it is deleted")
            for ob in obs
        ]

    def _query(self, prop: str, rev_ids: Sequence[int]) -> Iterator[tuple[int, str]]:
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
                        yield revision["revid"], slot["content"]


def run(
    host: str,
    obs: Sequence[Observation],
    try_deleted_first: bool,
    login: bool,
    output: IO[str],
    threads: int | None,
    verbose: bool,
    session: Any = None,
) -> Totals:
    """Write the observations that have a text, in their order, and return the totals.

    The parameters are the options of the command; a `session` is used instead of a new one for the host.
    """
    fetcher = TextFetcher(session or make_session(host, login), try_deleted_first, login)
    totals = Totals("fetch_text", "observations", show=verbose, total=len(obs))
    totals.inputs = len(obs)
    batches = list(chunks(obs, BATCH))
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for batch, results in zip(batches, pool.map(fetcher.fetch, batches), strict=True):
            for ob, (found, reason) in zip(batch, results, strict=True):
                if found is None:
                    totals.fail(reason, f"revision {ob['rev_id']}")
                else:
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
@output_option("The observations that have a text.", content=OBSERVATIONS)
@click.option("--threads", type=POSITIVE, metavar="N", help="Requests at a time.  [default: all cores]")
@click.option("--verbose", is_flag=True, help="Print a sign for each: . text, ? none.")
@progress_option()
def command(
    host: str,
    deleted_first: bool,
    login: bool,
    input: str,
    output: str,
    threads: int | None,
    verbose: bool,
    show_progress: bool,
) -> None:
    observations = read_revision_observations(input)
    with open_output(output) as out:
        totals = run(host, observations, deleted_first, login, out, threads, verbose or show_progress)
    totals.finish()


main = command.run
