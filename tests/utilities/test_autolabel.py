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


def summaries_wiki(
    language="en", undo="Undo revision 2 by [[Special:Contributions/V|V]] ([[User talk:V|talk]])"
):
    """Return a dump in which an edit is undone after another one, which stays."""
    edits = (("Ann", "Ants", ""), ("V", "x Ants", ""), ("Cid", "x Ants!", ""), ("Ben", "Ants! Yes.", undo))
    revisions = [
        revision_xml(number, number - 1 or None, 10 * number, user, text, comment=comment)
        for number, (user, text, comment) in enumerate(edits, 1)
    ]
    return dump_xml(page_xml(1, "Ants", *revisions)).replace('xml:lang="en"', f'xml:lang="{language}"')


def labels_of(program, here, *options):
    assert here("autolabel", "--dump", "undo.xml", "--output", "l.jsonl", *options) == 0
    return {row["rev_id"]: row.get("evidence") for row in program.lines("l.jsonl") if row["reverted"]}


def test_autolabel_takes_summaries_as_evidence_and_says_how_many_it_found(program, here, capsys):
    program.write("undo.xml", summaries_wiki())
    assert labels_of(program, here) == {2: "undo"}
    assert "Found: 1 by the summary of an undo" in capsys.readouterr().err
    assert labels_of(program, here, "--window", "auto") == {2: "undo"}
    assert labels_of(program, here, "--summaries", "none") == {}
    assert "Found" not in capsys.readouterr().err.splitlines()[-1]


def test_autolabel_reads_summaries_in_the_language_of_the_dump(program, here):
    italian = "Annullata la modifica 2 di [[Speciale:Contributi/V|V]] ([[Discussioni utente:V|disc.]])"
    program.write("undo.xml", summaries_wiki("it", italian))
    assert labels_of(program, here) == {2: "undo"}
    assert labels_of(program, here, "--summaries", "de") == {}
    program.write("undo.xml", summaries_wiki("de", italian))
    assert labels_of(program, here) == {}
    assert labels_of(program, here, "--summaries", "de", "--summaries", "it") == {2: "undo"}


def test_autolabel_takes_patterns_of_a_wiki(program, here, capsys):
    program.write("undo.xml", summaries_wiki(undo="[bot] kicked V out (#2)"))
    assert labels_of(program, here) == {}
    program.write("mine.txt", "[bot] kicked {user} out (#{revision})\n")
    assert labels_of(program, here, "--summaries", "mine.txt") == {2: "undo"}
    program.write("mine.txt", "[bot] kicked {usr} out\n")
    capsys.readouterr()
    assert here("autolabel", "--dump", "undo.xml", "--summaries", "mine.txt") == 2
    assert "mine.txt, line 1: there is no placeholder {usr}" in capsys.readouterr().err
    assert here("autolabel", "--dump", "undo.xml", "--summaries", "xx") == 2
    assert "xx: no such file, and no language with patterns" in capsys.readouterr().err


def test_autolabel_does_not_write_over_the_patterns(program, here, capsys):
    program.write("undo.xml", summaries_wiki())
    program.write("mine.txt", "[bot] kicked {user} out (#{revision})\n")
    assert here("autolabel", "--dump", "undo.xml", "--summaries", "mine.txt", "--output", "mine.txt") == 2
    assert "mine.txt is also the input (--summaries)" in capsys.readouterr().err
