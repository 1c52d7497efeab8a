"""The set-up of a machine: what is missing gets installed where that is allowed, else it is listed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

#: A dpkg-query that knows the packages named in a file beside it, as the real one prints them.
DPKG_QUERY = """#!/bin/sh
for name; do :; done
if grep -qx "$name" "$(dirname "$0")/installed"; then printf installed; else exit 1; fi
"""
#: An apt-get that installs by writing names to that file, except those that it cannot find.
APT_GET = """#!/bin/sh
here="$(dirname "$0")"
echo "$@" >> "$here/calls"
for name; do
    case "$name" in mediawiki) exit 100;; esac
done
for name; do
    case "$name" in -*|install|update|DPkg*) ;; *) echo "$name" >> "$here/installed";; esac
done
"""
NEEDED = ["libenchant-2-2", "hunspell-en-us", "hunspell-en-gb", "hunspell-en-au"]


@pytest.fixture
def machine(tmp_path, repository):
    """Return a function that runs the set-up on a pretended machine."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "installed").write_text("")
    for name in ("sh", "grep", "dirname"):
        target = next(f"{d}/{name}" for d in ("/bin", "/usr/bin") if os.path.exists(f"{d}/{name}"))
        (programs / name).symlink_to(target)

    def write(name, text):
        (programs / name).write_text(text)
        (programs / name).chmod(stat.S_IRWXU)

    def run(purpose, *, dpkg=True, apt=False, installed=()):
        (programs / "installed").write_text("".join(f"{name}\n" for name in installed))
        if dpkg:
            write("dpkg-query", DPKG_QUERY)
        if apt:
            write("apt-get", APT_GET)
        return subprocess.run(
            [sys.executable, str(repository / ".ci" / "system_packages.py"), purpose],
            capture_output=True,
            text=True,
            env={"PATH": str(programs)},
        )

    run.directory = programs
    return run


def test_nothing_is_done_where_all_is_there(machine):
    done = machine("demo", installed=NEEDED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_missing_is_listed_where_nothing_may_be_installed(machine):
    done = machine("demo", installed=NEEDED[:2])
    assert done.returncode == 1
    assert "hunspell-en-gb  English dictionary, British" in done.stderr
    assert "libenchant" not in done.stderr
    assert done.stderr.endswith("sudo apt-get install hunspell-en-gb hunspell-en-au\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install without sudo")
def test_root_gets_what_is_missing(machine):
    done = machine("test", apt=True, installed=NEEDED)
    assert done.returncode == 0, done.stderr
    (call,) = (machine.directory / "calls").read_text().splitlines()
    assert call.endswith("--no-install-recommends -qq hunspell-it")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install without sudo")
def test_what_only_some_tests_want_stops_nothing(machine):
    done = machine("ci", apt=True, installed=[*NEEDED, "hunspell-it"])
    assert done.returncode == 0
    assert "Without these packages some tests skip:" in done.stderr
    assert "  mediawiki  a real MediaWiki" in done.stderr
    assert "chromium" in (machine.directory / "installed").read_text()


def test_every_row_of_the_table_has_a_purpose(repository):
    rows = (repository / ".ci" / "system-packages.txt").read_text(encoding="utf-8").splitlines()
    rows = [row.split("|") for row in rows if row and not row.startswith("#")]
    assert all(len(row) == 3 and row[2].strip() for row in rows)
    names = [row[0].strip() for row in rows]
    assert len(names) == len(set(names))
    assert set(NEEDED) < set(names)


def test_an_unknown_purpose_shows_the_usage(machine):
    done = machine("picnic")
    assert done.returncode == 1
    assert "usage: system_packages.py demo|test|ci" in done.stderr
