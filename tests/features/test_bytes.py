"""The size of a revision in bytes."""

from __future__ import annotations

from typing import Any

import pytest

from revscoring.dependencies import solve
from revscoring.errors import CaughtDependencyError
from revscoring.features import bytes as bytes_features

revision = bytes_features.revision
TEXT, PARENT = "datasource.revision.text", "datasource.revision.parent.text"


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0.0), ("abc", 3.0), ("é", 2.0), ("日本", 6.0), ("😀", 4.0), ("a\ud800", 2.0)],
)
def test_length(text: str | None, length: float) -> None:
    for feature, root in ((revision.length, TEXT), (revision.parent.length, PARENT)):
        found: Any = solve(feature, cache={root: text})
        assert found == length
        assert type(found) is float


def test_no_text_is_an_error_but_not_for_the_fixed_length() -> None:
    for tree, root in ((revision, TEXT), (revision.parent, PARENT)):
        with pytest.raises(CaughtDependencyError, match=r"TypeError: .* There is no text to encode"):
            solve(tree.length, cache={root: None})
        assert solve(tree.length_fixed, cache={root: None}) == 0.0
        assert solve(tree.length_fixed, cache={root: "é"}) == 2.0


def test_names() -> None:
    assert str(revision.length) == "feature.bytes.revision.length"
    assert str(revision.parent.length) == "feature.bytes.revision.parent.length"
