"""Measure extraction from tables: the kernel, Spark with one core and two, and a skewed page.

    python benchmarks/spark.py kernel DUMP LIST
    python benchmarks/spark.py spark DUMP LIST
    python benchmarks/spark.py skew

`kernel` compares processor times of `extract --extractors 0` and of `revscoring.arrow`. `spark` compares
them with local[1] and local[2], each in a warm session, and says what a million revisions cost. `skew`
extracts a page of 4,000 revisions of 100 kB beside 500 small ones on three executors of 1 GB, and prints
how long the tasks took and how much memory the processes of each executor had.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROUNDS = 2


def processor_time() -> float:
    """Return the seconds that this process and its ended children have worked."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def least(work: Callable[[], object], clock: Callable[[], float], rounds: int = ROUNDS) -> float:
    """Return the least time of several rounds: other programs on the machine only add to it."""
    found = []
    for _ in range(rounds):
        began = clock()
        work()
        found.append(clock() - began)
    return min(found)


def kernel(dump: str, features: str) -> float:
    """Print processor times of `extract` and of the kernel; return that of the kernel."""
    from revscoring import arrow
    from revscoring.extractors.dump import extract_dump
    from revscoring.spark.workers import load_features

    nodes = load_features(features)
    batches = list(arrow.read_dump(dump))
    count = sum(batch.num_rows for batch in batches)
    works = {
        "extract --extractors 0": lambda: sum(1 for _ in extract_dump(dump, nodes, workers=0)),
        "dump to batches": lambda: sum(batch.num_rows for batch in arrow.read_dump(dump)),
        "kernel on batches": lambda: sum(batch.num_rows for batch in arrow.extract(batches, nodes)),
    }
    times = {name: least(work, time.process_time) for name, work in works.items()}
    for name, seconds in times.items():
        print(f"{name}: {seconds:.2f} s of processor time for {count:,} revisions")
    return times["kernel on batches"]


@contextmanager
def session(master: str, **conf: str) -> Iterator:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).config("spark.ui.showConsoleProgress", "false")
    for name, value in conf.items():
        builder = builder.config(f"spark.{name.replace('_', '.')}", value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    try:
        yield made
    finally:
        made.stop()


def local(dump: str, features: str) -> None:
    """Print the wall times of local[1] and local[2], and the processor time beside that of the kernel."""
    from revscoring import spark

    of_kernel = kernel(dump, features)
    walls = {}
    for master in ("local[1]", "local[2]"):
        with session(master, ui_enabled="false") as made, tempfile.TemporaryDirectory() as directory:
            spark.read_dump(made, dump).write.parquet(f"{directory}/history")
            history = made.read.parquet(f"{directory}/history")
            values = spark.extract(history, features, segment_mb=2)
            work = lambda: values.write.format("noop").mode("overwrite").save()  # noqa: B023, E731
            work()
            walls[master] = least(work, time.perf_counter)
            used = least(work, lambda: sum(map(seconds_of, tree_of(os.getpid()))), 1)
            count = history.count()
        print(
            f"{master}: {walls[master]:.2f} s, processor time {used:.2f} s ({used / of_kernel:.2f} x kernel)"
        )
        print(f"  {used / count / 3600 * 1e6:.1f} core-hours per million revisions")
    print(f"local[2] is {walls['local[1]'] / walls['local[2]']:.2f} times local[1]")


def tree_of(pid: int) -> list[int]:
    """Return a process and its descendants."""
    children = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children[int(fields[1])].append(int(path.parent.name))
    found = [pid]
    for one in found:
        found += children[one]
    return found


def seconds_of(pid: int) -> float:
    """Return the processor time of a process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> int:
    """Return the bytes of memory that only a process has, and its share of the rest."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def skew() -> None:
    """Print how the tasks of one huge page spread, and the memory of the executors."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from revscoring import arrow, spark

    with tempfile.TemporaryDirectory() as directory:
        path = f"{directory}/history.parquet"
        with pq.ParquetWriter(path, arrow.CONTENT_HISTORY_SCHEMA, compression="zstd") as writer:
            for batch in rows():
                writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=arrow.CONTENT_HISTORY_SCHEMA))
        memory: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.5):
                for pid in tree_of(os.getpid()):
                    try:
                        is_executor = (
                            b"CoarseGrainedExecutorBackend" in Path(f"/proc/{pid}/cmdline").read_bytes()
                        )
                    except OSError:
                        continue
                    if is_executor:
                        pythons = sum(map(memory_of, tree_of(pid)[1:]))
                        memory[pid] = [max(memory[pid][0], memory_of(pid)), max(memory[pid][1], pythons)]

        threading.Thread(target=watch, daemon=True).start()
        conf = {"executor_memory": "640m", "ui_port": "4876"}
        with session("local-cluster[3,1,1024]", **conf) as made:
            features = ["revscoring.features.wikitext.revision.chars"]
            features += ["revscoring.features.wikitext.revision.parent.chars"]
            values = spark.extract(made.read.parquet(path), features, segment_mb=8)
            values.write.format("noop").mode("overwrite").save()
            ended.set()
            base = f"http://localhost:4876/api/v1/applications/{made.sparkContext.applicationId}"
            stages = json.load(urlopen(f"{base}/stages?status=complete"))
            last = max(stages, key=lambda stage: stage["stageId"])
            tasks = json.load(
                urlopen(f"{base}/stages/{last['stageId']}/{last['attemptId']}/taskList?length=999")
            )
        durations = sorted(task["duration"] / 1000 for task in tasks)
        middle = statistics.median(durations)
        slowest = durations[-1]
        print(
            f"{len(tasks)} tasks: median {middle:.1f} s, slowest {slowest:.1f} s ({slowest / middle:.1f} x)"
        )
        for java, pythons in memory.values():
            print(
                f"executor: {(java + pythons) / 1e6:.0f} MB at most, of which Python {pythons / 1e6:.0f} MB"
            )


def rows() -> Iterator[list[dict]]:
    """Yield the rows of a page of 4,000 revisions of 100 kB, and of 500 small pages."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.arrow.tables import content_row

    lines = [f"Line {number} of a page that is long, with words.\n" for number in range(2000)]
    for begin in range(1, 4001, 20):
        batch = []
        for rev in range(begin, begin + 20):
            lines[rev % len(lines)] = f"Line {rev} has changed: a [[link]] more in revision {rev}.\n"
            batch.append(content_row(1, rev, rev - 1, "".join(lines)))
        yield batch
    for page in range(2, 502):
        yield [
            content_row(
                page, page * 10_000 + rev, page * 10_000 + rev - 1 if rev else 0, "A small page. " * rev
            )
            for rev in range(5)
        ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["skew"]:
        skew()
    elif len(sys.argv) == 4 and sys.argv[1] in ("kernel", "spark"):
        {"kernel": kernel, "spark": local}[sys.argv[1]](*sys.argv[2:])
    else:
        sys.exit(__doc__)
