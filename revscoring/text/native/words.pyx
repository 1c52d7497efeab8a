# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Runs of characters of a text, counted in one pass, and phrases in it. See `run_index` and `matcher`.

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


cdef void* resized(void* memory, Py_ssize_t room) except NULL:
    """Make room for a number of integers."""
    memory = PyMem_Realloc(memory, room * sizeof(int32_t))
    if memory is NULL:
        raise MemoryError
    return memory


cdef class Runs:
    """The runs of characters of a class in a text, with their places; see `revscoring.text.matching.run_index.RunIndex`.

    Parameters
    ----------
    text : str
        The text.
    table : bytes
        For each character of the table, whether it is one of the class.
    is_inside : callable
        The same for characters beyond.
    """

    cdef readonly dict counts
    cdef list _distinct
    cdef Py_ssize_t _length
    cdef int32_t* _numbers
    cdef int32_t* _starts

    def __cinit__(self, str text not None, const uint8_t[::1] table not None, is_inside not None):
        cdef Text found = Text(text)
        cdef Py_ssize_t start = 0, end, number, room = 0
        if table.shape[0] != END_OF_TABLE:
            raise ValueError("The table has to tell of each character of the basic plane.")
        while True:
            while start < found.length and not is_in(found.char(start), table, is_inside):
                start += 1
            if start == found.length:
                break
            end = start + 1
            while end < found.length and is_in(found.char(end), table, is_inside):
                end += 1
            if self._length == room:
                room = 2 * room + found.length // 8 + 16
                self._numbers = <int32_t*> resized(self._numbers, room)
                self._starts = <int32_t*> resized(self._starts, room)
            self._numbers[self._length] = found.add(start, end)
            self._starts[self._length] = <int32_t> start
            self._length += 1
            start = end
        if self._length:
            self._numbers = <int32_t*> resized(self._numbers, self._length)
            self._starts = <int32_t*> resized(self._starts, self._length)
        self._distinct = [found.string(number) for number in range(found.distinct)]
        self.counts = {run: found.counts[number] for number, run in enumerate(self._distinct)}

    def __dealloc__(self):
        PyMem_Free(self._numbers)
        PyMem_Free(self._starts)

    def __len__(self):
        return self._length

    def at(self, Py_ssize_t place):
        """Return the run at a place; behind the last one, nothing."""
        if place < 0:
            raise IndexError(place)
        return self._distinct[self._numbers[place]] if place < self._length else ""

    def start(self, Py_ssize_t place):
        """Return where the run at a place begins in the text."""
        if not 0 <= place < self._length:
            raise IndexError(place)
        return self._starts[place]

    def places(self, firsts, seconds=None):
        """Return the places of some runs, in order; if others are given, those that one of them follows."""
        cdef Py_ssize_t place, last = self._length - 1
        cdef list found = []
        cdef const uint8_t[::1] is_first = bytearray([run in firsts for run in self._distinct])
        cdef const uint8_t[::1] is_second = None
        if seconds is not None:
            is_second = bytearray([run in seconds for run in self._distinct])
        for place in range(self._length):
            if is_first[self._numbers[place]] and (
                is_second is None or (place < last and is_second[self._numbers[place + 1]])
            ):
                found.append(place)
        return found


cdef inline bint is_in(Py_UCS4 char, const uint8_t[::1] table, is_inside) except -1:
    if char < END_OF_TABLE:
        return table[char] != 0
    return bool(is_inside(chr(char)))


cdef class Phrases:
    """Finds phrases that stand as whole words, the longest at each place; see `revscoring.text.matching.matcher.PhraseMatcher`.

    Parameters
    ----------
    phrases : sequence of str
        None of them empty.
    """

    # A tree of characters. A node has those that may follow as a chain: its first child, and their siblings.
    cdef Py_UCS4* _chars
    cdef int32_t* _children
    cdef int32_t* _siblings
    cdef int32_t* _phrases  # number of the phrase that ends at a node, and 1 more; or 0
    cdef int32_t _beginnings[128]  # the first nodes of phrases, by their characters, if these are ASCII

    def __cinit__(self, phrases not None):
        cdef Py_ssize_t room = 1 + sum(map(len, phrases)), length = 1, number
        cdef int32_t node, child
        cdef Py_UCS4 char
        cdef str phrase
        self._chars = <Py_UCS4*> PyMem_Calloc(room, sizeof(Py_UCS4))
        self._children = <int32_t*> PyMem_Calloc(room, sizeof(int32_t))
        self._siblings = <int32_t*> PyMem_Calloc(room, sizeof(int32_t))
        self._phrases = <int32_t*> PyMem_Calloc(room, sizeof(int32_t))
        if self._chars is NULL or self._children is NULL or self._siblings is NULL or self._phrases is NULL:
            raise MemoryError
        for number, phrase in enumerate(phrases):
            node = 0
            for char in phrase:
                child = self._child(node, char)
                if not child:
                    child = <int32_t> length
                    length += 1
                    self._chars[child] = char
                    self._siblings[child] = self._children[node]
                    self._children[node] = child
                node = child
            self._phrases[node] = <int32_t> (number + 1)
        for char in range(128):
            self._beginnings[char] = self._child(0, char)

    def __dealloc__(self):
        PyMem_Free(self._chars)
        PyMem_Free(self._children)
        PyMem_Free(self._siblings)
        PyMem_Free(self._phrases)

    cdef int32_t _child(self, int32_t node, Py_UCS4 char) noexcept:
        node = self._children[node]
        while node and self._chars[node] != char:
            node = self._siblings[node]
        return node

    def findall(self, str text not None):
        """Return the numbers of the phrases in a text, in order."""
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), start = 0, place, end
        cdef int kind = PyUnicode_KIND(text)
        cdef const void* data = PyUnicode_DATA(text)
        cdef int32_t node, longest
        cdef Py_UCS4 char, before = 0
        cdef list found = []
        while start < length:
            char = PyUnicode_READ(kind, data, start)
            if is_ascii_word(before):
                before = char
                start += 1
                continue
            node = self._beginnings[char] if char < 128 else self._child(0, char)
            longest, place, end = 0, start, start
            while node:
                place += 1
                char = PyUnicode_READ(kind, data, place) if place < length else 0
                if self._phrases[node] and not is_ascii_word(char):
                    longest, end = self._phrases[node], place
                node = self._child(node, char) if place < length else 0
            if longest:
                found.append(longest - 1)
                start = end  # the character behind is passed over
            if start < length:
                before = PyUnicode_READ(kind, data, start)
            start += 1
        return found


cdef uint8_t[128] _is_ascii_word
cdef int _code
for _code in range(128):
    _is_ascii_word[_code] = chr(_code).isalnum() or chr(_code) == "_"


cdef inline bint is_ascii_word(Py_UCS4 char) noexcept:
    return char < 128 and _is_ascii_word[char]
