"""Word lists, read at first use from the text files under `assets/`.

A list is described by a language code, a kind and a package: creating, pickling, comparing and hashing it
reads nothing. The notation of its entries is in `revscoring.languages.lists.notation`.
"""

from __future__ import annotations

import hashlib
import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, overload

from ...files import decode_text, split_lines
from .notation import Entry, WordListError, parse_entries, without_comment
from .problems import entry_problems

if TYPE_CHECKING:
    from importlib.abc import Traversable

__all__ = ["PACKAGE", "EntryList", "StopwordList", "TermList", "WordList"]

PACKAGE = "revscoring.languages"
# Codes that the package stop-words has instead of those of Wikipedia.
STOP_WORDS_CODES = {"no": "nb"}


@dataclass(frozen=True)
class ListFile:
    """The file of a list.

    Parameters
    ----------
    code : str
        The language's code, which names the directory under `assets/`.
    kind : str
        What the list holds, such as "badwords", which names the file.
    package : str
        The package that contains `assets/`; revscoring.languages by default.

    Raises
    ------
    FileNotFoundError
        At first use, if there is no such list; the message names the file.
    WordListError
        At first use, if it is not UTF-8, or a line is not a valid entry.
    """

    code: str
    kind: str
    package: str = PACKAGE

    @property
    def file(self) -> str:
        """The name of the file, for people: ``revscoring/languages/assets/it/informals.txt``."""
        return f"{self.package.replace('.', '/')}/assets/{self.code}/{self.kind}.txt"

    @property
    def path(self) -> Traversable:
        """The file, which may not exist."""
        return files(self.package) / "assets" / self.code / f"{self.kind}.txt"

    #: Whether the lines are entries in the notation of patterns.
    is_notation = False

    def problems(self) -> list[str]:
        """Return what is wrong with the lines of the file, a sentence each; none if there is no file."""
        if not self.path.is_file():
            return []
        try:
            lines = self._lines()
        except ValueError as error:
            return [str(error)]
        found = entry_problems(lines, is_notation=self.is_notation)
        return [f"{self.file}, line {number}: {problem}" for number, problem in found]

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes, as hexadecimal digits."""
        return hashlib.sha256(self._read()).hexdigest()

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise FileNotFoundError(
                f"language {self.code!r} has no list of {self.kind}: "
                f"write one entry per line into {self.file}"
            ) from None

    def _lines(self) -> list[str]:
        try:
            return split_lines(decode_text(self._read()))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise WordListError(
                f"{self.file} is not UTF-8 in line {line}: save the file as UTF-8 in your editor"
            ) from error


class EntryList(ListFile, Sequence[str]):
    """A list of entries, in the order of the file; see `ListFile`."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, with their text and line in the file."""
        return entries_of(self)

    @abstractmethod
    def _parse(self) -> Iterable[Entry]: ...

    @abstractmethod
    def _item(self, entry: Entry) -> str: ...

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return items_of(self)[index]

    def __len__(self) -> int:
        return len(items_of(self))


class WordList(EntryList):
    r"""The regular expressions of a list of patterns; see `ListFile` for parameters and errors.

    Examples
    --------
    >>> words = WordList("en", "badwords")
    >>> words.file
    'revscoring/languages/assets/en/badwords.txt'
    >>> all(isinstance(regex, str) for regex in words)
    True
    >>> len(words) == len(words.entries)
    True
    """

    #: No entry matches across a paragraph break, whatever white space it contains.
    by_paragraph = True
    is_notation = True

    def _parse(self) -> Iterable[Entry]:
        return parse_entries(self._lines(), source=self.file)

    def _item(self, entry: Entry) -> str:
        return entry.regex


class TermList(EntryList):
    """The plain terms of a list, without repetitions; see `ListFile` for parameters and errors.

    Each run of white space in a term becomes one space.

    Examples
    --------
    >>> "kick the bucket" in TermList("en", "idioms")
    True
    """

    def _parse(self) -> Iterator[Entry]:
        known = {""}
        for number, line in enumerate(self._lines(), start=1):
            term = " ".join(without_comment(line).split())
            if term not in known:
                known.add(term)
                yield Entry(term, number, re.escape(term))

    def _item(self, entry: Entry) -> str:
        return entry.text


class StopwordList(ListFile, Collection[str]):
    """The stop words of a language in lower case: our own list, or else that of the package stop-words.

    See `ListFile` for parameters and errors.

    Examples
    --------
    >>> "della" in StopwordList("it")
    True
    """

    def __init__(self, code: str, package: str = PACKAGE) -> None:
        super().__init__(code, "stopwords", package)

    def __contains__(self, word: object) -> bool:
        return word in stopwords_of(self)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(stopwords_of(self)))

    def __len__(self) -> int:
        return len(stopwords_of(self))

    def digest(self) -> str:
        """Return the SHA-256 of the sorted words, one per line, as hexadecimal digits."""
        return hashlib.sha256("\n".join(self).encode("utf-8")).hexdigest()


@cache
def entries_of(words: EntryList) -> tuple[Entry, ...]:
    """Return the entries of a list, read once per process."""
    return tuple(words._parse())


@cache
def items_of(words: EntryList) -> tuple[str, ...]:
    """Return the items of a list, read once per process."""
    return tuple(map(words._item, words.entries))


@cache
def stopwords_of(words: StopwordList) -> frozenset[str]:
    """Return the stop words of a list, read once per process."""
    if words.path.is_file():
        return frozenset(term.lower() for term in TermList(words.code, words.kind, words.package))
    import stop_words

    try:
        found = stop_words.get_stop_words(STOP_WORDS_CODES.get(words.code, words.code))
    except stop_words.StopWordError:
        raise FileNotFoundError(
            f"language {words.code!r} has no stop words, neither in the package stop-words nor of its own: "
            f"write one word per line into {words.file}"
        ) from None
    return frozenset(word.lower() for word in found)
