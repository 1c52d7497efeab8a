"""The importer of dotted paths such as ``mywiki.feature_lists.damaging``, with errors that help."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from difflib import get_close_matches
from types import ModuleType
from typing import Any

from .errors import PathError

__all__ = ["PathError", "import_from_path"]


def import_from_path(path: str) -> Any:
    """Return the object at a dotted path.

    Modules are searched for on ``sys.path``, which has the working directory in every command.

    Parameters
    ----------
    path : str
        The name of a module, followed by any number of attributes.

    Raises
    ------
    PathError
        If a part of the path does not exist, or a module of it cannot be imported. The message
        names that part, and names like it.

    Examples
    --------
    >>> import_from_path("revscoring.errors.PathError").__name__
    'PathError'
    >>> import_from_path("revscoring.utilities.tunez")
    Traceback (most recent call last):
    ...
    revscoring.errors.PathError: 'revscoring.utilities.tunez' cannot be found: revscoring.utilities \
has no 'tunez'; did you mean 'tune'?
    """
    if not all(part.isidentifier() for part in path.split(".")):
        raise PathError(f"{path!r} is not a dotted path such as mywiki.feature_lists.damaging")
    try:
        return pkgutil.resolve_name(path)
    except Exception as error:
        raise PathError(_explanation(path, error)) from error


def _explanation(path: str, error: Exception) -> str:
    """Say which part of a path is wrong, and how."""
    found: Any = None
    where = ""
    for part in path.split("."):
        name = f"{where}.{part}" if where else part
        try:
            found = pkgutil.resolve_name(name)
        except Exception:
            break
        where = name
    if (where == "" or "__path__" in getattr(found, "__dict__", ())) and importlib.util.find_spec(
        name
    ) is not None:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as failure:
            return f"{name} cannot be imported: it needs the module {failure.name!r}"
        except Exception as failure:
            return f"{name} cannot be imported: {type(failure).__name__}: {failure}"
    if where == "":
        known = [module.name for module in pkgutil.iter_modules()]
        problem = f"there is no module {part!r} in {sys.path[0] or '.'} or among the installed packages"
    elif isinstance(error, AttributeError):
        known, problem = _public_names(found), f"{where} has no {part!r}"
    else:
        return f"{path!r} cannot be imported: {error}"
    near = " or ".join(map(repr, get_close_matches(part, known)))
    return f"{path!r} cannot be found: {problem}{f'; did you mean {near}?' if near else ''}"


def _public_names(found: object) -> list[str]:
    names = {name for name in dir(found) if not name.startswith("_")}
    if isinstance(found, ModuleType):
        names.update(module.name for module in pkgutil.iter_modules(vars(found).get("__path__", ())))
    return sorted(names)
