"""The progress bar of a command."""

from __future__ import annotations

import sys

__all__ = ["Progress"]


class Progress:
    """A bar on standard error with a text behind it; it is hidden if that is not a terminal."""

    def __init__(self, name: str, total: int | None = None, *, show: bool = False) -> None:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # no thread beside us: worker processes may be forked
        with_total = "{l_bar}{bar}| {postfix} [{elapsed}<{remaining}]"
        self._bar = tqdm(
            total=total,
            disable=False if show else None,
            bar_format=with_total if total else "{desc}: {postfix} [{elapsed}]",
            desc=name,
            file=sys.stderr,
        )

    def show(self, position: int | None, text: str) -> None:
        """Move the bar to a position and replace its text."""
        if not self._bar.disable:
            self._bar.set_postfix_str(text, refresh=False)
            self._bar.update(0 if position is None else position - self._bar.n)

    def close(self, text: str) -> None:
        """Move the bar to its end."""
        self.show(None if self._bar.total is None else int(self._bar.total), text)
        self._bar.close()
