"""Make the two environments that the benchmarks compare, with the feature lists that others published.

    python benchmarks/peer_environment.py peer DIRECTORY    revscoring 2.11.13, as published
    python benchmarks/peer_environment.py ours DIRECTORY    this working copy

Packages come from wherever pip is set up to get them; the spelling dictionaries of the system
serve both. The published package wants corpora of stop words that have to be downloaded apart:
stand-ins are written from the package stop-words to DIRECTORY/nltk_data, which do for measuring
speed, but not for comparing values.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = str(Path(__file__).resolve().parents[1])
#: What is installed with its dependencies. The published package knows no newer scikit-learn.
PACKAGES = {
    "peer": ["revscoring==2.11.13", "setuptools<80", "scikit-learn<1.6", "stop-words", "mwxml", "langdetect"],
    "ours": ["--editable", REPOSITORY, "setuptools<80", "langdetect"],
}
#: What is installed without: the lists, whose dependencies would pull in revscoring 2.
LISTS = [
    "editquality==0.5.1",
    "articlequality==0.4.4",
    "draftquality==0.0.4",
    "drafttopic==0.4.1",
    "mwreverts",
    "mysqltsv",
    "yamlconf",
]
#: Those that the languages of the published package look for.
CORPORA = [
    *("arabic", "dutch", "english", "finnish", "french", "german", "hungarian", "italian"),
    *("norwegian", "portuguese", "romanian", "russian", "spanish", "swedish", "turkish"),
]
WRITE_CORPORA = """
import pathlib, sys
from stop_words import get_stop_words
for language in sys.argv[2:]:
    path = pathlib.Path(sys.argv[1], "corpora", "stopwords", language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\\n".join(get_stop_words(language)) + "\\n", encoding="utf-8")
"""


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("side", choices=PACKAGES)
    parser.add_argument("directory")
    parser.add_argument("--python", default=sys.executable, help="the Python to make it with")
    options = parser.parse_args()
    subprocess.run([options.python, "-m", "venv", options.directory], check=True)
    python = os.path.join(options.directory, "bin", "python")
    install = [python, "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, *PACKAGES[options.side]], check=True)
    subprocess.run([*install, "--no-deps", *LISTS], check=True)
    if options.side == "peer":
        corpora = os.path.join(options.directory, "nltk_data")
        subprocess.run([python, "-c", WRITE_CORPORA, corpora, *CORPORA], check=True)
    print(f"ready: {python}")


if __name__ == "__main__":
    main()
