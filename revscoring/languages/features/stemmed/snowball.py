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

    A usual import runs ``nltk/__init__.py``, which imports scipy and all of nltk: a second and 100 MB in each
    worker process. So, unless nltk is imported already, empty packages stand in for its own while the module
    is imported, and are removed again: a program that imports nltk gets all of it.

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
        except Exception:  # a release of nltk with another layout
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
        sys.modules["nltk.corpus"].stopwords = None  # type: ignore[attr-defined]  # imported, but not needed
        import nltk.stem.snowball as snowball

        return snowball
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]
