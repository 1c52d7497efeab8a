# Classes of characters.

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 char) noexcept
    bint Py_UNICODE_ISSPACE(Py_UCS4 char) noexcept

#: Characters that may begin or end a construct; all others are content.
cdef uint8_t[128] _is_mark
#: Characters at which mwparserfromhell looks; the name of a tag ends there.
cdef uint8_t[128] _is_marker
#: Characters that mean nothing in a tag, and begin nothing there.
cdef uint8_t[128] _is_in_attribute
cdef int _char
for _char in b"\n[]{}<&:'|=":
    _is_mark[_char] = 1
for _char in b"{}[]<>|=&'#*;:/-!\n":
    _is_marker[_char] = 1
for _char in range(33, 127):
    _is_in_attribute[_char] = _char not in b"<>[]{}=\"'\\"


cdef inline bint is_ascii_alnum(Py_UCS4 char) noexcept:
    return c"a" <= char <= c"z" or c"A" <= char <= c"Z" or c"0" <= char <= c"9"


cdef inline bint is_in_word(Py_UCS4 char) noexcept:
    return char == c"_" or Py_UNICODE_ISALNUM(char)


cdef inline bint is_line_mark(Py_UCS4 char) noexcept:
    return char == c"*" or char == c"#" or char == c":" or char == c";" or char == c"-"


cdef inline bint is_punctuation(Py_UCS4 char) noexcept:
    """Tell whether a bare link does not end with a character."""
    if char == c"\\":
        return True
    return char == c"," or char == c";" or char == c"." or char == c":" or char == c"!" or char == c"?"


cdef inline bint ends_at_once(Py_UCS4 char) noexcept:
    """Tell whether a scheme followed by a character is not a bare link."""
    return char == c"\n" or char == c" " or char == c"[" or char == c"]"


cdef inline bint is_in_attribute(Py_UCS4 char) noexcept:
    return char >= 128 and not Py_UNICODE_ISSPACE(char) or char < 128 and _is_in_attribute[char]


cdef inline bint is_bad_in_tag_name(Py_UCS4 char, Py_UCS4 following) noexcept:
    """Tell whether the tokenizer takes the opening of a tag for text at once when it meets a character."""
    if char == c"/":
        return following != c">"
    return char < 128 and _is_marker[char] and char != c"\n" and char != c">"


cdef inline Py_UCS4 lower(Py_UCS4 char) noexcept:
    return <Py_UCS4> (<int> char + 32) if c"A" <= char <= c"Z" else char


cdef inline int value_of(Py_UCS4 char) noexcept:
    """Return the value of a hexadecimal digit, -1 of anything else."""
    if c"0" <= char <= c"9":
        return <int> char - 48
    char = lower(char)
    if c"a" <= char <= c"f":
        return <int> char - 97 + 10
    return -1


