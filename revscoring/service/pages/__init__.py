"""The pages of the service, for people: recent changes with scores, one edit, one model, reports.

They are rendered here and need nothing from elsewhere; a small script of our own makes them live.
"""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from .edit import edit
from .feed import recent_changes
from .front import front, v3, versions
from .model import model_page
from .reporting import add_report, list_reports, report_from_page
from .reports import Limiter

__all__ = ["ROUTES", "Limiter"]

ROUTES: list[BaseRoute] = [
    Route("/", front, methods=["GET"]),
    Route("/ui", front, methods=["GET"]),
    Route("/v3", v3, methods=["GET"]),
    Route("/versions", versions, methods=["GET"]),
    Mount("/ui/static", StaticFiles(directory=Path(__file__).parent / "static")),
    Route("/ui/{wiki}", recent_changes, methods=["GET"]),
    Route("/ui/{wiki}/models/{model}", model_page, methods=["GET"]),
    Route("/ui/{wiki}/{rev_id}", edit, methods=["GET"]),
    Route("/ui/{wiki}/{rev_id}/report", report_from_page, methods=["POST"]),
    Route("/v3/reports/{wiki}", list_reports, methods=["GET"]),
    Route("/v3/reports/{wiki}/{rev_id}", list_reports, methods=["GET"]),
    Route("/v3/reports/{wiki}/{rev_id}", add_report, methods=["POST"]),
]
