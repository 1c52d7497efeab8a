"""What the dialects of ORES have in common: the request to the core that parameters stand for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from ..core import BadRequest, NotFound, Outcome, ScoreRequest, ServedWiki, look_up
from ..core.injection import known_values
from ..state import Service, service_of
from .parameters import Parameters, parse_id, parse_injected, read_parameters
from .policy import accepted_policies, tell_policies
from .replies import check_callback

__all__ = ["Asked", "read_request"]


class Asked:
    """What a request of ORES asks for.

    Attributes
    ----------
    service : Service
    parameters : Parameters
    wiki : ServedWiki
    rev_ids : list of int or None
        None: no scores are asked for.
    models : list of ServedModel
    info_paths : list of str or None
        What is asked about the models; None: nothing.
    features : bool
    """

    def __init__(
        self,
        service: Service,
        parameters: Parameters,
        wiki: ServedWiki,
        rev_ids: Sequence[int] | None,
        accepted: Collection[str] = (),
    ) -> None:
        self.service = service
        self.parameters = parameters
        self.wiki = wiki
        self.rev_ids = rev_ids
        self.models = wiki.select(parameters.list("models"), accepted)
        self.info_paths = parameters.list("model_info")
        self.features = parameters.flag("features")

    async def scores(self, deadline: float) -> dict[int, dict[str, Outcome]]:
        """Return the outcome of each model for each revision."""
        assert self.rev_ids is not None
        everywhere = self.parameters.values_of_nodes()
        single = parse_injected(self.parameters.get("inject"))
        given: dict[int, Mapping[str, Any]] = {}
        for rev_id in self.rev_ids:
            values = known_values({**everywhere, **single.get(rev_id, {})}, self.models)
            if values:
                given[rev_id] = values
        return await self.service.scorer.score(
            ScoreRequest(self.wiki, self.models, self.rev_ids, deadline, given, self.features)
        )


async def read_request(request: Request) -> Asked:
    """Read a request for a wiki, or for a revision of it if the path has one.

    Raises
    ------
    ServiceError
        If it asks for what there is not, or cannot be understood.
    """
    service = service_of(request)
    parameters = await read_parameters(request, service.config.limits.body_bytes)
    rev_ids = _rev_ids(request, parameters, service.config.limits.revids)
    check_callback(parameters)
    wiki = service.catalogue.wiki(request.path_params["wiki"])
    model = request.path_params.get("model")
    if model is not None:
        parameters = parameters.replaced(models=model)
    asked = Asked(service, parameters, wiki, rev_ids, accepted_policies(request, parameters))
    tell_policies(request, asked.models)
    await look_up(asked.models, asked.info_paths)
    return asked


def _rev_ids(request: Request, parameters: Parameters, limit: int) -> list[int] | None:
    texts = parameters.list("revids")
    in_path = request.path_params.get("rev_id")
    if in_path is None and texts and len(texts) > limit:
        raise BadRequest(f"Too many values for 'revids' parameter.  Max of {limit}.")
    if in_path is not None:
        rev_id = parse_id(in_path)
        if rev_id is None:
            raise NotFound(f"{in_path!r} is no id of a revision")
        return [rev_id]
    if not texts:
        return None
    rev_ids = list(map(parse_id, texts))
    wrong = [text for text, rev_id in zip(texts, rev_ids, strict=True) if rev_id is None]
    if wrong:
        raise BadRequest(f"Could not interpret revids. {wrong[0]!r} is no integer.")
    return list(dict.fromkeys(rev_id for rev_id in rev_ids if rev_id is not None))
