"""The description of the routes."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...about import __version__
from .replies import json_reply

__all__ = ["ROUTES"]


async def v3_spec(request: Request) -> Response:
    """The description of v3, in OpenAPI."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Scores of revisions", "version": __version__},
        "paths": {"/v3/scores/": {"get": {"responses": {"200": {"description": "Every wiki"}}}}},
    }
    return json_reply(document, request)


ROUTES = [
    *(Route(f"/v{n}/spec", v3_spec, methods=["GET"]) for n in (1, 2, 3)),
]
