"""Progress bars, as they stand on a terminal."""

from __future__ import annotations

import re

import pytest

from revscoring.cli.progress import Progress


@pytest.mark.parametrize(
    ("total", "shown"), [(10, r"extract:  30%\|.*\| 3 edits \["), (None, r"extract: 3 edits \[")]
)
def test_the_text_stands_behind_the_bar_without_a_comma(total, shown, capsys):
    bar = Progress("extract", total, show=True)
    bar.show(3, "3 edits", now=True)
    bar.close("10 edits")
    written = capsys.readouterr().err
    assert re.search(shown, written)
    assert re.search(r"\W10 edits \[", written)
    assert ", " not in written
