"""The parts of a running service, which every request finds."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

from ..audit import ReportStore, StoreError
from .cache import open_cache
from .config import Config, ConfigError
from .core import (
    BadRequest,
    BodyTooLarge,
    BodyTooSlow,
    Catalogue,
    Languages,
    RecentChanges,
    Scorer,
    WorkerPool,
)
from .metrics import Metrics

__all__ = ["Service", "address_of", "deadline_of", "is_trusted", "read_body", "service_of"]


#: Seconds that a request may take from its model's name to its scores.
REQUEST_SECONDS: Final = 2.0


class Service:
    """A running service.

    Parameters
    ----------
    config : Config

    Attributes
    ----------
    catalogue : Catalogue
        The wikis and models; replaced as a whole by `reload`.
    scorer : Scorer
    languages : Languages
    changes : RecentChanges
    reports : ReportStore or None
    metrics : Metrics
    draining : bool
        Whether the service is being stopped.
    failure : str or None
        Why the service could not be started.

    Raises
    ------
    ConfigError
        If a model or the cache cannot be used.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.catalogue = Catalogue(config)
        self.metrics = Metrics()
        self.cache = open_cache(config.cache)
        self.scorer = Scorer(config.limits, self.cache, config.user_agent, self.metrics)
        self.languages = Languages(self.scorer.wiki_client)
        self.changes = RecentChanges(self.scorer)
        self.reports = _open_reports(config.reports)
        self.draining = False
        self.failure: str | None = None
        self._restarts = 0
        self._old_pools: set[asyncio.Task[None]] = set()
        self._lag: asyncio.Task[None] | None = None
        self.metrics.watch("queue", "Scores that wait or are being computed.", lambda: self.scorer.pending)
        self.metrics.watch(
            "worker_restarts",
            "Worker processes that died or were ended.",
            lambda: self._restarts + (self.scorer.pool.deaths if self.scorer.pool else 0),
        )

    async def start(self) -> None:
        """Start the worker processes, and wait until one answers.

        Raises
        ------
        RuntimeError
            If none can be started.
        """
        pool = WorkerPool(self.catalogue.sources, self.config.workers)
        try:
            await pool.start()
        except RuntimeError as error:
            self.failure = str(error)
            raise
        self.scorer.pool = pool
        self._lag = asyncio.get_running_loop().create_task(self.metrics.watch_loop())
        self.languages.start(self.catalogue.wikis.values())

    async def reload(self, config: Config) -> None:
        """Load the models again: new workers first; then all versions change at one moment.

        Raises
        ------
        ConfigError, RuntimeError
            If a model cannot be loaded; the service goes on as it was.
        """
        catalogue = await asyncio.to_thread(Catalogue, config)
        pool = WorkerPool(catalogue.sources, config.workers)
        try:
            await pool.start()
        except RuntimeError:
            await pool.kill()
            raise
        old = self.scorer.pool
        self.config, self.catalogue, self.scorer.pool = config, catalogue, pool
        self.scorer.limits = config.limits
        if old is not None:
            self.scorer.old_pools.append(old)
            task = asyncio.get_running_loop().create_task(self._drain(old))
            self._old_pools.add(task)
            task.add_done_callback(self._old_pools.discard)

    async def _drain(self, pool: WorkerPool) -> None:
        self._restarts += pool.deaths
        try:
            await asyncio.sleep(REQUEST_SECONDS)
            await pool.close()
        finally:
            self.scorer.old_pools.remove(pool)
            await asyncio.shield(pool.kill())

    async def stop(self) -> None:
        """End what is under way."""
        self.draining = True
        if self._lag is not None:
            self._lag.cancel()
        await self.languages.close()
        await self.changes.close()
        await self.scorer.close()
        for task in self._old_pools:
            task.cancel()
        await asyncio.gather(*self._old_pools, return_exceptions=True)
        if self.scorer.pool is not None:
            await self.scorer.pool.kill()
        await self.cache.close()


def _open_reports(path: str | None) -> ReportStore | None:
    try:
        return None if path is None else ReportStore(path)
    except StoreError as error:
        raise ConfigError(f"reports: {error}") from error


def service_of(request: Request) -> Service:
    """Return the service that a request is for."""
    service: Service = request.app.state.service
    return service


def deadline_of(request: Request) -> float:
    """Return when the answer to a request has to be there, by the clock of the loop."""
    deadline: float = request.scope["deadline"]
    return deadline


def is_trusted(request: Request) -> bool:
    """Return whether a request comes from this machine, or is a trusted proxy's own."""
    trusted: bool = request.scope["is_trusted"]
    return trusted


def address_of(request: Request) -> str:
    """Return the address that a request comes from; a trusted proxy's own is not meant."""
    address: str = request.scope["address"]
    return address


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body of a request.

    Raises
    ------
    BodyTooLarge
    BodyTooSlow
        If it is not there by the deadline of the request.
    BadRequest
        If it ends too early.
    """
    parts: list[bytes] = []
    size = 0

    async def read() -> None:
        nonlocal size
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise BodyTooLarge(f"The body has more than {limit} bytes.")
            parts.append(part)

    try:
        await asyncio.wait_for(read(), deadline_of(request) - asyncio.get_running_loop().time())
    except ClientDisconnect:
        raise BadRequest("The body ended too early.") from None
    except asyncio.TimeoutError:
        raise BodyTooSlow("The body did not come in time.") from None
    return b"".join(parts)
