"""Names of a package that are imported when they are first used, so that importing it costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["lazy_names"]


def lazy_names(
    package: str, homes: Mapping[str, Iterable[str]] = {}, modules: Iterable[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and the ``__dir__`` of a package.

    Call it under ``if not TYPE_CHECKING``, so that type checkers report names that the package does not have.

    Parameters
    ----------
    package : str
        Its name.
    homes : mapping
        Module in the package → the names that the package has from it.
    modules : iterable of str
        More modules that are attributes of the package.
    """
    home_of = {name: module for module, names in homes.items() for name in names}
    inner = {module.partition(".")[0] for module in homes} | set(modules)

    def get(name: str) -> Any:
        if name in home_of:
            return getattr(import_module(f"{package}.{home_of[name]}"), name)
        if name in inner:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home_of, *inner})

    return get, names
