"""Parts of texts that match patterns or phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...dependencies import Node
from ...text.matching import WORD_BOUNDARIES, PhraseMatcher, RegexMatcher
from ._base import MetaDatasource

__all__ = ["regex", "trie"]


class _Extractor(MetaDatasource):
    """Base of the datasources that find matches in a text, or in each of a list of texts."""

    matcher: RegexMatcher | PhraseMatcher

    def __init__(self, patterns: Sequence[str], text_datasource: Node | None, name: str | None) -> None:
        inputs = [] if text_datasource is None else [text_datasource]
        super().__init__(name, inputs, patterns, text_datasource)

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


class regex(_Extractor):
    """All parts of a text, or of a list of texts, that match one of several patterns.

    Parameters
    ----------
    regexes : sequence of str
        The patterns. If several match at a position, the first of them wins.
    text_datasource : Datasource, optional
        The text. Without one, `process` can still be called with a text.
    regex_flags : int
        Flags of `re`.
    wrapping : tuple of (str, str) or None
        Patterns before and after a match, which are not part of it.
    exclusions : sequence of str, optional
        Patterns: a match that begins like one of these is left out.

    Examples
    --------
    >>> regex(["h[ae]llo"], name="hellos").process("Hello, hallo")
    ['Hello', 'hallo']
    """

    def __init__(
        self,
        regexes: Sequence[str],
        text_datasource: Node | None = None,
        regex_flags: int = re.IGNORECASE,
        wrapping: tuple[str, str] | None = WORD_BOUNDARIES,
        exclusions: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(regexes, text_datasource, name)
        self.matcher = RegexMatcher(regexes, regex_flags, wrapping, exclusions)


class trie(_Extractor):
    """All occurrences of phrases, as whole words, in a text or a list of texts.

    Parameters
    ----------
    substrings : sequence of str
        The phrases. If several occur at a position, the longest wins. A match is given as it is listed.
    text_datasource : Datasource, optional
        The text. Without one, `process` can still be called with a text.
    case_sensitive : bool
        Whether case matters.
    exclusions : sequence of str, optional
        Phrases that are removed from the list.
    """

    def __init__(
        self,
        substrings: Sequence[str],
        text_datasource: Node | None = None,
        case_sensitive: bool = False,
        exclusions: Sequence[str] | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(substrings, text_datasource, name)
        self.matcher = PhraseMatcher(substrings, case_sensitive, exclusions)
