"""ORES v3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..core import Outcome, ServedModel, ServedWiki, look_up
from ..state import deadline_of, service_of
from .asking import read_request
from .parameters import read_parameters
from .replies import json_reply

__all__ = ["ROUTES", "wiki_document"]


async def wikis(request: Request) -> Response:
    """Every wiki, with the information about its models that is asked for."""
    service = service_of(request)
    parameters = await read_parameters(request, service.config.limits.body_bytes)
    paths = parameters.list("model_info")
    await look_up([model for wiki in service.catalogue.wikis.values() for model in wiki.usable()], paths)
    document = {
        name: {"models": _information(wiki.usable(), paths)} for name, wiki in service.catalogue.wikis.items()
    }
    return json_reply(document, request)


async def scores(request: Request) -> Response:
    """The models of a wiki, and their scores of revisions."""
    asked = await read_request(request)
    if asked.rev_ids is None:
        return json_reply(wiki_document(asked.wiki, asked.models, asked.info_paths), request)
    found = await asked.scores(deadline_of(request))
    return json_reply(wiki_document(asked.wiki, asked.models, asked.info_paths, found), request)


def wiki_document(
    wiki: ServedWiki,
    models: Sequence[ServedModel],
    info_paths: Sequence[str] | None = None,
    scores: Mapping[int, Mapping[str, Outcome]] | None = None,
) -> dict[str, Any]:
    """Return the document of a wiki: information about models, and scores if there are any.

    Raises
    ------
    BadRequest
        If a model does not know a path.
    """
    document: dict[str, Any] = {"models": _information(models, info_paths)}
    if scores is not None:
        document["scores"] = {
            str(rev_id): {name: outcome.document() for name, outcome in outcomes.items()}
            for rev_id, outcomes in scores.items()
        }
    return {wiki.name: document}


def _information(models: Sequence[ServedModel], paths: Sequence[str] | None) -> dict[str, Any]:
    return {model.name: model.info(paths) for model in models}


ROUTES = [
    Route("/v3/scores", wikis, methods=["GET"]),
    Route("/v3/scores/{wiki}", scores, methods=["GET", "POST"]),
    Route("/v3/scores/{wiki}/{rev_id}", scores, methods=["GET", "POST"]),
    Route("/v3/scores/{wiki}/{rev_id}/{model}", scores, methods=["GET", "POST"]),
]
