"""The pool of worker processes, as the event loop sees it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError as FutureCancelled
from typing import Any, Final, TypeVar

import structlog
from pebble import ProcessExpired, ProcessPool

from . import preload, worker
from .errors import Unscored, timed_out
from .sources import ModelSource

__all__ = ["WorkerPool"]

T = TypeVar("T")

logger = structlog.get_logger(__name__)

#: How often a score is tried whose worker dies.
ATTEMPTS: Final = 2

#: How often a score is given to another worker because one was dead before it began.
HANDOVERS: Final = 8

#: Seconds that a worker may take to start, with its models.
START_SECONDS: Final = 120.0

#: Seconds between two looks for idle workers that died, and before a start that failed is tried again.
LOOK_EVERY: Final = 0.25

#: Variables of the environment that say how many threads numeric libraries use: workers are processes.
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

DIED: Final = Unscored("WorkerDied", "The process that computed the score was killed.")


class _NoPlace(Exception):
    """No process was free before the deadline."""


class _Died(Exception):
    """The processes that did the work were killed."""


class _Worker:
    """A process with pipes of its own, so that its death in the middle of a message harms no other."""

    def __init__(self, sources: Sequence[ModelSource], context: Any) -> None:
        self._pool = ProcessPool(
            max_workers=1, initializer=worker.initialize, initargs=[list(sources)], context=context
        )

    @property
    def is_active(self) -> bool:
        return bool(self._pool.active)

    async def start(self) -> None:
        """Wait until the process answers; the first start waits for the server that it is forked from."""
        future = await asyncio.to_thread(self._pool.schedule, worker.ping)
        await asyncio.wait_for(asyncio.wrap_future(future), START_SECONDS)

    async def run(self, function: Callable[..., T], arguments: Sequence[Any], timeout: float) -> T:
        """Run a function in the process; after an error that it did not raise, the process is lost."""
        future = self._pool.schedule(function, args=arguments)
        return await asyncio.wait_for(asyncio.wrap_future(future), timeout)

    def kill(self) -> None:
        """End the process now, also if it hangs."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


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
    sources : frozenset of ModelSource
    deaths : int
        How many processes died or were ended.
    users : int
        How many requests rely on the processes; `close` waits for them.
    """

    def __init__(self, sources: Sequence[ModelSource], size: int | None = None) -> None:
        self.size = size or os.cpu_count() or 1
        self.deaths = 0
        self.users = 0
        self.sources = frozenset(sources)
        self._sources = list(sources)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["__main__", preload.__name__])
        os.environ[preload.VARIABLE] = preload.environment_value(self._sources)
        for variable in THREADS:
            os.environ.setdefault(variable, "1")
        self._up: set[_Worker] = set()
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Wait until a process answers; the others follow.

        Raises
        ------
        RuntimeError
            If none does, for example because a model cannot be loaded there.
        """
        first = _Worker(self._sources, self._context)
        try:
            await first.start()
        except Exception as error:
            await asyncio.to_thread(first.kill)
            raise RuntimeError(f"no worker process could be started: {error}") from error
        self._add(first)
        for _ in range(1, self.size):
            self._in_background(self._start_another())
        self._in_background(self._watch())

    async def is_alive(self, timeout: float = 2.0) -> bool:
        """Return whether a worker answers; a busy one counts as alive."""
        while not self._idle.empty():
            one = self._idle.get_nowait()
            try:
                await one.run(worker.ping, [], timeout)
            except Exception:
                self._replace(one)
            else:
                self._idle.put_nowait(one)
                return True
        return bool(self._up)

    async def score(self, work: worker.Work, deadline: float, limit: float) -> worker.Report | None:
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
        Report or None
            An outcome for each model; None if no process was free before the deadline.
        """
        try:
            report, waited = await self._run(worker.score, work, deadline)
        except _NoPlace:
            return None
        except asyncio.TimeoutError:
            return worker.Report([timed_out(limit)] * len(work.sources))
        except _Died:
            return worker.Report([DIED] * len(work.sources))
        return report._replace(seconds={"wait": waited, **report.seconds})

    async def explain(
        self, work: worker.Reading, deadline: float, limit: float
    ) -> worker.Explained | Unscored:
        """Explain the scores of a revision; see `score`."""
        try:
            explained, _ = await self._run(worker.explain, work, deadline)
        except (_NoPlace, asyncio.TimeoutError):
            return timed_out(limit)
        except _Died:
            return DIED
        return explained

    async def _run(self, function: Callable[[Any], T], work: Any, deadline: float) -> tuple[T, float]:
        """Run a function in a process; return its result, and the seconds that it waited for the process."""
        clock = asyncio.get_running_loop().time
        waited = deaths = 0.0
        for _ in range(HANDOVERS):
            start = time.perf_counter()
            try:
                one = await asyncio.wait_for(self._idle.get(), deadline - clock())
            except asyncio.TimeoutError:
                raise _Died if deaths else _NoPlace from None
            waited += time.perf_counter() - start
            try:
                result = await one.run(function, [work], deadline - clock())
            except asyncio.TimeoutError:
                self._replace(one)
                raise
            except ProcessExpired:
                self._replace(one)
                deaths += 1
                if deaths == ATTEMPTS:
                    break
            except (RuntimeError, FutureCancelled):  # it had died before
                self._replace(one)
            except BaseException:
                self._replace(one)
                raise
            else:
                self._idle.put_nowait(one)
                return result, waited
        raise _Died

    async def close(self) -> None:
        """End the processes after the work of those who use them."""
        while self.users:
            await asyncio.sleep(LOOK_EVERY)
        await self.kill()

    async def kill(self) -> None:
        """End the processes now."""
        await self._end_tasks()
        workers, self._up = self._up, set()
        await asyncio.gather(*(asyncio.to_thread(one.kill) for one in workers))

    def _add(self, one: _Worker) -> None:
        self._up.add(one)
        self._idle.put_nowait(one)

    def _replace(self, lost: _Worker) -> None:
        """Put another worker in the place of one that died or has to be ended."""
        self._up.discard(lost)
        self.deaths += 1
        logger.warning("worker replaced")
        self._in_background(asyncio.to_thread(lost.kill))
        self._in_background(self._start_another())

    async def _start_another(self) -> None:
        while True:
            one = _Worker(self._sources, self._context)
            try:
                await one.start()
            except Exception as error:
                logger.error("worker not started", error=str(error))
                await asyncio.to_thread(one.kill)
                await asyncio.sleep(LOOK_EVERY)
            except BaseException:
                await asyncio.shield(asyncio.to_thread(one.kill))
                raise
            else:
                self._add(one)
                return

    async def _watch(self) -> None:
        """Replace workers that died while they were idle, before somebody waits for them."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for _ in range(self._idle.qsize()):
                one = self._idle.get_nowait()
                if one.is_active:
                    self._idle.put_nowait(one)
                else:
                    self._replace(one)

    def _in_background(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end_tasks(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
