"""Definitions of features: their digests, and the word lists and dictionaries below them.

The definition of a feature is the graph below it: names, kinds, return types, processes and
connections. A process is described by its name; one from outside revscoring also by its source, and one
with parameters (such as patterns) also by these. Word lists and dictionaries have digests of their own, so
that one that was edited is named as such.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
import logging
import re
import textwrap
import types
from collections.abc import Iterable, Mapping
from typing import Any

from ...dependencies import Dependent, expand

__all__ = ["Definitions"]

logger = logging.getLogger(__name__)

DEPTH = 8
NOT_PARAMETERS = {"name", "process", "dependencies", "returns", "calls", "key", "shortcut", "measures"}
NOT_PARAMETERS |= {"unit", "is_evidence"}
"""What nodes have beside the parameters of their kind: counted already, or a quicker way to the value."""


class Definitions:
    """Digests of features; nodes that several of them share are described once.

    Attributes
    ----------
    assets : dict
        Name → digest of every word list and dictionary below the features digested so far, None if it
        cannot be read here.

    Examples
    --------
    >>> from revscoring.features import Feature, wikitext
    >>> definitions = Definitions()
    >>> len(definitions.digest(wikitext.revision.chars)), definitions.assets
    (64, {})
    >>> words = Feature("words", returns=int)
    >>> definitions.digest(words + 1) == definitions.digest(words + 1) != definitions.digest(words + 2)
    True
    """

    def __init__(self) -> None:
        self.assets: dict[str, str | None] = {}
        self._lines: dict[int, tuple[Any, bytes]] = {}

    def digest(self, feature: Dependent) -> str:
        """Digest the definition of a feature, as 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for node in expand([feature]):
            digest.update(self._line(node))
        return digest.hexdigest()

    def _line(self, node: Any) -> bytes:
        found = self._lines.get(id(node))
        if found is None:
            process = getattr(node, "process", None)
            parts = [
                str(node),
                _full_name(type(node)),
                _full_name(getattr(node, "returns", None)),
                *self._parts(process, DEPTH, set()),
                *(part for item in _state(node) for part in self._parts(item, DEPTH, {id(node)})),
                *(str(dependency) for dependency in getattr(node, "dependencies", ())),
            ]
            line = "\0".join(parts).encode("utf-8", "surrogatepass") + b"\n"
            found = self._lines[id(node)] = (node, line)  # which keeps the node, and so its id
        return found[1]

    def _parts(self, value: Any, depth: int, seen: set[int]) -> Iterable[str]:
        """Describe a process, or a parameter of one, by texts that do not change from run to run."""
        if value is None or isinstance(value, bool | int | float | str | bytes):
            yield repr(value)
        elif isinstance(value, re.Pattern):
            yield f"{value.pattern!r} {value.flags}"
        elif isinstance(value, type | types.BuiltinFunctionType):
            yield _full_name(value)
        elif isinstance(value, types.FunctionType):
            yield _full_name(value)
            yield _source_digest(value)
        elif isinstance(value, Dependent):
            yield str(value)
        elif depth == 0 or id(value) in seen:
            yield _full_name(type(value))
        elif not self._is_asset(value):
            yield from self._compound(value, depth - 1, seen | {id(value)})
        else:
            yield _asset_name(value)

    def _compound(self, value: Any, depth: int, seen: set[int]) -> Iterable[str]:
        if isinstance(value, types.MethodType):
            yield value.__name__
            yield from self._parts(value.__self__, depth, seen)
            return
        yield _full_name(type(value))
        if isinstance(value, functools.partial):
            children: Iterable[Any] = [value.func, value.args, value.keywords]
        elif isinstance(value, Mapping) and type(value) is not dict:
            children = []  # a cache
        elif isinstance(value, dict):
            children = [item for pair in value.items() for item in pair]
        elif isinstance(value, list | tuple):
            children = value
        elif isinstance(value, set | frozenset):
            children = sorted(value, key=repr)
        else:
            children = _state(value)
        for child in children:
            yield from self._parts(child, depth, seen)

    def _is_asset(self, value: Any) -> bool:
        """Tell whether something is a word list or a dictionary, and note it if so."""
        if _is_spelling(value):
            for tag in value.dictionaries:
                name = f"spelling dictionary {tag}"
                if name not in self.assets:
                    self.assets[name] = value.digest(tag)
            return True
        if not callable(getattr(value, "digest", None)) or not hasattr(value, "code"):
            return False
        name = _asset_name(value)
        if name not in self.assets:
            try:
                self.assets[name] = value.digest()
            except (OSError, ValueError, ImportError) as error:
                logger.debug("%s cannot be read: %s", name, error)
                self.assets[name] = None
        return True


def _is_own(module: str) -> bool:
    return module.partition(".")[0] == "revscoring"


def _full_name(thing: Any) -> str:
    """Return the name of a class or a function; the modules of revscoring are left out: they may move."""
    module, name = str(getattr(thing, "__module__", "")), getattr(thing, "__qualname__", "")
    return f"revscoring.{name}" if _is_own(module) else f"{module}.{name}"


def _is_spelling(value: Any) -> bool:
    return isinstance(getattr(value, "dictionaries", None), dict) and callable(getattr(value, "check", None))


def _asset_name(value: Any) -> str:
    if _is_spelling(value):
        return "spelling dictionary " + ", ".join(value.dictionaries)
    kind = {"stopwords": "stop words"}.get(value.kind, f"list of {value.kind}")
    return f"{kind} {value.code}"


def _state(value: Any) -> Iterable[Any]:
    """Return the public parameters of an object: private attributes may be caches."""
    if "__getstate__" in {name for kind in type(value).__mro__[:-1] for name in vars(kind)}:
        state = value.__getstate__()  # which leaves out what is made again
    else:
        state = getattr(value, "__dict__", None)
    if not isinstance(state, dict):
        slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
        state = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    public = sorted(name for name in state if not name.startswith("_") and name not in NOT_PARAMETERS)
    return [item for name in public for item in (name, state[name])]


@functools.lru_cache(maxsize=4096)
def _source_digest(function: types.FunctionType) -> str:
    """Digest the source of a function from outside revscoring, without its comments and layout."""
    if _is_own(str(function.__module__)):
        return ""
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return ""
    try:
        source = ast.unparse(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError):
        source = " ".join(source.split())  # part of a line, as with a lambda
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
