"""Add the text of revisions to observations, from a wiki's API."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import click

from revscoring.extractors.api.client import Client

from ..cli.command import run_command, utility
from ..cli.files import open_output
from ..cli.hosts import chunks, make_session
from ..cli.options import POSITIVE, host_option, input_option, login_option, output_option, progress_option
from ..cli.sources import read_revision_observations
from ..cli.totals import Totals
from ..observations.lines import dump_observation

__all__ = ["TextFetcher", "main", "read_chunks", "run"]

#: Revisions in one request: texts are large.
BATCH = 10


def read_chunks(iterable: Iterable[Any], size: int) -> Iterator[tuple[Any, ...]]:
    """Yield tuples of `size` items, the last one maybe shorter.

    Examples
    --------
    >>> list(read_chunks("abc", 2))
    [('a', 'b'), ('c',)]
    """
    yield from map(tuple, chunks(iterable, size))


class TextFetcher:
    """Fetches the live and the deleted texts of observations.

    Parameters
    ----------
    session : mwapi.Session
        Anything with its ``get(**parameters)``.
    try_deleted_first : bool
        Ask for deleted revisions first; quicker where most of them are.
    login : bool
        Whether the session is logged in; only then deleted texts are asked for.
    """

    def __init__(self, session: Any, try_deleted_first: bool = False, login: bool = False) -> None:
        self.session = session
        self.client = Client(session)
        self.try_deleted_first = try_deleted_first
        self.login = login

    def fetch_text(self, obs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return those of some observations that have a text, with it in the field ``text``."""
        ways = ["revisions"]
        if self.login:
            ways = (
                ["deletedrevisions", "revisions"]
                if self.try_deleted_first
                else ["revisions", "deletedrevisions"]
            )
        texts: dict[int, str] = {}
        for way in ways:
            missing = [ob["rev_id"] for ob in obs if ob["rev_id"] not in texts]
            if missing:
                texts.update(self._fetch(way, missing))
        return list(self.intersect(obs, texts))

    def _fetch(self, prop: str, rev_ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        prefix = "rv" if prop == "revisions" else "drv"
        parameters: dict[str, Any] = {
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

    @classmethod
    def intersect(cls, obs: Iterable[dict[str, Any]], texts: Mapping[int, str]) -> Iterator[dict[str, Any]]:
        """Yield the observations that have a text, with it."""
        for ob in obs:
            if ob["rev_id"] in texts:
                yield {**ob, "text": texts[ob["rev_id"]]}


def run(
    host: str,
    obs: Sequence[dict[str, Any]],
    try_deleted_first: bool,
    login: bool,
    output: IO[str],
    threads: int | None,
    verbose: bool,
    session: Any = None,
) -> Totals:
    """Write the observations that have a text, in their order, and return the totals.

    Parameters
    ----------
    host : str
        Where the wiki is.
    obs : sequence of dict
    try_deleted_first, login : bool
        See `TextFetcher`.
    output : text file
    threads : int or None
        Requests at a time.
    verbose : bool
        Print a sign for each observation: . text, ? none.
    session : mwapi.Session, optional
        Instead of a new one for the host.
    """
    fetcher = TextFetcher(session or make_session(host, login), try_deleted_first, login)
    totals = Totals("fetch_text", "observations", show=verbose, total=len(obs))
    totals.inputs = len(obs)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        batches = list(read_chunks(obs, BATCH))
        for batch, found in zip(batches, pool.map(fetcher.fetch_text, batches), strict=True):
            texts = {id_of(ob) for ob in found}
            for ob in found:
                dump_observation(ob, output)
                totals.outputs += 1
            for ob in batch:
                if id_of(ob) not in texts:
                    totals.fail("it has no text, or it is deleted", f"revision {ob['rev_id']}")
            if verbose:
                print("".join(".?"[id_of(ob) not in texts] for ob in batch), end="", file=sys.stderr)
            totals.show()
    return totals


def id_of(ob: Mapping[str, Any]) -> Any:
    """Return the id of an observation's revision."""
    return ob["rev_id"]


@utility("fetch_text")
@host_option(required=True)
@click.option(
    "--deleted-1st", "deleted_first", is_flag=True, help="Ask for deleted texts first (with --login)."
)
@login_option
@input_option(help="Observations with a rev_id.")
@output_option("The observations that have a text.")
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
    """Add the field "text" to observations. Those without a text are left out, and counted."""
    observations = read_revision_observations(input)
    with open_output(output) as out:
        totals = run(host, observations, deleted_first, login, out, threads, verbose or show_progress)
    totals.finish()


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring fetch_text``."""
    run_command(command, argv, "revscoring fetch_text")
