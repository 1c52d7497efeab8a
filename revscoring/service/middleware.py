"""What every request passes: normal paths, headers, deadlines, and limits for each address."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .core import RequestTimeout, ServiceError, TooManyRequests
from .dialects.replies import error_reply

if TYPE_CHECKING:
    from .state import Service

__all__ = ["Admission", "Gateway", "Proxies"]

logger = structlog.get_logger(__name__)

#: How many requests of an address wait for a place, beside those under way.
WAITING: Final = 3

#: The address of those whom a trusted proxy names in a way that is no address; they are counted together.
UNKNOWN: Final = "0.0.0.0"

#: An address with a port, as some proxies forward it.
WITH_PORT: Final = re.compile(r"([0-9.]+):[0-9]+|\[([0-9a-fA-F:.]+)\](?::[0-9]+)?")

#: Headers that name whom a request is sent for, and those that only requests of others have.
FORWARDED: Final = ("x-forwarded-for", "x-client-ip", "x-real-ip")
OF_OTHERS: Final = ("forwarded", "origin", "sec-fetch-site")

#: The paths of what costs something: all but the probes, and the files of the pages.
LIMITED: Final = re.compile(r"/v|/scores|/ui/(?!static/)")

#: What browsers of other origins may do.
CROSS_ORIGIN: Final = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, X-Request-Id, X-Policy-Accept",
    "Access-Control-Max-Age": "86400",
}

#: The first parts of paths, and the dialects that they belong to.
DIALECTS: Final = {"v3": "ores-v3", "v2": "ores-v2", "scores": "ores-v1", "ui": "pages"}


class Gateway:
    """Gives every request a normal path and a deadline, and every reply the headers of all replies."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self.service = service
        self._proxies = Proxies(service.config.proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = normal_path(scope["path"])
        timeout = self.service.config.limits.timeout
        deadline = asyncio.get_running_loop().time() + timeout
        scope = {**scope, "path": path, "raw_path": path.encode(), "deadline": deadline}
        reply_headers: dict[str, str] = {}
        scope["reply_headers"] = reply_headers
        scope["address"] = self._proxies.address_of_request(Request(scope))
        scope["is_trusted"] = self._proxies.is_own(Request(scope))

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["X-Content-Type-Options"] = "nosniff"
                headers.update(reply_headers)
                self._count(path, message["status"])
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=CROSS_ORIGIN)(scope, receive, send_with_headers)
            return
        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            if started:
                raise
            logger.error("a request failed", exc_info=error)
            fault = ServiceError("The service failed; its log says why.")
            await error_reply(fault, Request(scope))(scope, receive, send_with_headers)

    def _count(self, path: str, status: int) -> None:
        parts = path.split("/")[1:]
        wikis = self.service.catalogue.wikis
        dialect = DIALECTS.get(parts[0], "other")
        if parts[0] == "v1":
            dialect = "kserve" if parts[1:2] == ["models"] else "ores-v1"
        wiki = next((part for part in parts if part in wikis), "")
        self.service.metrics.requests.labels(dialect, wiki, str(status)).inc()


def normal_path(path: str) -> str:
    """Return a path that begins with a slash, without double slashes and without one at its end.

    Examples
    --------
    >>> normal_path("//v3/scores/enwiki/"), normal_path("//"), normal_path("*")
    ('/v3/scores/enwiki', '/', '/*')
    """
    return re.sub("/{2,}", "/", f"/{path}").rstrip("/") or "/"


class Proxies:
    """The proxies that are believed, and the address that a request comes from.

    Parameters
    ----------
    proxies : iterable of str
        Addresses or networks.

    Examples
    --------
    >>> proxies = Proxies(["10.0.0.0/8"])
    >>> proxies.address_of("10.0.0.1", Headers({"X-Forwarded-For": "203.0.113.7, 10.0.0.2"}))
    '203.0.113.7'
    >>> proxies.address_of("198.51.100.1", Headers({"X-Client-IP": "203.0.113.7"}))
    '198.51.100.1'
    """

    def __init__(self, proxies: Iterable[str]) -> None:
        self.networks = [ip_network(proxy, strict=False) for proxy in proxies]

    def is_trusted(self, address: str) -> bool:
        """Return whether an address is that of a proxy."""
        try:
            return any(_parsed(address) in network for network in self.networks)
        except ValueError:
            return False

    def is_exempt(self, address: str) -> bool:
        """Return whether an address is not limited: a proxy's own, loopback, or no address of a network."""
        try:
            return _parsed(address).is_loopback or self.is_trusted(address)
        except ValueError:
            return True

    def is_own(self, request: Request) -> bool:
        """Return whether a request comes from this machine, or is a proxy's own, and is nobody else's.

        It names nobody that it is sent for, whether its proxy is believed or not, and no page in a browser
        sends it.
        """
        peer = request.client.host if request.client else ""
        if not self.is_exempt(peer) or any(name in request.headers for name in OF_OTHERS):
            return False
        named = [text for name in FORWARDED for text in request.headers.getlist(name)]
        addresses = map(_address, ",".join(named).split(",") if named else ())
        return all(address is not None and self.is_exempt(address) for address in addresses)

    def address_of_request(self, request: Request) -> str:
        """Return the address that a request comes from; empty if it comes by no network."""
        return "" if request.client is None else self.address_of(request.client.host, request.headers)

    def address_of(self, peer: str, headers: Headers) -> str:
        """Return the address that a request comes from."""
        if not self.is_trusted(peer):
            return peer
        client = _address(headers.get("x-client-ip", ""))
        if client is not None and not self.is_exempt(client):
            return client
        address = peer
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        for part in reversed(forwarded.split(",") if forwarded else ()):
            address = _address(part) or UNKNOWN
            if not self.is_trusted(address):
                return address
        return client or address


#: Addresses, as objects: the same ones come again and again.
_parsed = lru_cache(ip_address)


def _address(text: str) -> str | None:
    """Return an address as it is usually written, or None if the text is none; some proxies add a port.

    Examples
    --------
    >>> _address(" 203.0.113.7:5000"), _address("[2001:DB8::1]:80"), _address("unknown")
    ('203.0.113.7', '2001:db8::1', None)
    """
    with_port = WITH_PORT.fullmatch(text.strip())
    try:
        return str(_parsed((with_port[1] or with_port[2]) if with_port else text.strip()))
    except ValueError:
        return None


class Admission:
    """Limits how many requests of one address are under way."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self.service = service
        self._proxies = Proxies(service.config.proxies)
        self._places: dict[str, _Places] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        address = self._limited_address(scope)
        if address is None:
            await self.app(scope, receive, send)
            return
        limit = self.service.config.limits.per_ip
        places = self._places.setdefault(address, _Places(limit))
        try:
            async with places.entered(scope["deadline"]):
                await self.app(scope, receive, send)
        except (TooManyRequests, RequestTimeout) as error:
            await error_reply(error, Request(scope))(scope, receive, send)
        finally:
            if places.is_empty:
                self._places.pop(address, None)

    def _limited_address(self, scope: Scope) -> str | None:
        if scope["type"] != "http" or not LIMITED.match(scope["path"]):
            return None
        request = Request(scope)
        if "precache" in request.query_params or scope["path"] == "/v3/precache":
            return None
        peer = request.client.host if request.client else ""
        address = self._proxies.address_of(peer, request.headers)
        return None if self._proxies.is_exempt(address) or not address else address


class _Places:
    """The requests of one address: those under way, and those that wait."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0
        self._free = asyncio.Semaphore(limit)

    @property
    def is_empty(self) -> bool:
        return self.count == 0

    @asynccontextmanager
    async def entered(self, deadline: float) -> AsyncIterator[None]:
        """Take a place for as long as the block runs."""
        if self.count >= self.limit + WAITING:
            raise TooManyRequests("Too many requests of this address are under way.", 1)
        self.count += 1
        try:
            remaining = deadline - asyncio.get_running_loop().time()
            try:
                await asyncio.wait_for(self._free.acquire(), remaining)
            except asyncio.TimeoutError:
                raise RequestTimeout("No place was free in time.") from None
            try:
                yield
            finally:
                self._free.release()
        finally:
            self.count -= 1
