"""``revscoring reports``: what people say is kept, read back, and compared with versions of a model."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from .conftest import FEATURES, Program, dump_xml, page_xml, revision_xml, sample_dump

MODEL_FEATURES = "mylist.simple"


def test_add_list_judge_resolve(program):
    shown = program(
        "reports", "add", "5", "6", "--wiki=mywiki", "--note=It is a quotation", "--theme=ha"
    ).stdout
    assert shown.splitlines() == [
        "report 1: revision 5 of mywiki, false-positive",
        "report 2: revision 6 of mywiki, false-positive",
    ]
    assert program("reports", "judge", "5", "damaging", "false", "--user=Ann").stdout == (
        "revision 5 of mywiki: damaging is false\n"
    )
    assert "1 report resolved" in program("reports", "resolve", "6", "--as=fixed in 1.1").stdout
    rows = [json.loads(line) for line in program("reports", "list", "--as-json").stdout.splitlines()]
    assert [(row["rev_id"], row["themes"], row["resolution"]) for row in rows] == [
        (6, ["ha"], "fixed in 1.1"),
        (5, ["ha"], ""),
    ]
    listed = program("reports", "list", "--open")
    assert "It is a quotation" in listed.stdout
    assert "1 report, 1 of them open" in listed.stderr


def test_what_is_exported_is_imported_again(program):
    program("reports", "add", "5", "5", "6", "--wiki=mywiki", "--note=one\ttwo “three”", "--theme=ha")
    program("reports", "judge", "5", "damaging", "false", "--user=Ann", "--comment=sure")
    program("reports", "judge", "5", "damaging", "true")
    program("reports", "resolve", "6", "--as=done")
    program("reports", "redact", "6")
    program("reports", "export", "--output=one.jsonl")
    for left_out in ("", "known before"):
        shown = program("reports", "import", "--store=new.sqlite", "--jsonl=one.jsonl").stderr
        assert left_out in shown
        program("reports", "export", "--store=new.sqlite", "--output=two.jsonl")
        assert program.path("two.jsonl").read_text() == program.path("one.jsonl").read_text()


def test_lines_by_hand_need_little(program):
    program.write("hand.jsonl", '{"rev_id": 5}\n{"rev_id": 6, "kind": "false-negative", "note": "spam"}\n')
    for _ in range(2):
        program("reports", "import", "--jsonl=hand.jsonl", "--wiki=mywiki")
    rows = [json.loads(line) for line in program("reports", "list", "--as-json").stdout.splitlines()]
    assert [(row["rev_id"], row["kind"]) for row in rows] == [(6, "false-negative"), (5, "false-positive")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"rev_id": "x"}', "line 1: its rev_id is no id of a revision"),
        ('{"rev_id": 5, "kind": "bad"}', "'bad' is no kind of report"),
        ('{"rev_id": 5, "note": 7}', "note: 7"),
        ('{"rev_id": 5, "score": {"prediction": true}}', "this is no report: it is a scored edit"),
        ('{"rev_id": 5, "type": "x"}', "'x' is none of report, theme"),
        ('{"rev_id": 5, "probability": 7}', "probability: 7"),
        ('{"rev_id": 5, "type": "judgement", "facet": "damaging"}', "it has no data"),
        ('{"rev_id": 99999999999999999999}', "its rev_id is no id"),
        ("[]", "line 1: this is JSON of type list"),
    ],
)
def test_bad_lines_are_named(program, line, message):
    program.write("bad.jsonl", line + "\n")
    assert message in program("reports", "import", "--jsonl=bad.jsonl", "--wiki=w", check=2).stderr


def test_bad_stores_and_options_are_one_line(program):
    assert "there is no store" in program("reports", "list", check=2).stderr
    program.write("reports.sqlite", "no store " * 1000)
    assert "reports.sqlite: file is not a database" in program("reports", "list", check=2).stderr
    with sqlite3.connect(program.path("later.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "later version" in program("reports", "list", "--store=later.sqlite", check=2).stderr
    assert "say which wiki" in program("reports", "add", "5", "--store=new.sqlite", check=2).stderr
    assert "either --wiki-page" in program("reports", "import", check=2).stderr
    assert "address of a page" in program("reports", "import", "--wiki-page=x", check=2).stderr


def test_killed_while_it_imports_it_loses_nothing_that_was_kept(program):
    lines = [json.dumps({"rev_id": n, "note": "x" * 500}) for n in range(1, 20_001)]
    program.write("many.jsonl", "\n".join(lines) + "\n")
    command = [sys.executable, "-m", "revscoring", "reports", "import", "--jsonl=many.jsonl", "--wiki=w"]
    path = program.path("reports.sqlite")

    def count() -> int:
        with sqlite3.connect(path, timeout=30) as connection:
            try:
                (found,) = connection.execute("SELECT count(*) FROM report").fetchone()
            except sqlite3.OperationalError:
                found = 0
        connection.close()
        return found

    process = subprocess.Popen(command, cwd=program.directory)
    while not path.exists() or count() < 1000:
        assert process.poll() is None
        time.sleep(0.02)
    seen = count()
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = count()
    assert seen <= kept < 20_000
    assert kept % 100 == 0  # whole transactions
    program("reports", "import", "--jsonl=many.jsonl", "--wiki=w")
    assert count() == 20_000


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A directory with three versions of a model, of a growing history, and a store with reports about it."""
    directory = tmp_path_factory.mktemp("trained")
    (directory / "mylist.py").write_text(FEATURES)
    (directory / "wiki.xml").write_text(sample_dump())
    program = Program(directory)
    program("autolabel", "--dump=wiki.xml", "--output=labels.jsonl")
    program(
        "extract",
        "mylist.simple",
        "--dump=wiki.xml",
        "--input=labels.jsonl",
        "--output=obs.jsonl",
        "--extractors=0",
    )
    rows = [line for line in program.lines("obs.jsonl") if "error" not in line]
    for number, share in enumerate((0.4, 0.7, 1.0), 1):
        program.write("part.jsonl", "".join(json.dumps(row) + "\n" for row in rows[: int(len(rows) * share)]))
        program(
            *(
                "cv_train",
                "revscoring.scoring.models.GaussianNB",
                "mylist.simple",
                "reverted",
                "--labels=true,false",
            ),
            *("--folds=2", "--workers=1", "--observations=part.jsonl", f"--model-file={number}.model"),
            *("--version", f"1.{number}"),
        )
    bad = [row["rev_id"] for row in rows if row["reverted"]][:6]
    good = [row["rev_id"] for row in rows if not row["reverted"]][:6]
    program("reports", "add", *good, "--wiki=w", "--theme=ha")
    program("reports", "add", *bad, "--wiki=w", "--kind=false-negative")
    program("reports", "add", "999999", "--wiki=w", "--kind=other")
    return directory


@pytest.fixture
def versions(program, trained):
    """The program in a directory with three versions of a model and a store; see `trained`."""
    shutil.copytree(trained, program.directory, dirs_exist_ok=True)
    return program


def test_the_cells_of_the_table_are_the_scores(versions):
    program, trust = versions, "--trust=mylist"
    files = ["1.model", "2.model", "3.model"]
    at = "--at=recall at precision 0.3"
    found = program("reports", "table", *files, "--dump=wiki.xml", at, trust, "--as-json")
    assert "13 observations in = 12 out + 1 errors" in found.stderr
    assert "revision 999999 is not in the dump" in found.stderr
    table = json.loads(found.stdout)
    assert [one["name"] for one in table["versions"]] == ["1.1", "1.2", "1.3"]
    assert len(table["cases"]) == 13
    for place, file in enumerate(files):
        program("score", file, "--dump=wiki.xml", trust, "--output=scores.jsonl", "--extractors=0")
        scores = {row["rev_id"]: row.get("score") for row in program.lines("scores.jsonl")}
        shown = program("model_info", file, "--threshold=recall at precision 0.3", trust, "--as-json").stdout
        assert f"{table['versions'][place]['threshold']:.5g}"[:4] in shown
        for case in table["cases"]:
            cell = case["cells"][place]
            if case["rev_id"] == 999999:
                assert cell == {"probability": None, "right": None}
                continue
            assert cell["probability"] == scores[case["rev_id"]]["probability"]["true"]
            assert cell["right"] == (
                (cell["probability"] >= table["versions"][place]["threshold"]) == case["truth"]
            )


def test_a_makefile_can_stop_at_new_errors(versions):
    program, trust = versions, "--trust=mylist"
    shutil.copy(program.path("1.model"), program.path("copy.model"))
    program(
        "reports",
        "table",
        "1.model",
        "copy.model",
        "--dump=wiki.xml",
        "--threshold=0.5",
        trust,
        "--fail-if=newly-wrong",
    )
    flags = ["reports", "table", "1.model", "2.model", "--observations=obs.jsonl", "--label=reverted", trust]
    found = program(*flags, "--threshold=0.5", "--as-json")
    newly = json.loads(found.stdout)["comparisons"][0]["newly_wrong"]
    program(*flags, "--threshold=0.5", "--fail-if=newly-wrong", check=1 if newly else 0)
    page = program(
        "reports",
        "table",
        "1.model",
        "3.model",
        "--dump=wiki.xml",
        "--threshold=0.5",
        trust,
        "--output=t.html",
    )
    assert "From 1.1 to 1.3:" in page.stdout and "flag?" not in page.stdout
    assert "t.html is written" in page.stderr
    assert "<table" in program.path("t.html").read_text()
    text = program(
        "reports", "table", "1.model", "3.model", "--dump=wiki.xml", "--threshold=0.5", trust
    ).stdout
    assert "newly wrong" in text and "no rates of error" in " ".join(text.split())


def test_judgements_are_stronger_than_reports(versions):
    program = versions
    rev_id = json.loads(program("reports", "list", "--as-json").stdout.splitlines()[-1])["rev_id"]
    asked = [
        "reports",
        "table",
        "1.model",
        "--dump=wiki.xml",
        "--threshold=0.5",
        "--trust=mylist",
        "--as-json",
    ]

    def truth():
        return {case["rev_id"]: case["truth"] for case in json.loads(program(*asked).stdout)["cases"]}[rev_id]

    assert truth() is False
    program("reports", "judge", rev_id, "reverted", "true", "--user=Ann")
    assert truth() is True
    program("reports", "judge", rev_id, "reverted", "false", "--user=Ben")
    assert truth() is None


def test_a_report_is_scored_at_once(program, versions):
    found = program("reports", "add", "7", "--wiki=w", "--model=3.model", "--dump=wiki.xml", "--trust=mylist")
    assert "revision 7: reverted" in found.stderr
    newest = json.loads(program("reports", "list", "--as-json").stdout.splitlines()[0])
    assert (newest["model"], newest["version"]) == ("reverted", "1.3")
    assert 0 <= newest["probability"] <= 1


def test_a_report_is_answered_with_the_words_that_were_counted(program):
    from revscoring.features import wikitext
    from revscoring.scoring.models import GaussianNB

    model = GaussianNB([wikitext.revision.diff.uppercase_words_added], labels=[True, False], version="1.0")
    model.train([([n % 2 * 3], n % 2 == 1) for n in range(20)])
    model.dump(str(program.path("loud.model")))
    rows = [revision_xml(1, None, 1, "Ann", "Ants."), revision_xml(2, 1, 2, "Ben", "Ants. ROLL UP!")]
    program.write("loud.xml", dump_xml(page_xml(1, "Ants", *rows)))
    found = program("reports", "add", "2", "--wiki=w", "--model=loud.model", "--dump=loud.xml").stderr
    assert "uppercase_words_added: “ROLL”, “UP”" in found


def test_tables_are_for_versions_of_one_model_with_statistics(versions):
    program, asked = versions, ["--dump=wiki.xml", "--trust=mylist"]
    assert (
        "either --at"
        in program("reports", "table", "1.model", "--at=x", "--threshold=0.5", *asked, check=2).stderr
    )
    assert "not of the form" in program("reports", "table", "1.model", "--at=x", *asked, check=2).stderr
    assert "where the reported edits are" in program("reports", "table", "1.model", check=2).stderr
    same = program("reports", "table", "1.model", "2.model", "./1.model", *asked, check=2).stderr
    assert "1.model and ./1.model are one file" in same


def test_an_edit_that_stands_twice_in_a_test_set_counts_once(versions):
    flags = ["reports", "table", "1.model", "2.model", "--label=reverted", "--trust=mylist", "--threshold=0.5",
             "--as-json"]  # fmt: skip
    once = versions(*flags, "--observations=obs.jsonl", "--dump=wiki.xml")
    rows = versions.path("obs.jsonl").read_text()
    versions.write("twice.jsonl", rows * 2)
    twice = versions(*flags, "--observations=twice.jsonl", "--dump=wiki.xml")
    assert twice.stdout == once.stdout and "lines are left out" in twice.stderr


def test_versions_of_different_labels_are_refused(versions):
    from revscoring import Model

    with versions.path("1.model").open("rb") as file:
        model = Model.load(file, trusted_modules=["mylist"])
    model.info["label"] = "damaging"
    with versions.path("damaging.model").open("wb") as file:
        model.dump(file)
    asked = ("reports", "table", "1.model", "damaging.model", "--dump=wiki.xml", "--trust=mylist")
    assert "about different labels, damaging, reverted" in versions(*asked, check=2).stderr


WORDS = """from revscoring.languages import Language
informals = Language("ours", "xx", __package__).matches("informals")
counted = [informals.revision.diff.matches_added]
"""


def test_versions_have_word_lists_of_their_own(program, monkeypatch):
    """Features of two versions may have the same name and count the words of different lists."""
    from revscoring.importing import import_from_path
    from revscoring.scoring.models import GaussianNB

    monkeypatch.syspath_prepend(str(program.directory))
    for version, words in (("1", "hello\nhi*\n"), ("2", "hello\n")):
        assets = program.directory / f"words_of_{version}" / "assets" / "xx"
        assets.mkdir(parents=True)
        (assets / "informals.txt").write_text(words)
        (assets.parents[1] / "__init__.py").write_text(WORDS)
        model = GaussianNB(
            import_from_path(f"words_of_{version}.counted"), labels=[True, False], version=version
        )
        model.train([([n % 2 * 3], n % 2 == 1) for n in range(20)])
        model.dump(str(program.path(f"{version}.model")))
    rows = [
        revision_xml(1, None, 1, "Ann", "Ants."),
        revision_xml(2, 1, 2, "Ben", "Ants. History of hills, high"),
    ]
    program.write("hills.xml", dump_xml(page_xml(1, "Ants", *rows)))
    program("reports", "add", "2", "--wiki=w")
    trust = ["--trust=words_of_1", "--trust=words_of_2", "--threshold=0.5", "--as-json"]
    found = json.loads(program("reports", "table", "1.model", "2.model", "--dump=hills.xml", *trust).stdout)
    assert [cell["right"] for cell in found["cases"][0]["cells"]] == [False, True]
    assert found["comparisons"][0]["fixed"] == [2]


def test_an_id_that_no_revision_has_is_refused(program):
    assert "is not in the range" in program("reports", "add", "9" * 25, "--wiki=w", check=2).stderr


def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(program):
    program("reports", "add", "5", "--wiki=w")
    for wrong, told in [
        (("add", "6", "--wiki="), "'' is no name of a wiki"),
        (("add", "6", "--wiki=a\x1bb"), "is no name of a wiki"),
        (("judge", "5", " ", "true"), "give a word such as damaging"),
        (("judge", "5", "damaging", "nonsense"), "say damaging true, or damaging false"),
        (("resolve", "7", "--as=done"), "there is no open report about revision 7 of w"),
    ]:
        assert told in program("reports", *wrong, check=2).stderr
    assert program("reports", "list").stdout.count("revision 5") <= 1
    assert program("reports", "export").stdout.count("\n") == 1


def test_halves_of_characters_are_kept_as_question_marks(program):
    line = '{"rev_id": 5, "wiki": "w", "note": "half \\ud83d", "section": "\\udc00"}'
    program.write("half.jsonl", line + "\n")
    program("reports", "import", "--jsonl=half.jsonl")
    assert json.loads(program("reports", "export").stdout)["note"] == "half ?"
