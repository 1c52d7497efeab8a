"""Load for `service.py`: as many clients at a time as are asked for, each on one connection.

usage: python benchmarks/service_load.py ADDRESS CLIENTS SECONDS < PATHS

Reads paths, one a line, and asks for them in turn until the time is over (or, with SECONDS 0, once each).
Prints JSON: requests a second, quantiles of the seconds of a request, and how many replies had which status.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit


class Load:
    """What was asked, and how long each answer took."""

    def __init__(self, address: str, paths: list[str], seconds: float) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.end = time.perf_counter() + seconds
        self.paths: Iterator[str] = itertools.cycle(paths) if seconds else iter(paths)
        self.is_endless = bool(seconds)
        self.seconds: list[float] = []
        self.statuses: Counter[str] = Counter()

    async def client(self) -> None:
        """Ask, until the time or the paths are over."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        for path in self.paths:
            if self.is_endless and time.perf_counter() > self.end:
                break
            start = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
            status, body_length, closes = _head(await reader.readuntil(b"\r\n\r\n"))
            await reader.readexactly(body_length)
            self.seconds.append(time.perf_counter() - start)
            self.statuses[status] += 1
            if closes:
                reader, writer = await asyncio.open_connection(self.host, self.port)
        writer.close()

    async def run(self, clients: int) -> dict[str, object]:
        """Ask with so many clients."""
        start = time.perf_counter()
        await asyncio.gather(*(self.client() for _ in range(clients)))
        took = time.perf_counter() - start
        ordered = sorted(self.seconds)

        def quantile(share: float) -> float:
            return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

        return {
            "rate": len(ordered) / took,
            "seconds": took,
            "median": quantile(0.5),
            "p95": quantile(0.95),
            "p99": quantile(0.99),
            "longest": ordered[-1],
            "statuses": dict(self.statuses),
        }


def _head(head: bytes) -> tuple[str, int, bool]:
    lines = head.decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    return lines[0].split()[1], int(headers.get("content-length", 0)), headers.get("connection") == "close"


if __name__ == "__main__":
    load = Load(sys.argv[1], sys.stdin.read().splitlines(), float(sys.argv[3]))
    print(json.dumps(asyncio.run(load.run(int(sys.argv[2])))))
