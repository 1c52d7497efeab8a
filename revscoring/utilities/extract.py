"""Compute features or datasources for revisions.

LISTs are dotted paths to features, datasources, or lists of them. The revisions are those of a dump
(--dump) or of a live wiki (--host). A revision that fails is written with an "error" of a "type" and a
"message"; all others go through, and the totals are printed: in = out + errors.

A dump has no details of accounts. Unless --user-info is "file", the registration of a user is taken to
be the first edit in the dump, and the groups "*" and "user"; a file of accounts wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING

import click

from ..cli.command import utility
from ..cli.dumps import report_broken
from ..cli.extraction import ExtractionOptions, Results, from_dump, from_extractor
from ..cli.feature_lists import import_dependents, warn_of_duplicates
from ..cli.files import open_output
from ..cli.hosts import ConfiguredExtractor, combine_profiles, extract, make_extractor
from ..cli.options import (
    RowOptions,
    dump_option,
    dump_options,
    host_option,
    login_option,
    output_option,
    resume_option,
    row_options,
    work_options,
)
from ..cli.profiles import write_profile
from ..cli.resuming import without_done
from ..cli.rows import RowWriter
from ..cli.sources import read_revision_observations
from ..cli.totals import Totals
from ..observations import Observation

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..dependencies import Dependent
    from ..extractors import Extractor

__all__ = ["ConfiguredExtractor", "combine_profiles", "extract", "main", "run", "write_profile"]


class Options(ExtractionOptions, RowOptions):
    """The values of the options of extraction and of rows."""


@utility("extract")
@click.argument("dependent", nargs=-1, required=True, metavar="LIST...")
@dump_option()
@host_option()
@click.option(
    "--input",
    metavar="FILE",
    help="Observations with a rev_id.  [default: every revision of the dump; <stdin> with --host]",
)
@output_option("The observations with their values in the cache.")
@login_option
@click.option("--profile", metavar="FILE", help="Write a report of where the time went, in Markdown.")
@row_options
@resume_option
@work_options
@dump_options
def command(
    dependent: tuple[str, ...],
    dump_path: str | None,
    host: str | None,
    input: str | None,
    output: str,
    login: bool,
    profile: str | None,
    resume: bool,
    keep_going: bool,
    **options: Unpack[Options],
) -> None:
    dependents, duplicates = import_dependents(dependent)
    warn_of_duplicates(duplicates, ", ".join(dependent))
    if (dump_path is None) == (host is None):
        raise click.UsageError("give either --dump FILE or --host URL")
    if resume and host is None:
        raise click.UsageError("--resume goes with --host only: a dump has to be read from its beginning")
    observations = None if input is None and host is None else read_revision_observations(input or "<stdin>")
    times: dict[str, list[float]] | None = None if profile is None else {}
    with ExitStack() as stack:
        profile_f = None if profile is None else stack.enter_context(open_output(profile))
        if dump_path is not None:
            source = from_dump("extract", dump_path, dependents, observations, options, times)
        else:
            rest, done = without_done(observations or [], output, resume)
            extractor = make_extractor(str(host), login)
            source = from_extractor("extract", extractor, dependents, rest, options, done=done, profile=times)
        results = stack.enter_context(source)
        with open_output(output, append=resume) as out:
            _write(results, dependents, out, options["skip_errors"], options["verbose"])
        if profile_f is not None:
            write_profile(profile_f, dependents, times or {}, results.totals.outputs + results.totals.errors)
    results.totals.finish()
    report_broken(results.broken, keep_going)
    if results.totals.errors and not results.totals.outputs:
        raise RuntimeError(
            f"no value could be computed for any of the {results.totals.inputs:,} revisions: see above"
        )


def run(
    observations: Sequence[Observation],
    output: IO[str],
    dependents: Sequence[Dependent],
    extractor: Extractor,
    extractors: int | None = None,
    batch_size: int = 50,
    profile_f: IO[str] | None = None,
    verbose: bool = False,
    debug: bool = False,
) -> Totals:
    """Extract values for observations from an extractor, and write them.

    Parameters
    ----------
    observations : sequence of dict
    output : text file
    dependents : sequence of Dependent
    extractor : Extractor
        See `ConfiguredExtractor`.
    extractors, batch_size : int
        See `revscoring.cli.hosts.extract`.
    profile_f : text file, optional
        For a report of where the time went.
    verbose : bool
        Print a sign for each revision to standard error.
    debug : bool
        For compatibility.

    Returns
    -------
    Totals
    """
    times: dict[str, list[float]] = {}
    results = extract(dependents, observations, extractor, extractors, batch_size, times)
    totals = Totals("extract", "observations", total=len(observations), inputs=len(observations))
    _write(Results(totals, results), dependents, output, verbose=verbose)
    if profile_f is not None:
        write_profile(profile_f, dependents, times, totals.outputs + totals.errors)
    return totals


def _write(
    results: Results,
    dependents: Sequence[Dependent],
    out: IO[str],
    skip_errors: bool = False,
    verbose: bool = False,
) -> None:
    names = list(map(str, dependents))
    with RowWriter(out, results.totals, skip_errors, verbose, position=results.position) as writer:
        for observation, extraction in results.pairs:
            if extraction.error is not None:
                writer.fail(observation, extraction.error)
            else:
                values = zip(names, extraction.values or (), strict=True)
                writer.write(observation, {"cache": {**(observation.get("cache") or {}), **dict(values)}})


main = command.run
