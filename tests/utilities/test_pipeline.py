"""From the history of a wiki to scores, command by command."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from .conftest import FEATURES, Program, sample_dump

GRADIENT = "revscoring.scoring.models.GradientBoosting"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A directory with the labels, the observations and the model of the sample, made once by new interpreters."""
    directory = tmp_path_factory.mktemp("prepared")
    program = Program(directory, warm=False)
    program.write("mylist.py", FEATURES)
    program.write("wiki.xml", sample_dump())
    program("autolabel", "--dump", "wiki.xml", "--output", "labels.jsonl")
    program(
        "extract", "mylist.features", "--dump", "wiki.xml", "--input", "labels.jsonl", "--output", "obs.jsonl"
    )
    done = program(
        "cv_train",
        GRADIENT,
        "mylist.features",
        "reverted",
        "--labels",
        "true,false",
        "-p",
        "n_estimators=10",
        "--folds",
        "3",
        "--observations",
        "obs.jsonl",
        "--model-file",
        "m.model",
        "--version",
        "1.2",
        "--workers",
        "1",
        "--split",
        "random",
        "--all",
    )
    program.write("cv_train.txt", done.stderr)
    return program


@pytest.mark.parametrize(
    "command",
    [
        "score m.model --trust mylist --input obs.jsonl --output imports-scores.jsonl",
        "explain m.model --trust mylist --dump wiki.xml 5 --output imports-explained.jsonl",
        "report m.model --trust mylist --output imports.html",
        "test_model m.model reverted --trust mylist --observations obs.jsonl",
        "model_info m.model --trust mylist",
        "dump_cache mylist.features reverted --input obs.jsonl --output imports.tsv",
    ],
)
def test_commands_import_all_that_they_use(prepared, command):
    """Most tests run them in processes that have imported it all."""
    prepared(*command.split())


@pytest.fixture
def observations(program, prepared):
    for name in ("labels.jsonl", "obs.jsonl", "obs.jsonl.provenance.json"):
        shutil.copy(prepared.path(name), program.path(name))
    return program.lines("obs.jsonl")


@pytest.fixture
def model(program, prepared, observations):
    shutil.copy(prepared.path("m.model"), program.path("m.model"))
    return prepared.path("cv_train.txt").read_text()


def test_autolabel_finds_what_was_reverted(program, here, capsys):
    assert here("autolabel", "--dump", "wiki.xml", "--output", "labels.jsonl", "--label", "bad") == 0
    rows = program.lines("labels.jsonl")
    shouted = [row for row in rows if row["user"].startswith("10.0.0.")]
    assert len(shouted) > 10
    assert [row for row in rows if row["bad"]] == shouted
    fields = {
        "rev_id",
        "bad",
        "page_id",
        "title",
        "namespace",
        "timestamp",
        "user",
        "anonymous",
        "temporary",
        "wiki",
    }
    assert set(rows[0]) == fields
    assert {row["wiki"] for row in rows} == {"testwiki"}
    assert shouted[0]["reverting_id"] == shouted[0]["rev_id"] + 1
    assert (
        f"{len(rows)} revisions in = {len(rows)} out + 0 errors; {len(shouted)} bad"
        in capsys.readouterr().err
    )


def test_autolabel_options(program, here, capsys):
    assert here("autolabel", "--dump", "wiki.xml", "--output", "l.jsonl", "--window-hours", "0.01") == 0
    assert not any(row["reverted"] for row in program.lines("l.jsonl"))
    assert here("autolabel", "--dump", "wiki.xml", "--output", "l.jsonl", "--namespaces", "4,5") == 0
    assert program.lines("l.jsonl") == []
    assert "left out" in capsys.readouterr().err
    assert (
        here("autolabel", "--dump", "wiki.xml", "--output", "l.jsonl", "--until", "2003-01-01T02:00:00Z") == 0
    )
    assert all(row["timestamp"] <= "2003-01-01T02:00:00Z" for row in program.lines("l.jsonl"))
    assert here("autolabel", "--dump", "wiki.xml", "--namespaces", "main") == 2
    assert here("autolabel", "--dump", "wiki.xml", "--until", "tomorrow") == 2


def test_extract_keeps_the_observations_and_their_order(program, observations):
    labels = program.lines("labels.jsonl")
    assert [{k: v for k, v in row.items() if k != "cache"} for row in observations] == labels
    cache = observations[1]["cache"]
    assert set(cache) == {
        "feature.longer",
        "feature.capitals",
        "feature.revision.user.is_anon",
        "feature.temporal.revision.user.seconds_since_registration",
    }
    assert cache["feature.longer"] > 0


def test_extract_without_input_takes_every_revision(program, here, capsys):
    assert here("extract", "mylist.simple", "mylist.text", "--dump", "wiki.xml", "--output", "all.jsonl") == 0
    rows = program.lines("all.jsonl")
    assert [row["rev_id"] for row in rows] == list(range(1, len(rows) + 1))
    assert set(rows[0]["cache"]) == {"feature.longer", "feature.capitals", "datasource.revision.text"}
    assert f"{len(rows)} revisions in = {len(rows)} out + 0 errors" in capsys.readouterr().err


def test_extract_writes_the_same_whatever_the_workers(program, here):
    written = []
    for options in (["--extractors", "0"], ["--extractors", "1"], ["--extractors", "3", "--batch-size", "2"]):
        assert here("extract", "mylist.features", "--dump", "wiki.xml", "--output", "o.jsonl", *options) == 0
        written.append(program.path("o.jsonl").read_bytes())
    assert written[0] == written[1] == written[2]


def test_extract_in_any_order_of_observations(program, here):
    ids = [7, 3, 9999, 3, 1]
    program.write("in.jsonl", "".join(json.dumps({"rev_id": n}) + "\n" for n in ids))
    assert (
        here("extract", "mylist.simple", "--dump", "wiki.xml", "--input", "in.jsonl", "--output", "o.jsonl")
        == 0
    )
    rows = program.lines("o.jsonl")
    assert [row["rev_id"] for row in rows] == ids
    assert rows[2]["error"] == {
        "type": "RevisionNotFound",
        "message": "RevisionNotFound: Could not find revision ({revision}:9999)",
    }
    assert rows[1] == rows[3]


def test_extract_uses_what_is_in_the_cache_already(program, here):
    program.write(
        "in.jsonl", json.dumps({"rev_id": 3, "cache": {"datasource.revision.text": "SHOUT", "x": 1}})
    )
    assert (
        here("extract", "mylist.capitals", "--dump", "wiki.xml", "--input", "in.jsonl", "--output", "o.jsonl")
        == 0
    )
    (row,) = program.lines("o.jsonl")
    assert row["cache"] == {"datasource.revision.text": "SHOUT", "x": 1, "feature.capitals": 5}


def test_extract_profile_and_signs(program, here, capsys):
    assert (
        here(
            "extract",
            "mylist.simple",
            "--dump",
            "wiki.xml",
            "--output",
            "o.jsonl",
            "--profile",
            "p.md",
            "--verbose",
        )
        == 0
    )
    report = program.path("p.md").read_text()
    assert report.startswith("# Extraction profile")
    assert "`feature.longer`" in report
    assert "....." in capsys.readouterr().err


def test_accounts_come_from_the_dump_or_from_a_file(program, here):
    program.write("users.json", json.dumps({"Ann": {"registration": "2002-12-31T00:00:00Z"}}))
    assert (
        here(
            "extract", "mylist.features", "--dump", "wiki.xml", "--output", "o.jsonl", "--users", "users.json"
        )
        == 0
    )
    by_user: dict[str, list[int]] = {}
    users = {row["rev_id"]: row["user"] for row in labels_of(program, here)}
    for row in program.lines("o.jsonl"):
        since = row["cache"]["feature.temporal.revision.user.seconds_since_registration"]
        by_user.setdefault(users[row["rev_id"]], []).append(since)
    assert min(by_user["Ann"]) >= 86400
    assert min(by_user["Ben"]) == 0
    assert (
        here(
            "extract",
            "mylist.features",
            "--dump",
            "wiki.xml",
            "--output",
            "o.jsonl",
            "--user-info",
            "file",
            "--users",
            "users.json",
        )
        == 0
    )
    errors = [row for row in program.lines("o.jsonl") if "error" in row]
    assert {row["error"]["type"] for row in errors} == {"UserNotFound"}
    assert {users[row["rev_id"]] for row in errors} == {"Ben", "Regular"}


def labels_of(program, here):
    assert here("autolabel", "--dump", "wiki.xml", "--output", "labels.jsonl") == 0
    return program.lines("labels.jsonl")


def test_cv_train_makes_a_model_that_tells_who_shouts(model, program, here, capsys):
    assert "observations in" in model
    assert "roc_auc" in model
    assert here("model_info", "m.model", "statistics.roc_auc", "version", "--formatting", "json") == 0
    info = json.loads(capsys.readouterr().out)
    assert info["version"] == "1.2"
    assert info["statistics"]["roc_auc"]["labels"]["true"] > 0.9


def test_the_same_observations_make_the_same_model(model, program, here):
    first = program.path("m.model").read_bytes()
    assert (
        here(
            "cv_train",
            GRADIENT,
            "mylist.features",
            "reverted",
            "--labels",
            "true,false",
            "--param",
            "n_estimators=10",
            "--folds=3",
            "--obs=obs.jsonl",
            "--model=second.model",
            "--version=1.2",
            "--workers=2",
            "--split=random",
        )
        == 0
    )
    assert program.path("second.model").read_bytes() == first


def test_cv_train_with_rates_weights_and_scaling(observations, program, here, capsys):
    assert (
        here(
            "cv_train",
            GRADIENT,
            "mylist.features",
            "reverted",
            "-r",
            "true=0.1",
            "-r",
            "false=0.9",
            "-w",
            "true=5",
            "-p",
            "n_estimators=5",
            "--folds",
            "1",
            "--center",
            "--scale",
            "--obs",
            "obs.jsonl",
            "--model-file",
            "w.model",
        )
        == 0
    )
    assert here("model_info", "w.model", "params", "--formatting=json") == 0
    params = json.loads(capsys.readouterr().out)["params"]
    assert params["scale"] is True
    assert params["center"] is True


def test_score_a_dump(model, program, here, capsys):
    assert here("score", "m.model", "--dump", "wiki.xml", "--output", "s.jsonl", "--trust", "mylist") == 0
    rows = program.lines("s.jsonl")
    labels = {row["rev_id"]: row["reverted"] for row in program.lines("labels.jsonl")}
    assert [row["rev_id"] for row in rows] == list(labels)
    right = sum(row["score"]["prediction"] == labels[row["rev_id"]] for row in rows)
    assert right > 0.9 * len(rows)
    assert set(rows[0]["score"]["probability"]) == {"true", "false"}
    assert f"{len(rows)} revisions in = {len(rows)} out + 0 errors" in capsys.readouterr().err


def test_score_some_revisions_of_a_dump(model, program, here):
    assert (
        here(
            "score",
            "m.model",
            "5",
            "99999",
            "2",
            "--dump",
            "wiki.xml",
            "--output",
            "s.jsonl",
            "--trust",
            "mylist",
            "--score-field",
            "reverted",
        )
        == 0
    )
    rows = program.lines("s.jsonl")
    assert [row["rev_id"] for row in rows] == [5, 99999, 2]
    assert (
        rows[1]["reverted"]
        == rows[1]["error"]
        == {
            "type": "RevisionNotFound",
            "message": "RevisionNotFound: Could not find revision ({revision}:99999)",
        }
    )
    assert "error" not in rows[0]


def test_score_observations_by_their_caches(model, program, here, capsys):
    assert here("score", "m.model", "--rev-docs", "obs.jsonl", "--output", "s.jsonl") == 0
    assert here("score", "m.model", "--dump", "wiki.xml", "--output", "d.jsonl", "--trust", "mylist") == 0
    by_cache = {row["rev_id"]: row["score"] for row in program.lines("s.jsonl")}
    assert by_cache == {row["rev_id"]: row["score"] for row in program.lines("d.jsonl")}
    assert "cache" not in program.lines("s.jsonl")[0]


def test_score_with_injected_values(model, program, here):
    shouting = json.dumps({"feature.capitals": 500, "feature.revision.user.is_anon": True})
    calm = json.dumps({"3": {"feature.capitals": 1, "feature.revision.user.is_anon": False}})
    assert (
        here(
            "score",
            "m.model",
            "2",
            "3",
            "--dump",
            "wiki.xml",
            "--output",
            "s.jsonl",
            "--trust",
            "mylist",
            "--cache",
            shouting,
            "--caches",
            calm,
        )
        == 0
    )
    first, second = program.lines("s.jsonl")
    assert first["score"]["probability"]["true"] > second["score"]["probability"]["true"]


def test_a_model_does_not_import_what_is_not_trusted(model, program, here, capsys):
    assert here("score", "m.model", "--dump", "wiki.xml") == 2
    assert "add --trust mylist" in capsys.readouterr().err


def test_test_model(model, program, here, capsys):
    arguments = ["test_model", "m.model", "reverted", "--obs", "obs.jsonl", "--model-file", "t.model"]
    assert here(*arguments, "--all") == 0
    shown = capsys.readouterr().err
    assert "Statistics" in shown
    for row in ("the edits tested now", "3 folds at random"):  # what came out, and what was promised
        assert re.search(rf"{row} +\d+ of 100 \(\d+–\d+\)", shown), shown
    assert here("model_info", "t.model", "statistics.counts.n", "--formatting", "json") == 0


def test_check_model(model, program, here, capsys):
    assert here("check_model", "m.model") == 0
    assert capsys.readouterr().out == ""


def test_check_model_says_what_differs(model, program, here, capsys, monkeypatch):
    import platform

    monkeypatch.setattr(platform, "machine", lambda: "abacus")
    assert here("check_model", "m.model") == 0
    assert "abacus" in capsys.readouterr().err
    assert here("check_model", "m.model", "--raise-exception") == 2
    assert "abacus" in capsys.readouterr().err


def test_check_model_tells_what_matters(model, program, here, capsys, monkeypatch):
    import platform

    monkeypatch.setattr(platform, "version", lambda: "#2 SMP of an abacus")
    assert here("check_model", "m.model") == 0
    said = capsys.readouterr().err
    assert "nothing that changes scores differs (1 other details differ: --all)" in said
    assert "abacus" not in said
    assert here("check_model", "m.model", "--all") == 0
    assert "#2 SMP of an abacus" in capsys.readouterr().err
    monkeypatch.setattr(platform, "python_version", lambda: "4.0.0")
    assert here("check_model", "m.model", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["python_version"]["now"] == "4.0.0"
    assert (found["python_version"]["matters"], found["version"]["matters"]) == (True, False)


def test_check_model_says_which_word_lists_have_changed(model, program, here, capsys, monkeypatch):
    from revscoring.scoring.files import model_file

    note = "the list of badwords en is another one"
    monkeypatch.setattr(model_file, "asset_drift", lambda recorded, found: [note])
    assert here("check_model", "m.model", "--json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["changes"] == [note]
    assert shown.err == ""  # it is said once
    assert here("check_model", "m.model") == 0
    assert capsys.readouterr().err == f"scores of m.model may differ: {note}\n"
    for options in ([], ["--json"]):
        assert here("check_model", "m.model", "--raise-exception", *options) == 2
        assert note in capsys.readouterr().err


def test_model_info_says_in_plain_words_how_good_a_model_is(model, program, here, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert here("model_info", "m.model") == 0
    said = capsys.readouterr().out
    assert said.replace("\n", " ").startswith(
        "m.model tells reverted edits from good edits by 4 features (GradientBoosting 1.2)."
    )
    assert "ranks a reverted edit above a good one" in said
    assert "Careful: only" in said
    assert "find 3 of 4" in said
    assert max(map(len, said.splitlines())) <= 100
    for noise in ("True", "score_schema", "python_build", "deprecated", "params"):
        assert noise not in said
    for arguments in (["--all"], ["--formatting=str"]):
        assert here("model_info", "m.model", *arguments) == 0
        assert capsys.readouterr().out.startswith("Model Information:\n\t - type: GradientBoosting\n")
    assert here("model_info", "m.model", "--json") == 0
    assert json.loads(capsys.readouterr().out)["label"] == "reverted"


def test_model_info_answers_for_a_threshold(model, program, here, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    assert here("model_info", "m.model", "--threshold", "recall at precision 0.8") == 0
    first, measured, *_ = said = capsys.readouterr().out.splitlines()
    assert here("model_info", "m.model", "--threshold", "recall at precision 80 %", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = found["statistics"]["thresholds"]["true"]
    query = 'statistics.thresholds.true."maximum recall @ precision >= 0.8"'
    for path in (query, query.replace('"', "")):
        assert here("model_info", "m.model", path, "--json") == 0
        assert json.loads(capsys.readouterr().out) == found
    assert re.match(
        rf"look at scores from {row['threshold']:.3f}: finds {round(100 * row['recall'])} of 100 reverted edits "
        rf"\(\d+(–\d+)?\); {round(100 * row['precision'])} of 100 flagged are reverted \(\d+(–\d+)?\); "
        rf"{round(1000 * row['match_rate'])} of 1,000 edits to look at",
        first,
    )
    assert re.match(r"Measured on \d+ labelled edits, \d+ of them reverted\.", measured)
    assert any(line.startswith("precision ") for line in said)
    assert here("model_info", "m.model", "--threshold", "recall at fpr 0", "--label", "good") == 0
    assert "good edits" in capsys.readouterr().out
    assert here("model_info", "m.model", "--threshold", "minimum recall @ precision >= 2") == 0
    assert capsys.readouterr().out.startswith(
        "no threshold for reverted edits has precision >= 2; the most is"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--threshold", "luck"], "'luck' is not of the form '<statistic> at <statistic> <share>'"),
        (["--threshold", "luck at recall 0.5"], "'luck' is not a statistic"),
        (["--threshold", "recall at precision 80"], "write 80 % or 0.8"),
        (["--threshold", "recall at precision 0.8", "--label", "damaging"], "there are reverted, good, true"),
        (["--threshold", "recall at precision 0.8", "version"], "one at a time"),
        (["statistics.thresholds.true.maximum recall @ precision > 0.8"], "not of the form"),
        (["statistics.roc"], "did you mean 'roc_auc'?"),
        (["statistics..x"], "Empty part in the path"),
        (["'statistics"], "Unbalanced quotes"),
    ],
)
def test_model_info_refuses_what_it_cannot_answer(model, program, here, capsys, arguments, said):
    assert here("model_info", "m.model", *arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "--debug" not in error


def test_model_info_as_text_and_of_unknown_fields(model, program, here, capsys):
    assert here("model_info", "m.model") == 0
    assert "GradientBoosting" in capsys.readouterr().out
    assert here("model_info", "m.model", "statistics.luck") == 2
    assert "luck" in capsys.readouterr().err


def test_dump_cache(model, program, here, capsys):
    assert (
        here(
            "dump_cache",
            "mylist.simple",
            "reverted",
            "m.model",
            "user",
            "missing",
            "--input",
            "obs.jsonl",
            "--output",
            "t.tsv",
        )
        == 0
    )
    header, *rows = [line.split("\t") for line in program.path("t.tsv").read_text().splitlines()]
    assert header == ["feature.longer", "feature.capitals", "reverted", "score_doc", "user", "missing"]
    assert len(rows) == len(program.lines("obs.jsonl"))
    assert json.loads(rows[0][3])["prediction"] is False
    assert {row[4] for row in rows} > {"Ann", "Ben", "Regular"}
    assert {row[5] for row in rows} == {"NULL"}


def test_dump_cache_of_a_list(observations, program, here, capsys):
    program.write("more.jsonl", program.path("obs.jsonl").read_text() + '{"rev_id": 1}\n')
    assert here("dump_cache", "mylist.simple", "reverted", "--input", "more.jsonl", "--output", "t.tsv") == 0
    header, *rows = [line.split("\t") for line in program.path("t.tsv").read_text().splitlines()]
    assert header == ["feature.longer", "feature.capitals", "reverted"]
    assert len(rows) == len(observations)
    assert rows[0] == [
        str(observations[0]["cache"]["feature.longer"]),
        str(observations[0]["cache"]["feature.capitals"]),
        "False",
    ]
    assert f"{len(rows) + 1} observations in = {len(rows)} out + 1 errors" in capsys.readouterr().err


def test_tune(observations, program, here, capsys):
    program.write(
        "grid.yaml",
        f"gb:\n  class: {GRADIENT}\n  params:\n    n_estimators: [2, 10]\n"
        f"bad:\n  class: {GRADIENT}\n  params: {{n_estimators: [-1]}}\n",
    )
    assert (
        here(
            "tune",
            "grid.yaml",
            "mylist.features",
            "reverted",
            "roc_auc.labels.true",
            "--labels",
            "true,false",
            "--obs",
            "obs.jsonl",
            "--folds",
            "2",
            "--report",
            "r.md",
            "--processes",
            "1",
        )
        == 0
    )
    report = program.path("r.md").read_text()
    assert report.startswith("# Model tuning report")
    for heading in ("# Top scoring configurations", "# Models", "## gb"):
        assert f"\n{heading}\n" in report
    assert "n_estimators=10" in report
    messages = capsys.readouterr().err
    assert "bad with n_estimators=-1" in messages
    assert "3 configurations in = 2 out + 1 errors" in messages


def test_tune_by_a_threshold_optimisation_uses_the_statistic(observations, program, here):
    program.write("grid.yaml", f"gb:\n  class: {GRADIENT}\n  params: {{n_estimators: [3]}}\n")
    statistic = '"maximum recall @ precision >= 0.1".labels.true'
    assert (
        here(
            "tune",
            "grid.yaml",
            "mylist.features",
            "reverted",
            statistic,
            "--labels",
            "true,false",
            "--obs",
            "obs.jsonl",
            "--folds",
            "2",
            "--report",
            "r.md",
            "--processes",
            "1",
        )
        == 0
    )
    assert "| 1.0000" in program.path("r.md").read_text()


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ("[1, 2]", "must have entries"),
        ("gb: {params: {}}", 'has no "class"'),
        (f"gb: {{class: {GRADIENT}, params: {{depth: 3}}}}", "depth must have a list"),
        ("gb: {class: revscoring.scoring.models.GradientBosting}", "did you mean 'GradientBoosting'"),
        ("a: [1", "this is not YAML"),
    ],
)
def test_bad_grids(program, here, capsys, grid, message):
    program.write("grid.yaml", grid)
    assert (
        here("tune", "grid.yaml", "mylist.features", "reverted", "recall.micro", "--labels", "true,false")
        == 2
    )
    assert message in capsys.readouterr().err


def test_fit(observations, program, here, capsys):
    assert (
        here("fit", "mylist.fitted", "reverted", "--input", "obs.jsonl", "--datasource-file", "f.pickle") == 0
    )
    import pickle

    fitted = pickle.loads(program.path("f.pickle").read_bytes())
    assert len(fitted.fitted) == len(observations)
    assert here("fit", "mylist.longer", "reverted", "--input", "obs.jsonl") == 2
    assert "has no method fit" in capsys.readouterr().err


def test_merges(program, here, capsys):
    program.write("a.jsonl", '{"rev_id": 1, "a": 1, "d": {"x": 1}}\n{"rev_id": 2, "a": 2}\n')
    program.write("b.jsonl", '{"rev_id": 3}\n{"rev_id": 1, "b": 5, "d": {"y": 2}}\n')
    assert here("union_merge_observations", "a.jsonl", "b.jsonl", "--output", "u.jsonl") == 0
    merged = {"rev_id": 1, "a": 1, "d": {"x": 1, "y": 2}, "b": 5}
    assert program.lines("u.jsonl") == [merged, {"rev_id": 2, "a": 2}, {"rev_id": 3}]
    assert here("intersect_merge_observations", "a.jsonl", "b.jsonl", "--output", "i.jsonl") == 0
    assert program.lines("i.jsonl") == [merged]
    assert "4 observations in = 1 out + 3 merged" in capsys.readouterr().err
    assert here("union_merge_observations", "a.jsonl", "--id-column", "page") == 2
    assert "a.jsonl, line 1: it has no 'page'" in capsys.readouterr().err
