# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Reading the markup of well-formed wikitext in one scan. See `revscoring.text.markup.easy`.

The scan follows mwparserfromhell's tokenizer: it opens a frame where that tries a construct and, where
the construct fails, takes its mark for text and reads on behind the mark. It stands back, giving
None, before whatever is not treated here: tables, arguments, marks in odd places, failures that
make the tokenizer try a mark in another way, and many of them. An attempt that meets the end of
the text has failed only if nothing follows; so of a text that others follow it is not read here.
"""

from array import array

from cpython cimport array as c_array
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcpy

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 char) noexcept
    bint Py_UNICODE_ISSPACE(Py_UCS4 char) noexcept
    int PyUnicode_4BYTE_KIND

#: What a text between marks may be inside of.
cdef enum:
    PAGE
    NAME  # of a template
    KEY  # of a template's parameter, or its value as far as no "=" was met
    VALUE
    LABEL  # of a wikilink
    TITLE  # of an external link
    HEADING
    ITALICS
    BOLD
    TAG

#: Deeper nesting is left to the tokenizer, which gives up at some depth of its own.
cdef enum:
    DEEPEST = 12
#: Failed constructs that are remembered, and how often a text may be read again for them.
cdef enum:
    MOST_FAILED = 16
    MOST_READINGS = 4
#: Longer texts are left to Python code.
cdef enum:
    LONGEST = 0x0FFFFFFF
#: Characters of the longest scheme and the longest entity.
cdef enum:
    LONGEST_SCHEME = 9
    LONGEST_ENTITY = 8

#: How much was read where a frame was opened.
cdef struct Mark:
    Py_ssize_t place, headings, urls, titles, tags, templates, tag_spans, template_spans

cdef struct Frame:
    int kind
    bint is_shown
    bint may_fail
    bint in_term  # after ";" in a line of its own
    Mark mark
    Py_ssize_t shown  # length of the content where it began
    Py_ssize_t start  # of its name or title, in the text
    Py_ssize_t name_length
    Py_ssize_t level  # of a heading
    Py_ssize_t number  # of a template
    bint has_text, has_ended  # a template's name
    Py_ssize_t slot  # of its end among the spans

#: Characters that need a closer look.
cdef uint8_t[128] _is_mark
#: Characters at which mwparserfromhell looks; a name of a tag ends there.
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


cdef class Tables:
    """What the names of schemes, tags and entities mean.

    Parameters
    ----------
    schemes : dict of str to bool
        Whether "//" has to follow a scheme.
    entities : dict of str to int
        Code points of the entities.
    single, lasting, inert, invisible : frozenset of str
        Tags without an end, tags that may end with the text, and those with a body that holds no
        markup, or that is not shown.
    """

    cdef dict schemes, entities
    cdef frozenset single, lasting, inert, invisible

    def __init__(
        self,
        dict schemes not None,
        dict entities not None,
        frozenset single not None,
        frozenset lasting not None,
        frozenset inert not None,
        frozenset invisible not None,
    ):
        self.schemes = schemes
        self.entities = entities
        self.single = single
        self.lasting = lasting
        self.inert = inert
        self.invisible = invisible


cdef class Spans:
    """Starts and ends, in turns."""

    cdef uint32_t* places
    cdef Py_ssize_t length, room

    def __dealloc__(self):
        PyMem_Free(self.places)

    cdef Py_ssize_t open(self, Py_ssize_t start, Py_ssize_t end) except -1:
        """Add a span; return the slot of its end."""
        cdef void* memory
        if self.length == self.room:
            memory = PyMem_Realloc(self.places, (2 * self.room + 32) * sizeof(uint32_t))
            if memory is NULL:
                raise MemoryError
            self.places = <uint32_t*> memory
            self.room = 2 * self.room + 32
        self.places[self.length] = <uint32_t> start
        self.places[self.length + 1] = <uint32_t> end
        self.length += 2
        return self.length - 1

    cdef object as_array(self):
        if not self.length:
            return ()
        cdef c_array.array places = array("I", bytes(self.length * sizeof(uint32_t)))
        memcpy(places.data.as_voidptr, self.places, self.length * sizeof(uint32_t))
        return places


cdef class Reader:
    """What was read so far of a text.

    The methods that read begin at the place and move it on; they give False to stand back.
    """

    cdef str text
    cdef const void* data
    cdef int kind
    cdef Py_ssize_t length, place
    cdef Py_UCS4* content
    cdef Py_ssize_t shown, last_newline
    cdef Frame[DEEPEST] frames
    cdef int depth
    cdef bint is_last  # nothing follows the text
    cdef bint is_open  # an attempt has met the end of a text that is not the last
    cdef Py_ssize_t last_comment  # from here on, no comment ends
    cdef Py_ssize_t spare  # characters that may be read again
    cdef int[MOST_FAILED] failed_kinds
    cdef Py_ssize_t[MOST_FAILED] failed_places
    cdef int failed
    cdef Tables tables
    cdef list levels, headings, urls, titles, tags, templates
    cdef Spans tag_spans, template_spans

    def __cinit__(self, str text not None, Tables tables not None, bint is_last):
        self.text = text
        self.is_last = is_last
        self.data = PyUnicode_DATA(text)
        self.kind = PyUnicode_KIND(text)
        self.length = PyUnicode_GET_LENGTH(text)
        self.tables = tables
        self.content = <Py_UCS4*> PyMem_Malloc((self.length + 1) * sizeof(Py_UCS4))
        if self.content is NULL:
            raise MemoryError
        self.last_newline = -1
        self.last_comment = self.length
        self.spare = MOST_READINGS * self.length
        self.frames[0].kind = PAGE
        self.levels, self.headings, self.urls, self.titles = [], [], [], []
        self.tags, self.templates = [], []
        self.tag_spans, self.template_spans = Spans(), Spans()

    def __dealloc__(self):
        PyMem_Free(self.content)

    cdef inline Py_UCS4 char(self, Py_ssize_t place) noexcept:
        # A line break ends whatever the end of the text does; nothing that looks ahead goes on behind it.
        return PyUnicode_READ(self.kind, self.data, place) if place < self.length else c"\n"

    cdef inline void show(self, Py_UCS4 char) noexcept:
        # Each character shown takes one or more of the text, so there is always room.
        if char == c"\n":
            self.last_newline = self.shown
        self.content[self.shown] = char
        self.shown += 1

    cdef inline bint skip(self, Py_ssize_t count) noexcept:
        self.place += count
        return True

    cdef inline bint show_one(self) noexcept:
        self.show(self.char(self.place))
        self.place += 1
        return True

    cdef inline str source(self, Py_ssize_t start, Py_ssize_t end):
        return PyUnicode_Substring(self.text, start, end)

    cdef inline bint is_at_line_start(self) noexcept:
        return self.place == 0 or self.char(self.place - 1) == c"\n"

    cdef bint read(self) except -1:
        """Read the whole text."""
        cdef Py_UCS4 char
        if "\0" in self.text or not self.begin_line():
            return False  # the tokenizer takes a NUL for the end of the text
        while True:
            while self.place < self.length:
                char = PyUnicode_READ(self.kind, self.data, self.place)
                if char >= 128 or not _is_mark[char]:
                    self.content[self.shown] = char
                    self.shown += 1
                    self.place += 1
                elif not self.read_mark(char):
                    return False
                else:
                    while self.frames[self.depth].kind == NAME:
                        if not self.read_name():
                            return False
            if not self.depth:
                return True
            if not self.fail():
                return False

    cdef bint read_mark(self, Py_UCS4 char) except -1:
        cdef int inside = self.frames[self.depth].kind
        cdef Py_UCS4 following = self.char(self.place + 1)
        if char == c"\n":
            return self.read_newline(inside)
        if char == c"[":
            return self.read_wikilink(inside) if following == c"[" else self.read_bracketed_link(inside, True)
        if char == c"]":
            return self.read_closing_bracket(inside, following)
        if char == c"{":
            return self.read_brace(inside, following)
        if char == c"}":
            return self.read_closing_brace(inside, following)
        if char == c"<":
            return self.read_angle(inside, following)
        if char == c"&":
            return self.read_entity()
        if char == c":":
            return self.read_colon(inside)
        if char == c"'":
            return self.read_ticks(inside) if following == c"'" else self.show_one()
        if char == c"|":
            if inside == KEY or inside == VALUE:
                self.frames[self.depth].kind = KEY
                return self.skip(1)
            return self.show_one()
        return self.read_equals(inside, following)

    # Frames ---------------------------------------------------------------------------------------------

    cdef bint open(self, int kind, bint is_shown) except -1:
        """Enter a frame at its mark, where reading stands."""
        if self.depth + 1 == DEEPEST:
            return False
        self.depth += 1
        cdef Frame* frame = &self.frames[self.depth]
        frame.kind = kind
        frame.is_shown = is_shown
        frame.shown = self.shown
        frame.may_fail = True
        frame.in_term = False
        frame.mark.place = self.place
        frame.mark.headings = len(self.headings)
        frame.mark.urls = len(self.urls)
        frame.mark.titles = len(self.titles)
        frame.mark.tags = len(self.tags)
        frame.mark.templates = len(self.templates)
        frame.mark.tag_spans = self.tag_spans.length
        frame.mark.template_spans = self.template_spans.length
        return True

    cdef bint open_tag(self, int kind, str name, bint is_shown) except -1:
        if not self.open(kind, is_shown):
            return False
        self.tags.append(name)
        self.frames[self.depth].slot = self.tag_spans.open(self.place, 0)
        return True

    cdef bint fail(self) except -1:
        """Take the mark of the innermost construct for text, go back and read on behind it."""
        cdef Frame* frame = &self.frames[self.depth]
        cdef int kind = KEY if frame.kind == VALUE or frame.kind == NAME else frame.kind
        cdef int inside = self.frames[self.depth - 1].kind
        cdef bint is_end = self.place >= self.length
        if is_end and not self.is_last:
            self.is_open = True
            return False
        self.spare -= self.place - frame.mark.place
        if not frame.may_fail or self.spare < 0:
            return False
        if self.is_in_heading():
            return False  # outside of it, the tokenizer may read otherwise what it remembers to have failed
        if is_end:
            if self.failed == MOST_FAILED:
                return False
            self.failed_kinds[self.failed] = kind
            self.failed_places[self.failed] = frame.mark.place
            self.failed += 1
            if kind == TAG and self.name_of_tag() in self.tables.lasting:
                return False
        self.go_back(&frame.mark, frame.shown)
        return self.read_as_text(kind, inside, frame.level)

    cdef bint is_in_heading(self) noexcept:
        cdef int depth
        for depth in range(self.depth):
            if self.frames[depth].kind == HEADING:
                return True
        return False

    cdef int go_back(self, Mark* mark, Py_ssize_t shown) except -1:
        self.depth -= 1
        self.place = mark.place
        self.shown = shown
        del self.levels[mark.headings :]
        del self.headings[mark.headings :]
        del self.urls[mark.urls :]
        del self.titles[mark.titles :]
        del self.tags[mark.tags :]
        del self.templates[mark.templates :]
        self.tag_spans.length = mark.tag_spans
        self.template_spans.length = mark.template_spans
        return 0

    cdef bint has_failed(self, int kind) noexcept:
        """Tell whether a construct at the place has met the end of the text before."""
        cdef int number
        for number in range(self.failed):
            if self.failed_places[number] == self.place and self.failed_kinds[number] == kind:
                return True
        return False

    cdef bint read_as_text(self, int kind, int inside, Py_ssize_t level) except -1:
        """Show the mark of a construct that failed inside of some other."""
        cdef Py_ssize_t length = 1
        if kind == BOLD and inside != ITALICS:
            self.show_one()
            return self.read_italics(inside)
        if kind == KEY and (inside == KEY or inside == NAME):
            return False  # what is behind it would be a failure, or an "="
        if kind == HEADING:
            length = level
        elif kind == BOLD:
            length = 3
            self.frames[self.depth].may_fail = False  # the tokenizer would then try to end it here
        elif kind == LABEL or kind == KEY or kind == ITALICS:
            length = 2
        while length:
            self.show_one()
            length -= 1
        return True

    cdef void close(self) noexcept:
        """Leave a frame, with its content collapsed or dropped."""
        cdef Frame* frame = &self.frames[self.depth]
        self.depth -= 1
        if not frame.is_shown:
            self.shown = frame.shown
        elif self.last_newline >= frame.shown:
            self.collapse(frame.shown)

    cdef bint close_tag(self, Py_ssize_t end) noexcept:
        self.tag_spans.places[self.frames[self.depth].slot] = <uint32_t> end
        self.close()
        self.place = end
        return True

    cdef void collapse(self, Py_ssize_t start) noexcept:
        """Strip newlines at the ends of what was shown since a place, and reduce three or more to two."""
        cdef Py_ssize_t place, newlines = 0, end = self.shown
        while end > start and self.content[end - 1] == c"\n":
            end -= 1
        self.shown = start
        place = start
        while place < end and self.content[place] == c"\n":
            place += 1
        while place < end:
            newlines = newlines + 1 if self.content[place] == c"\n" else 0
            if newlines <= 2:
                self.content[self.shown] = self.content[place]
                self.shown += 1
            place += 1

    cdef bint add_single_tag(self, str name, Py_ssize_t length) except -1:
        self.tags.append(name)
        self.tag_spans.open(self.place, self.place + length)
        return self.skip(length)

    # Lines ----------------------------------------------------------------------------------------------

    cdef bint read_newline(self, int inside) except -1:
        if inside == TITLE or inside == HEADING:
            return self.fail()
        self.frames[self.depth].in_term = False
        self.show_one()
        return self.begin_line()

    cdef bint begin_line(self) except -1:
        """Read the marks of a list at the start of a line, or a rule."""
        cdef Py_UCS4 char
        cdef Py_ssize_t length = 0
        if self.place >= self.length:
            return True
        if self.char(self.place) == c"-":
            while self.place + length < self.length and self.char(self.place + length) == c"-":
                length += 1
            return length < 4 or self.add_single_tag("hr", length)
        while True:
            char = self.char(self.place)
            if char == c"*" or char == c"#":
                self.add_single_tag("li", 1)
            elif char == c":":
                self.add_single_tag("dd", 1)
            elif char == c";":
                if self.frames[self.depth].kind == KEY or self.frames[self.depth].kind == VALUE:
                    return False
                self.frames[self.depth].in_term = True
                self.add_single_tag("dt", 1)
            else:
                return True

    cdef bint read_equals(self, int inside, Py_UCS4 following) except -1:
        if inside == HEADING:
            return self.close_heading()
        if inside == KEY:
            if following == c"=" and self.is_at_line_start():
                return False
            self.frames[self.depth].kind = VALUE
            return self.skip(1)
        if inside == VALUE or not self.is_at_line_start():
            return self.show_one()
        return not self.is_in_heading() and self.open_heading()

    cdef Py_ssize_t count_equals(self) noexcept:
        cdef Py_ssize_t count = 0
        while self.char(self.place + count) == c"=":
            count += 1
        return count

    cdef bint open_heading(self) except -1:
        cdef Py_ssize_t level = self.count_equals()
        if level > 6 or not self.open(HEADING, True):
            return False
        self.skip(level)
        self.frames[self.depth].level = level
        self.frames[self.depth].start = self.place
        return True

    cdef bint close_heading(self) except -1:
        cdef Frame* frame = &self.frames[self.depth]
        cdef Py_ssize_t end, level = self.count_equals()
        if level != frame.level:
            return False
        end = self.place + level
        while self.char(end) == c" " or self.char(end) == c"\t":
            end += 1
        if self.char(end) != c"\n":
            return False
        self.levels.append(level)
        self.headings.append(self.source(frame.start, self.place).strip())
        self.close()
        return self.skip(level)

    # Links ----------------------------------------------------------------------------------------------

    cdef bint read_wikilink(self, int inside) except -1:
        """Read the opening of a wikilink with its title, and its end if it has no label."""
        cdef Py_ssize_t start = self.place + 2
        cdef Py_UCS4 char
        if self.scheme_length(start):
            # The tokenizer takes it for an external link, if it can.
            if inside == TITLE or ends_at_once(self.char(start + self.scheme_length(start))):
                return False
            self.show_one()
            return self.read_bracketed_link(inside, False)
        if self.has_failed(LABEL):
            return self.read_as_text(LABEL, inside, 0)
        if not self.open(LABEL, True):
            return False
        self.place = start
        while True:
            char = self.char(self.place)
            if char == c"|" or char == c"]":
                break
            if char == c"\n" or char == c"[" or char == c"}" or char == c">":
                return self.fail()
            if char == c"<":
                return self.char(self.place + 1) != c"!" and self.fail()
            if char == c"{" or (char == c"'" and self.char(self.place + 1) == c"'"):
                return False
            if char == c"&":
                if not self.read_entity():
                    return False
            else:
                self.show_one()
        if char == c"]" and self.char(self.place + 1) != c"]":
            return self.fail()
        self.titles.append(self.source(start, self.place))
        if char == c"]":
            self.close()
            return self.skip(2)
        self.shown = self.frames[self.depth].shown
        return self.skip(1)

    cdef bint read_closing_bracket(self, int inside, Py_UCS4 following) except -1:
        if inside == LABEL and following == c"]":
            self.close()
            return self.skip(2)
        if inside == TITLE:
            self.close()
            return self.skip(1)
        return self.show_one()

    cdef Py_ssize_t scheme_length(self, Py_ssize_t start) except -1:
        """Return the length of a scheme with its colon and slashes at a place; 0 if there is none."""
        cdef Py_ssize_t end = start
        cdef Py_UCS4 char
        if self.char(start) == c"/" and self.char(start + 1) == c"/":
            return 2
        while end - start <= LONGEST_SCHEME:
            char = self.char(end)
            if not is_ascii_alnum(char):
                break
            end += 1
        return self.checked_scheme(start, end)

    cdef Py_ssize_t checked_scheme(self, Py_ssize_t start, Py_ssize_t end) except -1:
        """Return the length of what may be a scheme with its colon and slashes; 0 if it is none."""
        cdef bint has_slashes
        cdef object needs_slashes
        if end == start or end - start > LONGEST_SCHEME or self.char(end) != c":":
            return 0
        has_slashes = self.char(end + 1) == c"/" and self.char(end + 2) == c"/"
        needs_slashes = self.tables.schemes.get(self.source(start, end).lower())
        if needs_slashes is None or (needs_slashes and not has_slashes):
            return 0
        return end - start + (3 if has_slashes else 1)

    cdef bint read_bracketed_link(self, int inside, bint may_fail) except -1:
        cdef Py_ssize_t start = self.place + 1
        cdef Py_ssize_t length = self.scheme_length(start) if inside != TITLE else 0
        cdef Py_UCS4 char = self.char(start + length)
        if not length or char == c"\n" or char == c" " or char == c"]":
            return self.show_one()
        if may_fail and self.has_failed(TITLE):
            return self.show_one()
        if not self.open(TITLE, False):
            return False
        self.frames[self.depth].may_fail = may_fail
        self.place = start + length
        while True:
            char = self.char(self.place)
            if char == c"]" or char == c" " or char == c"[" or char == c"<" or char == c">" or char == c'"':
                break
            if char == c"'" and self.char(self.place + 1) == c"'":
                break
            if char == c"\n":
                return self.fail()
            if char == c"{" and self.char(self.place + 1) == c"{":
                return False
            self.place += 1
        if char == c"<" and self.char(self.place + 1) == c"!":
            return False
        self.urls.append(self.source(start, self.place))
        if char == c"]":
            self.close()
            return self.skip(1)
        self.frames[self.depth].is_shown = True
        return char != c" " or self.skip(1)

    cdef bint read_colon(self, int inside) except -1:
        cdef Py_ssize_t start = self.place
        cdef Py_ssize_t length
        if inside != TITLE:
            while start > 0 and self.place - start <= LONGEST_SCHEME and is_ascii_alnum(self.char(start - 1)):
                start -= 1
            if start < self.place and not (start > 0 and is_in_word(self.char(start - 1))):
                length = self.checked_scheme(start, self.place)
                if length and not ends_at_once(self.char(start + length)):
                    return self.read_bare_link(inside, start, start + length)
        if self.frames[self.depth].in_term:
            self.frames[self.depth].in_term = False
            return self.add_single_tag("dd", 1)
        return self.show_one()

    cdef bint read_bare_link(self, int inside, Py_ssize_t start, Py_ssize_t place) except -1:
        """Read a bare link whose scheme was shown already, up to a place after its scheme."""
        cdef bint has_parenthesis = False
        cdef Py_ssize_t end = place, shown
        cdef Py_UCS4 char
        while self.place < place:
            self.show_one()
        shown = self.shown
        while True:
            char = self.char(self.place)
            if self.ends_bare_link(inside, char):
                break
            if char == c"{" and self.char(self.place + 1) == c"{":
                return False
            if char == c"&":
                if not self.read_entity():
                    return False
                end, shown = self.place, self.shown
                continue
            self.show_one()
            has_parenthesis |= char == c"("
            if not is_punctuation(char) and (char != c")" or has_parenthesis):
                end, shown = self.place, self.shown
        if char == c"<" and self.char(self.place + 1) == c"!":
            return False
        self.urls.append(self.source(start, end))
        self.place, self.shown = end, shown
        while not self.ends_bare_link(inside, self.char(self.place)):
            self.show_one()
        return True

    cdef bint ends_bare_link(self, int inside, Py_UCS4 char) noexcept:
        if char == c"\n" or char == c" " or char == c"[" or char == c"]":
            return True
        if char == c"<" or char == c">" or char == c'"':
            return True
        if char == c"'":
            return self.char(self.place + 1) == c"'"
        if inside == KEY or inside == VALUE:
            if char == c"|" or (char == c"}" and self.char(self.place + 1) == c"}"):
                return True
        return char == c"=" and (inside == KEY or inside == HEADING)

    # Templates ------------------------------------------------------------------------------------------

    cdef bint read_brace(self, int inside, Py_UCS4 following) except -1:
        if following == c"{":
            return self.char(self.place + 2) != c"{" and self.read_template(inside)
        if following == c"|" or inside == KEY or inside == NAME:
            return False
        return self.show_one()

    cdef bint read_template(self, int inside) except -1:
        """Read the opening of a template."""
        cdef Frame* frame
        if self.has_failed(KEY):
            return self.read_as_text(KEY, inside, 0)
        if not self.open(NAME, False):
            return False
        frame = &self.frames[self.depth]
        frame.number = len(self.templates)
        frame.slot = self.template_spans.open(self.place, 0)
        frame.has_text = False
        frame.has_ended = False
        self.templates.append(None)
        self.skip(2)
        frame.start = self.place
        return True

    cdef bint read_name(self) except -1:
        """Read the name of a template up to one in it, or what of it is behind that."""
        cdef Frame* frame = &self.frames[self.depth]
        cdef Py_UCS4 char
        while True:
            char = self.char(self.place)
            if char == c"|" or char == c"}":
                break
            if char == c"<" and self.starts_comment():
                self.place = self.end_of_comment()
                if not self.place:
                    return False
                continue
            if char == c"[" or char == c"]" or char == c"<" or char == c">":
                return self.fail()
            if char == c"{":
                return self.read_brace(NAME, self.char(self.place + 1))
            if char == c"'" and self.char(self.place + 1) == c"'":
                return False
            if not Py_UNICODE_ISSPACE(char):
                if frame.has_ended:
                    return self.fail()
                if not frame.has_text and is_line_mark(char) and self.is_at_line_start():
                    return False
                frame.has_text = True
            elif char == c"\n":
                if self.place >= self.length:
                    return self.fail()
                frame.has_ended = frame.has_text
            self.place += 1
        if char == c"}" and self.char(self.place + 1) != c"}":
            return False
        if self.place == frame.start or (not frame.has_text and self.char(self.place - 1) != c"}"):
            return False
        self.templates[frame.number] = self.source(frame.start, self.place)
        frame.kind = KEY
        if char == c"}":
            return self.close_template()
        return self.skip(1)

    cdef bint close_template(self) except -1:
        self.template_spans.places[self.frames[self.depth].slot] = <uint32_t> (self.place + 2)
        self.close()
        self.skip(2)
        # In a key, a template right after another forbids an "=".
        return self.frames[self.depth].kind != KEY or self.char(self.place) != c"{"

    cdef bint read_closing_brace(self, int inside, Py_UCS4 following) except -1:
        if inside == KEY or inside == VALUE:
            if following == c"}":
                return self.close_template()
            if inside == KEY:
                return False
        return self.show_one()

    # Bold and italics -----------------------------------------------------------------------------------

    cdef bint read_ticks(self, int inside) except -1:
        cdef Py_ssize_t ticks = 0
        while self.char(self.place + ticks) == c"'":
            ticks += 1
        while ticks == 4 or ticks > 5:
            self.show_one()
            ticks -= 1
        if inside == ITALICS and ticks != 3:
            return self.close_tag(self.place + 2)
        if inside == BOLD and ticks != 2:
            return self.close_tag(self.place + 3)
        if ticks == 2:
            return self.read_italics(inside)
        if ticks == 3:
            return self.read_as_text(BOLD, inside, 0) if self.has_failed(BOLD) else self.read_bold(True)
        if self.failed:
            return False
        # Of five, the tokenizer tries those of the bold text first.
        return self.read_italics(inside) and self.forbid_failure() and self.read_bold(False)

    cdef bint read_italics(self, int inside) except -1:
        if self.has_failed(ITALICS):
            return self.read_as_text(ITALICS, inside, 0)
        return self.open_tag(ITALICS, "i", True) and self.skip(2)

    cdef bint read_bold(self, bint may_fail) except -1:
        if not self.open_tag(BOLD, "b", True):
            return False
        self.frames[self.depth].may_fail = may_fail
        return self.skip(3)

    cdef bint forbid_failure(self) noexcept:
        self.frames[self.depth].may_fail = False
        return True

    # Tags, comments and entities ------------------------------------------------------------------------

    cdef bint read_angle(self, int inside, Py_UCS4 following) except -1:
        if following == c"!":
            return self.read_comment() if self.starts_comment() else self.show_one()
        if following == c"/":
            if inside != TAG:
                return self.read_loose_closing_tag()
            return self.read_closing_tag() or (self.end_of_closing_name() and self.fail())
        if is_ascii_alnum(following):
            return self.show_one() if self.has_failed(TAG) else self.read_tag()
        if Py_UNICODE_ISSPACE(following) or (following < 128 and _is_marker[following]):
            return self.show_one()
        return False

    cdef bint starts_comment(self) noexcept:
        cdef Py_ssize_t place = self.place
        return self.char(place + 1) == c"!" and self.char(place + 2) == c"-" and self.char(place + 3) == c"-"

    cdef bint read_comment(self) noexcept:
        """Go over a comment; take the mark of one without an end for text."""
        cdef Py_ssize_t end = self.end_of_comment()
        cdef int count
        if end:
            self.place = end
            return True
        if not self.is_last:
            self.is_open = True
            return False
        for count in range(4):
            self.show_one()
        return True

    cdef Py_ssize_t end_of_comment(self) noexcept:
        """Return where the comment at the place ends; 0 if it does not."""
        cdef Py_ssize_t start = self.place + 4, place = start
        while place + 2 < self.length and start < self.last_comment:
            if self.char(place) == c"-" and self.char(place + 1) == c"-" and self.char(place + 2) == c">":
                return place + 3
            place += 1
        self.last_comment = min(self.last_comment, start)
        return 0

    cdef bint read_tag(self) except -1:
        cdef Py_ssize_t start = self.place, name_end = start + 1, end
        cdef Py_UCS4 char
        cdef str name, key
        cdef bint is_shown
        while is_ascii_alnum(self.char(name_end)):
            name_end += 1
        char = self.char(name_end)
        if is_bad_in_tag_name(char, self.char(name_end + 1)):
            return self.show_one()
        self.place = name_end
        if char == c" " or char == c"\t":
            if not self.read_attributes():
                return False
            char = self.char(self.place)
        if char != c">" and char != c"/":
            return False
        if char == c"/" and self.char(self.place + 1) != c">":
            return False
        end = self.place + (1 if char == c">" else 2)
        self.place = start
        name = self.source(start + 1, name_end)
        key = name.lower()
        if char == c"/" or key in self.tables.single:
            return self.add_single_tag(name, end - start)
        if not self.open_tag(TAG, name, key not in self.tables.invisible):
            return False
        self.place = end
        self.frames[self.depth].start = start + 1
        self.frames[self.depth].name_length = name_end - start - 1
        return key not in self.tables.inert or self.read_inert()

    cdef bint read_attributes(self) noexcept:
        """Go to the end of a tag over its attributes, the values of which may be quoted."""
        cdef Py_UCS4 char
        while True:
            self.skip_blanks()
            char = self.char(self.place)
            if char == c">" or (char == c"/" and self.char(self.place + 1) == c">"):
                return True
            if not self.read_bare_words():
                return False
            self.skip_blanks()
            if self.char(self.place) != c"=":
                continue
            self.skip(1)
            self.skip_blanks()
            char = self.char(self.place)
            if not (self.read_quoted(char) if char == c'"' or char == c"'" else self.read_bare_words()):
                return False
            char = self.char(self.place)
            if char != c" " and char != c"\t" and char != c">" and char != c"/":
                return False

    cdef void skip_blanks(self) noexcept:
        while self.char(self.place) == c" " or self.char(self.place) == c"\t":
            self.place += 1

    cdef bint read_bare_words(self) noexcept:
        """Go over the characters of a name or of a value without quotes."""
        cdef Py_ssize_t start = self.place
        cdef Py_UCS4 char
        while True:
            char = self.char(self.place)
            if not is_in_attribute(char) or (char == c"/" and self.char(self.place + 1) == c">"):
                return self.place > start
            self.place += 1

    cdef bint read_quoted(self, Py_UCS4 quote) noexcept:
        cdef Py_UCS4 char
        while True:
            self.place += 1
            char = self.char(self.place)
            if char == quote:
                self.place += 1
                return True
            if char == c"\n" or char == c"\\" or char == c"<" or char == c">":
                return False
            if (char == c"[" or char == c"{") and self.char(self.place + 1) == char:
                return False

    cdef bint read_inert(self) except -1:
        """Show the body of a tag that holds no markup, up to its end."""
        cdef Py_UCS4 char
        cdef Py_ssize_t end
        while self.place < self.length:
            char = self.char(self.place)
            if char == c"&":
                if not self.read_entity():
                    return False
            elif char == c"<" and self.char(self.place + 1) == c"/":
                end = self.place + 2
                while is_ascii_alnum(self.char(end)):
                    end += 1
                if self.has_name(self.place + 2, end):
                    return self.read_closing_tag()
                if end == self.place + 2 or self.char(end) >= 128:
                    return False
                self.show_one()
            else:
                self.show_one()
        return self.fail()

    cdef str name_of_tag(self):
        cdef Frame* frame = &self.frames[self.depth]
        return self.source(frame.start, frame.start + frame.name_length).lower()

    cdef bint has_name(self, Py_ssize_t start, Py_ssize_t end) noexcept:
        """Tell whether a stretch of the text is the name of the innermost tag."""
        cdef Frame* frame = &self.frames[self.depth]
        cdef Py_ssize_t place
        if end - start != frame.name_length:
            return False
        for place in range(frame.name_length):
            if lower(self.char(start + place)) != lower(self.char(frame.start + place)):
                return False
        return True

    cdef bint read_closing_tag(self) noexcept:
        cdef Py_ssize_t start = self.place + 2
        cdef Py_ssize_t end = start + self.frames[self.depth].name_length
        return self.has_name(start, end) and self.char(end) == c">" and self.close_tag(end + 1)

    cdef bint read_loose_closing_tag(self) except -1:
        """Show the opening of a closing tag where none is to close, unless it is taken for a single tag."""
        cdef Py_ssize_t end = self.end_of_closing_name()
        if not end or self.source(self.place + 2, end).lower() in self.tables.single:
            return False
        return self.show_one()

    cdef Py_ssize_t end_of_closing_name(self) noexcept:
        """Return where the name ends in the closing tag at the place; 0 if it is not a plain one."""
        cdef Py_ssize_t end = self.place + 2
        while is_ascii_alnum(self.char(end)):
            end += 1
        return end if self.char(end) == c">" else 0

    cdef bint read_entity(self) except -1:
        """Show the character that an entity stands for, or its "&" if it is none."""
        cdef Py_ssize_t start = self.place + 1, end
        cdef Py_UCS4 char
        cdef object code
        if self.char(start) == c"#":
            return self.read_number(start + 1)
        end = start
        while end - start < LONGEST_ENTITY and is_ascii_alnum(self.char(end)):
            end += 1
        if end == start or self.char(end) != c";":
            return self.show_one()
        if end - start == LONGEST_ENTITY:
            return False  # the tokenizer compares it without its end
        code = self.tables.entities.get(self.source(start, end))
        if code is None:
            return self.show_one()
        self.show(code)
        self.place = end + 1
        return True

    cdef bint read_number(self, Py_ssize_t start) except -1:
        cdef Py_ssize_t end
        cdef uint32_t code = 0
        cdef int digit, base = 10
        if self.char(start) == c"x":
            base = 16
            start += 1
        end = start
        while end - start < LONGEST_ENTITY - 1:
            digit = value_of(self.char(end))
            if digit < 0 or digit >= base:
                break
            code = code * base + digit
            end += 1
        if self.char(end) != c";" or self.char(start) == c"0" or code <= 32 or code > 0x10FFFF:
            return False
        self.show(code)
        self.place = end + 1
        return True


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
    """Tell whether a scheme followed by a character is no bare link."""
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


def read(str text not None, Tables tables not None, bint is_last):
    """Read the markup of a text, if that is easy.

    Parameters
    ----------
    text : str
        Text that starts at the start of a line.
    tables : Tables
        What names mean.
    is_last : bool
        Whether nothing follows the text; if not, nothing that follows can change what was read.

    Returns
    -------
    tuple, False or None
        The fields of a `revscoring.text.markup.reader.Markup`; False if what follows may change
        what the text holds, None if it is left to the tokenizer.
    """
    cdef Reader reader
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    if length > LONGEST:
        return None  # its places are kept in 32 bits
    reader = Reader(text, tables, is_last)
    if not reader.read():
        return False if reader.is_open else None
    return (
        tuple(reader.levels),
        tuple(reader.headings),
        tuple(reader.urls),
        tuple(reader.titles),
        tuple(reader.tags),
        tuple(reader.templates),
        text
        if reader.shown == length
        else PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, reader.content, reader.shown),
        length,
        reader.tag_spans.as_array(),
        reader.template_spans.as_array(),
    )
