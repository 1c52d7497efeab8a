"""The English stemmer (Porter2), with the stems of nltk, on which models were trained.

The algorithm is the published one in the edition that nltk has: Snowball's of today stems "emergency",
"organized" and "resizer" in another way. Two things make it fast: most words end in letters with which
no ending of a step ends, and the regions R1 and R2 are looked for when an ending asks for them.

References
----------
M. F. Porter, "The English (Porter2) stemming algorithm", snowballstem.org.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, NamedTuple

__all__ = ["stem"]


class Ending(NamedTuple):
    """An ending that one of the steps 2, 3 and 4 takes away.

    Attributes
    ----------
    old, new : str
        The ending, and what it is replaced with.
    after : str
        Letters of which one has to stand before the ending; any letter may, if empty.
    in_r2 : bool
        Whether the ending has to lie in R2, rather than in R1.
    loses_r2 : bool
        Whether R2 is empty afterwards if it began within the ending, as nltk has it. With the other
        endings R2 stays where it began.
    """

    old: str
    new: str = ""
    after: str = ""
    in_r2: bool = False
    loses_r2: bool = False


#: The fields of an ending, and the steps after its own. In a plain tuple: it takes a fifth of the time of
#: a named one to unpack.
Row = tuple[str, str, str, bool, bool, "dict[str, Any]"]
#: Last two letters → the endings with them, a group for each step that has some. In a group they stand
#: longest first: only the longest that a word has counts.
Steps = dict[str, tuple[tuple[Row, ...], ...]]


def _tail(ending: Ending) -> str:
    return ending.old[-2:]


def _steps(first: list[Ending], later: Steps) -> Steps:
    """Return the endings of a step and of those after it."""
    steps = dict(later)
    for tail, group in groupby(sorted(first, key=lambda e: (_tail(e), -len(e.old))), _tail):
        steps[tail] = (tuple((*ending, later) for ending in group), *later.get(tail, ()))
    return steps


#: Words with stems of their own.
IRREGULAR = {
    "skis": "ski",
    "skies": "sky",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
    **{word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")},
    **{
        word + ending: word
        for words, endings in {
            ("inning", "outing", "canning", "herring", "earring"): ("", "s"),
            ("proceed", "exceed", "succeed"): ("", "s", "ed", "ing"),
        }.items()
        for word in words
        for ending in endings
    },
}

_VOWELS = frozenset("aeiouy")
#: What no short syllable of three letters ends in: vowels, "w", "x", and the consonant "y", written "Y".
_NOT_SHORT = frozenset("aeiouywxY")
_DOUBLES = frozenset({"bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"})
#: What a word ends in that lost an "e" to -ed or -ing.
_LOST_E = frozenset({"at", "bl", "iz"})

#: Last letter → the endings of step 1b, longest first.
_STEP_1B = {"y": ("eedly", "ingly", "edly"), "d": ("eed", "ed"), "g": ("ing",)}

_STEPS_4 = _steps(
    [
        *(Ending(old, in_r2=True) for old in ("al", "ance", "ence", "er", "ic", "able", "ible", "ant")),
        *(Ending(old, in_r2=True) for old in ("ement", "ment", "ent", "ism", "ate", "iti", "ous")),
        *(Ending(old, in_r2=True) for old in ("ive", "ize")),
        Ending("ion", after="st", in_r2=True),
    ],
    {},
)
_STEPS_3_4 = _steps(
    [
        Ending("tional", "tion"),
        Ending("ational", "ate", loses_r2=True),
        Ending("alize", "al"),
        *(Ending(old, "ic") for old in ("icate", "iciti", "ical")),
        *(Ending(old) for old in ("ful", "ness")),
        Ending("ative", in_r2=True),
    ],
    _STEPS_4,
)
_STEPS_2_3_4 = _steps(
    [
        Ending("tional", "tion"),
        *(Ending(old, "ate") for old in ("ational", "ation", "ator")),
        *(Ending(old, "ize", loses_r2=True) for old in ("ization", "izer")),
        *(Ending(old, "al") for old in ("alism", "aliti", "alli")),
        *(Ending(old, "ive") for old in ("iveness", "iviti")),
        *(Ending(old, "ous") for old in ("ousness", "ousli")),
        *(Ending(old, "ful") for old in ("fulness", "fulli")),
        *(Ending(old, "ble", loses_r2=True) for old in ("biliti", "bli")),
        Ending("abli", "able"),
        Ending("anci", "ance"),
        Ending("enci", "ence"),
        Ending("entli", "ent"),
        Ending("lessli", "less"),
        Ending("ogi", "og", after="l"),
        Ending("li", after="cdeghkmnrt"),
    ],
    _STEPS_3_4,
)
#: The same with "ll": step 5 takes the last letter of that, and any "e".
_LATE = {"ll": (), **_STEPS_2_3_4}
_LATE_LETTERS = frozenset({"e", *(tail[-1] for tail in _LATE)})

_VOWEL_CONSONANT = "[^aeiouy]*[aeiouy]+[^aeiouy]"
_PREFIXES = "gener|commun|arsen"
#: R1 begins behind the first consonant that follows a vowel, or behind some prefixes; R2 behind the
#: next such consonant in R1, or at the end of the word. The group spans from the one to the other.
_regions = re.compile(f"(?:{_PREFIXES}|{_VOWEL_CONSONANT})({_VOWEL_CONSONANT}|.*)", re.DOTALL).match


def stem(word: str) -> str:
    """Return the stem of an English word, in lower case, as ``nltk.stem.snowball.EnglishStemmer`` does.

    The apostrophes ``’``, ``‘`` and ``‛`` are taken as ``'``.

    Examples
    --------
    >>> [stem(word) for word in ("Running", "happiness", "generously", "skies", "dog's", "saying")]
    ['run', 'happi', 'generous', 'sky', 'dog', 'say']
    """
    word = word.lower()
    if len(word) <= 2:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    if not word.isalpha():
        word = _step_0(word)
        if len(word) <= 2:
            return word
    if "y" in word:
        return _stem(_mark_consonants(word)).replace("Y", "y")
    return _stem(word)


def _mark_consonants(word: str) -> str:
    """Write "Y" where a "y" begins the word or comes after a vowel: there it is a consonant.

    Examples
    --------
    >>> _mark_consonants("yearly"), _mark_consonants("sayyyy")
    ('Yearly', 'saYyYy')
    """
    if word[0] == "y":
        word = "Y" + word[1:]
    word = word.replace("ay", "aY").replace("ey", "eY").replace("iy", "iY").replace("oy", "oY")
    return word.replace("uy", "uY").replace("yy", "yY")


def _step_0(word: str) -> str:
    """Take away an apostrophe that the word begins with, and the ending of a possessive.

    Examples
    --------
    >>> _step_0("'dogs'"), _step_0("dog’s"), _step_0("don't")
    ('dogs', 'dog', "don't")
    """
    word = word.replace("’", "'").replace("‘", "'").replace("‛", "'")
    return word.removeprefix("'").removesuffix("'").removesuffix("'s")


def _stem(word: str) -> str:
    """Do the steps from 1a on, each of them only if it can change a word with such last letters."""
    last = word[-1]
    if last == "s" or (last == "d" and word.endswith("ied")):
        word = _step_1a(word)
        last = word[-1]
    r1 = r2 = 0
    if last in _STEP_1B:
        if word.endswith(_STEP_1B[last]):
            word, r1, r2 = _step_1b(word, _STEP_1B[last])
            last = word[-1]
        if last == "y" and len(word) > 2 and word[-2] not in _VOWELS:  # step 1c
            word = word[:-1] + "i"
            last = "i"
    if last not in _LATE_LETTERS:
        return word
    groups = _LATE.get(word[-2:])
    if groups is None and last != "e":
        return word
    if not r1:
        regions = _regions(word)
        if regions is None:
            return word
        r1, r2 = regions.span(1)
    return _steps_2_to_5(word, r1, r2, groups or ())


def _step_1a(word: str) -> str:
    """Take away the ending of a plural."""
    before = word[-2]
    if before == "e":
        if word[-3] == "i":
            return word[:-2] if len(word) > 4 else word[:-1]
        if word.endswith("sses"):
            return word[:-2]
    elif before == "s" or before == "u":
        return word
    return word if _VOWELS.isdisjoint(word[:-2]) else word[:-1]


def _step_1b(word: str, endings: tuple[str, ...]) -> tuple[str, int, int]:
    """Take away the ending of a verb, one of some that the word has; tell where R1 and R2 begin."""
    regions = _regions(word)
    r1, r2 = regions.span(1) if regions is not None else (len(word), len(word))
    for ending in endings:
        if word.endswith(ending):
            break
    base = word[: -len(ending)]
    if ending in ("eed", "eedly"):
        return (base + "ee" if r1 <= len(base) else word), r1, r2
    if _VOWELS.isdisjoint(base):
        return word, r1, r2
    end = base[-2:]
    if end in _LOST_E:
        if len(base) >= 5 or len(base) - r1 >= 2:
            r2 = min(r2, len(base))  # nltk counts the "e" to R2, even where R2 was empty
        return base + "e", r1, r2
    if end in _DOUBLES:
        return base[:-1], r1, r2
    if r1 >= len(base) and _ends_short(base):
        return base + "e", len(word), len(word)
    return base, r1, r2


def _steps_2_to_5(word: str, r1: int, r2: int, groups: tuple[tuple[Row, ...], ...]) -> str:
    """Take away the endings of derived words, then a last "e" or the last of two "l".

    Its regions begin at `r1` and `r2`; at its end, or behind, if they are empty. `groups` are the endings
    that it may have, a group for each step that is left.
    """
    for group in groups:
        for old, new, after, in_r2, loses_r2, later in group:
            if word.endswith(old):
                start = len(word) - len(old)
                if start >= (r2 if in_r2 else r1) and (not after or word[start - 1] in after):
                    word = word[:start] + new
                    if loses_r2 and r2 > start:
                        r2 = len(word)
                    if later:  # there are none after step 4
                        return _steps_2_to_5(word, r1, r2, later.get(word[-2:], ()))
                break
    end = len(word) - 1
    if word[end] == "e":
        gone = end >= r2 or (end >= r1 and not _ends_short(word[-4:end]))
    else:
        gone = end >= r2 and word.endswith("ll")
    return word[:end] if gone else word


def _ends_short(word: str) -> bool:
    """Tell whether a word ends in a short syllable: consonant, vowel, consonant; or is vowel, consonant."""
    if len(word) <= 2:
        return len(word) == 2 and word[0] in _VOWELS and word[1] not in _VOWELS
    return word[-1] not in _NOT_SHORT and word[-2] in _VOWELS and word[-3] not in _VOWELS
