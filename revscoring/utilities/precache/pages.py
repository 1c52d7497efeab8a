"""Work on edits of many pages at once, but on those of one page one after the other.

`Pages` bounds how much is under way, and tells which edits are done with all that came before them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from ...extractors.edits import Edit

__all__ = ["Pages", "Stopped"]

#: Edits that wait or are worked on, for each thread.
WAITING: Final = 8

#: Edits that may be done behind one that is not, for each of those under way.
BEHIND: Final = 16


class Stopped(Exception):
    """The work was given up because the program ends."""


class Pages:
    """Threads that work on edits, in order for each page.

    Parameters
    ----------
    work : callable
        Is given an edit. An edit for which it raises `Stopped` is not done; any other error ends all work.
    threads : int
    stop : threading.Event
        When it is set, edits that wait are given up.

    Attributes
    ----------
    failure : Exception or None
        What ended all work.
    """

    def __init__(self, work: Callable[[Edit], None], threads: int, stop: threading.Event) -> None:
        self.work = work
        self.stop = stop
        self.limit = threads * WAITING
        self.failure: Exception | None = None
        self._pool = ThreadPoolExecutor(threads, "precache")
        self._changed = threading.Condition()
        self._waiting: dict[Hashable, deque[Edit]] = {}
        self._in_order: deque[Edit] = deque()
        self._known: set[Hashable] = set()
        self._under_way: set[Hashable] = set()

    def __len__(self) -> int:
        return len(self._under_way)

    def has(self, edit: Edit) -> bool:
        """Return whether an edit was given, and is not taken as done yet."""
        return edit.key in self._known

    def skip(self, edit: Edit) -> None:
        """Move the position to an edit that needs no work, when all before it are done."""
        with self._changed:
            if self._in_order and self._in_order[-1].key not in self._known:
                self._in_order.pop()
            self._in_order.append(edit)

    def put(self, edit: Edit) -> bool:
        """Give an edit to a thread as soon as there is a place; return False if all ends before."""
        with self._changed:
            while self._is_full():
                if self.stop.is_set():
                    return False
                self._changed.wait(0.1)
            self._in_order.append(edit)
            self._known.add(edit.key)
            self._under_way.add(edit.key)
            queue = self._waiting.setdefault(edit.page, deque())
            queue.append(edit)
            is_first = len(queue) == 1
        if is_first:
            self._pool.submit(self._work_on_page, edit.page)
        return True

    def _is_full(self) -> bool:
        if len(self._under_way) >= self.limit:
            return True
        return len(self._in_order) >= self.limit * BEHIND and self._in_order[0].key in self._under_way

    def take_done(self) -> list[Edit]:
        """Return the edits that are done, and before which all are, in the order in which they came."""
        done = []
        with self._changed:
            while self._in_order and self._in_order[0].key not in self._under_way:
                edit = self._in_order.popleft()
                self._known.discard(edit.key)
                done.append(edit)
        return done

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing is worked on; return whether this was reached in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def close(self) -> None:
        """End the threads, as soon as they have nothing to do."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work_on_page(self, page: Hashable) -> None:
        is_last = False
        while not is_last:
            with self._changed:
                edit = self._waiting[page][0]
            is_done = False
            try:
                if not self.stop.is_set():
                    self.work(edit)
                    is_done = True
            except Stopped:
                pass
            except Exception as error:
                self.failure = self.failure or error
                self.stop.set()
            with self._changed:
                if is_done:
                    self._under_way.discard(edit.key)
                self._waiting[page].popleft()
                is_last = not self._waiting[page]
                if is_last:
                    del self._waiting[page]
                self._changed.notify_all()
