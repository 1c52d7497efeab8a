"""Files: one way in and one way out, whatever the terminal, the marks and the ends of lines."""

from __future__ import annotations

import io
import os
import stat
import sys

import pytest

from revscoring import files


@pytest.mark.parametrize(
    "data",
    [
        "é日\nb\n".encode(),
        b"\xef\xbb\xbf" + "é日\r\nb\r\n".encode(),
        "é日\rb\r".encode(),
        "é日\nb\n".encode("utf-16"),
    ],
    ids=["plain", "mark and CR LF", "CR", "UTF-16"],
)
@pytest.mark.parametrize("standard", [False, True], ids=["file", "standard input"])
def test_text_is_read_alike(tmp_path, monkeypatch, data, standard):
    path = tmp_path / "x"
    path.write_bytes(data)
    if standard:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)), "ascii"))
    with files.open_text("-" if standard else path) as file:
        assert list(file) == ["é日\n", "b\n"]


def test_other_separators_of_unicode_do_not_end_a_line(tmp_path):
    text = "a\u2028b\u0085c\x0bd\x0ce"
    (tmp_path / "x").write_text(text + "\n", encoding="utf8")
    assert files.split_lines(files.read_text(tmp_path / "x")) == [text]


@pytest.mark.parametrize("end", [KeyboardInterrupt, OSError("no space left"), SystemExit])
@pytest.mark.parametrize("exists", [True, False])
def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path, end, exists):
    path = tmp_path / "model"
    if exists:
        path.write_text("old")
    with pytest.raises(end if isinstance(end, type) else OSError), files.replacing(path) as file:
        file.write(b"half")
        file.flush()
        raise end
    assert os.listdir(tmp_path) == (["model"] if exists else [])
    assert not exists or path.read_text() == "old"


def test_a_file_that_is_replaced_keeps_its_mode_and_its_link(tmp_path):
    path, link = tmp_path / "real", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    files.replace_file(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_was_written_until_an_interruption_is_kept_beside_the_old_file(tmp_path, capsys):
    path = tmp_path / "out"
    for before in (None, "old\n"):
        if before is not None:
            path.write_text(before)
        with pytest.raises(KeyboardInterrupt), files.writing_text(path, keep_partial=True) as file:
            file.write("row\n")
            raise KeyboardInterrupt
    assert path.read_text() == "old\n"
    assert (tmp_path / "out.partial").read_text() == "row\n"
    assert "is as it was" in capsys.readouterr().err


def test_devices_are_written_directly():
    files.replace_file("/dev/null", b"x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_text_is_written_as_utf8_with_escapes_for_what_it_lacks(tmp_path):
    with files.writing_text(tmp_path / "x") as file:
        file.write("é\ud800\n")
    assert (tmp_path / "x").read_bytes() == "é\\ud800\n".encode()


def test_one_file_has_many_names(tmp_path):
    path = tmp_path / "x"
    path.write_text("")
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "hard").hardlink_to(path)
    for name in ("link", "hard", "../" + tmp_path.name + "/x"):
        assert files.is_same_file(str(path), str(tmp_path / name))
    assert not files.is_same_file(str(path), str(tmp_path / "y"))
    assert files.is_same_file(str(tmp_path / "y"), str(tmp_path / "y"))
    assert not files.is_same_file("/dev/null", "/dev/null")
