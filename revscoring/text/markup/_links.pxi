# Wikilinks and external links.

#: Characters of the longest scheme.
cdef enum:
    LONGEST_SCHEME = 9


cdef bint read_wikilink(Page page, int inside) except -1:
    """Read the opening of a wikilink with its title, and its end if it has no label."""
    cdef Py_ssize_t start = page.place + 2
    cdef Py_UCS4 char
    if scheme_length(page, start):
        # The tokenizer takes it for an external link, if it can.
        if inside == TITLE or ends_at_once(page.char(start + scheme_length(page, start))):
            return False
        page.show_one()
        return read_bracketed_link(page, inside, False)
    if page.has_failed(LABEL):
        return read_as_text(page, LABEL, inside, 0)
    if not page.open(LABEL, True):
        return False
    page.place = start
    while True:
        char = page.char(page.place)
        if char == c"|" or char == c"]":
            break
        if char == c"\n" or char == c"[" or char == c"}" or char == c">":
            return fail(page)
        if char == c"<":
            return page.char(page.place + 1) != c"!" and fail(page)
        if char == c"{" or (char == c"'" and page.char(page.place + 1) == c"'"):
            return False
        if char == c"&":
            if not read_entity(page):
                return False
        else:
            page.show_one()
    if char == c"]" and page.char(page.place + 1) != c"]":
        return fail(page)
    page.titles.append(page.source(start, page.place))
    if char == c"]":
        page.close()
        return page.skip(2)
    page.shown = page.frame.shown
    return page.skip(1)


cdef bint read_closing_bracket(Page page, int inside, Py_UCS4 following) except -1:
    if inside == LABEL and following == c"]":
        page.close()
        return page.skip(2)
    if inside == TITLE:
        page.close()
        return page.skip(1)
    return page.show_one()


cdef Py_ssize_t scheme_length(Page page, Py_ssize_t start) except -1:
    """Return the length of a scheme with its colon and slashes at a place; 0 if there is none."""
    cdef Py_ssize_t end = start
    cdef Py_UCS4 char
    if page.char(start) == c"/" and page.char(start + 1) == c"/":
        return 2
    while end - start <= LONGEST_SCHEME:
        char = page.char(end)
        if not is_ascii_alnum(char):
            break
        end += 1
    return checked_scheme(page, start, end)


cdef Py_ssize_t checked_scheme(Page page, Py_ssize_t start, Py_ssize_t end) except -1:
    """Return the length of what may be a scheme with its colon and slashes; 0 if it is none."""
    cdef bint has_slashes
    cdef object needs_slashes
    if end == start or end - start > LONGEST_SCHEME or page.char(end) != c":":
        return 0
    has_slashes = page.char(end + 1) == c"/" and page.char(end + 2) == c"/"
    needs_slashes = page.definitions.schemes.get(page.source(start, end).lower())
    if needs_slashes is None or (needs_slashes and not has_slashes):
        return 0
    return end - start + (3 if has_slashes else 1)


cdef bint read_bracketed_link(Page page, int inside, bint may_fail) except -1:
    cdef Py_ssize_t start = page.place + 1
    cdef Py_ssize_t length = scheme_length(page, start) if inside != TITLE else 0
    cdef Py_UCS4 char = page.char(start + length)
    if not length or char == c"\n" or char == c" " or char == c"]":
        return page.show_one()
    if may_fail and page.has_failed(TITLE):
        return page.show_one()
    if not page.open(TITLE, False):
        return False
    page.frame.may_fail = may_fail
    page.place = start + length
    while True:
        char = page.char(page.place)
        if char == c"]" or char == c" " or char == c"[" or char == c"<" or char == c">" or char == c'"':
            break
        if char == c"'" and page.char(page.place + 1) == c"'":
            break
        if char == c"\n":
            return fail(page)
        if char == c"{" and page.char(page.place + 1) == c"{":
            return False
        page.place += 1
    if char == c"<" and page.char(page.place + 1) == c"!":
        return False
    page.urls.append(page.source(start, page.place))
    if char == c"]":
        page.close()
        return page.skip(1)
    page.frame.is_shown = True
    return char != c" " or page.skip(1)


cdef bint read_colon(Page page, int inside) except -1:
    cdef Py_ssize_t start = page.place
    cdef Py_ssize_t length
    if inside != TITLE:
        while start > 0 and page.place - start <= LONGEST_SCHEME and is_ascii_alnum(page.char(start - 1)):
            start -= 1
        if start < page.place and not (start > 0 and is_in_word(page.char(start - 1))):
            length = checked_scheme(page, start, page.place)
            if length and not ends_at_once(page.char(start + length)):
                return read_bare_link(page, inside, start, start + length)
    if page.frame.in_term:
        page.frame.in_term = False
        return page.add_single_tag("dd", 1)
    return page.show_one()


cdef bint read_bare_link(Page page, int inside, Py_ssize_t start, Py_ssize_t place) except -1:
    """Read a bare link whose scheme was shown already, up to a place after its scheme."""
    cdef bint has_parenthesis = False
    cdef Py_ssize_t end = place, shown
    cdef Py_UCS4 char
    while page.place < place:
        page.show_one()
    shown = page.shown
    while True:
        char = page.char(page.place)
        if ends_bare_link(page, inside, char):
            break
        if char == c"{" and page.char(page.place + 1) == c"{":
            return False
        if char == c"&":
            if not read_entity(page):
                return False
            end, shown = page.place, page.shown
            continue
        page.show_one()
        has_parenthesis |= char == c"("
        if not is_punctuation(char) and (char != c")" or has_parenthesis):
            end, shown = page.place, page.shown
    if char == c"<" and page.char(page.place + 1) == c"!":
        return False
    page.urls.append(page.source(start, end))
    page.place, page.shown = end, shown
    while not ends_bare_link(page, inside, page.char(page.place)):
        page.show_one()
    return True


cdef bint ends_bare_link(Page page, int inside, Py_UCS4 char) noexcept:
    if char == c"\n" or char == c" " or char == c"[" or char == c"]":
        return True
    if char == c"<" or char == c">" or char == c'"':
        return True
    if char == c"'":
        return page.char(page.place + 1) == c"'"
    if inside == KEY or inside == VALUE:
        if char == c"|" or (char == c"}" and page.char(page.place + 1) == c"}"):
            return True
    return char == c"=" and (inside == KEY or inside == HEADING)
