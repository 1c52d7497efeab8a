"""The front page, and short pages at the roots of the API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ...scoring.summary import describe_model
from ..state import service_of
from .rendering import as_page, page

__all__ = ["front", "v3", "versions"]


@as_page
async def front(request: Request) -> Response:
    """What scores are for, and the wikis with their models."""
    wikis = [
        (wiki, [(model, describe_model(model.model)) for model in wiki.models.values()])
        for wiki in service_of(request).catalogue.wikis.values()
    ]
    return page(
        request, "front.html", {"wikis": wikis, "with_reports": service_of(request).reports is not None}
    )


@as_page
async def v3(request: Request) -> Response:
    """Version 3 of the API."""
    return page(request, "api.html", {"about": "v3"})


@as_page
async def versions(request: Request) -> Response:
    """The versions of the API."""
    return page(request, "api.html", {"about": "versions"})
