# Line breaks, lists, rules and headings.


cdef bint read_newline(Page page, int inside) except -1:
    if inside == TITLE or inside == HEADING:
        return fail(page)
    page.frame.in_term = False
    page.show_one()
    return begin_line(page)


cdef bint begin_line(Page page) except -1:
    """Read the marks of a list at the start of a line, or a rule."""
    cdef Py_UCS4 char
    cdef Py_ssize_t length = 0
    if page.place >= page.length:
        return True
    if page.char(page.place) == c"-":
        while page.place + length < page.length and page.char(page.place + length) == c"-":
            length += 1
        return length < 4 or page.add_single_tag("hr", length)
    while True:
        char = page.char(page.place)
        if char == c"*" or char == c"#":
            page.add_single_tag("li", 1)
        elif char == c":":
            page.add_single_tag("dd", 1)
        elif char == c";":
            if page.frame.kind == KEY or page.frame.kind == VALUE:
                return False
            page.frame.in_term = True
            page.add_single_tag("dt", 1)
        else:
            return True


cdef bint read_equals(Page page, int inside, Py_UCS4 following) except -1:
    if inside == HEADING:
        return close_heading(page)
    if inside == KEY:
        if following == c"=" and page.is_at_line_start():
            return False
        page.frame.kind = VALUE
        return page.skip(1)
    if inside == VALUE or not page.is_at_line_start():
        return page.show_one()
    return not page.is_in_heading() and open_heading(page)


cdef Py_ssize_t count_equals(Page page) noexcept:
    cdef Py_ssize_t count = 0
    while page.char(page.place + count) == c"=":
        count += 1
    return count


cdef bint open_heading(Page page) except -1:
    cdef Py_ssize_t level = count_equals(page)
    if level > 6 or not page.open(HEADING, True):
        return False
    page.skip(level)
    page.frame.level = level
    page.frame.start = page.place
    return True


cdef bint close_heading(Page page) except -1:
    cdef Py_ssize_t end, level = count_equals(page)
    if level != page.frame.level:
        return False
    end = page.place + level
    while page.char(end) == c" " or page.char(end) == c"\t":
        end += 1
    if page.char(end) != c"\n":
        return False
    page.levels.append(level)
    page.headings.append(page.source(page.frame.start, page.place).strip())
    page.close()
    return page.skip(level)
