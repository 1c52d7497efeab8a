"""`Context`: replacements and values that are kept over several calls."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from .functions import dig, draw, expand, normalize_context, solve

__all__ = ["Context", "dig", "draw", "expand", "normalize_context", "solve"]


class Context:
    """Hold replacements and known values, and apply them to every call.

    Parameters
    ----------
    context : dict or iterable of Dependent, optional
        Replacements. A dict is copied.
    cache : dict, optional
        Node → value, copied too.

    Notes
    -----
    What is given with a call wins over what is stored, in contexts and in caches.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> a = Dependent("a")
    >>> b = Dependent("b", lambda a: a + 1, depends_on=[a])
    >>> Context(cache={a: 1}).solve(b)
    2
    """

    def __init__(self, context: Any = None, cache: Any = None) -> None:
        self.context = normalize_context(context)
        self.cache: dict[Any, Any] = dict(cache or {})

    def update(self, context: Any = None, cache: Any = None) -> None:
        """Merge replacements and values into those that are stored."""
        self.context.update(normalize_context(context))
        self.cache.update(cache or {})

    def update_context_and_cache(
        self, context: Any, cache: MutableMapping[Any, Any] | None
    ) -> tuple[dict[Any, Any], MutableMapping[Any, Any]]:
        """Merge what is given with a call and what is stored; the call's cache is filled in place."""
        merged = {**self.context, **normalize_context(context)}
        filled: MutableMapping[Any, Any] = {} if cache is None else cache
        for dependent, value in self.cache.items():
            filled.setdefault(dependent, value)
        return merged, filled

    def solve(self, dependents: Any, context: Any = None, cache: Any = None, profile: Any = None) -> Any:
        """Solve with this context and cache; see `revscoring.dependencies.solve`."""
        context, cache = self.update_context_and_cache(context, cache)
        return solve(dependents, context=context, cache=cache, profile=profile)

    def expand(self, dependents: Any, cache: Any = None, context: Any = None) -> Iterator[Any]:
        """Expand with this context and cache; see `revscoring.dependencies.expand`."""
        context, cache = self.update_context_and_cache(context, dict.fromkeys(cache or ()))
        return expand(dependents, context=context, cache=cache)

    def dig(self, dependents: Any, cache: Any = None, context: Any = None) -> Iterator[Any]:
        """Dig with this context and cache; see `revscoring.dependencies.dig`."""
        context, cache = self.update_context_and_cache(context, dict.fromkeys(cache or ()))
        return dig(dependents, context=context, cache=cache)

    def draw(self, dependent: Any, cache: Any = None, context: Any = None, *, plan: bool = False) -> str:
        """Draw with this context and cache; see `revscoring.dependencies.draw`."""
        context, cache = self.update_context_and_cache(context, dict.fromkeys(cache or ()))
        return draw(dependent, context=context, cache=cache, plan=plan)
