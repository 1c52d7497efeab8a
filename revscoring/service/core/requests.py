"""What is asked of the scorer, and what it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .errors import Scored, Unscored
from .models import ServedModel, ServedWiki

__all__ = ["Outcome", "Pair", "ScoreRequest", "cache_name"]

#: The score of a model for a revision, or the reason why there is none.
Outcome: TypeAlias = "Scored | Unscored"
#: What is computed: a revision, and a model.
Pair: TypeAlias = "tuple[int, ServedModel]"


def cache_name(wiki: str, pair: Pair) -> str:
    """Return the name that a score has in the cache; colons in its parts are written as ``%3A``."""
    rev_id, model = pair
    parts = (wiki, str(rev_id), model.name, model.version)
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in parts)


@dataclass(frozen=True)
class ScoreRequest:
    """What is asked for.

    Attributes
    ----------
    wiki : ServedWiki
    models : sequence of ServedModel
    rev_ids : sequence of int
    deadline : float
        When the answer has to be there, by the clock of the loop.
    given : dict
        Values that win over what the wiki says, by revision, and name of the node.
    features : bool
        Whether the values of the features are asked for.
    known : dict
        Values that an event has told, as the wiki would; by revision.
    """

    wiki: ServedWiki
    models: Sequence[ServedModel]
    rev_ids: Sequence[int]
    deadline: float
    given: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    features: bool = False
    known: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def pairs(self) -> list[Pair]:
        """Each revision with each model."""
        return [(rev_id, model) for rev_id in self.rev_ids for model in self.models]

    @property
    def is_plain(self) -> bool:
        """Whether the answers are those that anybody gets, and are in the cache."""
        return not self.given and not self.features

    def seconds_left(self) -> float:
        """Return the time until the deadline."""
        return self.deadline - asyncio.get_running_loop().time()

    def values_of(self, rev_id: int) -> dict[str, Any]:
        """Return the values of a revision that the wiki is not asked for."""
        return {**self.known.get(rev_id, {}), **self.given.get(rev_id, {})}

    def cache_name(self, pair: Pair) -> str:
        """Return the name that a score has in the cache."""
        return cache_name(self.wiki.name, pair)
