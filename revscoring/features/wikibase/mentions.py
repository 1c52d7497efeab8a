"""Mentions in the JSON of an entity: item ids, names of languages and links, counted.

Counts are sums over the parts of an entity, as no mention reaches over the quotation marks between
two strings.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ...text.cache import WordCache
from .language_names import LANGUAGE_NAMES

LANGUAGE_REGEXES = "|".join(sorted(LANGUAGE_NAMES, key=lambda name: (-len(name), name)))
#: Any name of a language, in lower case, within words too.
LANGUAGE_RE = re.compile(LANGUAGE_REGEXES)

_QID = re.compile(r"Q[0-9]{1,8}")
_LINKS = ("http://", "https://", "wwww.")
#: Turns ASCII into its runs of lower-case letters, which is where names of languages stand.
_ONLY_LOWER = {code: " " for code in range(128) if not chr(code).islower()}

_WHOLE_QID = re.compile(r"\bQ[1-9][0-9]*\b")
_WHOLE_LINK = re.compile(r"https?://(?:www\.)?|\bwww\.")
_WHOLE_LANGUAGE = re.compile(rf"\b(?:{LANGUAGE_REGEXES})\b", re.IGNORECASE)


def _names_in(word: str) -> int:
    return len(LANGUAGE_RE.findall(word))


#: Run of lower-case letters → number of names of languages in it.
_NAMES_IN: WordCache[int] = WordCache(_names_in)


class Mentions(NamedTuple):
    """Numbers of mentions in a text.

    Attributes
    ----------
    qid : int
        "Q" and digits.
    language : int
        Names of languages.
    links : int
        The beginnings of web addresses.
    """

    qid: int
    language: int
    links: int


def dump(value: Any, ensure_ascii: bool = True) -> str:
    """Return the JSON of an entity, or of a part of it; decimals become strings."""
    from mwbase import json_dumps

    return str(json_dumps(value, ensure_ascii=ensure_ascii))


def count_mentions(value: Any) -> Mentions:
    """Count the mentions in the JSON of an entity, or of a part of it.

    ``http://`` and ``https://`` count as links, ``www.`` counts with a fourth w only; the names of
    languages count in lower case only and within words too; ids of more than eight digits count
    once.

    Examples
    --------
    >>> count_mentions({"en": "the english of Q42, see http://x"})
    Mentions(qid=1, language=1, links=1)
    """
    text = dump(value)
    return Mentions(
        len(_QID.findall(text)),
        sum(map(_NAMES_IN.__getitem__, text.translate(_ONLY_LOWER).split())),
        sum(map(text.count, _LINKS)),
    )


def count_mentions_fixed(value: Any) -> Mentions:
    """Count the mentions in the JSON of an entity, or of a part of it, as they are meant.

    Item ids, and names of languages in upper or lower case, count as whole words only; a link
    begins with ``http://``, ``https://`` or ``www.``.

    Examples
    --------
    >>> count_mentions_fixed({"en": "English of Q42, see http://www.x and www.y"})
    Mentions(qid=1, language=1, links=2)
    """
    text = dump(value, ensure_ascii=False)
    return Mentions(
        len(_WHOLE_QID.findall(text)),
        len(_WHOLE_LANGUAGE.findall(text)),
        len(_WHOLE_LINK.findall(text)),
    )


def proportion_added(old: int, new: int) -> float:
    """Return the growth of a count in proportion to the new count plus 1.

    Examples
    --------
    >>> proportion_added(0, 3), proportion_added(3, 0)
    (0.75, -3.0)
    """
    return float(new - old) / (new + 1)
