"""The ASGI application."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from asgi_correlation_id import CorrelationIdMiddleware
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import pages
from .config import Config
from .core import NotFound, ServiceError
from .dialects import kserve, older_ores, ores, precache, spec
from .dialects.replies import error_reply
from .metrics import CONTENT_TYPE
from .middleware import Admission, Gateway
from .state import Service, service_of

__all__ = ["make_app"]

#: An id of a request that is taken over; any other is replaced.
REQUEST_ID: Final = re.compile(r"[\w.:/+=@-]{1,128}", re.ASCII)


def make_app(config: Config) -> Starlette:
    """Make the application of a configuration; it starts its processes with its lifespan.

    Parameters
    ----------
    config : Config

    Raises
    ------
    ConfigError
        If a model or the cache cannot be used.
    """
    service = Service(config)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    app = Starlette(
        routes=[
            *ores.ROUTES,
            *older_ores.ROUTES,
            *kserve.ROUTES,
            *precache.ROUTES,
            *spec.ROUTES,
            *pages.ROUTES,
            Route("/health", health),
            Route("/ready", ready),
            Route("/metrics", metrics),
        ],
        middleware=[
            Middleware(
                CorrelationIdMiddleware,
                header_name="X-Request-Id",
                validator=lambda text: REQUEST_ID.fullmatch(text) is not None,
            ),
            Middleware(Gateway, service=service),
            Middleware(Admission, service=service),
        ],
        exception_handlers={
            ServiceError: _answer_error,
            HTTPException: _answer_http_error,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.service = service
    app.state.report_limiter = pages.Limiter()
    return app


async def health(request: Request) -> Response:
    """The process lives."""
    return Response("ok\n", media_type="text/plain")


async def ready(request: Request) -> Response:
    """Whether scores can be computed."""
    service = service_of(request)
    pool = service.scorer.pool
    if service.draining or pool is None or not await pool.is_alive():
        return Response("not ready\n", 503, media_type="text/plain")
    return Response("ready\n", media_type="text/plain")


async def metrics(request: Request) -> Response:
    """All metrics, as Prometheus reads them."""
    return Response(service_of(request).metrics.text(), headers={"Content-Type": CONTENT_TYPE})


async def _answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return error_reply(error, request)


async def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer: ServiceError = NotFound("There is nothing at this address.")
    if error.status_code != 404:
        answer = ServiceError(error.detail)
        answer.status, answer.code = error.status_code, error.detail.lower()
    reply = error_reply(answer, request)
    reply.headers.update(error.headers or {})
    return reply
