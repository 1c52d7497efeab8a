# Tags, comments and entities.

#: Characters of the longest entity.
cdef enum:
    LONGEST_ENTITY = 8


cdef bint read_angle(Page page, int inside, Py_UCS4 following) except -1:
    if following == c"!":
        return read_comment(page) if starts_comment(page) else page.show_one()
    if following == c"/":
        if inside != TAG:
            return read_unmatched_closing_tag(page)
        return read_closing_tag(page) or (end_of_closing_name(page) and fail(page))
    if is_ascii_alnum(following):
        return page.show_one() if page.has_failed(TAG) else read_tag(page)
    if Py_UNICODE_ISSPACE(following) or (following < 128 and _is_marker[following]):
        return page.show_one()
    return False


cdef bint read_tag(Page page) except -1:
    cdef Py_ssize_t start = page.place, name_end = start + 1, end
    cdef Py_UCS4 char
    cdef str name, key
    while is_ascii_alnum(page.char(name_end)):
        name_end += 1
    char = page.char(name_end)
    if is_bad_in_tag_name(char, page.char(name_end + 1)):
        return page.show_one()
    page.place = name_end
    if char == c" " or char == c"\t":
        if not read_attributes(page):
            return False
        char = page.char(page.place)
    if char != c">" and char != c"/":
        return False
    if char == c"/" and page.char(page.place + 1) != c">":
        return False
    end = page.place + (1 if char == c">" else 2)
    page.place = start
    name = page.source(start + 1, name_end)
    key = name.lower()
    if char == c"/" or key in page.definitions.single:
        return page.add_single_tag(name, end - start)
    if not page.open_tag(TAG, name, key not in page.definitions.invisible):
        return False
    page.place = end
    page.frame.start = start + 1
    page.frame.name_length = name_end - start - 1
    return key not in page.definitions.inert or read_inert(page)


cdef bint read_attributes(Page page) noexcept:
    """Go to the end of a tag over its attributes, the values of which may be quoted."""
    cdef Py_UCS4 char
    while True:
        skip_blanks(page)
        char = page.char(page.place)
        if char == c">" or (char == c"/" and page.char(page.place + 1) == c">"):
            return True
        if not read_bare_words(page):
            return False
        skip_blanks(page)
        if page.char(page.place) != c"=":
            continue
        page.skip(1)
        skip_blanks(page)
        char = page.char(page.place)
        if not (read_quoted(page, char) if char == c'"' or char == c"'" else read_bare_words(page)):
            return False
        char = page.char(page.place)
        if char != c" " and char != c"\t" and char != c">" and char != c"/":
            return False


cdef void skip_blanks(Page page) noexcept:
    while page.char(page.place) == c" " or page.char(page.place) == c"\t":
        page.place += 1


cdef bint read_bare_words(Page page) noexcept:
    """Go over the characters of a name or of a value without quotes."""
    cdef Py_ssize_t start = page.place
    cdef Py_UCS4 char
    while True:
        char = page.char(page.place)
        if not is_in_attribute(char) or (char == c"/" and page.char(page.place + 1) == c">"):
            return page.place > start
        page.place += 1


cdef bint read_quoted(Page page, Py_UCS4 quote) noexcept:
    cdef Py_UCS4 char
    while True:
        page.place += 1
        char = page.char(page.place)
        if char == quote:
            page.place += 1
            return True
        if char == c"\n" or char == c"\\" or char == c"<" or char == c">":
            return False
        if (char == c"[" or char == c"{") and page.char(page.place + 1) == char:
            return False


cdef bint read_inert(Page page) except -1:
    """Show the body of a tag that holds no markup, up to its end."""
    cdef Py_UCS4 char
    cdef Py_ssize_t end
    while page.place < page.length:
        char = page.char(page.place)
        if char == c"&":
            if not read_entity(page):
                return False
        elif char == c"<" and page.char(page.place + 1) == c"/":
            end = page.place + 2
            while is_ascii_alnum(page.char(end)):
                end += 1
            if has_name(page, page.place + 2, end):
                return read_closing_tag(page)
            if end == page.place + 2 or page.char(end) >= 128:
                return False
            page.show_one()
        else:
            page.show_one()
    return fail(page)


cdef str name_of_tag(Page page):
    return page.source(page.frame.start, page.frame.start + page.frame.name_length).lower()


cdef bint has_name(Page page, Py_ssize_t start, Py_ssize_t end) noexcept:
    """Tell whether a stretch of the text is the name of the innermost tag."""
    cdef Py_ssize_t place
    if end - start != page.frame.name_length:
        return False
    for place in range(page.frame.name_length):
        if lower(page.char(start + place)) != lower(page.char(page.frame.start + place)):
            return False
    return True


cdef bint read_closing_tag(Page page) except -1:
    cdef Py_ssize_t start = page.place + 2
    cdef Py_ssize_t end = start + page.frame.name_length
    return has_name(page, start, end) and page.char(end) == c">" and page.close_tag(end + 1)


cdef bint read_unmatched_closing_tag(Page page) except -1:
    """Show the opening of a closing tag that closes nothing, unless it is taken as a single tag."""
    cdef Py_ssize_t end = end_of_closing_name(page)
    if not end or page.source(page.place + 2, end).lower() in page.definitions.single:
        return False
    return page.show_one()


cdef Py_ssize_t end_of_closing_name(Page page) noexcept:
    """Return where the name ends in the closing tag at the place; 0 if it is not a plain one."""
    cdef Py_ssize_t end = page.place + 2
    while is_ascii_alnum(page.char(end)):
        end += 1
    return end if page.char(end) == c">" else 0


cdef bint starts_comment(Page page) noexcept:
    cdef Py_ssize_t place = page.place
    return page.char(place + 1) == c"!" and page.char(place + 2) == c"-" and page.char(place + 3) == c"-"


cdef bint read_comment(Page page) noexcept:
    """Go over a comment; take the mark of one without an end as text."""
    cdef Py_ssize_t end = end_of_comment(page)
    cdef int count
    if end:
        page.place = end
        return True
    if not page.is_last:
        page.is_open = True
        return False
    for count in range(4):
        page.show_one()
    return True


cdef Py_ssize_t end_of_comment(Page page) noexcept:
    """Return where the comment at the place ends; 0 if it does not."""
    cdef Py_ssize_t start = page.place + 4, place = start
    while place + 2 < page.length and start < page.last_comment:
        if page.char(place) == c"-" and page.char(place + 1) == c"-" and page.char(place + 2) == c">":
            return place + 3
        place += 1
    page.last_comment = min(page.last_comment, start)
    return 0


cdef bint read_entity(Page page) except -1:
    """Show the character that an entity stands for, or its "&" if it is none."""
    cdef Py_ssize_t start = page.place + 1, end
    cdef Py_UCS4 char
    cdef object code
    if page.char(start) == c"#":
        return read_number(page, start + 1)
    end = start
    while end - start < LONGEST_ENTITY and is_ascii_alnum(page.char(end)):
        end += 1
    if end == start or page.char(end) != c";":
        return page.show_one()
    if end - start == LONGEST_ENTITY:
        return False  # the tokenizer compares it without its end
    code = page.definitions.entities.get(page.source(start, end))
    if code is None:
        return page.show_one()
    page.show(code)
    page.place = end + 1
    return True


cdef bint read_number(Page page, Py_ssize_t start) except -1:
    cdef Py_ssize_t end
    cdef uint32_t code = 0
    cdef int digit, base = 10
    if page.char(start) == c"x":
        base = 16
        start += 1
    end = start
    while end - start < LONGEST_ENTITY - 1:
        digit = value_of(page.char(end))
        if digit < 0 or digit >= base:
            break
        code = code * base + digit
        end += 1
    if page.char(end) != c";" or page.char(start) == c"0" or code <= 32 or code > 0x10FFFF:
        return False
    page.show(code)
    page.place = end + 1
    return True
