"""The limit on the processor time of parsing wikitext.

The parser looks for signals of the system while it runs, so a timer can stop it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time
from typing import TYPE_CHECKING

from ...errors import LimitExceeded
from ..cache import clear
from ..limits import current

try:
    import signal

    _TIMER, _EXPIRED = signal.ITIMER_VIRTUAL, signal.SIGVTALRM
    _HAS_TIMER = True
except (ImportError, AttributeError):
    _HAS_TIMER = False

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["limited_time"]

# Texts below this length take no time to speak of.
_SHORT = 1_000
# When to try again, in seconds: other code may run at the moment, and the parser may lose an exception.
_AGAIN = 0.1


class _OutOfTime(BaseException):
    """The time is up. What catches errors of the parser does not catch it."""


@contextmanager
def limited_time(text: str) -> Iterator[None]:
    """Stop the parser when it has taken the processor time that is allowed for a text.

    Only the main thread can be stopped, and only where the system has a timer that is not in use.

    Raises
    ------
    LimitExceeded
        If the time is up; see `revscoring.text.limits`.
    """
    seconds = current().markup_seconds
    if seconds is None or len(text) < _SHORT or not _can_stop():
        yield
        return
    is_running, is_over, start = True, False, thread_time()

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal is_over
        # The timer counts the time of other threads too.
        is_due = is_running and thread_time() - start >= seconds
        if is_due and frame is not None and _is_of_parser(frame):
            is_over = True
            raise _OutOfTime

    signal.signal(_EXPIRED, stop)
    try:
        signal.setitimer(_TIMER, seconds, _AGAIN)
        yield
    except (Exception, _OutOfTime):
        is_running = False
        if not is_over:
            raise
    finally:
        is_running = False
        signal.setitimer(_TIMER, 0)
        signal.signal(_EXPIRED, signal.SIG_DFL)
    if is_over:
        clear()  # the parser may have gone on with half of the text
        raise LimitExceeded(
            f"The markup of a text of {len(text):,} characters takes more than {seconds:g} seconds to parse; "
            "revscoring.text.limits.configure(markup_seconds=…) sets the limit."
        )


def _is_of_parser(frame: FrameType) -> bool:
    """Tell whether a frame runs the parser, and not a finalizer or what follows the parser."""
    return str(frame.f_globals.get("__name__")).partition(".")[0] == "mwparserfromhell"


def _can_stop() -> bool:
    if not _HAS_TIMER or threading.current_thread() is not threading.main_thread():
        return False
    return signal.getitimer(_TIMER)[0] == 0 and signal.getsignal(_EXPIRED) == signal.SIG_DFL
