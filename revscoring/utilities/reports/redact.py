"""``revscoring reports redact``: remove names and texts from a store, for good."""

from __future__ import annotations

import click

from ...cli.command import utility
from ...cli.stores import open_store, store_option, wiki_named

__all__ = ["command"]


@utility("redact")
@click.argument("rev_id", nargs=-1, type=click.IntRange(1, 2**63 - 1), metavar="[REV_ID]...")
@click.option("--user", metavar="NAME", help="Remove this name, and what they wrote.")
@store_option
@click.option("--wiki", metavar="NAME", help="The wiki of the edits.  [default: the store's only one]")
def command(rev_id: tuple[int, ...], user: str | None, store: str, wiki: str | None) -> None:
    """Remove all free texts about edits, or the name of a user, from every byte of a store.

    Opinions are kept, without who gave them. A page that is imported again does not bring the texts back.

    Example: revscoring reports redact 123456
    """
    if not rev_id and user is None:
        raise click.UsageError("say what to remove: by REV_ID or --user NAME")
    kept = open_store(store)
    if user is not None:
        click.echo(f"{kept.redact_author(user):,} opinions have lost their author")
    for one in rev_id:
        name = wiki_named(kept, wiki)
        click.echo(f"revision {one} of {name}: {kept.redact_texts(name, one):,} reports have lost their text")
