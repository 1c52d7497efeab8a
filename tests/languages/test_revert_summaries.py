"""Patterns of summaries by which edits take other edits back."""

from __future__ import annotations

import gzip
import os
import re
import time
from pathlib import Path

import pytest

from revscoring.extractors.reverts import Undoing
from revscoring.languages import LANGUAGES, RevertSummaries
from revscoring.languages.revert_summaries import PACKAGE, PLACEHOLDERS, files

DATA = Path(os.environ.get("REVSCORING_DATA") or Path(__file__).parents[3] / "shared" / "data")
ASSETS = files(PACKAGE) / "assets"
WITH_PATTERNS = [code for code in LANGUAGES.values() if (ASSETS / code / "revert_summaries.txt").is_file()]


def linked(name: str, namespace: str = "Special:Contributions", talk: str = "talk") -> str:
    return f"[[{namespace}/{name}|{name}]] ([[User talk:{name}|{talk}]])"


@pytest.mark.parametrize(
    ("code", "summary", "expected"),
    [
        ("en", f"Undo revision 47 by {linked('Ann B.')}: no source", Undoing("Ann B. (talk): no source", 47)),
        ("en", f"/* Life */ Undid revision 47 by {linked('10.0.0.1')}", Undoing("10.0.0.1 (talk)", 47)),
        ("en", "Undo revision 47 by a hidden user", Undoing("a hidden user", 47)),
        ("en", f"Reverted edits by {linked('Ann')} to last revision by Ben", Undoing("Ann (talk)")),
        ("en", f"[[Help:Revert|Reverted]] 1 edit by {linked('Ann')} identified as x", Undoing("Ann (talk)")),
        ("en", f"Reverted 3 edits by {linked('Ann')} to last revision by Ben", Undoing("Ann (talk)")),
        ("en", "Revert to revision 12 using [[:en:Popups|popups]]", Undoing(to=12)),
        (
            "it",
            f"Annullata la modifica 47 di {linked('Ann', 'Speciale:Contributi')}",
            Undoing("Ann (talk)", 47),
        ),
        (
            "it",
            f"Annullate le modifiche di {linked('Ann')}, riportata alla versione precedente di [[Utente:Ben|Ben]]",
            Undoing("Ann (talk)"),
        ),
        ("de", f"Änderung 47 von {linked('Ann')} rückgängig gemacht;", Undoing("Ann (talk)", 47)),
        ("fr", f"Annulation des modifications 47 de {linked('Ann')}", Undoing("Ann (talk)", 47)),
        ("ja", f"{linked('Ann')} による版 47 を取り消し", Undoing("Ann (talk)", 47)),
        ("nb", f"Tilbakestilte endringer av {linked('Ann')} til siste versjon av Ben", Undoing("Ann (talk)")),
        ("pt-br", f"Desfeita a edição 47 de {linked('Ann')}", Undoing("Ann (talk)", 47)),
        ("it", f"Undid revision 47 by {linked('Ann')}", Undoing("Ann (talk)", 47)),  # a program's, in English
        ("tlh", f"Undid revision 47 by {linked('Ann')}", Undoing("Ann (talk)", 47)),
    ],
)
def test_summaries_of_mediawiki_are_read(code, summary, expected):
    assert RevertSummaries.of_language(code).read(summary) == expected


@pytest.mark.parametrize("summary", ["", "rv", "I reverted edits by Ann", "Undone", "/* Undo */", "[[Undo]]"])
def test_other_summaries_say_nothing(summary):
    assert RevertSummaries.of_language("en").read(summary) is None


def test_no_pattern_is_read_as_another_one_before_it():
    """Fill each pattern in, and read it: a pattern that one before it hides would be of no use."""
    assert len(WITH_PATTERNS) >= 14
    values = {"user": "Ann", "revision": "47", "to": "46", "any": "3"}
    for code in WITH_PATTERNS:
        for line in (ASSETS / code / "revert_summaries.txt").read_text(encoding="utf8").splitlines():
            if not line or line.startswith("#"):
                continue
            summary = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], line)
            found = RevertSummaries.of_language(code).read(summary)
            assert found is not None, line
            assert (found.revision == 47) == ("{revision}" in line), line
            assert (found.to == 46) == ("{to}" in line), line
            assert found.names("Ann") == ("{user}" in line), line


def test_a_wrong_line_is_named_with_what_to_write(tmp_path):
    path = tmp_path / "mine.txt"
    for wrong, reason in (
        (
            "Undid {edit} by {user}",
            r"no placeholder \{edit\}: give \{user\}, \{revision\}, \{to\} or \{any\}",
        ),
        ("Undid something", r"needs \{user\}, \{revision\} or \{to\}"),
        ("{user} and {user}", r"\{user\} is there twice"),
    ):
        path.write_bytes(b"\xef\xbb\xbf# mine\r\n" + wrong.encode() + b"\r\n")
        with pytest.raises(ValueError, match=rf"mine\.txt, line 2: .*{reason}"):
            RevertSummaries.of_file(str(path))
    assert set(PLACEHOLDERS) == {"user", "revision", "to", "any"}


def test_a_language_without_patterns_is_an_error_where_it_was_chosen():
    with pytest.raises(ValueError, match="xx: no such file, and no language with patterns: ca, cs, de, en"):
        RevertSummaries.of_language("xx", strict=True)


def test_the_time_of_reading_does_not_grow_with_the_length_of_a_summary():
    started = time.process_time()
    summaries = RevertSummaries.of_language("de")
    for piece in ("Änderungen von ", "[[a|", "Die letzten 3 Textänderungen von ", " ", "/* "):
        assert summaries.read(piece * 200_000) is None
    assert time.process_time() - started < 5


def test_an_italian_history_has_rollbacks():
    path = DATA / "histories" / "itwiki-amen-2005-2009.xml.gz"
    if not path.exists():
        pytest.skip("the real dump of itwiki is not here (set REVSCORING_DATA)")
    comments = re.findall("<comment>(.*?)</comment>", gzip.decompress(path.read_bytes()).decode())
    found = [said for said in map(RevertSummaries.of_language("it").read, comments) if said]
    assert len(found) >= 2
    assert found[0].names("82.52.97.87")
