"""Models of the characters of a page: how many bits a text costs, given the page.

N-grams are counted under hashes in arrays of a fixed size, so that a page of 64 kB is counted in about a
millisecond. A few n-grams share a count; the estimates bear it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["CharacterModel", "SpellingModel", "codes_of"]

#: N-grams are counted in 2 to the power of this, characters by the last 16 bits of their code points.
_BITS = 16
_ALPHABET = 1 << 16
#: How much a shorter context weighs against the counts of a longer one.
_SMOOTHING = 1.0
#: Characters of a block of 128 code points that has this share of a page or less are hardly used.
_HARDLY = 0.002

Codes = NDArray[np.uint32]
Counts = NDArray[np.intp]


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _grams(codes: Codes, longest: int) -> dict[int, NDArray[np.intp]]:
    """Return n → the slot of each n-gram, in the order of the text, for n from 2 to the longest."""
    slots: dict[int, NDArray[np.intp]] = {}
    hashes = codes
    for n in range(2, longest + 1):
        hashes = hashes[:-1] * np.uint32(0x01000193) + codes[n - 1 :]
        slots[n] = ((hashes * np.uint32(2_654_435_761)) >> np.uint32(32 - _BITS)).astype(np.intp)
    return slots


def _count(slots: NDArray[np.intp]) -> Counts:
    return np.bincount(slots, minlength=1 << _BITS)


class CharacterModel:
    """The characters of a page: what follows three others, and what is hardly used.

    Probabilities are interpolated: counts of four characters with those of two, and these with those of one.
    To take a page as the model of what is added to it is an idea of [1]_.

    Parameters
    ----------
    page : str

    References
    ----------
    .. [1] K. Y. Itakura and C. L. A. Clarke, "Using dynamic Markov compression to detect vandalism in the
       Wikipedia", SIGIR 2009.
    """

    def __init__(self, page: str) -> None:
        codes = codes_of(page)
        self._size = len(codes)
        self._single = np.bincount(codes & np.uint32(_ALPHABET - 1), minlength=_ALPHABET)
        slots = _grams(codes, 4) if self._size > 3 else {n: np.zeros(0, dtype=np.intp) for n in (2, 3, 4)}
        self._counts = {n: _count(found) for n, found in slots.items()}

    def bits(self, text: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the bits of each character but the first three, and whether its 4-gram is new."""
        codes = codes_of(text)
        if len(codes) < 4:
            return np.zeros(0), np.zeros(0, dtype=bool)
        found = {n: self._counts[n][slots] for n, slots in _grams(codes, 4).items()}
        single = self._single[codes & np.uint32(_ALPHABET - 1)]
        one = (single[3:] + 0.02) / (self._size + 80.0)
        two = (found[2][2:] + _SMOOTHING * one) / (single[2:-1] + _SMOOTHING)
        four = (found[4] + _SMOOTHING * two) / (found[3][:-1] + _SMOOTHING)
        return -np.log2(np.clip(four, 1e-12, 1.0)), found[4] == 0

    def divergence(self, text: str) -> float:
        """Return the Jensen–Shannon divergence of the characters of a text from the page's, in bits.

        Examples
        --------
        >>> page = CharacterModel("ba")
        >>> page.divergence("abab"), page.divergence("xyz"), page.divergence("")
        (0.0, 1.0, 0.0)
        """
        if not text or not self._size:
            return 0.0
        counts = np.bincount(codes_of(text) & np.uint32(_ALPHABET - 1), minlength=_ALPHABET)
        held = np.flatnonzero(counts + self._single)
        one, other = counts[held] / counts.sum(), self._single[held] / self._size
        middle = (one + other) / 2
        total = 0.0
        for share in (one, other):
            positive = share > 0
            total += float((share[positive] * np.log2(share[positive] / middle[positive])).sum()) / 2
        return round(min(max(total, 0.0), 1.0), 12)

    def share_of_rare_scripts(self, letters: str) -> float:
        """Return the share of letters that are of a block of Unicode which the page hardly uses."""
        if not letters or not self._size:
            return 0.0
        blocks = self._single.reshape(-1, 128).sum(axis=1) / self._size
        found = (codes_of(letters) & np.uint32(_ALPHABET - 1)) >> np.uint32(7)
        return float((blocks[found] <= _HARDLY).mean())


class SpellingModel:
    """The spelling of the different words of a page: what letters follow two others.

    Parameters
    ----------
    words : iterable of str
        In lower case.
    """

    def __init__(self, words: Iterable[str]) -> None:
        codes = codes_of("\n".join(["", *words, ""]))
        slots = _grams(codes, 3) if len(codes) > 2 else {n: np.zeros(0, dtype=np.intp) for n in (2, 3)}
        self._two, self._three = _count(slots[2]), _count(slots[3])

    def bits(self, words: Sequence[str]) -> list[float]:
        """Return the mean bits of the letters of each word and of its end."""
        if not words:
            return []
        codes = codes_of("\n".join(["", *words, ""]))
        slots = _grams(codes, 3)
        shares = (self._three[slots[3]] + 0.05) / (self._two[slots[2]][:-1] + 2.0)
        sums = np.concatenate([[0.0], np.cumsum(-np.log2(np.minimum(shares, 1.0)))])
        ends = np.flatnonzero(codes == 10)  # a word is between two of these
        first, last = ends[:-1], ends[1:] - 1
        lengths = np.maximum(last - first, 1)
        found: list[float] = ((sums[last] - sums[first]) / lengths).tolist()
        return found
