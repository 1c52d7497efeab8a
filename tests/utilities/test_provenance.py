"""Provenance: models name the commands, the inputs and the versions that made them."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys

import pytest

from .conftest import program_in

TRAIN = ("cv_train", "GaussianNB", "mylist.simple", "reverted", "--labels=true,false", "--folds", "1")


def digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A directory with labels, observations and a model, made once."""
    program = program_in(tmp_path_factory.mktemp("made"))
    dump = str(program.path("wiki.xml"))
    program("autolabel", "--dump", dump, "--output", "labels.jsonl.partial")
    program.path("labels.jsonl.partial").rename(program.path("labels.jsonl"))
    source = ("--du", "wiki.xml", "--input=labels.jsonl", "--extractors", "0")
    program("extract", "mylist.simple", *source, "--output", "obs.jsonl")
    program(*TRAIN, "--observations", "obs.jsonl", "--model-file", "m.model")
    return program


@pytest.fixture
def copied(made, program):
    shutil.copytree(made.directory, program.directory, dirs_exist_ok=True)
    return program


def steps_of(inside, model: str = "m.model") -> list[dict]:
    shown = inside("model_info", model, "provenance", "--json", "--trust", "mylist").stdout
    return json.loads(shown)["provenance"]["steps"]


def test_a_model_names_its_commands_and_every_input_with_its_digest(copied, inside):
    labels, values, model = steps_of(inside)
    assert labels["command"] == "revscoring autolabel --dump wiki.xml --output labels.jsonl"
    assert values["command"] == (
        "revscoring extract mylist.simple --dump wiki.xml --input labels.jsonl --output obs.jsonl"
    )
    assert model["command"].startswith(
        "revscoring cv_train GaussianNB mylist.simple reverted --labels true,false"
    )
    files = {one["file"]: one["sha256"] for step in (labels, values, model) for one in step["inputs"]}
    assert files == {
        name: digest(copied.path(name)) for name in ("wiki.xml", "labels.jsonl", "mylist.py", "obs.jsonl")
    }
    assert labels["outputs"] == [
        {"option": "--output", "file": "labels.jsonl", "sha256": files["labels.jsonl"]}
    ]
    assert model["versions"].keys() >= {"revscoring", "python", "numpy", "scikit-learn"}
    everything = copied.path("m.model").read_bytes() + copied.path("obs.jsonl.provenance.json").read_bytes()
    assert str(copied.directory).encode() not in everything


def test_the_provenance_is_printed_in_plain_words(copied, inside):
    text = inside("model_info", "m.model", "provenance", "--trust", "mylist").stdout
    assert text.startswith("Made by these commands, in this order:\n1. revscoring autolabel --dump wiki.xml")
    short = digest(copied.path("labels.jsonl"))[:12]
    assert f"     read  labels.jsonl (sha256 {short}…, made above)\n" in text
    assert "With revscoring 3." in text
    everything = inside("model_info", "m.model", "--all", "--trust", "mylist").stdout
    assert "printed by name (model_info MODEL NAME): score_schema, provenance" in everything


def test_a_file_that_was_changed_has_no_earlier_steps(copied, inside):
    with copied.path("obs.jsonl").open("a") as file:
        file.write("\n")
    inside(*TRAIN, "--observations", "obs.jsonl", "--model-file", "new.model")
    (step,) = steps_of(inside, "new.model")
    assert step["inputs"][0]["sha256"] == digest(copied.path("obs.jsonl"))
    copied.write("obs.jsonl.provenance.json", "[1]")
    said = inside(*TRAIN, "--observations", "obs.jsonl", "--model-file", "new.model").stderr
    assert "obs.jsonl.provenance.json is not the provenance of a file" in said


def test_the_digest_of_a_pipe_and_of_what_was_replaced(copied, inside):
    values = copied.path("obs.jsonl").read_text()
    copied(*TRAIN, "--model-file", "piped.model", stdin=values)
    (step,) = steps_of(inside, "piped.model")
    assert step["inputs"][0] == {
        "option": "--observations",
        "file": "-",
        "sha256": digest(copied.path("obs.jsonl")),
    }
    before = digest(copied.path("obs.jsonl"))
    inside("union_merge_observations", "obs.jsonl", "--output", "obs.jsonl")
    steps = json.loads(copied.path("obs.jsonl.provenance.json").read_text())["steps"]
    assert [step["command"].split()[1] for step in steps] == [
        "autolabel",
        "extract",
        "union_merge_observations",
    ]
    assert steps[-1]["inputs"][0]["sha256"] == before
    assert steps[-1]["outputs"][0]["sha256"] == digest(copied.path("obs.jsonl"))


def test_statistics_that_were_replaced_are_a_step(copied, inside):
    arguments = ("m.model", "reverted", "--trust", "mylist", "--observations", "obs.jsonl")
    inside("test_model", *arguments, "--model-file", "tested.model")
    commands = [step["command"].split()[1] for step in steps_of(inside, "tested.model")]
    assert commands == ["autolabel", "extract", "cv_train", "test_model"]


def test_a_model_without_provenance_says_so(copied, inside):
    from revscoring.scoring import Model

    model = Model.load(str(copied.path("m.model")), trusted_modules=["mylist"])
    del model.info["provenance"]
    model.dump(str(copied.path("old.model")))
    failed = inside("model_info", "old.model", "provenance", "--trust", "mylist", check=2).stderr
    assert "old.model does not say how it was made" in failed


def test_an_output_whose_provenance_cannot_be_written_is_kept(copied, inside):
    copied.path("new.jsonl.provenance.json").mkdir()
    said = inside("autolabel", "--dump", "wiki.xml", "--output", "new.jsonl").stderr
    assert "note: how new.jsonl was made is not recorded" in said
    assert copied.lines("new.jsonl") == copied.lines("labels.jsonl")


def test_what_one_command_reads_is_no_input_of_the_next(program, inside, monkeypatch):
    line = '{"rev_id": 1}\n'
    program.write("rows.jsonl", line)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    inside("sample", "--size", "1", "--output", "piped.jsonl")
    inside("sample", "--size", "1", "--input", "rows.jsonl", "--output", "read.jsonl")

    def inputs(name):
        [step] = json.loads(program.path(f"{name}.provenance.json").read_text())["steps"]
        return [one["file"] for one in step["inputs"]]

    assert (inputs("piped.jsonl"), inputs("read.jsonl")) == (["-"], ["rows.jsonl"])
