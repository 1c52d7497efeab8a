"""Scores of extractions: in batches, with errors in their places."""

from __future__ import annotations

import io
import json

from revscoring.errors import TextDeleted
from revscoring.extractors.workers import Extraction
from revscoring.utilities import score
from revscoring.utilities.score import score_extractions


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


class Processor:
    def score(self, rev_ids, caches=None, cache=None):
        for rev_id in rev_ids:
            if rev_id == 2:
                yield 2, {"type": "TextDeleted", "message": "TextDeleted: gone"}
            else:
                yield rev_id, {"prediction": cache["x"] + caches.get(rev_id, 0)}


def test_a_score_processor_is_run_over_documents(capsys):
    out = io.StringIO()
    documents = [{"rev_id": 1, "a": 1}, {"rev_id": 2}, {"rev_id": 3}]
    totals = score.run(Processor(), documents, out, {3: 10}, {"x": 5}, "risk", verbose=True)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    gone = {"type": "TextDeleted", "message": "TextDeleted: gone"}
    assert rows == [
        {"rev_id": 1, "a": 1, "risk": {"prediction": 5}},
        {"rev_id": 2, "risk": gone, "error": gone},
        {"rev_id": 3, "risk": {"prediction": 15}},
    ]
    assert (totals.inputs, totals.outputs, totals.errors) == (3, 2, 1)
    assert ".d." in capsys.readouterr().err
