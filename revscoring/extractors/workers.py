"""Computing values for many revisions in worker processes; where the root values come from is not its matter.

Revisions of one page stay together, so that a worker that has just seen a text meets it again as a
parent. Results come in the order of the input whatever the workers do. A revision that fails costs
itself only, even if it kills its worker or never ends; how many wait in memory is bounded.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError, DependencyError, LimitExceeded

__all__ = ["Extraction", "Task", "extract_many"]

#: A batch ends at the end of a page when it has this many revisions, or inside one at four times as many …
BATCH_SIZE: Final = 50

#: … or when its texts, parents included, have this many characters.
BATCH_CHARACTERS: Final = 8_000_000

#: Seconds after which an idle worker looks whether its parent is still there.
PARENT_CHECK: Final = 1.0

Profile = dict[str, list[float]]


@dataclass(slots=True)
class Task:
    """A revision to compute values for.

    Attributes
    ----------
    key : object
        What the caller knows it by.
    cache : dict of str to object
        Root values, and any others that are known, by the ``str()`` of their nodes.
    page : hashable
        Revisions of one page have the same; they stay together.
    error : Exception or None
        Why it is known already that nothing can be computed.
    """

    key: Any
    cache: dict[str, Any] = field(default_factory=dict)
    page: Hashable = None
    error: Exception | None = None


@dataclass(slots=True)
class Extraction:
    """What became of a task: values or an error.

    Attributes
    ----------
    key : object
        The key of the task.
    values : list or None
        In the order of the dependents.
    error : Exception or None
    """

    key: Any
    values: list[Any] | None = None
    error: Exception | None = None


def extract_many(
    tasks: Iterable[Task],
    dependents: Sequence[Any],
    *,
    context: Any = None,
    workers: int | None = None,
    timeout: float | None = None,
    memory_mb: int | None = None,
    profile: Profile | None = None,
    batch_size: int = BATCH_SIZE,
    start_first: bool = False,
) -> Iterator[Extraction]:
    """Yield the values of dependents for many revisions, in the order of the tasks.

    Parameters
    ----------
    tasks : iterable of Task
        Read as needed, a few batches ahead.
    dependents : sequence of Dependent
        What to compute.
    context : dict or iterable of Dependent, optional
        Replacements, as for `solve`.
    workers : int, optional
        Number of processes; all cores by default. With 0 everything runs in this process, without the
        protection of `timeout` and `memory_mb`.
    timeout : float, optional
        Seconds after which a revision is given up.
    memory_mb : int, optional
        Megabytes of address space of a worker, beyond which a revision fails (Linux).
    profile : dict, optional
        Name of node → list of seconds, extended in place.
    batch_size : int
        How many revisions to send to a worker at a time, at least.
    start_first : bool
        Start all workers before the first task is read, for sources that start threads: a process with
        threads had better not be forked.

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
    dependents = list(dependents)
    if workers is None:
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if workers == 0:
        for task in tasks:
            yield _extract_one(task, dependents, context, profile)
        return
    crew = _Crew(workers, dependents, context, timeout, memory_mb, profile)
    try:
        if start_first:
            crew.start_all()
        yield from crew.run(_batches(tasks, batch_size))
    finally:
        crew.close()


def _extract_one(task: Task, dependents: Sequence[Any], context: Any, profile: Profile | None) -> Extraction:
    if task.error is not None:
        return Extraction(task.key, error=task.error)
    seconds: dict[Any, list[float]] | None = None if profile is None else {}
    try:
        return Extraction(task.key, list(solve(dependents, context, dict(task.cache), seconds)))
    except MemoryError:
        return Extraction(
            task.key, error=LimitExceeded("the revision takes more memory than a worker may use")
        )
    except (DependencyError, RuntimeError) as error:
        return Extraction(task.key, error=error)
    finally:
        for node, times in (seconds or {}).items():
            assert profile is not None
            profile.setdefault(str(node), []).extend(times)


def _batches(tasks: Iterable[Task], size: int) -> Iterator[list[Task]]:
    batch: list[Task] = []
    characters = 0
    last_page: Hashable = None
    try:
        for task in tasks:
            ends_page = task.page != last_page or task.page is None
            if batch and (
                (ends_page and len(batch) >= size) or len(batch) >= 4 * size or characters >= BATCH_CHARACTERS
            ):
                yield batch
                batch, characters = [], 0
            batch.append(task)
            last_page = task.page
            characters += sum(len(value) for value in task.cache.values() if isinstance(value, str))
    except Exception:  # the source failed: what it gave before is still to be done
        if batch:
            yield batch
        raise
    if batch:
        yield batch


@dataclass(slots=True)
class _Batch:
    """A batch on its way: what was sent, and what came back so far."""

    tasks: list[Task]
    done: list[Extraction] = field(default_factory=list)
    finished: bool = False

    def finish(self) -> None:
        """Keep the results only, until their turn comes."""
        self.finished = True
        self.tasks = []


class _Worker:
    """A process with a pipe to it, and the batch that it works on."""

    def __init__(self, start: Callable[[Connection, Connection], Any]) -> None:
        context: Any = get_context("fork" if "fork" in get_all_start_methods() else "spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=start, args=(theirs, self.connection), daemon=True)
        self.process.start()
        theirs.close()
        self.batch: _Batch | None = None
        self.last_sign = time.monotonic()

    def give(self, batch: _Batch) -> None:
        self.batch = batch
        self.last_sign = time.monotonic()
        self.connection.send(batch.tasks[len(batch.done) :])

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class _Crew:
    """The workers, and the batches in the order in which they were read."""

    def __init__(
        self,
        size: int,
        dependents: list[Any],
        context: Any,
        timeout: float | None,
        memory_mb: int | None,
        profile: Profile | None,
    ) -> None:
        self.size = size
        self.timeout = timeout
        self.profile = profile
        self.start = _WorkerMain(dependents, context, memory_mb, profile is not None)
        self.workers: list[_Worker] = []

    def run(self, batches: Iterator[list[Task]]) -> Iterator[Extraction]:
        in_order: deque[_Batch] = deque()
        to_do: deque[_Batch] = deque()
        failure: Exception | None = None
        more = True
        while more or in_order:
            while more and len(to_do) < self.size and len(in_order) < 4 * self.size:
                try:
                    batch = _Batch(next(batches))
                except StopIteration:
                    more = False
                except Exception as error:  # the source failed: deliver what it gave before
                    more, failure = False, error
                else:
                    in_order.append(batch)
                    to_do.append(batch)
                self._hand_out(to_do)
            self._hand_out(to_do)
            if in_order:
                self._collect(to_do)
            while in_order and in_order[0].finished:
                yield from in_order.popleft().done
        if failure is not None:
            raise failure

    def start_all(self) -> None:
        self.workers = [_Worker(self.start) for _ in range(self.size)]

    def close(self) -> None:
        for worker in self.workers:
            worker.end()
        self.workers = []

    def _hand_out(self, to_do: deque[_Batch]) -> None:
        while to_do:
            worker = next((worker for worker in self.workers if worker.batch is None), None)
            if worker is None:
                if len(self.workers) >= self.size:
                    return
                worker = _Worker(self.start)
                self.workers.append(worker)
            try:
                worker.give(to_do[0])
            except (BrokenPipeError, ConnectionResetError):  # it died while idle: another takes over
                self._replace(worker)
                continue
            to_do.popleft()

    def _collect(self, to_do: deque[_Batch]) -> None:
        """Take in what the workers have sent; wait for the first, and find those that died or hang."""
        busy = {worker.connection: worker for worker in self.workers if worker.batch is not None}
        ready = wait(list(busy), timeout=None if self.timeout is None else self.timeout / 4)
        for connection in ready:
            self._take(busy[connection], to_do)  # type: ignore[index]
        now = time.monotonic()
        for worker in busy.values():
            late = self.timeout is not None and now - worker.last_sign > self.timeout
            if late and worker.batch is not None and not worker.connection.poll():
                reason = f"the revision takes more than {self.timeout:g} seconds"
                self._lose(worker, LimitExceeded(reason), to_do)

    def _take(self, worker: _Worker, to_do: deque[_Batch]) -> None:
        batch = worker.batch
        assert batch is not None
        try:
            while worker.connection.poll():
                kind, content = worker.connection.recv()
                worker.last_sign = time.monotonic()
                if kind == "profile":
                    for name, times in content.items():
                        assert self.profile is not None
                        self.profile.setdefault(name, []).extend(times)
                elif kind == "end":
                    batch.finish()
                    worker.batch = None
                    return
                else:
                    batch.done.append(content)
        except (EOFError, ConnectionResetError):
            worker.process.join()
            status = worker.process.exitcode
            reason = f"the worker process died on this revision (exit status {status})"
            self._lose(worker, LimitExceeded(reason), to_do)

    def _lose(self, worker: _Worker, error: Exception, to_do: deque[_Batch]) -> None:
        """Record the error of the revision that a worker was at; the rest of its batch is done again."""
        batch = worker.batch
        assert batch is not None
        self._replace(worker)
        if len(batch.done) < len(batch.tasks):
            batch.done.append(Extraction(batch.tasks[len(batch.done)].key, error=error))
        if len(batch.done) < len(batch.tasks):
            to_do.appendleft(batch)
        else:
            batch.finish()

    def _replace(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.end()


class _WorkerMain:
    """What a worker process runs; picklable if the dependents are, for systems that cannot fork."""

    def __init__(self, dependents: list[Any], context: Any, memory_mb: int | None, profiled: bool) -> None:
        self.dependents = dependents
        self.context = context
        self.memory_mb = memory_mb
        self.profiled = profiled

    def __call__(self, connection: Connection, of_parent: Connection) -> None:
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
                    if os.getppid() != parent:  # it was killed: nobody will ever ask again
                        return
                self._work(connection, connection.recv())
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return

    def _work(self, connection: Connection, tasks: list[Task]) -> None:
        profile: Profile | None = {} if self.profiled else None
        for task in tasks:
            extraction = _extract_one(task, self.dependents, self.context, profile)
            try:
                connection.send(("done", extraction))
            except (BrokenPipeError, ConnectionResetError, EOFError):
                raise
            except Exception as error:  # the values cannot be pickled, or the error cannot
                connection.send(("done", Extraction(task.key, error=_plain(extraction.error or error))))
        if profile:
            connection.send(("profile", profile))
        connection.send(("end", None))


def _plain(error: Exception) -> Exception:
    """Return an error that can be sent, with the text of one that cannot."""
    if isinstance(error, CaughtDependencyError):
        return CaughtDependencyError(error.message)
    return DependencyError(f"the values cannot be sent between processes: {error}")
