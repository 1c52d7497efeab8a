"""Lists of features and datasources that the arguments of commands name by dotted paths."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import PathError
from ..importing import import_from_path

if TYPE_CHECKING:
    from ..dependencies import Dependent
    from ..features import Feature

__all__ = ["import_dependents", "import_features", "warn_of_duplicates"]


def import_dependents(paths: Iterable[str]) -> tuple[list[Dependent], list[str]]:
    """Return the dependents at dotted paths, each of which leads to one dependent or to a list of them.

    Parameters
    ----------
    paths : iterable of str

    Returns
    -------
    dependents : list of Dependent
        In order, each name once: the first one of a name stays.
    duplicates : list of str
        The names that occur more than once in a list, or with two definitions. A list that is given twice
        has none.

    Raises
    ------
    PathError
        If a path leads nowhere, or to something else.
    """
    from ..dependencies import Dependent

    paths = list(paths)
    dependents: dict[str, Dependent] = {}
    duplicates: dict[str, None] = {}
    for path in paths:
        found = import_from_path(path)
        members = list(found) if _is_list(found) else [found]
        in_list: set[str] = set()
        for position, member in enumerate(members, 1):
            if not isinstance(member, Dependent):
                where = path if member is found else f"item {position} of {path}"
                raise PathError(f"{where} is of type {type(member).__name__}, not a feature or datasource")
            name = str(member)
            if name in in_list or dependents.setdefault(name, member) is not member:
                duplicates[name] = None
            in_list.add(name)
    if not dependents:
        raise PathError(f"{', '.join(paths)}: there is no feature in it")
    return list(dependents.values()), list(duplicates)


def _is_list(found: object) -> bool:
    from ..dependencies import Dependent

    return hasattr(found, "__iter__") and not isinstance(found, Dependent)


def import_features(path: str) -> list[Feature]:
    """Return the list of features at a dotted path unchanged, and warn of names that occur twice.

    Parameters
    ----------
    path : str

    Raises
    ------
    PathError
        If the path leads nowhere, or to something other than features.
    """
    from ..features import Feature

    _, duplicates = import_dependents([path])
    found = import_from_path(path)
    features = list(found) if _is_list(found) else [found]
    for position, feature in enumerate(features, 1):
        if not isinstance(feature, Feature):
            raise PathError(f"item {position} of {path} is {feature!r}, which is not a feature")
    warn_of_duplicates(duplicates, path)
    return features


def warn_of_duplicates(names: Iterable[str], path: str) -> None:
    """Write to standard error which names a list has more than once."""
    for name in names:
        print(
            f"warning: {path} has {name} more than once; the first definition is used for all of them",
            file=sys.stderr,
        )
