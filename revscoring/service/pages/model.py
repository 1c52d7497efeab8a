"""The page of one model: its card, its thresholds, its policy, and where it comes from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from ...scoring.reports.contents import about, environment_of, features_table
from ...scoring.summary import statistics_of
from ..core import NotFound, ServedModel
from ..state import service_of
from .language import Texts, texts_of
from .levels import RiskModel, risk_models
from .rendering import as_page, page, words_for

__all__ = ["model_page"]

#: The thresholds that the explorer offers, beside those of the levels.
STEPS: Final = [step / 20 for step in range(1, 20)]

#: How many features are listed, the weightiest.
FEATURES: Final = 30


class Point(NamedTuple):
    """What a threshold does; the statistics are None where they are undefined."""

    threshold: float
    flagged: float
    precision: float | None
    recall: float | None
    level: str = ""


@dataclass
class Card:
    """What takes a moment to find out about a model."""

    sentences: Sequence[str]
    points: Sequence[Point]
    features: Sequence[Any]
    environment: Any
    risk: RiskModel | None


@as_page
async def model_page(request: Request) -> Response:
    """The page of a model."""
    service = service_of(request)
    wiki = service.catalogue.wiki(request.path_params["wiki"])
    served = wiki.models.get(request.path_params["model"])
    if served is None:
        raise NotFound(f"There is no model {request.path_params['model']} of {wiki.name}.")
    card = await asyncio.to_thread(_card, served)
    today = datetime.now(timezone.utc).date()
    policy = served.policy
    has_expired = policy.expires is not None and today >= policy.expires
    context = {
        "wiki": wiki,
        "served": served,
        "card": card,
        "policy": policy,
        "status": "expired" if has_expired and policy.status != "withdrawn" else policy.status,
        "states_nothing": policy == type(policy)(),
        "chosen": _chosen(card.points, request.query_params.get("at")),
        "curve": {name: _polyline(card.points, name) for name in ("precision", "recall")},
        "lines": len(card.points),
        "point_sentence": lambda point: point_sentence(texts_of(request), card, point),
    }
    return page(request, "model.html", context)


def point_sentence(texts: Texts, card: Card, point: Point) -> str:
    """Return in words what a threshold does."""
    threshold = f"{point.threshold:.3f}"
    if point.precision is None:
        return texts("model.at_none", threshold=threshold)
    words = words_for(texts, card.risk)
    return texts(
        "model.at",
        threshold=threshold,
        flagged=texts.many(point.flagged, 1000),
        right=texts.many(point.precision),
        being=words["being"],
        found=texts.many(point.recall),
        edits=words["edits"],
    )


@lru_cache(maxsize=256)
def _card(served: ServedModel) -> Card:
    risks = risk_models([served])
    risk = risks[0] if risks else None
    rows = sorted(
        features_table(served.model).rows,
        key=lambda row: row[2] if isinstance(row[2], float) else 0.0,
        reverse=True,
    )
    return Card(
        about(served.model),
        [] if risk is None else _points(risk),
        rows[:FEATURES],
        environment_of(served.model),
        risk,
    )


def _points(risk: RiskModel) -> list[Point]:
    """Return what thresholds do, in ascending order."""
    statistics = statistics_of(risk.served.model)
    if statistics is None or "thresholds" not in statistics:
        return []
    of_label = dict(statistics["thresholds"].items()).get(risk.bad)
    if of_label is None:
        return []
    levels = {level.low: name for name, level in risk.levels.items() if level.is_offered and level.low > 0}
    points = []
    for threshold in sorted({*STEPS, *levels}):
        row = int(np.searchsorted(of_label.thresholds, threshold))
        if row >= len(of_label.thresholds):
            points.append(Point(threshold, 0.0, None, 0.0, levels.get(threshold, "")))
            continue
        flagged, precision, recall = (
            _number(of_label.column(name)[row]) for name in ("match_rate", "precision", "recall")
        )
        points.append(Point(threshold, flagged or 0.0, precision, recall, levels.get(threshold, "")))
    return points


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _chosen(points: Sequence[Point], asked: str | None) -> int:
    """Return the number of the point that is asked for, or of the one to begin with."""
    if not points:
        return 0
    try:
        wanted = float(asked or "")
    except ValueError:
        likely = [place for place, point in enumerate(points) if point.level == "likelybad"]
        return likely[0] if likely else len(points) // 2
    return min(range(len(points)), key=lambda place: abs(points[place].threshold - wanted))


def _polyline(points: Sequence[Point], name: str) -> str:
    """Return a curve as the points of a polyline in a field of 100 by 40."""
    values = [(point.threshold, getattr(point, name)) for point in points]
    return " ".join(f"{x * 100:.1f},{40 - y * 40:.1f}" for x, y in values if y is not None)
