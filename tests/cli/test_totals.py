"""The totals that commands print: what goes in comes out, or is reported."""

from __future__ import annotations

import pytest

from revscoring.cli.totals import Totals


def test_errors_are_reported_by_kind(capsys):
    totals = Totals("extract", "revisions")
    totals.inputs, totals.outputs = 112, 3
    for number in range(100):
        totals.fail("TextDeleted: Text deleted", f"revision {number}")
    for number in range(7):
        totals.fail(f"odd {number}", f"revision {number}")
    totals.note("2 have no label (lines 3, 7)", 2)
    totals.finish("; 1 extra")
    *reasons, last = capsys.readouterr().err.splitlines()
    assert reasons == [
        "extract: 2 have no label (lines 3, 7)",
        "extract: revision 0 and 99 more: TextDeleted: Text deleted",
        "extract: revision 0: odd 0",
        "extract: revision 1: odd 1",
        "extract: revision 2: odd 2",
        "extract: revision 3: odd 3",
        "extract: … and 3 more errors",
    ]
    assert last.startswith("extract: 112 revisions in = 3 out + 109 errors; 1 extra; ")


def test_nothing_left_out_is_not_mentioned(capsys):
    totals = Totals("x", "rows")
    totals.finish()
    assert capsys.readouterr().err.startswith("x: 0 rows in = 0 out + 0 errors; ")


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_totals_of_what_was_done_are_told(capsys, kind):
    totals = Totals("extract", "observations", total=5)
    totals.inputs, totals.outputs = 5, 2
    with pytest.raises(kind), totals.kept_when_interrupted():
        raise kind
    assert "5 observations in = 2 out + 3 not done (--resume goes on) + 0 errors" in capsys.readouterr().err


@pytest.mark.parametrize(("outputs", "resumable"), [(0, True), (2, False)])
def test_resuming_is_not_advised_where_nothing_can_be_resumed(capsys, outputs, resumable):
    totals = Totals("extract", "observations", total=5)
    totals.inputs, totals.outputs = 5, outputs
    with pytest.raises(RuntimeError), totals.kept_when_interrupted(resumable):
        raise RuntimeError
    assert f"= {outputs} out + {5 - outputs} not done + 0 errors" in capsys.readouterr().err
