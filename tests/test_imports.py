"""What an import brings with it: next to nothing, until something is computed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "cydifflib",
    "enchant",
    "gensim",
    "joblib",
    "mwapi",
    "mwbase",
    "mwparserfromhell",
    "nltk",
    "numpy",
    "pandas",
    "requests",
    "scipy",
    "skops",
    "sklearn",
    "stop_words",
    "tabulate",
    "tqdm",
    "yaml",
}

#: Statement → heavy modules that it may bring.
STATEMENTS = {
    "import revscoring": set(),
    "import revscoring.errors": set(),
    "import revscoring.dependencies": set(),
    "import revscoring.datasources.revision_oriented": set(),
    "import revscoring.features.wikitext": set(),
    "import revscoring.features.wikibase": set(),
    "import revscoring.features.modifiers": set(),
    "import revscoring.languages.english": set(),
    "import revscoring.languages.italian": set(),
    "import revscoring.text": set(),
    "import revscoring.observations.lines": set(),
}


def _heavy_modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return HEAVY & set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("statement", STATEMENTS)
def test_heavy_libraries_wait_until_they_are_used(statement):
    assert _heavy_modules_after(statement) <= STATEMENTS[statement]


def test_help_imports_nothing_heavy():
    statement = (
        "import contextlib, io\n"
        "from revscoring.revscoring import main\n"
        "with contextlib.redirect_stdout(io.StringIO()) as out:\n"
        "    try:\n"
        "        main(['--help'])\n"
        "    except SystemExit:\n"
        "        pass\n"
        "assert 'cv_train' in out.getvalue()"
    )
    assert _heavy_modules_after(statement) == set()


def test_nothing_is_read_or_asked_at_import():
    """Importing a language opens no file but Python's own, and no connection."""
    code = (
        "import sys\n"
        "opened = []\n"
        "def note(event, arguments):\n"
        "    if event == 'open' and str(arguments[0]).endswith(('.txt', '.json', '.dic', '.aff')):\n"
        "        opened.append(str(arguments[0]))\n"
        "    if event.startswith('socket.'):\n"
        "        opened.append(event)\n"
        "sys.addaudithook(note)\n"
        "import revscoring.languages.english, revscoring.languages.italian\n"
        "assert not opened, opened"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
