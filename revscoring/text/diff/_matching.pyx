# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The matching blocks of `difflib.SequenceMatcher`, in time that grows with the pairs of equal tokens.

`difflib` looks for the longest common run, splits both sequences around it and starts anew on either
side, so a table in which every row was edited is compared once for each of its rows. Here all runs are
listed once and taken by length, the longest first. A run that blocks already taken cut in pieces waits until the
length of the pieces has its turn. What is taken inside of a gap between blocks is then the longest
run of that gap, and the first one among equally long ones, which is what `difflib` finds there.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cython cimport final
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport qsort
from libc.string cimport memset

include "_runs.pxi"


@final
cdef class Matcher:
    """Two sequences of tokens, and the blocks of them that were matched."""

    cdef Py_ssize_t n, m
    cdef int32_t* a
    cdef int32_t* b
    cdef int32_t* first  # token → its first place in `places`; the next token's is behind its last
    cdef int32_t* places  # in b, by token, ascending
    cdef bint* is_frequent  # tokens that do not begin a match
    cdef int32_t* owner  # place in a → its gap, or behind it -2 - the end of the block
    cdef Gap* gaps
    cdef Py_ssize_t gap_count
    cdef Block* blocks
    cdef Py_ssize_t block_count
    cdef Run* runs
    cdef Py_ssize_t run_count, capacity, most_runs
    cdef int32_t* heads  # length → its first run
    cdef int32_t* tails
    cdef int32_t* pieces  # length → the last of the runs cut to it
    cdef Block* sorted_pieces
    cdef Py_ssize_t sorted_capacity
    cdef int64_t work, most_work

    def __cinit__(self, list a not None, list b not None, bint autojunk, most_work, Py_ssize_t most_runs):
        cdef dict numbers = {}
        cdef Py_ssize_t i, tokens, shortest
        self.n, self.m = len(a), len(b)
        shortest = min(self.n, self.m)
        self.most_runs = most_runs
        self.most_work = -1 if most_work is None else min(most_work, 2 ** 62)
        self.a = <int32_t*> allocate(self.n, sizeof(int32_t))
        self.b = <int32_t*> allocate(self.m, sizeof(int32_t))
        for i in range(self.m):
            self.b[i] = numbers.setdefault(b[i], len(numbers))
        for i in range(self.n):
            self.a[i] = numbers.setdefault(a[i], len(numbers))
        tokens = len(numbers)
        self.first = <int32_t*> allocate(tokens + 1, sizeof(int32_t))
        self.places = <int32_t*> allocate(self.m, sizeof(int32_t))
        self.is_frequent = <bint*> allocate(tokens, sizeof(bint))
        self.list_places(tokens, self.m // 100 + 1 if autojunk and self.m >= SHORTEST_WITH_JUNK else self.m)
        self.owner = <int32_t*> allocate(self.n, sizeof(int32_t))
        memset(self.owner, 0, self.n * sizeof(int32_t))
        self.gaps = <Gap*> allocate(2 * shortest + 1, sizeof(Gap))
        self.gaps[0] = Gap(0, self.n, 0, self.m)
        self.gap_count = 1
        self.blocks = <Block*> allocate(shortest, sizeof(Block))
        self.heads = <int32_t*> allocate(shortest + 1, sizeof(int32_t))
        self.tails = <int32_t*> allocate(shortest + 1, sizeof(int32_t))
        self.pieces = <int32_t*> allocate(shortest + 1, sizeof(int32_t))

    def __dealloc__(self):
        PyMem_Free(self.a)
        PyMem_Free(self.b)
        PyMem_Free(self.first)
        PyMem_Free(self.places)
        PyMem_Free(self.is_frequent)
        PyMem_Free(self.owner)
        PyMem_Free(self.gaps)
        PyMem_Free(self.blocks)
        PyMem_Free(self.runs)
        PyMem_Free(self.heads)
        PyMem_Free(self.tails)
        PyMem_Free(self.pieces)
        PyMem_Free(self.sorted_pieces)

    cdef void list_places(self, Py_ssize_t tokens, Py_ssize_t most):
        """List the places of each token in b; one with more than a number of places is frequent."""
        cdef Py_ssize_t i
        memset(self.first, 0, (tokens + 2) * sizeof(int32_t))
        for i in range(self.m):
            self.first[self.b[i] + 2] += 1
        for i in range(tokens):
            self.is_frequent[i] = self.first[i + 2] > most
            self.first[i + 2] += self.first[i + 1]
        for i in range(self.m):
            self.places[self.first[self.b[i] + 1]] = i
            self.first[self.b[i] + 1] += 1

    # Runs -----------------------------------------------------------------------------------------------

    cdef bint list_runs(self) except -1:
        """List the runs of all gaps by their length; return whether they are all.

        If there are too many, the shorter ones are left for another time, and of the shortest those
        listed may begin up to a place only.
        """
        cdef Py_ssize_t length, most = min(self.n, self.m)
        cdef Py_ssize_t total = 0, shortest = 1
        cdef int64_t* counts
        self.run_count = 0
        for length in range(most + 1):
            self.heads[length] = self.tails[length] = self.pieces[length] = NONE
        if self.walk_runs(NULL, 1):
            return True
        counts = <int64_t*> allocate(most + 1, sizeof(int64_t))
        try:
            memset(counts, 0, (most + 1) * sizeof(int64_t))
            self.walk_runs(counts, 1)
            length = most
            while length > 0 and total + counts[length] <= self.most_runs:
                total += counts[length]
                length -= 1
            # At least those of the greatest length, as many as there is room for.
            shortest = length + 1 if total else length
        finally:
            PyMem_Free(counts)
        self.run_count = 0
        for length in range(most + 1):
            self.heads[length] = self.tails[length] = NONE
        self.walk_runs(NULL, shortest)
        return False

    cdef bint walk_runs(self, int64_t* counts, Py_ssize_t shortest) except -1:
        """Count the runs of all gaps by length, or list those of a length or more while there is room."""
        cdef Py_ssize_t i = 0, place, end, length
        cdef int32_t j, token
        cdef Gap gap
        while i < self.n:
            if self.owner[i] < 0:
                i = -2 - self.owner[i]
                continue
            gap = self.gaps[self.owner[i]]
            token = self.a[i]
            if gap.blo == gap.bhi:
                i = gap.ahi
                continue
            if self.is_frequent[token]:
                i += 1
                continue
            place, end = self.first[token], self.first[token + 1]
            if gap.blo > 0 or gap.bhi < self.m:
                place = self.find(place, end, gap.blo)
                end = self.find(place, end, gap.bhi)
            self.work += end - place
            if self.work > self.most_work >= 0:
                raise OverflowError
            while place < end:
                j = self.places[place]
                place += 1
                if i > gap.alo and j > gap.blo and self.a[i - 1] == self.b[j - 1]:
                    if not self.is_frequent[self.a[i - 1]]:
                        continue  # it began before
                length = 1
                while i + length < gap.ahi and j + length < gap.bhi and self.a[i + length] == self.b[j + length]:
                    if self.is_frequent[self.a[i + length]]:
                        break
                    length += 1
                if counts is not NULL:
                    counts[length] += 1
                elif length >= shortest:
                    if self.run_count == self.most_runs:
                        return False
                    self.add_run(i, j, length)
            i += 1
        return True

    cdef Py_ssize_t find(self, Py_ssize_t low, Py_ssize_t high, int32_t j) noexcept:
        """Return the index of the first place that is not before one in b."""
        cdef Py_ssize_t middle
        while low < high:
            middle = (low + high) // 2
            if self.places[middle] < j:
                low = middle + 1
            else:
                high = middle
        return low

    cdef int32_t new_run(self, Py_ssize_t i, Py_ssize_t j) except -1:
        cdef Py_ssize_t capacity
        cdef Run* larger
        if self.run_count == self.capacity:
            capacity = 2 * self.capacity + 64
            larger = <Run*> PyMem_Realloc(self.runs, capacity * sizeof(Run))
            if larger is NULL:
                raise MemoryError
            self.runs, self.capacity = larger, capacity
        self.runs[self.run_count] = Run(i, j, NONE)
        self.run_count += 1
        return self.run_count - 1

    cdef int add_run(self, Py_ssize_t i, Py_ssize_t j, Py_ssize_t length) except -1:
        cdef int32_t number = self.new_run(i, j)
        if self.heads[length] == NONE:
            self.heads[length] = number
        else:
            self.runs[self.tails[length]].next = number
        self.tails[length] = number
        return 0

    cdef int add_piece(self, Py_ssize_t i, Py_ssize_t j, Py_ssize_t length) except -1:
        cdef int32_t number = self.new_run(i, j)
        self.runs[number].next = self.pieces[length]
        self.pieces[length] = number
        return 0

    # Blocks ---------------------------------------------------------------------------------------------

    cdef int match(self) except -1:
        """Find all blocks."""
        cdef bint is_all = False
        cdef Py_ssize_t gap
        while not is_all:
            is_all = self.list_runs()
            self.take_runs(is_all)
        for gap in range(self.gap_count):
            # Without a run, difflib compares what stands at the start of the gap.
            if self.gaps[gap].alo < self.gaps[gap].ahi and self.gaps[gap].blo < self.gaps[gap].bhi:
                self.take_start(gap)
        self.join_blocks()
        return 0

    cdef void join_blocks(self) noexcept:
        """Put the blocks in order, adjacent ones as one."""
        cdef Py_ssize_t number, joined = 0
        cdef Block block
        cdef Block* last
        qsort(self.blocks, self.block_count, sizeof(Block), &order)
        for number in range(self.block_count):
            block = self.blocks[number]
            if joined:
                last = &self.blocks[joined - 1]
                if last.i + last.length == block.i and last.j + last.length == block.j:
                    last.length += block.length
                    continue
            self.blocks[joined] = block
            joined += 1
        self.block_count = joined

    cdef int take_runs(self, bint is_all) except -1:
        cdef Py_ssize_t length, shortest = 1, pieces, piece
        cdef int32_t run
        cdef Block last = Block(0, 0, 0)
        if not is_all:
            while self.heads[shortest] == NONE:
                shortest += 1
            last.i, last.j = self.runs[self.tails[shortest]].i, self.runs[self.tails[shortest]].j
        for length in range(min(self.n, self.m), shortest - 1, -1):
            run = self.heads[length]
            pieces = self.sort_pieces(length)
            piece = 0
            while run != NONE or piece < pieces:
                if run == NONE or (
                    piece < pieces and order(&self.sorted_pieces[piece], &self.runs[run]) < 0
                ):
                    if not is_all and length == shortest and order(&last, &self.sorted_pieces[piece]) < 0:
                        return 0  # there may be others before it
                    self.take(self.sorted_pieces[piece].i, self.sorted_pieces[piece].j, length)
                    piece += 1
                else:
                    self.take(self.runs[run].i, self.runs[run].j, length)
                    run = self.runs[run].next
        return 0

    cdef Py_ssize_t sort_pieces(self, Py_ssize_t length) except -1:
        """Put the runs cut to a length in order; return how many there are."""
        cdef Py_ssize_t count = 0, capacity
        cdef int32_t run = self.pieces[length]
        cdef Block* larger
        while run != NONE:
            if count == self.sorted_capacity:
                capacity = 2 * self.sorted_capacity + 64
                larger = <Block*> PyMem_Realloc(self.sorted_pieces, capacity * sizeof(Block))
                if larger is NULL:
                    raise MemoryError
                self.sorted_pieces, self.sorted_capacity = larger, capacity
            self.sorted_pieces[count] = Block(self.runs[run].i, self.runs[run].j, length)
            count += 1
            run = self.runs[run].next
        if count > 1:
            qsort(self.sorted_pieces, count, sizeof(Block), &order)
        return count

    cdef int take(self, Py_ssize_t i, Py_ssize_t j, Py_ssize_t length) except -1:
        """Take a run as a block if it is in one gap; otherwise keep its pieces that are."""
        cdef Py_ssize_t place = i, start, end
        cdef Gap gap
        while place < i + length:
            if self.owner[place] < 0:
                place = -2 - self.owner[place]
                continue
            gap = self.gaps[self.owner[place]]
            start = max(place, i + gap.blo - j)
            end = min(i + length, gap.ahi, i + gap.bhi - j)
            if start < end:
                if end - start == length:
                    return self.take_block(self.owner[place], i, j, length)
                self.add_piece(start, j + start - i, end - start)
            place = gap.ahi
        return 0

    cdef int take_block(self, Py_ssize_t number, Py_ssize_t i, Py_ssize_t j, Py_ssize_t length) except -1:
        """Take a run in a gap, with all that is equal around it, and split the gap."""
        cdef Gap gap = self.gaps[number]
        cdef Gap left, right, smaller
        cdef Py_ssize_t end = i + length, place
        while i > gap.alo and j > gap.blo and self.a[i - 1] == self.b[j - 1]:
            i -= 1
            j -= 1
        while end < gap.ahi and j + end - i < gap.bhi and self.a[end] == self.b[j + end - i]:
            end += 1
        self.blocks[self.block_count] = Block(i, j, end - i)
        self.block_count += 1
        for place in range(i, end):
            self.owner[place] = -2 - end
        left = Gap(gap.alo, i, gap.blo, j)
        right = Gap(end, gap.ahi, j + end - i, gap.bhi)
        if left.ahi - left.alo < right.ahi - right.alo:
            smaller, self.gaps[number] = left, right
        else:
            smaller, self.gaps[number] = right, left
        if smaller.alo < smaller.ahi:
            self.gaps[self.gap_count] = smaller
            for place in range(smaller.alo, smaller.ahi):
                self.owner[place] = self.gap_count
            self.gap_count += 1
        return 0

    cdef int take_start(self, Py_ssize_t number) except -1:
        cdef Gap gap = self.gaps[number]
        cdef Py_ssize_t length = 0
        while gap.alo + length < gap.ahi and gap.blo + length < gap.bhi:
            if self.a[gap.alo + length] != self.b[gap.blo + length]:
                break
            length += 1
        if length:
            self.blocks[self.block_count] = Block(gap.alo, gap.blo, length)
            self.block_count += 1
        return 0


def opcodes(list a not None, list b not None, bint autojunk=True, most_work=None, Py_ssize_t most_runs=4_000_000):
    """Return the opcodes that turn one sequence into another, as `difflib.SequenceMatcher` gives them.

    Parameters
    ----------
    a, b : list of hashable
        The sequences.
    autojunk : bool
        Whether no match begins with an item that is frequent in ``b``.
    most_work : int or None
        How many pairs of equal items may be looked at.
    most_runs : int
        How many common runs are kept in memory; with fewer it takes longer.

    Returns
    -------
    list of tuple of (str, int, int, int, int), or None
        None if more work is needed.
    """
    cdef Matcher matcher = Matcher(a, b, autojunk, most_work, most_runs)
    cdef Py_ssize_t number, i = 0, j = 0
    cdef Block block
    try:
        matcher.match()
    except OverflowError:
        return None
    codes = []
    for number in range(matcher.block_count + 1):
        if number < matcher.block_count:
            block = matcher.blocks[number]
        else:
            block = Block(matcher.n, matcher.m, 0)
        if i < block.i and j < block.j:
            codes.append(("replace", i, block.i, j, block.j))
        elif i < block.i:
            codes.append(("delete", i, block.i, j, j))
        elif j < block.j:
            codes.append(("insert", i, i, j, block.j))
        i, j = block.i + block.length, block.j + block.length
        if block.length:
            codes.append(("equal", block.i, i, block.j, j))
    return codes
