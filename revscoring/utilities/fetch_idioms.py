"""List English idioms from Wiktionary."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

import click

from revscoring.extractors.api import Client

from ..cli.command import run_command, utility
from ..cli.files import open_output
from ..cli.hosts import make_session
from ..cli.options import output_option
from ..observations.lines import dump_observation

__all__ = ["fetch", "is_idiom", "main", "run"]

HOST: Final = "https://en.wiktionary.org"
CATEGORY: Final = "Category:English idioms"


def is_idiom(phrase: str) -> bool:
    """Return whether a title is worth looking for: three words or more, and no mere comparison.

    Examples
    --------
    >>> is_idiom("kick the bucket"), is_idiom("cold feet"), is_idiom("fit as a fiddle")
    (True, False, False)
    """
    return len(phrase.split()) >= 3 and " as a " not in f" {phrase} "


def fetch(session: Any = None) -> Iterator[str]:
    """Yield the titles of the category, all of them.

    Parameters
    ----------
    session : mwapi.Session, optional
        Instead of a new one for Wiktionary.
    """
    client = Client(session or make_session(HOST))
    query = {
        "action": "query",
        "list": "categorymembers",
        "cmtitle": CATEGORY,
        "cmnamespace": 0,
        "cmlimit": 500,
        "formatversion": 2,
    }
    for document in client.query(query):
        for member in document.get("query", {}).get("categorymembers", ()):
            yield member["title"]


def run(output: IO[str], verbose: bool, session: Any = None) -> int:
    """Write the idioms, one JSON string a line, and return how many there are."""
    count = 0
    for title in fetch(session):
        if is_idiom(title):
            dump_observation(title, output)
            count += 1
            if verbose:
                print(".", end="", file=sys.stderr, flush=True)
    return count


@utility("fetch_idioms")
@output_option("The idioms, one JSON string a line.")
@click.option("--verbose", is_flag=True, help="Print a dot for each idiom.")
def command(output: str, verbose: bool) -> None:
    """Fetch the titles of English Wiktionary's idioms that have three words or more."""
    with open_output(output) as out:
        count = run(out, verbose)
    print(f"fetch_idioms: {count:,} idioms", file=sys.stderr)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring fetch_idioms``."""
    run_command(command, argv, "revscoring fetch_idioms")
