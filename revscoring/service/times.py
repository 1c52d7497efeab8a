"""Points in time, as requests and events write them."""

from __future__ import annotations

import re
from datetime import datetime, timezone

__all__ = ["parse_time"]


def parse_time(text: object) -> datetime | None:
    """Return a time in ISO 8601, in UTC where it names no zone; None for what is no time.

    Examples
    --------
    >>> parse_time("2020-01-01T02:00:00.5+02:00") == parse_time("2020-01-01T00:00:00.500Z")
    True
    >>> parse_time("soon") is None
    True
    """
    if not isinstance(text, str):
        return None
    # Python 3.10 reads neither a Z nor fractions of one digit.
    padded = re.sub(r"\.([0-9]{1,6})[0-9]*", lambda match: "." + match[1].ljust(6, "0"), text)
    try:
        time = datetime.fromisoformat(padded.replace("Z", "+00:00"))
        return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
