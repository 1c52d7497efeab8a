"""Lists of words and patterns, read at first use from the text files under `assets/`.

The notation of pattern lists lives in `revscoring.languages.lists.notation`. The lists here are small
descriptions (a language code and a kind): making, pickling, comparing and hashing them reads nothing.
"""

from __future__ import annotations

import hashlib
import re
from abc import abstractmethod
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, overload

from revscoring.languages.lists.notation import Entry, parse_entries, without_comment

if TYPE_CHECKING:
    from importlib.abc import Traversable

__all__ = ["StopwordList", "TermList", "WordList"]

PACKAGE = "revscoring.languages"
# Where the package stop-words uses another code than Wikipedia.
STOP_WORDS_CODES = {"no": "nb"}


def asset(code: str, kind: str, package: str = PACKAGE) -> Traversable:
    """Return the file of a list, whether it exists or not."""
    return files(package) / "assets" / code / f"{kind}.txt"


def asset_name(code: str, kind: str, package: str = PACKAGE) -> str:
    """Name the file of a list, for messages."""
    return f"{package.replace('.', '/')}/assets/{code}/{kind}.txt"


@cache
def asset_bytes(code: str, kind: str, package: str = PACKAGE) -> bytes:
    """Read the file of a list.

    Raises
    ------
    FileNotFoundError
        With the name of the file to write.
    """
    try:
        return asset(code, kind, package).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(
            f"language {code!r} has no list of {kind}: write one entry per line into "
            f"{asset_name(code, kind, package)}"
        ) from None


def asset_lines(code: str, kind: str, package: str = PACKAGE) -> list[str]:
    """Read the lines of a list.

    Raises
    ------
    ValueError
        If the file is not UTF-8.
    """
    try:
        return asset_bytes(code, kind, package).decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{asset_name(code, kind, package)} is not UTF-8: {error}") from error


@cache
def pattern_entries(code: str, kind: str, package: str = PACKAGE) -> tuple[Entry, ...]:
    """Read and parse a list of patterns, once per process."""
    return tuple(parse_entries(asset_lines(code, kind, package), source=asset_name(code, kind, package)))


@cache
def patterns(code: str, kind: str, package: str = PACKAGE) -> tuple[str, ...]:
    """Return the regular expressions of a list of patterns."""
    return tuple(entry.regex for entry in pattern_entries(code, kind, package))


@cache
def term_entries(code: str, kind: str, package: str = PACKAGE) -> tuple[Entry, ...]:
    """Read a list of plain terms, once per process; runs of white space become one space."""
    entries: dict[str, Entry] = {}
    for number, line in enumerate(asset_lines(code, kind, package), start=1):
        term = " ".join(without_comment(line).split())
        if term:
            entries.setdefault(term, Entry(term, number, re.escape(term)))
    return tuple(entries.values())


@cache
def plain_terms(code: str, kind: str, package: str = PACKAGE) -> tuple[str, ...]:
    """Return the terms of a list of plain terms, without repetitions."""
    return tuple(entry.text for entry in term_entries(code, kind, package))


@cache
def stopwords(code: str, package: str = PACKAGE) -> frozenset[str]:
    """Return the lower-cased stop words: those of the asset, else those of the package stop-words."""
    if asset(code, "stopwords", package).is_file():
        return frozenset(term.lower() for term in plain_terms(code, "stopwords", package))
    import stop_words

    try:
        words = stop_words.get_stop_words(STOP_WORDS_CODES.get(code, code))
    except stop_words.StopWordError:
        raise FileNotFoundError(
            f"language {code!r} has no stop words, neither in the package stop-words nor of its own: "
            f"write one word per line into {asset_name(code, 'stopwords', package)}"
        ) from None
    return frozenset(word.lower() for word in words)


class Listed:
    """What all lists share: a language code, a kind and a package; equality by them, and a digest."""

    __slots__ = ("code", "kind", "package")

    def __init__(self, code: str, kind: str, package: str = PACKAGE) -> None:
        self.code = code
        self.kind = kind
        self.package = package

    def _arguments(self) -> tuple[str, ...]:
        own = () if self.package == PACKAGE else (self.package,)
        return self.code, self.kind, *own

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._arguments()))})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._arguments() == other._arguments()  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self).__name__, *self._arguments()))

    def __reduce__(self) -> tuple[type, tuple[str, ...]]:
        return type(self), self._arguments()

    @property
    def file(self) -> str:
        """The name of the file, for people: ``revscoring/languages/assets/it/informals.txt``."""
        return asset_name(self.code, self.kind, self.package)

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes, as hexadecimal digits."""
        return hashlib.sha256(asset_bytes(self.code, self.kind, self.package)).hexdigest()


class ListedSequence(Listed, Sequence[str]):
    """A list with an order, whose items are read at first use."""

    __slots__ = ()

    @abstractmethod
    def items(self) -> tuple[str, ...]:
        """Return all items."""

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self.items()[index]

    def __len__(self) -> int:
        return len(self.items())


class WordList(ListedSequence):
    r"""The regular expressions of a list of patterns, in the order of the file.

    Parameters
    ----------
    code : str
        The language's code, which names the directory under `assets/`.
    kind : str
        What the list holds: "badwords", "informals" or "words_to_watch".
    package : str
        The package beside whose modules `assets/` lies; revscoring.languages by default.

    Raises
    ------
    FileNotFoundError
        At first use, if there is no such list.
    ValueError
        At first use, if a line of the list is no valid entry.

    Examples
    --------
    >>> words = WordList("en", "badwords")
    >>> words
    WordList('en', 'badwords')
    >>> all(isinstance(regex, str) for regex in words)
    True
    >>> len(words) == len(words.entries)
    True
    """

    __slots__ = ()
    #: No entry matches across a paragraph break, whatever white space it takes.
    by_paragraph = True

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, with their text and line in the file."""
        return pattern_entries(self.code, self.kind, self.package)

    def items(self) -> tuple[str, ...]:
        """Return the regular expressions, in the order of the file."""
        return patterns(self.code, self.kind, self.package)


class TermList(ListedSequence):
    """The plain terms of a list (idioms, say), in the order of the file, without repetitions.

    Parameters
    ----------
    code : str
        The language's code, which names the directory under `assets/`.
    kind : str
        What the list holds, which names the file.
    package : str
        The package beside whose modules `assets/` lies; revscoring.languages by default.

    Raises
    ------
    FileNotFoundError
        At first use, if there is no such list.

    Examples
    --------
    >>> "kick the bucket" in TermList("en", "idioms")
    True
    """

    __slots__ = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The terms, with their line in the file."""
        return term_entries(self.code, self.kind, self.package)

    def items(self) -> tuple[str, ...]:
        """Return the terms, in the order of the file."""
        return plain_terms(self.code, self.kind, self.package)


class StopwordList(Listed, Collection[str]):
    """The stop words of a language, lower-cased: our own if there is a list, else of the package stop-words.

    Parameters
    ----------
    code : str
        The language's code.
    package : str
        The package beside whose modules `assets/` lies; revscoring.languages by default.

    Raises
    ------
    FileNotFoundError
        At first use, if there are none.

    Examples
    --------
    >>> "della" in StopwordList("it")
    True
    """

    __slots__ = ()

    def __init__(self, code: str, package: str = PACKAGE) -> None:
        super().__init__(code, "stopwords", package)

    def _arguments(self) -> tuple[str, ...]:
        return (self.code,) if self.package == PACKAGE else (self.code, self.package)

    def __contains__(self, word: object) -> bool:
        return word in stopwords(self.code, self.package)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(stopwords(self.code, self.package)))

    def __len__(self) -> int:
        return len(stopwords(self.code, self.package))

    def digest(self) -> str:
        """Return the SHA-256 of the sorted words, one per line, as hexadecimal digits."""
        return hashlib.sha256("\n".join(self).encode("utf-8")).hexdigest()
