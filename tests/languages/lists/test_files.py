"""Word lists: lazy, comparable, picklable, and clear about what is missing."""

import hashlib
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from revscoring.languages.lists import files as word_lists
from revscoring.languages.lists.files import StopwordList, TermList, WordList
from revscoring.languages.lists.notation import Entry


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty directory that stands for the language's assets."""
    path = property(lambda words: tmp_path / words.code / f"{words.kind}.txt")
    monkeypatch.setattr(word_lists.ListFile, "path", path)
    (tmp_path / "xx").mkdir()
    return tmp_path / "xx"


@pytest.fixture(autouse=True)
def forget() -> None:
    """Leave no list of a test in the caches of the process."""
    yield
    for cached in (word_lists.entries_of, word_lists.items_of, word_lists.stopwords_of):
        cached.cache_clear()


def test_word_list_is_a_sequence_of_expressions(assets: Path) -> None:
    (assets / "badwords.txt").write_text("# rude\nbum*\n~git\n", encoding="utf-8")
    words = WordList("xx", "badwords")
    assert list(words) == [r"bum\w*", r"(?!\d+\b|(?=[a-f]*\d)[\da-f]{6}\b)[g9]+[i1!]+[t7]+"]
    assert words[0] == r"bum\w*"
    assert words[0:1] == (r"bum\w*",)
    assert len(words) == 2
    assert words.entries[0] == Entry("bum*", 2, r"bum\w*")
    assert (words.code, words.kind) == ("xx", "badwords")
    assert words.digest() == hashlib.sha256(b"# rude\nbum*\n~git\n").hexdigest()


def test_missing_list_names_the_file_to_write(assets: Path) -> None:
    words = WordList("xx", "badwords")
    with pytest.raises(FileNotFoundError, match=r"'xx' has no list of badwords: .*assets/xx/badwords\.txt"):
        len(words)
    with pytest.raises(FileNotFoundError, match="badwords"):
        words.digest()


def test_bad_entry_names_file_and_line(assets: Path) -> None:
    (assets / "badwords.txt").write_text("ok\n/(/\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"assets/xx/badwords\.txt, line 2"):
        list(WordList("xx", "badwords"))


def test_other_encoding_is_an_error(assets: Path) -> None:
    (assets / "badwords.txt").write_bytes("é".encode("latin-1"))
    with pytest.raises(ValueError, match=r"assets/xx/badwords\.txt is not UTF-8"):
        list(WordList("xx", "badwords"))


def test_equality_hash_and_pickle_read_nothing() -> None:
    words = WordList("no such language", "badwords")
    assert words == WordList("no such language", "badwords")
    assert words != WordList("no such language", "informals")
    assert words != TermList("no such language", "badwords")
    assert pickle.loads(pickle.dumps(words)) == words
    assert len({words, WordList("no such language", "badwords")}) == 1
    assert repr(words).startswith("WordList(code='no such language', kind='badwords'")


def test_term_list_keeps_order_and_drops_repetitions(assets: Path) -> None:
    (assets / "idioms.txt").write_text("# idioms\nb  c\na # gloss\nb c\n", encoding="utf-8")
    terms = TermList("xx", "idioms")
    assert list(terms) == ["b c", "a"]
    assert pickle.loads(pickle.dumps(terms)) == terms
    assert [(entry.text, entry.line) for entry in terms.entries] == [("b c", 2), ("a", 3)]


def test_lists_of_other_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my_languages" / "assets" / "tlh"
    folder.mkdir(parents=True)
    (tmp_path / "my_languages" / "__init__.py").write_text("")
    (folder / "badwords.txt").write_text("petaQ\n", encoding="utf-8")
    (folder / "stopwords.txt").write_text("je\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    words = WordList("tlh", "badwords", "my_languages")
    assert list(words) == ["petaQ"]
    assert words.file == "my_languages/assets/tlh/badwords.txt"
    assert "package='my_languages'" in repr(words)
    assert pickle.loads(pickle.dumps(words)) == words != WordList("tlh", "badwords")
    stops = StopwordList("tlh", "my_languages")
    assert list(pickle.loads(pickle.dumps(stops))) == ["je"]
    with pytest.raises(FileNotFoundError, match=r"my_languages/assets/tlh/informals\.txt"):
        list(WordList("tlh", "informals", "my_languages"))


def test_own_stop_words_come_first(assets: Path) -> None:
    (assets / "stopwords.txt").write_text("The\nA\n", encoding="utf-8")
    words = StopwordList("xx")
    assert "the" in words
    assert "The" not in words
    assert list(words) == ["a", "the"]
    assert len(words) == 2
    assert words.digest() == hashlib.sha256(b"a\nthe").hexdigest()
    assert pickle.loads(pickle.dumps(words)) == words


@pytest.mark.parametrize(
    ("code", "word"), [("it", "della"), ("en", "the"), ("no", "ikke"), ("ru", "который")]
)
def test_stop_words_of_the_package(code: str, word: str) -> None:
    assert word in StopwordList(code)


def test_no_stop_words_names_the_file_to_write(assets: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"'xx' has no stop words.*assets/xx/stopwords\.txt"):
        len(StopwordList("xx"))


def test_import_loads_nothing() -> None:
    program = (
        "import sys\n"
        "from revscoring.languages.lists import files as w\n"
        "lists = [w.WordList('en', 'badwords'), w.StopwordList('en'), w.TermList('en', 'idioms')]\n"
        "print(hash(lists[0]) is None, 'stop_words' in sys.modules, w.items_of.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "0"]
