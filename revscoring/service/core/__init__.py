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

from .drafts import Draft, DraftError, draft_values
from .errors import (
    BadRequest,
    BodyTooLarge,
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
from .models import Catalogue, ServedModel, ServedWiki
from .pool import WorkerPool
from .roots import WikiClient, WikiUnavailable
from .scorer import Outcome, Scorer, ScoreRequest

__all__ = [
    "BadRequest",
    "BodyTooLarge",
    "Catalogue",
    "Draft",
    "DraftError",
    "Languages",
    "NotFound",
    "Outcome",
    "Overloaded",
    "RequestTimeout",
    "ScoreRequest",
    "Scored",
    "Scorer",
    "ServedModel",
    "ServedWiki",
    "ServiceError",
    "TooManyRequests",
    "Unscored",
    "WikiClient",
    "WikiDown",
    "WikiUnavailable",
    "WorkerPool",
    "draft_values",
]
