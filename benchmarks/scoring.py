"""Time `score` and `score_many` of a large gradient boosting model, here and in another interpreter.

usage: python benchmarks/scoring.py [PEER_PYTHON]

The model has 700 trees of depth 7 on 80 features, scaled and centered. The peer is the Python of an
environment with another version of revscoring; each trains the model on the same data, then both
score the same rows in turns, so that what else the machine does meets both; the best counts.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from typing import IO, Any

N_FEATURES, N_TREES, DEPTH, N_TRAIN, N_SCORE, ROUNDS = 80, 700, 7, 3000, 1000, 5


def rows(n: int, seed: int) -> list[list[float]]:
    """Make rows of values, some of them whole numbers, as counts are."""
    source = random.Random(seed)
    return [
        [source.gauss(0, 1) if column % 2 else float(source.randrange(50)) for column in range(N_FEATURES)]
        for _ in range(n)
    ]


def serve() -> None:
    """Train the model, then time scores whenever a line is read."""
    from revscoring import Feature
    from revscoring.scoring.models import GradientBoosting

    features = [Feature(f"f{number}", returns=float) for number in range(N_FEATURES)]
    observations = [(row, row[1] + row[3] * row[5] > row[0] / 50) for row in rows(N_TRAIN, 0)]
    model = GradientBoosting(
        features,
        labels=[True, False],
        scale=True,
        center=True,
        n_estimators=N_TREES,
        max_depth=DEPTH,
        max_features="log2",
        random_state=0,
    )
    start = time.perf_counter()
    model.train(observations)
    print(json.dumps({"train": time.perf_counter() - start}), flush=True)
    batch = rows(N_SCORE, 1)
    for _ in sys.stdin:
        seconds = {}
        start = time.perf_counter()
        for row in batch[:50]:
            model.score(row)
        seconds["score of one"] = (time.perf_counter() - start) / 50
        start = time.perf_counter()
        model.score_many(batch)
        seconds[f"score_many of {N_SCORE}"] = time.perf_counter() - start
        print(json.dumps(seconds), flush=True)


def start(python: str, path: str | None) -> subprocess.Popen[str]:
    """Start a process that trains and then times scores."""
    environment = {**os.environ, "PYTHONPATH": path or "", "PYTHONWARNINGS": "ignore"}
    command = [python, os.path.abspath(__file__), "--serve"]
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def ask(process: subprocess.Popen[str]) -> dict[str, float]:
    """Have scores timed once."""
    stdin: IO[Any] = process.stdin  # type: ignore[assignment]
    stdin.write("go\n")
    stdin.flush()
    return json.loads(process.stdout.readline())  # type: ignore[union-attr]


def main() -> None:
    if sys.argv[1:] == ["--serve"]:
        serve()
        return
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    pythons = {"ours": (sys.executable, root)}
    if len(sys.argv) > 1:
        pythons["peer"] = (sys.argv[1], None)
    processes = {name: start(*python) for name, python in pythons.items()}
    found = {name: [json.loads(process.stdout.readline())] for name, process in processes.items()}  # type: ignore[union-attr]
    for _ in range(ROUNDS):
        for name, process in processes.items():
            found[name].append(ask(process))
    for process in processes.values():
        process.stdin.close()  # type: ignore[union-attr]
        process.wait()
    for what in ("train", *found["ours"][1]):
        best = {
            name: min(round_[what] for round_ in rounds if what in round_) for name, rounds in found.items()
        }
        times = "".join(f"  {name} {value * 1000:10.3f} ms" for name, value in best.items())
        ratio = f"  {best['peer'] / best['ours']:6.1f} times" if "peer" in best else ""
        print(f"{what:22}{times}{ratio}")


if __name__ == "__main__":
    main()
