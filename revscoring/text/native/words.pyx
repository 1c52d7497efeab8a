# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Tokens of a text, counted in one pass. See `revscoring.text.tokens.lexer`.

Nothing is done here that the Python code beside it does not do. A text in which many distinct
strings fall on one place of a hash table is left to that code, which cannot be slowed down so.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.string cimport memcmp

cdef extern from "Python.h":
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 char) noexcept

#: What a character may be to the lexer; see `revscoring.text.tokens.lexer`.
cdef enum:
    BEGINS_WORD = 1
    IN_WORD = 2
    DIGIT = 4
    ALONE = 8
    REPEATED = 16
    BLANK = 32
    PAIRED = 64
    HARD = 128

KINDS = {
    "begins word": BEGINS_WORD,
    "in word": IN_WORD,
    "digit": DIGIT,
    "alone": ALONE,
    "repeated": REPEATED,
    "blank": BLANK,
    "paired": PAIRED,
    "hard": HARD,
}
#: Tables of characters go so far.
TABLE_SIZE = 0x10000
cdef enum:
    END_OF_TABLE = 0x10000
#: Steps beyond the first place of the hash table: so many at any time, and so many more with each string.
cdef enum:
    SPARE_STEPS = 4096
    STEPS_A_STRING = 16
#: Longer texts are left to Python code.
cdef enum:
    LONGEST = 0x3FFFFFFF


class Crowded(Exception):
    """Too many distinct strings fall on one place of the hash table."""


cdef class Text:
    """A text, with the distinct stretches of it that were met, numbered as they came, and counted."""

    cdef str text
    cdef const void* data
    cdef int kind
    cdef Py_ssize_t length
    cdef int32_t* slots
    cdef uint32_t mask
    cdef uint32_t* hashes
    cdef int32_t* starts
    cdef int32_t* lengths
    cdef int32_t* counts
    cdef Py_ssize_t distinct, room, steps

    def __cinit__(self, str text not None):
        self.text = text
        self.data = PyUnicode_DATA(text)
        self.kind = PyUnicode_KIND(text)
        self.length = PyUnicode_GET_LENGTH(text)
        if self.length > LONGEST:
            raise Crowded
        self.steps = SPARE_STEPS
        self._make_room(256)

    def __dealloc__(self):
        PyMem_Free(self.slots)
        PyMem_Free(self.hashes)
        PyMem_Free(self.starts)
        PyMem_Free(self.lengths)
        PyMem_Free(self.counts)

    cdef inline Py_UCS4 char(self, Py_ssize_t place) noexcept:
        return PyUnicode_READ(self.kind, self.data, place)

    cdef int _make_room(self, Py_ssize_t room) except -1:
        cdef Py_ssize_t number
        cdef Py_ssize_t slots = 4 * room
        cdef uint32_t slot
        self.hashes = <uint32_t*> resized(self.hashes, room)
        self.starts = <int32_t*> resized(self.starts, room)
        self.lengths = <int32_t*> resized(self.lengths, room)
        self.counts = <int32_t*> resized(self.counts, room)
        self.room = room
        PyMem_Free(self.slots)
        self.slots = <int32_t*> PyMem_Calloc(slots, sizeof(int32_t))
        if self.slots is NULL:
            raise MemoryError
        self.mask = <uint32_t> (slots - 1)
        for number in range(self.distinct):
            slot = self.hashes[number] & self.mask
            while self.slots[slot]:
                slot = (slot + 1) & self.mask
            self.slots[slot] = <int32_t> (number + 1)
        return 0

    cdef int32_t add(self, Py_ssize_t start, Py_ssize_t end) except -1:
        """Count a stretch of the text; return the number of its string."""
        cdef Py_ssize_t size = (end - start) * self.kind
        cdef const uint8_t* content = (<const uint8_t*> self.data) + start * self.kind
        cdef uint32_t value = 2166136261  # FNV-1a
        cdef uint32_t slot
        cdef Py_ssize_t place
        cdef int32_t number
        for place in range(size):
            value = (value ^ content[place]) * 16777619
        value ^= value >> 15
        self.steps += STEPS_A_STRING
        slot = value & self.mask
        while self.slots[slot]:
            number = self.slots[slot] - 1
            if (
                self.hashes[number] == value
                and self.lengths[number] == end - start
                and memcmp(content, (<const uint8_t*> self.data) + <Py_ssize_t> self.starts[number] * self.kind, size) == 0
            ):
                self.counts[number] += 1
                return number
            slot = (slot + 1) & self.mask
            self.steps -= 1
            if self.steps < 0:
                raise Crowded
        if self.distinct == self.room:
            self._make_room(2 * self.room)
            slot = value & self.mask
            while self.slots[slot]:
                slot = (slot + 1) & self.mask
        number = <int32_t> self.distinct
        self.slots[slot] = number + 1
        self.hashes[number] = value
        self.starts[number] = <int32_t> start
        self.lengths[number] = <int32_t> (end - start)
        self.counts[number] = 1
        self.distinct += 1
        return number

    cdef str string(self, Py_ssize_t number):
        return PyUnicode_Substring(self.text, self.starts[number], self.starts[number] + self.lengths[number])

    cdef bint has_capitals_only(self, Py_ssize_t number) noexcept:
        """Tell whether a string has two characters or more, each unlike its lower-case form."""
        cdef Py_ssize_t place, start = self.starts[number]
        cdef Py_UCS4 char
        if self.lengths[number] < 2:
            return False
        for place in range(start, start + self.lengths[number]):
            char = self.char(place)
            if Py_UNICODE_TOLOWER(char) == char:
                return False
        return True


cdef void* resized(void* memory, Py_ssize_t room) except NULL:
    """Make room for a number of integers."""
    memory = PyMem_Realloc(memory, room * sizeof(int32_t))
    if memory is NULL:
        raise MemoryError
    return memory


def count_tokens(str text not None, const uint8_t[::1] kinds not None, split not None):
    """Count the tokens of a text.

    Parameters
    ----------
    text : str
        The text.
    kinds : bytes
        What each character of the table is; see `KINDS`.
    split : callable
        Matches the token that begins at a place of the text.

    Returns
    -------
    tuple of (dict, dict, dict) or None
        The words in capitals only, the other words, and the tokens that may be anything; None if
        the text is left to Python code.
    """
    cdef Text found
    cdef Py_ssize_t start = 0, end
    cdef Py_UCS4 char, following
    cdef uint8_t kind
    cdef int32_t number
    cdef bytearray words = bytearray()  # number of a string → whether it is a word
    if kinds.shape[0] != END_OF_TABLE:
        raise ValueError("The table has to tell of each character of the basic plane.")
    try:
        found = Text(text)
        while start < found.length:
            char = found.char(start)
            kind = kinds[char] if char < END_OF_TABLE else <uint8_t> HARD
            end = start + 1
            following = found.char(end) if end < found.length else 0
            if kind & BEGINS_WORD:
                while end < found.length:
                    following = found.char(end)
                    if following >= END_OF_TABLE:
                        kind = HARD
                        break
                    if not kinds[following] & IN_WORD:
                        # What follows may belong to the word, or make it the scheme of a URL.
                        if following == c"'" or following == 0x2019 or following == c":":
                            kind = HARD
                        break
                    end += 1
            elif kind & ALONE:
                pass
            elif kind & BLANK:
                while end < found.length and is_a(found.char(end), BLANK, kinds):
                    end += 1
            elif kind & REPEATED:
                while end < found.length and found.char(end) == char:
                    end += 1
            elif kind & PAIRED:
                if following == char and end < found.length:
                    end += 1
            elif kind & DIGIT:
                while end < found.length and is_a(found.char(end), DIGIT, kinds):
                    end += 1
                if end < found.length and found.char(end) >= END_OF_TABLE:
                    kind = HARD
            elif char == c"\n" and end < found.length:
                if following == c"\n" and end + 1 < found.length:
                    end += 1
                    following = found.char(end)
                if following != c"\n" and following != c"\r" and not is_a(following, BLANK, kinds):
                    kind = 0
            elif char == c"{":
                kind = 0
                if following == c"{" or following == c"|":
                    end += 1
            elif char == c"-" or char == c"/":
                if following != char:
                    kind = 0
            elif char == c"'":
                kind = 0
                while end < found.length and end < start + 3 and found.char(end) == c"'":
                    end += 1
            if kind & HARD:
                end = split(text, start).end()
                if not start < end <= found.length:
                    raise ValueError("A token has to begin where it was asked for, and end in the text.")
            number = found.add(start, end)
            if number == len(words):
                words.append(kind & BEGINS_WORD)
            start = end
    except Crowded:
        return None
    return sorted_out(found, words)


cdef inline bint is_a(Py_UCS4 char, int kind, const uint8_t[::1] kinds) noexcept:
    return char < END_OF_TABLE and kinds[char] & kind != 0


cdef tuple sorted_out(Text found, bytearray words):
    cdef dict capitals = {}, others = {}, rest = {}
    cdef Py_ssize_t number
    for number in range(found.distinct):
        if not words[number]:
            rest[found.string(number)] = found.counts[number]
        elif found.has_capitals_only(number):
            capitals[found.string(number)] = found.counts[number]
        else:
            others[found.string(number)] = found.counts[number]
    return capitals, others, rest


def longest_run(str text not None):
    """Return the length of the longest run of one character, 1 at least; see `revscoring.text.counts.analysis`."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), place, run = 0, longest = 1
    cdef int kind = PyUnicode_KIND(text)
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_UCS4 char, before = 0
    for place in range(length):
        char = PyUnicode_READ(kind, data, place)
        run = run + 1 if place and char == before else 1
        if run > longest:
            longest = run
        before = char
    return longest
