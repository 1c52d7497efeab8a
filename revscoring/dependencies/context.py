"""Replacements and values that are kept over several calls: `Context`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ._typing import Cache, Known, Node, Nodes, Profile, Replacements
from .functions import dig, draw, expand, normalize_context, solve

__all__ = ["Context"]


class Context:
    """Hold replacements and known values, and apply them to every call.

    Parameters
    ----------
    context : dict or iterable of Dependent, optional
        Replacements. A dict is copied.
    cache : dict, optional
        Node → value; it is copied too.

    Notes
    -----
    The context and the cache that a call gets win over those that are stored.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> a = Dependent("a")
    >>> b = Dependent("b", lambda a: a + 1, depends_on=[a])
    >>> Context(cache={a: 1}).solve(b)
    2
    """

    def __init__(self, context: Replacements = None, cache: Mapping[Any, Any] | None = None) -> None:
        self.context = normalize_context(context)
        self.cache: dict[Any, Any] = dict(cache or {})

    def update(self, context: Replacements = None, cache: Mapping[Any, Any] | None = None) -> None:
        """Merge replacements and values into those that are stored."""
        self.context.update(normalize_context(context))
        self.cache.update(cache or {})

    def update_context_and_cache(
        self, context: Replacements, cache: Cache | None
    ) -> tuple[dict[Any, Node], Cache]:
        """Merge the arguments of a call with what is stored; the call's cache is filled in place."""
        filled: Cache = {} if cache is None else cache
        for dependent, value in self.cache.items():
            filled.setdefault(dependent, value)
        return {**self.context, **normalize_context(context)}, filled

    def solve(
        self,
        dependents: Nodes,
        context: Replacements = None,
        cache: Cache | None = None,
        profile: Profile | None = None,
    ) -> Any:
        """Solve with this context and cache; see `revscoring.dependencies.solve`."""
        context, cache = self.update_context_and_cache(context, cache)
        return solve(dependents, context=context, cache=cache, profile=profile)

    def expand(self, dependents: Nodes, cache: Known = None, context: Replacements = None) -> Iterator[Any]:
        """Expand with this context and cache; see `revscoring.dependencies.expand`."""
        context, cache = self.update_context_and_cache(context, dict.fromkeys(cache or ()))
        return expand(dependents, context=context, cache=cache)

    def dig(self, dependents: Nodes, cache: Known = None, context: Replacements = None) -> Iterator[Any]:
        """Dig with this context and cache; see `revscoring.dependencies.dig`."""
        context, cache = self.update_context_and_cache(context, dict.fromkeys(cache or ()))
        return dig(dependents, context=context, cache=cache)

    def draw(
        self, dependent: Node, cache: Known = None, context: Replacements = None, *, plan: bool = False
    ) -> str:
        """Draw with this context and cache; see `revscoring.dependencies.draw`."""
        context, cache = self.update_context_and_cache(context, dict.fromkeys(cache or ()))
        return draw(dependent, context=context, cache=cache, plan=plan)
