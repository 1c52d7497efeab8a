# cython: language_level=3, boundscheck=False, wraparound=False
"""Words of a text, their places and beginnings of phrases, each found in one pass.

See `revscoring.text.matching._words` and `revscoring.text.matching._phrases`.
"""

from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from libc.stdint cimport uint8_t, uint16_t

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
    tuple of (dict, array, array, bytearray, set)
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
    cdef bytearray spaced = bytearray(length // 2 + 1)
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
            spaced[found] = place < length and char == u" "
            found += 1
        place += 1
    return distinct, order[:found], starts[:found], spaced[:found], others


def find_places(
    const int[::1] order not None, const uint8_t[::1] spaced not None, const uint8_t[::1] flags not None
):
    """Return the places of words by their flags; see `revscoring.text.matching._words.find_places`."""
    cdef Py_ssize_t place, last = order.shape[0] - 1
    cdef list found = []
    cdef uint8_t flag
    if spaced.shape[0] <= last:
        raise ValueError("There has to be a mark for each place.")
    for place in range(last + 1):
        if not 0 <= order[place] < flags.shape[0]:
            raise ValueError("There has to be a flag for each word.")
    for place in range(last + 1):
        flag = flags[order[place]]
        if (
            flag & 1
            or (flag & 2 and place < last and flags[order[place + 1]] & 4)
            or (flag & 8 and not spaced[place])
        ):
            found.append(place)
    return found


cdef inline uint16_t beginning_number(int kind, const void* data, Py_ssize_t start, Py_ssize_t size) noexcept:
    """Return a number for the characters of a string at a place; other characters may have the same."""
    cdef uint16_t number = 0
    cdef Py_ssize_t place
    for place in range(start, start + size):
        number = number * 31 + <uint16_t>PyUnicode_READ(kind, data, place)
    return number


cdef inline bint is_in_word(Py_UCS4 char) noexcept:
    return char < 128 and (u"a" <= char <= u"z" or u"A" <= char <= u"Z" or u"0" <= char <= u"9" or char == u"_")


def mark_beginnings(beginnings not None):
    """Return what `find_beginnings` needs to know about strings of one size."""
    cdef bytearray marks = bytearray(0x10000)
    cdef str string
    for string in beginnings:
        marks[beginning_number(
            PyUnicode_KIND(string), PyUnicode_DATA(string), 0, PyUnicode_GET_LENGTH(string)
        )] = 1
    return bytes(marks)


def find_beginnings(const uint8_t[::1] marks not None, Py_ssize_t size, str text not None):
    """Return where some strings may begin, each behind no character of an ASCII word.

    Parameters
    ----------
    marks : bytes
        What `mark_beginnings` tells of the strings.
    size : int
        The number of their characters.
    text : str
        The text.
    """
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef list found = []
    cdef bint inside = False
    cdef Py_ssize_t place
    if marks.shape[0] != 0x10000 or size < 1:
        raise ValueError("There has to be a mark for each number, and a size.")
    for place in range(PyUnicode_GET_LENGTH(text) - size + 1):
        if not inside and marks[beginning_number(kind, data, place, size)]:
            found.append(place)
        inside = is_in_word(PyUnicode_READ(kind, data, place))
    return found
