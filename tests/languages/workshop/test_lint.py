"""The lint of word lists: counting, judging, showing, and the story of the Italian "ha"."""

from __future__ import annotations

import json
import math
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.languages.lists import parse_entries
from revscoring.languages.workshop import (
    AddedLine,
    Counts,
    EntryFinder,
    Lint,
    LintReport,
    Source,
    added_lines,
    as_html,
    as_json,
    as_table,
    count_words,
    rate_ratio,
)
from tests.utilities.conftest import dump_xml, page_xml, revision_xml

GOOD = "Roma ha un fiume.|Il paese ha {} abitanti.|La chiesa ha una torre.|Chi ha visto il mare?"


def history() -> str:
    """Return a wiki in Italian, in which vandals laugh and insult, and Rita reverts them."""
    pages, rev_id, minute = [], 0, 0
    for page_id in range(1, 9):
        text, parent, revisions = "", None, []
        for step in range(6):
            rev_id, minute = rev_id + 1, minute + 60
            text += GOOD.split("|")[(page_id + step) % 4].format(rev_id) + f" Fatto {rev_id}.\n\n"
            revisions.append(revision_xml(rev_id, parent, minute, "Rita", text))
            parent = rev_id
            if step % 2:
                words = ["hahaha ciao scemo", "ahahah che bischero", "siete scemi hihi"][page_id % 3]
                bad = text + f"{words} zuzzurellone {rev_id}\n\n"
                revisions.append(revision_xml(rev_id + 1, parent, minute + 1, f"10.0.0.{rev_id}", bad))
                revisions.append(revision_xml(rev_id + 2, rev_id + 1, minute + 2, "Rita", text))
                rev_id = parent = rev_id + 2
        pages.append(page_xml(page_id, f"Pagina {page_id}", *revisions))
    return dump_xml(*pages)


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    path = tmp_path / "wiki.xml"
    path.write_text(history(), encoding="utf-8")
    return path


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    path = tmp_path / "planted.txt"
    path.write_text("# laughter copied from another language\nha\n", encoding="utf-8")
    return path


def reported(out: str) -> list[tuple[str, str, str]]:
    return [(found["entry"], found["set"], found["verdict"]) for found in json.loads(out)["entries"]]


def test_ha_is_planted_found_removed_and_gone(run, wiki: Path, planted: Path) -> None:
    lint = ["lint", "italian", "--set", "informals", "--dump", wiki, "--json"]
    found = json.loads(run(*lint, "--extra-entries", planted).out)["entries"][0]
    assert (found["entry"], found["verdict"], found["line"]) == ("ha", "opposite", 2)
    assert found["file"] == str(planted)
    assert (found["survived"], found["reverted"]) == (36, 0)  # a sentence that is copied is not added
    assert found["ratio"]["high"] < 1
    assert all(context["match"] == "ha" for context in found["contexts"]["survived"])
    planted.write_text("", encoding="utf-8")
    assert reported(run(*lint, "--extra-entries", planted).out) == []


def test_ha_is_found_in_real_italian(run, data_dir: Path, planted: Path) -> None:
    dumps = [
        data_dir / "histories" / "itwiki-amen-2005-2009.xml.gz",
        data_dir / "articles" / "minidumps" / "it-wiki.xml.bz2",
    ]
    for path in dumps:
        if not path.exists():
            pytest.skip(f"{path.name} is not among the real data")
    lint = ["lint", "italian", *(word for path in dumps for word in ("--dump", path)), "--json"]
    assert reported(run(*lint, "--extra-entries", planted, "--set", "informals").out)[0][:2] == (
        "ha",
        "informals",
    )
    whole = reported(run(*lint, "--extra-entries", planted).out)
    assert {entry for entry, _, _ in whole[:3]} == {"ha"}
    assert not {entry for entry, name, _ in reported(run(*lint).out) if name != "words_to_watch"} & {"ha"}


def test_a_list_of_its_own(run, wiki: Path, tmp_path: Path) -> None:
    path = tmp_path / "informals.txt"
    path.write_text("scem*\nha\nnever\n", encoding="utf-8")
    report = json.loads(run("lint", "italian", "--dump", wiki, "--json", "--all", "--list", path).out)
    assert [(found["entry"], found["set"], found["verdict"]) for found in report["entries"]] == [
        ("ha", "informals", "opposite"),
        ("scem*", "informals", "holds"),
    ]
    assert report["absent"] == 1


def test_labels_of_autolabel(run, wiki: Path, planted: Path, tmp_path: Path) -> None:
    from revscoring.revscoring import main

    labels = tmp_path / "labels.jsonl"
    main(["autolabel", "--dump", str(wiki), "--output", str(labels)])
    lint = ["lint", "italian", "--dump", wiki, "--extra-entries", planted, "--json"]
    assert run(*lint, "--labels", labels).out == run(*lint).out
    everything = [json.loads(line) | {"reverted": False} for line in labels.read_text().splitlines()]
    labels.write_text("\n".join(map(json.dumps, everything)))
    done = run(*lint, "--labels", labels)
    assert json.loads(done.out)["lines"]["reverted"] == 0
    labels.write_text("\n".join(json.dumps(found) for found in everything[:3]))
    assert "3 out + 93 left out" in run(*lint, "--labels", labels).err
    labels.write_text('{"rev_id": 1, "damaging": true}\n')
    assert "line 1: needs a rev_id and a field 'reverted'" in run(*lint, "--labels", labels, status=2).err


def test_suggestions(run, wiki: Path) -> None:
    report = json.loads(run("lint", "italian", "--dump", wiki, "--json", "--suggest").out)
    terms = {found["term"]: found for found in report["suggestions"]}
    assert terms["zuzzurellone"]["reverted"] == 24
    assert terms["zuzzurellone"]["survived"] == 0
    assert not {"hahaha", "scemo", "ha", "fatto"} & set(terms)  # matched already, or in good text too
    assert report["suggestions"][0]["ratio"]["high"] is None


def test_table_and_html(run, wiki: Path, planted: Path, tmp_path: Path) -> None:
    page = tmp_path / "lint.html"
    lint = ["lint", "italian", "--dump", wiki, "--extra-entries", planted, "--set", "informals"]
    done = run(*lint, "--suggest", "--html", page)
    assert "96 revisions in = 96 out" in done.err
    lines = done.out.splitlines()
    row = next(line for line in lines if line.startswith("opposite"))
    assert row.split()[2:5] == ["ha", "36", "0"]
    assert "[ha]" in row
    assert any(line.startswith("zuzzurellone") for line in lines)
    html = page.read_text(encoding="utf-8")
    assert "<mark>ha</mark>" in html
    assert "Pagina 1, revision " in html
    assert "http" not in html  # self-contained


def test_namespaces_and_pages_of_other_kinds(run, tmp_path: Path) -> None:
    talk = page_xml(2, "Talk:Ants", revision_xml(2, None, 1, "Ann", "You stupid ant"))
    path = tmp_path / "wiki.xml"
    path.write_text(
        dump_xml(
            page_xml(1, "Ants", revision_xml(1, None, 0, "Ann", "An ant"), revision_xml(3, 1, 5, "?", None)),
            talk.replace("<ns>0</ns>", "<ns>1</ns>"),
        ),
        encoding="utf-8",
    )
    lint = ["lint", "english", "--dump", path, "--json", "--all", "--min-count", 1]
    assert json.loads(run(*lint).out)["entries"] == []
    assert "3 revisions in = 1 out + 2 left out" in run(*lint).err
    assert json.loads(run(*lint, "--namespaces", "all").out)["entries"]
    assert json.loads(run(*lint, "--namespaces", "1,2").out)["lines"]["survived"] == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["italian"], "Missing option '--dump'"),
        (["italian", "--dump", "missing.xml"], "missing.xml: cannot be opened"),
        (["italian", "--dump", "-"], "a dump from a pipe cannot be read twice: give --labels FILE"),
        (["italian", "--dump", "x", "--set", "jokes"], "has no set 'jokes': it has badwords, informals"),
        (["basque", "--dump", "x"], "basque has no list of words to lint"),
        (["it", "--dump", "x", "--list", "a", "--extra-entries", "b"], "exclude each other"),
        (["it", "--dump", "x", "--list", "missing.txt"], "missing.txt: No such file"),
        (["it", "--dump", "x", "--namespaces", "main"], "give all, or numbers"),
    ],
)
def test_mistakes(run, options: list[str], message: str) -> None:
    assert message in run("lint", *options, status=2).err


def test_a_broken_dump_is_reported_after_the_table(run, tmp_path: Path) -> None:
    path = tmp_path / "wiki.xml"
    path.write_text(history()[:-4000], encoding="utf-8")
    done = run("lint", "italian", "--dump", path, status=2)
    assert "survived" in done.out
    assert "error: " in done.err
    assert "warning: " in run("lint", "italian", "--dump", path, "--keep-going").err


def linted(lines: list[AddedLine], *entries: str, **options) -> LintReport:
    sources = [Source(entry, "badwords", "test") for entry in parse_entries(entries, source="test")]
    lint = Lint([EntryFinder(sources)])
    lint.add_all(lines)
    return lint.report(**options)


def test_verdicts() -> None:
    good = [AddedLine(f"one two three {i}", False) for i in range(100)]
    bad = [AddedLine(f"one dumb dumb {i}", True) for i in range(100)]
    report = linted([*good, *bad, AddedLine("once", False)], "one", "two", "dumb", "once", "never")
    assert [(found.source.entry.text, found.verdict) for found in report.entries] == [
        ("two", "opposite"),
        ("one", "nothing"),
        ("once", "rare"),
        ("dumb", "holds"),
    ]
    assert [found.source.entry.text for found in report.reported] == ["two", "one"]
    assert (report.absent, report.lines.survived, report.words.reverted) == (1, 101, 400)
    assert report.entries[-1].lines.reverted == 100  # once per line


def test_without_damage_entries_are_listed_by_their_alarms() -> None:
    report = linted([AddedLine(f"ha {i}", False) for i in range(9)], "ha", "h*")
    assert [(found.source.entry.text, found.verdict, found.ratio) for found in report.entries] == [
        ("ha", "unknown", None)
    ]
    assert "nothing to compare with" in as_table(report, entries=report.entries)


def test_little_damage_proves_nothing() -> None:
    report = linted(
        [*(AddedLine(f"Roma ha {i} case e un fiume", False) for i in range(30)), AddedLine("ciao", True)],
        "ha",
    )
    assert [found.verdict for found in report.entries] == ["nothing"]


def test_reports_hold_odd_text() -> None:
    report = linted([AddedLine("<script>\ud800 ha & 'x'", False, 7, "A <b>") for _ in range(5)], "ha")
    html = as_html(report, "x<y", entries=report.entries)
    html.encode("utf-8")
    assert "<script" not in html.replace("&lt;script", "")

    class Balanced(HTMLParser):
        depth = 0

        def handle_starttag(self, tag, attrs):
            self.depth += tag in ("details", "table", "blockquote", "div")

        def handle_endtag(self, tag):
            self.depth -= tag in ("details", "table", "blockquote", "div")

    parser = Balanced()
    parser.feed(html)
    assert parser.depth == 0
    json.dumps(as_json(report, "x", entries=report.entries), allow_nan=False)
    as_table(report, entries=report.entries, limit=1).encode("utf-8")


@given(*[st.integers(0, 50), st.integers(50, 10_000)] * 2)
def test_ratios(reverted: int, reverted_words: int, survived: int, survived_words: int) -> None:
    found = rate_ratio(Counts(survived, reverted), Counts(survived_words, reverted_words))
    assert 0 <= found.low <= found.high
    assert 0 < found.ratio < math.inf
    assert (found.low == 0) == (reverted == 0)
    assert (found.high == math.inf) == (survived == 0)
    mirrored = rate_ratio(Counts(reverted, survived), Counts(reverted_words, survived_words))
    assert mirrored.ratio == pytest.approx(1 / found.ratio)
    if found.low and found.high < math.inf:
        assert (1 / mirrored.high, 1 / mirrored.low) == pytest.approx((found.low, found.high))


def test_ratios_of_plain_cases() -> None:
    assert rate_ratio(Counts(0, 0), Counts(10, 10)).ratio == 1
    assert rate_ratio(Counts(5, 5), Counts(10, 0)) is None
    assert rate_ratio(Counts(1000, 1000), Counts(10_000, 10_000)).low == pytest.approx(0.916, abs=0.001)


def test_lines_that_an_edit_adds() -> None:
    assert added_lines(None, "a b\n\n\nc ") == ["a b", "c"]
    assert added_lines("one two\n\nthree", "one 2 two\n\nthree\n\nfour") == ["2", "four"]
    assert added_lines("same", "same") == []
    assert count_words("l'acqua è fredda 漢字") == 6


def test_a_line_counts_once_per_page_and_is_no_damage_if_somebody_keeps_it(run, tmp_path: Path) -> None:
    text = "Ants are small.\n\n"
    revisions = [
        revision_xml(1, None, 0, "Ann", text),
        revision_xml(2, 1, 1, "Ben", text + "lol\n\n"),  # reverted
        revision_xml(3, 2, 2, "Ann", text),
        revision_xml(4, 3, 3, "Eve", ""),  # blanked
        revision_xml(5, 4, 4, "Ann", text),
        revision_xml(6, 5, 9000, "Dan", text + "lol\n\nAnd old.\n\n"),  # stays
    ]
    path = tmp_path / "wiki.xml"
    path.write_text(dump_xml(page_xml(1, "Ants", *revisions)), encoding="utf-8")
    report = json.loads(run("lint", "english", "--dump", path, "--json", "--min-count", 1, "--all").out)
    assert report["lines"] == {"survived": 3, "reverted": 0}
    assert [(found["survived"], found["reverted"]) for found in report["entries"]] == [(1, 0)]
