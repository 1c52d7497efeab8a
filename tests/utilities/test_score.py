"""Scores of extractions: in batches, with errors in their places."""

from __future__ import annotations

import json

import pytest

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
