"""Scores that other services have claimed: theirs are taken, and what does not come in time is a TimeoutError."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from revscoring.service.core.errors import Scored, Unscored
from revscoring.service.core.following import Follower
from revscoring.service.core.jobs import Job
from revscoring.service.core.requests import Outcome, ScoreRequest


class Named:
    """Stands for a wiki or a model."""

    name, version = "some", "1"


class Shared:
    """A cache of scores in which other services hold claims."""

    def __init__(self, claimed: Iterable[str] = ()) -> None:
        self.claimed = set(claimed)
        self.scores: dict[str, bytes] = {}
        self.told: dict[str, bytes | None] = {}
        self.released: dict[str, bytes | None] = {}

    async def claim(self, names: Sequence[str], seconds: float) -> set[str]:
        free = set(names) - self.claimed
        self.claimed |= free
        return free

    async def renew(self, names: Sequence[str], seconds: float) -> None:
        pass

    async def release(self, outcomes: Mapping[str, bytes | None]) -> None:
        self.released |= outcomes
        self.claimed -= outcomes.keys()

    async def look(self, names: Sequence[str]) -> dict[str, bytes | None]:
        return {name: self.told.get(name) for name in names if name in self.claimed}

    async def get_many(self, names: Sequence[str]) -> dict[str, bytes]:
        return {name: self.scores[name] for name in names if name in self.scores}


def follow(cache: Shared, rev_ids: Sequence[int], seconds: float = 5.0) -> dict[int, Outcome | None]:
    """Let a follower find scores; what it computes itself is True. None: not settled."""

    async def compute(job: Job) -> None:
        for pair in job.futures:
            if pair[0] == 13:
                raise RuntimeError("a fault")
            job.settle(pair, Scored({"prediction": True}))

    async def main() -> dict[int, Outcome | None]:
        loop = asyncio.get_running_loop()
        model: Any = Named()
        wiki: Any = Named()
        pool: Any = None
        request = ScoreRequest(wiki, [model], rev_ids, loop.time() + seconds)
        job = Job(request, pool, 15.0, {pair: loop.create_future() for pair in request.pairs})
        shared: Any = cache
        with contextlib.suppress(RuntimeError):
            await Follower(shared, compute, job).run()
        return {pair[0]: future.result() if future.done() else None for pair, future in job.futures.items()}

    return asyncio.run(main())


def name(rev_id: int) -> str:
    return f"some:{rev_id}:some:1"


def test_what_is_free_is_computed_and_what_others_found_is_taken() -> None:
    cache = Shared([name(2), name(3)])
    cache.scores[name(2)] = b'{"prediction": false}'
    error = Unscored("TextDeleted", "It is hidden.")
    cache.told[name(3)] = msgspec.json.encode(error)
    found = follow(cache, [1, 2, 3])
    assert found == {1: Scored({"prediction": True}), 2: Scored({"prediction": False}), 3: error}
    assert cache.released == {name(1): None}


def test_what_others_do_not_find_in_time_is_a_timeout() -> None:
    found = follow(Shared([name(2)]), [1, 2], seconds=0.2)
    assert found == {
        1: Scored({"prediction": True}),
        2: Unscored("TimeoutError", "Timed out after 15 seconds."),
    }


def test_a_claim_is_given_back_when_the_computation_fails() -> None:
    cache = Shared()
    assert follow(cache, [13]) == {13: None}
    assert cache.released == {name(13): None} and not cache.claimed
