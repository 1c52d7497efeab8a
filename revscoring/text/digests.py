"""SHA-1 digests of texts in base 36, as MediaWiki stores them and as dumps have them."""

from __future__ import annotations

import hashlib
from typing import Final

__all__ = ["base36", "sha1_base36"]

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def sha1_base36(text: str) -> str:
    """Return the SHA-1 of a text in base 36, padded to 31 digits.

    Examples
    --------
    >>> sha1_base36("")
    'phoiac9h4m842xq45sp7s6u21eteeq1'
    """
    return base36(hashlib.sha1(text.encode("utf8", "surrogatepass")).hexdigest())


def base36(digest: str) -> str:
    """Return a hexadecimal SHA-1, as the API has it, in base 36.

    Examples
    --------
    >>> base36("da39a3ee5e6b4b0d3255bfef95601890afd80709")
    'phoiac9h4m842xq45sp7s6u21eteeq1'
    """
    number = int(digest, 16)
    digits = []
    while number:
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits)).rjust(31, "0")
