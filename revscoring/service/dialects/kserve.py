"""KServe V1, as Lift Wing speaks it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..core import (
    BadRequest,
    Draft,
    NotFound,
    RequestTimeout,
    Scored,
    ScoreRequest,
    ServedModel,
    ServedWiki,
    ServiceError,
    Unscored,
    WikiDown,
    WikiUnavailable,
    draft_values,
)
from ..state import Service, deadline_of, read_body, service_of
from .ores import wiki_document
from .parameters import ID_LIMIT, parameters_of, parse_json
from .policy import accepted_policies, tell_policies
from .replies import json_reply

__all__ = ["ROUTES"]

#: Events that are understood: the beginnings of their schemas.
CREATE_SCHEMA: Final = re.compile(r"/mediawiki/revision/create/[12]\.")
CHANGE_SCHEMA: Final = re.compile(r"/mediawiki/page/change/1\.")

#: Clients compare the beginning, up to "rev-id".
NOT_FOUND: Final = (
    "The MW API does not have any info related to the rev-id provided as input ({rev_id}), "
    "so there is nothing to score."
)

#: Errors of something that is needed and cannot be had.
MISSING: Final = {
    "RevisionNotFound",
    "PageNotFound",
    "UserNotFound",
    "EntityNotFound",
    "TextDeleted",
    "UserDeleted",
    "CommentDeleted",
}


async def models(request: Request) -> Response:
    """The names of all models."""
    catalogue = service_of(request).catalogue
    pairs = [f"{wiki.name}-{model}" for wiki in catalogue.wikis.values() for model in wiki.models]
    return json_reply({"models": sorted({*pairs, *_shared_models(service_of(request))})}, request)


async def model(request: Request) -> Response:
    """Whether a model is there."""
    service, name = service_of(request), request.path_params["name"]
    if name.endswith(":predict"):
        raise HTTPException(405, headers={"Allow": "POST"})
    if name not in _shared_models(service):
        _find_pair(service, name)
    return json_reply({"name": name, "ready": True}, request)


async def predict(request: Request) -> Response:
    """The score of a revision."""
    try:
        return await _predict(request)
    except WikiDown as error:
        if asyncio.get_running_loop().time() < deadline_of(request):
            raise
        raise RequestTimeout(error.message) from error


async def _predict(request: Request) -> Response:
    service, name = service_of(request), request.path_params["name"]
    candidates = _shared_models(service).get(name)
    pair = None if candidates else _find_pair(service, name)
    document = parse_json(await read_body(request, service.config.limits.body_bytes))
    if not isinstance(document, Mapping):
        raise BadRequest("The body is no JSON object.")
    if pair is not None:
        return await _predict_of_wiki(request, *pair, document)
    assert candidates is not None
    if "revision_data" in document:
        return await _predict_draft(request, name, candidates, document["revision_data"])
    rev_id = _rev_id(document)
    wiki, found = await _choose_wiki(request, candidates, document.get("lang"))
    scored = await _score(request, ScoreRequest(wiki, [found], [rev_id], deadline_of(request)))
    return json_reply(_output(name, wiki, found, rev_id, scored), request)


async def _predict_of_wiki(
    request: Request, wiki: ServedWiki, found: ServedModel, document: Mapping[str, Any]
) -> Response:
    rev_id = _rev_id(document)
    features = bool(document.get("extended_output"))
    asked = ScoreRequest(wiki, [found], [rev_id], deadline_of(request), features=features)
    scored = await _score(request, asked)
    return json_reply(wiki_document(wiki, [found], scores={rev_id: {found.name: scored}}), request)


async def _predict_draft(
    request: Request, name: str, candidates: Mapping[str, ServedModel], document: Any
) -> Response:
    """Score an edit before it is saved; nothing of it is kept."""
    draft, service, deadline = Draft.read(document), service_of(request), deadline_of(request)
    wiki, found = await _choose_wiki(request, candidates, draft.lang)
    client = None if wiki.host is None else service.scorer.wiki_client(wiki.host)
    try:
        values = await draft_values(draft, found, client, deadline)
    except WikiUnavailable as error:
        raise WikiDown(str(error), error.retry_after) from error
    scored = await _score(request, ScoreRequest(wiki, [found], [draft.id], deadline, {draft.id: values}))
    return json_reply(_output(name, wiki, found, draft.id, scored), request)


def _shared_models(service: Service) -> dict[str, dict[str, ServedModel]]:
    """Return the models that have names of their own: by name, and by wiki."""
    shared: dict[str, dict[str, ServedModel]] = {}
    for wiki in service.catalogue.wikis.values():
        for found in wiki.models.values():
            if found.config.kserve is not None:
                shared.setdefault(found.config.kserve, {})[wiki.name] = found
    return shared


def _find_pair(service: Service, name: str) -> tuple[ServedWiki, ServedModel]:
    """Return a wiki and its model by ``WIKI-MODEL``; both names may have a hyphen.

    Raises
    ------
    NotFound
    """
    for wiki in service.catalogue.wikis.values():
        for found in wiki.models.values():
            if f"{wiki.name}-{found.name}" == name:
                return wiki, found
    raise NotFound(f"Model with name {name} does not exist.")


async def _choose_wiki(
    request: Request, candidates: Mapping[str, ServedModel], lang: Any
) -> tuple[ServedWiki, ServedModel]:
    """Return the wiki of a language, with its model.

    Raises
    ------
    BadRequest
        If there is none.
    WikiDown
        If a wiki that may be meant does not tell its language.
    """
    service = service_of(request)
    if not isinstance(lang, str) or not lang:
        raise BadRequest("Give lang, the code of a language, such as en.")
    wikis = [service.catalogue.wiki(name) for name in candidates]
    try:
        wiki = await service.languages.find(wikis, lang, deadline_of(request))
    except WikiUnavailable as error:
        raise WikiDown(str(error), error.retry_after) from error
    if wiki is None:
        raise BadRequest(f"Unsupported lang: {lang[:100]}.")
    return wiki, candidates[wiki.name]


def _rev_id(document: Mapping[str, Any]) -> int:
    """Return the id of the revision of a body, or of the event in it.

    Raises
    ------
    BadRequest
    """
    if "event" in document:
        event = document["event"]
        schema = event.get("$schema") if isinstance(event, Mapping) else None
        if not isinstance(schema, str):
            raise BadRequest("The event has no $schema.")
        if CHANGE_SCHEMA.match(schema):
            document = event["revision"] if isinstance(event.get("revision"), Mapping) else {}
        elif CREATE_SCHEMA.match(schema):
            document = event
        else:
            raise BadRequest(f"Events of the schema {schema[:200]} are not understood.")
    rev_id = document.get("rev_id")
    if not isinstance(rev_id, int) or isinstance(rev_id, bool) or abs(rev_id) >= ID_LIMIT:
        raise BadRequest("Give rev_id, the id of a revision, as an integer.")
    return rev_id


async def _score(request: Request, asked: ScoreRequest) -> Scored:
    """Return the score of the one model for the one revision.

    Raises
    ------
    ServiceError
        If there is none.
    """
    [rev_id], [found] = asked.rev_ids, asked.models
    asked.wiki.select([found.name], accepted_policies(request, parameters_of(request)))
    tell_policies(request, [found])
    try:
        outcome = (await service_of(request).scorer.score(asked))[rev_id][found.name]
    except WikiDown as error:
        if asyncio.get_running_loop().time() >= asked.deadline:  # clients ask once more after this
            raise RequestTimeout(error.message, error.retry_after) from error
        raise
    if isinstance(outcome, Unscored):
        raise _refusal(outcome, rev_id)
    return outcome


def _refusal(outcome: Unscored, rev_id: int) -> ServiceError:
    """Return the error of a request by the reason why there is no score."""
    if outcome.type == "TimeoutError":
        return RequestTimeout(outcome.message)
    if outcome.type in ("WorkerDied", "InternalError"):
        return ServiceError(outcome.message)
    if outcome.type == "RevisionNotFound" and f"({{revision}}:{rev_id})" in outcome.message:
        return BadRequest(NOT_FOUND.format(rev_id=rev_id))
    if outcome.type == "UnexpectedContentType":
        return BadRequest(f"Unexpected content type for rev-id {rev_id}: {outcome.message}")
    if outcome.type in MISSING:
        return BadRequest(f"Missing resource for rev-id {rev_id}: {outcome.message}")
    return BadRequest(f"Generic error while extracting features for rev-id {rev_id}: {outcome.message}")


def _output(name: str, wiki: ServedWiki, found: ServedModel, rev_id: int, scored: Scored) -> dict[str, Any]:
    output: dict[str, Any] = {"prediction": scored.score["prediction"]}
    if "probability" in scored.score:
        output["probabilities"] = scored.score["probability"]
    return {
        "model_name": name,
        "model_version": found.version,
        "wiki_db": wiki.name,
        "revision_id": rev_id,
        "output": output,
    }


ROUTES = [
    Route("/v1/models", models, methods=["GET"]),
    Route("/v1/models/{name}:predict", predict, methods=["POST"]),
    Route("/v1/models/{name}", model, methods=["GET"]),
]
