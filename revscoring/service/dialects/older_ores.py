"""ORES v1 and v2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..core import Outcome, Scored, ServedModel
from ..state import deadline_of, service_of
from .asking import read_request
from .parameters import read_parameters
from .replies import json_reply

__all__ = ["ROUTES"]


async def v1_wikis(request: Request) -> Response:
    """The names of the wikis."""
    return json_reply({"contexts": sorted(service_of(request).catalogue.wikis)}, request)


async def v1_scores(request: Request) -> Response:
    """Information about models, or their scores of revisions; of one model if the path names it."""
    asked = await read_request(request)
    single = request.path_params.get("model")
    document: dict[str, Any]
    if asked.rev_ids is None:
        information = {model.name: model.info(asked.info_paths or []) for model in asked.models}
        document = information[single] if single else {"models": information}
    else:
        found = await asked.scores(deadline_of(request))
        document = {
            str(rev_id): _bare(outcomes[single])
            if single
            else {name: _bare(outcome) for name, outcome in outcomes.items()}
            for rev_id, outcomes in found.items()
        }
    return json_reply(document, request)


async def v2_wikis(request: Request) -> Response:
    """Every wiki with its models."""
    service = service_of(request)
    parameters = await read_parameters(request, service.config.limits.body_bytes)
    paths = parameters.list("model_info")
    document = {
        name: {model.name: _model_document(model, paths) for model in wiki.usable()}
        for name, wiki in service.catalogue.wikis.items()
    }
    return json_reply({"scores": document}, request)


async def v2_scores(request: Request) -> Response:
    """The models of a wiki, with their scores of revisions if they are asked for."""
    asked = await read_request(request)
    found = None if asked.rev_ids is None else await asked.scores(deadline_of(request))
    models: dict[str, Any] = {}
    for model in asked.models:
        document = _model_document(model, asked.info_paths)
        if found is not None:
            outcomes = {str(rev_id): by_model[model.name] for rev_id, by_model in found.items()}
            document["scores"] = {rev_id: _bare(outcome) for rev_id, outcome in outcomes.items()}
            if asked.features:
                document["features"] = {
                    rev_id: outcome.features
                    for rev_id, outcome in outcomes.items()
                    if isinstance(outcome, Scored)
                }
        models[model.name] = document
    return json_reply({"scores": {asked.wiki.name: models}}, request)


def _model_document(model: ServedModel, paths: Sequence[str] | None) -> dict[str, Any]:
    """Return what v2 says of a model, without scores."""
    document: dict[str, Any] = {"version": model.version}
    if paths is not None:
        document["info"] = model.info(paths)
    return document


def _bare(outcome: Outcome) -> dict[str, Any]:
    """Return a score, or the error in its place."""
    return outcome.score if isinstance(outcome, Scored) else outcome.document()  # type: ignore[return-value]


ROUTES = [
    *(
        route
        for prefix in ("/scores", "/v1/scores")
        for route in [
            Route(prefix, v1_wikis, methods=["GET"]),
            Route(prefix + "/{wiki}", v1_scores, methods=["GET"]),
            Route(prefix + "/{wiki}/{model}", v1_scores, methods=["GET"]),
            Route(prefix + "/{wiki}/{model}/{rev_id}", v1_scores, methods=["GET", "POST"]),
        ]
    ),
    Route("/v2/scores", v2_wikis, methods=["GET"]),
    Route("/v2/scores/{wiki}", v2_scores, methods=["GET"]),
    Route("/v2/scores/{wiki}/{model}", v2_scores, methods=["GET"]),
    Route("/v2/scores/{wiki}/{model}/{rev_id}", v2_scores, methods=["GET", "POST"]),
]
