"""Bad input, as a user meets it: one clear line, or an error for the revision while all others go through."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from .conftest import dump_xml, page_xml, revision_xml, sample_dump

DATA = Path(os.environ.get("REVSCORING_DATA") or Path(__file__).parents[3] / "shared" / "data")
GRADIENT = "revscoring.scoring.models.GradientBoosting"


def last_line(done) -> str:
    return done.stderr.strip().splitlines()[-1]


def errors_of(program, name: str = "out.jsonl") -> dict[int, str]:
    return {row["rev_id"]: row["error"]["message"] for row in program.lines(name) if "error" in row}


def extract(program, *arguments: str, features: str = "mylist.simple", dump: str = "d.xml", check: int = 0):
    return program("extract", features, "--dump", dump, "--output", "out.jsonl", *arguments, check=check)


def test_a_truncated_dump(program):
    text = sample_dump()
    program.write("d.xml", text[: text.index("<id>50</id>") + 100])
    done = extract(program, check=2)
    assert [row["rev_id"] for row in program.lines("out.jsonl")] == list(range(1, 50))
    assert "extract: 50 revisions in = 49 out + 1 errors" in done.stderr
    assert "d.xml, line 58: the dump ends early" in last_line(done)
    assert "warning: d.xml, line 58" in last_line(extract(program, "--keep-going"))


def test_a_malformed_dump(program):
    program.write("d.xml", sample_dump().replace("Fact 9 about", "Fact < about"))
    done = program("autolabel", "--dump", "d.xml", "--output", "out.jsonl", check=2)
    assert "d.xml, line 13: the XML is broken (not well-formed" in last_line(done)
    assert "autolabel: 9 revisions in = 8 out + 1 errors" in done.stderr


def test_the_real_malformed_dump(program):
    path = DATA / "histories" / "enwiki-malformed.xml.bz2"
    if not path.exists():
        pytest.skip("the real broken dump is not here (set REVSCORING_DATA)")
    done = extract(program, dump=str(path), check=2)
    assert "extract: 193 revisions in = 192 out + 1 errors" in done.stderr
    assert "enwiki-malformed.xml.bz2, line 3191: a page begins inside the page '1.6 Band'" in last_line(done)


def test_hidden_texts_users_and_comments_are_errors_of_their_revisions(program):
    program.write(
        "d.xml",
        dump_xml(
            page_xml(
                1,
                "Ants",
                revision_xml(1, None, 1, "Ann", "One"),
                revision_xml(2, 1, 2, "Ann", None),
                revision_xml(3, 2, 3, "Ann", "Three"),
                revision_xml(4, 3, 4, "?", "Four"),
                revision_xml(5, 4, 5, "Ann", "Five", None),
            )
        ),
    )
    done = extract(program)
    assert errors_of(program) == {
        2: "TextDeleted: Text deleted (datasource.revision.text)",
        3: "TextDeleted: Text deleted (datasource.revision.parent.text)",
    }
    assert "extract: 5 revisions in = 3 out + 2 errors" in done.stderr
    assert "extract: revision 2: the text of the revision is hidden or missing" in done.stderr
    extract(program, features="mylist.userful")
    assert errors_of(program) == {4: "UserDeleted: User deleted ({revision.user})"}
    extract(program, features="mylist.commented")
    assert errors_of(program) == {5: "CommentDeleted: Comment deleted (datasource.revision.comment)"}
    done = extract(program, "--skip-errors")
    assert [row["rev_id"] for row in program.lines("out.jsonl")] == [1, 4, 5]
    assert "3 out + 2 errors" in done.stderr


def test_empty_pages_and_empty_texts(program):
    program.write(
        "d.xml", dump_xml(page_xml(1, "Empty"), page_xml(2, "Blank", revision_xml(1, None, 1, "Ann", "")))
    )
    extract(program)
    (row,) = program.lines("out.jsonl")
    assert row["cache"] == {"feature.longer": 0, "feature.capitals": 0}


def test_a_dump_without_pages(program):
    program.write("d.xml", dump_xml())
    assert "0 revisions in = 0 out + 0 errors" in extract(program).stderr


def test_a_page_of_a_million_characters(program):
    text = "Ants are insects. " * 56_000
    program.write(
        "d.xml",
        dump_xml(
            page_xml(
                1, "Long", revision_xml(1, None, 1, "Ann", text), revision_xml(2, 1, 2, "Ann", text + "More")
            ),
            page_xml(2, "Short", revision_xml(3, None, 3, "Ann", "Short")),
        ),
    )
    extract(program)
    rows = program.lines("out.jsonl")
    assert [row["cache"]["feature.longer"] for row in rows] == [1_008_000, 4, 5]


def test_a_feature_that_fails_costs_its_revision_only(program):
    program.write("d.xml", sample_dump().replace("Fact 9 about", "A poison pill about"))
    done = extract(program, "--extractors", "2")
    failed = errors_of(program)
    assert failed
    assert set(failed.values()) == {"ValueError: Failed to process feature.capitals: poisoned"}
    rows = program.lines("out.jsonl")
    assert f"{len(rows)} revisions in = {len(rows) - len(failed)} out + {len(failed)} errors" in done.stderr


def test_a_root_that_a_dump_does_not_tell(program):
    extract(program, features="mylist.unknowable", dump="wiki.xml", check=2)
    messages = [message for message in errors_of(program).values() if "does not tell" in message]
    assert "datasource.revision.user.info.editcount" in messages[0]
    assert "--users" in messages[0]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("mylist.simpel", "mylist has no 'simpel'; did you mean 'simple'"),
        ("mylst.simple", "no module 'mylst'"),
        ("revscoring.features.wikitext.revision.charz", "did you mean 'chars'"),
        ("revscoring.featurs.x", "did you mean 'features'"),
        ("mylist.not_features", "item 2 of mylist.not_features is of type str"),
        ("mylist.empty", "there is no feature in it"),
        ("mylist.count", "is of type function"),
        ("mylist..x", "is not a dotted path"),
    ],
)
def test_an_unknown_path_of_features(inside, path, message):
    assert message in last_line(extract(inside, features=path, dump="wiki.xml", check=2))


def test_a_module_of_features_that_does_not_import(program):
    program.write("broken.py", "import nothing_like_this\n")
    assert "broken cannot be imported: it needs the module 'nothing_like_this'" in last_line(
        extract(program, features="broken.x", check=2)
    )
    program.write("worse.py", "1 / 0\n")
    assert "worse cannot be imported: ZeroDivisionError" in last_line(
        extract(program, features="worse.x", check=2)
    )


def test_a_list_with_a_name_twice_is_warned_of(program):
    done = extract(program, features="mylist.twice", dump="wiki.xml")
    assert "warning: mylist.twice has feature.longer more than once" in done.stderr
    assert set(program.lines("out.jsonl")[0]["cache"]) == {"feature.longer", "feature.capitals"}


def train(program, observations: str, *, check: int = 0):
    return program(
        "cv_train",
        GRADIENT,
        "mylist.simple",
        "reverted",
        "--labels=true,false",
        "-p",
        "n_estimators=2",
        "--folds=2",
        "--workers=1",
        "--observations",
        observations,
        "--model-file",
        "m.model",
        check=check,
    )


def rows_to_learn_from(count: int = 12) -> list[dict]:
    return [
        {"rev_id": n, "reverted": n % 2 == 0, "cache": {"feature.longer": n, "feature.capitals": n % 2}}
        for n in range(1, count + 1)
    ]


def test_labels_that_are_missing_from_some_rows(program):  # as a process, like a user's
    rows = rows_to_learn_from()
    del rows[2]["reverted"]
    rows[6]["reverted"] = None
    rows[8] = {"rev_id": 9, "reverted": True, "error": {"type": "TextDeleted", "message": "Text deleted"}}
    rows[9]["cache"] = {}
    program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = train(program, "obs.jsonl")
    assert "cv_train: 12 observations in = 8 out + 4 errors" in done.stderr
    assert "2 observations have no label 'reverted' (lines 3, 7)" in done.stderr
    assert "line 9, revision 9: Text deleted" in done.stderr
    assert "line 10, revision 10: it has no value for feature.longer" in done.stderr


def test_no_labels_at_all(program, inside):
    program.write("obs.jsonl", '{"rev_id": 1, "cache": {}}\n')
    message = last_line(train(inside, "obs.jsonl", check=2))
    assert "there is no observation to learn from" in message
    assert "no label 'reverted' (lines 1)" in message


def test_a_label_that_is_not_declared(program, inside):
    rows = rows_to_learn_from()
    rows[4]["reverted"] = "maybe"
    program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    message = last_line(train(inside, "obs.jsonl", check=2))
    assert "obs.jsonl, line 5: the label 'maybe' is not among True, False" in message
    assert message.endswith('or name all labels: --labels true,false,"maybe"')


def test_revisions_that_are_there_twice_are_told(program, inside):
    rows = rows_to_learn_from()
    rows[4] = rows[2]
    program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    told = train(inside, "obs.jsonl").stderr
    assert "1 observations repeat a revision that was there before (lines 5)" in told
    assert "union_merge_observations" in told


@pytest.mark.parametrize(
    ("label", "advice"),
    [
        ("true", "write true in the line"),  # of a CSV
        (" False ", "write false in the line"),
        (1, "write true in the line"),
        (float("nan"), "remove it from the line, or write null"),
    ],
)
def test_a_label_that_is_written_otherwise_is_told_with_what_to_write(program, inside, label, advice):
    rows = rows_to_learn_from()
    rows[4]["reverted"] = label
    program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    message = last_line(train(inside, "obs.jsonl", check=2))
    assert "obs.jsonl, line 5: the label " in message
    assert message.endswith(advice)


def test_labels_that_only_a_rate_names(program, inside):
    """As in revscoring 2.x, rates name the labels: the one that is missing is told with the way out."""
    program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows_to_learn_from()))
    arguments = ["cv_train", GRADIENT, "mylist.simple", "reverted", "--observations", "obs.jsonl"]
    message = last_line(inside(*arguments, "--pop-rate", "true=0.03", "--label-weight", "true=10", check=2))
    assert "the label False is not among True: correct the line, or name all labels: --labels true,false" in (
        message
    )
    message = last_line(inside(*arguments, "--labels", "true,false", "--pop-rate", "true=0.03", check=2))
    assert "no population rate is given for the label false: give one for every label" in message
    assert message.endswith("--pop-rate false=0.97")


@pytest.mark.parametrize("command", [["extract", "mylist.simple"], ["score", "m.model"]])
def test_observations_in_a_pipe_that_is_not_read_are_noted(program, command):
    if command[0] == "score":
        program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows_to_learn_from()))
        train(program, "obs.jsonl")
        command = [*command, "--trust", "mylist"]
    arguments = [*command, "--dump", "wiki.xml", "--output", "out.jsonl"]
    note = f"{command[0]}: every revision of wiki.xml is taken, and the standard input is not read: --input -"
    assert note in program(*arguments, stdin='{"rev_id": 1}\n').stderr
    assert "standard input" not in program(*arguments).stderr
    assert "standard input" not in program(*arguments, "--input", "-", stdin='{"rev_id": 1}\n').stderr


def test_a_warning_of_several_workers_is_printed_once(program):
    program.write(
        "lossy.py",
        "import time\n"
        "from revscoring.datasources import revision_oriented\n"
        "from revscoring.features import Feature\n"
        "def process(text):\n"
        "    time.sleep(0.05)\n"
        "    return 'no'\n"
        "no = Feature('no', process, returns=bool, depends_on=[revision_oriented.revision.text])\n",
    )
    done = extract(program, "--extractors", "3", "--batch-size", "1", features="lossy.no", dump="wiki.xml")
    assert done.stderr.count("feature.no: its process returned 'no'") == 1


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("params.n_estimator", "there is no field 'n_estimator': there are .*did you mean 'n_estimators'"),
        ("statistics.roc_auc.labels.True", "there is no field 'True': there are true, false; did you mean"),
        ("statistics.roc_acu", "did you mean 'roc_auc'"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_choices(program, inside, path, message):
    program.write("obs.jsonl", "".join(json.dumps(row) + "\n" for row in rows_to_learn_from()))
    train(inside, "obs.jsonl")
    for formatting in ("str", "json"):
        done = inside("model_info", "m.model", path, "--formatting", formatting, check=2)
        assert re.search(message, last_line(done))


@pytest.mark.parametrize("command", ["cv_train", "extract", "score", "union_merge_observations"])
def test_a_line_that_is_no_json(program, inside, command):
    program.write("obs.jsonl", '{"rev_id": 1, "reverted": true, "cache": {}}\nrev_id 2\n')
    if command == "cv_train":
        done = train(inside, "obs.jsonl", check=2)
    elif command == "extract":
        done = extract(program, "--input", "obs.jsonl", dump="wiki.xml", check=2)
    elif command == "score":
        rows = rows_to_learn_from()
        program.write("good.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        train(inside, "good.jsonl")
        done = inside("score", "m.model", "--rev-docs", "obs.jsonl", check=2)
    else:
        done = program(command, "obs.jsonl", check=2)
    assert "obs.jsonl, line 2: this is not JSON" in last_line(done)


def test_an_observation_without_a_revision_id(program):
    program.write("obs.jsonl", '{"rev_id": 1}\n{"rev_id": "2"}\n')
    done = extract(program, "--input", "obs.jsonl", dump="wiki.xml", check=2)
    assert 'obs.jsonl, observation 2: it has no "rev_id"' in last_line(done)


def test_empty_files(program, inside):
    program.write("empty", "")
    assert "the file is empty" in last_line(extract(program, dump="empty", check=2))
    assert "empty: there is no observation to learn from: the file is empty" in last_line(
        train(inside, "empty", check=2)
    )
    extract(program, "--input", "empty", dump="wiki.xml")
    assert program.lines("out.jsonl") == []
    assert "empty: This is not a model file" in last_line(inside("model_info", "empty", check=2))


@pytest.mark.parametrize(
    "arguments",
    [
        ["autolabel", "--dump", "missing"],
        ["extract", "mylist.simple", "--dump", "missing"],
        ["extract", "mylist.simple", "--dump", "wiki.xml", "--input", "missing"],
        ["extract", "mylist.features", "--dump", "wiki.xml", "--users", "missing"],
        ["model_info", "missing"],
        ["score", "missing", "--dump", "wiki.xml"],
        ["union_merge_observations", "missing"],
        [
            "cv_train",
            GRADIENT,
            "mylist.simple",
            "reverted",
            "--labels=true,false",
            "--observations",
            "missing",
        ],
        ["cv_train", GRADIENT, "mylist.simple", "reverted", "--labels-config", "missing"],
    ],
)
def test_missing_files(inside, arguments):
    message = last_line(inside(*arguments, check=2))
    assert "missing: " in message
    assert "No such file" in message


@pytest.mark.parametrize(
    "arguments",
    [
        ["autolabel", "--dump", "wiki.xml", "--output", "no/such/directory/x"],
        ["extract", "mylist.simple", "--dump", "wiki.xml", "--output", "no/such/directory/x"],
        [
            "cv_train",
            GRADIENT,
            "mylist.simple",
            "x",
            "--labels=true,false",
            "--model-file",
            "no/such/directory/x",
        ],
    ],
)
def test_output_that_cannot_be_written(program, arguments):
    assert "no/such/directory/x: No such file" in last_line(program(*arguments, check=2))


def test_a_time_limit_costs_the_slow_revision_only(program):
    program.write(
        "slow.py",
        "import time\nimport mylist\nfrom revscoring.features import Feature\n"
        "def sleep(n):\n    time.sleep(60 if n == 2 else 0)\n    return n\n"
        "from revscoring.datasources.revision_oriented import revision\n"
        "features = [Feature('slow', sleep, returns=int, depends_on=[revision.id])]\n",
    )
    extract(program, "--timeout", "0.5", "--extractors", "1", features="slow.features", dump="wiki.xml")
    assert errors_of(program) == {2: "LimitExceeded: the revision takes more than 0.5 seconds"}


def test_when_nothing_can_be_computed_the_status_says_so(program):
    program.write("d.xml", dump_xml(page_xml(1, "Ants", revision_xml(1, None, 1, "Ann", "a poison pill"))))
    done = extract(program, check=2)
    assert errors_of(program) == {1: "ValueError: Failed to process feature.capitals: poisoned"}
    assert "no value could be computed for any of the 1 revisions" in last_line(done)


def labelled_values(count: int, odd: str) -> str:
    """Return observations of the two simple features, the one in line 7 with an odd value."""
    lines = []
    for number in range(1, count + 1):
        value = odd if number == 7 else str(number % 2)
        cache = f'{{"feature.longer": {number % 2}, "feature.capitals": {value}}}'
        reverted = "true" if number % 2 else "false"
        lines.append(f'{{"rev_id": {100 + number}, "reverted": {reverted}, "cache": {cache}}}\n')
    return "".join(lines)


@pytest.mark.parametrize(
    ("odd", "shown"), [("NaN", "nan"), ("Infinity", "inf"), ("1e39", "1e+39"), ("null", "None")]
)
def test_a_value_that_cannot_be_learned_from_is_named_and_left_out(program, inside, odd, shown):
    program.write("obs.jsonl", labelled_values(20, odd))
    done = train(inside, "obs.jsonl")
    assert f"line 7, revision 107: feature.capitals is {shown}, which cannot be learned from" in done.stderr
    assert "20 observations in = 19 out + 1 errors" in done.stderr
    done = inside("test_model", "m.model", "reverted", "--observations", "obs.jsonl", "--trust", "mylist")
    assert f"line 7, revision 107: feature.capitals is {shown}" in done.stderr


def test_a_row_that_the_model_refuses_does_not_end_the_table(program, inside):
    program.write("obs.jsonl", labelled_values(20, "0"))
    train(inside, "obs.jsonl")
    program.write("odd.jsonl", labelled_values(20, "Infinity"))
    done = inside("dump_cache", "mylist.simple", "reverted", "m.model", "rev_id", "--input", "odd.jsonl",
                  "--trust", "mylist")  # fmt: skip
    assert len(done.stdout.splitlines()) == 20
    assert "revision 107: feature.capitals is inf, which this kind of model does not take" in done.stderr
    assert "20 observations in = 19 out + 1 errors" in done.stderr


def test_labels_without_values_are_said_to_need_extract(program, inside):
    program.write("labels.jsonl", '{"rev_id": 1, "reverted": true}\n{"rev_id": 2, "reverted": false}\n')
    message = last_line(train(inside, "labels.jsonl", check=2))
    assert message == ("revscoring cv_train: error: labels.jsonl has no values: run revscoring extract first")


def test_a_revision_that_is_not_in_the_dump_is_said_so(program, inside):
    program.write("ids.jsonl", '{"rev_id": 99999999}\n{"rev_id": 1}\n')
    done = inside("extract", "mylist.simple", "--dump", "wiki.xml", "--extractors", "0", "--input", "ids.jsonl",
                  "--output", "out.jsonl")  # fmt: skip
    assert "extract: revision 99999999 is not in the dump" in done.stderr
    assert errors_of(program)[99999999] == "RevisionNotFound: Could not find revision ({revision}:99999999)"


def test_trust_is_asked_for_only_where_features_are_computed(program):
    program.write("obs.jsonl", labelled_values(20, "0"))
    train(program, "obs.jsonl")
    assert "trust" not in program("model_info", "m.model").stderr
    done = program("score", "m.model", "--dump", "wiki.xml", check=2)
    assert "if you trust that, add --trust mylist" in done.stderr
    done = program("score", "m.model", stdin='{"rev_id": 1}\n')
    assert "revision 1: feature.longer is known by name only" in done.stderr
    assert "if you trust that, add --trust mylist" in done.stderr
