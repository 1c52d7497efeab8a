"""``revscoring extract``: values of features and datasources for revisions, of a dump or of a live wiki."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import IO, Any, Final

import click

from revscoring.errors import (
    CommentDeleted,
    RevisionNotFound,
    TextDeleted,
    UserDeleted,
)
from revscoring.extractors.dump import (
    Dump,
    DumpError,
)
from revscoring.extractors.workers import Extraction, extract_many

from ..cli.command import run_command, utility
from ..cli.feature_lists import import_dependents, warn_of_duplicates
from ..cli.files import (
    Totals,
    batch_size_option,
    dump_options,
    open_output,
    output_option,
    progress_option,
    report_broken,
    work_options,
)
from ..cli.hosts import extract, make_extractor
from ..cli.profiles import write_profile
from ..cli.resuming import open_resumed, read_done, remaining, resume_option
from ..cli.sources import DumpSource, in_input_order, read_revision_observations
from ..observations.lines import ObservationError, dump_observation

__all__ = [
    "error_document",
    "extract",
    "main",
    "merge",
    "run",
    "write_profile",
    "write_results",
]

#: What ``--verbose`` prints for an error; any other is "e", and a good revision ".".
SIGNS: Final = {RevisionNotFound: "?", TextDeleted: "d", UserDeleted: "d", CommentDeleted: "d"}


def error_document(error: BaseException) -> dict[str, str]:
    """Return an error as it is written to observations and scores.

    Examples
    --------
    >>> error_document(RevisionNotFound("{revision}", 5))["message"]
    'RevisionNotFound: Could not find revision ({revision}:5)'
    """
    return {"type": type(error).__name__, "message": " ".join(str(error).split("\nTraceback")[0].split())}


def merge(observation: dict[str, Any], extraction: Extraction, dependents: Sequence[Any]) -> dict[str, Any]:
    """Return an observation with the values of an extraction in its cache, or with its error.

    Examples
    --------
    >>> merge({"rev_id": 5}, Extraction(5, [1.5]), ["feature.x"])
    {'rev_id': 5, 'cache': {'feature.x': 1.5}}
    """
    if extraction.error is not None:
        return {**observation, "error": error_document(extraction.error)}
    values = zip(map(str, dependents), extraction.values or (), strict=True)
    merged = {**observation, "cache": {**(observation.get("cache") or {}), **dict(values)}}
    merged.pop("error", None)
    return merged


def write_results(
    results: Iterable[tuple[dict[str, Any], Extraction]],
    dependents: Sequence[Any],
    out: IO[str],
    totals: Totals,
    *,
    skip_errors: bool = False,
    verbose: bool = False,
    position: Any = None,
) -> None:
    """Write observations with their values or errors, and count them.

    Parameters
    ----------
    results : iterable of (observation, extraction)
    dependents : sequence of Dependent
        Whose values the extractions hold.
    out : text file
    totals : Totals
    skip_errors : bool
        Leave out the revisions that failed, counting them only.
    verbose : bool
        Print a sign for each to standard error.
    position : callable, optional
        Returns how far the input was read, for the progress bar.
    """
    for observation, extraction in results:
        error: Exception | None = extraction.error
        if error is None:
            try:
                dump_observation(merge(observation, extraction, dependents), out)
            except ObservationError as problem:
                error = problem
        if error is None:
            totals.outputs += 1
        else:
            document = error_document(error)
            totals.fail(document["message"], f"revision {observation['rev_id']}")
            if not skip_errors:
                dump_observation({**observation, "error": document}, out)
        if verbose:
            sign = "." if error is None else SIGNS.get(type(error), "e")
            print(sign, end="", file=sys.stderr, flush=True)
        if (totals.outputs + totals.errors) % 20 == 0:
            totals.show(position() if position else None)
    if verbose:
        print(file=sys.stderr)


@utility("extract")
@click.argument("dependent", nargs=-1, required=True, metavar="LIST...")
@click.option(
    "--dump", "dump_path", metavar="FILE", help="XML dump (.gz, .bz2, .xz, .7z) to read revisions from."
)
@click.option("--host", metavar="URL", help="The wiki to ask, such as https://en.wikipedia.org.")
@click.option(
    "--input",
    metavar="FILE",
    help="Observations with a rev_id.  [default: every revision of the dump; <stdin> with --host]",
)
@output_option("The observations with their values in the cache.")
@click.option("--users", metavar="FILE", help="Accounts: JSON, or a table with tabs; see the documentation.")
@click.option(
    "--user-info",
    type=click.Choice(["derive", "file"]),
    default="derive",
    show_default=True,
    help="Derive registration (the first edit in the dump) and groups (*, user), or use --users only.",
)
@batch_size_option
@click.option("--login", is_flag=True, help="Log in to the wiki first (with --host).")
@click.option("--profile", metavar="FILE", help="Write a report of where the time went, in Markdown.")
@click.option(
    "--skip-errors",
    is_flag=True,
    help="Leave failed revisions out of the output, instead of writing their error.",
)
@click.option(
    "--verbose", is_flag=True, help="Print a sign for each revision: . good, ? not found, d deleted, e other."
)
@resume_option
@work_options
@dump_options
@progress_option
def command(
    dependent: tuple[str, ...],
    dump_path: str | None,
    host: str | None,
    input: str | None,
    output: str,
    profile: str | None,
    keep_going: bool,
    **options: Any,
) -> None:
    """Compute the values of LISTs, dotted paths to features or lists of features, for revisions.

    A revision that fails is written with an "error" of a "type" and a "message"; all others go through,
    and the totals are printed: in = out + errors.

    From a dump, details of accounts are not known. Unless --user-info is "file", the registration of a
    user is taken to be the first edit in the dump, the groups "*" and "user"; a file of accounts wins.
    """
    dependents, duplicates = import_dependents(dependent)
    warn_of_duplicates(duplicates, ", ".join(dependent))
    if (dump_path is None) == (host is None):
        raise click.UsageError("give either --dump FILE or --host URL")
    if options["resume"] and host is None:
        raise click.UsageError("--resume goes with --host only: a dump has to be read from its beginning")
    broken: list[DumpError] = []
    with ExitStack() as stack:
        profile_f = None if profile is None else stack.enter_context(open_output(profile))
        if host is not None:
            totals = _extract_from_host(host, input or "<stdin>", output, dependents, options, profile_f)
        else:
            assert dump_path is not None
            totals, broken = _extract_from_dump(dump_path, input, output, dependents, options, profile_f)
    totals.finish()
    report_broken(broken, keep_going)
    if totals.errors and not totals.outputs:
        raise RuntimeError(
            f"no value could be computed for any of the {totals.inputs:,} revisions: see above"
        )


def run(
    observations: Sequence[dict[str, Any]],
    output: IO[str],
    dependents: Sequence[Any],
    extractor: Any,
    extractors: int | None = None,
    batch_size: int = 50,
    profile_f: IO[str] | None = None,
    verbose: bool = False,
    debug: bool = False,
    *,
    skip_errors: bool = False,
    show_progress: bool = False,
    done: int = 0,
    **limits: Any,
) -> Totals:
    """Extract values for observations from an extractor, and write them.

    Parameters
    ----------
    observations : sequence of dict
    output : text file
    dependents : sequence of Dependent
    extractor : Extractor
        See `revscoring.extractors.api.extract_observations`.
    extractors, batch_size : int
        See `revscoring.cli.hosts.extract`.
    profile_f : text file, optional
        For a report of where the time went.
    verbose, skip_errors : bool
        See `write_results`.
    debug : bool
        For compatibility.
    show_progress : bool
        Show the bar even if standard error is no terminal.
    done : int
        How many observations an earlier run has dealt with.
    **limits
        See `revscoring.cli.hosts.extract`.

    Raises
    ------
    KeyboardInterrupt
        After what is done was written and counted.

    Returns
    -------
    Totals
    """
    observations = list(observations)
    totals = Totals("extract", "observations", show=show_progress, total=len(observations) + done)
    totals.inputs, totals.left_out, totals.left_out_words = len(observations) + done, done, "done before"
    times: dict[str, list[float]] | None = None if profile_f is None else {}
    results = extract(dependents, observations, extractor, extractors, batch_size, times, **limits)
    with totals.kept_when_interrupted():
        write_results(results, dependents, output, totals, skip_errors=skip_errors, verbose=verbose)
    if profile_f is not None and times is not None:
        write_profile(profile_f, dependents, times, totals.outputs)
    return totals


def _extract_from_host(
    host: str,
    input: str,
    output: str,
    dependents: Sequence[Any],
    options: dict[str, Any],
    profile_f: IO[str] | None,
) -> Totals:
    observations = read_revision_observations(input)
    done = len(observations)
    if options["resume"]:
        observations = remaining(observations, read_done(output))
    done -= len(observations)
    with open_resumed(output, options["resume"]) as out:
        return run(
            observations,
            out,
            dependents,
            make_extractor(host, options["login"]),
            options["extractors"],
            options["batch_size"],
            profile_f,
            options["verbose"],
            skip_errors=options["skip_errors"],
            show_progress=options["show_progress"],
            done=done,
            timeout=options["timeout"],
            memory_mb=options["memory"],
        )


def _extract_from_dump(
    dump_path: str,
    input: str | None,
    output: str,
    dependents: Sequence[Any],
    options: dict[str, Any],
    profile_f: IO[str] | None,
) -> tuple[Totals, list[DumpError]]:
    observations = None if input is None else read_revision_observations(input)
    times: dict[str, list[float]] | None = None if profile_f is None else {}
    with Dump(dump_path) as dump, open_output(output) as out:
        unit = "revisions" if observations is None else "observations"
        totals = Totals("extract", unit, show=options["show_progress"], total=dump.size)
        source = DumpSource(
            dump,
            dependents,
            totals,
            observations,
            accounts_path=options["users"],
            derive=options["user_info"] == "derive",
            by_order=options["by_order"],
            window=options["window"] * 1_000_000,
        )
        extractions = extract_many(
            source.tasks(),
            dependents,
            workers=options["extractors"],
            timeout=options["timeout"],
            memory_mb=options["memory"],
            profile=times,
            batch_size=options["batch_size"],
        )
        results: Iterable[tuple[dict[str, Any], Extraction]]
        if observations is None:
            results = ((extraction.key, extraction) for extraction in extractions)
        else:
            totals.inputs = len(observations)
            results = in_input_order(extractions, observations)
        write_results(
            results,
            dependents,
            out,
            totals,
            skip_errors=options["skip_errors"],
            verbose=options["verbose"],
            position=lambda: dump.position,
        )
    if profile_f is not None and times is not None:
        write_profile(profile_f, dependents, times, totals.outputs + totals.errors)
    return totals, source.broken


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring extract``."""
    run_command(command, argv, "revscoring extract")
