"""Stretches of texts that match patterns or phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ...text.matching import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher
from ..datasource import Datasource

__all__ = ["Datasource", "regex", "trie"]


class _extractor(Datasource):
    """Base of the datasources that find matches in a text, or in each of a list of texts."""

    matcher: RegexMatcher | PhraseMatcher

    def process(self, text_or_texts: str | Iterable[str] | None) -> list[str]:
        """Find the matches.

        Parameters
        ----------
        text_or_texts : str, iterable of str, or None
            None has no matches.
        """
        if text_or_texts is None:
            return []
        if isinstance(text_or_texts, str):
            return self.matcher.findall(text_or_texts)
        return [match for text in text_or_texts for match in self.matcher.findall(text)]


class regex(_extractor):
    """All stretches of a text, or of a list of texts, that one of several patterns matches.

    Parameters
    ----------
    regexes : sequence of str
        The patterns; at a position the first that matches wins.
    text_datasource : Datasource, optional
        The text. Without one, `process` still serves as a function of a text.
    regex_flags : int
        Flags of `re`.
    wrapping : tuple of (str, str) or None
        Patterns before and after a match, which are not part of it.
    exclusions : sequence of str, optional
        A match is dropped if one of these matches its beginning.
    name : str, optional
        By default ``regex([patterns], <text>)``.

    Examples
    --------
    >>> regex(["h[ae]llo"], name="hellos").process("Hello, hallo")
    ['Hello', 'hallo']
    """

    def __init__(
        self,
        regexes: Sequence[str],
        text_datasource: Any = None,
        regex_flags: int = re.IGNORECASE,
        wrapping: tuple[str, str] | None = WORD_BOUNDARIES,
        exclusions: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(
            f"regex({regexes!r}, {text_datasource!r})" if name is None else name,
            depends_on=[] if text_datasource is None else [text_datasource],
        )
        self.matcher = RegexMatcher(regexes, regex_flags, wrapping, exclusions)


class trie(_extractor):
    """All occurrences of phrases, as whole words, in a text or a list of texts.

    Parameters
    ----------
    substrings : sequence of str
        The phrases; at a position the longest wins, and is given as listed.
    text_datasource : Datasource, optional
        The text. Without one, `process` still serves as a function of a text.
    case_sensitive : bool
        Whether case matters.
    exclusions : sequence of str, optional
        Phrases that are taken off the list.
    name : str, optional
        By default ``trie([phrases], <text>)``.
    """

    def __init__(
        self,
        substrings: Sequence[str],
        text_datasource: Any = None,
        case_sensitive: bool = False,
        exclusions: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(
            f"trie({substrings!r}, {text_datasource!r})" if name is None else name,
            depends_on=[] if text_datasource is None else [text_datasource],
        )
        self.matcher = PhraseMatcher(substrings, case_sensitive, exclusions)
