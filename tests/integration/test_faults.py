"""A wiki behind a bad network: every revision gets its answer, once, whatever happens to requests."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import mwapi
import mwapi.errors
import pytest

from revscoring.cli.hosts import extract
from revscoring.datasources.revision_oriented import revision as r
from revscoring.errors import RevisionNotFound
from revscoring.extractors import api
from revscoring.extractors.api import WikiUnreachable

from .proxy import FAULTS, FaultyProxy

pytestmark = pytest.mark.integration

WANTED = [r.text, r.parent.text, r.user.info.editcount]
PATHS = [
    f"revscoring.datasources.revision_oriented.{node}"
    for node in ("revision.text", "revision.parent.text", "revision.user.info.editcount")
]
QUICK = api.Retries(attempts=8, base=0.01)
ANSWERS = 2000


def session_of(url, **more):
    return mwapi.Session(url, user_agent="revscoring-tests (loopback)", **{"timeout": 30, **more})


def shown(error, values):
    return values if error is None else str(error)


@pytest.fixture(scope="module")
def expected(wiki, all_ids):
    """Id → the answer without faults, for all revisions and for some that are not there."""
    ids = [*all_ids, wiki.ids.nowhere, wiki.ids.deleted]
    answers = api.Extractor(wiki.session()).extract(ids, WANTED)
    return {rev_id: shown(*answer) for rev_id, answer in zip(ids, answers, strict=True)}


@pytest.fixture(scope="module")
def many(wiki, expected):
    """Ids of 2,000 revisions; there are fewer in the wiki, so they come several times."""
    ids = [rev_id for rev_id in expected if rev_id not in (wiki.ids.large, wiki.ids.large_creation)]
    return (ids * (ANSWERS // len(ids) + 1))[:ANSWERS]


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_survived(wiki, expected, fault):
    with FaultyProxy(wiki.url) as proxy:
        proxy.retry_after = "0.05"
        proxy.next = [fault] * 3
        extractor = api.Extractor(session_of(proxy.url), retries=QUICK)
        assert list(extractor.extract(wiki.ids.plain, WANTED)) == expected[wiki.ids.plain]
        assert proxy.counts[fault] == 3


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "latency"])
def test_each_fault_is_survived_asynchronously(wiki, expected, fault):
    async def main(proxy):
        session = mwapi.AsyncSession(proxy.url, user_agent="revscoring-tests (loopback)")
        try:
            extractor = api.AsyncExtractor(session, retries=QUICK)
            answers = [
                answer async for answer in extractor.extract([wiki.ids.plain, wiki.ids.nowhere], WANTED)
            ]
            assert await extractor.extract(wiki.ids.bot, WANTED) == expected[wiki.ids.bot]
        finally:
            await session.session.close()
        return [shown(*answer) for answer in answers]

    with FaultyProxy(wiki.url) as proxy:
        proxy.retry_after = "0.05"
        proxy.next = [fault] * 3
        assert asyncio.run(main(proxy)) == [expected[wiki.ids.plain], expected[wiki.ids.nowhere]]


def test_retry_after_is_honoured(wiki):
    for fault in ("throttled", "maxlag"):
        with FaultyProxy(wiki.url) as proxy:
            proxy.next = [fault]
            start = time.monotonic()
            api.Extractor(session_of(proxy.url), retries=QUICK).extract(wiki.ids.plain, r.text)
            assert time.monotonic() - start >= 1.0


def test_a_timeout_is_asked_again(wiki):
    with FaultyProxy(wiki.url) as proxy:
        proxy.latency, proxy.next = 1.0, ["latency"]
        extractor = api.Extractor(session_of(proxy.url, timeout=0.5), retries=QUICK)
        assert extractor.extract(wiki.ids.plain, r.id) == wiki.ids.plain
        assert extractor.extract(wiki.ids.plain, r.comment) == "/* Fish */ more"
        assert proxy.counts == {"latency": 1, "passed": 1}


def test_a_single_revision_fails_with_the_reason(wiki):
    with FaultyProxy(wiki.url, {"unavailable": 1.0}) as proxy:
        extractor = api.Extractor(session_of(proxy.url), retries=api.Retries(attempts=2, base=0.01))
        with pytest.raises(ValueError, match="Could not decode as JSON"):
            next(extractor.extract([wiki.ids.plain], [r.text]))


@pytest.mark.slow
def test_two_thousand_revisions(wiki, expected, many):
    """5 % of the requests suffer each of the nine faults; 2,000 answers come, in order, all right."""
    with FaultyProxy(wiki.url, dict.fromkeys(FAULTS, 0.05), seed=1) as proxy:
        proxy.retry_after, proxy.latency = "0.05", 0.05
        extractor = api.Extractor(session_of(proxy.url), retries=QUICK)
        observations = [{"rev_id": rev_id} for rev_id in many]
        answers = list(extract(WANTED, observations, extractor, extractors=1, batch_size=20))
        assert [observation["rev_id"] for observation, _ in answers] == many
        wrong = [
            (observation["rev_id"], str(one.error))
            for observation, one in answers
            if shown(one.error, one.values) != expected[observation["rev_id"]]
        ]
        assert wrong == []
        assert all(proxy.counts[fault] for fault in FAULTS)


def test_a_wiki_that_is_gone_ends_the_run(wiki):
    with FaultyProxy(wiki.url) as proxy:
        url = proxy.url
    extractor = api.Extractor(session_of(url), retries=api.Retries(attempts=2, base=0.01))
    with pytest.raises(WikiUnreachable, match="nothing answers at"):
        list(extract(WANTED, [{"rev_id": wiki.ids.plain}], extractor, extractors=1))


def command(proxy, directory, *more):
    arguments = [sys.executable, "-m", "revscoring", "extract", *PATHS, f"--host={proxy.url}"]
    arguments += ["--input=in.jsonl", "--output=out.jsonl", "--extractors=1", "--batch-size=25", *more]
    root = str(Path(__file__).resolve().parents[2])
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])),
    }
    # What a shell runs in the background ignores interrupts, and hands that down.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(arguments, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, handler)


def lines_of(path):
    return path.read_text(encoding="utf8").splitlines() if path.exists() else []


def wait_for_lines(process, path, number):
    for _ in range(2400):
        if process.poll() is not None or len(lines_of(path)) >= number:
            return
        time.sleep(0.05)


def check(path, ids, expected):
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    assert [row["rev_id"] for row in rows] == ids
    for row in rows:
        answer = row["error"]["message"] if "error" in row else list(row["cache"].values())
        assert answer == expected[row["rev_id"]]


@pytest.mark.slow
def test_a_killed_run_is_resumed(wiki, expected, many, tmp_path):
    """kill -9 in the middle, twice, and --resume: 2,000 answers, none lost or doubled."""
    (tmp_path / "in.jsonl").write_text("".join(f'{{"rev_id": {rev_id}}}\n' for rev_id in many))
    out = tmp_path / "out.jsonl"
    with FaultyProxy(wiki.url, dict.fromkeys(FAULTS, 0.05), seed=2) as proxy:
        proxy.retry_after, proxy.latency = "0.05", 0.05
        for number in (300, 1000):
            process = command(proxy, tmp_path, *(["--resume"] if number > 300 else []))
            wait_for_lines(process, out, number)
            assert process.poll() is None, process.stderr.read()
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            assert number <= len(lines_of(out)) < ANSWERS
        process = command(proxy, tmp_path, "--resume")
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "2,000 observations in = " in errors
    assert "done before" in errors
    check(out, many, expected)


@pytest.mark.slow
def test_an_interrupted_run_keeps_what_is_done_and_is_resumed(wiki, expected, many, tmp_path):
    ids = many[:600]
    (tmp_path / "in.jsonl").write_text("".join(f'{{"rev_id": {rev_id}}}\n' for rev_id in ids))
    out = tmp_path / "out.jsonl"
    with FaultyProxy(wiki.url, {"latency": 1.0}) as proxy:
        process = command(proxy, tmp_path, "--profile=profile.md")
        wait_for_lines(process, out, 50)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "not done (--resume goes on)" in errors
        assert "Traceback" not in errors
        done = len(lines_of(out))
        assert 50 <= done < 600
        process = command(proxy, tmp_path, "--resume", "--profile=profile.md")
        _, errors = process.communicate(timeout=60)
    assert "600 observations in = " in errors
    check(out, ids, expected)
    assert "asking the wiki" in (tmp_path / "profile.md").read_text()


def test_not_found_stays_not_found_through_faults(wiki):
    with FaultyProxy(wiki.url, dict.fromkeys(FAULTS, 0.05), seed=3) as proxy:
        proxy.retry_after = "0.05"
        extractor = api.Extractor(session_of(proxy.url), retries=QUICK)
        for _ in range(5):
            [(error, _)] = extractor.extract([wiki.ids.nowhere], WANTED)
            assert isinstance(error, RevisionNotFound)
