"""Opening the files of commands, their progress bars, and the totals that they print at the end.

The rule of the totals: what goes in comes out, as a result or as an error that is reported.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

import click

from revscoring.extractors.dump import WINDOW_BYTES, Dump, DumpError, DumpRevision
from revscoring.extractors.workers import BATCH_SIZE

__all__ = [
    "Totals",
    "batch_size_option",
    "check_writable",
    "dump_options",
    "input_option",
    "open_input",
    "open_output",
    "output_option",
    "progress_option",
    "read_whole_dump",
    "report_broken",
    "work_options",
]

STANDARD: Final = ("-", "<stdin>", "<stdout>")

#: How many kinds of errors are shown at the end.
KINDS_SHOWN: Final = 5


def input_option(*names: str, help: str = "Observations, one JSON object per line.") -> Callable[..., Any]:
    """Return the option of an input file, the standard input by default."""
    return click.option(
        *(names or ("--input",)), default="<stdin>", show_default=True, metavar="FILE", help=help
    )


def output_option(help: str = "Where to write.", name: str = "--output") -> Callable[..., Any]:
    """Return the option of an output file, the standard output by default."""
    return click.option(name, default="<stdout>", show_default=True, metavar="FILE", help=help)


def progress_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that shows progress bars even where standard error is no terminal."""
    return click.option(
        "--progress",
        "show_progress",
        is_flag=True,
        help="Show progress even if standard error is no terminal.",
    )(function)


def dump_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options about reading a dump, other than its name."""
    for option in (
        click.option(
            "--keep-going",
            is_flag=True,
            help="Exit with status 0 even if the dump turns out to be broken somewhere.",
        ),
        click.option(
            "--window",
            default=WINDOW_BYTES // 1_000_000,
            show_default=True,
            metavar="MB",
            type=click.IntRange(min=0),
            help="How much text of a page to keep in memory for its later revisions.",
        ),
        click.option(
            "--by-order",
            is_flag=True,
            help="Take the revision before in the page as the parent, whatever the parent ids say.",
        ),
    ):
        function = option(function)
    return function


def work_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options about worker processes and their limits."""
    for option in (
        click.option(
            "--memory",
            type=click.IntRange(min=1),
            metavar="MB",
            help="Address space of a worker; a revision that needs more fails.  [default: no limit]",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="How long a revision may take; one that takes longer fails.  [default: no limit]",
        ),
        click.option(
            "--extractors",
            type=click.IntRange(min=0),
            metavar="N",
            help="Worker processes; 0 works in this process.  [default: all cores]",
        ),
    ):
        function = option(function)
    return function


def batch_size_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option of how many revisions are worked on together."""
    return click.option(
        "--batch-size",
        default=BATCH_SIZE,
        show_default=True,
        type=click.IntRange(min=1),
        help="How many revisions to send to a worker, or to ask the wiki for, at a time.",
    )(function)


@contextmanager
def open_input(path: str) -> Iterator[IO[str]]:
    """Open a text file for reading, or the standard input."""
    if path in STANDARD:
        yield sys.stdin
    else:
        with open(path, encoding="utf8") as file:
            yield file


@contextmanager
def open_output(path: str) -> Iterator[IO[str]]:
    """Open a text file for writing, or the standard output."""
    if path in STANDARD:
        yield sys.stdout
        sys.stdout.flush()
    else:
        with open(path, "w", encoding="utf8") as file:
            yield file


def check_writable(path: str) -> None:
    """Raise an OSError now if a file cannot be written later, after hours of work; leave it as it is."""
    if path in STANDARD:
        return
    is_new = not os.path.exists(path)
    with open(path, "ab"):
        pass
    if is_new:
        os.remove(path)


class Totals:
    """Counts of what went in and came out, shown as a progress bar and as a line at the end.

    Parameters
    ----------
    name : str
        The command.
    unit : str
        What goes in, in the plural.
    show : bool
        Show the bar even if standard error is no terminal.
    total : int, optional
        How many go in, if that is known.

    Attributes
    ----------
    inputs, outputs, errors, left_out : int
        ``inputs == outputs + errors + left_out`` when all is done.
    """

    def __init__(self, name: str, unit: str, *, show: bool = False, total: int | None = None) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # no thread beside us: worker processes may be forked
        self.name = name
        self.unit = unit
        self.inputs = self.outputs = self.errors = self.left_out = 0
        self.left_out_words = "left out"
        self._reasons: dict[str, list[Any]] = {}
        self._notes: list[str] = []
        self._noted = 0
        self._start = time.monotonic()
        self._bar: Any = tqdm(
            total=total,
            disable=False if show else None,
            bar_format="{l_bar}{bar}| {postfix} [{elapsed}<{remaining}]"
            if total
            else "{desc}: {postfix} [{elapsed}]",
            desc=name,
            file=sys.stderr,
        )

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._start

    def fail(self, reason: str, where: str) -> None:
        """Count an error; the first of each kind is reported at the end, and how many more there were.

        Parameters
        ----------
        reason : str
            What went wrong.
        where : str
            Which input it was, such as ``revision 5``.
        """
        self.errors += 1
        if reason in self._reasons:
            self._reasons[reason][1] += 1
        elif len(self._reasons) < KINDS_SHOWN:
            self._reasons[reason] = [where, 1]

    def note(self, text: str, count: int) -> None:
        """Count several errors that are reported in one line of their own."""
        self.errors += count
        self._noted += count
        self._notes.append(text)

    def reasons(self) -> Iterator[str]:
        """Yield a line for each kind of error, and one for those that are too many to show."""
        yield from self._notes
        shown = self._noted
        for reason, (where, count) in self._reasons.items():
            more = f" and {count - 1:,} more" if count > 1 else ""
            yield f"{where}{more}: {reason}"
            shown += count
        if 0 < shown < self.errors:
            yield f"… and {self.errors - shown:,} more errors"

    def show(self, position: int | None = None) -> None:
        """Move the bar to a position, or to the number of things done."""
        bar = self._bar
        if bar.disable:
            return
        done = self.outputs + self.errors + self.left_out
        rate = done / max(self.seconds, 1e-9)
        bar.set_postfix_str(f"{done:,} {self.unit}, {rate:,.0f}/s, {self.errors:,} errors", refresh=False)
        bar.update((done if position is None else position) - bar.n)

    @contextmanager
    def kept_when_interrupted(self) -> Iterator[None]:
        """Print the totals of what was done when somebody presses Ctrl-C, or when the source gives up."""
        try:
            yield
        except (KeyboardInterrupt, RuntimeError):
            self.left_out += self.inputs - self.outputs - self.errors - self.left_out
            self.left_out_words = "not done (--resume goes on)"
            self.finish()
            raise

    def finish(self, extra: str = "") -> None:
        """Close the bar and print the totals."""
        self.show(self._bar.total)
        self._bar.close()
        for reason in self.reasons():
            print(f"{self.name}: {reason}", file=sys.stderr)
        left_out = f" + {self.left_out:,} {self.left_out_words}" if self.left_out else ""
        print(
            f"{self.name}: {self.inputs:,} {self.unit} in = {self.outputs:,} out{left_out} + "
            f"{self.errors:,} errors{extra}; {self.seconds:.1f} s",
            file=sys.stderr,
        )


def read_whole_dump(dump: Dump, totals: Totals | None, broken: list[DumpError]) -> Iterator[DumpRevision]:
    """Yield the revisions of a dump, counting them; what is broken is put into a list, not raised.

    Parameters
    ----------
    dump : Dump
        Not read yet.
    totals : Totals, optional
        Its inputs are counted, and the revisions that are cut off as errors.
    broken : list of DumpError
        Filled at the end.

    Raises
    ------
    DumpError
        When there is nothing at all in the file.
    """
    try:
        for revision in dump:
            if totals is not None:
                totals.inputs += 1
            yield revision
    except DumpError as error:
        if not dump.pages:
            raise
        broken.append(error)
        if totals is not None:
            totals.inputs += dump.lost
            totals.errors += dump.lost


def report_broken(broken: list[DumpError], keep_going: bool) -> None:
    """End with the error of a broken dump, after everything that could be read was dealt with.

    Parameters
    ----------
    broken : list of DumpError
        What `read_whole_dump` found.
    keep_going : bool
        Print it as a warning only.
    """
    if broken and keep_going:
        print(f"warning: {broken[0]}", file=sys.stderr)
    elif broken:
        raise broken[0]
