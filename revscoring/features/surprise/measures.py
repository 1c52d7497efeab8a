"""How the surprise of an edit is measured; the table of the features is in `features`."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from math import log2

import numpy as np
from numpy.typing import NDArray

from ...text.counts import LOWER
from ...text.diff import EditedText
from ...text.tokens import CLASSES_OF, lex
from .characters import CharacterModel, SpellingModel

__all__ = ["Surprise"]

#: How many words, pairs of words and characters of an addition are looked at.
_MOST_WORDS, _MOST_PAIRS, _MOST_CHARS = 1000, 60, 5000
#: The window of deflate, of which a dictionary may not be longer.
_DICTIONARY = 32_000
_WINDOW = 12


class Surprise:
    """The measures of the surprise of what an edit adds; those of no addition are 0.

    Relatives of them are in [1]_, [2]_ and [3]_.

    Parameters
    ----------
    edit : EditedText
    title : str or None
        The title of the page.

    References
    ----------
    .. [1] B. T. Adler, L. de Alfaro, S. M. Mola-Velasco, P. Rosso and A. G. West, "Wikipedia vandalism
       detection: combining natural language, metadata, and reputation features", CICLing 2011.
    .. [2] M. Potthast, B. Stein and R. Gerling, "Automatic vandalism detection in Wikipedia", ECIR 2008.
    .. [3] K. Y. Itakura and C. L. A. Clarke, "Using dynamic Markov compression to detect vandalism in the
       Wikipedia", SIGIR 2009.
    """

    def __init__(self, edit: EditedText, title: str | None) -> None:
        self._edit = edit
        self._title = title or ""
        self._added = edit.words_added[:_MOST_WORDS]
        self._removed = edit.words_removed[:_MOST_WORDS]
        self._text = edit.added[:_MOST_CHARS]

    # --- words

    @cached_property
    def _unseen(self) -> list[str]:
        return [word for word in self._added if not self._edit.times_before(word)]

    def unseen_words(self) -> int:
        return len(self._unseen)

    def share_of_unseen_words(self) -> float:
        return len(self._unseen) / max(len(self._added), 1)

    def longest_unseen_word(self) -> int:
        return max(map(len, self._unseen), default=0)

    @cached_property
    def _bits_added(self) -> list[float]:
        return self._bits(self._added)

    def _bits(self, words: Sequence[str]) -> list[float]:
        total = self._edit.number_of_words_before
        times = self._edit.times_before
        return [-log2((times(word) + 0.5) / (total + 1.0)) for word in words]

    def mean_bits_of_words(self) -> float:
        return _mean(self._bits_added)

    def most_bits_of_a_word(self) -> float:
        return max(self._bits_added, default=0.0)

    def bits_of_words(self) -> float:
        return sum(self._bits_added)

    def mean_bits_of_words_change(self) -> float:
        removed = self._bits(self._removed)
        return self.mean_bits_of_words() - _mean(removed) if removed and self._added else 0.0

    def mean_bits_of_words_removed(self) -> float:
        return _mean(self._bits(self._removed))

    def share_of_words_moved(self) -> float:
        both = Counter(self._added) & Counter(self._removed)
        return both.total() / max(len(self._added), 1)

    @cached_property
    def _title_words(self) -> set[str]:
        return {LOWER[token] for token in lex(self._title) if CLASSES_OF[token][0] in ("word", "cjk")}

    def title_words_added(self) -> int:
        return sum(word in self._title_words for word in self._added)

    def title_words_removed(self) -> int:
        return sum(word in self._title_words for word in self._removed)

    @cached_property
    def _pairs(self) -> list[bool]:
        """Whether each pair of words that was added is new to the page."""
        lowered = self._edit.old.lower()
        words = self._added[: _MOST_PAIRS + 1]
        times = self._edit.times_before
        return [
            not (times(one) and times(other) and f"{one} {other}" in lowered)
            for one, other in pairwise(words)
        ]

    def unseen_pairs_of_words(self) -> int:
        return sum(self._pairs)

    def share_of_unseen_pairs_of_words(self) -> float:
        return _mean(self._pairs)

    # --- spelling of the words that the page never had

    @cached_property
    def _spelling(self) -> list[float]:
        unseen = sorted({word for word in self._unseen if len(word) > 2})[:100]
        if not unseen:
            return []
        return SpellingModel(self._edit.words_before).bits(unseen)

    def mean_bits_of_spelling(self) -> float:
        return _mean(self._spelling)

    def most_bits_of_spelling(self) -> float:
        return max(self._spelling, default=0.0)

    # --- characters

    @cached_property
    def _dictionary(self) -> bytes:
        """The part of the page around the first change, as far as a dictionary may reach."""
        old = self._edit.old
        if len(old) > _DICTIONARY:
            hunks = self._edit.edit.hunks
            middle = hunks[0].old_start if hunks else 0
            start = max(min(middle - _DICTIONARY // 2, len(old) - _DICTIONARY), 0)
            old = old[start : start + _DICTIONARY]
        return old.encode("utf-8", "surrogatepass")[-_DICTIONARY:]

    @cached_property
    def _sizes(self) -> tuple[int, int, int]:
        """The bytes of the addition: as they are, compressed alone, and compressed given the page."""
        text = self._text.encode("utf-8", "surrogatepass")
        if not text:
            return 1, 1, 0
        return len(text), _deflated(text, b""), _deflated(text, self._dictionary)

    def compressed_size(self) -> int:
        return self._sizes[2]

    def compressed_share(self) -> float:
        size, _, compressed = self._sizes
        return compressed / size

    def gain_of_compression(self) -> float:
        _, alone, compressed = self._sizes
        return 1 - compressed / alone if compressed else 0.0

    def own_compression(self) -> float:
        size, alone, compressed = self._sizes
        return alone / size if compressed else 0.0

    @cached_property
    def _characters(self) -> CharacterModel:
        return CharacterModel(self._edit.old)

    def divergence_of_characters(self) -> float:
        return self._characters.divergence(self._text)

    def letters_of_rare_scripts(self) -> float:
        return self._characters.share_of_rare_scripts("".join(filter(str.isalpha, self._text)))

    @cached_property
    def _character_bits(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Bits and novelty of the characters added, each after three and with the two that follow."""
        model, new = self._characters, self._edit.new
        bits, unseen, left = [], [], _MOST_CHARS
        for hunk in self._edit.edit.hunks:
            if not hunk.added or left <= 0:
                continue
            before = new[max(hunk.new_start - 3, 0) : hunk.new_start].rjust(3, "\n")
            text = before + hunk.added[:left] + new[hunk.new_end : hunk.new_end + 2]
            left -= len(hunk.added)
            found, is_new = model.bits(text)
            bits.append(found)
            unseen.append(is_new)
        if not bits:
            return np.zeros(0), np.zeros(0, dtype=bool)
        return np.concatenate(bits), np.concatenate(unseen)

    def mean_bits_of_characters(self) -> float:
        bits = self._character_bits[0]
        return float(bits.mean()) if len(bits) else 0.0

    def bits_of_characters(self) -> float:
        return float(self._character_bits[0].sum())

    def worst_window_of_characters(self) -> float:
        bits = self._character_bits[0]
        if len(bits) <= _WINDOW:
            return float(bits.mean()) if len(bits) else 0.0
        sums = np.cumsum(np.concatenate([[0.0], bits]))
        return float((sums[_WINDOW:] - sums[:-_WINDOW]).max() / _WINDOW)

    def share_of_unseen_characters(self) -> float:
        unseen = self._character_bits[1]
        return float(unseen.mean()) if len(unseen) else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _deflated(text: bytes, dictionary: bytes) -> int:
    """Return the size of a text that is compressed with a dictionary, without headers."""
    options = {"zdict": dictionary} if dictionary else {}
    compressor = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, **options)
    return len(compressor.compress(text) + compressor.flush())
