"""Draw a random sample of observations, and tell the rates of their labels.

Without --stratify and --balance each observation is as likely to be drawn. With --stratify FIELD each
value of the field gives as many as its share of all; with --balance FIELD, all give equally many. The
order is kept, and the same --seed draws the same observations.

A model that learns from a balanced sample has to know how frequent the labels are in the population: the
rates are printed as options of cv_train and tune, and --rates writes a file for their --labels-config.

Example: revscoring sample --input labels.jsonl --balance reverted --size 5000 --output sample.jsonl
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

import click

from ..cli.command import utility
from ..cli.files import OBSERVATIONS, OutputFile, open_input, open_rows
from ..cli.options import POSITIVE, input_option, output_option, progress_option
from ..cli.totals import Totals
from ..files import writing_text
from ..observations import Observation, ObservationError, dump_observation, read_numbered_observations
from ..observations.sampling import SampleError, draw

__all__ = ["main"]


@utility("sample")
@input_option()
@output_option("The sample.", content=OBSERVATIONS, recorded=True)
@click.option("--size", required=True, type=POSITIVE, metavar="N", help="How many to draw.")
@click.option("--stratify", metavar="FIELD", help="Keep the shares of the values of a field.")
@click.option("--balance", metavar="FIELD", help="Draw equally many of each value of a field.")
@click.option(
    "--label",
    metavar="FIELD",
    help="The field whose rates to tell.  [default: that of --balance or --stratify]",
)
@click.option("--seed", default=0, show_default=True, type=int, metavar="N", help="Which sample to draw.")
@click.option(
    "--rates",
    type=OutputFile(),
    metavar="FILE",
    help="Write the labels with their rates, for --labels-config of cv_train and tune.",
)
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print the rates as a JSON object.")
@progress_option()
def command(
    input: str,
    output: str,
    size: int,
    stratify: str | None,
    balance: str | None,
    label: str | None,
    seed: int,
    rates: str | None,
    as_json: bool,
    show_progress: bool,
) -> None:
    if stratify is not None and balance is not None:
        raise click.UsageError("give either --stratify or --balance")
    field = balance or stratify
    label = label or field
    if rates is not None and label is None:
        raise click.UsageError("--rates needs --label: the field whose rates to write")
    totals = Totals("sample", "observations", show=show_progress, left_out_words="not drawn")
    counts: dict[str, int] = {}

    def rows() -> Iterator[Observation]:
        with open_input(input) as file:
            for number, row in read_numbered_observations(file):
                totals.inputs += 1
                if label is not None:
                    value = _value(row, label, f"{input}, line {number}")
                    counts[value] = counts.get(value, 0) + 1
                if field is not None:
                    _value(row, field, f"{input}, line {number}")
                yield row

    try:
        drawn, _ = draw(
            rows(),
            size,
            seed,
            None if field is None else lambda row: json.dumps(row[field], ensure_ascii=False),
            equal=balance is not None,
        )
    except SampleError as error:
        raise RuntimeError(f"{input}: {error}") from error
    with open_rows(output) as out:
        for row in drawn:
            dump_observation(row, out)
    totals.outputs, totals.left_out = len(drawn), totals.inputs - len(drawn)
    totals.finish()
    shares = {value: count / totals.inputs for value, count in sorted(counts.items())}
    if rates is not None:
        document = [{"value": json.loads(value), "population_rate": rate} for value, rate in shares.items()]
        with writing_text(rates) as text:
            text.write(json.dumps({"labels": document}, ensure_ascii=False, indent=2) + "\n")
    if as_json:
        document = [{"value": json.loads(value), "rate": rate} for value, rate in shares.items()]
        click.echo(
            json.dumps({"label": label, "rates": document}, ensure_ascii=False), err=output == "<stdout>"
        )
    elif shares:
        options = [f"--pop-rate {shlex.quote(f'{value}={rate!r}')}" for value, rate in shares.items()]
        click.echo(f"sample: rates of {label} in {input}: {' '.join(options)}", err=True)


def _value(row: Observation, field: str, where: str) -> str:
    value: Any = row.get(field)
    if field not in row or isinstance(value, list | dict):
        raise ObservationError(f"{where}: it has no {field!r} that is a number, a text, true or false")
    return json.dumps(value, ensure_ascii=False)


main = command.run
