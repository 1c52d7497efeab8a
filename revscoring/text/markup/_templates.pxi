# Templates.


cdef bint read_brace(Page page, int inside, Py_UCS4 following) except -1:
    if following == c"{":
        return page.char(page.place + 2) != c"{" and read_template(page, inside)
    if following == c"|" or inside == KEY or inside == NAME:
        return False
    return page.show_one()


cdef bint read_template(Page page, int inside) except -1:
    """Read the opening of a template."""
    if page.has_failed(KEY):
        return read_as_text(page, KEY, inside, 0)
    if not page.open(NAME, False):
        return False
    page.frame.has_text = False
    page.frame.has_ended = False
    page.templates.append(None)
    page.template_sources.append(None)
    page.skip(2)
    page.frame.start = page.place
    return True


cdef bint read_name(Page page) except -1:
    """Read the name of a template up to one in it, or what of it is behind that."""
    cdef Py_UCS4 char
    while True:
        char = page.char(page.place)
        if char == c"|" or char == c"}":
            break
        if char == c"<" and starts_comment(page):
            page.place = end_of_comment(page)
            if not page.place:
                return False
            continue
        if char == c"[" or char == c"]" or char == c"<" or char == c">":
            return fail(page)
        if char == c"{":
            return read_brace(page, NAME, page.char(page.place + 1))
        if char == c"'" and page.char(page.place + 1) == c"'":
            return False
        if not Py_UNICODE_ISSPACE(char):
            if page.frame.has_ended:
                return fail(page)
            if not page.frame.has_text and is_line_mark(char) and page.is_at_line_start():
                return False
            page.frame.has_text = True
        elif char == c"\n":
            if page.place >= page.length:
                return fail(page)
            page.frame.has_ended = page.frame.has_text
        page.place += 1
    if char == c"}" and page.char(page.place + 1) != c"}":
        return False
    if page.place == page.frame.start or (not page.frame.has_text and page.char(page.place - 1) != c"}"):
        return False
    page.templates[page.frame.mark.templates] = page.source(page.frame.start, page.place)
    page.frame.kind = KEY
    if char == c"}":
        return close_template(page)
    return page.skip(1)


cdef bint close_template(Page page) except -1:
    page.template_sources[page.frame.mark.templates] = page.source(page.frame.mark.place, page.place + 2)
    page.close()
    page.skip(2)
    # In a key, a template right after another forbids an "=".
    return page.frame.kind != KEY or page.char(page.place) != c"{"


cdef bint read_closing_brace(Page page, int inside, Py_UCS4 following) except -1:
    if inside == KEY or inside == VALUE:
        if following == c"}":
            return close_template(page)
        if inside == KEY:
            return False
    return page.show_one()
