"""Feature lists of the small models that the tests serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from revscoring import Feature, Model
from revscoring.datasources.revision_oriented import revision
from revscoring.features import revision_oriented, temporal, wikitext

#: Needs the texts, the user, the account and the comment.
DAMAGING = [
    wikitext.revision.chars - wikitext.revision.parent.chars,
    wikitext.revision.diff.words_added,
    revision_oriented.revision.user.is_anon,
    temporal.revision.user.seconds_since_registration / 3600,
    revision_oriented.revision.comment_matches("undid"),
]

#: Needs no text.
GOODFAITH = [
    revision_oriented.revision.user.is_anon,
    temporal.revision.user.seconds_since_registration / 3600,
    revision_oriented.revision.comment_matches("undid"),
    revision_oriented.revision.page.namespace.id_in_set({0}),
]

#: A draft tells all that it needs.
SIZE = [wikitext.revision.chars, wikitext.revision.parent.chars, temporal.revision.day_of_week]


class Minor(Model):
    """Needs what nobody knows before an edit is saved."""

    def __init__(self, version: str) -> None:
        super().__init__(
            [Feature("is_minor", bool, depends_on=[revision.minor], returns=bool)], version=version
        )

    def score(self, feature_values: Sequence[Any]) -> Any:
        """Predict the value."""
        return {"prediction": bool(feature_values[0])}


class NotANumber(Model):
    """Gives what JSON cannot hold."""

    def __init__(self, version: str) -> None:
        super().__init__([Feature("huge", lambda: 2**70, returns=int)], version=version)

    def score(self, feature_values: Sequence[Any]) -> Any:
        """Predict what is not a number."""
        return {"prediction": float("nan"), "probability": {True: float("inf"), 5: feature_values[0]}}


class Surroundings(Model):
    """Shows what is told about the page, the parent, the account and the user's last edit."""

    def __init__(self, version: str) -> None:
        nodes = [
            revision.page.namespace.id,
            revision.parent.user.text,
            revision.page.creation.timestamp_str,
            revision.user.text,
            revision.user.info.editcount,
            revision.user.last_revision.id,
            revision.content_model,
        ]
        features = [Feature(f"shown {node}", str, depends_on=[node], returns=str) for node in nodes]
        super().__init__(features, version=version)

    def score(self, feature_values: Sequence[Any]) -> Any:
        """Show the values."""
        return {"prediction": list(feature_values)}
