"""Reading a whole dump although a part of it may be broken."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress

from ..extractors.dump import Dump, DumpError, DumpRevision
from .totals import Totals

__all__ = ["read_whole_dump", "readable", "report_broken"]


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
