"""The root values of revisions, from the wikis."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import aiohttp
import msgspec
import mwapi

from ...dependencies import Dependent
from ...extractors.api import USER_PROPS, AsyncExtractor, Retries, split_address, status_of
from ..metrics import Metrics
from .worker import Failure

__all__ = ["WikiClient", "WikiClients", "WikiUnavailable"]

T = TypeVar("T")

#: Requests to one wiki at a time.
CONCURRENCY: Final = 4

#: How often a request to a wiki is sent; the deadline of who asks ends it earlier.
ATTEMPTS: Final = 3

#: Seconds after which a request to a wiki has failed.
REQUEST_TIMEOUT: Final = 60.0

#: Seconds after which a wiki that is away may be asked again, where it does not say.
RETRY_AFTER: Final = 5

#: Bytes of a reply, unpacked; MediaWiki ends its own after 8 MB, if it is not told otherwise.
LONGEST_REPLY: Final = 64_000_000

#: The longest pause that a wiki gets, whatever it asks for: one wrong header is not to end the service.
LONGEST_PAUSE: Final = 600.0


class WikiUnavailable(Exception):
    """The wiki does not answer, or refuses.

    Attributes
    ----------
    retry_after : int
        Seconds.
    """

    def __init__(self, message: str, retry_after: int = RETRY_AFTER) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class _Reply(aiohttp.ClientResponse):
    """A reply whose JSON is decoded several times faster than by the standard library.

    A batch of texts has megabytes, and nobody else is served while they are decoded.
    """

    async def json(self, **options: Any) -> Any:
        """Decode the body, if it is no longer than MediaWiki's are."""
        body = bytearray()
        async for part in self.content.iter_any():
            body += part
            if len(body) > LONGEST_REPLY:
                self.close()
                raise ValueError(f"the reply has more than {LONGEST_REPLY} bytes")
        try:
            return msgspec.json.decode(body)
        except msgspec.DecodeError as error:
            raise ValueError(f"the reply is not JSON: {error}") from error


class _PatientSession:
    """A session that leaves a wiki alone for as long as it asked, and counts what it answers."""

    def __init__(self, session: mwapi.AsyncSession, host: str, metrics: Metrics) -> None:
        self.session = session
        self._host = host
        self._metrics = metrics
        self._closed_until = 0.0

    async def get(self, **parameters: Any) -> Any:
        """Send a request, if the wiki may be asked.

        Raises
        ------
        WikiUnavailable
            If the wiki has said when it may be asked again. Other failures are those of mwapi.
        """
        remaining = self._closed_until - time.monotonic()
        if remaining > 0:
            raise WikiUnavailable("The wiki asks for a pause.", math.ceil(remaining))
        try:
            reply = await self.session.get(**parameters)
        except Exception as error:
            failure, status = error, status_of(error)
        else:
            self._count("200")
            return reply
        self._count(str(status.code) if status else "none")
        if status is not None and status.is_transient and status.retry_after:
            self._closed_until = time.monotonic() + min(status.retry_after, LONGEST_PAUSE)
            raise _unavailable(failure)  # outside of the handler: the retries must not see its cause
        raise failure

    def _count(self, status: str) -> None:
        self._metrics.wiki_requests.labels(self._host, status).inc()

    async def close(self) -> None:
        """Close the connections."""
        await self.session.session.close()


class WikiClient:
    """Asks one wiki; the session is opened with the first request, in the loop that serves.

    Parameters
    ----------
    host : str
        The address of the wiki, or of its ``api.php``.
    user_agent : str
    """

    def __init__(self, host: str, user_agent: str, metrics: Metrics) -> None:
        self.host = host
        self.metrics = metrics
        self.user_agent = user_agent
        self._extractor: AsyncExtractor | None = None
        self._session: _PatientSession | None = None

    @property
    def extractor(self) -> AsyncExtractor:
        """The extractor of the wiki."""
        if self._extractor is None:
            server, path = split_address(self.host)
            # Errors of HTTP as such tell the status and the Retry-After, which mwapi would drop.
            http = aiohttp.ClientSession(
                raise_for_status=True,
                timeout=aiohttp.ClientTimeout(REQUEST_TIMEOUT),
                response_class=_Reply,
            )
            session = mwapi.AsyncSession(
                server, user_agent=self.user_agent, api_path=path, formatversion=2, session=http
            )
            session.timeout = http.timeout
            patient = self._session = _PatientSession(session, self.host, self.metrics)
            retries = Retries(attempts=ATTEMPTS)
            self._extractor = AsyncExtractor(patient, retries=retries, concurrency=CONCURRENCY)
        return self._extractor

    async def roots(
        self, rev_ids: Sequence[int], roots: Sequence[Dependent], given: Mapping[int, Mapping[str, Any]]
    ) -> dict[int, dict[str, Any]]:
        """Return the values of roots of revisions by name, with a `Failure` for each that cannot be had.

        Parameters
        ----------
        rev_ids : sequence of int
            At most 50, each once.
        roots : sequence of Dependent
        given : dict
            Values that are known, by revision.

        Raises
        ------
        WikiUnavailable
        """
        names = [str(root) for root in roots]
        caches: dict[int, Any] = {rev_id: dict(given.get(rev_id, {})) for rev_id in rev_ids}
        try:
            rows = await self.extractor.extract_separately(rev_ids, roots, caches)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            raise _unavailable(error) from error
        return {
            rev_id: {
                name: Failure(value) if isinstance(value, Exception) else value
                for name, value in zip(names, row, strict=True)
            }
            for rev_id, row in zip(rev_ids, rows, strict=True)
        }

    async def site(self) -> dict[str, Any]:
        """Return what the wiki says about itself (``general`` of siteinfo).

        Raises
        ------
        WikiUnavailable
        """
        parameters = {"action": "query", "meta": "siteinfo"}
        return await self.ask(parameters, lambda reply: dict(reply.get("query", {}).get("general", {})))

    async def account(self, user_id: int) -> dict[str, Any] | None:
        """Return the document of an account, or None if there is none of this id.

        Raises
        ------
        WikiUnavailable
        """
        parameters = {
            "action": "query",
            "list": "users",
            "ususerids": user_id,
            "usprop": sorted(USER_PROPS),
        }

        def read(reply: Mapping[str, Any]) -> dict[str, Any] | None:
            users = reply.get("query", {}).get("users", ())
            return next((one for one in users if "name" in one and not one.get("missing")), None)

        return await self.ask(parameters, read)

    async def ask(self, parameters: Mapping[str, Any], read: Callable[[Mapping[str, Any]], T]) -> T:
        """Return what is read from the reply of the API to a request.

        Parameters
        ----------
        parameters : dict
        read : callable
            Is given the reply.

        Raises
        ------
        WikiUnavailable
            Also if the reply has not the form that `read` expects.
        """
        try:
            reply = await self.extractor.client.get(parameters)
        except Exception as error:
            raise _unavailable(error) from error
        try:
            return read(reply)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise WikiUnavailable("The wiki answers with something that is no reply of its API.") from error

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()


class WikiClients:
    """The clients of all wikis, one for each.

    Parameters
    ----------
    user_agent : str
    metrics : Metrics
    """

    def __init__(self, user_agent: str, metrics: Metrics) -> None:
        self._user_agent = user_agent
        self._metrics = metrics
        self._clients: dict[str, WikiClient] = {}

    def client(self, host: str) -> WikiClient:
        """Return the client of a wiki."""
        if host not in self._clients:
            self._clients[host] = WikiClient(host, self._user_agent, self._metrics)
        return self._clients[host]

    async def close(self) -> None:
        """Close all sessions."""
        for client in self._clients.values():
            await client.close()


def _unavailable(error: Exception) -> WikiUnavailable:
    if isinstance(error, WikiUnavailable):
        return error
    status = status_of(error)
    if status is None:
        return WikiUnavailable("The wiki does not answer.")
    seconds = RETRY_AFTER
    if status.retry_after is not None:
        seconds = math.ceil(min(max(1, status.retry_after), LONGEST_PAUSE))
    return WikiUnavailable(f"The wiki answers with status {status.code}.", seconds)
