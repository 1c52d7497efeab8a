"""What the service knows: wikis, models, revisions, deadlines. It knows nothing of HTTP.

`Catalogue`
    The wikis and models of one moment.
`Scorer`, `ScoreRequest`
    Scores: from the cache, from work under way, or from new work.
`WorkerPool`
    The processes that compute.
`ServiceError`
    Base of the errors of whole requests.
"""

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
from .models import Catalogue, ServedModel, ServedWiki
from .pool import WorkerPool
from .roots import WikiClient, WikiUnavailable
from .scorer import Outcome, Scorer, ScoreRequest

__all__ = [
    "BadRequest",
    "BodyTooLarge",
    "Catalogue",
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
]
