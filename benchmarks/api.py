"""Time extraction from a live wiki: batches against single revisions, ours against a peer; and `watch`.

usage: python benchmarks/api.py [--peer PYTHON] [--list DOTTED.PATH] [--revisions N] [--edits N]

A MediaWiki is installed on loopback (Debian: mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl),
and a part of the sample wiki imported. All sides extract the same revisions in turns, so that what else the
machine does meets all; the median and the best of the rounds count. The peer is the Python of another
environment; see ``peer_environment.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from examples.serve_demo import mediawiki  # noqa: E402
from examples.serve_demo.history import import_history, pages_of, read_history  # noqa: E402


@contextmanager
def started_wiki(revisions: int) -> Iterator[mediawiki.MediaWiki]:
    """Install a wiki with so many revisions; it is gone in the end."""
    reason = mediawiki.missing()
    if reason is not None:
        raise SystemExit(reason)
    directory = Path(tempfile.mkdtemp(prefix="revscoring-wiki-"))
    wiki = mediawiki.MediaWiki(directory)
    try:
        wiki.install()
        wiki.start()
        sample = REPOSITORY / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
        import_history(wiki, pages_of(read_history(sample), revisions))
        wiki.create_users({"Ann": []})
        yield wiki
    finally:
        wiki.stop()
        shutil.rmtree(directory, ignore_errors=True)


class Side:
    """A worker in an environment."""

    def __init__(self, name: str, python: str, own: bool) -> None:
        self.name = name
        environment = dict(os.environ)
        environment.pop("PYTHONPATH", None)
        if own:
            environment["PYTHONPATH"] = os.pathsep.join(
                filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")])
            )
        self.process = subprocess.Popen(
            [python, str(REPOSITORY / "benchmarks" / "api_worker.py")],
            cwd=tempfile.gettempdir(),
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, **task: Any) -> dict[str, Any]:
        """Let it extract."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name}: the worker has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


def throughput(
    wiki: mediawiki.MediaWiki, sides: list[Side], features: str, ids: list[int], rounds: int
) -> None:
    """Print the revisions per second of each side and way, and the ratios."""
    ways = [(side, batch) for side in sides for batch in (True, False)]
    seconds: dict[tuple[str, bool], list[float]] = {(side.name, batch): [] for side, batch in ways}
    values: list[Any] = []
    for number in range(rounds + 1):
        for side, batch in ways:
            some = ids if number else ids[:10]  # first a round to warm up
            answer = side.run(url=wiki.url, ids=some, features=features, batch=batch)
            if number:
                seconds[side.name, batch].append(answer["seconds"])
                values.append(answer["values"])
    if any(one != values[0] for one in values):
        print("! the sides do not agree on the values")
    print(f"\n{features}, {len(ids)} revisions, {rounds} rounds: revisions per second, median (best)")
    rate = {}
    for (name, batch), times in seconds.items():
        rate[name, batch] = len(ids) / statistics.median(times)
        best = len(ids) / min(times)
        way = "batches of 50" if batch else "one at a time"
        print(f"  {name:5} {way}: {rate[name, batch]:8.1f} ({best:.1f})")
    print(f"  ours, batches against one at a time: {rate['ours', True] / rate['ours', False]:.1f} times")
    for other in [side.name for side in sides if side.name != "ours"]:
        for batch in (True, False):
            ratio = rate["ours", batch] / rate[other, batch]
            print(f"  ours against {other}, {'batches' if batch else 'one at a time'}: {ratio:.2f} times")


def watching(wiki: mediawiki.MediaWiki, edits: int) -> None:
    """Print how long after its saving an edit's score is there."""
    directory = wiki.directory
    model = directory / "watched.model"
    program = (
        "from revscoring.examples import damaging\n"
        "from revscoring.scoring.models import GradientBoosting\n"
        "features = damaging('english')\n"
        "model = GradientBoosting(features, labels=[True, False], version='0.1', n_estimators=50)\n"
        "rows = [([feature.returns(n * (k + 3) % 7) for k, feature in enumerate(features)], n % 2 == 0)"
        " for n in range(60)]\n"
        f"model.train(rows); model.dump(open({str(model)!r}, 'wb'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], env=environment, cwd=REPOSITORY, check=True
    )
    state = directory / "watch.state"
    command = [sys.executable, "-W", "ignore", "-m", "revscoring", "watch", f"--host={wiki.url}"]
    command += [f"--model={model}", f"--state={state}", f"--limit={edits}"]
    watcher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=directory)
    printed: dict[int, float] = {}

    def read() -> None:
        assert watcher.stdout is not None
        for line in watcher.stdout:
            printed[json.loads(line)["rev_id"]] = time.time()

    reader = threading.Thread(target=read)
    reader.start()
    while not state.exists():
        if watcher.poll() is not None:
            raise SystemExit("watch has ended")
        time.sleep(0.05)
    saved = {}
    text = "An article about a lake, and its ''fish''.\n" * 100
    for number in range(edits):
        sentence = f"\nThe lake has {number} fish, said [[Ann]].\n"
        rev_id = wiki.edit("Ann", f"Lake {number % 20}", text + sentence, f"fish {number}")
        saved[rev_id] = time.time()
        time.sleep(0.05 + number % 7 * 0.05)
    reader.join(timeout=60)
    watcher.wait(timeout=60)
    delays = sorted(max(printed[rev_id] - when, 0.0) for rev_id, when in saved.items() if rev_id in printed)
    p50, p95 = delays[len(delays) // 2], delays[int(len(delays) * 0.95)]
    print(f"\nwatch, {len(delays)} of {edits} edits scored; from the saving to the score:")
    print(f"  median {p50:.2f} s, 95th percentile {p95:.2f} s, most {delays[-1]:.2f} s")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", help="Python of an environment with another revscoring")
    parser.add_argument("--list", default="editquality.feature_lists.enwiki.damaging")
    parser.add_argument("--revisions", type=int, default=400, help="how many are imported")
    parser.add_argument("--extracted", type=int, default=200, help="how many are extracted in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--edits", type=int, default=200, help="how many edits `watch` has to score")
    options = parser.parse_args()
    with started_wiki(options.revisions) as wiki:
        if options.extracted:
            sides = [Side("ours", sys.executable, True)]
            if options.peer:
                sides.append(Side("peer", options.peer, False))
            ids = list(range(2, options.extracted + 2))
            for features in ["roots", *([options.list] if options.list else [])]:
                throughput(wiki, sides, features, ids, options.rounds)
            for side in sides:
                side.process.kill()
        if options.edits:
            watching(wiki, options.edits)


if __name__ == "__main__":
    main()
