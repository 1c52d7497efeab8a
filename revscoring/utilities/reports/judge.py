"""``revscoring reports judge``: say what is true of an edit."""

from __future__ import annotations

import json
from typing import Any, Final

import click

from ...audit import Endorsement
from ...cli.command import utility
from ...cli.stores import open_store, store_option, wiki_named

__all__ = ["command"]

#: The facets that models predict, and that audits take for labels.
YES_OR_NO: Final = ("damaging", "goodfaith")


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _parse_facet(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise click.BadParameter(f"{text!r}: give a word such as damaging")
    return text.strip()


@utility("judge")
@click.argument("rev_id", type=click.IntRange(1, 2**63 - 1), metavar="REV_ID")
@click.argument("facet", type=_parse_facet, metavar="FACET")
@click.argument("data", type=_parse_json, metavar="VALUE")
@store_option
@click.option("--wiki", metavar="NAME", help="The wiki of the edit.  [default: the store's only one]")
@click.option("--user", metavar="NAME", help="Who says so; nobody has to tell.")
@click.option("--comment", default="", metavar="TEXT", help="Why.")
def command(
    rev_id: int, facet: str, data: Any, store: str, wiki: str | None, user: str | None, comment: str
) -> None:
    """Say what is true of an edit in some respect, such as "damaging false".

    Each user has one opinion on each FACET of an edit; the newest counts. What most users hold is taken for
    true by revscoring reports table. Where they are divided, the edit is shown and not counted.

    Example: revscoring reports judge 123456 damaging false --user Ann
    """
    if facet in YES_OR_NO and not isinstance(data, bool):
        raise click.UsageError(f"an edit is {facet} or not: say {facet} true, or {facet} false")
    kept = open_store(store)
    name = wiki_named(kept, wiki)
    kept.judge(Endorsement(name, rev_id, facet, data, user, comment))
    truths = kept.truths(facet)
    held = json.dumps(truths[name, rev_id]) if (name, rev_id) in truths else "disputed"
    click.echo(f"revision {rev_id} of {name}: {facet} is {held}")
