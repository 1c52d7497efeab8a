"""What there is: the languages, their feature sets, the sizes of their lists, and their dictionaries.

Finding the entry of a list behind a match lives in `revscoring.languages.workshop.attribution`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any

from revscoring.languages.features.dictionary.util import installed_tag

from .. import LANGUAGES

__all__ = [
    "DictionaryInfo",
    "LanguageError",
    "LanguageInfo",
    "SetInfo",
    "catalogue",
    "describe",
    "feature_sets",
    "load_language",
    "match_sets",
]


class LanguageError(RuntimeError):
    """There is no such language, or its module is not what it should be."""


@dataclass(frozen=True)
class DictionaryInfo:
    """A spelling dictionary.

    Attributes
    ----------
    tag : str
        Such as "en_US".
    package : str
        The Debian package that has it.
    installed : bool
        Whether it can be opened here.
    """

    tag: str
    package: str
    installed: bool


@dataclass(frozen=True)
class SetInfo:
    """One feature set of a language.

    Attributes
    ----------
    name : str
        Such as "badwords".
    kind : str
        The class of the set, such as "RegexMatches".
    entries : int or None
        How many entries its list has; None for sets without a list.
    file : str or None
        The list, if it is one of the files of words.
    problem : str or None
        Why the list cannot be read.
    """

    name: str
    kind: str
    entries: int | None = None
    file: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class LanguageInfo:
    """A language with its sets.

    Attributes
    ----------
    name, code : str
        Such as "italian" and "it"; the code is empty where the module has no lists of words.
    sets : tuple of SetInfo
    dictionaries : tuple of DictionaryInfo
    """

    name: str
    code: str
    sets: tuple[SetInfo, ...] = field(default=())
    dictionaries: tuple[DictionaryInfo, ...] = field(default=())

    @property
    def missing_packages(self) -> list[str]:
        """The Debian packages to install for the dictionaries that are not here."""
        return list(dict.fromkeys(d.package for d in self.dictionaries if not d.installed))


def load_language(name: str) -> ModuleType:
    """Import the module of a language.

    Parameters
    ----------
    name : str
        The name or the code of a language ("italian", "it"), or the dotted path of a module of your own.

    Raises
    ------
    LanguageError
        If there is none, or it has no feature sets; the message suggests what was meant.

    Examples
    --------
    >>> load_language("it").name
    'italian'
    """
    by_code = {code: language for language, code in LANGUAGES.items()}
    known = by_code.get(name.lower(), name.lower())
    if known in LANGUAGES:
        return import_module(f"revscoring.languages.{known}")
    try:
        module = import_module(name)
    except ImportError as error:
        if "." in name and not (error.name or "").startswith(name.partition(".")[0]):
            raise LanguageError(f"the module {name} of a language cannot be imported: {error}") from error
        near = get_close_matches(known, [*LANGUAGES, *by_code], n=1)
        hint = f"did you mean {near[0]!r}?" if near else "revscoring languages lists them all"
        raise LanguageError(
            f"there is no language {name!r}: {hint} (a module of your own is given by its dotted path)"
        ) from None
    if not any(feature_sets(module)):
        raise LanguageError(f"{name} is no module of a language: it has no feature sets such as badwords")
    return module


def feature_sets(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the feature sets of a language's module, by name.

    Examples
    --------
    >>> [name for name, _ in feature_sets(load_language("chinese"))]
    ['badwords', 'informals', 'stopwords', 'words_to_watch']
    """
    from revscoring.dependencies import DependentSet

    for name in sorted(vars(module)):
        found = getattr(module, name)
        if isinstance(found, DependentSet) and not name.startswith("_"):
            yield name, found


def match_sets(module: ModuleType) -> dict[str, Any]:
    """Return the sets of a module that look for matches of a list: bad words, informal ones, idioms.

    Examples
    --------
    >>> list(match_sets(load_language("german")))
    ['badwords', 'informals', 'words_to_watch']
    """
    from ..features.matches import Matches

    return {name: found for name, found in feature_sets(module) if isinstance(found, Matches)}


def describe(module: ModuleType) -> LanguageInfo:
    """Return what there is to say of a language; this reads its lists.

    Parameters
    ----------
    module : module
        As `load_language` returns it.
    """
    name = getattr(module, "name", module.__name__.rpartition(".")[2])
    sets = dict(feature_sets(module))
    codes = [found.code for found in map(_list_of, sets.values()) if hasattr(found, "code")]
    return LanguageInfo(
        name,
        LANGUAGES.get(name, codes[0] if codes else ""),
        tuple(_describe_set(set_name, found) for set_name, found in sets.items()),
        tuple(info for found in sets.values() for info in _dictionaries(found)),
    )


def catalogue() -> list[LanguageInfo]:
    """Return what there is to say of all languages, in the order of their names."""
    return [describe(load_language(name)) for name in sorted(LANGUAGES)]


def _list_of(found: Any) -> Any:
    """Return the list of a feature set, if it has one."""
    return getattr(found, "match_list", getattr(found, "stopword_set", None))


def _describe_set(name: str, found: Any) -> SetInfo:
    words = _list_of(found)
    if words is None:
        return SetInfo(name, type(found).__name__)
    try:
        return SetInfo(name, type(found).__name__, len(words), getattr(words, "file", None))
    except (OSError, ValueError) as error:
        return SetInfo(name, type(found).__name__, None, getattr(words, "file", None), str(error))


def _dictionaries(found: Any) -> Iterator[DictionaryInfo]:
    """Yield the dictionaries of a feature set that asks some."""
    check = getattr(found, "dictionary_check", None)
    packages = getattr(getattr(check, "__self__", check), "dictionaries", None)
    for tag, package in dict(packages or {}).items():
        yield DictionaryInfo(tag, package, _is_installed(tag))


def _is_installed(tag: str) -> bool:
    try:
        return installed_tag(tag) is not None
    except ImportError:  # enchant itself
        return False
