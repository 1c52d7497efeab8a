"""`AsyncExtractor`: the extractor of a live wiki for asynchronous servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, MutableMapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any, TypeVar

from tenacity import AsyncRetrying

from ...dependencies import Dependent
from .._typing import Answer, AsyncSession, Cache, Document, Replacements, Values
from .base import Arguments, BaseAPIExtractor
from .batch_planning import Item
from .cache import MWAPICache
from .client import check_reply
from .continuation import Continuation, EndlessContinuation
from .requests import BATCH, Conversation, Need, Outcome, Request, Store, is_answered, is_recoverable
from .retries import Retries, policy

__all__ = ["AsyncClient", "AsyncExtractor"]

T = TypeVar("T")


class AsyncClient:
    """`Client` for an asynchronous session.

    Parameters
    ----------
    session : mwapi.AsyncSession
        Anything with its asynchronous ``get(**parameters)``.
    retries : Retries, optional
    concurrency : int
        How many requests may be under way at a time.

    Attributes
    ----------
    limit, requests : int
        See `Client`.
    """

    def __init__(self, session: AsyncSession, retries: Retries | None = None, concurrency: int = 4) -> None:
        self.session = session
        self.retries = retries or Retries()
        self.limit = BATCH
        self.requests = 0
        self._free = asyncio.Semaphore(concurrency)

    async def run(self, conversation: Conversation) -> None:
        """Send the requests of a conversation, those that it yields together at the same time.

        If a request for a batch fails for good, or the task is cancelled, the others are cancelled too.
        """
        with suppress(StopIteration):
            requests = next(conversation)
            while True:
                requests = conversation.send(await _gather_or_cancel(list(map(self._answer, requests))))

    async def _answer(self, request: Request) -> Outcome:
        replies: list[Document] = []
        continuation = Continuation(request.parameters)
        try:
            while continuation.following is not None and not (replies and is_answered(request, replies)):
                replies.append(await self.get(continuation.following))
                continuation.follow(replies[-1])
        except EndlessContinuation as error:
            error.replies = replies
            return error
        except Exception as error:
            if not is_recoverable(error, request):
                raise
            return error
        return replies

    async def get(self, parameters: Mapping[str, Any]) -> Document:
        """Send one request, and retry it as `Retries` says."""
        return await AsyncRetrying(**policy(self.retries))(self._send, parameters)

    async def _send(self, parameters: Mapping[str, Any]) -> Document:
        from mwapi.errors import APIError

        async with self._free:
            self.requests += 1
            try:
                return check_reply(await self.session.get(**parameters))
            except Exception as error:
                if isinstance(error.__cause__, APIError):  # mwapi has wrapped it in an error of requests
                    raise error.__cause__ from None
                raise


async def _gather_or_cancel(awaitables: Sequence[Awaitable[T]]) -> list[T]:
    """Wait for all; if one fails or this is cancelled, end the others first."""
    tasks = [asyncio.ensure_future(one) for one in awaitables]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class AsyncExtractor(BaseAPIExtractor):
    """An extractor that sends requests to the API of a wiki without blocking the event loop.

    Requests that are independent of each other are sent together. Values are computed in a thread; a server
    with much to compute passes the roots to a pool of processes
    (``await extractor.extract(rev_id, list(dig(features)))``).

    Parameters
    ----------
    session : mwapi.AsyncSession
        Give it a User-Agent that names you.
    context, cache, http_cache, retries
        See `Extractor`.
    concurrency : int
        How many requests may be under way at a time.
    executor : concurrent.futures.Executor, optional
        Threads to compute in; those of the loop by default.

    Examples
    --------
    >>> from revscoring.features import wikitext
    >>> page = {"pageid": 1, "ns": 0, "title": "Ants", "revisions": [
    ...     {"revid": 5, "slots": {"main": {"content": "Two words"}}}]}
    >>> class Session:
    ...     async def get(self, **parameters):
    ...         return {"query": {"pages": [page]}}
    >>> async def main():
    ...     extractor = AsyncExtractor(Session())
    ...     print(await extractor.extract(5, [wikitext.revision.words]))
    ...     async for error, values in extractor.extract([5, 6], [wikitext.revision.words]):
    ...         print(error or values)
    >>> asyncio.run(main())
    [2.0]
    [2.0]
    RevisionNotFound: Could not find revision ({revision}:6)
    """

    client: AsyncClient

    def __init__(
        self,
        session: AsyncSession,
        context: Replacements = None,
        cache: Values | None = None,
        http_cache: MWAPICache | None = None,
        *,
        retries: Retries | None = None,
        concurrency: int = 4,
        executor: Executor | None = None,
    ) -> None:
        super().__init__(session, context, cache, http_cache)
        self.client = AsyncClient(session, retries, concurrency)
        self.executor = executor

    async def extract_separately(
        self, rev_ids: Sequence[int], dependents: Sequence[Dependent], caches: MutableMapping[int, Cache]
    ) -> list[list[Any]]:
        """Extract values of one batch of revisions, each for itself: one that cannot be had costs no other.

        Parameters
        ----------
        rev_ids : sequence of int
            At most as many as a request may have (50).
        dependents : sequence of Dependent
        caches : dict of int to dict
            Values that are known, by revision id; filled in place.

        Returns
        -------
        list of list
            For each revision the values of the dependents, in their order; a `DependencyError` stands in
            the place of a value that cannot be had.

        Raises
        ------
        Exception
            What mwapi raises when a request fails for good.

        Examples
        --------
        >>> from revscoring.datasources.revision_oriented import revision
        >>> class Session:
        ...     async def get(self, **parameters):
        ...         return {"query": {"badrevids": {"6": {"revid": 6}}}}
        >>> extractor = AsyncExtractor(Session())
        >>> asyncio.run(extractor.extract_separately([6], [revision.id, revision.text], {}))
        [[6, RevisionNotFound('Could not find revision ({revision}:6)')]]
        """
        merged, filled = self.update_context_and_cache(None, {})
        arguments = Arguments(dependents, merged, caches, filled, None)
        items = self._prepare_many(rev_ids, arguments)
        for item in items:
            item.separate = True
        await self._fetch(items, arguments)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.executor, lambda: list(map(arguments.answer_separately, items))
        )

    async def _extract_one(self, item: Item, arguments: Arguments) -> Any:
        await self._fetch([item], arguments)
        [(error, values)] = await self._answers([item], arguments)
        if values is None:
            assert error is not None
            raise error
        return values if isinstance(arguments.dependents, Iterable) else values[0]

    async def _extract_many(self, rev_ids: list[int], arguments: Arguments) -> AsyncIterator[Answer]:
        """Yield answers batch by batch; the next batch is fetched while one is computed."""
        following: asyncio.Task[list[Item]] | None = None

        def fetch_next() -> asyncio.Task[list[Item]] | None:
            nonlocal rev_ids
            chunk, rev_ids = rev_ids[: self.client.limit], rev_ids[self.client.limit :]
            items = self._prepare_many(chunk, arguments)
            return asyncio.ensure_future(self._fetch(items, arguments)) if items else None

        try:
            following = fetch_next()
            while following is not None:
                items = await following
                following = fetch_next()
                for result in await self._answers(items, arguments):
                    yield result
        finally:
            if following is not None:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)

    async def _fetch(self, items: list[Item], arguments: Arguments) -> list[Item]:
        await self.client.run(self._conversation(items, arguments))
        return items

    async def _answers(self, items: list[Item], arguments: Arguments) -> list[Answer]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, lambda: list(map(arguments.answer, items)))

    def fetch(self, needs: Sequence[Need], store: Store) -> None:
        """Refuse to send requests while computing: all documents were fetched before."""
        raise RuntimeError(f"{needs[0]} was not fetched before; extract it by itself")
