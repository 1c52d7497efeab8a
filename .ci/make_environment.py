#!/usr/bin/env python3
"""Make the virtual environment of the checkout and install revscoring into it, editable.

usage: make_environment.py DIRECTORY [EXTRAS]

Needs Python 3.10 with its standard library only. Debian splits ensurepip off into a package of its
own: where it is missing, that package is installed if that is allowed, then virtualenv is tried, then
the reader is told what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

sys.dont_write_bytecode = True  # this directory is not a package
sys.path.insert(0, str(Path(__file__).parent))

import system_packages  # noqa: E402


def run(*command: str) -> bool:
    """Run a command; its errors are shown."""
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0


def works(directory: Path) -> bool:
    """Tell whether an environment is there, and whole."""
    python = str(directory / "bin" / "python")
    return Path(python).exists() and run(python, "-c", "import pip")


def make(directory: Path) -> bool:
    """Make an empty virtual environment by one of the ways there are."""
    python = sys.executable
    if not find_spec("ensurepip"):
        apt = system_packages.apt_command()
        if apt is not None:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            # One of the two has ensurepip for this Python, depending on where it comes from.
            any(system_packages.install(apt, [name]) for name in (f"python{version}-venv", "python3-venv"))
    # A new process each time: what is importable may just have changed.
    if run(python, "-c", "import ensurepip") and run(python, "-m", "venv", "--clear", str(directory)):
        return True
    if find_spec("virtualenv"):
        return run(python, "-m", "virtualenv", "--quiet", "--clear", str(directory))
    with tempfile.TemporaryDirectory() as scratch:
        virtualenv = (python, "-m", "pip", "install", "--quiet", "--target", scratch, "virtualenv")
        if not find_spec("pip") or not run(*virtualenv):
            return False
        made = subprocess.run(
            [python, "-m", "virtualenv", "--quiet", "--clear", str(directory)],
            env={**os.environ, "PYTHONPATH": scratch},
        )
        return made.returncode == 0


def main(directory: Path, extras: str) -> int:
    """Make the environment and install into it."""
    if sys.version_info < (3, 10):  # noqa: UP036  (older ones get this far)
        found = ".".join(map(str, sys.version_info[:3]))
        print(
            f"revscoring needs Python 3.10 or later; this is {found}. Name another one with", file=sys.stderr
        )
        print("  make PYTHON=python3.12 ...", file=sys.stderr)
        return 1
    if not works(directory):
        print(f"Making a virtual environment in {directory} ...", file=sys.stderr)
        if not make(directory):
            shutil.rmtree(directory, ignore_errors=True)
            print(
                "A virtual environment could not be made. Install one of these, then try again:\n"
                "  sudo apt-get install python3-venv\n"
                "  python3 -m pip install virtualenv",
                file=sys.stderr,
            )
            return 1
    print("Installing revscoring and what it needs ...", file=sys.stderr)
    python = str(directory / "bin" / "python")
    if not run(python, "-m", "pip", "install", "--quiet", "--editable", f".[{extras}]" if extras else "."):
        print("The installation failed; pip says above why.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else ""))
