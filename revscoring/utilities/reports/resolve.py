"""``revscoring reports resolve``: close reports, and say what became of them."""

from __future__ import annotations

import click

from ...cli.command import utility
from ...cli.stores import open_store, store_option, wiki_named

__all__ = ["command"]


@utility("resolve")
@click.argument("rev_id", nargs=-1, type=click.IntRange(1, 2**63 - 1), required=True, metavar="REV_ID...")
@click.option(
    "--as", "resolution", required=True, metavar="TEXT", help='What was done, such as "fixed in 1.1".'
)
@store_option
@click.option("--wiki", metavar="NAME", help="The wiki of the edits.  [default: the store's only one]")
def command(rev_id: tuple[int, ...], resolution: str, store: str, wiki: str | None) -> None:
    """Close the open reports about edits, and say what became of them.

    Example: revscoring reports resolve 123456 --as "fixed in 1.1"
    """
    kept = open_store(store)
    name = wiki_named(kept, wiki)
    counts = {one: kept.resolve(name, one, resolution) for one in rev_id}
    if not any(counts.values()):
        which = ", ".join(map(str, rev_id))
        raise RuntimeError(f"there is no open report about revision {which} of {name}: see reports list")
    for one, count in counts.items():
        click.echo(f"revision {one} of {name}: {count:,} {'report' if count == 1 else 'reports'} resolved")
