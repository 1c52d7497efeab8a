"""Declaration of a language: the module of each language is a few lines of this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..text.matching import WORD_BOUNDARIES
from .features import Dictionary, RegexMatches, Stemmed, Stopwords, SubstringMatches
from .features.dictionary import SpellingDictionary
from .features.stemmed import SnowballStemmer
from .lists import PACKAGE, StopwordList, TermList, WordList

__all__ = ["Language"]


@dataclass(frozen=True)
class Language:
    """A language, with a method for each kind of feature set.

    Creating a set reads no file; a missing file or dictionary is an error when a value is computed.

    Parameters
    ----------
    name : str
        The name of the module, with which the names of all features begin, such as "english".
    code : str
        The directory of the word lists under ``assets/``, such as "en".
    package : str
        The package in which ``assets/`` stands; revscoring.languages by default.
    wrapping : tuple of (str, str) or None
        Patterns before and after each match of a list; see `RegexMatches`.
    text_preprocess : callable, optional
        Applied to a text before lists are matched against it; None stays None.

    Examples
    --------
    >>> Language("english", "en").matches("badwords").revision.matches
    <feature.len(<datasource.english.badwords.revision.matches>)>
    """

    name: str
    code: str
    package: str = PACKAGE
    wrapping: tuple[str, str] | None = WORD_BOUNDARIES
    text_preprocess: Callable[[str | None], str | None] | None = None

    def dictionary(self, packages: dict[str, str], cleanup: Callable[[str], str] | None = None) -> Dictionary:
        """Return the set of words in spelling dictionaries; see `SpellingDictionary`.

        Parameters
        ----------
        packages : dict of str to str
            Tag of a dictionary → the Debian package that contains it.
        cleanup : callable, optional
            Applied to each word before it is looked up.
        """
        return Dictionary(f"{self.name}.dictionary", SpellingDictionary(packages, cleanup).check)

    def stopwords(self) -> Stopwords:
        """Return the set of stop words."""
        return Stopwords(f"{self.name}.stopwords", StopwordList(self.code, self.package))

    def stemmed(self) -> Stemmed:
        """Return the set of stems, by the Snowball stemmer of the language."""
        return Stemmed(f"{self.name}.stemmed", SnowballStemmer(self.name))

    def matches(self, kind: str) -> RegexMatches:
        """Return the set of matches of a pattern list, such as "badwords"; `kind` names the file."""
        return RegexMatches(
            f"{self.name}.{kind}",
            WordList(self.code, kind, self.package),
            wrapping=self.wrapping,
            text_preprocess=self.text_preprocess,
        )

    def phrases(self, kind: str) -> SubstringMatches:
        """Return the set of matches of a phrase list, such as "idioms"; `kind` names the file."""
        return SubstringMatches(f"{self.name}.{kind}", TermList(self.code, kind, self.package))
