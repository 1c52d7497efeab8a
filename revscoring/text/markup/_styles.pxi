# Bold and italic text.


cdef bint read_ticks(Page page, int inside) except -1:
    cdef Py_ssize_t ticks = 0
    while page.char(page.place + ticks) == c"'":
        ticks += 1
    while ticks == 4 or ticks > 5:
        page.show_one()
        ticks -= 1
    if inside == ITALICS and ticks != 3:
        return page.close_tag(page.place + 2)
    if inside == BOLD and ticks != 2:
        return page.close_tag(page.place + 3)
    if ticks == 2:
        return read_italics(page, inside)
    if ticks == 3:
        return read_as_text(page, BOLD, inside, 0) if page.has_failed(BOLD) else read_bold(page, True)
    if page.failed:
        return False
    # Of five, the tokenizer tries those of the bold text first.
    if not read_italics(page, inside):
        return False
    page.frame.may_fail = False
    return read_bold(page, False)


cdef bint read_italics(Page page, int inside) except -1:
    if page.has_failed(ITALICS):
        return read_as_text(page, ITALICS, inside, 0)
    return page.open_tag(ITALICS, "i", True) and page.skip(2)


cdef bint read_bold(Page page, bint may_fail) except -1:
    if not page.open_tag(BOLD, "b", True):
        return False
    page.frame.may_fail = may_fail
    return page.skip(3)
