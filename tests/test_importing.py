"""The importer of dotted paths: what it finds, and what it says when there is nothing to find."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from revscoring.datasources.revision_oriented import revision
from revscoring.errors import PathError
from revscoring.importing import import_from_path


def test_modules_attributes_and_attributes_of_attributes() -> None:
    assert import_from_path("json") is json
    assert import_from_path("json.decoder.JSONDecoder.decode") is json.JSONDecoder.decode
    assert import_from_path("revscoring.datasources.revision_oriented.revision.text") is revision.text


def test_a_module_wins_over_an_attribute_of_its_name() -> None:
    assert (
        import_from_path("revscoring.datasources.meta.filters")
        is sys.modules["revscoring.datasources.meta.filters"]
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("json.lods", r"'json.lods' cannot be found: json has no 'lods'; did you mean 'loads'"),
        ("json.dumps.x", r"json.dumps has no 'x'"),
        ("revscoring.utilities.tunez", r"revscoring.utilities has no 'tunez'; did you mean 'tune'"),
        ("revscoring.utilities.tunez.x.y", r"revscoring.utilities has no 'tunez'; did you mean 'tune'"),
        ("jsen.loads", r"there is no module 'jsen' .*; did you mean 'json'"),
        ("", r"'' is not a dotted path"),
        ("json..loads", r"'json..loads' is not a dotted path"),
        ("json:loads", r"'json:loads' is not a dotted path"),
    ],
)
def test_what_is_missing_is_named_with_what_is_like_it(path: str, message: str) -> None:
    with pytest.raises(PathError, match=message):
        import_from_path(path)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import no_such_library", r"its\.lists cannot be imported: it needs the module 'no_such_library'"),
        ("1 / 0", r"its\.lists cannot be imported: ZeroDivisionError: division by zero"),
        ("def", r"its\.lists cannot be imported: SyntaxError: "),
        ("def __getattr__(name): raise ImportError('heavy')", r"cannot be imported: heavy"),
    ],
)
def test_a_module_that_fails_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, message: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "its").mkdir()
    (tmp_path / "its" / "lists.py").write_text(source)
    for module in ("its", "its.lists"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(PathError, match=message):
        import_from_path("its.lists.damaging")


def test_commands_find_modules_of_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "mywiki.py").write_text(
        "from revscoring.datasources.revision_oriented import revision\nlist = [revision.text]\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "revscoring", "draw", "mywiki.list"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == (" - <datasource.revision.text>\n", "")


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Return a directory with files that have the names of modules of Python and of libraries."""
    names = [
        "random",
        "queue",
        "html",
        "string",
        "tqdm",
        "click",
        "secrets",
        "socket",
        "simplejson",
        "brotli",
    ]
    for name in names:
        (tmp_path / f"{name}.py").write_text("raise SystemExit(f'{__file__} was run')\n")
    (tmp_path / "mywiki.py").write_text(
        "from revscoring.datasources.revision_oriented import revision\nlist = [revision.text]\n"
    )
    return tmp_path


def run(directory: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = [
        sys.executable,
        "-c",
        "import sys; sys.path.remove(''); from revscoring.revscoring import main; main()",
    ]
    if environment.get("PYTHONSAFEPATH"):
        program[2] = program[2].replace("sys.path.remove(''); ", "")
    paths = {"PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        [*program, *arguments],
        cwd=directory,
        env={**os.environ, "PYTHONSAFEPATH": "", **paths, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("safe", ["", "1"])
def test_files_of_the_working_directory_are_no_modules_of_python(foreign: Path, safe: str) -> None:
    done = run(foreign, "languages", PYTHONSAFEPATH=safe)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_list_of_the_working_directory_is_found_beside_such_files(foreign: Path) -> None:
    assert run(foreign, "draw", "mywiki.list").stdout == " - <datasource.revision.text>\n"


def test_the_program_as_a_module_runs_no_such_files_either(foreign: Path) -> None:
    for name in ("random", "click", "tqdm"):
        done = subprocess.run(
            [sys.executable, "-m", "revscoring", "draw", "mywiki.list"],
            cwd=foreign,
            env={**os.environ, "PYTHONSAFEPATH": "", "PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.stdout == " - <datasource.revision.text>\n", (name, done.stderr)


def test_a_safe_path_has_no_working_directory_and_the_message_says_so(foreign: Path) -> None:
    done = run(foreign, "draw", "mywiki.list", PYTHONSAFEPATH="1")
    assert done.returncode == 2
    assert "the working directory is not searched, because PYTHONSAFEPATH is set" in done.stderr


def test_a_list_with_the_name_of_a_module_of_python_is_said_to_be_hidden(foreign: Path) -> None:
    done = run(foreign, "draw", "random.features")
    assert "this is not your random.py: random is a module of Python" in done.stderr


def test_a_mistyped_feature_names_file_line_and_the_feature_that_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    lines = ["from revscoring.features import wikitext", "", "features = [wikitext.revision.diff.word_added]"]
    (tmp_path / "mistyped.py").write_text("\n".join(lines))
    with pytest.raises(PathError, match=r"mistyped\.py, line 3\); did you mean .*'words_added'"):
        import_from_path("mistyped.features")
    (tmp_path / "mistyped2.py").write_text("\nfrom revscoring.features import wikitxt")
    with pytest.raises(PathError, match=r"mistyped2\.py, line 2\); did you mean 'wikitext'"):
        import_from_path("mistyped2.features")
