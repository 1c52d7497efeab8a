"""From a dump to values: which roots are wanted, and what is missing."""

from __future__ import annotations

import pytest

from revscoring.datasources.revision_oriented import revision
from revscoring.dependencies import Dependent
from revscoring.errors import DependencyError
from revscoring.extractors.dump import Accounts, DumpError, extract_dump, needs_accounts, root_names
from revscoring.features import Feature

DUMP = """<mediawiki version="0.11"><page><title>Ants</title><ns>0</ns><id>1</id>
<revision><id>1</id><timestamp>2003-01-31T12:00:00Z</timestamp>
<contributor><username>Ann</username><id>7</id></contributor><text>one</text></revision>
<revision><id>2</id><parentid>1</parentid><timestamp>2003-01-31T13:00:00Z</timestamp>
<contributor><username>Ann</username><id>7</id></contributor><text>one two</text></revision>
</page></mediawiki>"""

longer = Feature(
    "longer",
    lambda text, parent: len(text) - len(parent or ""),
    returns=int,
    depends_on=[revision.text, revision.parent.text],
)
since = revision.user.info.registration_str


@pytest.fixture
def path(tmp_path):
    (tmp_path / "d.xml").write_text(DUMP)
    return str(tmp_path / "d.xml")


def test_roots_are_inputs_below_that_are_not_given():
    assert root_names([longer + 1]) == {"datasource.revision.text", "datasource.revision.parent.text"}
    assert root_names([longer], ["datasource.revision.text"]) == {"datasource.revision.parent.text"}
    assert root_names([longer], ["feature.longer"]) == set()
    assert needs_accounts(root_names([revision.user.info.registration]))
    assert not needs_accounts(root_names([longer]))


@pytest.mark.parametrize("workers", [0, 2])
def test_values_of_every_revision(path, workers):
    found = [(done.key, done.values) for done in extract_dump(path, [longer, since], workers=workers)]
    assert found == [(1, [3, "2003-01-31T12:00:00Z"]), (2, [4, "2003-01-31T12:00:00Z"])]


def test_given_accounts_are_used(path):
    accounts = Accounts({"Ann": {"registration_str": "2001-01-01T00:00:00Z"}})
    found = extract_dump(path, [since], accounts=accounts, workers=0)
    assert [done.values for done in found] == [["2001-01-01T00:00:00Z"]] * 2


def test_a_root_that_no_dump_tells_is_an_error_that_says_so(path):
    other = Dependent("elsewhere")
    for unknown in (revision.user.info.editcount, revision.user.last_revision.id, other):
        (first, _) = extract_dump(path, [unknown], workers=0)
        assert isinstance(first.error, DependencyError)
        assert f"a dump does not tell {unknown}" in str(first.error)


def test_a_broken_dump_gives_its_revisions_and_then_its_error(tmp_path):
    (tmp_path / "d.xml").write_text(DUMP[: DUMP.index("one two")])
    found = []
    with pytest.raises(DumpError, match="line 5: the dump ends early"):
        for done in extract_dump(str(tmp_path / "d.xml"), [longer], workers=1):
            found.append(done.values)
    assert found == [[3]]
