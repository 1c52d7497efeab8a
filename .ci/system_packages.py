#!/usr/bin/env python3
"""Install the system packages that a purpose needs, when it may; otherwise list what to install.

usage: system_packages.py demo|test|ci

Reads system-packages.txt beside it. Needs no more than Python's standard library: it runs before
anything is installed. Exit status 1 if a needed package is missing and cannot be installed.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("system-packages.txt")
PURPOSES = ("demo", "test", "ci")


class Package(NamedTuple):
    """A row of the table."""

    name: str
    wanted_by: frozenset[str]
    purpose: str


def read_table(path: Path = TABLE) -> list[Package]:
    """Read the table of packages."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("|")]
        if len(columns) != 3 or not set(columns[1].split()) <= set(PURPOSES):
            raise SystemExit(f"{path}:{number}: expected: package | {' '.join(PURPOSES)} | what for")
        found.append(Package(columns[0], frozenset(columns[1].split()), columns[2]))
    return found


def is_installed(name: str) -> bool:
    """Ask dpkg for a package."""
    done = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Status}", name], capture_output=True, text=True
    )
    return done.stdout.strip() == "installed"


def apt_command() -> list[str] | None:
    """Return how apt-get may be run here; None if it may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return None


def install(apt: list[str], names: list[str]) -> bool:
    """Install packages; the lists of packages are fetched anew only if that fails at first."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=120"]
    command = [*apt, *wait, "install", "--yes", "--no-install-recommends", "-qq", *names]

    def run(arguments: list[str], quiet: bool) -> bool:
        done = subprocess.run(
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if quiet else None,
        )
        return done.returncode == 0

    if run(command, True):
        return True
    run([*apt, *wait, "update", "-qq"], False)
    return run(command, False)


def report(missing: list[Package]) -> None:
    """Print what is missing, what for, and the command that installs it."""
    width = max(len(package.name) for package in missing)
    for package in missing:
        print(f"  {package.name:{width}}  {package.purpose}", file=sys.stderr)
    names = " ".join(package.name for package in missing)
    print(f"Install with:\n  sudo apt-get install {names}", file=sys.stderr)


def main(purpose: str) -> int:
    """Install what a purpose needs."""
    wanted = [
        package
        for package in read_table()
        if purpose in package.wanted_by or (purpose == "ci" and "test" in package.wanted_by)
    ]
    if shutil.which("dpkg-query") is None:
        if ctypes.util.find_library("enchant-2") is None:
            print("This is no Debian or Ubuntu. Their packages that are needed are:", file=sys.stderr)
            report(wanted)
            print("or, elsewhere: brew install enchant; dnf install enchant2 hunspell-en", file=sys.stderr)
            return 1
        return 0
    missing = [package for package in wanted if not is_installed(package.name)]
    if not missing:
        return 0
    apt = apt_command()
    needed = [package for package in missing if package.wanted_by - {"ci"}]
    if apt is not None:
        print(f"Installing {' '.join(package.name for package in missing)} ...", file=sys.stderr)
        if needed:
            install(apt, [package.name for package in needed])
        extra = [package.name for package in missing if package not in needed]
        if extra and not install(apt, extra):
            for name in extra:
                install(apt, [name])
        missing = [package for package in missing if not is_installed(package.name)]
        needed = [package for package in missing if package in needed]
    if needed:
        why = "apt-get failed" if apt else "no permission to install packages (neither root nor sudo -n)"
        print(f"System packages are missing; {why}:", file=sys.stderr)
        report(missing)
        return 1
    if missing:
        print("Without these packages some tests skip:", file=sys.stderr)
        report(missing)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in PURPOSES:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1]))
