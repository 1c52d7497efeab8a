"""A wiki on loopback for tests and benchmarks: `tests.extractors.fake_wiki` behind HTTP, slow or broken at will.

As a process: ``python -m tests.service.wiki_server --delay 0.15 --characters 67000`` prints its address. It
says on ``/requests`` how many requests it has answered.
"""

from __future__ import annotations

import argparse
import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aiohttp import web

from tests.extractors.fake_wiki import ANN, FakeWiki, revision

#: The list parameters of the API, and how their items are read.
LISTS: dict[str, Callable[[str], Any]] = {"revids": int, "ususers": str}
NUMBERS = {"pageids", "uclimit", "rvcontinue"}


class Revisions(Mapping[int, dict[str, Any]]):
    """Every revision there could be up to an id; their texts are of one length."""

    def __init__(self, last: int, text: Callable[[int], str]) -> None:
        self.last = last
        self.text = text
        self.changed: dict[int, dict[str, Any]] = {}

    def __getitem__(self, rev_id: int) -> dict[str, Any]:
        if not 0 < rev_id <= self.last:
            raise KeyError(rev_id)
        return revision(rev_id, text=self.text(rev_id)) | self.changed.get(rev_id, {})

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, self.last + 1))

    def __len__(self) -> int:
        return self.last

    def __contains__(self, rev_id: object) -> bool:
        return isinstance(rev_id, int) and 0 < rev_id <= self.last


class WikiServer:
    """Serves a wiki in a thread of its own.

    Attributes
    ----------
    delay : float
        Seconds before each answer.
    instead : callable
        Called with the parameters; what it returns, if anything, is answered: a `web.Response`.
    requests : list of dict
        The parameters of each request.
    """

    def __init__(self, last: int = 100_000, text: Callable[[int], str] = "text {}".format) -> None:
        self.wiki = FakeWiki([], [ANN], formatversion=2)
        self.revisions = Revisions(last, text)
        self.wiki.revisions = self.revisions  # type: ignore[assignment]
        self.delay = 0.0
        self.instead: Callable[[dict[str, Any]], web.Response | None] = lambda parameters: None
        self.requests: list[dict[str, Any]] = []
        self.at_once = self.most_at_once = 0
        self.address = ""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> WikiServer:
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self.serve())
        self._loop.close()

    async def serve(self, port: int = 0) -> None:
        """Serve until it is stopped."""
        app = web.Application()
        app.router.add_route("*", "/w/api.php", self._answer)
        app.router.add_get("/requests", self._count)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        assert site._server is not None
        self.address = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _count(self, request: web.Request) -> web.Response:
        return web.json_response(len(self.requests))

    async def _answer(self, request: web.Request) -> web.Response:
        parameters = {name: _read(name, value) for name, value in (await _parameters(request)).items()}
        self.requests.append(parameters)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(self.delay)
            instead = self.instead(parameters)
            if instead is not None:
                return instead
            if parameters.get("meta") == "siteinfo":
                general = {"wikiid": "fakewiki", "lang": "en", "sitename": "Fake"}
                return web.json_response({"batchcomplete": True, "query": {"general": general}})
            return web.json_response(self.wiki.get(**parameters))
        finally:
            self.at_once -= 1


async def _parameters(request: web.Request) -> dict[str, str]:
    return {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}


def _read(name: str, value: str) -> Any:
    if name in LISTS:
        return list(map(LISTS[name], value.split("|")))
    return int(value) if name in NUMBERS and value.isdecimal() else value


def refusal(status: int, retry_after: str | None = None) -> web.Response:
    """A refusal of a request."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return web.Response(status=status, text="<html>no</html>", content_type="text/html", headers=headers)


def main() -> None:
    """Serve, and print where."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--characters", type=int, default=67_000)
    parser.add_argument("--text", type=argparse.FileType(encoding="utf-8"))
    arguments = parser.parse_args()
    words = arguments.text.read() if arguments.text else "Some words of a [[page]] about ants. "
    page = (words * (arguments.characters // len(words) + 1))[: arguments.characters]
    server = WikiServer(10_000_000, lambda rev_id: f"{page[: -1000 - rev_id % 500]} {rev_id}")
    server.delay = arguments.delay

    async def serve() -> None:
        serving = asyncio.ensure_future(server.serve())
        while not server.address:
            await asyncio.sleep(0.01)
        print(server.address, flush=True)
        await serving

    asyncio.run(serve())


if __name__ == "__main__":
    main()
