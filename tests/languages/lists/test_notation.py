"""What the notation of word lists stands for."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.languages.lists.notation import Entry, entry_regex, parse_entries
from revscoring.languages.lists.problems import entry_problems
from revscoring.text.matching import RegexMatcher


def found(entry: str, text: str) -> bool:
    """Tell whether an entry matches a whole word or phrase somewhere in a text."""
    return re.search(rf"\b(?:{entry_regex(entry)})\b", text, re.IGNORECASE) is not None


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("word", "a Word here"),
        ("two words", "two \n words"),
        ("don't", "don’t"),
        ("arse*", "arses"),
        ("arse*", "arse"),
        ("son* of", "sons of"),
        ("~stupid", "stuuuupid"),
        ("~stupid", "5tup1d"),
        ("~stupid", "s$tup!d"),
        ("~stupid*", "stuuupidly"),
        ("~ass", "a$s"),
        ("~ass", "assss"),
        ("~ass", "4ss"),
        ("~imbécil", "imbecil"),
        ("~you suck", "yooou   suuuck"),
        ("~créer", "creer"),
        ("~a", "aaaa"),
        ("~boobs", "b00bs"),
        ("/(?:ha){2,}h?/", "hahahah"),
        ("/a|b/", "b"),
        ("चूत*", "चूतिये"),
        ("~बकवास", "बककवास"),
        ("~й", "йй"),
        ("~ħmar", "hmaaar"),
        ("~głupi", "glupi"),
        ("~τέσσερα", "τεσσερα"),
        ("~τέσσερα", "ΤΕΣΣΕΡΑ"),
        ("~ρολόι*", "ρολογια ρολοϊ ρολοια"),
    ],
)
def test_matches(entry: str, text: str) -> None:
    assert found(entry, text)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("word", "words"),
        ("word", "sword"),
        ("two words", "twowords"),
        ("stupid", "stuuupid"),
        ("arse*", "parse"),
        ("~stupid", "stupidly"),
        ("~ass", "as"),
        ("~й", "и"),
        ("~boobs", "80085"),
        ("a.b", "axb"),
        ("/(?:ha){2,}h?/", "ha"),
    ],
)
def test_does_not_match(entry: str, text: str) -> None:
    assert not found(entry, text)


def test_parse_entries_keeps_text_line_and_order() -> None:
    lines = ["\ufeff# heading", "", "two  words # gloss\n", "/a #b/  # gloss", "~x"]
    assert parse_entries(lines, source="x.txt") == [
        Entry("two  words", 3, r"two\s+words"),
        Entry("/a #b/", 4, "a #b"),
        Entry("~x", 5, "x+"),
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("~", "holds no word"),
        ("*", "would match any word"),
        ("~*", "would match any word"),
        ("a*b", "write /…/ for the rest"),
        ("a~", "write /…/ for the rest"),
        ("/a", "begins with a slash"),
        ("//", "begins with a slash"),
        ("/(a/", "not a valid regular expression"),
        ("/(a)/", "captures a group"),
        ("/(?i)a/", "sets flags"),
        ("/(?x:a)b|(?s)c/", "valid regular expression|sets flags"),
        ("/a*/", "matches the empty text"),
        ("/(?:a+)+b/", "repeat within a repeat"),
        ("/(?:x|a*b)*c/", "repeat within a repeat"),
        ("/(?:a?b?)+c/", "repeat within a repeat"),
        ("/(?=(?:a{2,}){20})c/", "repeat within a repeat"),
    ],
)
@pytest.mark.filterwarnings("ignore:Flags not at the start:DeprecationWarning")
def test_errors_name_source_and_line(line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=rf"^xx/badwords\.txt, line 2: .*(?:{complaint})"):
        parse_entries(["fine", line], source="xx/badwords.txt")


WORDS = st.text(st.characters(categories=["Ll", "Lu", "Lo", "Nd"]), min_size=1, max_size=12)


@given(WORDS)
def test_every_word_matches_itself(word: str) -> None:
    word = unicodedata.normalize("NFC", word)  # as wikis store their texts
    for entry in (word, f"{word}*", *(() if word.isdigit() else (f"~{word}", f"~{word}*"))):
        assert re.fullmatch(entry_regex(entry), word, re.IGNORECASE) or word != word.lower()


def test_numbers_and_colours_are_no_disguise() -> None:
    assert found("~boob", "b00b") and found("~boob", "8oob")
    assert not found("~boob", "8008")
    assert not found("~boob", "color: #8b008b")


@given(st.text("abest", min_size=2, max_size=8), st.integers(1, 4))
def test_elongation_of_any_letter_matches(word: str, times: int) -> None:
    regex = re.compile(entry_regex(f"~{word}"), re.IGNORECASE)
    for place in range(len(word)):
        assert regex.fullmatch(word[:place] + word[place] * times + word[place + 1 :])


@given(st.text("aeist!b ", min_size=1, max_size=8).filter(lambda word: word.strip(" ")))
def test_edges_are_word_characters(word: str) -> None:
    """Disguised entries begin and end with word characters if they are written so."""
    if not (word.strip()[0].isalnum() and word.strip()[-1].isalnum()):
        return
    regex = entry_regex(f"~{word}")
    for text in ("$" + word.strip()[1:], word.strip()[:-1] + "$"):
        assert not re.fullmatch(regex, text)


@pytest.mark.parametrize("entry", ["~asshole", "~stupid*", "~créer", "~assessees"])
@pytest.mark.parametrize("text", ["a" * 40_000, "as" * 20_000, "asses$s" * 6_000, "e3" * 20_000 + "!"])
def test_time_is_linear(entry: str, text: str) -> None:
    start = time.perf_counter()
    found(entry, text)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("zork, mork, bork", "write one per line"),
        ("zork;mork", "write one per line"),
        ('"zork"', "is in quotation marks, which it would match: remove them"),
        ("«zork»", "is in quotation marks, which it would match: remove them"),
        ("- zork", "begins with the mark of an item, which it would match: remove it"),
        ("zor[kq]", "write it between slashes, /…/"),
        ("zork(?:s|en)", "write it between slashes, /…/"),
        ("**", "would match any word: write some letters before *"),
        ("~", "write a word after ~"),
        ("/zork", "write a slash at its end too"),
        ("/(?P<zork/", "write (?:…) for a group"),
        ("/(zork)/", "write (?:…) instead of (…)"),
        ("/zork|/", "write at least one letter"),
        ("/(?:zo+)+/", "write one of them, as in (?:ab)+ or [ab]+"),
        ("/zork(?i)/", "write (?i:…), or remove it"),
    ],
)
def test_a_slip_is_told_with_what_to_write_instead(line: str, advice: str) -> None:
    ((number, problem),) = entry_problems(["fine", line])
    assert number == 2
    assert advice in problem


@pytest.mark.parametrize("line", ["zork*", "~zork", "/zork/"])
def test_a_list_of_plain_words_has_no_notation(line: str) -> None:
    assert [advice for _, advice in entry_problems([line], is_notation=False)] == [
        f"{line!r}: this list holds plain words: write them without *, ~ and /…/"
    ]


@pytest.mark.parametrize("line", ["(^^;", "d+", "a.c.a.b", "nož, žica", "(笑)", "b!tch*", "😀"])
def test_odd_entries_that_are_meant_so_are_no_problem(line: str) -> None:
    assert list(entry_problems([line])) == []


EXCEPTED = parse_entries(["ass*", "/h?ola|olas/", "~idea", "!assembly", "!ola", "!idea"], source="list.txt")


@pytest.mark.parametrize("word", ["assembly", "Assembly", "ola", "OLA", "idea"])
def test_an_exception_is_never_a_match(word: str) -> None:
    assert not any(re.fullmatch(entry.regex, word, re.IGNORECASE) for entry in EXCEPTED)


@pytest.mark.parametrize("word", ["asses", "assemblyman", "hola", "olas", "ideaa", "id3a"])
def test_an_exception_leaves_other_words_alone(word: str) -> None:
    assert any(re.fullmatch(entry.regex, word, re.IGNORECASE) for entry in EXCEPTED)


@given(st.text(alphabet="abc", min_size=1, max_size=6), st.text(alphabet="abc ", max_size=12))
def test_exceptions_take_away_matches_of_the_word_and_nothing_else(word: str, text: str) -> None:
    def found(lines: list[str]) -> list[str]:
        return RegexMatcher([entry.regex for entry in parse_entries(lines, source="list.txt")]).findall(text)

    assert found(["a*", "/[bc]+/", f"!{word}"]) == [
        match for match in found(["a*", "/[bc]+/"]) if match != word
    ]


def test_an_exception_in_an_indic_script_ends_behind_vowel_signs() -> None:
    (entry,) = parse_entries(["गध*", "!गधा"], source="list.txt")
    assert not re.fullmatch(entry.regex, "गधा")
    assert re.fullmatch(entry.regex, "गधे")


@pytest.mark.parametrize("line", ["!", "!~darn", "!darn*", "!/darn/"])
def test_an_exception_is_a_plain_word(line: str) -> None:
    assert list(entry_problems(["darn", line])) == [
        (2, f"{line!r}: write a plain word behind !, each of its forms on a line of its own")
    ]


def test_an_exception_that_no_entry_needs_is_a_problem() -> None:
    assert list(entry_problems(["darn*", "!darning", "!sock"])) == [
        (3, "'!sock' excepts what no entry matches: remove it")
    ]
