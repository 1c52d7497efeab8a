"""Take data about people out of observations, and tell what was found and what was not looked for.

Names of accounts are left out; with --key they become pseudonyms, the same for the same account, which nobody
can undo or repeat without the key. In texts and summaries, e-mail addresses, telephone numbers, IP addresses,
temporary names, and numbers of accounts, cards and people with right check digits are masked. What rules
cannot decide is not looked for; the report says what that is.

Example: revscoring publish scrub --input observations.jsonl --key my.key --output public.jsonl
"""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...cli.command import utility
from ...cli.feature_lists import import_features
from ...cli.files import OBSERVATIONS, InputFile, OutputFile, open_input, open_output, open_rows
from ...cli.options import input_option, output_option
from ...cli.terminal import columns
from ...cli.totals import Totals
from ...observations import dump_observation, read_observations
from ...publishing import SHORTEST_KEY

if TYPE_CHECKING:
    from ...publishing import Scrubber

__all__ = ["command"]


def _parse_region(text: str) -> str:
    if not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise click.BadParameter(f"{text!r}: give the code of a country, such as FR")
    return text.upper()


@utility("scrub")
@input_option()
@output_option("The scrubbed observations.", content=OBSERVATIONS)
@click.option(
    "--key",
    "key_file",
    type=InputFile(),
    metavar="FILE",
    help=f"Make pseudonyms with the bytes of this file, at least {SHORTEST_KEY}; keep it secret.",
)
@click.option(
    "--region",
    "regions",
    multiple=True,
    type=_parse_region,
    metavar="CODE",
    help="Look for telephone numbers in national form too, such as those of FR; may be repeated.",
)
@click.option(
    "--anonymous-training",
    metavar="FEATURES",
    help="Leave out the values of features that depend on who edits, by the graph of this list of features, "
    "so that no model can learn it; and of features that are not in the list.",
)
@click.option("--report", type=OutputFile(), metavar="FILE", help="Write the report as JSON, too.")
def command(
    input: str,
    output: str,
    key_file: str | None,
    regions: tuple[str, ...],
    anonymous_training: str | None,
    report: str | None,
) -> None:
    from ...publishing import Scrubber

    kept = None if anonymous_training is None else _edit_features(anonymous_training)
    scrubber = Scrubber(None if key_file is None else _read_key(key_file), regions, kept)
    totals = Totals("publish scrub", "observations")
    with open_input(input) as lines, open_rows(output) as out:
        for observation in read_observations(lines):
            totals.inputs += 1
            dump_observation(scrubber.scrub(observation), out)
            totals.outputs += 1
            totals.show()
    if report is not None:
        with open_output(report) as out:
            out.write(json.dumps(scrubber.report(), ensure_ascii=False, indent=2) + "\n")
    totals.finish()
    _print_report(scrubber)


def _edit_features(path: str) -> set[str]:
    """Return the names of the features of a list that are not about who edits."""
    from ...features import who_features

    features = import_features(path)
    return {str(feature) for feature in features} - {str(feature) for feature in who_features(features)}


def _read_key(path: str) -> bytes:
    key = Path(path).read_bytes()
    if len(key) < SHORTEST_KEY:
        raise click.UsageError(
            f"--key {path}: it has {len(key)} bytes, and could be guessed; make one of at least "
            f"{SHORTEST_KEY}: head -c 32 /dev/urandom > {path}"
        )
    return key


def _print_report(scrubber: Scrubber) -> None:
    found: dict[str, Any] = scrubber.report()
    counts = ", ".join(f"{count:,} {kind}" for kind, count in found["found"].items()) or "nothing"
    lines = [f"Found: {counts}.", "Not looked for: " + "; ".join(found["not_looked_for"]) + "."]
    for line in lines:
        print(textwrap.fill(line, columns(), subsequent_indent="  "), file=sys.stderr)
