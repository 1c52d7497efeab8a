"""Scores of extractions: in batches, with errors in their places."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from revscoring.cli.score_rows import format_for
from revscoring.cli.totals import Totals
from revscoring.errors import TextDeleted
from revscoring.extractors.workers import Extraction
from revscoring.features import wikitext
from revscoring.scoring.models import GradientBoosting
from revscoring.utilities import score
from revscoring.utilities.score import riskiest_first, score_extractions


class Model:
    """A model that cannot score negative values, nor batches with them."""

    features = ("x",)

    def score(self, values):
        if values[0] < 0:
            raise ValueError("negative")
        return {"prediction": values[0] > 5}

    def score_many(self, many):
        return [self.score(values) for values in many]


def test_every_extraction_gets_a_score_or_an_error_in_order():
    extractions = [({"rev_id": n}, Extraction(n, [n])) for n in range(250)]
    extractions[3] = ({"rev_id": 3}, Extraction(3, error=TextDeleted("text")))
    extractions[7] = ({"rev_id": 7}, Extraction(7, [-1]))
    found = list(score_extractions(Model(), extractions))
    assert [observation["rev_id"] for observation, _ in found] == list(range(250))
    assert [n for n, (_, score) in enumerate(found) if isinstance(score, Exception)] == [3, 7]
    assert str(found[7][1]) == "negative"
    assert found[8][1] == {"prediction": True}


def test_the_riskiest_only():
    scores = {n: {"prediction": False, "probability": {True: p, False: 1 - p}} for n, p in enumerate(RISKS)}
    pairs = [({"rev_id": n}, scores.get(n)) for n in scores]
    pairs.insert(2, ({"rev_id": 99}, ValueError("no")))
    totals = Totals("score", "revisions", inputs=len(pairs))
    found = list(riskiest_first(iter(pairs), 3, totals))
    assert [observation["rev_id"] for observation, _ in found] == [99, 1, 3, 4]
    assert totals.left_out == len(RISKS) - 3


RISKS = [0.1, 0.9, 0.2, 0.8, 0.8, 0.05, 0.8]


def test_the_command_writes_the_riskiest_first(tmp_path, capsys):
    words = wikitext.revision.words
    model = GradientBoosting([words], [True, False], n_estimators=10)
    model.train([([float(n)], n > 5) for n in range(12)] * 5)
    model.dump(str(tmp_path / "m.model"))
    rows = [{"rev_id": n, "cache": {"datasource.revision.text": "word " * n}} for n in (1, 9, 2, 10)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    arguments = [f"{tmp_path}/m.model", f"--input={tmp_path}/in.jsonl", "--extractors=0", "--riskiest=2"]
    score.main(arguments)
    out, err = capsys.readouterr()
    assert [json.loads(line)["rev_id"] for line in out.splitlines()] == [9, 10]
    assert "4 observations in = 2 out + 2 less risky + 0 errors" in err
    with pytest.raises(SystemExit):
        score.main([*arguments, "--resume", f"--output={tmp_path}/out"])
    assert "leave --resume out" in capsys.readouterr().err


@pytest.fixture
def scored(tmp_path):
    """A model, and a file of observations that know their page, user, time and fate."""
    model = GradientBoosting([wikitext.revision.words], [True, False], n_estimators=10)
    model.train([([float(n)], n > 5) for n in range(12)] * 5)
    model.dump(str(tmp_path / "m.model"))
    rows = []
    for n, user in ((1, "Ann"), (9, "127.0.0.1"), (10, 'Ben, the "bot"')):
        row = {"rev_id": n, "title": f"Page {n}", "user": user, "timestamp": "2006-08-01T10:00:00Z"}
        text = {"cache": {"datasource.revision.text": "word " * n}}
        rows.append({**row, "reverted": n == 9, "tags": ["mobile"], **text})
    rows.append({"rev_id": 4, "cache": {}})
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return [f"{tmp_path}/m.model", f"--input={path}", "--extractors=0"]


def test_scores_say_which_model_gave_them_if_asked(scored, tmp_path, capsys):
    score.main([*scored, "--add-model"])
    *good, failed = map(json.loads, capsys.readouterr().out.splitlines())
    digest = hashlib.sha256((tmp_path / "m.model").read_bytes()).hexdigest()
    assert all(row["model"] == {"name": "m", "version": None, "digest": digest} for row in good)
    assert "model" not in failed
    score.main(scored)
    assert all("model" not in json.loads(line) for line in capsys.readouterr().out.splitlines())
    with pytest.raises(SystemExit):
        score.main([*scored, "--add-model", "--format=csv"])
    assert "--add-model is for lines of JSON" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--format=csv"], ["--output=out.csv"], ["--output=OUT.CSV"]])
def test_scores_as_csv_by_option_or_suffix(scored, options, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    score.main([*scored, *options])
    name = options[0].partition("=")[2]
    text = capsys.readouterr().out if name == "csv" else (tmp_path / name).read_text()
    header, *rows = list(csv.reader(text.splitlines()))
    assert header == [
        *("rev_id", "title", "user", "timestamp", "reverted"),
        *("prediction", "probability_true", "probability_false", "error"),
    ]
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["rev_id"] for row in found] == ["1", "9", "10", "4"]
    assert (found[1]["reverted"], found[1]["prediction"], found[0]["prediction"]) == ("true", "true", "false")
    assert found[2]["user"] == 'Ben, the "bot"'
    assert sum(float(found[0][f"probability_{label}"]) for label in ("true", "false")) == pytest.approx(1)
    assert found[3]["prediction"] == "" and "datasource.revision.text was not given" in found[3]["error"]


def test_scores_as_a_table_of_the_riskiest_for_people(scored, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    score.main([*scored, "--format=table", "--riskiest=2"])
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["risk", "page", "user", "day", "edit"]
    assert [line.split("  ")[-1].strip() for line in lines] == ["revision 9", "revision 10"]
    assert "reverted" in lines[0] and "reverted" not in lines[1]
    assert "Page 9" in lines[0] and "127.0.0.1" in lines[0] and "1 Aug 2006" in lines[0]
    for name in ("page", "user", "day", "edit"):
        at = heading.index(name)
        assert all(line[at - 1] == " " != line[at] for line in lines)
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in "".join(lines)


def test_a_dump_gives_the_table_its_pages_and_links(scored, repository, monkeypatch, capsys):
    dump = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    monkeypatch.setenv("COLUMNS", "120")
    score.main([scored[0], "4830", "999999", "--dump", str(dump), "--extractors=0", "--format=table"])
    heading, line, missing = capsys.readouterr().out.splitlines()
    link = "https://wiki.hv.example/wiki/Special:Diff/4830"
    assert line.split()[2:] == ["Jon", "Haskett", "203.0.113.231", "23", "Jun", "2021", link]
    assert missing.endswith("revision 999999  is not in the dump")
    assert heading.index("edit") == line.index(link)


@pytest.mark.parametrize(
    ("chosen", "output", "terminal", "expected"),
    [
        (None, "<stdout>", True, "table"),
        (None, "-", True, "table"),
        (None, "<stdout>", False, "json"),
        (None, "scores.jsonl", True, "json"),
        (None, "scores.csv", False, "csv"),
        ("json", "scores.csv", True, "json"),
    ],
)
def test_the_format_is_that_of_the_reader(chosen, output, terminal, expected):
    out = io.StringIO()
    out.isatty = lambda: terminal
    assert format_for(chosen, output, out) == expected


def test_only_lines_of_json_are_resumed(scored, capsys):
    with pytest.raises(SystemExit):
        score.main([*scored, "--host=https://my.wiki", "--resume", "--output=scores.csv"])
    assert "--resume goes on after lines of JSON" in capsys.readouterr().err
