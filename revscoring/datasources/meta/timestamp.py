"""Points in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...dependencies import Node
from ._base import MetaDatasource

if TYPE_CHECKING:
    import mwtypes

__all__ = ["MW_REGISTRATION_EPOCH", "Timestamp", "parse_timestamp"]

#: The time that stands for "before registrations were recorded".
MW_REGISTRATION_EPOCH = "2006-01-01T00:00:00Z"


def parse_timestamp(timestamp_str: str) -> mwtypes.Timestamp:
    """Parse a MediaWiki or ISO timestamp.

    Examples
    --------
    >>> parse_timestamp("1970-01-02T00:00:00Z").unix()
    86400
    """
    import mwtypes

    return mwtypes.Timestamp(timestamp_str)


class Timestamp(MetaDatasource):
    """The time that a string stands for; None is taken as 2006-01-01T00:00:00Z."""

    def __init__(self, timestamp_str: Node, name: str | None = None) -> None:
        super().__init__(name, [timestamp_str], timestamp_str)

    def process(self, timestamp_str: str | None) -> mwtypes.Timestamp:
        """Parse the string."""
        return parse_timestamp(MW_REGISTRATION_EPOCH if timestamp_str is None else timestamp_str)
