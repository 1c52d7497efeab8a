"""Publishing: scores and data that others may have, and what has to be taken back.

`Scrubber`
    Takes data about people out of observations, and tells what it did not look for.
`find_personal_data`, `mask_personal_data`
    Personal data in texts, by rules whose hits can be checked.
`pseudonym`
    The same name for the same user, which is of no use without the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazy_names
from .pseudonyms import SHORTEST_KEY, account_kind, pseudonym

if TYPE_CHECKING:
    from .personal_data import Finding, find_personal_data, mask_personal_data
    from .scrubbing import Scrubber

__all__ = [
    "SHORTEST_KEY",
    "Finding",
    "Scrubber",
    "account_kind",
    "find_personal_data",
    "mask_personal_data",
    "pseudonym",
]


if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "personal_data": ["Finding", "find_personal_data", "mask_personal_data"],
            "scrubbing": ["Scrubber"],
        },
    )
