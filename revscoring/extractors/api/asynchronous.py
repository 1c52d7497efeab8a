"""`AsyncExtractor`: what `Extractor` does, for asynchronous servers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from .base import TreeExtractor
from .batch_planning import Item, Round, rounds
from .cache import MWAPICache
from .client import check_reply, continued, smaller_limit
from .requests import BATCH, Need, Request, Store, cached_replies, plan_requests, read_replies
from .retries import Retries, is_transient, status_of

__all__ = ["AsyncClient", "AsyncExtractor"]

logger = logging.getLogger(__name__)


class AsyncClient:
    """An asynchronous session of mwapi that asks again when a request fails for a reason that passes.

    Parameters
    ----------
    session : mwapi.AsyncSession
        Anything with its asynchronous ``get(**parameters)``.
    retries : Retries, optional
    concurrency : int
        How many requests may be under way at a time.

    Attributes
    ----------
    limit : int
        How many ids or names to ask for at a time.
    requests : int
        How many requests were sent.
    """

    def __init__(self, session: Any, retries: Retries | None = None, concurrency: int = 4) -> None:
        self.session = session
        self.retries = retries or Retries()
        self.limit = BATCH
        self.requests = 0
        self._free = asyncio.Semaphore(concurrency)

    async def fetch(self, needs: Iterable[Need], store: Store, http_cache: MWAPICache | None = None) -> None:
        """Put the documents of needs into a store, asking for all that are not there together.

        When one request fails for good, or the task is cancelled, the others are cancelled too.
        """
        waiting = plan_requests(store.missing(needs), self.limit)
        while waiting:
            results = await gather_or_cancel([self._answer(request, http_cache) for request in waiting])
            again: list[Request] = []
            for request, result in zip(waiting, results, strict=True):
                if isinstance(result, int):
                    self.limit = result
                    again += plan_requests(request.needs, result)
                elif isinstance(result, Exception):
                    store.add([(need, result) for need in request.needs])
                else:
                    store.add(read_replies(request, result))
            waiting = again

    async def _answer(self, request: Request, http_cache: MWAPICache | None) -> list[Any] | Exception | int:
        """Return replies, the error of a request about a single thing, or a smaller limit to try."""
        replies = cached_replies(request, http_cache)
        if replies is not None:
            return replies
        try:
            replies = []
            following: Mapping[str, Any] | None = request.parameters
            while following is not None:
                reply = await self.get(following)
                replies.append(reply)
                following = continued(request.parameters, following, reply)
            return replies
        except Exception as error:
            limit = smaller_limit(error, request)
            if limit is not None:
                return limit
            if request.is_batch:
                raise
            return error

    async def get(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Send one request, again and again until it is answered or there is no hope."""
        attempt = 0
        while True:
            attempt += 1
            try:
                async with self._free:
                    self.requests += 1
                    return check_reply(await self.session.get(**parameters), None)
            except Exception as wrapped:
                error = api_error_in(wrapped)
                status = status_of(error)
                if attempt >= self.retries.attempts or not is_transient(error, status):
                    raise error from None
                wait = self.retries.wait(attempt, status.retry_after if status else None)
                logger.info("attempt %d failed (%s); again in %.1f s", attempt, error, wait)
            await asyncio.sleep(wait)


def api_error_in(error: Exception) -> Exception:
    """Return the error of the API that `mwapi.AsyncSession` has wrapped in one of requests, or the error."""
    from mwapi.errors import APIError

    cause = error.__cause__
    return cause if isinstance(cause, APIError) else error


async def gather_or_cancel(awaitables: Sequence[Awaitable[Any]]) -> list[Any]:
    """Await several at a time; if one fails or this is cancelled, end the others before going on."""
    tasks = [asyncio.ensure_future(one) for one in awaitables]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class AsyncExtractor(TreeExtractor):
    """An extractor that asks the API of a wiki without blocking the event loop.

    Requests that do not need each other's answers go out together. Values are computed in a thread,
    so that the loop goes on; a server with much to compute gives a pool of processes the roots
    (``await extractor.extract(rev_id, list(dig(features)))``).

    Parameters
    ----------
    session : mwapi.AsyncSession
        With a User-Agent that names you.
    context, cache, http_cache, retries
        As for `Extractor`.
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

    def __init__(
        self,
        session: Any,
        context: Any = None,
        cache: Any = None,
        http_cache: MWAPICache | None = None,
        *,
        retries: Retries | None = None,
        concurrency: int = 4,
        executor: Executor | None = None,
    ) -> None:
        super().__init__(session, context, cache, http_cache)
        self.client = AsyncClient(session, retries, concurrency)
        self.executor = executor

    def extract(  # type: ignore[override]
        self,
        rev_ids: Any,
        dependents: Any,
        context: Any = None,
        caches: Any = None,
        http_cache: MWAPICache | None = None,
        cache: Any = None,
        profile: Any = None,
    ) -> Any:
        """Extract values for one revision, or for several in batches.

        The parameters are those of `Extractor.extract`.

        Returns
        -------
        coroutine or asynchronous generator
            For one id a coroutine of the value of one dependent, or of the list of the values of several;
            it raises the first error. For several ids an asynchronous generator of (error, values) in
            their order.
        """
        if http_cache is not None:
            self.http_cache = http_cache
        merged, filled = self.update_context_and_cache(context, {} if cache is None else cache)
        if hasattr(rev_ids, "__iter__"):
            given = {} if caches is None else caches
            return self._extract_many(list(rev_ids), dependents, merged, given, filled, profile)
        item = self.prepare(rev_ids, dependents, merged, filled, (caches or {}).get(rev_ids))
        return self._extract_one(item, dependents, merged, profile)

    async def _extract_one(
        self, item: Item, dependents: Any, context: Mapping[Any, Any], profile: Any
    ) -> Any:
        await self._fetch([item], context, profile)
        [(error, values)] = await self._answers([item], dependents, context, profile)
        if error is not None:
            raise error
        return values if hasattr(dependents, "__iter__") else values[0]

    async def _extract_many(
        self,
        rev_ids: list[int],
        dependents: Any,
        context: Mapping[Any, Any],
        caches: Any,
        cache: Mapping[Any, Any],
        profile: Any,
    ) -> AsyncIterator[tuple[Exception | None, list[Any] | None]]:
        """Yield answers chunk by chunk, asking for the next while one is computed."""
        following: asyncio.Task[list[Item]] | None = None
        try:
            while rev_ids or following is not None:
                if following is None:
                    chunk, rev_ids = rev_ids[: self.client.limit], rev_ids[self.client.limit :]
                    items = self.prepare_many(chunk, dependents, context, caches, cache)
                    await self._fetch(items, context, profile)
                else:
                    items, following = await following, None
                if rev_ids:
                    chunk, rev_ids = rev_ids[: self.client.limit], rev_ids[self.client.limit :]
                    later = self.prepare_many(chunk, dependents, context, caches, cache)
                    following = asyncio.ensure_future(self._fetch(later, context, profile))
                for answer in await self._answers(items, dependents, context, profile):
                    yield answer
        finally:
            if following is not None:
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)

    async def _fetch(self, items: list[Item], context: Mapping[Any, Any], profile: Any) -> list[Item]:
        store = Store()
        for this in rounds(items, self.levels, context, store):
            await self._ask(this, store, profile)
        return items

    async def _ask(self, this: Round, store: Store, profile: Any) -> None:
        start = time.perf_counter()
        await self.client.fetch(this.needs, store, self.http_cache)
        this.share(time.perf_counter() - start, profile)

    async def _answers(
        self, items: list[Item], dependents: Any, context: Mapping[Any, Any], profile: Any
    ) -> list[Any]:
        def compute() -> list[Any]:
            return [self.answer(item, dependents, context, profile) for item in items]

        return await asyncio.get_running_loop().run_in_executor(self.executor, compute)

    def fetch(self, needs: Sequence[Need], store: Store) -> None:
        """Refuse to ask while computing: everything has been asked for before."""
        raise RuntimeError(f"{needs[0]} was not asked for before; extract it by itself")
