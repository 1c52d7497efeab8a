"""The loop of precaching: edits in, in order for each page; positions kept when all before them is done."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from ...extractors.edit_events import event_of
from ...extractors.edits import Edit, State
from .metrics import Tally
from .pages import Pages, Stopped
from .predictions import Output
from .service import Refused

__all__ = ["DeadLetters", "Precaching"]

#: Seconds between two times that the position is kept.
KEEP_EVERY: Final = 0.5

#: Seconds that work under way may take, when the program is to end.
GRACE: Final = 10.0


class _Ended(BaseException):
    """A signal ends the program while it waits for the source."""


class DeadLetters:
    """Edits and events that could not be dealt with, as lines of JSON.

    Parameters
    ----------
    file : text file or None
        Where they go; without one they are only counted.
    tell : callable
        Is given a line about each.
    """

    def __init__(self, file: IO[str] | None, tell: Callable[[str], None]) -> None:
        self.file, self.tell = file, tell
        self._lock = threading.Lock()

    def add(self, event: Any, error: Exception) -> None:
        """Keep an event, or the text that should be one, and why it failed."""
        letter = {"error": str(error) or repr(error), "event": event}
        with self._lock:
            if self.file is not None:
                self.file.write(json.dumps(letter) + "\n")
                self.file.flush()
        about = event.get("meta", {}).get("id") if isinstance(event, dict) else str(event)[:80]
        self.tell(f"not scored: {about}: {letter['error']}")


class Precaching:
    """Deals with edits as they come, until the source or a signal ends it.

    Parameters
    ----------
    score : callable
        Deals with an edit, and returns what became of it, such as "scored". Raises `Refused` if it cannot.
    state : State
    wanted : callable
        Returns whether an edit is to be scored.
    letters : DeadLetters
    tally : Tally
    threads : int
    stop : threading.Event
        What `score` looks at while it waits.
    output : Output, optional
        Is flushed before a position is kept.
    commit : callable, optional
        Keeps the position of edits in the source itself.
    limit : int, optional
        How many edits to deal with before ending.
    """

    def __init__(
        self,
        score: Callable[[Edit], str],
        state: State,
        *,
        wanted: Callable[[Edit], bool],
        letters: DeadLetters,
        tally: Tally,
        threads: int,
        stop: threading.Event,
        output: Output | None = None,
        commit: Callable[[list[Edit]], None] | None = None,
        limit: int | None = None,
    ) -> None:
        self.score, self.state, self.wanted = score, state, wanted
        self.letters, self.tally, self.stop = letters, tally, stop
        self.output, self.commit, self.limit = output, commit, limit
        self.pages = Pages(self._work, threads, stop)
        self._given = 0
        self._is_waiting = False
        self._keeping = threading.Lock()

    def run(self, changes: Iterable[list[Edit]]) -> None:
        """Deal with all edits; raise what ended the work, if it was no signal."""
        keeper = threading.Thread(target=self._keep_now_and_then, name="precache-keeper", daemon=True)
        with self._ended_by_signals():
            keeper.start()
            try:
                for edits in self._until_stopped(iter(changes)):
                    self.tally.seen(len(self.pages))
                    if not self._give(edits):
                        break
                while not self.stop.is_set() and not self.pages.wait(0.1):
                    pass
            finally:
                self.stop.set()
                self.pages.wait(GRACE)
                self.pages.close()
                keeper.join()
                if self.pages.failure is None:
                    self._keep()
        if self.pages.failure is not None:
            raise self.pages.failure

    def _keep_now_and_then(self) -> None:
        try:
            while not self.stop.wait(KEEP_EVERY):
                self._keep()
        except Exception as error:  # such as a full disk: without a position nothing may go on
            self.pages.failure = error
            self.stop.set()

    def _give(self, edits: Iterable[Edit]) -> bool:
        """Give edits to the threads; return whether more are wanted."""
        for edit in edits:
            if self.pages.has(edit) or not self.state.is_new(edit):
                continue
            if not self.wanted(edit):
                self.tally.count("left out")
                self.pages.skip(edit)
                continue
            if not self.pages.put(edit):
                return False
            self._given += 1
            if self._given == self.limit:
                return False
        return True

    def _work(self, edit: Edit) -> None:
        try:
            result = self.score(edit)
        except Refused as error:
            self.letters.add(event_of(edit), error)
            result = "dead letters"
        self.tally.count(result, edit)

    def _keep(self) -> None:
        """Keep the position behind the edits that are done."""
        with self._keeping:
            done = self.pages.take_done()
            if not done:
                return
            if self.output is not None:
                self.output.flush()
            self.state.done(done)
            if self.commit is not None:
                self.commit(done)

    def _until_stopped(self, changes: Iterator[list[Edit]]) -> Iterator[list[Edit]]:
        while not self.stop.is_set():
            try:
                self._is_waiting = True
                if self.stop.is_set():  # the signal came before we began to wait
                    return
                edits = next(changes)
                self._is_waiting = False
            except (StopIteration, _Ended, Stopped):
                return
            finally:
                self._is_waiting = False
            yield edits

    @contextmanager
    def _ended_by_signals(self) -> Iterator[None]:
        def end(*_: object) -> None:
            self.stop.set()
            if self._is_waiting:
                self._is_waiting = False
                raise _Ended

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
