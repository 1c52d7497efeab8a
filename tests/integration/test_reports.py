"""Reports are imported from the pages of a real MediaWiki."""

from __future__ import annotations

import json

import pytest

from revscoring.audit import ReportStore
from revscoring.utilities import reports, review

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def page(wiki) -> str:
    """The address of a page with 12 reports in 3 sections."""
    ids = [
        wiki.ids.plain,
        wiki.ids.anonymous,
        wiki.ids.revert,
        wiki.ids.bot,
        wiki.ids.ghost,
        wiki.ids.creation,
    ]
    links = [
        f"* [[Special:Diff/{ids[0]}]] the word ''ha''",
        f"* {wiki.url}/w/index.php?diff={ids[1]}&oldid=1",
        f"* {{{{diff|Lake|{ids[2]}|1}}}}",
        f"* [[Special:Permalink/{ids[3]}]] https://elsewhere.example/w/index.php?diff=5",
    ]
    more = [f"* [[Special:Diff/1/{ids[4]}]]", f"* {wiki.url}/w/index.php?oldid={ids[5]}", *links[:2]]
    last = [links[0], links[2], links[3], f"# [[Special:Diff/{wiki.ids.nowhere}]]"]
    sections = [("The word ha", links), ("Quotes", more), ("A revert itself", last)]
    wiki.edit(
        "Ann", "Project:Wrong", "\n".join(f"== {name} ==\n" + "\n".join(lines) for name, lines in sections)
    )
    return f"{wiki.url}/w/index.php?title=Project:Wrong"


def test_a_page_imported_twice_is_12_reports(wiki, page, tmp_path, capsys) -> None:
    store = tmp_path / "reports.sqlite"
    for _ in range(2):
        reports.main(["import", f"--store={store}", f"--wiki-page={page}"])
    told = capsys.readouterr().err
    assert "12 reports in = 12 out + 0 errors" in told
    assert "12 reports in = 0 out + 12 known before + 0 errors" in told
    assert f"the wiki has no revision {wiki.ids.nowhere}; the reports are kept" in told
    assert "1 links to other wikis are left out" not in told
    found = ReportStore(store).reports()
    assert len(found) == 12
    assert {report.wiki for report in found} == {"wiki"}
    assert {report.section for report in found} == {"The word ha", "Quotes", "A revert itself"}
    assert len({report.source for report in found}) == 1
    assert all(report.source_rev_id for report in found)
    themes = ReportStore(store).themes()
    assert themes["wiki", wiki.ids.plain] == ["The word ha", "Quotes", "A revert itself"]


def test_a_page_that_is_not_there_is_one_line(wiki, tmp_path, capsys) -> None:
    with pytest.raises(SystemExit):
        reports.main(
            [
                "import",
                f"--store={tmp_path / 's'}",
                f"--wiki-page={wiki.url}/w/index.php?title=Project:Nothing",
            ]
        )
    assert "the wiki has no page 'Project:Nothing'" in capsys.readouterr().err


def test_a_sample_of_what_a_user_reverted(wiki, tmp_path) -> None:
    path = tmp_path / "sample.jsonl"
    review.main(["sample", f"--host={wiki.url}", "--contributions=Sue", "--size=1", f"--output={path}"])
    row = json.loads(path.read_text(encoding="utf-8"))
    assert (row["rev_id"], row["reverting_id"]) == (wiki.ids.anonymous, wiki.ids.revert)
    assert (row["wiki"], row["review"]["population"]) == ("wiki", 1)
    with pytest.raises(SystemExit):
        review.main(["sample", f"--host={wiki.url}", "--contributions=Ben", "--size=1"])
