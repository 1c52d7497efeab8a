"""`python -m revscoring` without the seconds that imports take, for the many tests that run the program.

A server has imported what the commands use. For each command it forks a process, which has the arguments, the
directory, the environment, and the standard input and outputs of the command, and ends as Python ends: what is
tested is a process of its own. A small client stands for it: tests start it, wait for it and send it signals.

    subprocess.run([*warm_python(), "-m", "revscoring", "score", ...], ...)

Where it could make a difference that modules are imported already, the client becomes a new interpreter: for
options of Python, and if a variable PYTHON... (except PYTHONPATH), LANG or LC_... is another than in the tests.
"""

from __future__ import annotations

import functools
import json
import os
import select
import signal
import socket
import sys

#: What commands import when they are run, beside their own modules.
MODULES = """
    jinja2 joblib mwapi mwparserfromhell numpy regex requests scipy.sparse scipy.stats skops.io tabulate
    tqdm yaml sklearn.ensemble sklearn.isotonic sklearn.linear_model sklearn.model_selection sklearn.naive_bayes sklearn.tree
    revscoring.languages.english revscoring.scoring.models revscoring.scoring.reports
"""

#: The signals that the client passes on. Whoever kills it by SIGKILL kills the command too.
SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


@functools.cache
def warm_python() -> list[str]:
    """Return the beginning of a command, in place of ``[sys.executable]``; the server ends with this process."""
    import atexit
    import subprocess
    import tempfile

    if not hasattr(os, "pidfd_open"):
        return [sys.executable]
    address = os.path.join(tempfile.mkdtemp(prefix="warm-python-"), "socket")
    server = subprocess.Popen(
        [sys.executable, __file__, "serve", address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    atexit.register(server.communicate)  # the end of its input ends it
    assert server.stdout is not None and server.stdout.readline() == b"ready\n"
    return [sys.executable, "-I", "-S", __file__, address]


# --- the client ----------------------------------------------------------------------------------


def ask(address: str, arguments: list[str]) -> None:
    """Have a command run, and end as it ends."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until it is known to whom they go
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        request = json.dumps([arguments, os.getcwd(), dict(os.environ)]).encode()
        socket.send_fds(connection, [len(request).to_bytes(8, "big")], [0, 1, 2])
        connection.sendall(request)
        process = int.from_bytes(connection.recv(4), "big")
        if process == 0:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            os.execv(sys.executable, [sys.executable, *arguments])
        for number in SIGNALS:
            signal.signal(number, lambda number, _: os.kill(process, number))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        for stream in (0, 1, 2):
            os.close(stream)
        answered = connection.recv(4)
        assert answered, "the server of warm_python has died"
    status = os.waitstatus_to_exitcode(int.from_bytes(answered, "big"))
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


# --- the server ----------------------------------------------------------------------------------


def serve(address: str) -> None:
    """Import, and fork for each connection, until the input ends. Returns in the processes of commands."""
    import gc
    import importlib
    import pkgutil
    import shutil

    sys.path[0] = os.path.dirname(os.path.dirname(__file__))
    commands = pkgutil.walk_packages([f"{sys.path[0]}/revscoring/utilities"], "revscoring.utilities.")
    for module in [*MODULES.split(), "revscoring.revscoring", *(command.name for command in commands)]:
        importlib.import_module(module)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(16)
        print("ready", flush=True)
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection = listener.accept()[0]
            if os.fork() == 0:
                listener.close()
                return answer(connection)
            connection.close()
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass  # earlier ones that have ended
    shutil.rmtree(os.path.dirname(address))
    os._exit(0)


def is_of_interpreter(name: str) -> bool:
    """Whether an interpreter reads a variable of the environment when it starts."""
    return name.startswith(("PYTHON", "LANG", "LC_")) and name != "PYTHONPATH"


def answer(connection: socket.socket) -> None:
    """Fork a process for a command, and tell how it ended."""
    head, streams, *_ = socket.recv_fds(connection, 8, 3)
    with connection.makefile("rb") as reader:
        arguments, directory, environment = json.loads(reader.read(int.from_bytes(head, "big")))
    settings = [
        {name: value for name, value in found.items() if is_of_interpreter(name)}
        for found in (environment, os.environ)
    ]
    if arguments[:1] != ["-m"] or settings[0] != settings[1]:
        connection.sendall(bytes(4))
        os._exit(0)
    process = os.fork()
    if process == 0:
        connection.close()
        return become(arguments[1:], directory, environment, streams)
    for stream in streams:
        os.close(stream)
    connection.sendall(process.to_bytes(4, "big"))
    ended = connection not in select.select([connection, os.pidfd_open(process)], [], [])[0]
    if not ended:  # the client is gone
        os.kill(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    if ended:
        connection.sendall(status.to_bytes(4, "big"))
    os._exit(0)


def become(arguments: list[str], directory: str, environment: dict[str, str], streams: list[int]) -> None:
    """Make this process what Python is when it has started."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = os.fdopen(0)
    sys.stdout = os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:1] = [directory, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))]
    sys.argv = arguments


if __name__ == "__main__":
    if sys.argv[1] != "serve":
        ask(sys.argv[1], sys.argv[2:])
    serve(sys.argv[2])
    import runpy

    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
