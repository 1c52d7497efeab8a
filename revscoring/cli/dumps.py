"""Reading a whole dump although a part of it may be broken, and the summaries of its edits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import click

from ..extractors.dump import Dump, DumpError, DumpRevision
from ..extractors.reverts import Undoing
from ..languages import RevertSummaries
from .totals import Totals

__all__ = ["read_whole_dump", "readable", "report_broken", "summary_reader"]


def read_whole_dump(dump: Dump, totals: Totals | None, broken: list[DumpError]) -> Iterator[DumpRevision]:
    """Yield the revisions of a dump and count them; add an error to a list instead of raising it.

    Revisions that are cut off are counted as errors. If there is nothing at all in the file, the error
    is raised.
    """
    try:
        for revision in dump:
            if totals is not None:
                totals.inputs += 1
            yield revision
        for warning in dump.warnings:
            print(f"warning: {warning}", file=sys.stderr)
    except DumpError as error:
        if not dump.pages:
            raise
        broken.append(error)
        if totals is not None:
            totals.inputs += dump.lost
            totals.errors += dump.lost


def readable(revisions: Iterable[DumpRevision]) -> Iterator[DumpRevision]:
    """Yield the revisions before a defect, which is reported when the dump is read again."""
    with suppress(DumpError):
        yield from revisions


def report_broken(broken: list[DumpError], keep_going: bool) -> None:
    """Raise the error that `read_whole_dump` found, or print it as a warning only."""
    if broken and keep_going:
        print(f"warning: {broken[0]}", file=sys.stderr)
    elif broken:
        raise broken[0]


def summary_reader(dump: Dump, sources: Sequence[str] = ()) -> Callable[[str], Undoing | None]:
    """Return a function that tells what a summary of a dump says that its edit takes back.

    Parameters
    ----------
    dump : Dump
        Its language and English are used if there are no `sources`.
    sources : sequence of str
        Files of patterns, and codes of languages with some.
    """
    given = [_summaries_of(source) for source in sources]

    @cache
    def summaries() -> RevertSummaries:
        if not given:  # the language is known once the first revision is read
            return RevertSummaries.of_language(dump.site.language)
        for more in given[1:]:
            given[0].add(more)
        return given[0]

    return lambda summary: summaries().read(summary)


def _summaries_of(source: str) -> RevertSummaries:
    try:
        if Path(source).is_file():
            return RevertSummaries.of_file(source)
        return RevertSummaries.of_language(source, strict=True)
    except ValueError as error:
        raise click.UsageError(f"--summaries {error}") from None
