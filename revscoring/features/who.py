"""Features that tell who made an edit, as opposed to what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from ..dependencies import dig
from .feature import Feature

__all__ = ["who_features"]

F = TypeVar("F", bound=Feature)


def who_features(features: Iterable[F]) -> list[F]:
    """Return the features whose values depend on data about users: their names, accounts, or other edits.

    A feature is one of them if it reaches the data of the user of a revision, or of its parent, by whatever
    name it goes. Of a feature that is known by name only, the name decides.

    Examples
    --------
    >>> from revscoring.features import revision_oriented, temporal, wikitext
    >>> days = temporal.revision.user.seconds_since_registration / 86400
    >>> found = who_features([wikitext.revision.chars, revision_oriented.revision.user.is_anon, days])
    >>> [str(feature) for feature in found]  # doctest: +NORMALIZE_WHITESPACE
    ['feature.revision.user.is_anon',
     'feature.(temporal.revision.user.seconds_since_registration / 86400)']
    """
    return [feature for feature in features if any("user" in str(leaf).split(".") for leaf in dig(feature))]
