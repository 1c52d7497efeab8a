"""Stemmers: the algorithms of nltk, without the cost of importing all of nltk."""

from __future__ import annotations

import subprocess
import sys

import pytest

from revscoring.datasources import revision_oriented
from revscoring.dependencies import solve
from revscoring.languages.features import Stemmed
from revscoring.languages.features.stemmed import snowball
from revscoring.languages.features.stemmed.stemmed import NLTK_ALGORITHMS, SnowballStemmer

WORDS = ["running", "happiness", "generously", "Häuser", "fenêtres", "книгами", "niños", "arguments", "a"]


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_stem_does_not_import_all_of_nltk():
    found = run(
        "import sys\n"
        "from revscoring.languages.features.stemmed.stemmed import SnowballStemmer\n"
        "print(SnowballStemmer('german')('Häusern'), {'nltk', 'scipy', 'nltk.corpus'} & set(sys.modules))"
    )
    assert found == "haus set()\n"


@pytest.mark.parametrize("nltk_first", [True, False])
def test_nltk_is_whole_for_those_who_import_it(nltk_first):
    lines = [
        "from revscoring.languages.features.stemmed.stemmed import SnowballStemmer as Ours",
        "assert Ours('german')('Häusern') == 'haus'",
        "import nltk.corpus, nltk.stem",
        "assert nltk.stem.SnowballStemmer('english').stem('running') == 'run'",
        "print(nltk.word_tokenize.__name__, nltk.corpus.stopwords is not None)",
    ]
    if nltk_first:
        lines.insert(0, "import nltk")
    assert run("\n".join(lines)) == "word_tokenize True\n"


@pytest.mark.parametrize("language", sorted(NLTK_ALGORITHMS))
def test_stems_are_those_of_nltk(language):
    theirs = pytest.importorskip("nltk.stem.snowball").SnowballStemmer(language)
    ours = SnowballStemmer(language)
    assert [ours(word) for word in WORDS] == [theirs.stem(word) for word in WORDS]


def test_another_layout_of_nltk_is_imported_as_usual(monkeypatch):
    def fail():
        raise ImportError("laid out in another way")

    monkeypatch.setattr(snowball, "_load_alone", fail)
    for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
        monkeypatch.delitem(sys.modules, name)
    assert snowball._load.__wrapped__().__name__ == "nltk.stem.snowball"


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("Running", "run"), ("happiness", "happi"), ("generously", "generous"), ("skies", "sky"), ("dog's", "dog"), ("saying", "say"), ("", ""),
        # Where nltk, on whose stems models were trained, departs from the Snowball project of today.
        ("scrating", "scrat"), ("emergency", "emerg"), ("organized", "organ"), ("resizer", "resize"), ("vying", "vy"), ("adding", "ad"), ("geologist", "geologist"),
    ],
)  # fmt: skip
def test_an_english_stem(word, stem):
    assert SnowballStemmer("english")(word) == stem


def test_the_length_of_stems_asks_for_new_words_only():
    asked = []
    stem = SnowballStemmer("english")

    def stem_word(word):
        asked.append(word)
        return stem(word)

    length = Stemmed("toy.stemmed", stem_word).revision.stem_chars
    text = "Running dogs were running.\n\n" * 9
    assert solve(length, cache={revision_oriented.revision.text: text}) == 9 * (3 + 3 + 4 + 3)
    assert asked == ["Running", "dogs", "were", "running"]
    text += "Dogs ran."
    assert solve(length, cache={revision_oriented.revision.text: text}) == 9 * (3 + 3 + 4 + 3) + 3 + 3
    assert asked[4:] == ["Dogs", "ran"]
