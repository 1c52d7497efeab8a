"""Results about a text or an entity, kept under keys and derived from those of an earlier version.

After an edit, what is known of the version before is updated by what changed, so that a history of
revisions costs its changes and not its pages.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import ReferenceType, ref

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["DerivedResults", "Results"]

T = TypeVar("T")


class Results:
    """Results under keys, each computed when it is first needed.

    Examples
    --------
    >>> results = Results()
    >>> results.memo("length", lambda: 3), results.memo("length", lambda: 4)
    (3, 3)
    """

    __slots__ = ("_results",)

    def __init__(self) -> None:
        self._results: dict[Hashable, Any] = {}

    def memo(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the result under a key, computing it the first time."""
        if key not in self._results:
            self._results[key] = compute()
        result: T = self._results[key]
        return result


class DerivedResults(Results):
    """Results about one version of something, derived from those of an earlier version if it has one.

    Attributes
    ----------
    base : DerivedResults or None
        The earlier version, while it is kept elsewhere.
    """

    __slots__ = ("__weakref__", "_base")

    def __init__(self) -> None:
        super().__init__()
        self._base: ReferenceType[Self] | None = None

    @property
    def base(self) -> Self | None:
        return None if self._base is None else self._base()

    def set_base(self, base: Self | None) -> None:
        """Derive results from those of an earlier version, which is not kept alive."""
        self._base = None if base is None else ref(base)

    def knows(self, key: Hashable) -> bool:
        """Tell whether there is a result under a key, or under the same key in the earlier version."""
        if key in self._results:
            return True
        base = self.base
        return base is not None and key in base._results

    def derive(self, key: Hashable, compute: Callable[[], T], update: Callable[[T], T | None]) -> T:
        """Return the result under a key.

        Parameters
        ----------
        key : hashable
            What the result is kept under, here and in the earlier version.
        compute : callable
            Returns the result from the thing itself.
        update : callable
            Returns the result, given that of the earlier version, which it must not change; None if
            it does not follow from that.
        """
        if key not in self._results:
            base = self.base
            known = None if base is None else base._results.get(key)
            result = None if known is None else update(known)
            self._results[key] = compute() if result is None else result
        found: T = self._results[key]
        return found
