"""A project of a client, checked by mypy as strictly as it can be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import revscoring

CLIENT = Path(__file__).parent / "client"
PACKAGE = Path(revscoring.__file__).parent


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the lines of mypy on the client's modules, copied out of the repository."""
    project = tmp_path_factory.mktemp("client")
    shutil.copytree(CLIENT, project, dirs_exist_ok=True)
    (project / "mypy.ini").write_text(
        "[mypy]\nstrict = True\n[mypy-mwapi.*]\nignore_missing_imports = True\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--follow-imports", "silent", "--no-error-summary", "."],
        cwd=project,
        env={**os.environ, "MYPYPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.slow
@pytest.mark.parametrize("module", sorted(p.name for p in CLIENT.glob("*.py") if p.name != "misspelt.py"))
def test_a_client_type_checks_strictly(report: list[str], module: str) -> None:
    assert [line for line in report if line.startswith(f"{module}:")] == []


@pytest.mark.slow
def test_misspelt_names_are_reported(report: list[str]) -> None:
    lines = (CLIENT / "misspelt.py").read_text(encoding="utf-8").splitlines()
    misspelt = {number: line.strip() for number, line in enumerate(lines, 1) if line.startswith("    ")}
    reported = {
        int(line.split(":")[1]) for line in report if "misspelt.py" in line and "[attr-defined]" in line
    }
    assert [name for number, name in misspelt.items() if number not in reported] == []
