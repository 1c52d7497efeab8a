"""Rows of observations: with their values, or with their error."""

from __future__ import annotations

import io
import json

from revscoring.cli.rows import RowWriter
from revscoring.cli.totals import Totals
from revscoring.errors import TextDeleted

GONE = {"type": "TextDeleted", "message": "TextDeleted: Text deleted (text)"}


def written(**options):
    out = io.StringIO()
    totals = Totals("score", "observations", inputs=4)
    with RowWriter(out, totals, **options) as writer:
        writer.write({"rev_id": 1, "a": 1, "error": "of an earlier run"}, {"risk": {"prediction": 5}})
        writer.fail({"rev_id": 2}, TextDeleted("text"))
        writer.write({"rev_id": 3}, {"cache": {"x": object()}})
        writer.fail({"rev_id": 4}, {"type": "Odd", "message": "odd"})
    assert (totals.inputs, totals.outputs, totals.errors) == (4, 1, 3)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_observation_is_written_once_with_values_or_an_error(capsys):
    rows = written(error_fields=("risk", "error"), verbose=True)
    assert rows[0] == {"rev_id": 1, "a": 1, "risk": {"prediction": 5}}
    assert rows[1] == {"rev_id": 2, "risk": GONE, "error": GONE}
    assert rows[2]["error"]["type"] == "ObservationError"
    assert "revision 3, x: a value of type builtins.object" in rows[2]["error"]["message"]
    assert rows[3]["risk"] == {"type": "Odd", "message": "odd"}
    assert capsys.readouterr().err == ".dee\n"


def test_a_computed_value_that_json_does_not_have_is_an_error_and_a_field_of_ones_own_is_not():
    out = io.StringIO()
    with RowWriter(out, Totals("score", "observations", inputs=2)) as writer:
        writer.write({"rev_id": 1, "own": float("nan")}, {"score": 0.5})
        writer.write({"rev_id": 2}, {"score": {"probability": float("nan")}})
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert rows[0]["own"] != rows[0]["own"]
    assert rows[1]["error"]["type"] == "ObservationError"


def test_rows_that_failed_can_be_left_out():
    assert [row["rev_id"] for row in written(skip_errors=True)] == [1]
