"""The installation without a compiler: the kernel is left out, and nothing else is missed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile

import pytest


@pytest.mark.slow
def test_revscoring_installs_without_a_compiler(repository, tmp_path):
    checkout = tmp_path / "checkout"
    shutil.copytree(
        repository / "revscoring",
        checkout / "revscoring",
        ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.c"),
    )
    for name in ("pyproject.toml", "setup.py", "README.rst", "LICENSE"):
        shutil.copy(repository / name, checkout)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, checkout],
        env={**os.environ, "CC": shutil.which("false")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "revscoring/py.typed",
        "revscoring/text/markup/_page.pxi",
        "revscoring/text/tokens/_counting.pyi",
        "revscoring/text/tokens/_counting.pyx",
    } <= set(names)
    assert not [name for name in names if name.endswith((".so", ".c"))]
    program = (
        "from revscoring.text.tokens import counting; print(counting._compiled, counting.count_tokens('a b'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(wheel)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "None TokenCounts(words={'a': 1, 'b': 1}, uppercase_words={}, others={' ': 1})\n", (
        done.stderr
    )
