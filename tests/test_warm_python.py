"""What is run by `warm_python` behaves as a command of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .warm_python import warm_python

PROGRAM = """
import atexit, json, os, sys, time
atexit.register(print, "the end", flush=True)
if sys.argv[1] == "tell":
    told = [sys.argv[2:], os.getcwd(), os.environ.get("COLOUR"), sys.stdin.read(), __name__, sys.path[0]]
    print(json.dumps([*told, "numpy" in sys.modules]))
    print("no problem", file=sys.stderr)
elif sys.argv[1] == "wait":
    print(os.getpid(), flush=True)
    time.sleep(60)
elif sys.argv[1] == "fail":
    raise ValueError("three")
sys.exit(3)
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "some_program.py").write_text(PROGRAM)
    return tmp_path


@pytest.mark.parametrize(("name", "warm"), [("COLOUR", True), ("PYTHONUTF8", False), ("LC_ALL", False)])
def test_a_command_has_all_that_it_is_given(directory: Path, name: str, warm: bool) -> None:
    done = subprocess.run(
        [*warm_python(), "-m", "some_program", "tell", "a b", "ü"],
        cwd=directory,
        env={
            **os.environ,
            "COLOUR": "red",
            name: {"COLOUR": "red", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}[name],
        },
        input="given\n",
        capture_output=True,
        text=True,
    )
    told, end = done.stdout.splitlines()
    assert json.loads(told) == [
        ["a b", "ü"],
        str(directory),
        "red",
        "given\n",
        "__main__",
        str(directory),
        warm,
    ]
    assert (end, done.stderr, done.returncode) == ("the end", "no problem\n", 3)


def test_an_error_is_a_traceback(directory: Path) -> None:
    command = [*warm_python(), "-m", "some_program", "fail"]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    assert done.stderr.startswith("Traceback ") and done.stderr.endswith("ValueError: three\n")
    assert (done.returncode, done.stdout) == (1, "the end\n")


@pytest.fixture
def waiting(directory: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [*warm_python(), "-m", "some_program", "wait"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=directory, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())


def test_signals_end_a_command_as_they_end_python(waiting: tuple[subprocess.Popen[str], int]) -> None:
    process, _ = waiting
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate()
    assert (process.returncode, output) == (-signal.SIGINT, "the end\n")
    assert errors.endswith("KeyboardInterrupt\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_dies_at_once(waiting: tuple[subprocess.Popen[str], int], number: signal.Signals) -> None:
    process, own_id = waiting
    process.send_signal(number)
    assert process.communicate() == ("", "")  # the command has its outputs no more
    assert process.returncode == -number
    until = time.monotonic() + 30
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < until:
            os.kill(own_id, 0)


def test_options_of_python_are_for_an_interpreter() -> None:
    code = "import sys; print(sys.flags.optimize, 'numpy' in sys.modules)"
    done = subprocess.run([*warm_python(), "-O", "-c", code], capture_output=True, text=True)
    assert done.stdout == "1 False\n"


def test_the_server_ends_with_the_tests() -> None:
    code = "from tests.warm_python import warm_python; print(warm_python()[-1])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert not Path(done.stdout.strip()).parent.exists()
