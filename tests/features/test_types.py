"""A feature list of a client type-checks, and a misspelled feature does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import revscoring

FEATURE_LIST = """
from revscoring.datasources import Datasource
from revscoring.features import Feature, bytes, modifiers, revision_oriented, temporal, wikibase, wikitext
from revscoring.languages import english

features: list[Feature] = [
    wikitext.revision.diff.words_added,
    wikitext.revision.parent.words,
    wikitext.revision.template_names_matching("cite"),
    english.informals.revision.diff.match_delta_increase,
    english.dictionary.revision.parent.non_dict_words,
    english.stemmed.revision.stem_chars / modifiers.max(wikitext.revision.content_chars, 1),
    english.stopwords.revision.diff.stopword_prop_delta_sum,
    bytes.revision.length,
    wikibase.revision.diff.labels_added,
    temporal.revision.user.seconds_since_registration,
    revision_oriented.revision.user.is_anon,
]
datasources: list[Datasource] = [
    wikitext.revision.datasources.words,
    wikitext.revision.diff.datasources.segments_added,
    english.badwords.revision.datasources.matches,
]
"""


def test_feature_lists_type_check(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "right.py").write_text(FEATURE_LIST, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(FEATURE_LIST.replace(".words_added", ".words_aded"), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "right.py", "wrong.py"]
    environment = {**os.environ, "MYPYPATH": str(Path(revscoring.__file__).parents[1])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    errors = [line for line in done.stdout.splitlines() if "error:" in line]
    assert len(errors) == 1, done.stdout + done.stderr
    assert errors[0].startswith("wrong.py:7: error:")
    assert '"words_aded"; maybe "words_added"' in errors[0]
