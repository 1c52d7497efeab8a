r"""Notation of word lists: each line of a file becomes a regular expression.

==========  ==================================================================================
``word``    the word or phrase itself; a space matches any run of white space
``word*``   the word with any ending (``*`` may end each word of a phrase)
``~word``   also elongated (``stuuupid``), in leetspeak (``5tup1d``) and without diacritics
``~word*``  both
``/…/``     a regular expression, for the rest
``!word``   never this word or phrase, whichever of the other entries would match it as a whole
``# …``     a comment: the whole line, or the end of one after white space
==========  ==================================================================================

Matching ignores case and finds whole words, so entries need no boundaries. All expressions take linear
time: adjacent repeats never match the same characters, and an expression between slashes must not contain
a repeat within a repeat.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...text.matching import fold, head_of, without_assertions
from .explanations import explain

__all__ = ["Entry", "WordListError", "entry_regex", "parse_entries"]

# Substitutes for letters: word characters, and signs that are not. The sets are disjoint, so that
# adjacent letters never match the same character.
LEET_DIGITS = {"a": "4", "b": "8", "e": "3", "g": "9", "i": "1", "o": "0", "s": "5", "t": "7"}
LEET_SIGNS = {"a": "@", "e": "€", "i": "!", "s": "$"}

ANY_ENDING = r"\w*"
# Vowel signs of the Indic scripts are not word characters for Python, but belong to the word.
INDIC_LETTER = r"[\w\u0900-\u0963\u0966-\u0DFF]"

# A number, or a colour such as 8b008b, is not a disguised word.
NOT_A_NUMBER = r"(?!\d+\b|(?=[a-f]*\d)[\da-f]{6}\b)"

TRAILING_COMMENT = re.compile(r"\s+#.*$")
REGEX_LINE = re.compile(r"^/(?P<regex>.*)/(?:\s+#.*)?$")

# A repeat, or an escaped character, a set of characters or any other character.
REGEX_PART = re.compile(
    r"(?P<count>[*+]|\{(?P<least>\d*)(?:,(?P<most>\d*))?\})|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL
)
# Letters with a stroke, which Unicode does not take apart, and what is typed for them in haste.
STROKES = {"đ": "d", "ħ": "h", "ł": "l", "ø": "o"}

# What a plain word does not begin with.
NOTATION_STARTS = ("~", "/", "*")

# A repeat counts as unbounded from here on: {0,2} within a repeat is harmless, {0,50} is not.
MANY = 10


class WordListError(ValueError):
    """A word list cannot be read; the message names the file and the line, and says what to write instead."""


@dataclass(frozen=True)
class Entry:
    r"""One entry of a word list.

    Attributes
    ----------
    text : str
        The entry as written in the file, without its comment.
    line : int
        The number of its line, from 1.
    regex : str
        Its regular expression, without boundaries.

    Examples
    --------
    >>> Entry("darn*", 3, entry_regex("darn*"))
    Entry(text='darn*', line=3, regex='darn\\w*')
    """

    text: str
    line: int
    regex: str


def parse_entries(lines: Iterable[str], *, source: str) -> list[Entry]:
    """Parse the lines of a word list.

    Parameters
    ----------
    lines : iterable of str
        The lines; empty ones and comments are left out.
    source : str
        The name of the file, for errors.

    Raises
    ------
    WordListError
        If a line is not a valid entry; the message names the source and the line.

    Examples
    --------
    >>> for entry in parse_entries(["# mild", "darn  # damn", "", "~heck"], source="badwords.txt"):
    ...     print(entry.line, entry.text, entry.regex)
    2 darn darn
    4 ~heck h+[e3€]+c+k+
    >>> [entry] = parse_entries(["ass*", "!assembly"], source="badwords.txt")
    >>> [bool(re.fullmatch(entry.regex, word)) for word in ("asses", "assembly")]
    [True, False]
    """
    entries, exceptions = [], []
    for number, text in numbered_texts(lines):
        try:
            if text.startswith("!"):
                exceptions.append(exception_of(text))
            else:
                entries.append(Entry(text, number, entry_regex(text)))
        except ValueError as error:
            raise WordListError(f"{source}, line {number}: {error}") from None
    return [replace(entry, regex=without_exceptions(entry.regex, exceptions)) for entry in entries]


def exception_of(text: str) -> str:
    """Return the word or phrase that ``!word`` excepts.

    Raises
    ------
    ValueError
        If it is not a plain word or phrase.
    """
    word = " ".join(unicodedata.normalize("NFC", text[1:]).split())
    if not word or word.startswith(NOTATION_STARTS) or word.endswith("*"):
        raise ValueError(f"{text!r}: write a plain word behind !, each of its forms on a line of its own")
    return word


def without_exceptions(regex: str, exceptions: Sequence[str]) -> str:
    r"""Return a regular expression that matches the same, but none of some words as a whole.

    Examples
    --------
    >>> without_exceptions(r"ass\w*", ["assembly", "bass"])
    'ass\\w*(?<!(?<![\\w\\u0900-\\u0963\\u0966-\\u0DFF])assembly)'
    """
    head = fold(head_of(regex)[0].partition("\n")[0])  # few entries begin like a word: compile only those
    begun = [word for word in exceptions if fold(word).startswith(head)]
    excepted = [word for word in begun if re.fullmatch(regex, word, re.IGNORECASE)]
    if not excepted:
        return regex
    if "|" in regex and not head_of(regex)[0]:
        regex = f"(?:{regex})"
    return regex + "".join(f"(?<!(?<!{INDIC_LETTER}){re.escape(word)})" for word in excepted)


def numbered_texts(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the texts of entries with the numbers of their lines, from 1."""
    for number, line in enumerate(lines, start=1):
        text = without_comment(line)
        if text:
            yield number, text


def without_comment(line: str) -> str:
    """Remove white space, a byte order mark and the comment from a line.

    Examples
    --------
    >>> without_comment("arse*   # backside")
    'arse*'
    >>> without_comment("/c #?/  # a regular expression keeps its own signs")
    '/c #?/'
    """
    line = line.strip().lstrip("\ufeff").strip()
    if line.startswith("#"):
        return ""
    found = REGEX_LINE.match(line)
    if found:
        return f"/{found['regex']}/"
    return TRAILING_COMMENT.sub("", line)


def entry_regex(text: str) -> str:
    r"""Return the regular expression of an entry, for use with `re.IGNORECASE` between boundaries.

    It captures no groups.

    Raises
    ------
    ValueError
        If the entry is empty, or its regular expression invalid or not safely linear.

    Examples
    --------
    >>> entry_regex("bite me")
    'bite\\s+me'
    >>> entry_regex("~stupid*")
    '[s5][s5$]*[t7]+u+p+[i1!]+d+\\w*'
    >>> entry_regex("/(?:ha){2,}h?/")
    '(?:ha){2,}h?'
    """
    text = unicodedata.normalize("NFC", text.strip())
    if text.startswith("/"):
        if len(text) < 3 or not text.endswith("/"):
            raise ValueError(
                f"{text!r} begins with a slash but is not a regular expression: "
                "write a slash at its end too, /…/"
            )
        regex = text[1:-1]
        check_regex(regex)
        return regex
    disguised = text.startswith("~")
    words = (text[1:] if disguised else text).split()
    if not words:
        raise ValueError(f"{text!r} holds no word: write a word after ~")
    last = len(words) - 1
    regex = r"\s+".join(
        word_regex(word, disguised, first=index == 0, last=index == last) for index, word in enumerate(words)
    )
    return NOT_A_NUMBER + regex if disguised and may_be_number(text) else regex


def may_be_number(text: str) -> bool:
    """Return whether a digit may stand for every letter of an entry, as in ``~boobs`` (80085)."""
    return all(set("0123456789") & set(disguises(letter)[0]) for letter in text if letter.isalnum())


def word_regex(word: str, disguised: bool, *, first: bool, last: bool) -> str:
    """Return the expression of a word of an entry; `first` and `last` tell its place in the phrase."""
    stem = word.removesuffix("*")
    if not stem.strip("*"):
        raise ValueError(f"{word!r} would match any word: write some letters before *")
    if "*" in stem or "~" in stem:
        raise ValueError(f"{word!r}: ~ may only begin an entry, * only end a word; write /…/ for the rest")
    ending = any_ending(stem) if word.endswith("*") else ""
    if not disguised:
        return "".join(map(plain_letter, stem)) + ending
    runs = list(letter_runs(stem))
    edges = {0: "start"} if first else {}
    if last and not ending:
        edges[len(runs) - 1] = "both" if len(runs) == 1 and first else "end"
    return "".join(run_regex(*run, edges.get(index, "")) for index, run in enumerate(runs)) + ending


def any_ending(stem: str) -> str:
    """Return the expression for any ending of a stem, by its script."""
    return INDIC_LETTER + "*" if any("\u0900" <= letter <= "\u0dff" for letter in stem) else ANY_ENDING


def plain_letter(letter: str) -> str:
    """Escape a letter; a straight apostrophe and a curly one match each other."""
    if letter in "'’":
        return "['’]"
    return letter if letter.isalnum() else re.escape(letter)


def letter_runs(stem: str) -> Iterator[tuple[str, str, int]]:
    """Yield (word characters, other signs, length) of runs of letters that share a substitute.

    Examples
    --------
    >>> list(letter_runs("assé"))
    [('a4', '@', 1), ('s5', '$', 2), ('ée3', '€', 1)]
    """
    letters, signs, length = "", "", 0
    for letter in stem:
        next_letters, next_signs = disguises(letter)
        if length and set(letters) & set(next_letters):
            letters = "".join(dict.fromkeys(letters + next_letters))
            signs = "".join(dict.fromkeys(signs + next_signs))
            length += 1
            continue
        if length:
            yield letters, signs, length
        letters, signs, length = next_letters, next_signs, 1
    yield letters, signs, length


def disguises(letter: str) -> tuple[str, str]:
    """Return the word characters, and the other signs, that may replace a letter."""
    if letter in "'’":
        return "", "'’"
    if not (letter.isalnum() or unicodedata.category(letter).startswith("M")):
        return "", letter
    letter = letter.lower()
    base = STROKES.get(letter) or unicodedata.normalize("NFD", letter)[0]
    letters = letter
    # Only in Latin and Greek are accents left out in haste; й is a letter of its own
    if base != letter and (base.isascii() or "α" <= base <= "ω"):
        letters += base
    return letters + LEET_DIGITS.get(base, ""), LEET_SIGNS.get(base, "")


def run_regex(letters: str, signs: str, length: int, edge: str) -> str:
    """Return the expression of a letter, `length` times or more.

    At an edge of the entry it must be a word character, as the boundary requires.
    """
    inner = character_class(letters + signs)
    if not letters:
        return inner if length == 1 else f"{inner}{{{length}}}"
    outer = character_class(letters)
    if not signs or edge == "both":
        return repeated(outer, length)
    if edge == "start":
        return outer + repeated(inner, length - 1)
    if edge == "end":
        return repeated(inner, length - 1) + outer
    return repeated(inner, length)


def character_class(characters: str) -> str:
    """Return the expression of a set of characters."""
    if len(characters) == 1:
        return characters if characters.isalnum() else re.escape(characters)
    return "[" + "".join("\\" + c if c in "\\]^-" else c for c in characters) + "]"


def repeated(expression: str, least: int) -> str:
    """Return an expression that repeats another one `least` times or more."""
    return expression + ("*", "+")[least] if least < 2 else f"{expression}{{{least},}}"


def check_regex(regex: str) -> None:
    """Refuse an expression that is invalid, captures, matches nothing or may run for long.

    Raises
    ------
    ValueError
        With what is wrong and what to write instead.
    """
    try:
        compiled = re.compile(regex)
    except re.error as error:
        raise ValueError(f"/{regex}/ is not a valid regular expression: {explain(regex, error)}") from None
    if compiled.flags & ~re.UNICODE:
        raise ValueError(f"/{regex}/ sets flags for the whole list: write (?i:…) around a part")
    if compiled.groups:
        raise ValueError(f"/{regex}/ captures a group: write (?:…) instead of (…)")
    if compiled.match(""):
        raise ValueError(
            f"/{regex}/ matches the empty text: write at least one letter without *, ? or an empty choice"
        )
    if has_nested_repeat(regex):
        raise ValueError(
            f"/{regex}/ has a repeat within a repeat, which may take exponential time: "
            "write one of them, as in (?:ab)+ or [ab]+"
        )


def has_nested_repeat(regex: str) -> bool:
    """Tell whether an unbounded repeat holds another, or something that may be empty."""
    starts, holds_repeat = [0], [False]
    group, group_holds_repeat = "x", False  # that ends here, if one does
    for part in REGEX_PART.finditer(regex):
        if part["count"]:
            if (MANY if part["most"] == "" else int(part["most"] or part["least"] or MANY)) >= MANY:
                if group_holds_repeat or re.match(without_assertions(group), ""):
                    return True
                holds_repeat[-1] = True
            continue
        group, group_holds_repeat = "x", False
        if part[0] == "(":
            starts.append(part.start())
            holds_repeat.append(False)
        elif part[0] == ")":
            group, group_holds_repeat = regex[starts.pop() : part.end()], holds_repeat.pop()
            holds_repeat[-1] |= group_holds_repeat
    return False
