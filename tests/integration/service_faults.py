"""Faults for a running service: a replay of edits while processes are killed, overload, and an end under load.

`replay`, `overload` and `end_under_load` return what they saw; tests hold small ones to their limits, and
``python -m tests.integration.service_faults`` runs long ones and prints them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from tests.service.running import Process, free_port, wait_until
from tests.service.wiki_server import WikiServer

MODELS = {
    "text": {"class": "tests.service.models.TextScorer", "version": "1.0"},
    "revid": {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"},
}

#: What a client may see when a process that it talks to is killed.
BROKEN = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


class Redis:
    """A Redis server on a port of its own; it keeps nothing on disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        wait_until(self._answers)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)


class Replica:
    """A service process that can be killed and started again on its port."""

    def __init__(self, directory: Path, document: dict[str, Any]) -> None:
        port = free_port()
        self.path = directory / f"service{port}.json"
        self.path.write_text(json.dumps({**document, "listen": f"127.0.0.1:{port}"}))
        self.address = f"http://127.0.0.1:{port}"
        self.start()

    def start(self) -> None:
        self.process = Process("--config", str(self.path))

    def kill(self) -> None:
        self.process.close()

    def worker_pids(self) -> list[int]:
        return workers_of(self.process.process.pid)


def workers_of(pid: int) -> list[int]:
    """The worker processes of a service: the children of the server that they are forked from."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    return [worker for child in children.get(pid, []) for worker in children.get(child, [])]


def memory_of(pid: int) -> int:
    """The kilobytes of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


@contextmanager
def directory() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="revscoring-faults-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Replayed(NamedTuple):
    """What a replay saw."""

    edits: int
    lost: int
    reads: int
    hits: int
    failed_reads: int
    retries: int
    redis_away: int
    seconds: float

    @property
    def hit_rate(self) -> float:
        return self.hits / self.reads


class Overloaded(NamedTuple):
    """What a service under ten times the load that it can carry did."""

    statuses: dict[int, int]
    refusal_p95: float
    without_retry_after: int
    cached_p95: float
    cached_failures: int
    recovery: float
    memory_growth: float


class Ended(NamedTuple):
    """What became of the requests of clients while a service ended."""

    answered: int
    dropped: int
    status: int


def event(rev_id: int) -> dict[str, Any]:
    return {
        "$schema": "/mediawiki/page/change/1.2.0",
        "wiki_id": "testwiki",
        "page_change_kind": "edit",
        "revision": {"rev_id": rev_id, "rev_parent_id": rev_id - 1},
    }


async def replay(edits: int, reads_per_edit: int = 3) -> Replayed:
    """Send events of edits to two replicas, read scores behind them, and kill what can be killed."""
    from redis import asyncio as aioredis

    with directory() as path, WikiServer(last=edits + 100) as wiki:
        wiki.delay = 0.02
        redis = Redis()
        wikis = {"testwiki": {"host": f"{wiki.address}/w/api.php", "models": {"text": MODELS["text"]}}}
        document = {"workers": 1, "cache": f"redis://127.0.0.1:{redis.port}/0", "wikis": wikis}
        replicas = [Replica(path, document), Replica(path, document)]
        client = aioredis.Redis(port=redis.port, socket_timeout=1)
        sent = asyncio.Queue[int](100)  # reads stay close behind the edits
        counts: Counter[str] = Counter()
        start = time.monotonic()
        acknowledged: set[int] = set()
        timeout = aiohttp.ClientTimeout(total=20)

        async def send_events(session: aiohttp.ClientSession, turn: int) -> None:
            while numbers:
                rev_id = numbers.pop(0)
                while rev_id not in acknowledged:
                    address = replicas[turn % 2].address
                    try:
                        async with session.post(f"{address}/v3/precache", json=event(rev_id)) as reply:
                            scores = (await reply.json())["testwiki"]["scores"] if reply.status == 200 else {}
                    except BROKEN:
                        scores = {}
                    if "score" in scores.get(str(rev_id), {}).get("text", {}):
                        acknowledged.add(rev_id)
                        for _ in range(reads_per_edit):
                            await sent.put(max(1, rev_id - random.randrange(20)))
                    else:
                        counts["retries"] += 1
                        turn += 1
                        await asyncio.sleep(0.1)

        async def read_scores(session: aiohttp.ClientSession, turn: int) -> None:
            while True:
                rev_id = await sent.get()
                counts["reads"] += 1
                try:
                    is_cached = await client.exists(f"testwiki:{rev_id}:text:1.0")
                    counts["hits"] += is_cached
                except Exception:
                    counts["redis away"] += 1
                for attempt in range(5):
                    address = replicas[(turn + attempt) % 2].address
                    try:
                        async with session.get(f"{address}/v3/scores/testwiki/{rev_id}/text") as reply:
                            if '"score"' in await reply.text():
                                break
                    except BROKEN:
                        await asyncio.sleep(0.1)
                else:
                    counts["failed"] += 1
                sent.task_done()

        async def make_faults() -> None:
            def kill_worker(number: int) -> None:
                for pid in replicas[number].worker_pids()[:1]:
                    os.kill(pid, signal.SIGKILL)

            async def reach(share: float) -> None:
                while len(acknowledged) < edits * share:
                    await asyncio.sleep(0.01)

            await reach(0.2)
            kill_worker(0)
            await reach(0.4)
            await asyncio.to_thread(replicas[1].kill)
            starting = asyncio.create_task(asyncio.to_thread(replicas[1].start))
            await reach(0.6)
            await asyncio.to_thread(redis.kill)
            await asyncio.sleep(0.3)
            await asyncio.to_thread(redis.start)
            await starting
            await reach(0.8)
            kill_worker(1)

        numbers = list(range(1, edits + 1))
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                faults = asyncio.create_task(make_faults())
                readers = [asyncio.create_task(read_scores(session, n)) for n in range(6)]
                await asyncio.gather(*(send_events(session, n) for n in range(4)))
                await sent.join()
                await faults
                for reader in readers:
                    reader.cancel()
                lost = await _count_unscored(session, replicas[0].address, edits)
        finally:
            await client.aclose()
            for replica in replicas:
                replica.kill()
            redis.kill()
        seconds = time.monotonic() - start
        return Replayed(
            edits,
            lost,
            counts["reads"],
            counts["hits"],
            counts["failed"],
            counts["retries"],
            counts["redis away"],
            seconds,
        )


async def _count_unscored(session: aiohttp.ClientSession, address: str, edits: int) -> int:
    unscored = 0
    for first in range(1, edits + 1, 50):
        ids = range(first, min(first + 50, edits + 1))
        parameters = {"revids": "|".join(map(str, ids))}
        async with session.get(f"{address}/v3/scores/testwiki", params=parameters) as reply:
            scores = (await reply.json())["testwiki"]["scores"]
        unscored += sum("score" not in scores[str(rev_id)]["text"] for rev_id in ids)
    return unscored


async def overload(seconds: float, workers: int = 2, delay: float = 0.1, factor: float = 10.0) -> Overloaded:
    """Send ten times as many requests as the workers can compute, and read what is cached meanwhile."""
    wikis = {"testwiki": {"models": {"revid": MODELS["revid"]}}}
    document = {"workers": workers, "limits": {"queue": 20, "timeout": 5}, "wikis": wikis}
    with directory() as path:
        replica = Replica(path, document)
        path_of = f"{replica.address}/v3/scores/testwiki/{{}}/revid?feature.delay={delay}".format
        statuses: Counter[int] = Counter()
        refusals: list[float] = []
        cached: list[float] = []
        counts: Counter[str] = Counter()
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=20)
        try:
            async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:

                async def ask(rev_id: int) -> None:
                    start = time.perf_counter()
                    async with session.get(path_of(rev_id)) as reply:
                        await reply.read()
                    statuses[reply.status] += 1
                    if reply.status == 503:
                        refusals.append(time.perf_counter() - start)
                        counts["without"] += "Retry-After" not in reply.headers

                async def read_cached() -> None:
                    while True:
                        start = time.perf_counter()
                        async with session.get(f"{replica.address}/v3/scores/testwiki/5/revid") as reply:
                            await reply.read()
                        cached.append(time.perf_counter() - start)
                        counts["failures"] += reply.status != 200
                        await asyncio.sleep(0.02)

                for rev_id in (5, 6):
                    async with session.get(f"{replica.address}/v3/scores/testwiki/{rev_id}/revid") as reply:
                        await reply.read()
                reader = asyncio.create_task(read_cached())
                every = delay / workers / factor
                tasks = []
                end = time.monotonic() + seconds
                memory = 0
                while time.monotonic() < end:
                    tasks.append(asyncio.create_task(ask(len(tasks) + 100)))
                    if not memory and time.monotonic() > end - seconds * 0.75:
                        memory = memory_of(replica.process.process.pid)
                    await asyncio.sleep(every)
                growth = memory_of(replica.process.process.pid) / memory - 1
                start = time.perf_counter()
                while True:
                    async with session.get(path_of(1)) as reply:
                        await reply.read()
                    if reply.status == 200:
                        break
                    await asyncio.sleep(0.05)
                recovery = time.perf_counter() - start
                await asyncio.gather(*tasks)
                reader.cancel()
        finally:
            replica.kill()
    return Overloaded(
        dict(statuses), _p95(refusals), counts["without"], _p95(cached), counts["failures"], recovery, growth
    )


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else 0.0


async def end_under_load(clients: int = 20, before: float = 1.0) -> Ended:
    """Send SIGTERM while clients ask; a request is dropped if it was accepted and has no whole answer."""
    wikis = {"testwiki": {"models": {"revid": MODELS["revid"]}}}
    counts: Counter[str] = Counter()
    with directory() as path:
        replica = Replica(path, {"workers": 2, "wikis": wikis})
        port = int(replica.address.rpartition(":")[2])

        async def ask_again_and_again(number: int) -> None:
            while True:
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    return
                rev_id = random.randrange(10**9)
                target = f"/v3/scores/testwiki/{rev_id}/revid?feature.delay=0.02"
                try:
                    writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                    answer = await reader.read()
                except OSError:
                    answer = b""
                counts["answered" if answer.rstrip().endswith(b"}") else "dropped"] += 1
                writer.close()

        tasks = [asyncio.create_task(ask_again_and_again(n)) for n in range(clients)]
        await asyncio.sleep(before)
        replica.process.signal(signal.SIGTERM)
        await asyncio.gather(*tasks)
        status = await asyncio.to_thread(replica.process.wait)
        replica.kill()
    return Ended(counts["answered"], counts["dropped"], status)


def main() -> None:
    """Run the long ones."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=3000)
    parser.add_argument("--seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    replayed = asyncio.run(replay(arguments.edits))
    print(replayed, f"hit rate {replayed.hit_rate:.1%}", flush=True)
    print(asyncio.run(overload(arguments.seconds)), flush=True)
    for _ in range(5):
        print(asyncio.run(end_under_load()), flush=True)


if __name__ == "__main__":
    wait_until(lambda: shutil.which("redis-server"), 0.1)
    main()
