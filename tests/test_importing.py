"""The importer of dotted paths: what it finds, and what it says when there is nothing to find."""

from __future__ import annotations

import json
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
