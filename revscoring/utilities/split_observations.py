"""Split observations by time: the older ones to learn from, the newest ones to test on.

A model that is tested on edits from the time that it learned from looks better than it is, because edits of
one quarrel are on both sides. A day is not divided. Each observation needs a timestamp, as of autolabel.

Example: revscoring split_observations observations.jsonl --older older.jsonl --newer newer.jsonl
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.files import InputFile, OutputFile, check_writable, open_input, open_rows
from ..observations import ObservationError, dump_observation, read_numbered_observations

__all__ = ["main"]


@utility("split_observations")
@click.argument("input", type=InputFile(), metavar="OBSERVATIONS")
@click.option(
    "--older", required=True, type=OutputFile(recorded=True), metavar="FILE", help="Write the older ones."
)
@click.option(
    "--newer", required=True, type=OutputFile(recorded=True), metavar="FILE", help="Write the newest ones."
)
@click.option(
    "--newest",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.2,
    show_default=True,
    metavar="SHARE",
    help="The share of the newest ones.",
)
def command(input: str, older: str, newer: str, newest: float) -> None:
    check_writable(older)
    check_writable(newer)
    observations = []
    with open_input(input) as lines:
        for number, observation in read_numbered_observations(lines):
            if not isinstance(observation.get("timestamp"), str):
                raise ObservationError(
                    f"{input}, line {number}: it has no timestamp, such as autolabel writes"
                )
            observations.append(observation)
    if not observations:
        raise ObservationError(f"{input}: there is no observation in it")
    times = sorted(observation["timestamp"] for observation in observations)
    limit = times[min(len(times) - 1, len(times) - round(len(times) * newest))][:10]
    parts = {
        path: [one for one in observations if (one["timestamp"] >= limit) is is_newer]
        for path, is_newer in ((newer, True), (older, False))
    }
    if not parts[older]:
        raise ObservationError(f"{input}: all observations are of one day, {limit}, which is not divided")
    # The older ones are written last: when they are there, the newer ones are complete.
    for path, chosen in parts.items():
        with open_rows(path) as out:
            for observation in chosen:
                dump_observation(observation, out)
    click.echo(
        f"split_observations: {len(times):,} observations in = {len(parts[older]):,} older + "
        f"{len(parts[newer]):,} from {limit} on",
        err=True,
    )


main = command.run
