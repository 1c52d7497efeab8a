"""Follow what a wiki hides, and remove it from your files.

``follow`` reads a stream of events, ``sweep`` asks the wiki about the revisions in your files (suppressions
are in no stream), and ``apply`` removes what is hidden from files. Redactions are lines of JSON: the wiki,
the revision, and what of it is hidden; nothing that is.

Example: revscoring publish redactions apply redactions.jsonl --to observations.jsonl
"""

from __future__ import annotations

import click

from ....cli.command import Group, utility
from . import apply, follow, sweep

__all__ = ["command"]


@utility("redactions", Group, no_args_is_help=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    pass


for inner in (follow.command, sweep.command, apply.command):
    command.add_command(inner)
