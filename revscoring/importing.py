"""The importer of dotted paths such as ``mywiki.feature_lists.damaging``, with errors that help."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from .errors import PathError

__all__ = [
    "PathError",
    "extend_path_for",
    "import_from_path",
    "near_names",
    "needs_extra",
    "search_working_directory",
]

#: Directories to search for modules that are nowhere on ``sys.path``; added to its end by need.
_searched_last: list[str] = []


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Say in a block of imports how to install the modules that are missing.

    Parameters
    ----------
    extra : str
        The extra of this package that has them.

    Raises
    ------
    RuntimeError
        If a module is missing.

    Examples
    --------
    >>> with needs_extra("stream"):
    ...     import a_module_that_is_nowhere
    Traceback (most recent call last):
    RuntimeError: a_module_that_is_nowhere is missing: pip install 'revscoring[stream]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise RuntimeError(f"{error.name} is missing: pip install 'revscoring[{extra}]'") from error


def search_working_directory() -> None:
    """Let `import_from_path` find the modules of the working directory, if they are nowhere else.

    A file there is never taken for a module of Python or of an installed package. With Python's
    ``PYTHONSAFEPATH`` (or ``-P``), modules of the working directory are not found.
    """
    _searched_last[:] = [] if _path_is_safe() else [str(Path.cwd())]


def _path_is_safe() -> bool:
    return bool(getattr(sys.flags, "safe_path", False))


def import_from_path(path: str) -> Any:
    """Return the object at a dotted path.

    Modules are searched for on ``sys.path``. Commands search the working directory too, after the
    standard library and the installed packages.

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
    extend_path_for(path)
    try:
        return pkgutil.resolve_name(path)
    except Exception as error:
        raise PathError(_explanation(path, error)) from error


def extend_path_for(path: str) -> None:
    """Search the working directory from now on (in commands), if the module of a path is nowhere else."""
    module = path.partition(".")[0]
    if _searched_last and module not in sys.modules and importlib.util.find_spec(module) is None:
        sys.path.extend(directory for directory in _searched_last if directory not in sys.path)


def near_names(name: str, known: object) -> str:
    """Return a question about names that are like an unknown one, or "".

    The known names are given, or are the public attributes of an object.

    Examples
    --------
    >>> near_names("words_add", ["words_added", "chars"]), near_names("x", ["words"])
    ("; did you mean 'words_added'?", '')
    """
    names = known if isinstance(known, list | tuple) else _public_names(known)
    near = " or ".join(map(repr, get_close_matches(name, names)))
    return f"; did you mean {near}?" if near else ""


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
        except Exception as failure:
            return f"{name} cannot be imported: {_failure(failure)}"
    if where == "":
        known = [module.name for module in pkgutil.iter_modules()]
        return f"{path!r} cannot be found: {_no_module(part)}{near_names(part, known)}"
    if isinstance(error, AttributeError):
        return f"{path!r} cannot be found: {where} has no {part!r}{near_names(part, found)}{_shadowed(where)}"
    return f"{path!r} cannot be imported: {error}"


def _no_module(name: str) -> str:
    if _path_is_safe():
        return (
            f"there is no module {name!r} among the installed packages; the working directory is not "
            "searched, because PYTHONSAFEPATH is set"
        )
    here = (_searched_last or [sys.path[0]])[0] or "."
    return f"there is no module {name!r} in {here} or among the installed packages"


def _shadowed(where: str) -> str:
    """Say that a file of the working directory has the name of a module that is found before it."""
    top = where.partition(".")[0]
    for directory in _searched_last:
        own = Path(directory, f"{top}.py")
        file = getattr(sys.modules.get(top), "__file__", None)
        if own.exists() and (file is None or not own.samefile(file)):
            return (
                f" (this is not your {own.name}: {top} is a module of Python or of a package; rename yours)"
            )
    return ""


def _failure(error: Exception) -> str:
    """Say why a module cannot be imported: the line, what is wrong with it, and names that exist."""
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith("<")]
    own = [f for f in frames if Path(f.filename).parent not in _OWN_DIRECTORIES]
    where = f" ({own[-1].filename}, line {own[-1].lineno})" if own else ""
    if isinstance(error, ModuleNotFoundError):
        return f"it needs the module {error.name!r}{where}"
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, AttributeError) and error.name is not None:
        return f"{text}{where}{near_names(error.name, error.obj)}"
    if isinstance(error, ImportError) and error.name in sys.modules:
        missing = str(error).partition("cannot import name '")[2].partition("'")[0]
        return f"{text}{where}{near_names(missing, sys.modules[error.name])}"
    return f"{text}{where}"


#: The importers, whose lines are of no interest in a message: this module's, and Python's own.
_OWN_DIRECTORIES = {Path(__file__).parent, Path(importlib.__file__).parent, Path(pkgutil.__file__).parent}


def _public_names(found: object) -> list[str]:
    names = {name for name in dir(found) if not name.startswith("_")}
    if isinstance(found, ModuleType):
        names.update(module.name for module in pkgutil.iter_modules(vars(found).get("__path__", ())))
    return sorted(names)
