"""What the name of a user tells of the account."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_temporary"]

#: Names of temporary accounts, of people who are not logged in, such as "~2025-12345-6".
TEMPORARY: Final = re.compile(r"~\d{4}-\d+(-\d+)*\Z")


def is_temporary(user: str | None) -> bool:
    """Say whether a user has a temporary account: one that a wiki makes for somebody who is not logged in.

    Such an account has an id, so it does not count as anonymous.

    Examples
    --------
    >>> is_temporary("~2025-12345-6"), is_temporary("~Ann~"), is_temporary(None)
    (True, False, False)
    """
    return user is not None and TEMPORARY.match(user) is not None
