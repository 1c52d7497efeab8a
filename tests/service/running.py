"""A service that runs in a thread of the test, and one that runs as a process; both are asked over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import uvicorn

from revscoring.service import make_app, parse_config
from revscoring.service.state import Service

REPOSITORY = Path(__file__).resolve().parents[2]


def client(address: str) -> httpx.Client:
    """A client that any number of threads use; to make one takes long."""
    limits = httpx.Limits(max_connections=None)
    return httpx.Client(base_url=address, timeout=60, trust_env=False, limits=limits, verify=False)


class Served:
    """A service on loopback in this process."""

    def __init__(self, service: Service, address: str) -> None:
        self.service = service
        self.address = address
        self.client = client(address)
        self._threads = ThreadPoolExecutor(150)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def get_json(self, path: str) -> Any:
        reply = self.get(path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def later(self, path: str, **options: Any) -> Future[httpx.Response]:
        """Ask in the background."""
        return self._threads.submit(self.client.get, path, **options)

    def later_post(self, path: str, **options: Any) -> Future[httpx.Response]:
        """Send in the background."""
        return self._threads.submit(self.client.post, path, **options)

    def metric(self, name: str) -> float:
        """The sum of a metric over all labels that begin as `name` does."""
        lines = [line for line in self.get("/metrics").text.splitlines() if line.startswith(name)]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    def worker_pids(self) -> list[int]:
        pool = self.service.scorer.pool
        assert pool is not None
        return [pid for one in pool._up for pid in list(one._pool._pool_manager.worker_manager.workers)]

    def close(self) -> None:
        self.client.close()
        self._threads.shutdown()


@contextmanager
def served(document: dict[str, Any]) -> Iterator[Served]:
    """Serve a configuration in a thread."""
    app = make_app(parse_config(document))
    settings = uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False, lifespan="on")
    server = uvicorn.Server(settings)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        thread.start()
        wait_until(lambda: server.started or not thread.is_alive(), 60)
        assert server.started
        running = Served(app.state.service, f"http://127.0.0.1:{listening.getsockname()[1]}")
        try:
            yield running
        finally:
            running.close()
            server.should_exit = True
            thread.join(60)


def wait_until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something is so; fail if it is not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Process:
    """``revscoring serve`` as a process."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "revscoring", "serve", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
            cwd=REPOSITORY,
        )
        self.errors: list[str] = []
        self._reader = threading.Thread(target=self._read_errors, daemon=True)
        self._reader.start()
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        self.address = self.first_line.rpartition(" ")[2].strip().rstrip("/")
        self.client = client(self.address)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.errors.append(line)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self, seconds: float = 30.0) -> int:
        """Return the status that it ends with."""
        status = self.process.wait(seconds)
        self._reader.join(10)
        return status

    def close(self) -> None:
        self.client.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)
        self._reader.join(10)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
