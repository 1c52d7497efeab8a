"""``label_articles``, ``sample`` and ``merge_labels``: labels that are found, drawn and joined."""

from __future__ import annotations

import bz2
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from .conftest import dump_xml, page_xml, revision_xml

TALK = page_xml(
    2,
    "Talk:Ants",
    revision_xml(20, None, 15, "Ann", "{{WikiProject Ants|class=stub}}"),
    revision_xml(21, 20, 45, "Ann", "{{WikiProject Ants|class=B}} {{WikiProject Bees|class=list}}"),
).replace("<ns>0</ns>", "<ns>1</ns>")
ARTICLE = page_xml(
    1, "Ants", revision_xml(10, None, 10, "Ann", "Ants"), revision_xml(11, 10, 40, "Ann", "Ants are insects")
)


def write_rows(program, name, rows):
    program.write(name, "".join(json.dumps(row) + "\n" for row in rows))


def test_label_articles_reads_histories_of_talk_pages(program):
    program.path("talk.xml.bz2").write_bytes(bz2.compress(dump_xml(TALK).encode()))
    done = program("label_articles", "--wiki", "enwiki", "--dump", "talk.xml.bz2", "--dump", "-",
                   "--output", "l.jsonl", stdin=dump_xml(ARTICLE))  # fmt: skip
    assert program.lines("l.jsonl") == [
        {"rev_id": 10, "page_id": 1, "title": "Ants", "namespace": 0, "timestamp": "2003-01-01T00:10:00Z",
         "quality": "Stub", "talk_rev_id": 20, "assessed": "2003-01-01T00:15:00Z", "projects": ["wikiproject ants"]},
        {"rev_id": 11, "page_id": 1, "title": "Ants", "namespace": 0, "timestamp": "2003-01-01T00:40:00Z",
         "quality": "B", "talk_rev_id": 21, "assessed": "2003-01-01T00:45:00Z", "projects": ["wikiproject ants"]},
    ]  # fmt: skip
    assert "2 assessed: 1 Stub, 1 B" in done.stderr
    assert "these are no classes of the rules: 'list' (1)" in done.stderr


def test_label_articles_takes_templates_of_a_file(program, inside):
    program.write("wiki.xml", dump_xml(ARTICLE, TALK.replace("WikiProject", "Rating")))
    rules = {
        "templates": ["Rating *"],
        "parameters": ["class"],
        "classes": {"small": ["stub"], "fine": ["b"]},
    }
    program.write("rules.yaml", json.dumps(rules))
    options = ["--dump", "wiki.xml", "--output", "l.jsonl", "--label", "grade"]
    inside("label_articles", "--templates", "rules.yaml", *options)
    assert [row["grade"] for row in program.lines("l.jsonl")] == ["small", "fine"]
    program.write("rules.yaml", "templates: [A]")
    for more, words in (
        (["--templates", "rules.yaml"], "rules.yaml: give templates, parameters and classes"),
        ([], "give --wiki (enwiki, frwiki, ruwiki) or --templates FILE"),
        (["--wiki", "enwiki", "--templates", "rules.yaml"], "or --templates"),
        (["--wiki", "klwiki"], "klwiki"),
        (["--wiki", "enwiki", "--namespaces", "all"], "--namespaces"),
    ):
        assert words in inside("label_articles", *more, *options, check=2).stderr
    program.write("wiki.xml", dump_xml(ARTICLE, TALK)[:900])
    cut = inside("label_articles", "--wiki", "enwiki", *options, check=2)
    assert "wiki.xml" in cut.stderr
    inside("label_articles", "--wiki", "enwiki", "--keep-going", *options)


ROWS = [{"rev_id": n, "reverted": n % 10 == 0, "page": f"P{n % 3}"} for n in range(300)]


def test_sample_draws_and_tells_the_rates(program, inside):
    write_rows(program, "all.jsonl", ROWS)
    options = ["--input", "all.jsonl", "--output", "s.jsonl", "--size"]
    done = inside("sample", *options, "40", "--balance", "reverted", "--rates", "rates.json")
    rows = program.lines("s.jsonl")
    assert Counter(row["reverted"] for row in rows) == {True: 20, False: 20}
    assert [row["rev_id"] for row in rows] == sorted({row["rev_id"] for row in rows})
    assert "--pop-rate false=0.9 --pop-rate true=0.1" in done.stderr
    assert json.loads(program.path("rates.json").read_text())["labels"] == [
        {"value": False, "population_rate": 0.9}, {"value": True, "population_rate": 0.1}
    ]  # fmt: skip
    inside("sample", *options, "40", "--balance", "reverted")
    assert program.lines("s.jsonl") == rows, "the same seed draws the same"
    inside("sample", *options, "40", "--balance", "reverted", "--seed", "1")
    assert program.lines("s.jsonl") != rows
    inside("sample", *options, "30", "--stratify", "page")
    assert Counter(row["page"] for row in program.lines("s.jsonl")) == {"P0": 10, "P1": 10, "P2": 10}
    done = inside("sample", *options, "300", "--label", "reverted", "--as-json")
    assert program.lines("s.jsonl") == ROWS
    assert json.loads(done.stdout)["rates"][1] == {"value": True, "rate": 0.1}
    for more, words in (
        (["301"], "all.jsonl: 301 are wanted and there are 300"),
        (["70", "--balance", "reverted"], "35 of true are wanted and there are 30: draw 60 or fewer"),
        (["5", "--balance", "none"], "all.jsonl, line 1: it has no 'none'"),
        (["5", "--balance", "reverted", "--stratify", "page"], "either --stratify or --balance"),
        (["5", "--rates", "r.json"], "--rates needs --label"),
        (["0"], "at least 1"),
    ):
        assert words in inside("sample", *options, *more, check=2).stderr
    assert program.lines("s.jsonl") == ROWS, "a failure leaves the file as it was"


def test_each_observation_is_as_likely_to_be_drawn():
    from revscoring.observations.sampling import draw

    counts = Counter(item for seed in range(2_000) for item in draw(range(20), 5, seed)[0])
    assert set(counts) == set(range(20))
    assert max(abs(count - 500) for count in counts.values()) < 100  # 5 standard deviations


def test_rates_of_a_sample_go_into_training(program):
    write_rows(program, "all.jsonl", ROWS)
    rows = "".join(json.dumps(row) + "\n" for row in ROWS)
    done = program("sample", "--size", "40", "--balance", "reverted", "--rates", "rates.json", stdin=rows)
    assert len(done.stdout.splitlines()) == 40


def test_labels_of_several_people_are_joined(program, inside):
    write_rows(program, "ann.jsonl", [{"rev_id": n, "damaging": n < 10} for n in range(20)])
    write_rows(program, "ben.jsonl", [{"rev_id": n, "damaging": n < 9, "goodfaith": True} for n in range(20)])
    write_rows(program, "cy.jsonl", [
        {"rev_id": 0, "damaging": False, "reviewer": "Cy"}, {"rev_id": 9, "damaging": True, "reviewer": "Cy"},
        {"rev_id": 30, "damaging": None, "reviewer": "Cy"},
    ])  # fmt: skip
    two = ["merge_labels", "ann.jsonl", "ben.jsonl", "--label", "damaging", "--output", "l.jsonl"]
    done = inside(*two, "--disputed", "d.jsonl")
    assert {row["rev_id"]: row["damaging"] for row in program.lines("l.jsonl")} == {
        n: n < 9 for n in range(20) if n != 9
    }
    said = {"ann.jsonl": True, "ben.jsonl": False}
    assert program.lines("d.jsonl") == [{"rev_id": 9, "needs_review": True, "judgements": {"damaging": said}}]
    assert "20 of 20 edits were judged by several people, who all agree on 19" in done.stderr
    assert "Krippendorff's alpha 0.90, 95 % interval 0." in done.stderr
    three = [*two[:3], "cy.jsonl", *two[3:]]
    inside(*three)
    labels = {row["rev_id"]: row["damaging"] for row in program.lines("l.jsonl")}
    assert labels[9] is labels[0] is True and 30 not in labels
    done = inside(*three, "--rule", "unanimity", "--label", "goodfaith", "--as-json")
    rows = {row["rev_id"]: row for row in program.lines("l.jsonl")}
    assert rows[9] == {"rev_id": 9, "goodfaith": True} and "damaging" not in rows[0]
    found = json.loads(done.stdout)
    assert [one["alpha"] is None for one in found] == [False, True]
    write_rows(program, "bad.jsonl", [{"rev_id": 1}])
    for more, words in (
        (["bad.jsonl", "--label", "damaging"], "bad.jsonl, line 1: it has no 'damaging'"),
        (["ann.jsonl"], "--label"),
    ):
        assert words in inside("merge_labels", *more, check=2).stderr
    write_rows(program, "bad.jsonl", [{"damaging": True}])
    assert "no 'rev_id'" in inside("merge_labels", "bad.jsonl", "--label", "damaging", check=2).stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_an_interrupted_sample_leaves_the_output_as_it_was(program):
    program.write("s.jsonl", "old\n")
    os.mkfifo(program.path("pipe"))
    root = str(Path(__file__).parents[2])
    command = [
        sys.executable,
        "-m",
        "revscoring",
        "sample",
        "--input",
        "pipe",
        "--size",
        "1",
        "--output",
        "s.jsonl",
    ]
    # What a shell runs in the background ignores interrupts, and hands that down.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, cwd=program.directory, env={**os.environ, "PYTHONPATH": root},
                                   stderr=subprocess.PIPE, text=True)  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, handler)
    with program.path("pipe").open("w") as pipe:
        pipe.write('{"rev_id": 1}\n')
        pipe.flush()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode != 0 and "Traceback" not in errors
    assert program.path("s.jsonl").read_text() == "old\n"
