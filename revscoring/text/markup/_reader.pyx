# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""A reader of well-formed wikitext in one pass; what else a text holds is left to mwparserfromhell.

It follows mwparserfromhell's tokenizer: it opens a construct where that tries one and, where the
construct fails, takes its mark as text and reads on behind the mark. It gives up at whatever is not
treated here: tables, arguments, marks in odd places, failures that make the tokenizer try a mark in
another way, and many of them. An attempt that meets the end of the text has failed only if nothing
follows the text.

The functions that read begin at the place of the page and move it on. They return False to give up.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from cython cimport final
from libc.stdint cimport uint8_t, uint32_t

cdef extern from "Python.h":
    int PyUnicode_4BYTE_KIND

include "_characters.pxi"
include "_page.pxi"
include "_lines.pxi"
include "_links.pxi"
include "_templates.pxi"
include "_tags.pxi"
include "_styles.pxi"


def read(str text not None, Definitions definitions not None, bint is_last):
    """Read the markup of a text.

    Parameters
    ----------
    text : str
        Text that starts at the start of a line.
    definitions : Definitions
        What names mean.
    is_last : bool
        Whether nothing follows the text. If not, nothing that follows can change what was read.

    Returns
    -------
    tuple, False or None
        The fields of a `revscoring.text.markup.parser.Block`; False if what follows may change what
        the text holds, None if the text is left to mwparserfromhell.
    """
    cdef Page page = Page(text, definitions, is_last)
    if not read_page(page):
        return False if page.is_open else None
    return (
        tuple(page.levels),
        tuple(page.headings),
        tuple(page.urls),
        tuple(page.titles),
        tuple(page.tags),
        tuple(page.tag_sources),
        tuple(page.templates),
        tuple(page.template_sources),
        text
        if page.shown == page.length
        else PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, page.content, page.shown),
    )


cdef bint read_page(Page page) except -1:
    """Read the whole text."""
    cdef Py_UCS4 char
    if "\0" in page.text or not begin_line(page):
        return False  # the tokenizer takes a NUL for the end of the text
    while True:
        while page.place < page.length:
            char = PyUnicode_READ(page.kind, page.data, page.place)
            if char >= 128 or not _is_mark[char]:
                page.content[page.shown] = char
                page.shown += 1
                page.place += 1
            elif not read_mark(page, char):
                return False
            else:
                while page.frame.kind == NAME:
                    if not read_name(page):
                        return False
        if not page.depth:
            return True
        if not fail(page):
            return False


cdef bint read_mark(Page page, Py_UCS4 char) except -1:
    cdef int inside = page.frame.kind
    cdef Py_UCS4 following = page.char(page.place + 1)
    if char == c"\n":
        return read_newline(page, inside)
    if char == c"[":
        return read_wikilink(page, inside) if following == c"[" else read_bracketed_link(page, inside, True)
    if char == c"]":
        return read_closing_bracket(page, inside, following)
    if char == c"{":
        return read_brace(page, inside, following)
    if char == c"}":
        return read_closing_brace(page, inside, following)
    if char == c"<":
        return read_angle(page, inside, following)
    if char == c"&":
        return read_entity(page)
    if char == c":":
        return read_colon(page, inside)
    if char == c"'":
        return read_ticks(page, inside) if following == c"'" else page.show_one()
    if char == c"|":
        if inside == KEY or inside == VALUE:
            page.frame.kind = KEY
            return page.skip(1)
        return page.show_one()
    return read_equals(page, inside, following)


cdef bint fail(Page page) except -1:
    """Take the mark of the innermost construct as text, go back and read on behind it."""
    cdef int kind = KEY if page.frame.kind == VALUE or page.frame.kind == NAME else page.frame.kind
    cdef int inside = page.frames[page.depth - 1].kind
    cdef bint is_end = page.place >= page.length
    cdef Py_ssize_t level = page.frame.level
    if is_end and not page.is_last:
        page.is_open = True
        return False
    page.spare -= page.place - page.frame.mark.place
    if not page.frame.may_fail or page.spare < 0:
        return False
    if page.is_in_heading():
        return False  # outside of it, the tokenizer may read otherwise what it remembers to have failed
    if is_end:
        if page.failed == MOST_FAILED:
            return False
        page.failed_kinds[page.failed] = kind
        page.failed_places[page.failed] = page.frame.mark.place
        page.failed += 1
        if kind == TAG and name_of_tag(page) in page.definitions.lasting:
            return False
    page.go_back(page.frame.mark, page.frame.shown)
    return read_as_text(page, kind, inside, level)


cdef bint read_as_text(Page page, int kind, int inside, Py_ssize_t level) except -1:
    """Show the mark of a construct that failed inside of another one."""
    cdef Py_ssize_t length = 1
    if kind == BOLD and inside != ITALICS:
        page.show_one()
        return read_italics(page, inside)
    if kind == KEY and (inside == KEY or inside == NAME):
        return False  # what is behind it would be a failure, or an "="
    if kind == HEADING:
        length = level
    elif kind == BOLD:
        length = 3
        page.frame.may_fail = False  # the tokenizer would then try to end it here
    elif kind == LABEL or kind == KEY or kind == ITALICS:
        length = 2
    while length:
        page.show_one()
        length -= 1
    return True
