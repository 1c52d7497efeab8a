"""How the form of added text is measured; the table of the features is in `features`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from math import sqrt

from ...text.counts import longest_run
from ...text.diff import EditedText

__all__ = ["Form"]

#: Rows of keyboards: letters that stand side by side.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_NEIGHBOURS = frozenset(
    pair for row in _ROWS for one, other in pairwise(row) for pair in (one + other, other + one, one + one)
)
_SMILEY = re.compile(r"[:;=]-?[)(DPp](?!\w)|[\U0001f600-\U0001f64f\U0001f900-\U0001f9ff\u2639\u263a\u2764]")
#: How much of an addition is looked at.
_MOST_WORDS, _MOST_CHARS = 1000, 5000


class Form:
    """The measures of the form of what an edit adds; those of no addition are 0.

    Parameters
    ----------
    edit : EditedText
    """

    def __init__(self, edit: EditedText) -> None:
        self._text = edit.added[:_MOST_CHARS]
        self._words = [
            token for tokens in edit.edit.tokens_added for token in tokens if token.type in ("word", "cjk")
        ][:_MOST_WORDS]
        self._lowered = edit.words_added[:_MOST_WORDS]

    def words(self) -> int:
        return len(self._words)

    def longest_run_of_capitals(self) -> int:
        longest = length = 0
        for char in self._text:
            if char.isupper():
                length += 1
                longest = max(longest, length)
            elif char.isalpha():
                length = 0
        return longest

    def longest_run_of_one_character(self) -> int:
        return longest_run(self._text) if self._text else 0

    def longest_run_of_one_word(self) -> int:
        longest = length = 0
        last = None
        for word in self._lowered:
            length = length + 1 if word == last else 1
            last, longest = word, max(longest, length)
        return longest

    def share_of_letters(self) -> float:
        return self._share(str.isalpha)

    def share_of_capitals(self) -> float:
        return sum(map(str.isupper, self._text)) / max(sum(map(str.isalpha, self._text)), 1)

    def share_of_digits(self) -> float:
        return self._share(str.isdigit)

    def share_of_whitespace(self) -> float:
        return self._share(str.isspace)

    def share_of_marks(self) -> float:
        return self._share(lambda char: not char.isalnum() and not char.isspace())

    def share_of_title_case(self) -> float:
        return sum(map(str.istitle, self._words)) / max(len(self._words), 1)

    def share_of_words_in_capitals(self) -> float:
        return sum(len(word) > 1 and word.isupper() for word in self._words) / max(len(self._words), 1)

    def longest_word(self) -> int:
        return max(map(len, self._words), default=0)

    def mean_length_of_words(self) -> float:
        return sum(map(len, self._words)) / max(len(self._words), 1)

    def share_of_keyboard_neighbours(self) -> float:
        pairs = [word[i : i + 2] in _NEIGHBOURS for word in self._lowered[:300] for i in range(len(word) - 1)]
        return sum(pairs) / max(len(pairs), 1)

    def longest_run_on_the_keyboard(self) -> int:
        longest = 0
        for word in set(self._lowered[:300]):
            length = 1
            for one, other in pairwise(word):
                length = length + 1 if one + other in _NEIGHBOURS else 1
                longest = max(longest, length)
        return longest

    def diversity_of_words(self) -> float:
        return len(set(self._lowered)) / max(len(self._lowered), 1)

    def diversity_of_characters(self) -> float:
        text = self._text[:1000]
        return len(set(text)) / sqrt(max(len(text), 1))

    def most_frequent_character(self) -> float:
        text = self._text.lower()
        counts = Counter(text)
        return max(counts.values(), default=0) / max(len(text), 1)

    def ends_with_punctuation(self) -> bool:
        return self._text.rstrip()[-1:] in tuple(".!?:;。।")

    def exclamations(self) -> int:
        return self._text.count("!")

    def questions(self) -> int:
        return self._text.count("?")

    def smileys(self) -> int:
        return len(_SMILEY.findall(self._text))

    def lines(self) -> int:
        return self._text.count("\n")

    def _share(self, holds: Callable[[str], bool]) -> float:
        return sum(map(holds, self._text)) / max(len(self._text), 1)
