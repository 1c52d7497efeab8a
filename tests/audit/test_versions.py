"""Versions of a model are compared edit by edit."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.audit import Case, Version, VersionTable, compare, threshold_of
from revscoring.features import Feature
from revscoring.scoring.models import GaussianNB

CASES = [
    Case(1, False, "ha"),
    Case(2, False, "<script>alert(1)</script> [[x]] {{y}}", "https://my.wiki/w/index.php?diff=2"),
    Case(3, True, "ha", "javascript:alert(1)"),
    Case(4, None),
]
TABLE = VersionTable(
    "recall at precision 0.9",
    CASES,
    [Version("1.0", 0.5), Version("1.1", 0.8)],
    [[0.9, 0.4, 0.6, 0.5], [0.7, 0.9, 0.7, None]],
)


def test_each_version_is_judged_at_its_own_threshold() -> None:
    assert TABLE.right(0) == [False, True, True, None]
    assert TABLE.right(1) == [True, False, False, None]
    [found] = TABLE.comparisons()
    assert (found.n, found.fixed, found.still_wrong, found.newly_wrong) == (3, [1], [], [2, 3])
    assert [case.rev_id for case, _ in TABLE.rows()] == [1, 3, 2, 4]


def test_the_last_of_three_is_compared_with_the_first_too() -> None:
    versions = [*TABLE.versions, Version("1.2", 0.5)]
    table = VersionTable("q", CASES, versions, [*TABLE.probabilities, [0.1, 0.1, 0.9, 0.9]])
    assert [(one.old, one.new) for one in table.comparisons()] == [
        ("1.0", "1.1"),
        ("1.1", "1.2"),
        ("1.0", "1.2"),
    ]


@given(st.integers(0, 30), st.integers(0, 30))
def test_mcnemar_is_exact(fixed: int, newly: int) -> None:
    old, new = [False] * fixed + [True] * newly, [True] * fixed + [False] * newly
    n, less = fixed + newly, min(fixed, newly)
    literal = min(1.0, 2 * sum(comb(n, k) for k in range(less + 1)) / 2**n)
    assert compare("a", "b", range(n), old, new).p_value == pytest.approx(literal)


def test_pages_escape_what_people_wrote() -> None:
    page = TABLE.render("html", "Reported <edits>")
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert 'href="https://my.wiki/w/index.php?diff=2"' in page
    assert "Reported &lt;edits&gt;" in page
    wikitext = TABLE.render("wikitext", "t")
    assert (
        "&#60;script&#62;alert(1)&#60;/script&#62; &#91;&#91;x&#93;&#93; &#123;&#123;y&#125;&#125;"
        in wikitext
    )
    assert "| [[Special:Diff/1]] || no || 0.90 ✗ || 0.70 ✓" in wikitext
    assert "no rates of error" in wikitext


def test_the_threshold_of_a_question_is_the_models_own() -> None:
    model = GaussianNB([Feature("n", returns=float)], labels=[True, False])
    rows = [([float(n)], n > 30) for n in range(60)]
    model.train(rows)
    with pytest.raises(ValueError, match="no statistics of thresholds"):
        threshold_of(model, "recall at precision 0.9")
    model.test(rows)
    expected = model.info["statistics"]["thresholds"][True]["maximum recall @ precision >= 0.9"]
    assert threshold_of(model, "recall at precision 0.9") == expected
    with pytest.raises(ValueError, match="not of the form"):
        threshold_of(model, "good ones")
    with pytest.raises(ValueError, match="'B'"):
        threshold_of(model, "recall at precision 0.9", "B")
