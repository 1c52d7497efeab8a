"""The description of the routes, in OpenAPI.

What is described stands in ``openapi.yaml``. A document is made of it for each version: v1 with KServe.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...about import __version__
from .replies import json_reply

__all__ = ["ROUTES"]

SOURCE: Final = Path(__file__).with_name("openapi.yaml")


@cache
def _document(version: str) -> dict[str, Any]:
    """Return the document of the paths of a version, such as "v3"."""
    document: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    document["info"]["version"] = __version__
    document["paths"] = {
        path: route for path, route in document["paths"].items() if path.startswith(f"/{version}/")
    }
    return document


async def specification(request: Request) -> Response:
    """The description of a version."""
    return json_reply(_document(request.scope["path"].split("/")[1]), request)


ROUTES = [
    *(Route(f"/v{n}/spec", specification, methods=["GET"]) for n in (1, 2, 3)),
]
