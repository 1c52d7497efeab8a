"""Time and memory of ``simulate``, ``audit`` and ``errors`` on many scored edits.

usage: python benchmarks/audit.py [--rows N] [--error-rows N] [--features N] [COMMAND...]

COMMAND is simulate, audit or errors; all of them by default. The edits are made up, and alike on each run:
one in 20 is damaging, by 50,000 users. What is measured is the command, from start to end: the processor
time, the time on the clock, and the most memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def scored_rows(n: int, features: int = 0) -> Iterator[dict[str, Any]]:
    """Yield edits of 30 days as autolabel and score write them; with values, if there are features."""
    dice = random.Random(0)
    for number in range(n):
        damaging = dice.random() < 0.05
        share = min(max(dice.gauss(0.7 if damaging else 0.3, 0.2), 0.0), 1.0)
        user, second = dice.randrange(50_000), number * 30 * 86400 // n
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_622_505_600 + second))
        row: dict[str, Any] = {
            "rev_id": number,
            "reverted": damaging,
            "page_id": dice.randrange(max(n // 5, 1)),
            "title": f"Page {number % 1000}",
            "namespace": dice.choice([0, 0, 0, 1, 3]),
            "timestamp": moment,
            "user": f"192.0.{user % 256}.{user // 256}" if user % 4 == 0 else f"User {user}",
            "anonymous": user % 4 == 0,
            "temporary": False,
            "wiki": "testwiki",
            "score": {"prediction": share > 0.5, "probability": {"true": share, "false": 1 - share}},
        }
        if damaging:
            row |= {"evidence": "text", "reverting_id": min(number + dice.randrange(1, 1000), n - 1)}
        if features:
            row["cache"] = {f"feature.{name}": dice.gauss(0, 1) for name in range(features)}
        yield row


def write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


def measure(directory: Path, *arguments: str) -> tuple[float, float, float]:
    """Run a command; return the processor time and the time in seconds, and the most memory in MB."""
    start = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "revscoring", *arguments],
        {**os.environ, "PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, str(directory / "out"), os.O_CREAT | os.O_WRONLY, 0o600)],
    )
    _, status, used = os.wait4(process, 0)
    if status:
        raise SystemExit(f"revscoring {arguments[0]} failed")
    return used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help="simulate, audit or errors")
    parser.add_argument("--rows", type=int, default=1_000_000, help="edits of simulate and audit")
    parser.add_argument("--error-rows", type=int, default=50_000, help="edits of errors")
    parser.add_argument("--features", type=int, default=80, help="values of each edit of errors")
    options = parser.parse_args()
    chosen = options.commands or ["simulate", "audit", "errors"]
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        rows, values = directory / "rows.jsonl", directory / "values.jsonl"
        if {"simulate", "audit"} & set(chosen):
            write(rows, scored_rows(options.rows))
        if "errors" in chosen:
            write(values, scored_rows(options.error_rows, options.features))
        commands = {
            "simulate": [f"--scores={rows}", "--thresholds=0.6,0.8,0.9"],
            "audit": [f"--observations={rows}"],
            "errors": [f"--scores={values}", "--label=reverted"],
        }
        for command in chosen:
            count = options.error_rows if command == "errors" else options.rows
            processor, clock, memory = measure(directory, command, *commands[command])
            times = f"processor {processor:6.1f} s  clock {clock:6.1f} s  {memory:6,.0f} MB"
            print(f"{command:9} {count:>9,} edits  {times}")


if __name__ == "__main__":
    main()
