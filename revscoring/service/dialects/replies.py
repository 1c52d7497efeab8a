"""Replies in JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.responses import Response

from ..core import BadRequest, ServiceError

__all__ = ["error_reply", "json_reply", "no_content"]

#: Scores and information change with the next version of a model.
NO_STORE: Final = {
    "Cache-Control": "no-store, no-cache, max-age=0",
    "Pragma": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
}

CALLBACK: Final = re.compile(r"[\w$.]{1,100}", re.ASCII)


def json_reply(
    document: Any,
    query: Mapping[str, str],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a reply in JSON: indented, or in one line (``format=json``), or for a ``callback``.

    Raises
    ------
    BadRequest
        If the name of the callback is none.
    """
    body = msgspec.json.encode(document, order="sorted")
    if query.get("format") != "json":
        body = msgspec.json.format(body, indent=2)
    kind = "application/json"
    callback = query.get("callback")
    if callback is not None:
        if not CALLBACK.fullmatch(callback):
            raise BadRequest("callback: letters, digits, _, $ and . only, at most 100")
        body = callback.encode() + b"(" + body + b");"
        kind = "application/javascript; charset=utf-8"
    return Response(body, status, {**NO_STORE, **(headers or {}), "Content-Type": kind})


def no_content() -> Response:
    """Return the reply that there is nothing to say."""
    return Response(status_code=204, headers={**NO_STORE, "Content-Type": "text/html; charset=utf-8"})


def error_reply(error: ServiceError, query: Mapping[str, str]) -> Response:
    """Return the reply of an error of a whole request."""
    document = {"error": {"code": error.code, "message": error.message}}
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    try:
        return json_reply(document, query, error.status, headers)
    except BadRequest:
        return json_reply(document, {}, error.status, headers)
