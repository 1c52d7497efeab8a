"""``revscoring publish scrub``: no data about people in the output, a report, and bad input in one line."""

from __future__ import annotations

import json
import sys

import pytest

ROWS = [
    {"rev_id": 1, "user": "Ann Example", "comment": "call +44 20 7946 0958", "reverted": True},
    {"rev_id": 2, "user": "192.0.2.7", "cache": {"feature.longer": 3, "feature.revision.user.is_anon": True}},
]


@pytest.fixture
def rows(program):
    return program.write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS))


def test_from_observations_to_what_may_be_published(program, rows):
    program.write("my.key", "0123456789abcdef")
    arguments = "--input=rows.jsonl", "--key=my.key", "--output=public.jsonl", "--report=report.json"
    done = program("publish", "scrub", *arguments, "--anonymous-training=mylist.features")
    first, second = program.lines("public.jsonl")
    assert first["comment"] == "call [phone]" and first["user"].startswith("user-")
    assert second["user"].startswith("ip-") and second["cache"] == {"feature.longer": 3}
    assert "2 observations in = 2 out + 0 errors" in done.stderr
    assert "Found: 1 ip, 1 phone, 1 user, 1 who." in done.stderr
    assert "Not looked for: names of people" in done.stderr
    report = json.loads(program.path("report.json").read_text())
    assert report["found"] == {"ip": 1, "phone": 1, "user": 1, "who": 1} and report["not_looked_for"]


def test_without_a_key_names_are_left_out_and_a_file_may_be_replaced(inside, program, rows):
    inside("publish", "scrub", "--input=rows.jsonl", "--output=rows.jsonl")
    assert [row.get("user") for row in program.lines("rows.jsonl")] == [None, None]


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\xff" * 100,
        b'{"rev_id": 1}\nnot JSON\n',
        b'{"rev_id": 1}\n[5]\n',
        b"[" * 100_000,
        b'{"rev_id": 1, "cache": 5}\n',
    ],
)
def test_bad_input_is_one_line_and_loses_nothing(inside, program, content):
    program.path("bad.jsonl").write_bytes(content)
    program.write("old.jsonl", "as it was\n")
    done = inside("publish", "scrub", "--input=bad.jsonl", "--output=old.jsonl", check=2)
    assert done.stderr.count("\n") == 1 and "bad.jsonl, line" in done.stderr
    assert program.path("old.jsonl").read_text() == "as it was\n"
    assert program.path("bad.jsonl").read_bytes() == content


def test_huge_lines_are_read(inside, program):
    row = {"rev_id": 1, "comment": "ann@example.org " + "x" * 3_000_000}
    program.write("huge.jsonl", json.dumps(row) + "\n")
    inside("publish", "scrub", "--input=huge.jsonl", "--output=out.jsonl")
    assert program.lines("out.jsonl")[0]["comment"].startswith("[email] xxx")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--key=short.key"], "it has 5 bytes, and could be guessed"),
        (["--key=none.key"], "none.key: No such file"),
        (["--region=France"], "give the code of a country"),
        (["--anonymous-training=mylist.nothing"], "mylist has no 'nothing'"),
    ],
)
def test_bad_options(inside, program, rows, arguments, message):
    program.write("short.key", "short")
    assert message in inside("publish", "scrub", "--input=rows.jsonl", *arguments, check=2).stderr


def test_a_missing_package_is_named(inside, rows, monkeypatch):
    monkeypatch.setitem(sys.modules, "phonenumbers", None)
    for name in [name for name in sys.modules if name.startswith("revscoring.publishing.")]:
        monkeypatch.delitem(sys.modules, name)
    done = inside("publish", "scrub", "--input=rows.jsonl", check=2)
    assert "phonenumbers is missing: pip install 'revscoring[publish]'" in done.stderr
