"""Reports of where the time of an extraction went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO

from .tables import markdown_table

__all__ = ["write_profile"]

HEADERS = ("runs", "seconds", "mean ms", "max ms", "share", "node")


def write_profile(
    file: IO[str], dependents: Sequence[object], profile: Mapping[str, Sequence[float]], revisions: int
) -> None:
    """Write a report in Markdown: the seconds of each run by node, the most expensive first.

    >>> import sys
    >>> write_profile(sys.stdout, ["feature.x"], {"feature.x": [0.25, 0.75]}, 2)
    # Extraction profile
    <BLANKLINE>
    1 dependents for 2 revisions: 1.000 s in 1 nodes, 500.000 ms per revision
    <BLANKLINE>
    |   runs |   seconds |   mean ms |   max ms |   share | node        |
    |-------:|----------:|----------:|---------:|--------:|:------------|
    |      2 |     1.000 |   500.000 |  750.000 | 100.0 % | `feature.x` |
    """
    total = sum(map(sum, profile.values()))
    waiting = sum(sum(times) for name, times in profile.items() if name.endswith(".doc"))
    requests = f", of which {waiting:.3f} s asking the wiki (nodes .doc)" if waiting else ""
    rows = [
        (
            str(len(times)),
            f"{sum(times):.3f}",
            f"{1000 * sum(times) / len(times):.3f}",
            f"{1000 * max(times):.3f}",
            f"{100 * sum(times) / (total or 1):.1f} %",
            f"`{name}`",
        )
        for name, times in sorted(profile.items(), key=lambda item: (-sum(item[1]), item[0]))
    ]
    file.write(
        "# Extraction profile\n\n"
        f"{len(dependents)} dependents for {revisions:,} revisions: {total:.3f} s in {len(profile)} nodes"
        f"{requests}, {1000 * total / max(revisions, 1):.3f} ms per revision\n\n"
        f"{markdown_table(HEADERS, rows, numbers=HEADERS[:-1])}\n"
    )
