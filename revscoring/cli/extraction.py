"""Values for the revisions of a command: from a dump, a live wiki, or the caches of observations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeAlias

import click

from ..dependencies import Dependent
from ..extractors.api import THREADS, Extractor
from ..extractors.dump import Dump, DumpError, SiteInfo
from ..extractors.workers import Extraction, Task, extract_many
from ..observations import Observation
from .dumps import report_broken
from .edits import ABOUT, about_roots
from .files import STANDARD, is_table, open_output, open_rows, standard_input_waits
from .hosts import extract, make_extractor
from .language_warnings import warned_of_wiki_language
from .options import DumpOptions, ExtractionOptions
from .resuming import without_done
from .rows import RowWriter
from .sources import DumpSource, in_input_order
from .totals import Totals

__all__ = ["Pairs", "check_source", "dump_source", "note_unread_input", "open_extraction"]

#: Observations with their extractions, in order.
Pairs: TypeAlias = Iterator[tuple[Observation, Extraction]]


def check_source(options: ExtractionOptions) -> None:
    """Raise an error of usage if the options about the source of the revisions contradict each other."""
    if options["dump_path"] is not None and options["host"] is not None:
        raise click.UsageError("give either --dump FILE or --host URL")
    if options["resume"] and options["dump_path"] is not None:
        raise click.UsageError("--resume goes with --host only: a dump has to be read from its beginning")


def note_unread_input(command: str, dump_path: str | None) -> None:
    """Say that all revisions of the dump are taken, if observations wait in a standard input nobody reads."""
    if dump_path is not None and dump_path not in STANDARD and standard_input_waits():
        click.echo(
            f"{command}: every revision of {dump_path} is taken, and the standard input is not read: "
            "--input - takes the revisions in it",
            err=True,
        )


def dump_source(
    dump: Dump,
    dependents: Sequence[Dependent],
    totals: Totals,
    observations: list[Observation] | None,
    options: DumpOptions,
) -> DumpSource:
    """Return the source of tasks from a dump that the options describe."""
    return DumpSource(
        dump,
        dependents,
        totals,
        observations,
        accounts_path=options["users"],
        derive=options["user_info"] == "derive",
        by_order=options["by_order"],
        window=options["window"] * 1_000_000,
    )


@contextmanager
def open_extraction(
    command: str,
    dependents: Sequence[Dependent],
    observations: list[Observation] | None,
    output: str,
    options: ExtractionOptions,
    *,
    error_fields: Sequence[str] = ("error",),
    profile: dict[str, list[float]] | None = None,
    threads: int = THREADS,
    extractor: Extractor | None = None,
    about: dict[int, dict[str, Any]] | None = None,
    rows: bool = True,
) -> Iterator[tuple[Pairs, RowWriter]]:
    """Yield the extractions of revisions and a writer for their rows; at the end, print the totals.

    Without `observations`, the revisions are all of the dump. `error_fields` are those of `RowWriter`,
    `threads` is the number of batches to request from the wiki at a time, and the seconds of each node are
    added to `profile`. `extractor` is that of the wiki, if it is made already. What a dump says about each
    edit is added to `about`, by its id. Without `rows`, the output is text in a format of its own, whatever
    its name.
    """
    rest, done = without_done(observations or [], output, options["resume"])
    count = len(rest) + done
    show, position, broken = options["show_progress"], None, list[DumpError]()
    site = SiteInfo(base=options["host"])
    tasks: Iterable[Task] = (Task(place, dict(one.get("cache") or {})) for place, one in enumerate(rest))
    with ExitStack() as stack:
        if options["dump_path"] is not None:
            dump = stack.enter_context(Dump(options["dump_path"]))
            unit = "revisions" if observations is None else "observations"
            totals = Totals(command, unit, show=show, total=dump.size, inputs=count)
            wanted = [*dependents, *(ABOUT.values() if about is not None else ())]
            source = dump_source(dump, wanted, totals, observations, options)
            tasks, broken, position = source.tasks(), source.broken, lambda: dump.position
            site = dump.site
            if about is not None:
                tasks = _noting(tasks, about, observations, dump)
        else:
            totals = Totals(command, "observations", show=show, total=count, inputs=count, left_out=done)
            totals.left_out_words = "done before"
            resumable = output not in STANDARD and not (rows and is_table(output))
            stack.enter_context(totals.kept_when_interrupted(resumable))
        if options["host"] is not None and extractor is None:
            extractor = make_extractor(options["host"], options["login"])
        pairs = _pairs(dependents, observations, rest, tasks, options, profile, threads, extractor)
        out = stack.enter_context(
            (open_rows if rows else open_output)(output, append=options["resume"], keep_partial=True)
        )
        skip_errors, verbose = options["skip_errors"], options["verbose"]
        writer = RowWriter(out, totals, skip_errors, verbose, error_fields, position, site=site)
        yield pairs, stack.enter_context(writer)
    totals.finish()
    report_broken(broken, options["keep_going"])


def _noting(
    tasks: Iterable[Task],
    about: dict[int, dict[str, Any]],
    observations: list[Observation] | None,
    dump: Dump,
) -> Iterator[Task]:
    """Yield tasks, and add what a dump says about their edits."""
    for task in tasks:
        observation: Observation = task.key if observations is None else observations[task.key]
        rev_id = observation["rev_id"]
        about[rev_id] = {**about_roots(task.cache), "link": dump.site.diff_link(rev_id)}
        yield task


def _pairs(
    dependents: Sequence[Dependent],
    observations: list[Observation] | None,
    rest: list[Observation],
    tasks: Iterable[Task],
    options: ExtractionOptions,
    profile: dict[str, list[float]] | None,
    threads: int,
    extractor: Extractor | None,
) -> Pairs:
    workers, batch_size = options["extractors"], options["batch_size"]
    timeout, memory_mb = options["timeout"], options["memory"]
    if extractor is not None:
        results = extract(
            dependents,
            rest,
            extractor,
            workers,
            batch_size,
            profile,
            timeout=timeout,
            memory_mb=memory_mb,
            threads=threads,
        )
        return warned_of_wiki_language(results, dependents, extractor)
    extractions = extract_many(
        tasks,
        dependents,
        workers=workers,
        timeout=timeout,
        memory_mb=memory_mb,
        profile=profile,
        batch_size=batch_size,
    )
    if observations is None:
        return ((extraction.key, extraction) for extraction in extractions)
    return in_input_order(extractions, rest)
