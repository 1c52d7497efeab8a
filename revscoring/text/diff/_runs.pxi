# Runs, gaps and blocks: stretches of two sequences.

cdef enum:
    NONE = -1
    SHORTEST_WITH_JUNK = 200

#: A common run of tokens ``a[i:i+length]`` and ``b[j:j+length]``; `next` is the next of its length.
cdef struct Run:
    int32_t i, j, next

#: A gap between blocks: tokens ``a[alo:ahi]`` and ``b[blo:bhi]``, compared with each other.
cdef struct Gap:
    int32_t alo, ahi, blo, bhi

cdef struct Block:
    int32_t i, j, length


cdef int order(const void* left, const void* right) noexcept nogil:
    cdef const int32_t* x = <const int32_t*> left
    cdef const int32_t* y = <const int32_t*> right
    if x[0] != y[0]:
        return -1 if x[0] < y[0] else 1
    return (x[1] > y[1]) - (x[1] < y[1])


cdef void* allocate(size_t count, size_t size) except NULL:
    cdef void* memory = PyMem_Malloc((count + 1) * size)
    if memory is NULL:
        raise MemoryError
    return memory
