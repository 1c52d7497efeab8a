"""Writing an observation for each revision: with its values, or with its error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, Final

from ..errors import plain_text
from ..extractors.dump import SiteInfo
from ..observations import ErrorDocument, Observation, ObservationError, dump_observation, error_document
from .models import in_words_of_commands
from .totals import Totals

__all__ = ["RowWriter"]

#: The signs of errors by their type; any other is "e", and a revision without an error ".".
SIGNS: Final = {"RevisionNotFound": "?", "TextDeleted": "d", "UserDeleted": "d", "CommentDeleted": "d"}

#: After how many rows the progress bar moves.
PROGRESS_ROWS: Final = 20


def _write_json(row: Observation, out: IO[str], problem: str) -> None:
    dump_observation(row, out)


@dataclass
class RowWriter(AbstractContextManager["RowWriter"]):
    """Writes rows and counts them.

    Parameters
    ----------
    out : text file
    totals : Totals
    skip_errors : bool
        Leave out the revisions that failed; they are only counted.
    verbose : bool
        Print a sign for each row to standard error.
    error_fields : sequence of str
        The fields in which an error stands.
    position : callable, optional
        Returns how much of the input was read, for the progress bar.
    row_format : callable
        Writes a row to `out`, by default as a line of JSON. It is told what failed, in plain words.
    site : SiteInfo
        The wiki that the revisions are of, as far as it is known when the first is written.
    """

    out: IO[str]
    totals: Totals
    skip_errors: bool = False
    verbose: bool = False
    error_fields: Sequence[str] = ("error",)
    position: Callable[[], int] | None = None
    row_format: Callable[[Observation, IO[str], str], object] = _write_json
    site: SiteInfo = field(default_factory=SiteInfo)

    def write(self, observation: Observation, fields: Observation) -> None:
        """Write an observation with further fields; if that fails, write it with the error."""
        earlier = {name: value for name, value in observation.items() if name != "error"}
        try:
            _check_numbers(fields)
            self._put({**earlier, **fields})
        except ObservationError as error:
            self.fail(observation, error)
        else:
            self.totals.outputs += 1
            self._advance(".")

    def fail(self, observation: Observation, error: BaseException | ErrorDocument) -> None:
        """Write an observation with its error."""
        document = error_document(error) if isinstance(error, BaseException) else error
        reason = plain_text(error) if isinstance(error, BaseException) else document["message"]
        reason = in_words_of_commands(reason)
        where = f"revision {observation.get('rev_id')}"
        self.totals.fail(reason.removeprefix(where), where)
        if not self.skip_errors:
            self._put({**observation, **dict.fromkeys(self.error_fields, document)}, reason)
        self._advance(SIGNS.get(document["type"], "e"))

    def _put(self, row: Observation, problem: str = "") -> None:
        self.totals.make_room(self.out)
        self.row_format(row, self.out, problem)

    def _advance(self, sign: str) -> None:
        if self.verbose:
            print(sign, end="", file=sys.stderr, flush=True)
        if self.totals.done % PROGRESS_ROWS == 0:
            self.totals.show(self.position() if self.position else None)

    def __exit__(self, *_: object) -> None:
        if self.verbose:
            print(file=sys.stderr)


def _check_numbers(fields: Observation) -> None:
    """Raise an `ObservationError` if a computed field has a number that JSON does not have, such as NaN.

    Values in a cache are typed, and a field of the user's own is copied as it is.
    """
    for name, value in fields.items():
        if name != "cache":
            try:
                json.dumps(value, allow_nan=False)
            except (TypeError, ValueError, RecursionError) as error:
                raise ObservationError(f"the field {name!r} cannot be written as JSON: {error}") from error
