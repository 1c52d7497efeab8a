# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Counting the tokens of a text in one pass, without making a string for each; see `revscoring.text.tokens.counting`.

A text in which many distinct strings fall on one place of the hash table is refused, so that nobody can
write a text that takes long.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from cython cimport final
from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.string cimport memcmp

cdef extern from "Python.h":
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 char) noexcept

#: What a character may be to the lexer.
cdef enum:
    BEGINS_WORD = 1
    IN_WORD = 2
    DIGIT = 4
    ALONE = 8
    REPEATED = 16
    BLANK = 32
    PAIRED = 64
    SPECIAL = 128

KINDS = {
    "begins word": BEGINS_WORD,
    "in word": IN_WORD,
    "digit": DIGIT,
    "alone": ALONE,
    "repeated": REPEATED,
    "blank": BLANK,
    "paired": PAIRED,
    "special": SPECIAL,
}
#: The number of characters in a table of kinds.
TABLE_SIZE = 0x10000
cdef enum:
    END_OF_TABLE = 0x10000
#: Steps beyond the first place of the hash table that are allowed: at any time, and for each string more.
cdef enum:
    SPARE_STEPS = 4096
    STEPS_A_STRING = 16
#: Longer texts are refused.
cdef enum:
    LONGEST = 0x3FFFFFFF


class Refused(Exception):
    """The text is too long, or its strings fall on too few places of the hash table."""


@final
cdef class Text:
    """A text, with the distinct strings met in it so far, numbered as they came, and counted."""

    cdef str text
    cdef const void* data
    cdef int kind
    cdef Py_ssize_t length
    cdef const uint8_t* kinds
    cdef int32_t* slots
    cdef uint32_t mask
    cdef uint32_t* hashes
    cdef int32_t* starts
    cdef int32_t* lengths
    cdef int32_t* counts
    cdef Py_ssize_t distinct, room, steps

    def __cinit__(self, str text not None, const uint8_t[::1] kinds not None):
        if kinds.shape[0] != END_OF_TABLE:
            raise ValueError("The table must have a kind for each character of the basic plane.")
        self.text = text
        self.data = PyUnicode_DATA(text)
        self.kind = PyUnicode_KIND(text)
        self.length = PyUnicode_GET_LENGTH(text)
        self.kinds = &kinds[0]
        if self.length > LONGEST:
            raise Refused
        self.steps = SPARE_STEPS
        self.make_room(256)

    def __dealloc__(self):
        PyMem_Free(self.slots)
        PyMem_Free(self.hashes)
        PyMem_Free(self.starts)
        PyMem_Free(self.lengths)
        PyMem_Free(self.counts)

    cdef inline Py_UCS4 char(self, Py_ssize_t place) noexcept:
        return PyUnicode_READ(self.kind, self.data, place) if place < self.length else 0

    cdef inline bint is_a(self, Py_ssize_t place, int kind) noexcept:
        cdef Py_UCS4 char = self.char(place)
        return place < self.length and char < END_OF_TABLE and self.kinds[char] & kind != 0

    cdef inline bint is_beyond_table(self, Py_ssize_t place) noexcept:
        return self.char(place) >= END_OF_TABLE

    cdef int make_room(self, Py_ssize_t room) except -1:
        cdef Py_ssize_t number
        cdef Py_ssize_t slots = 4 * room
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
            self.slots[self.free_slot(self.hashes[number])] = <int32_t> (number + 1)
        return 0

    cdef inline uint32_t free_slot(self, uint32_t value) noexcept:
        cdef uint32_t slot = value & self.mask
        while self.slots[slot]:
            slot = (slot + 1) & self.mask
        return slot

    cdef int32_t add(self, Py_ssize_t start, Py_ssize_t end) except -1:
        """Count the string between two places; return its number."""
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
                raise Refused
        if self.distinct == self.room:
            self.make_room(2 * self.room)
            slot = self.free_slot(value)
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

    cdef bint is_uppercase(self, Py_ssize_t number) noexcept:
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


# Where a token ends that begins at a place; 0 if the pattern of the lexer has to be asked ----------------

cdef inline Py_ssize_t end_of_token(Text text, Py_ssize_t start, int kind) noexcept:
    cdef Py_UCS4 char = text.char(start)
    cdef Py_ssize_t end
    if kind & BEGINS_WORD:
        return end_of_word(text, start)
    if kind & ALONE:
        return start + 1
    if kind & BLANK:
        return end_of_kind(text, start, BLANK)
    if kind & REPEATED:
        return end_of_repeated(text, start, char, text.length)
    if kind & PAIRED:
        return end_of_repeated(text, start, char, min(start + 2, text.length))
    if kind & DIGIT:
        end = end_of_kind(text, start, DIGIT)
        return 0 if text.is_beyond_table(end) else end
    if char == c"'":
        return end_of_repeated(text, start, char, min(start + 3, text.length))
    if char == c"\n":
        return end_of_line_breaks(text, start)
    if char == c"{":
        return start + (2 if text.char(start + 1) == c"{" or text.char(start + 1) == c"|" else 1)
    if (char == c"-" or char == c"/") and text.char(start + 1) != char:
        return start + 1
    return 0


cdef inline Py_ssize_t end_of_kind(Text text, Py_ssize_t place, int kind) noexcept:
    place += 1
    while text.is_a(place, kind):
        place += 1
    return place


cdef inline Py_ssize_t end_of_repeated(Text text, Py_ssize_t place, Py_UCS4 char, Py_ssize_t last) noexcept:
    place += 1
    while place < last and text.char(place) == char:
        place += 1
    return place


cdef inline Py_ssize_t end_of_word(Text text, Py_ssize_t start) noexcept:
    cdef Py_ssize_t end = end_of_kind(text, start, IN_WORD)
    cdef Py_UCS4 following = text.char(end)
    # What follows may belong to the word, or make it the scheme of a URL.
    if following >= END_OF_TABLE or following == c"'" or following == 0x2019 or following == c":":
        return 0
    return end


cdef inline Py_ssize_t end_of_line_breaks(Text text, Py_ssize_t start) noexcept:
    """Treat one line break or two, if no more white space follows."""
    cdef Py_ssize_t end = start + 1
    if end == text.length:
        return 0
    if text.char(end) == c"\n" and end + 1 < text.length:
        end += 1
    if text.char(end) == c"\n" or text.char(end) == c"\r" or text.is_a(end, BLANK):
        return 0
    return end


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
    tuple of (dict, dict, dict)
        The words, the words in capitals, and the tokens that may be anything, each with its count.

    Raises
    ------
    Refused
        If the text has to be counted in another way.
    """
    cdef Text found = Text(text, kinds)
    cdef Py_ssize_t start = 0, end
    cdef Py_UCS4 char
    cdef int kind
    cdef bytearray is_word = bytearray()  # by the number of a string
    while start < found.length:
        char = found.char(start)
        kind = kinds[char] if char < END_OF_TABLE else SPECIAL
        end = end_of_token(found, start, kind)
        if not end:
            kind = SPECIAL
            end = split(text, start).end()
            if not start < end <= found.length:
                raise ValueError("A token must begin at its place, and end in the text.")
        if found.add(start, end) == len(is_word):
            is_word.append(kind & BEGINS_WORD)
        start = end
    return by_class(found, is_word)


cdef tuple by_class(Text found, bytearray is_word):
    cdef dict words = {}, capitals = {}, others = {}
    cdef Py_ssize_t number
    for number in range(found.distinct):
        if not is_word[number]:
            others[found.string(number)] = found.counts[number]
        elif found.is_uppercase(number):
            capitals[found.string(number)] = found.counts[number]
        else:
            words[found.string(number)] = found.counts[number]
    return words, capitals, others
