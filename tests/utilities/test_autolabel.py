"""The windows of time of ``revscoring autolabel``: what others would find, and the choice of one."""

from __future__ import annotations

from .conftest import dump_xml, page_xml, revision_xml


def late_wiki(reverts_after_days):
    """Return a dump in which each vandal's edit of one page is reverted after so many days."""
    pages, rev_id = [], 0
    for page, days in enumerate(reverts_after_days, 1):
        revisions, parent = [], None
        later = 10 + int(days * 1440)
        for user, minute, text in (
            ("Ann", 0, "Ants"),
            (f"10.0.0.{page % 3}", 10, "x"),
            ("Ben", later, "Ants"),
        ):
            rev_id += 1
            revisions.append(revision_xml(rev_id, parent, minute, user, text))
            parent = rev_id
        pages.append(page_xml(page, f"Page {page}", *revisions))
    return dump_xml(*pages)


def test_autolabel_shows_what_other_windows_find(program, here, capsys):
    program.write("late.xml", late_wiki([0.01, 0.5, 1.5, 6, 6, 6, 25]))
    assert here("autolabel", "--dump", "late.xml", "--output", "l.jsonl") == 0
    err = capsys.readouterr().err
    assert "3 of 21 edits were reverted within 2 days; they are by 3 of 5 authors." in err
    rows = [" ".join(line.split()) for line in err.splitlines()]
    for row in (
        "within 1 hour 1 1",
        "within 1 day 2 2",
        "within 2 days 3 3 chosen",
        "within 7 days 6 3",
        "within 30 days 7 3",
    ):
        assert row in rows
    assert "Many reverts come later: --window 30d" in err


def test_autolabel_chooses_the_shortest_window_that_finds_most(program, here, capsys):
    for days, chosen, found in (
        ([0.1] * 19 + [25], 2, 19),
        ([0.1] * 10 + [6] * 9 + [25], 7, 19),
        ([0.1] * 10 + [25] * 2, 30, 12),
        ([], 2, 0),
    ):
        program.write("late.xml", late_wiki(days))
        assert here("autolabel", "--dump", "late.xml", "--output", "l.jsonl", "--window", "auto") == 0
        err = capsys.readouterr().err
        assert sum(row["reverted"] for row in program.lines("l.jsonl")) == found
        if days:
            assert f"were reverted within {chosen} days" in err
            assert "come later" not in err


def test_autolabel_takes_windows_in_hours_and_days(program, here, capsys):
    program.write("late.xml", late_wiki([0.1, 0.5, 6]))
    for window, found in (("3h", 1), ("24", 2), ("7d", 3)):
        assert here("autolabel", "--dump", "late.xml", "--output", "l.jsonl", "--window", window) == 0
        assert sum(row["reverted"] for row in program.lines("l.jsonl")) == found
    capsys.readouterr()
    for wrong in ("-1", "soon", "nan", "d"):
        assert here("autolabel", "--dump", "late.xml", "--window", wrong) == 2
        assert "give auto, hours (48h) or days (30d)" in capsys.readouterr().err
    assert here("autolabel", "--dump", "late.xml", "--window", "auto", "--window-hours", "3") == 2
    assert here("autolabel", "--dump", "-", "--window", "auto") == 2
    assert "reads the dump twice" in capsys.readouterr().err


def test_autolabel_counts_only_edits_that_it_writes(program, here, capsys):
    program.write("late.xml", late_wiki([0.1, 6]))
    assert (
        here(
            "autolabel", "--dump", "late.xml", "--output", "l.jsonl", "--namespaces", "4", "--window", "auto"
        )
        == 0
    )
    assert "within 7 days" not in capsys.readouterr().err
