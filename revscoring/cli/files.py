"""Files that commands read and write; ``-`` is standard input or output."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations
from typing import Final

import click

from ..files import STANDARD, is_same_file, is_standard, read_text
from ..files import open_text as open_input
from ..files import writing_text as open_output

__all__ = [
    "MODEL",
    "OBSERVATIONS",
    "STANDARD",
    "InputFile",
    "OutputFile",
    "check_distinct",
    "check_writable",
    "load_yaml",
    "open_input",
    "open_output",
    "standard_input_waits",
]

#: The content of files that a command may read wholly and then replace by a better version of itself.
OBSERVATIONS: Final = "observations"
MODEL: Final = "model"


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
    """The type of an option or argument that names a file to write; see `InputFile`."""


def _files(ctx: click.Context, kind: type[_File]) -> Iterator[tuple[str, str | None, str]]:
    """Yield the name of each parameter of a type, the content of its file, and the path."""
    for parameter in ctx.command.params:
        value = ctx.params.get(parameter.name or "")
        if isinstance(parameter.type, kind) and value:
            is_option = isinstance(parameter, click.Option)
            name = max(parameter.opts, key=len) if is_option else parameter.human_readable_name
            for path in (value,) if isinstance(value, str) else value:
                yield name, parameter.type.content, path


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
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuntimeError(f"{path}: this is not YAML: {error}") from error
