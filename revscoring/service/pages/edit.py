"""The page of one edit: its scores, why, and what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from ...datasources.revision_oriented import revision
from ..core import NotFound, Scored, ScoreRequest, ServedModel, ServedWiki, Unscored, WikiDown
from ..core.worker import Explained
from ..dialects.parameters import parse_id
from ..state import Service, deadline_of, service_of
from .feed import diff_address, prediction_text
from .levels import Level, RiskModel, risk_models
from .rendering import as_page, page
from .reports import count_reports

__all__ = ["edit", "edit_page"]

#: What a page says about an edit.
ABOUT: Final = {
    "title": revision.page.title,
    "namespace": revision.page.namespace.name,
    "user": revision.user.text,
    "comment": revision.comment,
    "timestamp": revision.timestamp_str,
    "parent_id": revision.parent.id,
}

TEXTS: Final = (revision.text, revision.parent.text)


@dataclass
class Judgement:
    """What a model says about the edit, and why.

    Attributes
    ----------
    risk : RiskModel or None
        None: the model has other labels than two.
    error : str
        Why there is no score.
    """

    model: ServedModel
    risk: RiskModel | None
    score: Any = None
    value: float | None = None
    level: Level | None = None
    rows: Sequence[dict[str, Any]] = ()
    unit: str = ""
    unexplained: str = ""
    error: str = ""

    @property
    def prediction(self) -> str:
        """What a model of several labels predicts."""
        return prediction_text(Scored(self.score))

    @property
    def is_flagged(self) -> bool:
        """Whether the edit counts as one that patrollers look for."""
        return self.risk is not None and self.value is not None and self.value >= self.risk.line

    @property
    def most(self) -> float:
        """The strongest contribution, to draw the others by."""
        return max((abs(row["contribution"]) for row in self.rows), default=0.0) or 1.0


@as_page
async def edit(request: Request) -> Response:
    """The scores of an edit, why, and what changed."""
    service = service_of(request)
    wiki = service.catalogue.wiki(request.path_params["wiki"])
    rev_id = parse_id(request.path_params["rev_id"])
    if rev_id is None:
        raise NotFound("This is no id of a revision.")
    return await edit_page(request, service, wiki, rev_id)


async def edit_page(
    request: Request,
    service: Service,
    wiki: ServedWiki,
    rev_id: int,
    thanked: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    """Return the page of an edit.

    Parameters
    ----------
    thanked : str
        The model about which a report was kept just now.
    problem : str
        The key of the text that says why it was not kept.
    """
    models = wiki.usable(frozenset(request.query_params.getlist("accept")))
    risks = {risk.name: risk for risk in await asyncio.to_thread(risk_models, models)}
    asked = ScoreRequest(wiki, models, [rev_id], deadline_of(request))
    labels = [risks[model.name].bad if model.name in risks else None for model in models]
    explained, values = await service.scorer.explain(asked, labels, [*ABOUT.values(), *TEXTS])
    about = {name: values.get(str(node)) for name, node in ABOUT.items()}
    site = None
    if wiki.host is not None:
        if about["title"] is None and _is_missing(explained):
            raise NotFound(f"There is no revision {rev_id}, or it was deleted.")
        with suppress(WikiDown, asyncio.TimeoutError):
            site = await asyncio.wait_for(service.changes.site(wiki.host), 5.0)
    judgements = _judgements(models, risks, explained)
    ordered = [risks[name] for name in risks]
    judgements.sort(key=lambda one: ordered.index(one.risk) if one.risk is not None else len(ordered))
    context = {
        "wiki": wiki,
        "rev_id": rev_id,
        "about": about,
        "diff": None if site is None else diff_address(site, rev_id, about["parent_id"] or 0),
        "content_lang": "" if site is None else site.lang,
        "is_rtl": site is not None and site.is_rtl,
        "judgements": judgements,
        "pieces": []
        if isinstance(explained, Unscored) or isinstance(explained.change, Unscored)
        else explained.change,
        "no_change": explained.message
        if isinstance(explained, Unscored)
        else explained.change.message
        if isinstance(explained.change, Unscored)
        else "",
        "with_reports": service.reports is not None,
        "reported": await count_reports(service, wiki, rev_id),
        "thanked": thanked,
        "problem": problem,
    }
    return await asyncio.to_thread(page, request, "edit.html", context, status)


def _is_missing(explained: Explained | Unscored) -> bool:
    change = explained if isinstance(explained, Unscored) else explained.change
    return isinstance(change, Unscored) and change.type == "RevisionNotFound"


def _judgements(
    models: Sequence[ServedModel], risks: dict[str, RiskModel], explained: Explained | Unscored
) -> list[Judgement]:
    documents = [explained] * len(models) if isinstance(explained, Unscored) else explained.models
    found = []
    for model, document in zip(models, documents, strict=True):
        risk = risks.get(model.name)
        if isinstance(document, Unscored):
            found.append(Judgement(model, risk, error=document.message))
            continue
        value = None if risk is None else risk.risk(Scored(document["score"]))
        found.append(
            Judgement(
                model,
                risk,
                document["score"],
                value,
                None if risk is None or value is None else risk.level(value),
                document["contributions"],
                document.get("unit", ""),
                document.get("unexplained", ""),
            )
        )
    return found
