"""Publish scores and data: without data about people, and so that what is hidden later can be taken back.

``scrub`` takes data about people out of observations; ``corpus`` writes scores with cards and digests;
``redactions`` follows what a wiki hides, and removes it from your files.

Example: revscoring publish scrub --input observations.jsonl --key my.key --output public.jsonl
"""

from __future__ import annotations

import click

from ...cli.command import Group, utility
from . import corpus, redactions, scrub

__all__ = ["main"]


@utility("publish", Group, no_args_is_help=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    pass


for inner in (scrub.command, corpus.command, redactions.command):
    command.add_command(inner)

main = command.run
