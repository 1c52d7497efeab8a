"""Resolving dotted paths such as ``mywiki.feature_lists.damaging`` to objects, with errors that help."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from types import ModuleType
from typing import Any

__all__ = ["PathError", "import_dependents", "import_features", "import_from_path", "known_names"]


class PathError(RuntimeError):
    """A dotted path leads nowhere, or to the wrong kind of thing."""


def import_from_path(path: str) -> Any:
    """Return the object at a dotted path; modules of the working directory are found too.

    Parameters
    ----------
    path : str
        A module followed by attributes.

    Raises
    ------
    PathError
        Saying which part of the path is unknown, and what is near it.

    Examples
    --------
    >>> import_from_path("revscoring.importing.PathError").__name__
    'PathError'
    >>> import_from_path("revscoring.utilities.tunez")
    Traceback (most recent call last):
    ...
    revscoring.importing.PathError: 'revscoring.utilities.tunez' cannot be found: revscoring.utilities \
has no 'tunez'; did you mean 'tune'?
    """
    parts = path.split(".")
    if not all(parts):
        raise PathError(f"{path!r} is no dotted path such as mywiki.feature_lists.damaging")
    found, used = _import_longest(parts, path)
    for position in range(used, len(parts)):
        try:
            found = getattr(found, parts[position])
        except AttributeError:
            where = ".".join(parts[:position])
            raise PathError(
                f"{path!r} cannot be found: {where} has no {parts[position]!r}"
                f"{_suggestion(parts[position], known_names(found))}"
            ) from None
        except ImportError as error:
            raise PathError(f"{path!r} cannot be imported: {error}") from error
    return found


def _import_longest(parts: list[str], path: str) -> tuple[Any, int]:
    """Import the longest module that the path begins with; return it and how many parts it takes."""
    module: ModuleType | None = None
    for used in range(1, len(parts) + 1):
        name = ".".join(parts[:used])
        if module is not None and not hasattr(module, "__path__"):
            return module, used - 1
        if module is not None and importlib.util.find_spec(name) is None:
            return module, used - 1
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name == name:
                top_level = [found.name for found in pkgutil.iter_modules()] if used == 1 else []
                raise PathError(
                    f"{path!r} cannot be found: there is no module {name!r} in {sys.path[0] or '.'} or "
                    f"among the installed packages{_suggestion(parts[0], top_level)}"
                ) from None
            raise PathError(f"{name} cannot be imported: it needs the module {error.name!r}") from error
        except Exception as error:
            raise PathError(f"{name} cannot be imported: {type(error).__name__}: {error}") from error
    assert module is not None
    return module, len(parts)


def known_names(found: Any) -> list[str]:
    """Return the public names of an object, sub-modules included."""
    names = [name for name in dir(found) if not name.startswith("_")]
    if isinstance(found, ModuleType) and hasattr(found, "__path__"):
        names += [module.name for module in pkgutil.iter_modules(found.__path__)]
    return sorted(set(names))


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(word) for word in near)}?" if near else ""


def import_dependents(paths: Iterable[str]) -> tuple[list[Any], list[str]]:
    """Return the dependents at dotted paths, each of which leads to one dependent or to a list of them.

    Parameters
    ----------
    paths : iterable of str

    Returns
    -------
    dependents : list of Dependent
        In order, every name once.
    duplicates : list of str
        The names that were there more than once, of which only the first stays.

    Raises
    ------
    PathError
        When a path leads nowhere, or to something else.
    """
    from revscoring.dependencies import Dependent

    dependents: dict[str, Any] = {}
    duplicates: list[str] = []
    for path in paths:
        found = import_from_path(path)
        members = [found] if isinstance(found, Dependent) or not hasattr(found, "__iter__") else list(found)
        for position, member in enumerate(members):
            if not isinstance(member, Dependent):
                where = path if member is found else f"item {position + 1} of {path}"
                raise PathError(f"{where} is of type {type(member).__name__}, not a feature or datasource")
            if str(member) in dependents:
                duplicates.append(str(member))
            dependents.setdefault(str(member), member)
    if not dependents:
        raise PathError(f"{', '.join(paths)}: there is no feature in it")
    return list(dependents.values()), list(dict.fromkeys(duplicates))


def import_features(path: str) -> list[Any]:
    """Return the list of features at a dotted path, as it is; a name that is there twice is warned of.

    Parameters
    ----------
    path : str

    Raises
    ------
    PathError
        When the path leads nowhere, or to something other than features.
    """
    from revscoring.features import Feature

    _, duplicates = import_dependents([path])
    found = import_from_path(path)
    features = list(found) if hasattr(found, "__iter__") else [found]
    for position, feature in enumerate(features):
        if not isinstance(feature, Feature):
            raise PathError(f"item {position + 1} of {path} is {feature!r}, which is not a feature")
    warn_of_duplicates(duplicates, path)
    return features


def warn_of_duplicates(names: Iterable[str], path: str) -> None:
    """Say on standard error which names a list has more than once."""
    for name in names:
        print(
            f"warning: {path} has {name} more than once; the first definition is used for all of them",
            file=sys.stderr,
        )
