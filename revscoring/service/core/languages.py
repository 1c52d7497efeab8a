"""The languages of wikis, which the configuration tells, or the wikis themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from .models import ServedWiki
from .roots import WikiClient, WikiUnavailable

__all__ = ["Languages"]


class Languages:
    """Knows the languages of wikis; each wiki that has to be asked is asked once.

    Parameters
    ----------
    client_of : callable
        Returns the client of the wiki at an address.
    """

    def __init__(self, client_of: Callable[[str], WikiClient]) -> None:
        self._client_of = client_of
        self._known: dict[str, str] = {}
        self._asking: dict[str, asyncio.Task[str]] = {}

    def start(self, wikis: Iterable[ServedWiki]) -> None:
        """Ask the wikis whose language requests will name, in the background."""
        for wiki in wikis:
            named = any(model.config.kserve is not None for model in wiki.models.values())
            if named and wiki.lang is None and wiki.host is not None:
                self._ask(wiki.host)

    async def find(self, wikis: Sequence[ServedWiki], lang: str, deadline: float) -> ServedWiki | None:
        """Return the wiki of a language, or None if there is none.

        Raises
        ------
        WikiUnavailable
            If no known wiki has this language, and one does not say which it has.
        """
        away: WikiUnavailable | None = None
        for wiki in sorted(wikis, key=lambda wiki: self._known_language(wiki) is None):
            try:
                if await self._language(wiki, deadline) == lang:
                    return wiki
            except WikiUnavailable as error:
                away = error
        if away is not None:
            raise away
        return None

    async def close(self) -> None:
        """End what is under way."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _known_language(self, wiki: ServedWiki) -> str | None:
        return wiki.lang or self._known.get(wiki.host or "")

    async def _language(self, wiki: ServedWiki, deadline: float) -> str | None:
        known = self._known_language(wiki)
        if known is not None or wiki.host is None:
            return known
        remaining = deadline - asyncio.get_running_loop().time()
        task = self._ask(wiki.host)
        done, _ = await asyncio.wait([task], timeout=max(0.0, remaining))
        if not done:
            raise WikiUnavailable("The wiki did not say its language in time.")
        return task.result()

    def _ask(self, host: str) -> asyncio.Task[str]:
        """Return the task that asks a wiki; several requests share it."""
        task = self._asking.get(host)
        if task is None:
            task = self._asking[host] = asyncio.get_running_loop().create_task(self._ask_wiki(host))
            task.add_done_callback(lambda task: self._forget(host, task))
        return task

    async def _ask_wiki(self, host: str) -> str:
        self._known[host] = str((await self._client_of(host).site()).get("lang") or "")
        return self._known[host]

    def _forget(self, host: str, task: asyncio.Task[str]) -> None:
        self._asking.pop(host, None)
        with suppress(asyncio.CancelledError):
            task.exception()  # whoever waits is told; nobody needs to
