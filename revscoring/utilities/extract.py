"""Compute features or datasources for revisions.

LISTs are dotted paths to features, datasources, or lists of them. The revisions are those of a dump
(--dump) or of a live wiki (--host). A revision that fails is written with an "error" of a "type" and a
"message"; all others go through, and the totals are printed: in = out + errors.

With --spark, the values of a whole dump are computed on a cluster, and written as a table.

A dump has no details of accounts. Unless --user-info is "file", the registration of a user is taken to
be the first edit in the dump, and the groups "*" and "user"; a file of accounts wins.

Example: revscoring extract revscoring.examples.any_wiki --dump wiki.xml.xz --input labels.jsonl
--output observations.jsonl
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ..cli.clusters import check_cluster_options, extract_on_cluster
from ..cli.command import utility
from ..cli.examples import print_examples
from ..cli.extraction import check_source, note_unread_input, open_extraction
from ..cli.feature_lists import import_dependents, warn_of_duplicates
from ..cli.files import OBSERVATIONS, InputFile, OutputFile, check_writable, open_output
from ..cli.options import (
    ExtractionOptions,
    at_least,
    extraction_options,
    output_option,
    source_options,
)
from ..cli.profiles import write_profile
from ..cli.sources import read_revision_observations

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["main"]


@utility("extract")
@click.argument("dependent", nargs=-1, required=True, metavar="LIST...")
@source_options
@click.option(
    "--input",
    type=InputFile(OBSERVATIONS),
    metavar="FILE",
    help="Observations with a rev_id.  [default: every revision of the dump; <stdin> with --host]",
)
@click.option(
    "--label",
    default="reverted",
    show_default=True,
    metavar="FIELD",
    help="Count the examples of this label in the input first, and say if they are too few to learn from.",
)
@output_option(
    "The observations with their values in the cache; a table if it ends in .parquet, .csv or .tsv.",
    content=OBSERVATIONS,
    recorded=True,
)
@click.option(
    "--profile",
    type=OutputFile(),
    metavar="FILE",
    help="Write a report of where the time went, in Markdown.",
)
@click.option(
    "--spark",
    metavar="MASTER",
    help="Do it on Spark, such as local[4] or spark://HOST:7077: --output is a directory of Parquet files, "
    "and a second run goes on where the first ended.",
)
@click.option(
    "--chunk",
    default=20_000,
    show_default=True,
    type=at_least(0.001, float),
    metavar="MB",
    help="How much text to finish at a time (with --spark): what an interrupted run loses at most.",
)
@extraction_options
@click.pass_context
def command(
    context: click.Context,
    dependent: tuple[str, ...],
    input: str | None,
    label: str,
    output: str,
    profile: str | None,
    spark: str | None,
    chunk: float,
    **options: Unpack[ExtractionOptions],
) -> None:
    dependents, duplicates = import_dependents(dependent)
    warn_of_duplicates(duplicates, ", ".join(dependent))
    if spark is not None:
        dump = check_cluster_options(context)
        extract_on_cluster(spark, dependent, dependents, dump, output, options["by_order"], chunk)
        return
    if context.get_parameter_source("chunk") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--chunk goes with --spark")
    check_source(options)
    if options["dump_path"] is None and options["host"] is None:
        raise click.UsageError("give either --dump FILE or --host URL")
    observations = None
    if input is not None or options["host"] is not None:
        observations = read_revision_observations(input or "<stdin>")
        print_examples("extract", observations, label)
    else:
        note_unread_input("extract", options["dump_path"])
    times: dict[str, list[float]] = {}
    names = list(map(str, dependents))
    check_writable(profile or "-")
    with open_extraction(
        "extract", dependents, observations, output, options, profile=times if profile else None
    ) as (pairs, writer):
        for observation, extraction in pairs:
            if extraction.error is not None:
                writer.fail(observation, extraction.error)
            else:
                values = zip(names, extraction.values or (), strict=True)
                cache = {**(observation.get("cache") or {}), **dict(values)}
                wiki = observation.get("wiki") or writer.site.wiki
                writer.write(observation, {**({"wiki": wiki} if wiki else {}), "cache": cache})
        if profile is not None:
            with open_output(profile) as profile_f:
                write_profile(profile_f, dependents, times, writer.totals.outputs + writer.totals.errors)
    if writer.totals.errors and not writer.totals.outputs:
        raise RuntimeError(
            f"no value could be computed for any of the {writer.totals.inputs:,} revisions: see above"
        )


main = command.run
