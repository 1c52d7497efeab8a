"""What the service knows: wikis, models, revisions, deadlines. It knows nothing of HTTP.

`Catalogue`
    The wikis and models of one moment.
`Languages`
    The languages of wikis.
`Scorer`, `ScoreRequest`
    Scores: from the cache, from work under way, or from new work.
`WorkerPool`
    The processes that compute.
`Draft`, `draft_values`
    Edits before they are saved.
`ServiceError`
    Base of the errors of whole requests.
"""

from .changes import Change, ChangesQuery, RecentChanges, ScoredChange, Site
from .drafts import Draft, DraftError, draft_values
from .errors import (
    BadRequest,
    BodyTooLarge,
    BodyTooSlow,
    Forbidden,
    Gone,
    NotAccepted,
    NotFound,
    Overloaded,
    RequestTimeout,
    Scored,
    ServiceError,
    TooManyRequests,
    Unscored,
    WikiDown,
)
from .languages import Languages
from .models import Catalogue, ServedModel, ServedWiki, look_up
from .pool import WorkerPool
from .requests import Outcome, ScoreRequest
from .roots import WikiClient, WikiUnavailable
from .scorer import Scorer

__all__ = [
    "BadRequest",
    "BodyTooLarge",
    "BodyTooSlow",
    "Catalogue",
    "Change",
    "ChangesQuery",
    "Draft",
    "DraftError",
    "Forbidden",
    "Gone",
    "Languages",
    "NotAccepted",
    "NotFound",
    "Outcome",
    "Overloaded",
    "RecentChanges",
    "RequestTimeout",
    "ScoreRequest",
    "Scored",
    "ScoredChange",
    "Scorer",
    "ServedModel",
    "ServedWiki",
    "ServiceError",
    "Site",
    "TooManyRequests",
    "Unscored",
    "WikiClient",
    "WikiDown",
    "WikiUnavailable",
    "WorkerPool",
    "draft_values",
    "look_up",
]
