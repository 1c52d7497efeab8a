"""Worker processes that compute values for many revisions, whatever the source of the root values.

Revisions of one page stay together, so that a worker finds the text of a parent in its cache. A revision
that fails costs itself only, even if it kills its worker or never ends. The number of revisions in memory is
bounded.

The pool has no threads, so that it can fork at any time. `pebble` and `concurrent.futures` replace dead
processes from threads, and time a whole batch, not a revision.
"""

from __future__ import annotations

import os
import pickle
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from ..dependencies import Dependent, solve
from ..errors import CaughtDependencyError, DependencyError, LimitExceeded
from ._typing import Profile, Replacements
from .tasks import Extraction, Task

__all__ = ["BATCH_SIZE", "Extraction", "Task", "add_times", "extract_many"]

#: A batch ends at the end of a page when it has this many revisions, or inside one at four times as many …
BATCH_SIZE: Final = 50

#: … or when its texts, parents included, have this many characters.
BATCH_CHARACTERS: Final = 8_000_000

#: Seconds after which an idle worker checks whether its parent is alive.
PARENT_CHECK: Final = 1.0

#: How many batches are in memory, for each worker.
BATCHES_PER_WORKER: Final = 4


def extract_many(
    tasks: Iterable[Task],
    dependents: Sequence[Dependent],
    *,
    context: Replacements = None,
    workers: int | None = None,
    timeout: float | None = None,
    memory_mb: int | None = None,
    profile: Profile | None = None,
    batch_size: int = BATCH_SIZE,
) -> Iterator[Extraction]:
    """Yield the values of dependents for many revisions, in the order of the tasks.

    Parameters
    ----------
    tasks : iterable of Task
        Read as needed, a few batches ahead, after the processes have started.
    dependents : sequence of Dependent
        The nodes to compute.
    context : dict or iterable of Dependent, optional
        Replacements, as for `solve`.
    workers : int, optional
        Number of processes; all cores by default. With 0 everything runs in this process, or in one other
        if there is a `timeout` or `memory_mb`, which cannot be kept in this one.
    timeout : float, optional
        Seconds after which a revision fails.
    memory_mb : int, optional
        Megabytes of address space of a worker, beyond which a revision fails (Linux).
    profile : dict, optional
        Name of node → list of seconds, extended in place.
    batch_size : int
        How many revisions to send to a worker at a time, at least.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> double = Dependent("double", lambda n: 2 * n, depends_on=[Dependent("n")])
    >>> tasks = [Task(1, {"dependent.n": 5}), Task(2)]
    >>> for done in extract_many(tasks, [double], workers=0):
    ...     print(done.key, done.values, type(done.error).__name__)
    1 [10] NoneType
    2 None CaughtDependencyError
    """
    if workers is None:
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if timeout is not None or memory_mb is not None:
        workers = max(workers, 1)
    job = _Job(list(dependents), context, memory_mb, profile is not None)
    if workers == 0:
        for task in tasks:
            values, error, times = job.compute(task.cache, task.error)
            add_times(profile, times)
            yield Extraction(task.key, values, error)
        return
    pool = _Pool(workers, job, timeout, profile)
    try:
        yield from pool.run(_batches(tasks, batch_size))
    finally:
        pool.close()


def add_times(profile: Profile | None, times: Profile) -> None:
    """Extend a profile by the times of another, under the names of the nodes."""
    if profile is not None:
        for node, seconds in times.items():
            profile.setdefault(str(node), []).extend(seconds)


def _batches(tasks: Iterable[Task], size: int) -> Iterator[list[Task]]:
    """Yield batches of tasks; if the source fails, first a batch of the tasks that it gave before."""
    batch: list[Task] = []
    characters = 0
    last_page: Hashable = None
    try:
        for task in tasks:
            ends_page = task.page != last_page or task.page is None
            full = (ends_page and len(batch) >= size) or len(batch) >= 4 * size
            if batch and (full or characters >= BATCH_CHARACTERS):
                yield batch
                batch, characters = [], 0
            batch.append(task)
            last_page = task.page
            characters += sum(len(value) for value in task.cache.values() if isinstance(value, str))
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


class _Batch:
    """The tasks of a batch that are still to do, and the results of the others."""

    def __init__(self, tasks: list[Task]) -> None:
        self.tasks = deque(tasks)
        self.done: list[Extraction] = []

    def finish_task(self, values: list[Any] | None, error: Exception | None) -> None:
        task = self.tasks.popleft()
        self.done.append(Extraction(task.key, values, task.error or error))


class _Worker:
    """A process with a pipe to it, and its batch."""

    def __init__(self, job: _Job) -> None:
        self.job = job
        self.start()

    def start(self) -> None:
        context: Any = get_context("fork" if "fork" in get_all_start_methods() else "spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=self.job.run, args=(theirs, self.connection), daemon=True)
        self.process.start()
        theirs.close()
        self.batch: _Batch | None = None
        self.last_sign = time.monotonic()

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()
        self.process.close()

    def give(self, batch: _Batch) -> None:
        self.batch = batch
        self.last_sign = time.monotonic()
        # An error that is known already stays here: some exceptions of libraries cannot be unpickled.
        self.connection.send([None if task.error else task.cache for task in batch.tasks])


class _Pool:
    """The workers, and the batches in the order of the input."""

    def __init__(self, size: int, job: _Job, timeout: float | None, profile: Profile | None) -> None:
        self.timeout = timeout
        self.profile = profile
        self.to_do: deque[_Batch] = deque()
        self.workers = [_Worker(job) for _ in range(size)]

    def run(self, batches: Iterator[list[Task]]) -> Iterator[Extraction]:
        """Yield the results in order; if the source fails, first the results of what it gave before."""
        in_order: deque[_Batch] = deque()
        size, more = len(self.workers), True
        failure: Exception | None = None
        while more or in_order:
            self._hand_out()
            if more and len(self.to_do) < size and len(in_order) < BATCHES_PER_WORKER * size:
                try:
                    batch = _Batch(next(batches))
                except StopIteration:
                    more = False
                except Exception as error:
                    more, failure = False, error
                else:
                    in_order.append(batch)
                    self.to_do.append(batch)
                continue
            self._collect()
            while in_order and not in_order[0].tasks:
                yield from in_order.popleft().done
        if failure is not None:
            raise failure

    def close(self) -> None:
        for worker in self.workers:
            worker.end()

    def _hand_out(self) -> None:
        """Give batches to idle workers; replace a worker that died while it was idle."""
        for worker in self.workers:
            while self.to_do and worker.batch is None:
                try:
                    worker.give(self.to_do[0])
                    self.to_do.popleft()
                except (BrokenPipeError, ConnectionResetError):
                    worker.end()
                    worker.start()

    def _collect(self) -> None:
        """Wait for results, and find workers that have died or that take too long."""
        busy = {worker.connection: worker for worker in self.workers if worker.batch is not None}
        for connection in wait(list(busy), timeout=None if self.timeout is None else self.timeout / 4):
            self._receive(busy[connection])
        for worker in busy.values():
            late = self.timeout is not None and time.monotonic() - worker.last_sign > self.timeout
            if late and worker.batch is not None and not worker.connection.poll():
                self._fail_task(worker, f"the revision takes more than {self.timeout:g} seconds")

    def _receive(self, worker: _Worker) -> None:
        try:
            while worker.batch is not None and worker.connection.poll():
                values, error, times = worker.connection.recv()
                worker.last_sign = time.monotonic()
                add_times(self.profile, times)
                worker.batch.finish_task(values, error)
                if not worker.batch.tasks:
                    worker.batch = None
        except (EOFError, ConnectionResetError):
            worker.process.join()
            status = worker.process.exitcode
            self._fail_task(worker, f"the worker process died on this revision (exit status {status})")

    def _fail_task(self, worker: _Worker, reason: str) -> None:
        """Record the error of the current revision of a worker; the rest of its batch is done again."""
        batch = worker.batch
        assert batch is not None
        worker.end()
        worker.start()
        batch.finish_task(None, LimitExceeded(reason))
        if batch.tasks:
            self.to_do.appendleft(batch)


@dataclass(slots=True)
class _Job:
    """The work of a process; it can be pickled if the dependents can, for systems that cannot fork."""

    dependents: list[Dependent]
    context: Replacements
    memory_mb: int | None
    profiled: bool

    def compute(
        self, cache: dict[str, Any], known_error: Exception | None
    ) -> tuple[list[Any] | None, Exception | None, Profile]:
        """Return the values or the error of a revision, and the seconds that each node took."""
        times: Profile = {}
        if known_error is not None:
            return None, known_error, times
        try:
            profile = times if self.profiled else None
            return list(solve(self.dependents, self.context, dict(cache), profile)), None, times
        except MemoryError:
            return None, LimitExceeded("the revision takes more memory than a worker may use"), times
        except (DependencyError, RuntimeError) as error:
            if isinstance(error.__cause__, MemoryError):
                return None, LimitExceeded("the revision takes more memory than a worker may use"), times
            return None, error, times

    def run(self, connection: Connection, of_parent: Connection) -> None:
        """Answer batches until the parent is gone."""
        import signal

        of_parent.close()  # a fork has inherited it, and would keep the pipe open when the parent is gone
        parent = os.getppid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
        if self.memory_mb is not None:
            import resource

            limit = self.memory_mb * 1_000_000
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        try:
            while True:
                while not connection.poll(PARENT_CHECK):
                    if os.getppid() != parent:
                        return
                for cache in connection.recv():
                    self._answer(connection, cache)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return

    def _answer(self, connection: Connection, cache: dict[str, Any] | None) -> None:
        """Send the values or the error of a revision; of one without a cache the parent knows the error."""
        if cache is None:
            connection.send((None, None, {}))
            return
        values, error, times = self.compute(cache, None)
        named = {str(node): seconds for node, seconds in times.items()}
        try:
            if error is not None:
                pickle.loads(pickle.dumps(error))
            connection.send((values, error, named))
        except (BrokenPipeError, ConnectionResetError, EOFError):
            raise
        except Exception as problem:  # the values cannot be pickled, or the error cannot
            connection.send((None, _picklable(error or problem), named))


def _picklable(error: Exception) -> Exception:
    """Return an error with the text of one that cannot be pickled."""
    if isinstance(error, CaughtDependencyError):
        return CaughtDependencyError(error.message, advice=error.advice)
    return DependencyError(f"the values cannot be sent between processes: {error}")
