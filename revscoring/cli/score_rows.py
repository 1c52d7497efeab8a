"""Scored revisions as a table for people, and as CSV for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, Final, Literal, NamedTuple, TypeAlias

from ..observations import Observation
from ..scoring.formats import label_name
from .edits import ABOUT, about_observation, day_of
from .files import STANDARD
from .scores import risk_cell
from .tables import fit, fit_edit
from .terminal import columns, is_terminal, paint, shows_colours

__all__ = ["Format", "RowFormat", "csv_rows", "format_for", "plain_fields", "table_rows"]

Format: TypeAlias = Literal["json", "csv", "table"]

#: Writes a row to a file, and what failed.
RowFormat: TypeAlias = Callable[[Observation, IO[str], str], object]

#: Columns of the table: of a day and of "reverted", and what pages and users need before days are shown.
DAY: Final = 11
FATE: Final = 8
ROOMY: Final = 45


def format_for(chosen: Format | None, output: str, out: IO[str]) -> Format:
    """Return the format for an output: that of its suffix, and for people on a terminal a table."""
    if chosen is not None:
        return chosen
    if output.lower().endswith((".csv", ".tsv")):
        return "csv"
    return "table" if output in STANDARD and is_terminal(out) else "json"


def csv_rows(
    fields: Iterable[str], labels: Iterable[object], score_field: str, delimiter: str = ","
) -> RowFormat:
    """Return a function that writes rows of CSV: fields of observations, and the parts of the score.

    The first line has the names of the columns. An error is in the last column.
    """
    names = [label_name(label) for label in labels]
    plain = [
        name for name in dict.fromkeys(("rev_id", *fields)) if name not in (score_field, "error", "cache")
    ]
    header = [*plain, "prediction", *(f"probability_{name}" for name in names), "error"]
    writers: list[Any] = []

    def write(row: Observation, out: IO[str], problem: str) -> None:
        if not writers:
            writers.append(csv.writer(out, delimiter=delimiter, lineterminator="\n"))
            writers[0].writerow(header)
        score: Mapping[str, Any] = {} if problem else row.get(score_field) or {}
        given = {label_name(label): value for label, value in (score.get("probability") or {}).items()}
        cells = [_cell(row.get(name)) for name in plain]
        cells += [_cell(score.get("prediction")), *(_cell(given.get(name)) for name in names)]
        writers[0].writerow([*cells, problem.strip()])

    return write


def plain_fields(observations: Iterable[Observation]) -> list[str]:
    """Return the fields of observations that fit into a cell, in the order in which they occur.

    >>> plain_fields([{"rev_id": 5, "user": "Ann", "cache": {}}, {"reverted": True}])
    ['rev_id', 'user', 'reverted']
    """
    return list(
        dict.fromkeys(
            name
            for observation in observations
            for name, value in observation.items()
            if not isinstance(value, dict | list)
        )
    )


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_cell, value))
    return "" if value is None else label_name(value)


class _Cells(NamedTuple):
    risk: str
    fate: str | None
    page: str
    user: str
    day: str
    where: str
    note: str = ""

    def line(self, width: int, where_width: int = 0, *, colour: str | None = None) -> str:
        """Return the cells in columns; pages and users are cut to make it fit."""
        risk = f"{self.risk:>5}"
        begin = [paint(risk, colour or "", on=colour is not None)]
        begin += [] if self.fate is None else [fit(self.fate, FATE)]
        space = width - len(risk) - (0 if self.fate is None else FATE + 2) - 6
        space -= max(where_width, len(self.where))
        has_day = space >= ROOMY
        edit = fit_edit(self.page, self.user, space - (DAY + 2) * has_day)
        day = [fit(self.day, DAY)] if has_day else []
        return "  ".join([*begin, *edit, *day, self.where, self.note]).rstrip()


def table_rows(score_field: str) -> RowFormat:
    """Return a function that writes lines of a table: the risk, the page, the user, and where to look.

    If the first edit says whether it was reverted, there is a column for it.
    """
    first: list[_Cells] = []
    where_width = 0

    def write(row: Observation, out: IO[str], problem: str) -> None:
        nonlocal where_width
        width = columns()
        cells, colour = _cells(row, score_field, problem.strip())
        # The numbers of edits differ in length: one digit more does not move the columns.
        where_width = max(where_width, len(cells.where) + (not first))
        if not first:
            first.append(cells)
            heading = _Cells("risk", None if cells.fate is None else "", "page", "user", "day", "edit")
            out.write(heading.line(width, where_width) + "\n")
        shown = cells._replace(fate=None if first[0].fate is None else cells.fate or "")
        out.write(shown.line(width, where_width, colour=colour if shows_colours(out) else None) + "\n")

    return write


def _cells(row: Observation, score_field: str, problem: str = "") -> tuple[_Cells, str]:
    """Return the cells of a scored revision, and the colour of its risk.

    Examples
    --------
    >>> row = {"title": "Ants", "user": "Ann", "link": "https://my.wiki/?diff=5", "reverted": True}
    >>> row["score"] = {"prediction": True, "probability": {"true": 0.98, "false": 0.02}}
    >>> _cells(row, "score")[0].line(70)
    ' 98 %  reverted  Ants           Ann            https://my.wiki/?diff=5'
    """
    about = about_observation(row)
    risk, colour = ("–", "yellow") if problem else risk_cell(row.get(score_field))
    where = str(row.get("link") or f"revision {row.get('rev_id')}")
    title, user, time = (str(about.get(name) or "") for name in ABOUT)
    fate = None if "reverted" not in about else "reverted" if about["reverted"] else ""
    note = problem.removeprefix(where).strip()
    return _Cells(risk, fate, title, user, day_of(time), where, note), colour
