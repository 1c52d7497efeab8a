"""Catalogue of languages: their feature sets, the sizes of their lists, and their dictionaries."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType

from ...dependencies import DependentSet
from ...importing import extend_path_for
from ..codes import LANGUAGES
from ..features import Dictionary, Stopwords
from ..features.dictionary import SpellingDictionary, spelling
from ..features.dictionary.packaged import PACKAGE, packaged_words
from ..features.matches import Matches

__all__ = [
    "DictionaryInfo",
    "LanguageError",
    "LanguageInfo",
    "SetInfo",
    "describe",
    "describe_languages",
    "feature_sets",
    "language_name",
    "list_of",
    "load_language",
    "match_sets",
]


class LanguageError(RuntimeError):
    """There is no such language, or its module is invalid."""


@dataclass(frozen=True)
class DictionaryInfo:
    """A spelling dictionary: its tag, its Debian package, and whether it is installed.

    If it is one of a Python package instead of the system's, `python_package` is the name of that.
    """

    tag: str
    package: str
    installed: bool
    python_package: str | None = None


@dataclass(frozen=True)
class SetInfo:
    """A feature set of a language.

    Attributes
    ----------
    name, kind : str
        The name of the set and of its class, such as "badwords" and "RegexMatches".
    entries : int or None
        The number of entries of its list; None for sets without a list.
    file : str or None
        The list, if it is a file of words.
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
    """A language, with its sets and dictionaries; the code is empty if the module has no word lists."""

    name: str
    code: str
    sets: tuple[SetInfo, ...] = ()
    dictionaries: tuple[DictionaryInfo, ...] = ()

    @property
    def missing_packages(self) -> list[str]:
        """The Debian packages to install for the dictionaries that are not installed."""
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
        If there is none, or it has no feature sets; the message suggests a similar name.

    Examples
    --------
    >>> load_language("it").name
    'italian'
    """
    by_code = {code: language for language, code in LANGUAGES.items()}
    known = by_code.get(name.lower(), name.lower())
    if known in LANGUAGES:
        return import_module(f"revscoring.languages.{known}")
    extend_path_for(name)
    try:
        module = import_module(name)
    except ImportError as error:
        if "." in name and not (error.name or "").startswith(name.partition(".")[0]):
            raise LanguageError(f"the module {name} of a language cannot be imported: {error}") from error
        near = get_close_matches(known, [*LANGUAGES, *by_code], n=1)
        hint = f"did you mean {near[0]!r}?" if near else "revscoring languages lists them all"
        raise LanguageError(
            f"there is no language {name!r}: {hint} (give a module of your own by its dotted path)"
        ) from None
    if not any(feature_sets(module)):
        raise LanguageError(
            f"{name} is not the module of a language: it has no feature sets such as badwords"
        )
    return module


def language_name(module: ModuleType) -> str:
    """Return the name of a language's module, without its package."""
    return str(getattr(module, "name", module.__name__.rpartition(".")[2]))


def feature_sets(module: ModuleType) -> Iterator[tuple[str, DependentSet]]:
    """Yield the feature sets of a language's module, by name.

    Examples
    --------
    >>> [name for name, _ in feature_sets(load_language("chinese"))]
    ['badwords', 'informals', 'stopwords', 'words_to_watch']
    """
    for name, found in sorted(vars(module).items()):
        if isinstance(found, DependentSet) and not name.startswith("_"):
            yield name, found


def match_sets(module: ModuleType) -> dict[str, Matches]:
    """Return the sets of a module that match lists: bad words, informal words, idioms and others.

    Examples
    --------
    >>> list(match_sets(load_language("german")))
    ['badwords', 'informals', 'words_to_watch']
    """
    return {name: found for name, found in feature_sets(module) if isinstance(found, Matches)}


def describe(module: ModuleType) -> LanguageInfo:
    """Describe the module of a language; this reads its lists."""
    name = language_name(module)
    sets = dict(feature_sets(module))
    codes = [getattr(list_of(found), "code", "") for found in sets.values()]
    return LanguageInfo(
        name,
        LANGUAGES.get(name) or next(filter(None, codes), ""),
        tuple(_describe_set(set_name, found) for set_name, found in sets.items()),
        tuple(info for found in sets.values() for info in _dictionaries(found)),
    )


def describe_languages() -> list[LanguageInfo]:
    """Describe all languages, sorted by name."""
    return [describe(load_language(name)) for name in sorted(LANGUAGES)]


def list_of(found: DependentSet) -> Collection[str] | None:
    """Return the words of a feature set that has a list."""
    if isinstance(found, Matches):
        return found.match_list
    return found.stopword_set if isinstance(found, Stopwords) else None


def _describe_set(name: str, found: DependentSet) -> SetInfo:
    kind = type(found).__name__
    words = list_of(found)
    file: str | None = getattr(words, "file", None)
    try:
        return SetInfo(name, kind, None if words is None else len(words), file)
    except (OSError, ValueError) as error:
        return SetInfo(name, kind, None, file, str(error))


def _dictionaries(found: DependentSet) -> Iterator[DictionaryInfo]:
    """Yield the dictionaries of a feature set."""
    check = found.dictionary_check if isinstance(found, Dictionary) else None
    source = getattr(check, "__self__", check)
    if isinstance(source, SpellingDictionary):
        for tag, package in source.dictionaries.items():
            yield describe_dictionary(tag, package)


def describe_dictionary(tag: str, package: str) -> DictionaryInfo:
    """Describe the dictionary of a tag, given the Debian package that contains it."""
    try:
        if spelling.installed_tag(tag) is not None:
            return DictionaryInfo(tag, package, True)
    except ImportError:  # enchant itself
        return DictionaryInfo(tag, package, False)
    is_packaged = packaged_words(tag) is not None
    return DictionaryInfo(tag, package, is_packaged, PACKAGE.replace("_", "-") if is_packaged else None)
