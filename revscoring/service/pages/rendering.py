"""Pages as replies: templates, texts, and the headers of every page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ...about import __version__
from ..core import ServiceError
from .language import Texts, languages, texts_of

__all__ = ["as_page", "page", "wiki_path"]

Handler = Callable[[Request], Awaitable[Response]]

#: What a page may load: its own style and script, nothing else.
SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page(
    request: Request, template: str, context: Mapping[str, Any], status: int = 200, **headers: str
) -> Response:
    """Return a page from a template."""
    texts = texts_of(request)
    everything = {
        "t": texts,
        "languages": languages(),
        "version": __version__,
        "with_query": lambda **values: _with_query(request, values),
        "lang_query": _lang_query(request),
        "words": lambda risk: words_for(texts, risk),
        "level_name": lambda risk, level: level_name(texts, risk, level),
        **context,
    }
    html = _environment().get_template(template).render(everything)
    return HTMLResponse(html, status, {**SECURITY, "Vary": "Accept-Language", **headers})


def as_page(handler: Handler) -> Handler:
    """Let the errors of a handler be pages."""

    @wraps(handler)
    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except ServiceError as error:
            headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
            context = {"status": error.status, "message": error.message}
            return page(request, "error.html", context, error.status, **headers)

    return handle


def wiki_path(wiki: str, *parts: object) -> str:
    """Return the path of a page of a wiki."""
    return "/".join(["/ui", *(quote(str(part), safe="") for part in (wiki, *parts))])


def words_for(texts: Texts, risk: Any) -> dict[str, str]:
    """Return the words for the edits that a model looks for, and for the others."""
    if texts.has(f"words.{risk.kind}.being"):
        return {name: texts(f"words.{risk.kind}.{name}") for name in ("being", "edits", "good", "good_edits")}
    bad, good = risk.words, risk.other_words
    return {"being": bad.being, "edits": bad.edits, "good": good.being, "good_edits": good.edits}


def level_name(texts: Texts, risk: Any, level: str) -> str:
    """Return the name of a level of a model."""
    if risk.kind == "goodfaith":
        return texts(f"levels.goodfaith.{level}")
    if texts.has(f"words.{risk.kind}.being"):
        return texts(f"levels.damaging.{level}")
    return texts(f"levels.other.{level}", being=risk.words.being)


def _with_query(request: Request, values: Mapping[str, str]) -> str:
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name not in values]
    return "?" + urlencode([*pairs, *values.items()])


def _lang_query(request: Request) -> str:
    lang = request.query_params.get("lang")
    return f"?lang={lang}" if lang in languages() else ""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["wiki_path"] = wiki_path
    return environment
