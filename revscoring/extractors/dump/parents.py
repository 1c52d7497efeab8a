"""Links between each revision of a dump and its parent, in bounded memory.

Parent ids decide, in whatever order the revisions stand in the page. Without them (schemas below 0.7), the
parent is the revision before in the page, or after it if the newest is first. Texts of a page are kept for
later children up to a number of bytes; a parent that was dropped is reported as out of reach.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from sys import getsizeof
from typing import Final

from .histories import PageHistory, Recent
from .records import DumpPage, DumpRevision

__all__ = ["WINDOW_BYTES", "Linked", "link_parents", "note_creations"]

#: How many bytes of text of one page are kept for its later revisions, by default.
WINDOW_BYTES: Final = 64_000_000


@dataclass(slots=True)
class Linked:
    """A revision with its parent.

    Attributes
    ----------
    revision : DumpRevision
    parent : DumpRevision or None
        None for a page creation, and if the parent is missing.
    missing_parent : int or None
        The id of a parent that is not in the dump or is out of reach.
    creation : DumpRevision or None
        The earliest revision of the page, without its text; None if it is not in the dump.
    out_of_reach : bool
        Whether the missing parent is in the dump, but was dropped.
    recent : Recent or None
        The history before the revision, if it is wanted and the page is read from its oldest revision.
    """

    revision: DumpRevision
    parent: DumpRevision | None = None
    missing_parent: int | None = None
    creation: DumpRevision | None = None
    out_of_reach: bool = False
    recent: Recent | None = None


def link_parents(
    revisions: Iterable[DumpRevision],
    *,
    by_order: bool = False,
    window: int = WINDOW_BYTES,
    creations: Mapping[int, DumpRevision] | None = None,
    histories: bool = False,
) -> Iterator[Linked]:
    """Yield each revision with its parent.

    The order is that of the dump, except that a revision before its parent comes right after the parent was
    read.

    Parameters
    ----------
    revisions : iterable of DumpRevision
        Page by page.
    by_order : bool
        Take the revision before in the page as the parent even where parent ids are given.
    window : int
        Bytes of text to keep of one page, beside the newest revision.
    creations : mapping of int to DumpRevision, optional
        From `note_creations`; without it the first revision of a page in the file is taken as the earliest.
    histories : bool
        Give each revision its recent history.

    Examples
    --------
    >>> page = DumpPage(1, "Ants", "Ants", 0, "")
    >>> one, two = DumpRevision(page, 10), DumpRevision(page, 11, parent_id=10)
    >>> [(link.revision.id, link.parent and link.parent.id) for link in link_parents([one, two])]
    [(10, None), (11, 10)]
    """
    linker: _PageLinker | None = None
    try:
        for revision in revisions:
            if linker is None or linker.page is not revision.page:
                if linker is not None:
                    yield from linker.finish()
                creation = (creations or {}).get(revision.page.id)
                history = PageHistory() if histories else None
                linker = _PageLinker(revision.page, by_order, window, creation, history)
            yield from linker.add(revision)
    except Exception:  # the dump is broken here: revisions that wait come first
        if linker is not None:
            yield from linker.finish()
        raise
    if linker is not None:
        yield from linker.finish()


def note_creations(
    revisions: Iterable[DumpRevision], creations: dict[int, DumpRevision]
) -> Iterator[DumpRevision]:
    """Yield revisions as they are, and add the earliest of each page in which it is not the first.

    In a file that is sorted by id, revisions that were imported from another wiki come late.
    """
    page: DumpPage | None = None
    for revision in revisions:
        if revision.page is not page:
            page, earliest = revision.page, revision
        elif (revision.timestamp, revision.id) < (earliest.timestamp, earliest.id):
            earliest = creations[page.id] = replace(revision, text=None, stored_bytes=revision.byte_length)
        yield revision


class _PageLinker:
    """The revisions of one page that may be the parent of a later one, or that wait for their parent."""

    def __init__(
        self,
        page: DumpPage,
        by_order: bool,
        window: int,
        creation: DumpRevision | None,
        history: PageHistory | None,
    ) -> None:
        self.history = history
        self.recent: dict[int, Recent] = {}  # of revisions that are not linked yet
        self.creation = creation
        self.page = page
        self.by_order = by_order
        self.window = window
        self.first: DumpRevision | None = None  # until the second shows the order
        self.newest_first: bool | None = None
        self.has_ids = False
        self.previous: DumpRevision | None = None
        self.next_is_parent: DumpRevision | None = None
        self.kept: OrderedDict[int, DumpRevision] = OrderedDict()
        self.kept_size = 0
        self.dropped: set[int] = set()
        self.waiting: OrderedDict[int, list[DumpRevision]] = OrderedDict()
        self.waiting_size = 0

    def add(self, revision: DumpRevision) -> Iterator[Linked]:
        if self.newest_first is None:
            if self.first is None:
                self.first = revision
                return
            self.newest_first = _is_older(revision, self.first)
            self.has_ids = not (revision.parent_id is None and self.first.parent_id is None)
            yield from self._place(self.first)
        yield from self._place(revision)

    def finish(self) -> Iterator[Linked]:
        if self.newest_first is None and self.first is not None:
            yield from self._place(self.first)
        if self.next_is_parent is not None:
            yield self._link(self.next_is_parent)
        while self.waiting:
            yield from self._give_up_oldest()

    def _place(self, revision: DumpRevision) -> Iterator[Linked]:
        previous, self.previous = self.previous, revision
        if self.history is not None and not self.newest_first:
            self.recent[revision.id] = self.history.recent()
            self.history.add(revision)
        parent_id = revision.parent_id
        if self.next_is_parent is not None:
            yield self._link(self.next_is_parent, revision)
            self.next_is_parent = None
        if self.by_order or (parent_id is None and not self.has_ids):
            if self.newest_first:
                self.next_is_parent = revision
            else:
                yield self._link(revision, previous)
            self.dropped.update(self.kept)  # older revisions are not needed
            self.kept.clear()
            self.kept_size = 0
        elif not parent_id:
            yield self._link(revision)
        elif parent_id in self.kept:
            yield self._link(revision, self.kept[parent_id])
        elif parent_id in self.dropped:
            yield self._link(revision, missing_parent=parent_id, out_of_reach=True)
        else:
            self.waiting.setdefault(parent_id, []).append(revision)
            self.waiting_size += _size(revision)
            while self.waiting_size > self.window and len(self.waiting) > 1:
                yield from self._give_up_oldest()
        yield from self._keep(revision)

    def _keep(self, revision: DumpRevision) -> Iterator[Linked]:
        self.kept[revision.id] = revision
        self.kept_size += _size(revision)
        for child in self.waiting.pop(revision.id, ()):
            self.waiting_size -= _size(child)
            yield self._link(child, revision)
        while self.kept_size > self.window and len(self.kept) > 1:
            old_id, old = self.kept.popitem(last=False)
            self.kept_size -= _size(old)
            self.dropped.add(old_id)

    def _give_up_oldest(self) -> Iterator[Linked]:
        parent_id, children = self.waiting.popitem(last=False)
        for child in children:
            self.waiting_size -= _size(child)
            yield self._link(child, missing_parent=parent_id)

    def _link(
        self,
        revision: DumpRevision,
        parent: DumpRevision | None = None,
        missing_parent: int | None = None,
        out_of_reach: bool = False,
    ) -> Linked:
        first = self.creation or (None if self.newest_first else self.page.first)
        creation = None if first is None or first.parent_id else first
        recent = self.recent.pop(revision.id, None)
        return Linked(revision, parent, missing_parent, creation, out_of_reach, recent)


def _size(revision: DumpRevision) -> int:
    return 0 if revision.text is None else getsizeof(revision.text)


def _is_older(one: DumpRevision, other: DumpRevision) -> bool:
    """Tell whether a revision is older by its id and not newer by its time; clocks may go backwards."""
    return one.id < other.id and one.timestamp <= other.timestamp
