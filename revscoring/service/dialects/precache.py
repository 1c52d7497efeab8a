"""Events in, scores kept: ``POST /v3/precache/``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..core import BadRequest, ScoreRequest
from ..events import EventError, read_event
from ..state import deadline_of, read_body, service_of
from .ores import wiki_document
from .parameters import parse_json
from .replies import json_reply, no_content

__all__ = ["ROUTES"]


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
    models = [model for model in wiki.models.values() if event.kinds.intersection(model.config.precache)]
    if not models:
        return no_content()
    scores = await service.scorer.score(ScoreRequest(wiki, models, [event.rev_id], deadline_of(request)))
    return json_reply(wiki_document(wiki, models, scores=scores), request.query_params)


ROUTES = [Route("/v3/precache", precache, methods=["POST"])]
