"""The routes of reports: the form of a page, and ``/v3/reports/`` for programs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from ...audit import KINDS, StoreError
from ..core import BadRequest, Forbidden, NotFound, ServedModel, ServedWiki, ServiceError, TooManyRequests
from ..dialects.parameters import parse_id, parse_json
from ..dialects.replies import json_reply
from ..state import Service, read_body, service_of
from .edit import edit_page
from .rendering import as_page
from .reports import check_origin, keep_report, read_suggestion

__all__ = ["add_report", "list_reports", "report_from_page"]

#: Bytes of a report.
LONGEST: Final = 20_000

#: What a page says when a report is not kept.
PROBLEMS: Final = {
    Forbidden: "report.foreign",
    TooManyRequests: "report.too_many",
    NotFound: "report.unscored",
}


@as_page
async def report_from_page(request: Request) -> Response:
    """Keep the report of the form on the page of an edit, and say what happens next."""
    service, wiki, rev_id = _asked(request)
    form = parse_qs((await read_body(request, LONGEST)).decode("utf-8", "replace"))
    served = _model(wiki, form.get("model", [""])[0], request)
    try:
        check_origin(request)
        kind = read_suggestion(form.get("suggested", [""])[0], served)
        await keep_report(request, service, wiki, rev_id, served, kind, form.get("note", [""])[0])
    except ServiceError as error:
        problem = PROBLEMS.get(type(error), "report.failed")
        return await edit_page(request, service, wiki, rev_id, problem=problem, status=error.status)
    return await edit_page(request, service, wiki, rev_id, thanked=served.name)


async def add_report(request: Request) -> Response:
    """Keep a report that a program sends: ``{"model", "suggested" or "kind", "note"?}``."""
    service, wiki, rev_id = _asked(request)
    document = parse_json(await read_body(request, LONGEST))
    if not isinstance(document, Mapping) or not isinstance(document.get("model"), str):
        raise BadRequest('A report is a JSON object: {"model": "damaging", "suggested": false, "note": "…"}')
    served = _model(wiki, document["model"], request)
    note = document.get("note") or ""
    if not isinstance(note, str):
        raise BadRequest("note: a text")
    kind = document.get("kind")
    if kind is None:
        kind = read_suggestion(document.get("suggested"), served)
    if kind not in KINDS:
        raise BadRequest(f"kind: one of {', '.join(KINDS)}")
    report = await keep_report(request, service, wiki, rev_id, served, kind, note)
    return json_reply({"report": _document(report)}, request, 202)


async def list_reports(request: Request) -> Response:
    """The reports about a wiki, or about one revision, the newest first."""
    service, wiki, rev_id = _asked(request)
    assert service.reports is not None
    try:
        found = await asyncio.to_thread(service.reports.reports, wiki.name, rev_id)
    except StoreError as error:
        raise ServiceError("The reports cannot be read; try again later.") from error
    return json_reply({"reports": [_document(report) for report in found]}, request)


def _asked(request: Request) -> tuple[Service, ServedWiki, Any]:
    """Return what a request is about; the id is None if the path has none."""
    service = service_of(request)
    wiki = service.catalogue.wiki(request.path_params["wiki"])
    if service.reports is None:
        raise NotFound("This service keeps no reports.")
    text = request.path_params.get("rev_id")
    rev_id = None if text is None else parse_id(str(text))
    if text is not None and rev_id is None:
        raise NotFound(f"{text!r} is no id of a revision")
    return service, wiki, rev_id


def _model(wiki: ServedWiki, name: str, request: Request) -> ServedModel:
    return wiki.select([name], frozenset(request.query_params.getlist("accept")))[0]


def _document(report: Any) -> dict[str, Any]:
    return {name: value for name, value in report._asdict().items() if value not in ("", None)}
