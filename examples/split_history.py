#!/usr/bin/env python3
"""Split observations by time: the older ones to learn from, the newest ones to try the model on.

usage: split_history.py OBSERVATIONS --older FILE --newer FILE [--newest SHARE]

A model that is tried on edits from the time that it learned from looks better than it is, since
edits of one quarrel stand on both sides. A day is not divided. Every observation needs a "timestamp", as
``revscoring autolabel`` writes it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable

__all__ = ["main", "split"]


def split(lines: Iterable[str], newest: float) -> tuple[list[str], list[str]]:
    """Return the older and the newer lines, both in the order that they had.

    Parameters
    ----------
    lines : iterable of str
        JSON objects with a "timestamp" that sorts as text; its first ten characters are the day.
    newest : float
        The share that counts as newer, between 0 and 1.

    Examples
    --------
    >>> lines = ['{"timestamp": "2021"}', '{"timestamp": "2023"}', '{"timestamp": "2022"}']
    >>> older, newer = split(lines, 1 / 3)
    >>> newer
    ['{"timestamp": "2023"}']
    """
    dated = []
    for number, line in enumerate(lines, 1):
        try:
            dated.append((json.loads(line)["timestamp"], line))
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"line {number} is no JSON object with a timestamp") from None
    times = sorted(timestamp for timestamp, _ in dated)
    first_newer = len(times) - round(len(times) * newest)
    limit = times[first_newer][:10] if first_newer < len(times) else None
    older = [line for timestamp, line in dated if limit is None or timestamp < limit]
    newer = [line for timestamp, line in dated if limit is not None and timestamp >= limit]
    return older, newer


def main() -> int:
    """Split a file of observations."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("observations", help="one JSON object per line")
    parser.add_argument("--older", required=True, help="where to write the older ones")
    parser.add_argument("--newer", required=True, help="where to write the newest ones")
    parser.add_argument("--newest", type=float, default=0.2, help="their share (default: 0.2)")
    options = parser.parse_args()
    try:
        with open(options.observations, encoding="utf-8") as lines:
            older, newer = split(lines, options.newest)
        for path, chosen in ((options.older, older), (options.newer, newer)):
            with open(path, "w", encoding="utf-8") as out:
                out.writelines(chosen)
    except (OSError, ValueError) as error:
        print(f"split_history: error: {options.observations}: {error}", file=sys.stderr)
        return 2
    print(f"{len(older):,} older observations, {len(newer):,} newer ones")
    return 0


if __name__ == "__main__":
    sys.exit(main())
