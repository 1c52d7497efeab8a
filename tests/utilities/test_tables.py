"""Commands read and write tables by the names of files: with the same results as lines of JSON."""

from __future__ import annotations

import csv
import io
import json
import sys

import pytest

from revscoring.cli.files import open_input, open_rows
from revscoring.observations import read_observations

pytest.importorskip("pyarrow")

EXTRACT = "extract mylist.features --dump wiki.xml"
LEARN = (
    "cv_train revscoring.scoring.models.GradientBoosting mylist.features reverted --labels true,false "
    "-p n_estimators=5 -p random_state=0 --folds 2 --workers 1 --split random"
)


def rows_of(path):
    with open_input(str(path)) as lines:
        return list(read_observations(lines))


def test_from_a_dump_to_scores_in_parquet_as_in_lines_of_json(program, inside):
    for run, suffix in (program, "parquet"), (inside, "jsonl"):
        for line in (
            f"autolabel --dump wiki.xml --output labels.{suffix}",
            f"{EXTRACT} --input labels.{suffix} --output values.{suffix}",
            f"{LEARN} --observations values.{suffix} --model-file {suffix}.model",
            f"score {suffix}.model --trust mylist --input values.{suffix} --output scores.{suffix}",
        ):
            run(*line.split())
    for name in "labels", "values", "scores":
        expected = rows_of(program.path(f"{name}.jsonl"))
        assert len(expected) > 100
        assert program.path(f"{name}.parquet").read_bytes()[:4] == b"PAR1"
        assert rows_of(program.path(f"{name}.parquet")) == expected
    score = "score jsonl.model --trust mylist --input values.parquet"
    for line in EXTRACT, "autolabel --dump wiki.xml", score:
        inside(*line.split(), "--output", "rows.tsv")
        text = program.path("rows.tsv").read_text()
        header, *rows = csv.reader(io.StringIO(text), delimiter="\t")
        assert header[0] == "rev_id"
        assert len(header) > 2
        assert len(rows) == len(expected)
    odd = inside(*score.split(), "--output", "x.parquet", "--format", "csv", check=2)
    assert "x.parquet is a table of Parquet: leave --format csv out" in odd.stderr


def test_what_cannot_be_a_table_is_said_in_one_line(program, inside):
    program.write("odd.parquet", "no table\n")
    program.write("one.jsonl", '{"rev_id": 5}\n')
    resumed = "extract mylist.features --host https://wiki.invalid --input one.jsonl --resume"
    for line, output, message in (
        (f"{EXTRACT} --input odd.parquet", "x.parquet", "odd.parquet: this is not a Parquet file"),
        ("dump_cache mylist.features reverted --input one.jsonl", "x.parquet", "x.parquet: this is text"),
        (resumed, "odd.parquet", "--resume continues lines of JSON, not a table such as odd.parquet"),
    ):
        assert message in inside(*line.split(), "--output", output, check=2).stderr
    assert not program.path("x.parquet").exists()
    assert program.path("odd.parquet").read_text() == "no table\n"


@pytest.mark.parametrize("end", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_failure_leaves_the_table_as_it_was_and_keeps_the_lines(tmp_path, capsys, end, suffix):
    path = tmp_path / f"rows.{suffix}"
    path.write_text("old")
    with pytest.raises(end), open_rows(str(path), keep_partial=True) as out:
        out.write('{"rev_id": 5}\n')
        raise end
    assert path.read_text() == "old"
    kept = tmp_path / f"rows.{suffix}.partial.jsonl"
    assert json.loads(kept.read_text()) == {"rev_id": 5}
    assert sorted(tmp_path.iterdir()) == [path, kept]
    assert str(kept) in capsys.readouterr().err


def test_a_field_that_no_table_has_keeps_the_lines(tmp_path):
    path = tmp_path / "rows.parquet"
    with (
        pytest.raises(RuntimeError, match=r"rows\.parquet: a table cannot have these fields"),
        open_rows(str(path), keep_partial=True) as out,
    ):
        out.write('{"\\ud800": 5}\n')
    assert [one.name for one in tmp_path.iterdir()] == ["rows.parquet.partial.jsonl"]


def test_a_missing_pyarrow_is_said_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with (
        pytest.raises(RuntimeError, match=r"pyarrow is missing: pip install 'revscoring\[arrow\]'"),
        open_rows(str(tmp_path / "rows.parquet")),
    ):
        pytest.fail("the work begins")
