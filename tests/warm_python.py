"""`python -m revscoring` without the seconds that imports take, for the many tests that run the program.

A server has imported what the commands use. For each command it forks a process, which has the arguments, the
directory, the environment, and the standard input and outputs of the command, and ends as Python ends: what is
tested is a process of its own. A small client stands for it: tests start it, wait for it and send it signals.

    subprocess.run([*warm_python(), "-m", "revscoring", "score", ...], ...)

Where it could make a difference that modules are imported already, the client becomes a new interpreter: for
options of Python, and if a variable PYTHON... (except PYTHONPATH), LANG or LC_... is another than in the tests.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import shutil
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
    import subprocess  # not for the client, which should start quickly
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
    """Import, and fork for each command, until the input ends. Returns in the processes of commands."""
    sys.path[0] = os.path.dirname(os.path.dirname(__file__))
    commands = pkgutil.walk_packages([f"{sys.path[0]}/revscoring/utilities"], "revscoring.utilities.")
    for module in [*MODULES.split(), "revscoring.revscoring", *(command.name for command in commands)]:
        importlib.import_module(module)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    running: dict[socket.socket, tuple[int, int]] = {}
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(16)
    print("ready", flush=True)
    while True:
        ends = [end for _, end in running.values()]
        ready = select.select([sys.stdin, listener, *running, *ends], [], [])[0]
        for connection, (process, end) in list(running.items()):
            if end in ready or connection in ready:
                if end not in ready:  # the client is gone
                    os.kill(process, signal.SIGKILL)
                with contextlib.suppress(OSError):
                    connection.sendall(os.waitpid(process, 0)[1].to_bytes(4, "big"))
                del running[connection]
                connection.close()
                os.close(end)
        if listener in ready:
            connection = listener.accept()[0]
            process = answer(connection)
            if process is None:
                return
            if process:
                running[connection] = (process, os.pidfd_open(process))
            else:
                connection.close()
        elif sys.stdin in ready:
            shutil.rmtree(os.path.dirname(address))
            os._exit(0)


def is_of_interpreter(name: str) -> bool:
    """Whether an interpreter reads a variable of the environment when it starts."""
    return name.startswith(("PYTHON", "LANG", "LC_")) and name != "PYTHONPATH"


def answer(connection: socket.socket) -> int | None:
    """Fork a process for a command, and tell its id, or 0 if it needs an interpreter; None in the process."""
    head, streams, *_ = socket.recv_fds(connection, 8, 3)
    with connection.makefile("rb") as reader:
        arguments, directory, environment = json.loads(reader.read(int.from_bytes(head, "big")))
    asked, own = (
        {n: v for n, v in found.items() if is_of_interpreter(n)} for found in (environment, os.environ)
    )
    process = 0
    if arguments[0] == "-m" and asked == own:
        process = os.fork()
        if process == 0:
            become(arguments[1:], directory, environment, streams)
            return None
    for stream in streams:
        os.close(stream)
    connection.sendall(process.to_bytes(4, "big"))
    return process


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


def run(module: str) -> None:
    """Run a module, and end without the clearing of all modules, which copies most pages of the server."""
    status = []

    def leave() -> None:
        with contextlib.suppress(OSError):  # of which Python tells
            sys.stdout.flush()
            sys.stderr.flush()
            if status:
                os._exit(status[0])

    atexit.register(leave)  # first, so it is called last
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status.append(0)
    except SystemExit as end:
        if isinstance(end.code, int | None):
            status.append(end.code or 0)
        raise


if __name__ == "__main__":
    if sys.argv[1] != "serve":
        ask(sys.argv[1], sys.argv[2:])
    serve(sys.argv[2])
    run(sys.argv[0])
