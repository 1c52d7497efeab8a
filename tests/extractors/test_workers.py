"""Many revisions in worker processes: order, errors, deaths, limits, bounds."""

from __future__ import annotations

import os
import time

import pytest

from revscoring.dependencies import Dependent
from revscoring.errors import CaughtDependencyError, LimitExceeded, TextDeleted
from revscoring.extractors.workers import Task, extract_many

number = Dependent("number")


def work(n: int) -> int:
    if n == 13:
        raise ValueError("unlucky")
    if n == 14:
        os._exit(9)
    if n == 15:
        time.sleep(60)
    if n == 16:
        return len(bytearray(3_000_000_000))
    return n * n


class OfLibrary(RuntimeError):
    """An error that can be pickled, but not unpickled, as many have whose parameters are not their arguments."""

    def __init__(self, code: int, info: str) -> None:
        super().__init__(f"{code}: {info}")


def refuse(n):
    raise OfLibrary(n, "refused")


refused = Dependent("refused", refuse, depends_on=[number])
square = Dependent("square", work, depends_on=[number])
unsendable = Dependent("unsendable", lambda n: lambda: n, depends_on=[number])


def tasks(*numbers: int, page: int | None = None) -> list[Task]:
    return [Task(f"r{n}", {"dependent.number": n}, page if page is not None else n // 5) for n in numbers]


def outcomes(results) -> list:
    return [(done.key, done.values[0] if done.values else type(done.error).__name__) for done in results]


@pytest.mark.parametrize("workers", [0, 1, 2, 3])
@pytest.mark.parametrize("batch_size", [1, 4, 1000])
def test_results_come_in_order_whatever_the_workers(workers, batch_size):
    numbers = [n for n in range(60) if not 13 <= n <= 16]
    results = extract_many(tasks(*numbers), [square], workers=workers, batch_size=batch_size)
    assert outcomes(results) == [(f"r{n}", n * n) for n in numbers]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_errors_of_libraries_cost_no_worker(workers, capfd):
    given = tasks(1, 2, 3, page=1)
    given[1].error = OfLibrary(5, "known before")
    results = list(extract_many(given, [square], workers=workers))
    assert outcomes(results) == [("r1", 1), ("r2", "OfLibrary"), ("r3", 9)]
    assert str(results[1].error) == "5: known before"
    results = list(extract_many(tasks(1, 2, page=1), [refused], workers=workers))
    assert all("refused" in str(done.error) for done in results)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("workers", [0, 2])
def test_a_revision_that_fails_costs_itself_only(workers):
    results = list(extract_many(tasks(12, 13, 17, page=1), [square], workers=workers))
    assert outcomes(results) == [("r12", 144), ("r13", "CaughtDependencyError"), ("r17", 289)]
    assert isinstance(results[1].error, CaughtDependencyError)
    assert "unlucky" in str(results[1].error)


@pytest.mark.parametrize("workers", [0, 2])
def test_an_error_known_before_is_passed_on(workers):
    known = Task("r1", {}, 1, TextDeleted("datasource.revision.text"))
    results = list(extract_many([known, *tasks(2)], [square], workers=workers))
    assert str(results[0].error) == "TextDeleted: Text deleted (datasource.revision.text)"
    assert results[1].values == [4]


def test_a_revision_that_kills_its_worker_costs_itself_only():
    results = list(extract_many(tasks(*range(10, 13), 14, *range(17, 30), 14, page=1), [square], workers=2))
    died = [done for done in results if done.error]
    assert [done.key for done in died] == ["r14", "r14"]
    assert all(isinstance(done.error, LimitExceeded) for done in died)
    assert "exit status 9" in str(died[0].error)
    assert [done.values for done in results if done.values] == [[n * n] for n in [10, 11, 12, *range(17, 30)]]


def test_a_revision_that_takes_too_long_costs_itself_only():
    start = time.monotonic()
    results = outcomes(extract_many(tasks(12, 15, 17, page=1), [square], workers=1, timeout=0.5))
    assert results == [("r12", 144), ("r15", "LimitExceeded"), ("r17", 289)]
    assert time.monotonic() - start < 10


def test_a_revision_that_takes_too_much_memory_costs_itself_only():
    results = outcomes(extract_many(tasks(12, 16, 17, page=1), [square], workers=1, memory_mb=2000))
    assert results[0] == ("r12", 144)
    assert results[1][1] in ("LimitExceeded", "CaughtDependencyError")
    assert results[2] == ("r17", 289)


def test_values_that_cannot_be_sent_are_an_error():
    (done,) = extract_many(tasks(1), [unsendable], workers=1)
    assert "cannot be sent between processes" in str(done.error)


def test_tasks_are_read_as_needed():
    read = []

    def source():
        for task in tasks(*range(100, 1100)):
            read.append(task.key)
            yield task

    results = extract_many(source(), [square], workers=2, batch_size=5)
    next(results)
    assert len(read) < 300
    results.close()


def test_a_source_that_fails_delivers_what_it_gave_before():
    def source():
        yield from tasks(1, 2, 3)
        raise OSError("the disk is gone")

    results = extract_many(source(), [square], workers=2, batch_size=2)
    seen = []
    with pytest.raises(OSError, match="the disk is gone"):
        for done in results:
            seen.append(done.key)
    assert seen == ["r1", "r2", "r3"]


@pytest.mark.parametrize("workers", [0, 2])
def test_profiles_are_collected(workers):
    profile: dict[str, list[float]] = {}
    list(extract_many(tasks(1, 2, 3), [square], workers=workers, profile=profile))
    assert {name: len(times) for name, times in profile.items()} == {"dependent.square": 3}


def test_given_values_win_and_caches_are_not_changed():
    task = Task("r1", {"dependent.number": 2, "dependent.square": 99})
    (done,) = extract_many([task], [square], workers=0)
    assert done.values == [99]
    assert task.cache == {"dependent.number": 2, "dependent.square": 99}


def test_no_process_is_left_behind():
    import multiprocessing

    before = set(multiprocessing.active_children())  # other tests may have left pools that are kept warm
    list(extract_many(tasks(1, 2), [square], workers=3, batch_size=1))
    abandoned = extract_many(tasks(*range(100, 200)), [square], workers=3, batch_size=1)
    next(abandoned)
    abandoned.close()
    assert set(multiprocessing.active_children()) <= before


def test_workers_end_when_their_parent_is_killed(tmp_path):
    """Orphans would hold on to the memory, and to the files that they have inherited."""
    import os
    import signal
    import subprocess
    import sys
    import time

    program = """
import os, time
from revscoring.dependencies import Dependent
from revscoring.extractors.workers import Task, extract_many

pid = Dependent("pid", os.getpid)
for number, one in enumerate(extract_many((Task(n) for n in range(400)), [pid], workers=2, batch_size=100)):
    print(one.values[0], flush=True)
    if number == 399:
        time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    workers = {int(parent.stdout.readline()) for _ in range(400)}
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    def is_there(pid):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"

    for _ in range(100):
        if not any(map(is_there, workers)):
            break
        time.sleep(0.05)
    assert workers
    assert not any(map(is_there, workers))
