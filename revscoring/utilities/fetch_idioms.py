"""List English idioms from Wiktionary.

Only those of three words or more are listed.

Example: revscoring fetch_idioms --output idioms.jsonl
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Final

import click

from ..cli.command import utility
from ..cli.files import open_output
from ..cli.hosts import make_session
from ..cli.options import output_option
from ..extractors.api import Client
from ..observations import dump_observation

__all__ = ["is_idiom", "main"]

HOST: Final = "https://en.wiktionary.org"
#: The namespace that a title begins with, whatever the wiki calls it.
IN_NAMESPACE: Final = re.compile(r"\w[\w ]*:(?=\S)")
QUERY: Final = {
    "action": "query",
    "list": "categorymembers",
    "cmtitle": "Category:English idioms",
    "cmnamespace": 0,
    "cmlimit": 500,
    "formatversion": 2,
}


def is_idiom(phrase: str) -> bool:
    """Return whether a title has three words or more and is neither a comparison nor in another namespace.

    Examples
    --------
    >>> is_idiom("kick the bucket"), is_idiom("cold feet"), is_idiom("fit as a fiddle")
    (True, False, False)
    >>> is_idiom("Appendix:English idioms of time"), is_idiom("I came: I saw: I conquered")
    (False, True)
    """
    return len(phrase.split()) >= 3 and " as a " not in f" {phrase} " and not IN_NAMESPACE.match(phrase)


def _titles() -> Iterator[str]:
    """Yield the titles of all pages of the category."""
    client = Client(make_session(HOST))
    with client.explained():
        for document in client.query(QUERY):
            for member in document.get("query", {}).get("categorymembers", ()):
                yield member["title"]


@utility("fetch_idioms")
@output_option("The idioms, one JSON string per line.")
@click.option("--verbose", is_flag=True, help="Print a dot for each idiom.")
def command(output: str, verbose: bool) -> None:
    count = 0
    with open_output(output) as out:
        for title in filter(is_idiom, _titles()):
            dump_observation(title, out)
            count += 1
            if verbose:
                print(".", end="", file=sys.stderr, flush=True)
    print(f"fetch_idioms: {count:,} idioms", file=sys.stderr)


main = command.run
