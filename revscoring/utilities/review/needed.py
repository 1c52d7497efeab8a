"""Say how many edits to review, to show that fewer (or more) than a share of them are wrong.

It depends on how many are wrong in truth, which you do not know: try some values. "planned" is an exact test
that is made once, at the end. "looking" is where a review ends about that is looked at all the time, as tally
does; it may end earlier or later.

Example: revscoring review needed --limit 0.1 --if-truth 0.05
"""

from __future__ import annotations

import json
from typing import Any

import click

from ...cli.command import utility
from ...cli.options import POSITIVE
from .sample import parse_share

__all__ = ["command"]

#: Shares of wrong edits that are worth a try, if none is given.
TRUTHS = (0.01, 0.02, 0.03, 0.05, 0.07)


@utility("needed")
@click.option("--limit", default=0.1, show_default=True, type=parse_share, metavar="SHARE", help="The limit.")
@click.option(
    "--if-truth",
    "truths",
    multiple=True,
    type=parse_share,
    metavar="SHARE",
    help="How many are wrong in truth.  [default: 0.01, 0.02, 0.03, 0.05, 0.07]",
)
@click.option(
    "--power", default=0.8, show_default=True, type=parse_share, metavar="SHARE", help="How sure to show it."
)
@click.option(
    "--population", default=20_000, show_default=True, type=POSITIVE, metavar="N", help="All edits there are."
)
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def command(limit: float, truths: tuple[float, ...], power: float, population: int, as_json: bool) -> None:
    from ...audit import needed_at_any_look, needed_at_the_end
    from ...audit import percent as percent_of

    if not 0 < limit < 1 or not 0 < power < 1:
        raise click.UsageError("--limit and --power lie between 0 and 1")
    if limit in truths:
        raise click.UsageError("if the truth is at the limit, no review tells on which side it is")
    rows: list[dict[str, Any]] = []
    for truth in truths or [one for one in TRUTHS if one != limit]:
        planned = needed_at_the_end(limit, truth, power)
        rows.append(
            {"truth": truth, "planned": planned, "looking": needed_at_any_look(limit, truth, population)}
        )
    if as_json:
        click.echo(json.dumps({"limit": limit, "power": power, "population": population, "needed": rows}))
        return
    click.echo(
        f"To show, with 95 % certainty, on which side of {percent_of(limit)} the share of wrong edits is\n"
        f"(planned: with a chance of {percent_of(power)}; looking: of {population:,} edits):\n"
    )
    click.echo(f"{'if the truth is':>15}  {'planned':>7}  {'looking':>7}")
    for row in rows:
        cells = [f"{row[name]:,}" if row[name] else "more" for name in ("planned", "looking")]
        click.echo(f"{percent_of(row['truth']):>15}  {cells[0]:>7}  {cells[1]:>7}")
