"""Pickles read without importing anything: a function decides what each name in them stands for.

A pickle is a program that names functions and calls them. Here no name is imported because a pickle has
it, so a pickle from a stranger can hold values but not run anything.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any, Final

__all__ = ["PickleError", "read_pickle"]

PYTHON_2_NAMES: Final = {"__builtin__": "builtins", "copy_reg": "copyreg"}
"""Module → its name in Python 3; pickles of the protocols 0 to 2 have the old ones."""


class PickleError(ValueError):
    """A pickle is damaged, or refers to something that is not allowed."""


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, find: Callable[[str, str], Any]) -> None:
        super().__init__(io.BytesIO(data))
        self._find = find

    def find_class(self, module: str, name: str) -> Any:
        module = PYTHON_2_NAMES.get(module, module)
        return _latin1_bytes if (module, name) == ("_codecs", "encode") else self._find(module, name)

    def persistent_load(self, pid: Any) -> Any:
        raise PickleError(f"The pickle refers to {pid!r:.80}, which is not in it.")


def _latin1_bytes(text: object, encoding: object = "latin1") -> bytes:
    """Stand in for ``_codecs.encode``, by which the protocols 0 to 2 write bytes."""
    if not isinstance(text, str) or encoding not in ("latin1", "latin-1"):
        raise PickleError(f"The pickle has bytes in the encoding {encoding!r:.80}.")
    return text.encode("latin1")


def read_pickle(data: bytes, find: Callable[[str, str], Any]) -> Any:
    """Read a pickle.

    Parameters
    ----------
    data : bytes
    find : callable
        Takes a module and a name, and returns what stands for it in the result; raises `PickleError`
        to refuse it.

    Raises
    ------
    PickleError
        If the pickle is damaged, or a name is refused.

    Examples
    --------
    >>> import os, pickle
    >>> read_pickle(pickle.dumps([1, os.getcwd]), lambda module, name: name)
    [1, 'getcwd']
    """
    try:
        return _Unpickler(data, find).load()
    except PickleError:
        raise
    except (Exception, MemoryError, RecursionError) as error:  # a damaged pickle may raise almost anything
        raise PickleError(f"The pickle is damaged ({type(error).__name__}: {error!s:.200}).") from error
