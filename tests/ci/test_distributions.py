"""A release: `python -m build` makes a source distribution, and of it a wheel, which works where no checkout is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("build")

#: Tests of what is exported, and of the features that most lists have.
TESTS = ["tests/test_exported_members.py", "tests/features/test_wikitext.py"]


def run(*command, **options):
    """Run a command, and return what it prints; if it fails, that is in the error."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def tracked(repository):
    """The files of the checkout, without what was built in it."""
    if not (repository / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is not a checkout of git")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=repository)
    return [name for name in listed.split("\0") if name and (repository / name).is_file()]


@pytest.fixture(scope="module")
def distributions(repository, tracked, tmp_path_factory):
    """The source distribution and the wheel, built in isolation."""
    checkout, made = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("dist")
    for name in tracked:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / name, checkout / name)
    quick = {**os.environ, "CFLAGS": "-O0"}
    run(sys.executable, "-m", "build", "--outdir", made, checkout, env=quick, cwd=made)
    (source,), (wheel,) = made.glob("*.tar.gz"), made.glob("*.whl")
    return source, wheel


@pytest.mark.slow
def test_the_distributions_hold_every_file_and_work_elsewhere(distributions, tracked, tmp_path):
    source, wheel = distributions
    with tarfile.open(source) as archive:
        (top,) = {name.partition("/")[0] for name in archive.getnames()}
        held = {name.partition("/")[2] for name in archive.getnames()}
        archive.extractall(tmp_path, filter="data")
    missing = set(tracked) - held - {".gitignore"}
    assert not missing, f"the source distribution lacks {sorted(missing)}"
    assert not [name for name in held if name.endswith((".c", ".so", ".pyc"))]

    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name for name in tracked if name.startswith("revscoring/")}
    assert not package - names, f"the wheel lacks {sorted(package - names)}"
    others = {name for name in names - package if not name.endswith((".so", ".pyd"))}
    assert {name.partition("/")[0] for name in others} == {f"{top}.dist-info"}

    # Dependencies are those of this environment; what is editable there is not found through a .pth file.
    venv.create(tmp_path / "clean", with_pip=False, symlinks=True)
    python = tmp_path / "clean" / "bin" / "python"
    room = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    zipfile.ZipFile(wheel).extractall(room)
    (room / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    asked = "import revscoring; print(revscoring.__file__, revscoring.__version__)"
    where, version = run(python, "-c", asked, cwd=tmp_path, env=clean).split()
    assert Path(where).is_relative_to(room)
    assert top == f"revscoring-{version}"
    assert f"version: {version}\n" in (tmp_path / top / "CITATION.cff").read_text(encoding="utf-8")

    words = [
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        "-o",
        "pythonpath=",
        "--rootdir",
        tmp_path / top,
    ]
    chosen = [tmp_path / top / name for name in TESTS]
    shutil.rmtree(tmp_path / top / "revscoring")  # so that nothing is taken from there
    closing = run(python, *words, *chosen, cwd=tmp_path, env=clean)
    assert " passed" in closing and " failed" not in closing
