"""Review a sample of edits by hand: how many reverts of a bot, or flags of a model, are wrong.

``sample`` draws edits; ``page`` writes a page on which people judge them, without a network; ``tally`` says
what their judgements tell, however often you look, and makes labels of them; ``needed`` says how many edits
a review needs.

Example: revscoring review sample --population reverts.jsonl --size 200 --seed 1 --output sample.jsonl
"""

from __future__ import annotations

import click

from ...cli.command import Group, utility
from . import needed, page, sample, tally

__all__ = ["main"]


@utility("review", Group, no_args_is_help=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    pass


for inner in (sample.command, page.command, tally.command, needed.command):
    command.add_command(inner)

main = command.run
