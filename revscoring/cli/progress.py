"""The progress bar of a command."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import Any

__all__ = ["Progress"]


class Progress:
    """A bar on standard error with a text behind it; it is hidden if that is not a terminal."""

    def __init__(self, name: str, total: int | None = None, *, show: bool = False) -> None:
        from tqdm import tqdm

        class Bar(tqdm):  # type: ignore[misc]
            text = ""

            @property
            def format_dict(self) -> MutableMapping[str, Any]:
                return {**super().format_dict, "text": self.text}  # a postfix would begin with a comma

        Bar.monitor_interval = 0  # no thread beside us: worker processes may be forked
        with_total = "{l_bar}{bar}| {text} [{elapsed}<{remaining}]"
        self._bar = Bar(
            total=total,
            disable=False if show else None,
            bar_format=with_total if total else "{desc}: {text} [{elapsed}]",
            desc=name,
            file=sys.stderr,
        )

    def show(self, position: int | None, text: str, *, now: bool = False) -> None:
        """Move the bar to a position and replace its text: several times a second at most, or `now`."""
        if not self._bar.disable:
            self._bar.text = text
            self._bar.update(0 if position is None else position - self._bar.n)
            if now:
                self._bar.refresh()

    def clear(self) -> None:
        """Take the bar away until it moves again."""
        self._bar.clear()

    def close(self, text: str) -> None:
        """Move the bar to its end."""
        self.show(None if self._bar.total is None else int(self._bar.total), text)
        self._bar.close()
