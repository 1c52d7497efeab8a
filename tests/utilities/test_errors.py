"""``revscoring errors``: themes of errors, from scored edits, dumps and models."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys

import pytest

from revscoring.audit import mentions

ITALIAN = """
from revscoring.languages import italian
from revscoring.languages.features import RegexMatches

informals = RegexMatches("italian.informals", [*italian.informals.match_list, "ha"])
features = [informals.revision.diff.matches_added]
"""


def scored(n: int, seed: int = 0, reverts: int = 0) -> list[dict]:
    """Return scored good edits and some bad ones; those of the first that are reverts are flagged."""
    source = random.Random(seed)
    rows = []
    for rev_id in range(1, n + 1):
        comment = (
            f"Undid revision {rev_id} by [[Special:Contributions/Ann|Ann]]" if rev_id <= reverts else "more"
        )
        score = 0.9 if rev_id <= reverts or source.random() < 0.05 else 0.1
        rows.append({"rev_id": rev_id, "reverted": False, "score": score, "comment": comment})
    rows += [{"rev_id": n + one, "reverted": True, "score": 0.8, "comment": "hi"} for one in range(1, 50)]
    source.shuffle(rows)
    return [{**row, "page_id": place % 150, "user": f"user {place % 90}"} for place, row in enumerate(rows)]


def write(program, rows: list[dict], name: str = "scores.jsonl") -> None:
    program.write(name, "".join(json.dumps(row) + "\n" for row in rows))


def themes(program, *arguments: str) -> list[dict]:
    found = program("errors", "--scores=scores.jsonl", "--label=reverted", "--as-json", *arguments)
    return json.loads(found.stdout)["themes"]


def test_sixty_flagged_reverts_are_a_theme(program):
    write(program, scored(600, reverts=60))
    (theme,) = themes(program, "--threshold=0.5")
    assert theme["name"] == "is itself a revert"
    assert theme["rate"]["low"] > 0.8
    asked = ["errors", "--scores=scores.jsonl", "--label=reverted", "--threshold=0.5"]
    shown = program(*asked)
    assert "1. is itself a revert" in shown.stdout and " % of the errors." in shown.stdout
    assert not shown.stderr
    write(program, [*scored(600, reverts=60), *scored(600, reverts=60)[:9]])
    again = program(*asked)
    assert again.stdout == shown.stdout
    assert again.stderr == "errors: 9 lines are about edits of earlier lines, and are left out\n"


def test_reverts_of_a_dump_are_told_by_the_texts_that_they_restore(program):
    program("autolabel", "--dump=wiki.xml", "--output=labels.jsonl")
    rows = program.lines("labels.jsonl")
    restoring = {row["reverting_id"] for row in rows if row.get("reverting_id")}
    assert len(restoring) >= 20
    write(program, [{**row, "score": 0.9 if row["rev_id"] in restoring else 0.1} for row in rows])
    found = themes(program, "--threshold=0.5", "--dump=wiki.xml")
    assert [one["name"] for one in found][:1] == ["is itself a revert"]


def test_the_word_ha_is_found_in_italian_articles(program, data_dir):
    from revscoring.extractors.dump import read_dump

    from .conftest import ROOT, dump_xml, page_xml, revision_xml

    paths = [
        data_dir / "articles/minidumps/it-wiki.xml.bz2",
        data_dir / "histories/itwiki-amen-2005-2009.xml.gz",
    ]
    for path in paths:
        if not path.exists():
            pytest.skip(f"{path.name} is not there")
    texts = [max((one.text or "" for one in read_dump(str(path))), key=len) for path in paths]
    paragraphs = [line for text in texts for line in text.split("\n") if len(line) > 80 and line[0].isalpha()]
    pages, rows = [], []
    for number, paragraph in enumerate(paragraphs, 1):
        first, second = 2 * number - 1, 2 * number
        begin = revision_xml(first, None, number, "Ann", "Prima riga.")
        pages.append(
            page_xml(
                number,
                f"Page {number}",
                begin,
                revision_xml(second, first, number, "Ben", f"Prima riga.\n{paragraph}"),
            )
        )
        rows.append({"rev_id": second, "page_id": number, "reverted": False})
    program.write("italian.xml", dump_xml(*pages))
    program.write("italianlist.py", ITALIAN)
    write(program, rows)
    train = "import italianlist, sys\nfrom revscoring.scoring.models import GaussianNB\n"
    train += "model = GaussianNB(italianlist.features, labels=[True, False], additional_info={'label': 'reverted'})\n"
    train += "model.train([([n % 2 * (1 + n % 3)], n % 2 == 1) for n in range(60)])\n"
    train += "model.dump(open('ha.model', 'wb'))\n"
    program.write("train.py", train)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{program.directory}"}
    subprocess.run([sys.executable, "train.py"], cwd=program.directory, env=environment, check=True)
    found = themes(program, "ha.model", "--threshold=0.5", "--dump=italian.xml", "--trust=italianlist")
    flagged = [line for line in paragraphs if re.search(r"\bha\b", line, re.I)]
    assert len(flagged) >= 20
    assert "ha" in found[0]["words"]
    assert found[0]["name"] == "adds the word “ha”"


def test_wikitext_is_read_back_as_reports(program):
    write(program, scored(600, reverts=60))
    text = program(
        "errors", "--scores=scores.jsonl", "--label=reverted", "--threshold=0.5", "--wikitext"
    ).stdout
    found = list(mentions(text))
    assert {one.section for one in found} == {"is itself a revert"}
    assert len(found) == 5 and all(1 <= one.rev_id <= 60 for one in found)


def test_pages_and_false_negatives(program):
    write(program, scored(600, reverts=60))
    told = program(
        "errors", "--scores=scores.jsonl", "--label=reverted", "--threshold=0.5", "--output=e.html"
    )
    assert "1. is itself a revert" in told.stdout and "e.html is written" in told.stderr
    assert "<h2>is itself a revert</h2>" in program.path("e.html").read_text()
    shown = program(
        "errors", "--scores=scores.jsonl", "--label=reverted", "--threshold=0.85", "--kind=false-negatives"
    ).stdout
    assert "49 of 49 bad edits are false negatives: their score is less than 0.850." in " ".join(
        shown.split()
    )


def test_without_a_model_the_question_is_asked_of_the_edits(program):
    write(program, scored(600, reverts=60))
    found = program(
        "errors", "--scores=scores.jsonl", "--label=reverted", "--at=recall at precision 0.3", "--as-json"
    )
    assert json.loads(found.stdout)["threshold"] == 0.8


def test_themes_by_hand(program):
    write(program, scored(600, reverts=60))
    program.write("themes.yaml", "the first ten: {revisions: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}\n")
    found = json.loads(
        program(
            *("errors", "--scores=scores.jsonl", "--label=reverted", "--threshold=0.5", "--as-json"),
            "--themes=themes.yaml",
        ).stdout
    )
    (theme,) = found["by_hand"]
    assert (theme["n"], theme["errors"], theme["agrees_with"]) == (10, 10, {"is itself a revert": 1.0})
    program.write("bad.yaml", "x: {word: [ha]}\n")
    asked = ["errors", "--scores=scores.jsonl", "--label=reverted", "--threshold=0.5"]
    assert "x: word is no rule" in program(*asked, "--themes=bad.yaml", check=2).stderr
    program.write("bad.yaml", "x: {pattern: '['}\n")
    assert "the pattern cannot be read" in program(*asked, "--themes=bad.yaml", check=2).stderr


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"rev_id": 5, "reverted": True}, "line 1: it has no 'score': revscoring score gives one"),
        ({"rev_id": 5, "score": 0.5}, "line 1: it has no label 'reverted'"),
        ({"rev_id": 5, "reverted": True, "score": 7}, "line 1: its 'score' is not a probability"),
    ],
)
def test_rows_that_cannot_be_used_are_named(program, row, message):
    write(program, [row])
    asked = ["errors", "--scores=scores.jsonl", "--label=reverted", "--threshold=0.5"]
    assert message in program(*asked, check=2).stderr
    write(program, [])
    assert "there are no edits" in program(*asked, check=2).stderr
