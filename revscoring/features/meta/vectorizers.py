"""Feature vectors made of dicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..feature_vector import FeatureVector

__all__ = ["FeatureVector", "vectorize"]


class vectorize(FeatureVector):
    """The values of a dict for given keys, in the sorted order of the keys.

    Parameters
    ----------
    dict_datasource : Datasource
        The dict.
    keys : collection, optional
        The keys; by default ``dict_datasource.keys()``.
    returns : type
        The type of the values; a missing key gives ``returns()``.
    name : str, optional
        By default ``vectorize(<datasource>, [first ten keys])``: give long vectors a name.

    Raises
    ------
    AttributeError
        If `keys` are not given and the datasource does not know any.
    """

    def __init__(
        self,
        dict_datasource: Any,
        keys: Collection[Any] | None = None,
        returns: type | None = None,
        name: str | None = None,
    ) -> None:
        if keys is None:
            keys = dict_datasource.keys()
        self.keys = sorted(keys)
        super().__init__(
            f"vectorize({dict_datasource!r}, {self.keys[:10]!r})" if name is None else name,
            returns=returns,
            depends_on=[dict_datasource],
        )

    def process(self, d: Mapping[Any, Any]) -> list[Any]:
        """Look the keys up."""
        return [d[key] if key in d else self.returns() for key in self.keys]
