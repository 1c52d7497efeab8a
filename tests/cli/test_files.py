"""Files of commands: opened, or checked before the work begins."""

from __future__ import annotations

import os

import pytest

from revscoring.cli.files import check_writable, load_yaml, open_output


def test_checking_a_file_leaves_it_as_it_is(tmp_path):
    check_writable(str(tmp_path / "new"))
    assert os.listdir(tmp_path) == []
    (tmp_path / "old").write_text("content")
    check_writable(str(tmp_path / "old"))
    assert (tmp_path / "old").read_text() == "content"
    check_writable("<stdout>")
    with pytest.raises(FileNotFoundError):
        check_writable(str(tmp_path / "no" / "x"))


def test_an_output_is_written_anew_or_at_its_end(tmp_path):
    path = tmp_path / "out"
    path.write_text("old")
    with open_output(str(path)) as out:
        out.write("new")
    with open_output(str(path), append=True) as out:
        out.write("er")
    assert path.read_text() == "newer"


def test_what_is_not_yaml_names_the_file(tmp_path):
    path = tmp_path / "grid.yaml"
    path.write_text("a: [1")
    with pytest.raises(RuntimeError, match=r"grid\.yaml, line 1: this is not YAML"):
        load_yaml(str(path))
