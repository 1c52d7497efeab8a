"""Tasks: revisions to compute values for, their results, and batches of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from ..dependencies import Dependent, dig, not_implemented

__all__ = ["Extraction", "Task", "chunks", "roots_of", "split_on_failure"]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class Task:
    """A revision to compute values for.

    Attributes
    ----------
    key : object
        Identifies the task to the caller.
    cache : dict of str to object
        Root values, and any others that are known, by the ``str()`` of their nodes.
    page : hashable
        Revisions of one page stay together.
    error : Exception or None
        The reason why nothing can be computed, if that is known already.
    """

    key: Any
    cache: dict[str, Any] = field(default_factory=dict)
    page: Hashable = None
    error: Exception | None = None


@dataclass(slots=True)
class Extraction:
    """The result of a task, by its key: values in the order of the dependents, or an error."""

    key: Any
    values: list[Any] | None = None
    error: Exception | None = None


def roots_of(dependents: Iterable[Dependent], given: Iterable[Dependent | str] = ()) -> list[Dependent]:
    """Return the root nodes below dependents, whose values an extractor has to provide.

    Nodes whose values are `given` are not entered.

    Examples
    --------
    >>> from revscoring.datasources.revision_oriented import revision
    >>> roots_of([revision.timestamp, revision.text], given=[revision.text])
    [<datasource.revision.timestamp_str>]
    """
    leaves = dig(list(dependents), cache=dict.fromkeys(given))
    return [leaf for leaf in leaves if getattr(leaf, "process", None) is not_implemented]


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of `size` items; the last one may be shorter.

    Examples
    --------
    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def split_on_failure(
    function: Callable[[Sequence[T]], list[R]],
    items: Sequence[T],
    failed: Callable[[T, Exception], R],
    fatal: type[Exception],
) -> list[R]:
    """Return the results of a function of a batch; if the batch fails, it is split in half and retried.

    `failed` returns the result of an item that fails alone. Exceptions that are `fatal` are raised at once.

    Examples
    --------
    >>> split_on_failure(lambda ns: [1 // n for n in ns], [1, 0, 2], lambda n, error: str(error), OSError)
    [1, 'integer division or modulo by zero', 0]
    """
    try:
        return function(items)
    except fatal:
        raise
    except Exception as error:
        if len(items) == 1:
            return [failed(items[0], error)]
    middle = len(items) // 2
    halves = (items[:middle], items[middle:])
    return [result for half in halves for result in split_on_failure(function, half, failed, fatal)]
