"""Going on where an output ends."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.cli.files import open_output
from revscoring.cli.resuming import read_done, remaining, without_done


def observations(*ids):
    return [{"rev_id": rev_id} for rev_id in ids]


def test_a_line_that_was_not_finished_is_cut_off(tmp_path):
    path = tmp_path / "out"
    path.write_bytes('{"rev_id": 1}\n{"rev_id": 2, "text": "ü"}\n{"rev_id": 3, "te'.encode())
    assert read_done(str(path)) == [1, 2]
    assert path.read_text(encoding="utf8").endswith('"ü"}\n')
    with open_output(str(path), append=True) as out:
        out.write('{"rev_id": 3}\n')
    assert [json.loads(line)["rev_id"] for line in path.read_text(encoding="utf8").splitlines()] == [1, 2, 3]


def test_an_output_that_is_not_there_is_empty(tmp_path):
    assert read_done(str(tmp_path / "out")) == []


@pytest.mark.parametrize("line", ["no JSON", '{"id": 5}', "[1]"])
def test_what_is_no_output_is_left_as_it_is(tmp_path, line):
    path = tmp_path / "out"
    path.write_text(f'{{"rev_id": 1}}\n{line}\nmore')
    with pytest.raises(RuntimeError, match="line 2: this is not an observation"):
        read_done(str(path))
    assert path.read_text().endswith("more")


def test_standard_output_cannot_be_resumed():
    with pytest.raises(RuntimeError, match="--resume needs --output FILE"):
        read_done("<stdout>")


@given(st.lists(st.integers(1, 5), max_size=12), st.data())
def test_what_is_done_and_what_remains_make_the_input(ids, data):
    """Where nothing is left out, the output is a beginning of the input."""
    end = data.draw(st.integers(0, len(ids)))
    assert remaining(observations(*ids), ids[:end]) == observations(*ids[end:])


def test_revisions_that_were_left_out_are_not_done_again():
    assert remaining(observations(1, 2, 3, 4), [2, 3]) == observations(4)


def test_another_input_is_refused():
    with pytest.raises(RuntimeError, match="the output has revision 3"):
        remaining(observations(1, 2), [1, 3])


def test_without_resume_everything_is_still_to_be_done(tmp_path):
    path = tmp_path / "out"
    path.write_text('{"rev_id": 1}\n')
    assert without_done(observations(1, 2), str(path), resume=False) == (observations(1, 2), 0)
    assert without_done(observations(1, 2), str(path), resume=True) == (observations(2), 1)
