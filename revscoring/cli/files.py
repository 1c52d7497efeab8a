"""Files that commands read and write; ``-`` is standard input or output."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import IO, Final, cast

import click

from ..files import STANDARD, is_same_file, is_standard, open_text, read_text, replacing, writing_text
from ..importing import needs_extra
from ..observations import ObservationError, ParquetLines, write_csv, write_parquet

__all__ = [
    "MODEL",
    "OBSERVATIONS",
    "STANDARD",
    "InputFile",
    "OutputFile",
    "check_distinct",
    "check_outputs",
    "check_writable",
    "delimiter_of",
    "files_of",
    "is_parquet",
    "is_table",
    "load_yaml",
    "open_input",
    "open_output",
    "open_rows",
    "standard_input_waits",
]

#: The content of files that a command may read wholly and then replace by a better version of itself.
OBSERVATIONS: Final = "observations"
MODEL: Final = "model"

#: Suffixes of tables of text → what is between the cells.
DELIMITERS: Final = {".csv": ",", ".tsv": "\t"}


def is_parquet(path: str) -> bool:
    """Return whether a file is a table of Parquet, by its name."""
    return path.lower().endswith(".parquet")


def is_table(path: str) -> bool:
    """Return whether observations are written into a file as a table, by its name."""
    return is_parquet(path) or path.lower().endswith(tuple(DELIMITERS))


def delimiter_of(path: str) -> str:
    """Return what is between the cells of a table of text, by its name.

    Examples
    --------
    >>> delimiter_of("scores.tsv"), delimiter_of("scores")
    ('\\t', ',')
    """
    return DELIMITERS.get(os.path.splitext(path)[1].lower(), ",")


@contextmanager
def open_input(path: str) -> Iterator[IO[str]]:
    """Open a text file, or the standard input, for reading; a Parquet file is read as lines of JSON."""
    if not is_parquet(path):
        with open_text(path) as text:
            yield text
        return
    with open(path, "rb") as file:
        yield cast("IO[str]", ParquetLines(path, file))


@contextmanager
def open_output(path: str, *, append: bool = False, keep_partial: bool = False) -> Iterator[IO[str]]:
    """Open a text file for writing, or the standard output; see `revscoring.files.writing_text`."""
    if is_parquet(path):
        raise RuntimeError(f"{path}: this is text, not a table of Parquet: give the file another name")
    with writing_text(path, append=append, keep_partial=keep_partial) as out:
        yield out


@contextmanager
def open_rows(path: str, *, append: bool = False, keep_partial: bool = False) -> Iterator[IO[str]]:
    """Open a file for writing observations, as lines of JSON; by its name, they are made a table at the end.

    The name of a table ends in .parquet, .csv or .tsv. Until the end, its lines are in a temporary file
    beside it. After a failure, they are kept in ``PATH.partial.jsonl`` with `keep_partial`.
    """
    if not is_table(path):
        with open_output(path, append=append, keep_partial=keep_partial) as out:
            yield out
        return
    if is_parquet(path):
        with needs_extra("arrow"):
            import pyarrow  # noqa: F401
    check_writable(path)
    directory, name = os.path.split(os.path.realpath(path))
    with tempfile.NamedTemporaryFile(
        "w+", encoding="utf-8", newline="\n", prefix=f".{name}.", suffix=".lines", dir=directory
    ) as lines:
        try:
            yield lines
            _write_table(lines, path)
        except BaseException:
            lines.flush()
            if keep_partial and os.path.getsize(lines.name):
                kept = f"{path}.partial.jsonl"
                shutil.copyfile(lines.name, kept)
                print(f"{path} was not written; the lines until now are in {kept}", file=sys.stderr)
            raise


def _write_table(lines: IO[str], path: str) -> None:
    try:
        if is_parquet(path):
            with replacing(path) as file:
                write_parquet(lines, file)
        else:
            with writing_text(path) as out:
                write_csv(lines, out, delimiter_of(path))
    except ObservationError as error:
        raise ObservationError(f"{path}: {error}") from error


class _File(click.types.StringParamType):
    def __init__(self, content: str | None = None) -> None:
        self.content = content


class InputFile(_File):
    """The type of an option or argument that names a file to read.

    Parameters
    ----------
    content : str, optional
        An output of the same content may be the same file; without it no output may.
    """


class OutputFile(_File):
    """The type of an option or argument that names a file to write; see `InputFile`.

    With `recorded`, how the file was made is written beside it (see `revscoring.cli.provenance`).
    """

    def __init__(self, content: str | None = None, *, recorded: bool = False) -> None:
        super().__init__(content)
        self.recorded = recorded


def files_of(ctx: click.Context, kind: type[_File]) -> Iterator[tuple[click.Parameter, str]]:
    """Yield the parameters of a command that name files to read, or to write, with each path."""
    for parameter in ctx.command.params:
        value = ctx.params.get(parameter.name or "")
        if isinstance(parameter.type, kind) and value:
            for path in (value,) if isinstance(value, str) else value:
                yield parameter, path


def _files(ctx: click.Context, kind: type[_File]) -> Iterator[tuple[str, str | None, str]]:
    """Yield the name of each parameter of a type, the content of its file, and the path."""
    for parameter, path in files_of(ctx, kind):
        is_option = isinstance(parameter, click.Option)
        name = max(parameter.opts, key=len) if is_option else parameter.human_readable_name
        yield name, cast("_File", parameter.type).content, path


def check_distinct(ctx: click.Context) -> None:
    """Raise an error of usage if an output of a command is one of its inputs, or another output."""
    outputs = list(_files(ctx, OutputFile))
    resumes = ctx.params.get("resume", False)
    for name, content, path in outputs:
        for input_name, input_content, input_path in _files(ctx, InputFile):
            in_place = content is not None and content == input_content and not resumes
            if is_same_file(input_path, path) and (not in_place or is_standard(path)):
                raise click.UsageError(
                    f"{name} {path} is also the input ({input_name}), which would be lost: give another file"
                )
    for (name, _, path), (other_name, _, other) in combinations(outputs, 2):
        if not is_standard(path) and not is_standard(other) and is_same_file(path, other):
            raise click.UsageError(f"{name} and {other_name} are the same file, {path}: give two")


def check_outputs(ctx: click.Context) -> None:
    """Raise an error if an output of a command cannot be written, before hours of work."""
    for _, path in files_of(ctx, OutputFile):
        is_special = os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)
        if not is_special and not ctx.params.get("spark"):  # on a cluster, the output is a directory
            check_writable(path)


def check_writable(path: str) -> None:
    """Raise an OSError now if a file cannot be written later, after hours of work; leave it as it is."""
    if is_standard(path):
        return
    is_new = not os.path.exists(path)
    with open(path, "ab"):
        pass
    if is_new:
        os.remove(path)


def standard_input_waits() -> bool:
    """Tell whether the standard input is a file or a pipe with content that nobody has read."""
    import fcntl
    import stat
    import termios

    try:
        status = os.fstat(0)
        if stat.S_ISREG(status.st_mode):
            return os.lseek(0, 0, os.SEEK_CUR) < status.st_size
        waiting = fcntl.ioctl(0, termios.FIONREAD, bytes(4)) if stat.S_ISFIFO(status.st_mode) else b""
    except OSError:  # it is closed
        return False
    return any(waiting)


def load_yaml(path: str) -> object:
    """Return the content of a YAML file."""
    import yaml

    try:
        return yaml.safe_load(read_text(path))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = "" if mark is None else f", line {mark.line + 1}"
        raise RuntimeError(f"{path}{line}: this is not YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise RuntimeError(f"{path}: this is not YAML: {reason}") from error
