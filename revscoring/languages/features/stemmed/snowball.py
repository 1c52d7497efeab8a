"""The Snowball stemmers of nltk, without the rest of nltk."""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, module_from_spec
from threading import Lock
from typing import Any

__all__ = ["stemmers"]

_one_at_a_time = Lock()


def stemmers() -> Any:
    """Return the module ``nltk.stem.snowball``.

    Importing it the usual way runs ``nltk/__init__.py``, which imports scipy and all of nltk: a second
    and 100 MB in each worker process, for a module that needs neither. So unless nltk is there already,
    its packages stand empty while the module is imported, and are taken away again: a program that
    imports nltk gets the whole.

    Raises
    ------
    ImportError
        If nltk is not installed.

    Examples
    --------
    >>> stemmers().SnowballStemmer("english").stem("running")
    'run'
    """
    with _one_at_a_time:
        return _load()


@cache
def _load() -> Any:
    if "nltk" not in sys.modules:
        try:
            return _load_alone()
        except Exception:  # a release of nltk that is laid out in another way
            pass
    import nltk.stem.snowball

    return nltk.stem.snowball


def _load_alone() -> Any:
    found = find_spec("nltk")
    if found is None or found.submodule_search_locations is None:
        raise ImportError("nltk is not a package")
    try:
        for name, folder in (("nltk", ""), ("nltk.stem", "/stem"), ("nltk.corpus", "/corpus")):
            spec = ModuleSpec(name, None, is_package=True)
            spec.submodule_search_locations = [
                f"{place}{folder}" for place in found.submodule_search_locations
            ]
            sys.modules[name] = module_from_spec(spec)
        sys.modules["nltk.corpus"].stopwords = None  # type: ignore[attr-defined]  # only asked for on request
        import nltk.stem.snowball as snowball

        return snowball
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]
