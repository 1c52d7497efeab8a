"""The words by which two texts differ, without their order; cheap enough for each revision of a history."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

__all__ = ["MOST_WORDS", "word_change"]

#: How many words of a change are kept, the first ones.
MOST_WORDS = 300
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def word_change(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return the words of the lines of a text that an older one has not, and the reverse, in lower case.

    Examples
    --------
    >>> word_change("Ants are small.", "Ants are VERY small.")
    (['very'], [])
    """
    before, after = Counter(old.split("\n")), Counter(new.split("\n"))
    added, removed = _words(after - before), _words(before - after)
    return _first(added - removed), _first(removed - added)


def _words(lines: Counter[str]) -> Counter[str]:
    return Counter(_WORD.findall("\n".join(lines.elements()).lower()))


def _first(words: Counter[str]) -> list[str]:
    found: Iterable[str] = words.elements()
    return list(found)[:MOST_WORDS]
