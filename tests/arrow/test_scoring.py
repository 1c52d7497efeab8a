"""Scores for record batches: those of the models, beside the errors of rows."""

from __future__ import annotations

import pytest

from revscoring import arrow
from revscoring.features import wikitext
from revscoring.scoring import Model
from revscoring.scoring.models import GaussianNB

from .tables import content_row, content_table, hostile_rows

FEATURES = [wikitext.revision.chars, wikitext.revision.words]


class Picky(Model):
    """A model that cannot score short texts."""

    def score(self, feature_values):
        if feature_values[0] < 9:
            raise ValueError("too short")
        return {"prediction": ["long"]}


@pytest.fixture(scope="module")
def model():
    made = GaussianNB(FEATURES, labels=[True, False], version="1.2")
    made.train([([float(n), float(n % 5)], n > 20) for n in range(40)])
    return made


def rows_of(table, models, **options):
    found = arrow.score(table.to_batches(), models, **options)
    return {row["revision_id"]: row for batch in found for row in batch.to_pylist()}


def test_scores_are_those_of_the_model(model):
    found = rows_of(content_table(hostile_rows()), model)
    assert len(found) == len(hostile_rows())
    assert found[12]["score"] is None and found[12]["error"]["type"] == "TextDeleted"
    expected = model.score([14.0, 3.0])
    probability = {str(label).lower(): share for label, share in expected["probability"].items()}
    assert found[11]["score"] == {
        "prediction": expected["prediction"],
        "probability": [*probability.items()],
        "version": "1.2",
    }
    assert found[11]["error"] is None


def test_several_models_at_once_and_the_failure_of_one(model):
    table = content_table([content_row(1, 10, None, "Short."), content_row(1, 11, 10, "A longer text.")])
    found = rows_of(table, {"damaging": model, "picky": Picky(FEATURES[:1])})
    assert found[11]["picky"] == {"prediction": '["long"]', "probability": None, "version": None}
    assert found[10]["picky"] is None and found[10]["error"]["message"] == "too short"
    assert found[10]["damaging"]["prediction"] == model.score([6.0, 1.0])["prediction"]
    with pytest.raises(ValueError, match="too short"):
        rows_of(table, Picky(FEATURES[:1]), errors="raise")


def test_names_of_models_do_not_hide_other_columns(model):
    with pytest.raises(ValueError, match="a model cannot be called 'error'"):
        arrow.score_schema({"error": model})
    with pytest.raises(ValueError, match="there is no model"):
        arrow.score_schema({})
    assert arrow.score_schema(model).names == ["wiki_id", "page_id", "revision_id", "score", "error"]
