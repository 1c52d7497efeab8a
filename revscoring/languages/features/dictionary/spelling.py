"""Spelling dictionaries: opening them, and asking several of them at once."""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .packaged import best_tag, open_packaged, packaged_words

logger = logging.getLogger(__name__)

__all__ = ["MultiDictChecker", "SpellingDictionary", "load_dict", "spelling_digest", "utf16_cleanup"]

#: What stands in for characters that a dictionary cannot take.
REPLACEMENT_CHAR = "\ufffd"
_BEYOND = re.compile("[^\u0000-\uffff]")
SPELLING_DIRECTORIES = (
    "~/.config/enchant/hunspell",
    "/usr/share/hunspell",
    "/usr/share/myspell/dicts",
    "/usr/share/myspell",
    "/opt/homebrew/share/hunspell",
    "/usr/local/share/hunspell",
)


def utf16_cleanup(token: str) -> str:
    """Replace the characters beyond U+FFFF by U+FFFD.

    Examples
    --------
    >>> utf16_cleanup("a\U0001f600")
    'a\ufffd'
    """
    return _BEYOND.sub(REPLACEMENT_CHAR, token)


def load_dict(dict_name: str, target_package: str) -> Any:
    """Open a spelling dictionary with enchant, by its tag, such as "en_US".

    Raises
    ------
    ImportError
        If enchant or the dictionary, which is in a Debian (and Fedora) package, is not installed. A
        dictionary of the system wins over one of a Python package.
    """
    try:
        import enchant
    except ImportError as error:
        raise ImportError(
            "The enchant library is not installed. Install it with one of: "
            "apt-get install libenchant-2-2 (Debian, Ubuntu); brew install enchant (Homebrew); "
            "dnf install enchant2 (Fedora)."
        ) from error
    tag = installed_tag(dict_name)
    if tag is None:
        packaged = open_packaged(dict_name)
        if packaged is not None:
            return packaged
        raise ImportError(
            f"No spelling dictionary {dict_name!r} is installed. Install it with one of: "
            f"apt-get install {target_package} (Debian, Ubuntu); brew install aspell (Homebrew, with "
            f"all its dictionaries); dnf install {fedora_package(target_package)} (Fedora); "
            "pip install revscoring[dictionaries] (any system)."
        )
    return enchant.Dict(tag)


def installed_tag(dict_name: str) -> str | None:
    """Return the tag under which a dictionary is installed: its own, or that of a country.

    The dictionary "it" may be installed as "it_IT" only. None is returned if it is not installed. A provider
    may claim a dictionary whose files are missing, as Hspell does of Hebrew: those that are not listed are
    opened.
    """
    import enchant

    found = best_tag(dict_name, enchant.list_languages())
    if found != dict_name and enchant.dict_exists(dict_name) and can_be_opened(dict_name):
        return dict_name
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep C code from writing to the standard error, as Hspell does when its files are missing."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # there is none
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@functools.lru_cache(maxsize=64)
def can_be_opened(tag: str) -> bool:
    """Return whether enchant opens the dictionary of a tag; it is tried once per process."""
    import enchant

    try:
        with _quiet():
            enchant.Dict(tag)
    except enchant.errors.Error as error:
        logger.debug("The spelling dictionary %s is claimed, but cannot be opened: %s", tag, error)
        return False
    return True


def fedora_package(debian_package: str) -> str:
    """Name the Fedora package of a Debian package of dictionaries."""
    base, _, region = debian_package.partition("-")
    if base == "hunspell":
        return f"hunspell-{region.split('-')[0]}"
    return debian_package


@functools.lru_cache(maxsize=64)
def spelling_digest(tag: str) -> str | None:
    """Return the provider of the dictionary of a tag, with a digest of its files if they are found.

    None is returned if enchant or the dictionary is not installed.
    """
    try:
        import enchant

        known = installed_tag(tag)
        words = packaged_words(tag) if known is None else None
        if words is not None:
            return f"hunspell {_digest_of(words)}"
        tag = known or tag
        provider = enchant.Dict(tag).provider.name
    except Exception as error:  # enchant raises errors of its own, and of ctypes
        logger.debug("The spelling dictionary %s cannot be opened: %s", tag, error)
        return None
    if provider not in ("hunspell", "nuspell", "myspell"):
        return str(provider)
    for directory in SPELLING_DIRECTORIES:
        words = Path(directory).expanduser() / f"{tag}.dic"
        if words.is_file():
            return f"{provider} {_digest_of(words)}"
    return str(provider)


def _digest_of(words: Path) -> str:
    """Return the digest of the words and the rules of a dictionary."""
    rules = words.with_suffix(".aff")
    digest = hashlib.sha256(words.read_bytes())
    digest.update(rules.read_bytes() if rules.is_file() else b"")
    return digest.hexdigest()


class MultiDictChecker:
    """Several dictionaries (objects with a ``check``) as one, which knows the words of all.

    Examples
    --------
    >>> class Only:
    ...     def __init__(self, word): self.word = word
    ...     def check(self, word): return word == self.word
    >>> MultiDictChecker(Only("color"), Only("colour")).check("colour")
    True
    """

    def __init__(self, *dicts: Any) -> None:
        self.dicts = dicts

    def check(self, word: str) -> bool:
        """Tell whether a word is known."""
        return any(d.check(word) for d in self.dicts)


class SpellingDictionary:
    """One or several spelling dictionaries, opened when the first word is checked.

    Parameters
    ----------
    dictionaries : dict of str to str
        Tag → the Debian package that has it. A word is known if any of them knows it.
    cleanup : callable, optional
        What to do with a word first, such as `utf16_cleanup`.
    """

    def __init__(self, dictionaries: dict[str, str], cleanup: Callable[[str], str] | None = None) -> None:
        self.dictionaries = dictionaries
        self.cleanup = cleanup
        self._checker: Any = None

    def __getstate__(self) -> dict[str, Any]:
        return {"dictionaries": self.dictionaries, "cleanup": self.cleanup, "_checker": None}

    def load(self) -> Any:
        """Open the dictionaries.

        Raises
        ------
        ImportError
            If one of them is not installed.
        """
        if self._checker is None:
            opened = [load_dict(tag, package) for tag, package in self.dictionaries.items()]
            self._checker = MultiDictChecker(*opened)
        return self._checker

    def check(self, word: str) -> bool:
        """Tell whether a word is known. What cannot be a word, such as a lone surrogate, is not.

        Raises
        ------
        ImportError
            If a dictionary is not installed.
        """
        checker = self.load()
        if self.cleanup is not None:
            word = self.cleanup(word)
        try:
            return bool(checker.check(word))
        except (UnicodeEncodeError, ValueError):
            return False

    def digest(self, tag: str) -> str | None:
        """Return the digest of the dictionary of one of the tags; see `spelling_digest`."""
        return spelling_digest(tag)
