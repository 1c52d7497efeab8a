"""The caches of scores: in memory, in a SQLite file, and in a real Redis that is killed in the middle."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from revscoring.service.cache import CacheError, Claims, ScoreCache, open_cache

from .running import Served, free_port, served, wait_until
from .wiki_server import WikiServer

TEXT = {"class": "tests.service.models.TextScorer", "version": "1.0"}


class RedisServer:
    """A server process on a free port; what it holds outlives a restart only if it is stopped well."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.directory = directory
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            ["redis-server", *options, "--dir", str(self.directory)], stdout=subprocess.DEVNULL
        )
        wait_until(lambda: self.command("PING") == "PONG")

    def command(self, *words: str) -> str:
        done = subprocess.run(
            ["redis-cli", "-p", str(self.port), "--raw", *words], capture_output=True, text=True
        )
        return done.stdout.strip()

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server = RedisServer(tmp_path)
    yield server
    if server.process.poll() is None:
        server.kill()


def with_cache(url: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        cache: ScoreCache = open_cache(url)
        try:
            return await work(cache)
        finally:
            await cache.close()

    return asyncio.run(main())


def use(cache: ScoreCache) -> Awaitable[Any]:
    async def main() -> Any:
        await cache.set_many({"w:1:m:1": b'{"prediction": true}', "w:2:m:1": b"2"})
        await cache.delete_many(["w:2:m:1", "w:3:m:1"])
        await cache.delete_many([])
        await cache.set_many({})
        return await cache.get_many(["w:1:m:1", "w:2:m:1", "w:3:m:1"]), await cache.get_many([])

    return main()


KEPT = ({"w:1:m:1": b'{"prediction": true}'}, {})


def test_memory_keeps_what_was_asked_for_last() -> None:
    assert with_cache("memory://", use) == KEPT

    async def fill(cache: ScoreCache) -> Any:
        await cache.set_many({"a": b"1", "b": b"2"})
        await cache.get_many(["a"])
        await cache.set_many({"c": b"3"})
        return await cache.get_many(["a", "b", "c"])

    assert with_cache("memory://?size=2", fill) == {"a": b"1", "c": b"3"}


def test_sqlite_keeps_scores_for_all_services_of_the_machine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/scores.db?prefix=p"
    assert with_cache(url, use) == KEPT
    names = ["w:1:m:1"]
    assert with_cache(url, lambda cache: cache.get_many(names)) == KEPT[0]
    assert with_cache(f"sqlite:///{tmp_path}/scores.db", lambda cache: cache.get_many(names)) == {}


def test_sqlite_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scores.db"
    path.write_text("this is no database, " * 100)
    with pytest.raises(CacheError, match=r"scores\.db: file is not a database"):
        open_cache(f"sqlite:///{path}")
    with pytest.raises(CacheError, match=r"unable to open"):
        open_cache(f"sqlite:///{tmp_path}/no/directory/scores.db")


def test_sqlite_file_that_breaks_later_makes_the_service_slower(tmp_path: Path) -> None:
    path = tmp_path / "scores.db"

    async def spoil(cache: ScoreCache) -> Any:
        await cache.set_many({"a": b"1"})
        for file in tmp_path.glob("scores.db*"):
            file.write_bytes(b"broken" * 4096)
        await cache.set_many({"b": b"2"})
        await cache.delete_many(["a"])
        return await cache.get_many(["b"])

    assert with_cache(f"sqlite:///{path}", spoil) in ({}, {"b": b"2"})


def test_redis_keeps_json_behind_a_prefix(redis: RedisServer) -> None:
    assert with_cache(f"{redis.url}?prefix=scores", use) == KEPT
    assert redis.command("KEYS", "*") == "scores:w:1:m:1"
    assert json.loads(redis.command("GET", "scores:w:1:m:1")) == {"prediction": True}


def test_claims_belong_to_one_service_until_they_end(redis: RedisServer) -> None:
    async def main() -> None:
        one, other = open_cache(redis.url), open_cache(redis.url)
        assert isinstance(one, Claims) and isinstance(other, Claims)
        assert await one.claim(["a", "b"], 0.3) == {"a", "b"}
        assert await other.claim(["a", "c"], 5) == {"c"}
        assert await other.look(["a", "d"]) == {"a": None}
        await other.renew(["a"], 9)  # not its own
        await other.release({"a": b'["X"]'})
        await one.renew(["b"], 5)
        await asyncio.sleep(0.4)
        assert await other.claim(["a", "b"], 5) == {"a"}  # its owner died
        await one.release({"a": None, "b": b'["E","m"]'})
        assert await other.look(["a", "b"]) == {"a": None, "b": b'["E","m"]'}
        await one.close()
        await other.close()

    asyncio.run(main())


def test_redis_that_is_away_is_as_if_it_were_empty(redis: RedisServer) -> None:
    async def main() -> None:
        cache = open_cache(redis.url)
        assert isinstance(cache, Claims)
        await cache.set_many({"a": b"1"})
        redis.kill()
        assert await cache.get_many(["a"]) == {}
        assert await cache.claim(["a"], 1) == {"a"}
        start = time.monotonic()
        for _ in range(100):
            await cache.set_many({"a": b"2"})
        assert time.monotonic() - start < 0.5
        redis.start()
        await asyncio.sleep(1.1)
        await cache.set_many({"a": b"3"})
        assert await cache.get_many(["a"]) == {"a": b"3"}
        await cache.close()

    asyncio.run(main())


def test_cache_address_that_answers_nothing_does_not_keep_the_service_from_starting() -> None:
    cache = f"redis://127.0.0.1:{free_port()}/0"
    with WikiServer() as wiki, served(config(wiki, cache)) as running:
        assert running.get("/ready").status_code == 200
        assert "score" in score_of(running, 5)


def config(wiki: WikiServer, cache: str, **more: Any) -> dict[str, Any]:
    wikis = {"testwiki": {"host": f"{wiki.address}/w/api.php", "models": {"text": TEXT}}}
    return {"workers": 1, "limits": {"timeout": 8}, "wikis": wikis, "cache": cache, **more}


def score_of(running: Served, rev_id: int) -> Any:
    return running.get_json(f"/v3/scores/testwiki/{rev_id}/text")["testwiki"]["scores"][str(rev_id)]["text"]


def test_two_services_compute_a_score_once(redis: RedisServer) -> None:
    with (
        WikiServer(last=1000) as wiki,
        served(config(wiki, redis.url)) as one,
        served(config(wiki, redis.url)) as other,
    ):
        wiki.delay = 0.3
        path = "/v3/scores/testwiki/{}/text"
        waiting = [service.later(path.format(5)) for _ in range(50) for service in (one, other)]
        bodies = {reply.result().text for reply in waiting}
        assert len(bodies) == 1 and '"score"' in bodies.pop()
        assert len(wiki.requests) == 1
        # Errors are told to the other service too, and not kept.
        waiting = [service.later(path.format(5000)) for service in (one, other)]
        assert all("RevisionNotFound" in reply.result().text for reply in waiting)
        assert len(wiki.requests) == 2
        assert redis.command("KEYS", "testwiki:5:*") == "testwiki:5:text:1.0"


def test_claim_whose_owner_was_killed_is_taken_over(redis: RedisServer) -> None:
    from revscoring.service.cache.redis import CLAIMED

    redis.command("SET", "testwiki:5:text:1.0:claim", CLAIMED.decode() + "dead", "PX", "1500")
    with WikiServer() as wiki, served(config(wiki, redis.url)) as running:
        start = time.monotonic()
        assert "score" in score_of(running, 5)
        assert time.monotonic() - start < 4


def test_redis_killed_in_the_middle_makes_the_service_slower_not_wrong(redis: RedisServer) -> None:
    with WikiServer() as wiki, served(config(wiki, redis.url)) as running:
        wiki.delay = 0.3
        first = score_of(running, 5)
        under_way = [running.later(f"/v3/scores/testwiki/{n}/text") for n in range(10, 20)]
        time.sleep(0.15)
        redis.kill()
        assert all('"score"' in one.result().text for one in under_way)
        assert score_of(running, 5) == first
        assert running.get("/ready").status_code == 200
        redis.start()
        time.sleep(1.1)
        assert score_of(running, 5) == first
        asked = len(wiki.requests)
        assert score_of(running, 5) == first
        assert len(wiki.requests) == asked


POISON = [
    b"",
    b"no JSON",
    b"5",
    b"null",
    b"[]",
    b"{}",
    b"[" * 100_000,
    b'{"prediction": true, "probability": 5}',
]
POISON += [b'{"prediction": true, "probability": {"true": "x"}}', b'\xff\xfe{"prediction": 1}', b"\x80\x04N."]


@pytest.mark.parametrize("value", POISON, ids=range(len(POISON)))
@pytest.mark.parametrize("kind", ["sqlite", "redis", "memory"])
def test_value_that_is_no_score_counts_as_not_there(
    kind: str, value: bytes, poisoned: dict[str, tuple[Served, Callable[..., None]]]
) -> None:
    if kind not in poisoned:
        pytest.skip("redis-server is not installed")
    running, write = poisoned[kind]
    rev_id = 100 + POISON.index(value)
    write(f"testwiki:{rev_id}:text:1.0", value)
    assert "score" in score_of(running, rev_id)
    page = running.get("/ui/testwiki")
    assert page.status_code in (200, 503)


@pytest.fixture(scope="module")
def poisoned(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, tuple[Served, Callable[..., None]]]]:
    """Services on caches to which others write, and how these do it."""
    directory = tmp_path_factory.mktemp("caches")
    file = directory / "scores.db"

    def write_to_file(name: str, value: bytes) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("INSERT OR REPLACE INTO score VALUES (?, ?)", (name, value))

    with WikiServer() as wiki, ExitStack() as stack:
        memory = stack.enter_context(served(config(wiki, "memory://")))
        values = memory.service.cache._values  # type: ignore[attr-defined]
        sqlite = stack.enter_context(served(config(wiki, f"sqlite:///{file}")))
        found: dict[str, tuple[Served, Callable[..., None]]] = {
            "memory": (memory, values.__setitem__),
            "sqlite": (sqlite, write_to_file),
        }
        if shutil.which("redis-server") is not None:
            server = RedisServer(directory)
            stack.callback(server.process.wait, 10)
            stack.callback(server.process.kill)

            def write_to_redis(name: str, value: bytes) -> None:
                command = ["redis-cli", "-p", str(server.port), "-x", "SET"]
                subprocess.run([*command, name], input=value, check=True, stdout=subprocess.DEVNULL)
                subprocess.run(
                    [*command, f"{name}:claim"], input=value, check=True, stdout=subprocess.DEVNULL
                )
                server.command("PEXPIRE", f"{name}:claim", "300")

            found["redis"] = (stack.enter_context(served(config(wiki, server.url))), write_to_redis)
        yield found


def test_values_of_other_types_in_the_file_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "scores.db"

    async def main(cache: ScoreCache) -> Any:
        with closing(sqlite3.connect(file)) as connection, connection:
            rows = [("a", 10**12), ("b", "text"), ("c", None), ("d", b"1")]
            connection.executemany("INSERT INTO score VALUES (?, ?)", rows)
        return await cache.get_many(["a", "b", "c", "d"])

    assert with_cache(f"sqlite:///{file}", main) == {"d": b"1"}


def test_file_that_others_lock_makes_the_service_slower_not_wrong(tmp_path: Path) -> None:
    file = tmp_path / "scores.db"
    with WikiServer() as wiki, served(config(wiki, f"sqlite:///{file}")) as running:
        first = score_of(running, 5)
        with closing(sqlite3.connect(file)) as other:
            other.execute("BEGIN IMMEDIATE")
            start = time.monotonic()
            waiting = [running.later(f"/v3/scores/testwiki/{n}/text") for n in range(10, 40)]
            assert all('"score"' in one.result().text for one in waiting)
            assert time.monotonic() - start < 5
            other.rollback()
        time.sleep(1.1)
        assert score_of(running, 5) == first
