"""Reports that a score is wrong: who may send them, what they may say, and how they are kept."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from ...audit import Report, StoreError
from ..core import (
    BadRequest,
    Forbidden,
    NotFound,
    Scored,
    ScoreRequest,
    ServedModel,
    ServedWiki,
    ServiceError,
    TooManyRequests,
)
from ..state import Service, address_of, deadline_of
from .levels import risk_models

__all__ = ["Limiter", "check_origin", "count_reports", "keep_report", "read_suggestion"]

logger = structlog.get_logger(__name__)

#: How many reports an address may send.
ALLOWED: Final = "10 per minute; 200 per day"

#: How many reports of a revision are counted.
COUNTED: Final = 1000


class Limiter:
    """Limits how many reports an address sends."""

    def __init__(self) -> None:
        self._items: list[RateLimitItem] = parse_many(ALLOWED)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def check(self, address: str) -> None:
        """Count a report.

        Raises
        ------
        TooManyRequests
        """
        for item in self._items:
            if not await self._limiter.hit(item, address):
                raise TooManyRequests("Too many reports of this address; try again later.", 60)


def check_origin(request: Request) -> None:
    """Refuse a form that a page of another site sent.

    Raises
    ------
    Forbidden
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        is_own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_own:
        raise Forbidden("The report was sent from a page of another site.")


def read_suggestion(suggested: Any, served: ServedModel) -> str:
    """Return the kind of the report that says which label a revision should have.

    Raises
    ------
    BadRequest
    """
    texts = {"true": True, "false": False}
    label = texts.get(suggested.strip().lower(), suggested) if isinstance(suggested, str) else suggested
    risks = risk_models([served])
    if not risks:
        return "other"
    if not isinstance(label, bool):
        raise BadRequest("suggested: true or false, the label that the revision should have")
    return "false-negative" if label is risks[0].bad else "false-positive"


async def keep_report(
    request: Request,
    service: Service,
    wiki: ServedWiki,
    rev_id: int,
    served: ServedModel,
    kind: str,
    note: str,
) -> Report:
    """Keep a report about a score, without who sent it.

    Raises
    ------
    TooManyRequests, NotFound, ServiceError
    """
    store = service.reports
    if store is None:
        raise NotFound("This service keeps no reports.")
    await request.app.state.report_limiter.check(address_of(request))
    asked = ScoreRequest(wiki, [served], [rev_id], deadline_of(request))
    outcome = (await service.scorer.score(asked))[rev_id][served.name]
    if not isinstance(outcome, Scored):
        raise NotFound(f"There is no score to report about: {outcome.message}")
    report = Report(
        wiki.name, rev_id, served.name, served.version, kind, _probability(outcome, served), note.strip()
    )
    try:
        await asyncio.to_thread(store.add, report)
    except StoreError as error:
        logger.error("a report was lost", error=str(error))
        raise ServiceError("The report could not be kept; try again later.") from error
    return report


async def count_reports(service: Service, wiki: ServedWiki, rev_id: int) -> int:
    """Return how many reports about a revision there are."""
    if service.reports is None:
        return 0
    try:
        return len(await asyncio.to_thread(service.reports.reports, wiki.name, rev_id, COUNTED))
    except StoreError as error:
        logger.error("reports cannot be read", error=str(error))
        return 0


def _probability(outcome: Scored, served: ServedModel) -> float | None:
    """Return the probability of the label that the model is about, or of the predicted one."""
    score: Any = outcome.score
    by_label = score.get("probability") or {}
    if risk_models([served]):
        return by_label.get("true")
    prediction = score.get("prediction")
    return by_label.get(str(prediction)) if isinstance(prediction, str) else None
