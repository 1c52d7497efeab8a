"""Stemmers: the algorithms of nltk without what importing nltk costs, and the English one of our own."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revscoring.datasources import revision_oriented
from revscoring.dependencies import solve
from revscoring.languages.features import Stemmed
from revscoring.languages.features.stemmed import english, snowball
from revscoring.languages.features.stemmed.stemmed import NLTK_ALGORITHMS, SnowballStemmer
from tests.text.markup.markup_cases import real_pages

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


def test_english_stems_do_not_need_nltk():
    found = run(
        "import sys\n"
        "sys.modules['nltk'] = None\n"
        "from revscoring.languages.features.stemmed import SnowballStemmer\n"
        "print(SnowballStemmer('english')('running'))"
    )
    assert found == "run\n"


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
    "word, stem",
    [
        # The steps, as Porter published them.
        ("dog's", "dog"), ("dogs'", "dog"), ("'dog's'", "dog"), ("caresses", "caress"), ("ties", "tie"), ("cries", "cri"), ("gas", "gas"), ("gaps", "gap"), ("bus", "bus"),
        ("agreed", "agre"), ("feed", "feed"), ("hopping", "hop"), ("hoping", "hope"), ("luxuriated", "luxuri"), ("cry", "cri"), ("by", "by"), ("say", "say"),
        ("relational", "relat"), ("vietnamization", "vietnam"), ("analogy", "analog"), ("geology", "geolog"), ("formative", "format"), ("adoption", "adopt"), ("opinion", "opinion"), ("controll", "control"), ("rate", "rate"), ("abate", "abat"),
        # What has a stem of its own.
        ("skies", "sky"), ("Dying", "die"), ("news", "news"), ("succeeding", "succeed"), ("generously", "generous"), ("communism", "communism"), ("arsenic", "arsenic"),
        # Where "y" is a consonant.
        ("yearly", "year"), ("youth", "youth"), ("boyish", "boyish"), ("ayyyy", "ayyyi"), ("saying", "say"), ("eye", "eye"),
        # Where nltk departs from the Snowball project of today.
        ("scrating", "scrat"), ("emergency", "emerg"), ("organized", "organ"), ("resizer", "resize"), ("vying", "vy"), ("adding", "ad"), ("geologist", "geologist"),
        # Where steps meet.
        ("communing", "commune"), ("ieds", "i"), ("studyings", "studi"),
        # What is no word.
        ("", ""), ("'", "'"), ("'''", "'"), ("’s", "’s"), ("''s", ""), ("‘Quoted’", "quot"), ("O’Reilly‛s", "o'reilli"), ("1990s", "1990s"), ("snake_cases", "snake_cas"), ("İs", "i̇"), ("ÉTÉS", "étés"), ("naïveness", "naïv"), ("ing", "ing"), ("eed", "eed"),
    ],
)  # fmt: skip
def test_an_english_stem(word, stem):
    assert english.stem(word) == stem


@pytest.fixture(scope="module")
def nltk_stem():
    return snowball.stemmers().EnglishStemmer().stem


def test_all_short_strings_have_the_stem_of_nltk(nltk_stem):
    words = ["".join(letters) for size in range(5) for letters in product("aeytsdl'", repeat=size)]
    assert [english.stem(word) for word in words] == [nltk_stem(word) for word in words]


_ROWS = [row for groups in english._STEPS_2_3_4.values() for group in groups for row in group]
_BEGINNINGS = [
    "gener",
    "commun",
    "arsen",
    "y",
    "'",
    "’",
    "scr",
    "ab",
    "bab",
    "tabab",
    "yell",
    *english.IRREGULAR,
]
_ENDINGS = [
    *sorted({row[0] for row in _ROWS} | {row[1] for row in _ROWS}),
    *(
        "eedly",
        "ingly",
        "edly",
        "eed",
        "ing",
        "ed",
        "s",
        "es",
        "sses",
        "ies",
        "ied",
        "us",
        "ss",
        "e",
        "ll",
        "ly",
        "y",
    ),
    *(
        "'s",
        "'s'",
        "'",
        "’s",
        "‘",
        "‛s’",
        "at",
        "bl",
        "iz",
        "bb",
        "tt",
        "ability",
        "ally",
        "ancy",
        "ency",
        "logy",
    ),
]
english_like = st.builds(
    lambda start, ends, change: change("".join([start, *ends])),
    st.sampled_from(_BEGINNINGS) | st.text("aeiouybdlnstvwxY'", max_size=4) | st.text(max_size=2),
    st.lists(st.sampled_from(_ENDINGS) | st.text("aeiouybdlnst", max_size=1), max_size=4),
    st.sampled_from([str, str.upper, str.title]),
)


@given(word=english_like)
@settings(max_examples=2000, deadline=None)
def test_what_looks_english_has_the_stem_of_nltk(nltk_stem, word):
    assert english.stem(word) == nltk_stem(word)


@pytest.mark.parametrize("wiki", ["en", "de", "vi"])
def test_words_of_real_pages_have_the_stem_of_nltk(nltk_stem, wiki):
    words = sorted({word for text in real_pages(wiki, 10) for word in re.findall(r"[\w'’‘]+", text)})
    assert len(words) > 1000
    assert [english.stem(word) for word in words] == [nltk_stem(word) for word in words]


@pytest.mark.parametrize("letters", ["a", "b", "y", "ay", "bay", "'", "é"])
def test_a_long_token_takes_no_longer_than_its_letters(letters):
    # What takes the square of this length takes minutes.
    assert english.stem(letters * 300_000 + "bing").startswith(letters[:1])


def test_the_length_of_stems_asks_for_new_words_only():
    asked = []

    def stem_word(word):
        asked.append(word)
        return english.stem(word)

    length = Stemmed("toy.stemmed", stem_word).revision.stem_chars
    text = "Running dogs were running.\n\n" * 9
    assert solve(length, cache={revision_oriented.revision.text: text}) == 9 * (3 + 3 + 4 + 3)
    assert asked == ["Running", "dogs", "were", "running"]
    text += "Dogs ran."
    assert solve(length, cache={revision_oriented.revision.text: text}) == 9 * (3 + 3 + 4 + 3) + 3 + 3
    assert asked[4:] == ["Dogs", "ran"]
