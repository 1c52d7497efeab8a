"""The pool of worker processes, as the event loop sees it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import CancelledError as FutureCancelled

from pebble import ProcessExpired, ProcessPool

from . import preload, worker
from .errors import Scored, Unscored, timed_out
from .sources import ModelSource

__all__ = ["WorkerPool"]

#: How often a score is tried whose worker dies.
ATTEMPTS = 2


class WorkerPool:
    """Processes that score revisions; one that dies or takes too long costs the revision that it works on.

    Parameters
    ----------
    sources : sequence of ModelSource
        The models that each process holds.
    size : int, optional
        How many processes; one for each core by default.

    Attributes
    ----------
    deaths : int
        How many processes died or were ended.
    """

    def __init__(self, sources: Sequence[ModelSource], size: int | None = None) -> None:
        self.size = size or os.cpu_count() or 1
        self.deaths = 0
        self._places = asyncio.Semaphore(self.size)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([preload.__name__])
        os.environ[preload.VARIABLE] = preload.environment_value(list(sources))
        self._pool = ProcessPool(
            max_workers=self.size, initializer=worker.initialize, initargs=[list(sources)], context=context
        )

    async def start(self, timeout: float = 120.0) -> None:
        """Wait until a process answers.

        Raises
        ------
        RuntimeError
            If none does, for example because a model cannot be loaded there.
        """
        try:
            await asyncio.wrap_future(self._pool.schedule(worker.ping, timeout=timeout))
        except Exception as error:
            raise RuntimeError(f"no worker process could be started: {error}") from error

    async def is_alive(self, timeout: float = 5.0) -> bool:
        """Return whether a worker answers; busy ones count as alive."""
        if self._places.locked():
            return bool(self._pool.active)
        try:
            await asyncio.wrap_future(self._pool.schedule(worker.ping, timeout=timeout))
        except Exception:
            return False
        return True

    async def score(self, work: worker.Work, deadline: float, limit: float) -> list[Scored | Unscored] | None:
        """Score a revision.

        Parameters
        ----------
        work : Work
        deadline : float
            When the result has to be there, by the clock of the loop.
        limit : float
            The seconds that a request may take, which the errors name.

        Returns
        -------
        list or None
            An outcome for each model; None if no process was free before the deadline.
        """
        clock = asyncio.get_running_loop().time
        try:
            await asyncio.wait_for(self._places.acquire(), deadline - clock())
        except asyncio.TimeoutError:
            return None
        try:
            for _ in range(ATTEMPTS):
                remaining = deadline - clock()
                if remaining <= 0:
                    return None
                try:
                    future = self._pool.schedule(worker.score, args=[work], timeout=remaining)
                    return await asyncio.wrap_future(future)
                except (TimeoutError, asyncio.TimeoutError):
                    self.deaths += 1
                    return [timed_out(limit)] * len(work.sources)
                except ProcessExpired:
                    self.deaths += 1
                except FutureCancelled:
                    break
            return [Unscored("WorkerDied", "The process that computed the score was killed.")] * len(
                work.sources
            )
        finally:
            self._places.release()

    async def close(self) -> None:
        """End the processes after the work that they have."""
        self._pool.close()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(self._pool.join)

    async def kill(self) -> None:
        """End the processes now."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(self._pool.join)
