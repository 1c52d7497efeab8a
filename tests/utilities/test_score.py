"""Scores of extractions: in batches, with errors in their places."""

from __future__ import annotations

from revscoring.errors import TextDeleted
from revscoring.extractors.workers import Extraction
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
