# cython: language_level=3, boundscheck=False, wraparound=False
"""Words of a text and their places, found in one pass; see `revscoring.text.matching._words`."""

from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from libc.stdint cimport uint8_t

from array import array


def find_words(str text not None, const uint8_t[::1] table not None, is_inside not None):
    """Find the words of a text.

    Parameters
    ----------
    text : str
        The text.
    table : bytes
        For each character of the basic plane, 1 if it belongs to words, else 0.
    is_inside : callable
        Tells the same of other characters.

    Returns
    -------
    tuple of (dict, array, array, set)
        See `revscoring.text.matching._words.Words`.
    """
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), place = 0, start
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef uint8_t[::1] seen = bytearray(0x10000)
    cdef Py_UCS4 char
    cdef dict distinct = {}
    cdef set others = set()
    cdef object order = array("i", bytes(4 * (length // 2 + 1))), starts = order[:]
    cdef int[::1] numbers = order, places = starts
    cdef Py_ssize_t found = 0
    cdef str word
    cdef object number
    if table.shape[0] != 0x10000:
        raise ValueError("The table has to tell of each character of the basic plane.")
    while place < length:
        start = place
        while place < length:
            char = PyUnicode_READ(kind, data, place)
            if char >= 0x10000:
                if not is_inside(chr(char)):
                    others.add(chr(char))
                    break
            elif not table[char]:
                if not seen[char]:
                    seen[char] = 1
                    others.add(chr(char))
                break
            place += 1
        if place > start:
            word = PyUnicode_Substring(text, start, place)
            number = distinct.get(word)
            if number is None:
                number = distinct[word] = len(distinct)
            numbers[found] = number
            places[found] = start
            found += 1
        place += 1
    return distinct, order[:found], starts[:found], others


def find_places(const int[::1] order not None, const uint8_t[::1] flags not None):
    """Return the places of words by their flags; see `revscoring.text.matching._words.find_places`."""
    cdef Py_ssize_t place, last = order.shape[0] - 1
    cdef list found = []
    cdef uint8_t flag
    for place in range(last + 1):
        if not 0 <= order[place] < flags.shape[0]:
            raise ValueError("There has to be a flag for each word.")
    for place in range(last + 1):
        flag = flags[order[place]]
        if flag & 1 or (flag & 2 and place < last and flags[order[place + 1]] & 4):
            found.append(place)
    return found
