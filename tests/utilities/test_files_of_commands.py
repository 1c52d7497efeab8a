"""Files of commands, as people have them: of any terminal, any editor, and any other program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from tests.warm_python import warm_python

from .conftest import ROOT, dump_xml, page_xml, program_in, revision_xml, sample_dump

GAUSS = "revscoring.scoring.models.GaussianNB"
WORDS = "revscoring.features.wikitext.revision.words"


@pytest.fixture
def small(program):
    """Return the program with a small dump, d.xml, of Japanese text."""
    revisions = [revision_xml(1, None, 1, "Ann", "Ants."), revision_xml(2, 1, 2, "Zoë 漢", "日本語 – é")]
    program.write("d.xml", dump_xml(page_xml(1, "日", *revisions)))
    return program


def run(program, *arguments: str, stdin: bytes = b"", **environment: str):
    return subprocess.run(
        [*warm_python(), "-m", "revscoring", *arguments],
        cwd=program.directory,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


OLD_TERMINALS = [
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
]


@pytest.mark.parametrize("terminal", OLD_TERMINALS, ids=["Windows", "C"])
def test_observations_are_utf8_whatever_the_terminal(small, terminal):
    text = "revscoring.datasources.revision_oriented.revision.text"
    note = '{"rev_id": 2, "note": "é日本"}\n'.encode()
    arguments = ("extract", text, "--dump", "d.xml", "--input", "-", "--extractors", "0")
    done = run(small, *arguments, stdin=note, **terminal)
    assert done.returncode == 0, done.stderr
    (row,) = map(json.loads, done.stdout.decode("utf8").splitlines())
    assert (row["note"], row["cache"]["datasource.revision.text"]) == ("é日本", "日本語 – é")
    done = run(small, "autolabel", "--dump", "d.xml", **terminal)
    assert [json.loads(line)["user"] for line in done.stdout.decode("utf8").splitlines()] == ["Ann", "Zoë 漢"]
    done = run(small, "languages", "try", "english", stdin="日 stupid".encode(), **terminal)
    assert "日 [stupid]" in done.stdout.decode("utf8")


@pytest.mark.parametrize("terminal", [*OLD_TERMINALS, {"PYTHONIOENCODING": "ascii"}])
def test_messages_name_files_as_they_are(small, terminal):
    done = run(small, "extract", WORDS, "--dump", "città.xml", **terminal)
    assert done.returncode == 2
    assert "error: città.xml: cannot be opened" in done.stderr.decode("utf8")


def test_a_name_that_is_not_utf8_is_escaped(small):
    done = run(small, "extract", WORDS, "--dump", os.fsdecode(b"n\xe9.xml"))
    assert "error: n\\udce9.xml: cannot be opened" in done.stderr.decode("utf8")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_have_is_copied(small, number):
    small.write("ids.jsonl", f'{{"rev_id": 1}}\n{{"rev_id": 2, "sure": {number}}}\n')
    commands = [
        ("extract", WORDS, "--dump", "d.xml", "--input", "ids.jsonl", "--extractors", "0"),
        ("union_merge_observations", "ids.jsonl"),
        ("intersect_merge_observations", "ids.jsonl", "ids.jsonl"),
    ]
    for command in commands:
        done = small(*command, "--output", "out.jsonl")
        assert "2 out" in done.stderr
        assert "+ 0 errors" in done.stderr
        assert f'"sure": {number}' in small.path("out.jsonl").read_text()


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A program with the observations obs.jsonl and the model m, made once."""
    program = program_in(tmp_path_factory.mktemp("trained"))
    program("autolabel", "--dump", "wiki.xml", "--output", "labels.jsonl")
    source = ("--dump", "wiki.xml", "--input", "labels.jsonl", "--extractors", "0")
    program("extract", "mylist.simple", *source, "--output", "obs.jsonl")
    arguments = ("mylist.simple", "reverted", "--labels=true,false", "--folds", "1")
    program("cv_train", GAUSS, *arguments, "--observations", "obs.jsonl", "--model-file", "m")
    return program


@pytest.fixture
def learned(program, trained):
    """The program in a directory with the files of `trained`, which a test may change."""
    shutil.copytree(trained.directory, program.directory, dirs_exist_ok=True)
    return program


def test_score_and_resume_get_past_nan(learned):
    rows = learned.lines("obs.jsonl")[:3]
    rows[1]["sure"] = float("nan")
    learned.write("x.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    arguments = ("score", "m", "--trust", "mylist", "--input", "x.jsonl", "--extractors", "0")
    done = learned(*arguments, "--output", "s.jsonl")
    assert "3 observations in = 3 out + 0 errors" in done.stderr
    first_two = "".join(learned.path("s.jsonl").read_text().splitlines(keepends=True)[:2])
    learned.write("s.jsonl", first_two)
    done = learned(*arguments, "--output", "s.jsonl", "--resume")
    assert "3 observations in = 1 out + 2 done before" in done.stderr
    assert [row["rev_id"] for row in learned.lines("s.jsonl")] == [row["rev_id"] for row in rows]


def test_an_output_is_never_the_input(learned):
    learned.write("p.yaml", "m: {class: " + GAUSS + "}")
    learned.write("u.json", '{"Ann": {"groups": ["sysop"]}}')
    (learned.directory / "same").symlink_to(learned.path("obs.jsonl"))
    commands = [
        ("dump_cache", "mylist.simple", "reverted", "--input", "obs.jsonl", "--output", "./obs.jsonl"),
        ("dump_cache", "mylist.simple", "reverted", "--input", "obs.jsonl", "--output", "same"),
        ("dump_cache", "mylist.simple", "reverted", "m", "--input", "obs.jsonl", "--output", "m"),
        ("autolabel", "--dump", "wiki.xml", "--output", "wiki.xml"),
        ("extract", "mylist.simple", "--dump", "wiki.xml", "--output", "wiki.xml"),
        ("extract", "mylist.simple", "--dump", "wiki.xml", "--users", "u.json", "--output", "u.json"),
        ("extract", "mylist.simple", "--dump", "wiki.xml", "--profile", "wiki.xml", "--output", "new"),
        ("extract", "mylist.simple", "--dump", "wiki.xml", "--profile", "new", "--output", "new"),
        ("score", "m", "--dump", "wiki.xml", "--output", "wiki.xml"),
        ("score", "m", "--input", "obs.jsonl", "--output", "m"),
        ("score", "m", "--input", "obs.jsonl", "--output", "obs.jsonl"),
        ("explain", "m", "--input", "obs.jsonl", "--output", "obs.jsonl"),
        (
            "cv_train",
            GAUSS,
            "mylist.simple",
            "reverted",
            "--labels=true,false",
            "--observations",
            "obs.jsonl",
            "--model-file",
            "obs.jsonl",
        ),
        (
            "tune",
            "p.yaml",
            "mylist.simple",
            "reverted",
            "roc_auc",
            "--observations",
            "obs.jsonl",
            "--report",
            "obs.jsonl",
        ),
        ("tune", "p.yaml", "mylist.simple", "reverted", "roc_auc", "--report", "p.yaml"),
        ("fit", "mylist.fitted", "reverted", "--input", "obs.jsonl", "--datasource-file", "obs.jsonl"),
        ("report", "m", "--output", "m"),
        ("migrate_model", "m", "m"),
        ("languages", "lint", "english", "--dump", "wiki.xml", "--output", "wiki.xml"),
        (
            "languages",
            "lint",
            "english",
            "--dump",
            "wiki.xml",
            "--labels",
            "labels.jsonl",
            "--html",
            "labels.jsonl",
        ),
        ("watch", "--host", "http://127.0.0.1:1", "--model", "m", "--output", "m"),
    ]
    before = {path.name: path.read_bytes() for path in learned.directory.iterdir() if path.is_file()}
    for command in commands:
        done = learned(*command, check=2)
        assert "give another file" in done.stderr or "give two" in done.stderr, done.stderr
    after = {path.name: path.read_bytes() for path in learned.directory.iterdir() if path.is_file()}
    assert after == before


def test_observations_and_models_may_be_replaced_by_their_better_selves(learned):
    rows = len(learned.lines("obs.jsonl"))
    extract = (
        "extract",
        "mylist.commented",
        "--dump",
        "wiki.xml",
        "--extractors",
        "0",
        "--input",
        "obs.jsonl",
    )
    learned(*extract, "--output", "obs.jsonl")
    assert {len(row["cache"]) for row in learned.lines("obs.jsonl")} == {3}
    learned("union_merge_observations", "labels.jsonl", "obs.jsonl", "--output", "obs.jsonl")
    assert len(learned.lines("obs.jsonl")) == rows
    arguments = ("--trust", "mylist", "--observations", "obs.jsonl", "--model-file", "m")
    learned("test_model", "m", "reverted", *arguments)
    learned("model_info", "m", "--trust", "mylist")
    done = run(learned, *extract[:-2], "--input", "obs.jsonl", "--output", "obs.jsonl", "--resume")
    assert done.returncode == 2


def test_a_model_and_observations_survive_a_command_that_fails(learned):
    before = {name: learned.path(name).read_bytes() for name in ("m", "obs.jsonl")}
    learned.write("bad.jsonl", '{"rev_id": 1}\n{"rev_id": \n')
    train = ("cv_train", GAUSS, "mylist.simple", "reverted", "--labels=true,false")
    learned(*train, "--observations", "bad.jsonl", "--model-file", "m", check=2)
    learned(
        "dump_cache", "mylist.simple", "reverted", "--input", "bad.jsonl", "--output", "obs.jsonl", check=2
    )
    learned("union_merge_observations", "bad.jsonl", "--output", "obs.jsonl", check=2)
    learned("autolabel", "--dump", "no.xml", "--output", "obs.jsonl", check=2)
    assert {name: learned.path(name).read_bytes() for name in before} == before


def test_a_row_that_dump_cache_or_explain_cannot_do_costs_itself_only(learned):
    rows = learned.lines("obs.jsonl")[:3]
    name = next(iter(rows[1]["cache"]))
    rows[1]["cache"][name] = "no number"
    learned.write("x.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    trust = ("--trust", "mylist", "--input", "x.jsonl")
    done = learned("dump_cache", "mylist.simple", "reverted", "m", *trust)
    assert "3 observations in = 2 out + 1 errors" in done.stderr
    done = learned("explain", "m", *trust, "--method", "paths", check=2)  # no trees: none can be explained
    assert "3 revisions in = 0 out + 3 errors" in done.stderr


def test_a_merge_names_the_line_of_an_id_that_is_none(program):
    program.write("a.jsonl", '{"rev_id": 1}\n{"rev_id": [1]}\n')
    assert "a.jsonl, line 2" in program("union_merge_observations", "a.jsonl", check=2).stderr


def test_a_deep_line_is_an_error_that_names_it(program):
    program.write("a.jsonl", '{"rev_id": 1}\n' + "[" * 200_000 + "]" * 200_000 + "\n")
    assert "a.jsonl, line 2" in program("union_merge_observations", "a.jsonl", check=2).stderr


def test_limits_hold_without_workers_too(program):
    program.path("slow.py").write_text(
        "import time\nfrom revscoring.features import Feature\n"
        "from revscoring.datasources.revision_oriented import revision\n"
        "def nap(text):\n    time.sleep(30 if 'Fact 2 ' in text else 0)\n    return 1\n"
        "slow = Feature('slow', nap, returns=int, depends_on=[revision.text])\n"
        "def eat(text):\n    return len(bytearray(10 ** 10)) if 'Fact 2 ' in text else 1\n"
        "big = Feature('big', eat, returns=int, depends_on=[revision.text])\n"
    )
    one, two = revision_xml(1, None, 1, "Ann", "Fact 1 "), revision_xml(2, 1, 2, "Ann", "Fact 2 ")
    program.write("d.xml", dump_xml(page_xml(1, "A", one, two)))
    for feature, limit, words in [("slow.slow", "--timeout", "seconds"), ("slow.big", "--memory", "memory")]:
        value = "1" if limit == "--timeout" else "4000"
        done = program("extract", feature, "--dump", "d.xml", "--extractors", "0", limit, value)
        assert "2 revisions in = 1 out + 1 errors" in done.stderr
        assert words in done.stderr


def test_a_dump_without_histories_is_named(program):
    one = page_xml(1, "A", revision_xml(5, 4, 1, "Ann", "Ants."))
    program.write("d.xml", dump_xml(one, page_xml(2, "B", revision_xml(7, None, 2, "Ann", "Bees."))))
    assert "dump without histories" in program("autolabel", "--dump", "d.xml").stderr
    assert "dump without histories" not in program("autolabel", "--dump", "wiki.xml").stderr
    stub = sample_dump().replace("<text xml:space='preserve'>Ants", "<text bytes='9' id='1' /><x>")
    stub = stub.replace("</text></revision>", "</x></revision>")
    program.write("d.xml", stub)
    assert "dump without texts" in program("autolabel", "--dump", "d.xml").stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
@pytest.mark.parametrize("command", [["autolabel"], ["extract", WORDS, "--extractors", "0"]])
def test_a_full_disk_is_told_plainly(small, command):
    done = run(small, *command, "--dump", "d.xml", "--output", "/dev/full")
    assert done.returncode == 2
    assert b"error: the output cannot be written: No space left on device\n" in done.stderr
    assert b"OSError" not in done.stderr
