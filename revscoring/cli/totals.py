"""Totals of a command: what goes in comes out, as a result or as an error that is reported."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from .progress import Progress

__all__ = ["Totals"]

#: How many kinds of errors are shown at the end.
KINDS_SHOWN: Final = 5


class Totals:
    """Counts of what went in and came out, shown as a progress bar and as a line at the end.

    Parameters
    ----------
    name : str
        The command.
    unit : str
        What goes in, in the plural.
    show : bool
        Show the bar even if standard error is not a terminal.
    total : int, optional
        The position of the bar at the end, if it is known.
    inputs, left_out : int
        Inputs that are counted already, and how many of them are left out.
    left_out_words : str
        Why inputs are left out.

    Attributes
    ----------
    inputs, outputs, errors, left_out : int
        ``inputs == outputs + errors + left_out`` when all is done.
    """

    def __init__(
        self,
        name: str,
        unit: str,
        *,
        show: bool = False,
        total: int | None = None,
        inputs: int = 0,
        left_out: int = 0,
        left_out_words: str = "left out",
    ) -> None:
        self.name = name
        self.unit = unit
        self.inputs, self.left_out = inputs, left_out
        self.outputs = self.errors = 0
        self.left_out_words = left_out_words
        self._first: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._notes: list[str] = []
        self._noted = 0
        self._start = time.monotonic()
        self._bar = Progress(name, total, show=show)

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._start

    @property
    def done(self) -> int:
        """How many inputs have been dealt with."""
        return self.outputs + self.errors + self.left_out

    def fail(self, reason: str, where: str) -> None:
        """Count an error of an input, such as ``revision 5``; the first of each kind is reported.

        A reason that begins with a blank goes on from the input: ``" is not in the dump"``.
        """
        self.errors += 1
        if reason in self._first or len(self._first) < KINDS_SHOWN:
            self._first.setdefault(reason, where)
            self._counts[reason] = self._counts.get(reason, 0) + 1

    def note(self, text: str, count: int) -> None:
        """Count several errors that are reported in one line of their own."""
        self.errors += count
        self._noted += count
        self._notes.append(text)

    def reasons(self) -> Iterator[str]:
        """Yield a line for each kind of error, and one for those that are too many to show."""
        yield from self._notes
        for reason, where in self._first.items():
            count = self._counts[reason]
            more = f" and {count - 1:,} more" if count > 1 else ""
            yield f"{where}{more}{'' if reason.startswith(' ') else ': '}{reason}"
        shown = self._noted + sum(self._counts.values())
        if 0 < shown < self.errors:
            yield f"… and {self.errors - shown:,} more errors"

    def make_room(self, out: IO[str]) -> None:
        """Take the bar away before something is printed on a terminal; it comes back when it moves."""
        if out.isatty():
            self._bar.clear()

    def show(self, position: int | None = None) -> None:
        """Move the bar to a position, or to the number of inputs dealt with."""
        self._bar.show(self.done if position is None else position, self._progress())

    def _progress(self) -> str:
        rate = self.done / max(self.seconds, 1e-9)
        return f"{self.done:,} {self.unit}, {rate:,.0f}/s, {self.errors:,} errors"

    @contextmanager
    def kept_when_interrupted(self, resumable: bool = True) -> Iterator[None]:
        """Print the totals of what was done if Ctrl-C is pressed, or if the source gives up.

        If the output can be continued and has something, ``--resume`` is mentioned.
        """
        try:
            yield
        except (KeyboardInterrupt, RuntimeError):
            self.left_out += self.inputs - self.done
            begun = resumable and self.outputs + self.errors > 0
            self.left_out_words = "not done (--resume goes on)" if begun else "not done"
            self.finish()
            raise

    def finish(self, extra: str = "") -> None:
        """Close the bar and print the totals."""
        self._bar.close(self._progress())
        for reason in self.reasons():
            print(f"{self.name}: {reason}", file=sys.stderr)
        left_out = f" + {self.left_out:,} {self.left_out_words}" if self.left_out else ""
        print(
            f"{self.name}: {self.inputs:,} {self.unit} in = {self.outputs:,} out{left_out} + "
            f"{self.errors:,} errors{extra}; {self.seconds:.1f} s",
            file=sys.stderr,
        )
