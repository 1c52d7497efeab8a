"""Draw a sample of edits to review, in random order.

The population is all edits that the question is about: those that a model flags (--population), those that a
bot reverted (--contributions BOT, on a wiki with --host or in a dump with --dump), or all edits of a dump.
Each line of the sample says of how many it was drawn, and its place: any beginning of the sample is a sample
too, so a review can stop early. With --strata editor, every group of editors is drawn from, and tally weighs
them.

Example: revscoring review sample --population scored.jsonl --at-least 0.95 --size 200 --output sample.jsonl
"""

from __future__ import annotations

import click

from ...cli.command import utility
from ...cli.files import InputFile
from ...cli.options import POSITIVE, keep_going_option, output_option, score_field_option, source_options
from ...cli.populations import edits_of_dump, reverted_on_wiki
from ...cli.sources import read_revision_observations
from ...cli.totals import Totals
from ...files import writing_text
from ...observations import Observation, dump_observation

__all__ = ["command", "parse_share"]


def parse_share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise click.BadParameter(f"{text!r}: give a number from 0 to 1, such as 0.95")
    return share


@utility("sample")
@click.option(
    "--population",
    type=InputFile(),
    metavar="FILE",
    help="All edits, one JSON object per line, each with a rev_id.  [default: <stdin>]",
)
@click.option("--contributions", "bot", metavar="USER", help="The edits that this user has reverted.")
@click.option(
    "--newest",
    default=20_000,
    show_default=True,
    type=POSITIVE,
    metavar="N",
    help="How many of these, from the newest (with --host).",
)
@source_options
@click.option("--at-least", type=parse_share, metavar="SCORE", help="Only edits with such a score or more.")
@click.option("--size", default=200, show_default=True, type=POSITIVE, metavar="N", help="Edits to draw.")
@click.option(
    "--seed", default=0, show_default=True, type=int, metavar="N", help="Another number, another sample."
)
@click.option("--strata", type=click.Choice(["editor", "namespace"]), help="Draw from each of these groups.")
@output_option("The sample.", recorded=True)
@score_field_option
@keep_going_option
def command(
    population: str | None,
    bot: str | None,
    newest: int,
    dump_path: str | None,
    host: str | None,
    login: bool,
    at_least: float | None,
    size: int,
    seed: int,
    strata: str | None,
    output: str,
    score_field: str,
    keep_going: bool,
) -> None:
    from ...audit import draw_sample, editor_groups, namespace_groups, score_value

    if sum(one is not None for one in (population, dump_path, host)) > 1:
        raise click.UsageError("give one of --population FILE, --dump FILE and --host URL")
    if bot is not None and dump_path is None and host is None:
        raise click.UsageError("--contributions are those in a dump (--dump) or on a wiki (--host)")
    rows: list[Observation]
    if dump_path is not None:
        rows = edits_of_dump(dump_path, bot, keep_going)
    elif host is not None:
        if bot is None:
            raise click.UsageError("--host needs --contributions USER: whose reverts to review")
        rows = reverted_on_wiki(host, login, bot, newest)
    else:
        population = population or "<stdin>"
        rows = read_revision_observations(population)
    totals = Totals("review sample", "edits", inputs=len(rows))
    totals.left_out_words = "not drawn"
    if at_least is not None:
        values = [score_value(row.get(score_field)) for row in rows]
        if rows and all(value is None for value in values):
            where = population or dump_path or host
            raise RuntimeError(f"{where}: no edit has a {score_field!r}: run revscoring score first")
        rows = [
            row for row, value in zip(rows, values, strict=True) if value is not None and value >= at_least
        ]
    groups = None
    if strata is not None:
        find = editor_groups if strata == "editor" else namespace_groups
        groups = [name or "unknown" for name in find(rows)]
    drawn = draw_sample(rows, size, seed, groups)
    with writing_text(output) as out:
        for row in drawn:
            dump_observation(row, out)
    totals.outputs, totals.left_out = len(drawn), totals.inputs - len(drawn)
    totals.finish(f"; drawn of {len(rows):,}")
