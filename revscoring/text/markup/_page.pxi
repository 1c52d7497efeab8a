# What was read so far of a text: a place in it, the open constructs, the names found, the content.

#: What a place in a text may be inside of.
cdef enum:
    PAGE
    NAME  # of a template
    KEY  # of a parameter of a template, or its value if it has no key
    VALUE  # of a parameter of a template
    LABEL  # of a wikilink
    TITLE  # of an external link
    HEADING
    ITALICS
    BOLD
    TAG

#: Deeper nesting is left to the parser, which has a limit of its own.
cdef enum:
    DEEPEST = 12
#: Failed constructs that are remembered, and how often a text may be read again for them.
cdef enum:
    MOST_FAILED = 16
    MOST_READINGS = 4

#: How much had been read where a construct opened.
cdef struct Mark:
    Py_ssize_t place, headings, urls, titles, tags, templates

#: An open construct.
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
    bint has_text, has_ended  # the name of a template


cdef class Definitions:
    """What the names of schemes, tags and entities mean.

    Parameters
    ----------
    schemes : dict of str to bool
        Whether "//" has to follow a scheme.
    entities : dict of str to int
        Code points of the entities.
    single, lasting, inert, invisible : frozenset of str
        Tags without an end, tags that may end with the text, and those whose body holds no markup, or
        is not shown.
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


@final
cdef class Page:
    """What was read so far of a text."""

    cdef str text
    cdef const void* data
    cdef int kind
    cdef Py_ssize_t length, place
    cdef Py_UCS4* content
    cdef Py_ssize_t shown, last_newline
    cdef Frame[DEEPEST] frames
    cdef Frame* frame  # the innermost
    cdef int depth
    cdef bint is_last  # nothing follows the text
    cdef bint is_open  # an attempt has met the end of a text that is not the last
    cdef Py_ssize_t last_comment  # from here on, no comment ends
    cdef Py_ssize_t spare  # characters that may be read again
    cdef int[MOST_FAILED] failed_kinds
    cdef Py_ssize_t[MOST_FAILED] failed_places
    cdef int failed
    cdef Definitions definitions
    cdef list levels, headings, urls, titles, tags, tag_sources, templates, template_sources

    def __cinit__(self, str text not None, Definitions definitions not None, bint is_last):
        self.text = text
        self.is_last = is_last
        self.data = PyUnicode_DATA(text)
        self.kind = PyUnicode_KIND(text)
        self.length = PyUnicode_GET_LENGTH(text)
        self.definitions = definitions
        self.content = <Py_UCS4*> PyMem_Malloc((self.length + 1) * sizeof(Py_UCS4))
        if self.content is NULL:
            raise MemoryError
        self.last_newline = -1
        self.last_comment = self.length
        self.spare = MOST_READINGS * self.length
        self.frame = &self.frames[0]
        self.frame.kind = PAGE
        self.levels, self.headings, self.urls, self.titles = [], [], [], []
        self.tags, self.tag_sources, self.templates, self.template_sources = [], [], [], []

    def __dealloc__(self):
        PyMem_Free(self.content)

    # Characters -----------------------------------------------------------------------------------------

    cdef inline Py_UCS4 char(self, Py_ssize_t place) noexcept:
        # A line break ends whatever the end of the text does; nothing that looks ahead goes on behind it.
        return PyUnicode_READ(self.kind, self.data, place) if place < self.length else c"\n"

    cdef inline str source(self, Py_ssize_t start, Py_ssize_t end):
        return PyUnicode_Substring(self.text, start, end)

    cdef inline bint is_at_line_start(self) noexcept:
        return self.place == 0 or self.char(self.place - 1) == c"\n"

    cdef inline bint skip(self, Py_ssize_t count) noexcept:
        self.place += count
        return True

    # Content --------------------------------------------------------------------------------------------

    cdef inline void show(self, Py_UCS4 char) noexcept:
        # Each character shown takes one or more of the text, so there is always room.
        if char == c"\n":
            self.last_newline = self.shown
        self.content[self.shown] = char
        self.shown += 1

    cdef inline bint show_one(self) noexcept:
        self.show(self.char(self.place))
        self.place += 1
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

    # Open constructs ------------------------------------------------------------------------------------

    cdef bint open(self, int kind, bint is_shown) except -1:
        """Enter a construct at the place."""
        if self.depth + 1 == DEEPEST:
            return False
        self.depth += 1
        self.frame = &self.frames[self.depth]
        self.frame.kind = kind
        self.frame.is_shown = is_shown
        self.frame.shown = self.shown
        self.frame.may_fail = True
        self.frame.in_term = False
        self.frame.mark.place = self.place
        self.frame.mark.headings = len(self.headings)
        self.frame.mark.urls = len(self.urls)
        self.frame.mark.titles = len(self.titles)
        self.frame.mark.tags = len(self.tags)
        self.frame.mark.templates = len(self.templates)
        return True

    cdef inline void leave(self) noexcept:
        self.depth -= 1
        self.frame = &self.frames[self.depth]

    cdef void close(self) noexcept:
        """Leave a construct, with its content collapsed or dropped."""
        cdef Py_ssize_t start = self.frame.shown
        if not self.frame.is_shown:
            self.shown = start
        elif self.last_newline >= start:
            self.collapse(start)
        self.leave()

    cdef int go_back(self, Mark mark, Py_ssize_t shown) except -1:
        """Leave a construct that failed, and forget what was read in it."""
        self.leave()
        self.place = mark.place
        self.shown = shown
        del self.levels[mark.headings :]
        del self.headings[mark.headings :]
        del self.urls[mark.urls :]
        del self.titles[mark.titles :]
        del self.tags[mark.tags :]
        del self.tag_sources[mark.tags :]
        del self.templates[mark.templates :]
        del self.template_sources[mark.templates :]
        return 0

    cdef bint open_tag(self, int kind, str name, bint is_shown) except -1:
        if not self.open(kind, is_shown):
            return False
        self.tags.append(name)
        self.tag_sources.append(None)
        return True

    cdef bint close_tag(self, Py_ssize_t end) except -1:
        self.tag_sources[self.frame.mark.tags] = self.source(self.frame.mark.place, end)
        self.close()
        self.place = end
        return True

    cdef bint add_single_tag(self, str name, Py_ssize_t length) except -1:
        self.tags.append(name)
        self.tag_sources.append(self.source(self.place, self.place + length))
        return self.skip(length)

    cdef bint is_in_heading(self) noexcept:
        cdef int depth
        for depth in range(self.depth):
            if self.frames[depth].kind == HEADING:
                return True
        return False

    cdef bint has_failed(self, int kind) noexcept:
        """Tell whether a construct at the place has met the end of the text before."""
        cdef int number
        for number in range(self.failed):
            if self.failed_places[number] == self.place and self.failed_kinds[number] == kind:
                return True
        return False
