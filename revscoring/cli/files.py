"""Opening the text files that commands read and write; ``-`` is standard input or output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

__all__ = ["STANDARD", "check_writable", "load_yaml", "open_input", "open_output"]

#: Names of the standard input and output.
STANDARD: Final = ("-", "<stdin>", "<stdout>")


@contextmanager
def open_input(path: str) -> Iterator[IO[str]]:
    """Open a text file for reading, or the standard input."""
    if path in STANDARD:
        yield sys.stdin
    else:
        with open(path, encoding="utf8") as file:
            yield file


@contextmanager
def open_output(path: str, *, append: bool = False) -> Iterator[IO[str]]:
    """Open a text file for writing, or the standard output."""
    if path in STANDARD:
        yield sys.stdout
        sys.stdout.flush()
    else:
        with open(path, "a" if append else "w", encoding="utf8") as file:
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


def load_yaml(path: str) -> object:
    """Return the content of a YAML file."""
    import yaml

    with open(path, encoding="utf8") as file:
        try:
            return yaml.safe_load(file)
        except yaml.YAMLError as error:
            raise RuntimeError(f"{path}: this is not YAML: {error}") from error
