"""Scripts that need care: word boundaries, and simplified Chinese."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["simplify_or_none", "word_edges"]


def word_edges(block: str) -> tuple[str, str]:
    r"""Return the wrapping of whole words in a script whose vowel signs are not word characters for Python.

    Parameters
    ----------
    block : str
        The range of the script's characters, as in a character class of a regular expression.

    Examples
    --------
    >>> word_edges(r"\u0980-\u09ff")
    ('(?<![\\w\\u0980-\\u09ff])', '(?![\\w\\u0980-\\u09ff])')
    """
    return rf"(?<![\w{block}])", rf"(?![\w{block}])"


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Return traditional character → simplified character, by OpenCC."""
    from opencc import OpenCC

    characters = [chr(code) for block in ((0x3400, 0xA000), (0x20000, 0x2A6E0)) for code in range(*block)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, converted, strict=True) if old != new}


def simplify_or_none(text: str | None) -> str | None:
    """Convert traditional Chinese characters to simplified ones, one by one; None stays None.

    Examples
    --------
    >>> simplify_or_none("漢語")
    '汉语'
    """
    return None if text is None else _simplify(text)


@lru_cache(maxsize=4)
def _simplify(text: str) -> str:
    """Convert a text; several sets of matches convert the same text in turn."""
    return text.translate(_simplified())
