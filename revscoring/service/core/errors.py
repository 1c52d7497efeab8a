"""Errors of whole requests, and the errors that stand in the place of single scores."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import msgspec

from ...errors import compatible_text
from ...scoring import Score

__all__ = [
    "BadRequest",
    "BodyTooLarge",
    "BodyTooSlow",
    "Forbidden",
    "Gone",
    "NotAccepted",
    "NotFound",
    "Overloaded",
    "RequestTimeout",
    "ServiceError",
    "Unscored",
    "WikiDown",
    "score_of",
    "told_outcome",
    "unscored_by",
]


class ServiceError(Exception):
    """A request that gets no answer but this.

    Attributes
    ----------
    status : int
        Of HTTP.
    code : str
        What clients tell errors apart by.
    message : str
    retry_after : int or None
        Seconds after which it may be worth asking again.
    """

    status: int = 500
    code: str = "internal server error"

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after


class BadRequest(ServiceError):
    """The request cannot be understood."""

    status, code = 400, "bad request"


class BodyTooLarge(ServiceError):
    """The body of the request is longer than the limit."""

    status, code = 413, "bad request"


class BodyTooSlow(ServiceError):
    """The body of the request is not there in time."""

    status, code = 408, "bad request"


class NotFound(ServiceError):
    """There is no such wiki, model or path."""

    status, code = 404, "not found"


class Gone(ServiceError):
    """The model may not be used any more."""

    status, code = 410, "gone"


class NotAccepted(ServiceError):
    """The conditions of the model have to be accepted first."""

    status, code = 403, "policy not accepted"


class Forbidden(ServiceError):
    """The request comes from a page of somebody else."""

    status, code = 403, "forbidden"


class TooManyRequests(ServiceError):
    """The address has too many requests under way."""

    status, code = 429, "too_many_requests"


class Overloaded(ServiceError):
    """More scores wait than the queue may hold."""

    status, code = 503, "server overloaded"


class WikiDown(ServiceError):
    """The wiki does not answer, or refuses, and nothing at all could be given."""

    status, code = 503, "wiki unavailable"


class RequestTimeout(ServiceError):
    """The request waited for a place for the whole of its time."""

    status, code = 504, "request_timeout"


class Unscored(NamedTuple):
    """The reason why a model has no score for a revision.

    Attributes
    ----------
    type : str
        Stable: clients tell errors apart by it.
    message : str
        One line.
    retry_after : float or None
        Seconds after which the wiki may answer.
    """

    type: str
    message: str
    retry_after: float | None = None

    def document(self) -> dict[str, Any]:
        """Return what stands in the place of the score."""
        return {"error": {"type": self.type, "message": self.message}}


class Scored(NamedTuple):
    """A score, and the values of the features below it if they were asked for."""

    score: Score
    features: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """Return what stands in a reply."""
        document: dict[str, Any] = {"score": self.score}
        if self.features is not None:
            document["features"] = self.features
        return document


def score_of(value: bytes) -> Scored | None:
    """Return the score that a value of a cache is, or None if it is none; others may write to a cache too.

    Examples
    --------
    >>> score_of(b'{"prediction": true}'), score_of(b'{"prediction": [], "x": NaN}'), score_of(b"5")
    (Scored(score={'prediction': True}, features=None), None, None)
    """
    try:
        score = msgspec.json.decode(value, type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    probability = score.get("probability", {})
    if "prediction" not in score or not isinstance(probability, dict):
        return None
    is_read = all(one is None or isinstance(one, int | float) for one in probability.values())
    return Scored(cast("Score", score)) if is_read else None


def told_outcome(value: bytes) -> Unscored | None:
    """Return the error that another service tells, or None if it tells nothing that can be read."""
    try:
        return msgspec.json.decode(value, type=Unscored)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def timed_out(seconds: float) -> Unscored:
    """Return the error of a score that was not ready in time.

    Examples
    --------
    >>> timed_out(15.0).message
    'Timed out after 15 seconds.'
    """
    return Unscored("TimeoutError", f"Timed out after {round(seconds)} seconds.")


def unscored_by(error: BaseException) -> Unscored:
    """Return what an error of an extraction or a model is to a client: its class, and its first line.

    Examples
    --------
    >>> from revscoring.errors import RevisionNotFound
    >>> unscored_by(RevisionNotFound("{revision}", 5))
    Unscored(type='RevisionNotFound', message='RevisionNotFound: Could not find revision ({revision}:5)', \
retry_after=None)
    """
    text = compatible_text(error)
    line = text.partition("\n")[0].strip() or type(error).__name__
    return Unscored(type(error).__name__, line[:1000])
