"""The page of recent changes of a wiki, with scores and filters."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..core import (
    Change,
    ChangesQuery,
    NotAccepted,
    Outcome,
    Scored,
    ScoredChange,
    ServedModel,
    ServedWiki,
    Site,
    Unscored,
    WikiDown,
)
from ..core.changes import WHO
from ..state import deadline_of, service_of
from .levels import Level, RiskModel, risk_models
from .rendering import as_page, page, wiki_path

__all__ = ["diff_address", "recent_changes"]

#: How many edits can be looked at.
LIMITS: Final = (50, 100, 250)

#: Bytes from which on a change of size is large, as in MediaWiki's lists.
LARGE: Final = 500


@dataclass
class Choices:
    """What a reader has chosen.

    Attributes
    ----------
    levels : dict of str to set of str
        By model; edits of any of the levels of a model are shown, of each model that has some.
    """

    query: ChangesQuery
    levels: Mapping[str, set[str]]
    by_risk: bool

    @classmethod
    def read(cls, request: Request) -> Choices:
        """Read the query of a request; what is not understood counts as not chosen."""
        query = request.query_params
        levels: dict[str, set[str]] = {}
        for value in query.getlist("level"):
            model, _, level = value.rpartition(":")
            levels.setdefault(model, set()).add(level)
        namespace, limit = query.get("ns", ""), query.get("limit", "")
        return cls(
            ChangesQuery(
                int(namespace)
                if namespace.isascii() and namespace.isdigit() and len(namespace) < 6
                else None,
                query.get("who", "") if query.get("who") in WHO else "people",
                int(limit) if limit in map(str, LIMITS) else LIMITS[0],
            ),
            levels,
            query.get("sort") == "risk",
        )


@dataclass
class Mark:
    """What a model says about an edit."""

    model: RiskModel
    risk: float | None
    level: Level | None
    error: str = ""


@dataclass
class Row:
    """An edit as the list shows it."""

    change: Change
    marks: Sequence[Mark]
    predictions: Sequence[tuple[str, str]]
    diff: str

    @property
    def risk(self) -> float | None:
        """The risk by the main model."""
        return self.marks[0].risk if self.marks else None

    @property
    def is_large(self) -> bool:
        """Whether much was added or removed."""
        return abs(self.change.size) >= LARGE


@as_page
async def recent_changes(request: Request) -> Response:
    """The newest edits of a wiki; ``part=rows``: the list alone, for the script."""
    service = service_of(request)
    wiki = service.catalogue.wiki(request.path_params["wiki"])
    wanted = request.query_params.get("rev", "").strip()
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        lang = request.query_params.get("lang")
        query = f"?{urlencode({'lang': lang})}" if lang else ""
        return RedirectResponse(f"{wiki_path(wiki.name, int(wanted))}{query}", 303)
    models = wiki.usable(frozenset(request.query_params.getlist("accept")))
    gated = [
        one for one in wiki.models.values() if isinstance(one.refusal(), NotAccepted) and one not in models
    ]
    risks = await asyncio.to_thread(risk_models, models)
    choices = Choices.read(request)
    context: dict[str, Any] = {
        "wiki": wiki,
        "risks": risks,
        "models": models,
        "gated": gated,
        "choices": choices,
        "limits": LIMITS,
        "who": list(WHO),
        "namespaces": {},
        "rows": [],
        "total": 0,
        "today": datetime.now(timezone.utc).date().isoformat(),
        "away": None,
        "is_rtl": False,
        "content_lang": "",
    }
    status, headers = 200, {}
    if wiki.host is not None:
        try:
            site = await asyncio.wait_for(service.changes.site(wiki.host), service.config.limits.timeout)
            found = await service.changes.find(wiki, models, choices.query, deadline_of(request))
        except (WikiDown, asyncio.TimeoutError) as error:
            context["away"] = getattr(error, "message", "")
            status, headers = 503, {"Retry-After": str(getattr(error, "retry_after", None) or 5)}
        else:
            rows = _rows(wiki, site, found, risks, models, choices)
            context |= {
                "rows": rows,
                "total": len(found),
                "namespaces": site.namespaces,
                "is_rtl": site.is_rtl,
                "content_lang": site.lang,
            }
    part = request.query_params.get("part") == "rows"
    template = "rows.html" if part else "changes.html"
    return await asyncio.to_thread(page, request, template, context, status, **headers)


def _rows(
    wiki: ServedWiki,
    site: Site,
    found: Sequence[ScoredChange],
    risks: Sequence[RiskModel],
    models: Sequence[ServedModel],
    choices: Choices,
) -> list[Row]:
    others = [model for model in models if model not in {risk.served for risk in risks}]
    rows = []
    for one in found:
        marks = [_mark(risk, one.outcomes.get(risk.name)) for risk in risks]
        if not all(_is_chosen(mark, choices) for mark in marks):
            continue
        predictions = [(model.name, prediction_text(one.outcomes.get(model.name))) for model in others]
        rows.append(
            Row(
                one.change,
                marks,
                [(name, text) for name, text in predictions if text],
                diff_address(site, one.change.rev_id, one.change.parent_id),
            )
        )
    if choices.by_risk:
        rows.sort(key=lambda row: -1.0 if row.risk is None else row.risk, reverse=True)
    return rows


def _mark(risk: RiskModel, outcome: Outcome | None) -> Mark:
    if isinstance(outcome, Unscored):
        return Mark(risk, None, None, outcome.message)
    value = risk.risk(outcome)
    return Mark(risk, value, None if value is None else risk.level(value))


def _is_chosen(mark: Mark, choices: Choices) -> bool:
    names = choices.levels.get(mark.model.name, set())
    levels = [level for name, level in mark.model.levels.items() if name in names and level.is_offered]
    if not levels:
        return True
    return mark.risk is not None and any(level.has(mark.risk) for level in levels)


def prediction_text(outcome: Outcome | None) -> str:
    """Return what a model of several labels predicts."""
    if not isinstance(outcome, Scored):
        return ""
    score: Any = outcome.score
    prediction = score.get("prediction")
    return ", ".join(map(str, prediction)) if isinstance(prediction, list) else str(prediction)


def diff_address(site: Site, rev_id: int, parent_id: int = 0) -> str:
    """Return the address of a diff on the wiki."""
    query = {"diff": rev_id, "oldid": parent_id} if parent_id else {"diff": rev_id}
    return f"{site.script}?{urlencode(query)}"
