"""Replies in JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ..core import BadRequest, ServiceError
from .parameters import Parameters, parameters_of

__all__ = ["check_callback", "error_reply", "json_reply", "no_content"]

#: Scores and information change with the next version of a model.
NO_STORE: Final = {
    "Cache-Control": "no-store, no-cache, max-age=0",
    "Pragma": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
}

CALLBACK: Final = re.compile(r"[\w$.]{1,100}", re.ASCII)

#: The paths of KServe, whose errors are a text.
KSERVE: Final = "/v1/models"


def json_reply(
    document: Any, request: Request, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a reply in JSON: indented, or in one line (``format=json``), or for a ``callback``.

    Raises
    ------
    BadRequest
        If the name of the callback is none.
    """
    parameters = parameters_of(request)
    check_callback(parameters)
    return _reply(document, parameters, status, headers)


def check_callback(parameters: Parameters) -> None:
    """Refuse a callback that is no name.

    Raises
    ------
    BadRequest
    """
    callback = parameters.get("callback")
    if callback is not None and not CALLBACK.fullmatch(callback):
        raise BadRequest("callback: letters, digits, _, $ and . only, at most 100")


def no_content() -> Response:
    """Return the reply that there is nothing to say."""
    return Response(status_code=204, headers={**NO_STORE, "Content-Type": "text/html; charset=utf-8"})


def error_reply(error: ServiceError, request: Request) -> Response:
    """Return the reply of an error of a whole request, in the form of the dialect of its path."""
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    status = error.status
    document: dict[str, Any] = {"error": {"code": error.code, "message": error.message}}
    if f"{request.scope['path']}/".startswith(f"{KSERVE}/"):
        document = {"error": error.message}
        status = 500 if status == 503 else status  # clients of KServe know no 503
    parameters = parameters_of(request)
    try:
        check_callback(parameters)
    except BadRequest:
        parameters = Parameters([])
    return _reply(document, parameters, status, headers)


def _reply(document: Any, parameters: Parameters, status: int, headers: Mapping[str, str] | None) -> Response:
    body = msgspec.json.encode(document, order="sorted")
    if parameters.get("format") != "json":
        body = msgspec.json.format(body, indent=2)
    kind = "application/json"
    callback = parameters.get("callback")
    if callback is not None:
        body = callback.encode() + b"(" + body + b");"
        kind = "application/javascript; charset=utf-8"
    return Response(body, status, {**NO_STORE, **(headers or {}), "Content-Type": kind})
