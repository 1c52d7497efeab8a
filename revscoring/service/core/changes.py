"""The newest edits of wikis with their scores; however many look, a wiki is asked about once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from cachetools import TTLCache

from .errors import ServiceError, Unscored, WikiDown
from .models import ServedModel, ServedWiki
from .requests import Outcome, ScoreRequest
from .roots import WikiClient, WikiUnavailable
from .scorer import Scorer

__all__ = ["WHO", "Change", "ChangesQuery", "RecentChanges", "ScoredChange", "Site", "read_change_document"]

T = TypeVar("T")

#: Seconds for which a list of edits is kept.
FRESH: Final = 0.8

#: Seconds for which a reason why there is no score is kept, so that it is not found again at each look.
ERRORS_KEPT: Final = 30.0

#: Seconds for which is kept what a wiki says about itself.
SITE_KEPT: Final = 3600.0

#: Seconds that a list waits for scores; later ones are in the next list.
PATIENCE: Final = 1.0

#: Revisions of one request for scores.
BATCH: Final = 50

#: Whose edits are asked for, and the parameter ``rcshow`` of the API.
WHO: Final = {
    "people": "!bot",
    "anonymous": "!bot|anon",
    "registered": "!bot|!anon",
    "bots": "bot",
    "all": "",
}


class Site(NamedTuple):
    """What a wiki says about itself.

    Attributes
    ----------
    name : str
    script : str
        The address of ``index.php``.
    lang : str
        The code of its language; empty if it is unknown.
    is_rtl : bool
    namespaces : dict of int to str
        Those that have pages.
    """

    name: str
    script: str
    lang: str = ""
    is_rtl: bool = False
    namespaces: Mapping[int, str] = {}


class Change(NamedTuple):
    """An edit, as the list of recent changes tells it; None: hidden."""

    rev_id: int
    parent_id: int
    title: str
    namespace: int
    user: str | None
    comment: str | None
    timestamp: str
    size: int
    is_new: bool
    is_bot: bool
    is_minor: bool
    is_anonymous: bool


class ScoredChange(NamedTuple):
    """An edit with the outcome of each model; models that are not ready are left out."""

    change: Change
    outcomes: Mapping[str, Outcome]


class ChangesQuery(NamedTuple):
    """Which edits are asked for: of a namespace (None: all), by whom, and how many."""

    namespace: int | None = None
    who: str = "people"
    limit: int = 50


def read_change_document(document: Mapping[str, Any]) -> Change:
    """Read an item of ``list=recentchanges``.

    Examples
    --------
    >>> read_change_document({"revid": 5, "title": "Lake", "user": "Ann", "oldlen": 3, "newlen": 8}).size
    5
    """
    user = document.get("user")
    return Change(
        int(document.get("revid") or 0),
        int(document.get("old_revid") or 0),
        str(document.get("title") or ""),
        int(document.get("ns") or 0),
        None if document.get("userhidden") or user is None else str(user),
        None if document.get("commenthidden") else str(document.get("comment") or ""),
        str(document.get("timestamp") or ""),
        int(document.get("newlen") or 0) - int(document.get("oldlen") or 0),
        bool(document.get("new")) or document.get("type") == "new",
        bool(document.get("bot")),
        bool(document.get("minor")),
        bool(document.get("anon") or document.get("temp")),
    )


class RecentChanges:
    """Lists the newest edits of wikis.

    Parameters
    ----------
    scorer : Scorer
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._lists: TTLCache[object, asyncio.Task[list[ScoredChange]]] = TTLCache(100, FRESH)
        self._errors: TTLCache[tuple[str, int, str, str], Unscored] = TTLCache(20_000, ERRORS_KEPT)
        self._sites: TTLCache[str, Site] = TTLCache(1000, SITE_KEPT)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def find(
        self, wiki: ServedWiki, models: Sequence[ServedModel], query: ChangesQuery, deadline: float
    ) -> list[ScoredChange]:
        """Return the newest edits, the newest first; those who ask at the same time share one request.

        Raises
        ------
        WikiDown
        """
        key = (wiki.name, tuple((model.name, model.version) for model in models), query)
        task = self._lists.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._lists[key] = self._start(self._find(wiki, models, query, deadline))
        try:
            remaining = deadline - asyncio.get_running_loop().time()
            return await asyncio.wait_for(asyncio.shield(task), remaining)
        except asyncio.TimeoutError:
            raise WikiDown("The wiki did not answer in time.") from None

    async def site(self, host: str) -> Site:
        """Return what a wiki says about itself.

        Raises
        ------
        WikiDown
        """
        site = self._sites.get(host)
        if site is None:
            client = self._scorer.wiki_client(host)
            parameters = {"action": "query", "meta": "siteinfo", "siprop": "general|namespaces"}
            site = await _ask(client, parameters, lambda reply: _read_site(reply, host))
            self._sites[host] = site
        return site

    async def close(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _find(
        self, wiki: ServedWiki, models: Sequence[ServedModel], query: ChangesQuery, deadline: float
    ) -> list[ScoredChange]:
        changes = await self._ask_changes(wiki, query)
        known = await self._known(wiki, models, [change.rev_id for change in changes], deadline)
        missing: dict[frozenset[str], list[int]] = {}
        for rev_id, outcomes in known.items():
            lacking = frozenset(model.name for model in models if model.name not in outcomes)
            if lacking:
                missing.setdefault(lacking, []).append(rev_id)
        tasks = []
        for names, rev_ids in missing.items():
            wanted = [model for model in models if model.name in names]
            for start in range(0, len(rev_ids), BATCH):
                request = ScoreRequest(wiki, wanted, rev_ids[start : start + BATCH], deadline)
                tasks.append(self._start(self._score(request, known)))
        if tasks:
            await asyncio.wait(tasks, timeout=PATIENCE)
        return [ScoredChange(change, dict(known[change.rev_id])) for change in changes]

    async def _ask_changes(self, wiki: ServedWiki, query: ChangesQuery) -> list[Change]:
        assert wiki.host is not None
        parameters: dict[str, Any] = {
            "action": "query",
            "list": "recentchanges",
            "rctype": "edit|new",
            "rcprop": "ids|title|user|comment|timestamp|sizes|flags",
            "rclimit": query.limit,
        }
        if WHO[query.who]:
            parameters["rcshow"] = WHO[query.who]
        if query.namespace is not None:
            parameters["rcnamespace"] = query.namespace
        changes = await _ask(self._scorer.wiki_client(wiki.host), parameters, _read_changes)
        return [change for change in changes if change.rev_id]

    async def _known(
        self, wiki: ServedWiki, models: Sequence[ServedModel], rev_ids: Sequence[int], deadline: float
    ) -> dict[int, dict[str, Outcome]]:
        known = await self._scorer.cached(ScoreRequest(wiki, models, rev_ids, deadline))
        for rev_id, outcomes in known.items():
            for model in models:
                error = self._errors.get((wiki.name, rev_id, model.name, model.version))
                if error is not None:
                    outcomes.setdefault(model.name, error)
        return known

    async def _score(self, request: ScoreRequest, known: dict[int, dict[str, Outcome]]) -> None:
        """Score revisions, and note the outcomes; what cannot be had now is asked for again later."""
        try:
            scores = await self._scorer.score(request)
        except ServiceError:
            return
        for rev_id, outcomes in scores.items():
            for model in request.models:
                outcome = outcomes[model.name]
                if isinstance(outcome, Unscored):
                    if outcome.type in ("WikiUnavailable", "TimeoutError", "WorkerDied"):
                        continue
                    self._errors[request.wiki.name, rev_id, model.name, model.version] = outcome
                known[rev_id][model.name] = outcome

    def _start(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _ask(
    client: WikiClient, parameters: Mapping[str, Any], read: Callable[[Mapping[str, Any]], T]
) -> T:
    try:
        return await client.ask(parameters, read)
    except WikiUnavailable as error:
        raise WikiDown(str(error), int(error.retry_after)) from error


def _read_changes(reply: Mapping[str, Any]) -> list[Change]:
    return [read_change_document(item) for item in reply.get("query", {}).get("recentchanges", ())]


def _read_site(reply: Mapping[str, Any], host: str) -> Site:
    query = reply.get("query", {})
    general = query.get("general", {})
    server = str(general.get("server") or host)
    if server.startswith("//"):
        server = ("http:" if host.startswith("http:") else "https:") + server
    if not server.startswith(("https://", "http://")):
        server = ""
    namespaces = {
        int(number): str(item.get("name") or "")
        for number, item in query.get("namespaces", {}).items()
        if int(number) >= 0
    }
    return Site(
        str(general.get("sitename") or ""),
        server.rstrip("/") + str(general.get("script") or "/w/index.php"),
        str(general.get("lang") or ""),
        bool(general.get("rtl")),
        namespaces,
    )
