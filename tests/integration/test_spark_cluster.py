"""`revscoring extract --spark` on a real cluster whose parts are killed: no row is lost, and none comes twice."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

pyspark = pytest.importorskip("pyspark")

import pyarrow.dataset as ds  # noqa: E402

from revscoring import arrow  # noqa: E402
from tests.arrow.tables import part_of_sample  # noqa: E402
from tests.integration import spark_features  # noqa: E402

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        shutil.which("java") is None, reason="there is no Java: apt install openjdk-17-jre-headless"
    ),
]

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
#: For programs that end soon: compile little.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

CONF = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": QUICK_JAVA,
    "spark.executor.extraJavaOptions": QUICK_JAVA,
}

#: Seconds; on a free machine each step takes a few.
DEADLINE = 600


def wait_for(condition, process=None):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        if process is not None and process.poll() is not None:
            pytest.fail(f"the command ended: {process.communicate()[1]}")
        time.sleep(0.1)
    return pytest.fail("it did not happen in time")


@pytest.fixture
def cluster(repository, tmp_path):
    """A master and two workers with a core and 1 GB each; the address and the environment."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(repository), os.environ.get("PYTHONPATH", "")]),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_JAVA_OPTS": QUICK_JAVA,
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_SUBMIT_ARGS": " ".join(f"--conf {name}='{value}'" for name, value in CONF.items())
        + " pyspark-shell",
        "REVSCORING_TEST_PROCESSES": str(tmp_path / "processes"),
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"spark://127.0.0.1:{port}"
    here = ["--host", "127.0.0.1", "--webui-port", "0"]
    worker = [*here, "--cores", "1", "--memory", "1g", address]
    classes = [("master.Master", [*here, "--port", str(port)])] + [("worker.Worker", worker)] * 2
    parts = []
    for number, (name, options) in enumerate(classes):
        command = [str(SPARK_CLASS), f"org.apache.spark.deploy.{name}", *options]
        if number:
            command[2:2] = ["--work-dir", str(tmp_path / f"work{number}")]
        with (tmp_path / f"part{number}.log").open("w") as log:
            parts.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
    yield address, environment
    for part in reversed(parts):
        part.terminate()
        part.wait()


def parent_of(pid: int) -> int:
    found = re.search(r"^PPid:\t(\d+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(found[1])


def newest_process(path: Path, after: int) -> int | None:
    """Return the process that has noted itself last, if there were more notes than a number."""
    lines = path.read_text().split() if path.exists() else []
    return int(lines[-1]) if len(lines) > after else None


def test_kill_9_of_the_driver_a_worker_and_an_executor(cluster, repository, tmp_path):
    address, environment = cluster
    dump = part_of_sample(repository, tmp_path, 80)
    expected = {
        row["revision_id"]: row
        for batch in arrow.extract(arrow.read_dump(dump), spark_features.cheap)
        for row in batch.to_pylist()
    }
    sizes = [
        size or 0 for batch in arrow.read_dump(dump) for size in batch.column("revision_size").to_pylist()
    ]
    output = tmp_path / "values"
    command = [sys.executable, "-m", "revscoring", "extract", "tests.integration.spark_features.slow"]
    command += [
        "--spark",
        address,
        "--dump",
        dump,
        "--output",
        str(output),
        "--chunk",
        str(sum(sizes) / 2e6),
    ]
    processes = tmp_path / "processes"

    def run():
        return subprocess.Popen(
            command,
            env=environment,
            cwd=repository,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    driver = run()
    try:
        wait_for(lambda: [*output.glob("manifest/part-*")], driver)
    finally:
        driver.kill()
        driver.communicate()
    first = {path: path.stat().st_mtime_ns for path in output.glob("rows/chunk=000000/*.parquet")}
    assert first

    noted = len(processes.read_text().split())
    driver = run()
    try:
        worker = wait_for(lambda: newest_process(processes, noted + 3), driver)
        os.kill(worker, signal.SIGKILL)
        noted = len(processes.read_text().split())
        worker = wait_for(lambda: newest_process(processes, noted + 3), driver)
        executor = parent_of(parent_of(worker))
        assert b"CoarseGrainedExecutorBackend" in Path(f"/proc/{executor}/cmdline").read_bytes()
        os.kill(executor, signal.SIGKILL)
        _, messages = driver.communicate(timeout=DEADLINE)
    finally:
        driver.kill()
    assert driver.returncode == 0, messages

    assert {path: path.stat().st_mtime_ns for path in first} == first
    found = ds.dataset(output / "rows", format="parquet").to_table().to_pylist()
    assert len({row["revision_id"] for row in found}) == len(found)
    assert found and {row["revision_id"] for row in found} == expected.keys()
    for row in found:
        if row["features"] is not None:
            del row["features"]["feature.slow"]
        if expected[row["revision_id"]]["error"] is None:
            assert row == expected[row["revision_id"]]
    errors = Counter(row["error"]["type"] for row in found if row["error"])
    assert (
        f"{len(found):,} revisions in = {len(found) - errors.total():,} out + {errors.total()} errors"
        in messages
    )
    assert "Traceback" not in messages
