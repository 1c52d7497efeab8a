"""What policies of models are in HTTP: conditions that a request accepts, and headers of replies."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime

from starlette.requests import Request

from ..core import ServedModel
from .parameters import Parameters

__all__ = ["accepted_policies", "tell_policies"]


def accepted_policies(request: Request, parameters: Parameters) -> frozenset[str]:
    """Return the digests of the conditions that a request accepts."""
    header = request.headers.get("x-policy-accept", "")
    return frozenset([*(parameters.list("accept") or []), *header.replace(",", " ").split()])


def tell_policies(request: Request, models: Iterable[ServedModel]) -> None:
    """Let the reply say which of the models that it is about end, and when.

    Deprecation is the header of RFC 9745, Sunset that of RFC 8594; the earliest moment of all models stands
    in each.
    """
    found = list(models)
    headers = request.scope["reply_headers"]
    deprecated = [model.deprecated for model in found if model.deprecated is not None]
    ends = [end for end in (model.policy.end() for model in found) if end is not None]
    if deprecated:
        headers["Deprecation"] = f"@{int(min(deprecated).timestamp())}"
    if ends:
        headers["Sunset"] = format_datetime(min(ends), usegmt=True)
