"""Events in, scores kept: ``POST /v3/precache/``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..core import BadRequest, Outcome, Scorer, ScoreRequest, Unscored
from ..events import Event, EventError, read_event
from ..state import deadline_of, is_trusted, read_body, service_of
from .ores import wiki_document
from .parameters import parse_json
from .replies import json_reply, no_content

__all__ = ["ROUTES"]

#: Seconds by which the API of a wiki may lag behind its events.
LAG: Final = 10.0

#: Seconds between two attempts to find a revision.
RETRY_EVERY: Final = 1.0


async def precache(request: Request) -> Response:
    """Score the revision of an event with the models that it triggers."""
    service = service_of(request)
    document = parse_json(await read_body(request, service.config.limits.body_bytes))
    try:
        event = read_event(document, service.catalogue.wikis)
    except EventError as error:
        raise BadRequest(str(error)) from error
    if event is None:
        return no_content()
    wiki = service.catalogue.wiki(event.wiki)
    if event.removes:
        await service.scorer.forget(wiki, event.rev_id)
        return no_content()
    models = [model for model in wiki.usable() if event.kinds.intersection(model.config.precache)]
    if not models:
        return no_content()
    # Scores are kept, so only events of our own may tell what they are made of.
    known = {event.rev_id: event.values} if is_trusted(request) else {}
    asked = ScoreRequest(wiki, models, [event.rev_id], deadline_of(request), known=known)
    outcomes = await _score(service.scorer, asked, event)
    if event.time is not None:
        service.metrics.precached.set(_age(event.time))
    return json_reply(wiki_document(wiki, models, scores={event.rev_id: outcomes}), request)


async def _score(scorer: Scorer, request: ScoreRequest, event: Event) -> Mapping[str, Outcome]:
    """Return the outcomes; a revision that is not found is tried again while its event is new."""
    clock = asyncio.get_running_loop().time
    while True:
        outcomes = (await scorer.score(request))[event.rev_id]
        is_found = not any(_is_not_found(outcome) for outcome in outcomes.values())
        is_late = event.time is None or not 0 <= _age(event.time) + LAG < 2 * LAG
        if is_found or is_late or clock() + RETRY_EVERY >= request.deadline:
            return outcomes
        await asyncio.sleep(RETRY_EVERY)


def _is_not_found(outcome: Outcome) -> bool:
    return isinstance(outcome, Unscored) and outcome.type == "RevisionNotFound"


def _age(time: datetime) -> float:
    return (datetime.now(timezone.utc) - time).total_seconds()


ROUTES = [Route("/v3/precache", precache, methods=["POST"])]
