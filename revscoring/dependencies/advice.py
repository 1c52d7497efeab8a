"""What to say in plain words when the process of a node fails."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from ._typing import Node
from .dependent import not_implemented

__all__ = ["advise"]

_PACKAGE: Final = Path(__file__).parents[1]


def advise(
    node: Node, error: Exception, inputs: Sequence[tuple[Node, Any]], known: Iterable[object]
) -> str | None:
    """Return what is wrong with a node whose process raised an error, and what to do, if that is known.

    `inputs` are the nodes whose values the process took, with the values; `known` are the nodes (or their
    ``str()``) that have values.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> advise(Dependent("text"), NotImplementedError(), [], ["dependent.txt"])
    "dependent.text was not given: pass cache={'dependent.text': …}; the cache has 'dependent.txt': \
did you mean that?"
    """
    if isinstance(error, NotImplementedError) and getattr(node, "process", None) is not_implemented:
        return _not_given(str(node), known)
    where = _where(node, error)
    absent = [str(given) for given, value in inputs if value is None]
    if absent and isinstance(error, AttributeError | TypeError):
        return f"{' and '.join(absent)} {_none(absent)}{where}"
    return f"{node} failed: {type(error).__name__}: {error}{where}" if where else None


def _not_given(name: str, known: Iterable[object]) -> str:
    near = get_close_matches(name, map(str, known), n=1)
    hint = f"; the cache has {near[0]!r}: did you mean that?" if near else ""
    return f"{name} was not given: pass cache={{{name!r}: …}}{hint}"


def _none(names: Sequence[str]) -> str:
    verb = "is" if len(names) == 1 else "are"
    is_new = all(name.startswith("datasource.revision.parent.") for name in names)
    return f"{verb} None{': the page is new' if is_new else ''}"


def _where(node: Node, error: Exception) -> str:
    """Return the line of the user's code in which a process failed, or "" if it is our code."""
    process = getattr(node, "process", node)
    code = getattr(process, "__code__", None) or getattr(type(process).__call__, "__code__", None)
    if code is None or Path(code.co_filename).is_relative_to(_PACKAGE):
        return ""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == code.co_filename]
    return f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""
