r"""Explanations of invalid regular expressions: where the mistake is, and what to write instead."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["explain"]

#: How a message of `re` begins → the same in plain words; {sign} and {place} are filled in.
EXPLANATIONS: Final = {
    "missing ), unterminated subpattern": (
        r"the ( at {place} is never closed: add a ), or write \( for the sign"
    ),
    "unbalanced parenthesis": r"the ) at {place} closes nothing: remove it, or write \) for the sign",
    "unterminated character set": r"the [ at {place} is never closed: add a ], or write \[ for the sign",
    "nothing to repeat": (
        r"the {sign} at {place} has nothing to repeat: write a letter before it, or \{sign} for the sign"
    ),
    "multiple repeat": (
        r"the {sign} at {place} follows another repeat: keep one, or write \{sign} for the sign"
    ),
    "bad escape (end of pattern)": (
        "the backslash at {place} is the last sign: remove it, or write it twice for the sign"
    ),
    "bad escape": ("the backslash at {place} stands before a letter to which it gives no meaning: remove it"),
    "bad character range": ("the range at {place} runs backwards: write its first letter first, as in [a-z]"),
    "min repeat greater": ("the numbers at {place} are reversed: write the smaller one first, as in {{2,5}}"),
    "look-behind requires": "a look-behind (?<=…) or (?<!…) may not repeat: write it without *, + and ?",
    "unknown extension": "the group at {place} begins with a ? of no meaning: write (?:…) for a group",
    "invalid group reference": (
        "the number at {place} refers to no group: write out what should be repeated"
    ),
    "unknown group name": "the name at {place} is of no group: write out what should be repeated",
    "missing >": "the name of the group at {place} is never closed: write (?:…) for a group",
    "missing group name": "the group at {place} has no name: write (?:…) for a group",
    "bad character in group name": "the group at {place} has an invalid name: write (?:…) for a group",
    "unexpected end of pattern": "the group at {place} ends too early: write (?:…) for a group",
    "unknown flag": "the group at {place} begins with unknown letters: write (?:…) for a group",
    "missing -, : or )": "the group at {place} begins with unknown letters: write (?:…) for a group",
    "global flags not at the start": (
        "the (?…) at {place} may stand only around a part: write (?i:…), or remove it, as lists ignore case"
    ),
    "missing ), unterminated comment": "the comment at {place} is never closed: write # after the entry",
}


def explain(regex: str, error: re.error) -> str:
    r"""Return what is wrong with the expression of an entry; places count its signs, slashes included.

    Examples
    --------
    >>> def explanation(regex):
    ...     try:
    ...         re.compile(regex)
    ...     except re.error as error:
    ...         return explain(regex, error)
    >>> print(explanation("ab(c"))
    the ( at character 4 is never closed: add a ), or write \( for the sign
    >>> print(explanation("*c"))
    the * at character 2 has nothing to repeat: write a letter before it, or \* for the sign
    """
    position = error.pos or 0
    place = f"character {position + 2}"
    for beginning, explanation in EXPLANATIONS.items():
        if error.msg.startswith(beginning):
            return explanation.format(sign=regex[position : position + 1], place=place)
    return f"Python says of {place}: {error.msg}"
