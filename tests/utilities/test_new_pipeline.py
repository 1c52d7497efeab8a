"""Pipelines: a Makefile from the settings of wikis, and what it makes, resumes and makes again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from revscoring.utilities.new_pipeline.pipelines import read_pipelines

from .conftest import FEATURES, ROOT

SAMPLE = ROOT / "examples" / "sample_wiki" / "sample_wiki.xml.xz"

#: The program; notes its commands, and dies with make in the middle of extract where there is a file "kill".
WRAPPER = f"""#!/bin/sh
echo "$1" >> log
if [ "$1" = extract ] && [ -e kill ]; then
    rm kill; mkdir -p tiny; printf '{{"rev_id' > tiny/observations.jsonl.partial; kill -9 0
fi
exec {sys.executable} -m revscoring "$@"
"""


def make(directory, *targets: str, status: int | None = 0) -> list[str]:
    """Run make and return the commands of the program that it ran."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{directory}", "REVSCORING": "./wrapper"}
    log = directory / "log"
    log.write_text("")
    done = subprocess.run(
        ["make", *targets],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,
    )
    assert status is None or done.returncode == status, done.stderr
    return log.read_text().split()


@pytest.fixture
def pipeline(tmp_path, inside):
    """Return a function that makes a directory with a pipeline of the sample wiki."""
    if shutil.which("make") is None:
        pytest.skip("there is no make")

    def new(name: str):
        directory = tmp_path / name
        directory.mkdir()
        (directory / "mylist.py").write_text(FEATURES)
        shutil.copy(SAMPLE, directory / "wiki.xml.xz")
        (directory / "wrapper").write_text(WRAPPER)
        (directory / "wrapper").chmod(0o755)
        dump = str((directory / "wiki.xml.xz").relative_to(tmp_path))
        features = ("--features", "mylist.simple")
        inside("new_pipeline", "tiny", "--dump", dump, *features, "--output", name)
        settings = (directory / "pipeline.yaml").read_text()
        (directory / "pipeline.yaml").write_text(settings.replace("n_estimators: 150", "n_estimators: 5"))
        return directory

    return new


def test_a_killed_build_resumes_and_two_builds_are_identical(pipeline, inside):
    first, second = pipeline("first"), pipeline("second")
    (first / "kill").touch()
    assert make(first, "models", status=-9) == ["new_pipeline", "autolabel", "extract"]
    assert not (first / "tiny" / "observations.jsonl").exists()
    assert make(first, "models") == ["extract", "split_observations", "cv_train"]
    assert make(first, "models") == []
    make(second, "tiny")
    model = "tiny/tiny.reverted.model"
    assert (first / model).read_bytes() == (second / model).read_bytes()
    made = {path.name for path in (second / "tiny").iterdir()}
    assert made >= {"report.html", "card.md", "audit.html", "scores.jsonl", "newer.jsonl"}
    assert make(second, "tiny") == []
    shown = inside("model_info", "second/tiny/tiny.reverted.model", "provenance", "--trust", "mylist").stdout
    assert [line.split()[2] for line in shown.splitlines() if line[:1].isdigit()] == [
        "autolabel",
        "extract",
        "split_observations",
        "cv_train",
    ]
    assert "read  wiki.xml.xz (sha256 " in shown
    settings = (first / "pipeline.yaml").read_text()
    (first / "pipeline.yaml").write_text(settings.replace("n_estimators: 5", "n_estimators: 6"))
    assert make(first, "models") == ["new_pipeline", "cv_train"]


def test_many_wikis_are_rows_of_one_file(program, inside):
    inside("new_pipeline", "aawiki", "--dump", "wiki.xml", "--language", "italian", "--output", "p")
    host = ("--host", "https://bb.example.org", "--labels", "bb.jsonl", "--features", "mylist.simple")
    inside("new_pipeline", "bbwiki", *host, "--output", "p")
    text = program.path("p/Makefile").read_text()
    assert "models: aawiki/aawiki.reverted.model bbwiki/bbwiki.reverted.model\n" in text
    assert "extract revscoring.examples.italian.damaging --dump ../wiki.xml" in text
    assert "extract mylist.simple --host https://bb.example.org --resume --input ../bb.jsonl" in text
    assert "autolabel" not in text.partition("# --- bbwiki")[2]
    assert "score bbwiki/bbwiki.reverted.model --trust mylist" in text
    before = program.path("p/pipeline.yaml").read_text()
    assert (
        "has aawiki already"
        in inside("new_pipeline", "aawiki", "--dump", "x", "--output", "p", check=2).stderr
    )
    assert program.path("p/pipeline.yaml").read_text() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a b", "--dump", "x"], "use letters"),
        (["models", "--dump", "x"], "cannot be the name of a wiki"),
        (["w"], "give either a dump or a host"),
        (
            ["w", "--dump", "x", "--host", "https://x.example.org", "--features", "m.l"],
            "either a dump or a host",
        ),
        (["w", "--host", "https://x.example.org"], "--host needs --features"),
        (["w", "--host", "https://x.example.org", "--features", "m.l"], "need a file of labels"),
        (["w", "--dump", "my wiki.xml"], "make cannot have such characters"),
        (["w", "--dump", "x", "--language", "italian", "--features", "m.l"], "--language chooses"),
        ([], "there is no pipeline.yaml"),
        (["--dump", "x"], "WIKI is missing"),
        (["w", "--dump", "x", "--output", "wiki.xml"], "wiki.xml"),
    ],
)
def test_what_cannot_be_a_pipeline_is_said_and_nothing_is_written(program, inside, arguments, message):
    assert message in inside("new_pipeline", *arguments, check=2).stderr
    assert not program.path("pipeline.yaml").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("wikis: {w: {dumps: x}}", "did you mean dump?"),
        ("wikis: {w: {dump: x, folds: many}}", "folds cannot be 'many'"),
        ("wikis: {w: x}", "w must have settings"),
        ("wikis: {w: {dump: x}}", "it has no features"),
        ("wikis:", "a row for each wiki"),
        ("[1]", "the parts defaults and wikis"),
        ("wikis: {", "not YAML"),
    ],
)
def test_settings_that_are_wrong_are_named(program, inside, settings, message):
    program.write("pipeline.yaml", settings)
    assert message in inside("new_pipeline", check=2).stderr
    assert not program.path("Makefile").exists()


def test_observations_are_split_between_days(program, inside):
    rows = "".join(
        f'{{"rev_id": {n}, "timestamp": "2003-01-0{1 + n // 4}T0{n % 4}:00:00Z"}}\n' for n in range(12)
    )
    program.write("all.jsonl", rows)
    outputs = ("--older", "older.jsonl", "--newer", "newer.jsonl")
    said = inside("split_observations", "all.jsonl", *outputs, "--newest", "0.3").stderr
    assert "12 observations in = 8 older + 4 from 2003-01-03 on" in said
    assert [row["rev_id"] for row in program.lines("older.jsonl")] == list(range(8))
    assert [row["rev_id"] for row in program.lines("newer.jsonl")] == [8, 9, 10, 11]
    for text, message in [
        ('{"rev_id": 1}\n', "all.jsonl, line 1: it has no timestamp"),
        ("", "all.jsonl: there is no observation"),
        ('{"rev_id": 1, "timestamp": "2003-01-01T00:00:00Z"}\n', "are of one day"),
    ]:
        program.write("all.jsonl", text)
        assert message in inside("split_observations", "all.jsonl", *outputs, check=2).stderr
    assert (
        "nowhere"
        in inside("split_observations", "all.jsonl", "--older", "nowhere/o", "--newer", "n", check=2).stderr
    )


def test_a_sample_of_a_large_wiki_is_what_is_learned_from():
    settings = {"dump": "wiki.xml", "features": "mylist.features", "label": "reverted", "model": "GradientBoosting",
                "version": "1.0.0", "folds": 5, "newest": 0.2, "question": "recall at precision 0.75"}  # fmt: skip
    [plain] = read_pipelines({"wikis": {"w": settings}}, "pipeline.yaml")
    [drawn] = read_pipelines({"wikis": {"w": {**settings, "sample": 500}}}, "pipeline.yaml")
    [step] = [step for step in drawn.steps if step.target not in [one.target for one in plain.steps]]
    assert step.command[0] == "sample" and step.needs == ["w/labels.jsonl"]
    assert step.target == "w/sample.jsonl" and "500" in step.command
    [extract] = [step for step in drawn.steps if step.command[0] == "extract"]
    assert extract.needs[0] == extract.command[extract.command.index("--input") + 1] == "w/sample.jsonl"
