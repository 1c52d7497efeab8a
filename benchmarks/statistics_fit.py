"""Time the statistics of 20,000 scores and ten threshold optimizations, here and in another interpreter.

usage: python benchmarks/statistics_fit.py [PEER_PYTHON]

The peer is the Python of an environment with another version of revscoring. Both take turns in one
run, so that what else the machine does meets both; the best of the rounds counts.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time

N, ROUNDS = 20_000, 3
OPTIMIZATIONS = [
    "maximum recall @ precision >= 0.9",
    "maximum recall @ precision >= 0.75",
    "maximum recall @ precision >= 0.6",
    "maximum filter_rate @ recall >= 0.75",
    "maximum filter_rate @ recall >= 0.9",
    "minimum match_rate @ recall >= 0.5",
    "maximum !recall @ !precision >= 0.9",
    "maximum precision @ recall >= 0.1",
    "maximum f1 @ fpr <= 0.1",
    "maximum accuracy @ match_rate <= 0.3",
]


def scores(n: int = N) -> list:
    """Make scores of two labels that overlap."""
    source = random.Random(0)
    found = []
    for _ in range(n):
        label = source.random() < 0.1
        probability = min(0.999999, max(1e-6, source.gauss(0.6 if label else 0.3, 0.2)))
        score = {"prediction": probability >= 0.5, "probability": {True: probability, False: 1 - probability}}
        found.append((score, label))
    return found


def measure() -> dict[str, float]:
    """Time one fit and ten optimizations, with decisions as they are and rounded to three digits."""
    from revscoring.scoring.statistics import Classification

    data, seconds = scores(), {}
    Classification([True, False], decision_key="probability").fit(data[:100])  # imports are no part of it
    for name, ndigits in (("unrounded", None), ("three digits", 3)):
        statistics = Classification(
            [True, False],
            decision_key="probability",
            threshold_ndigits=ndigits,
            population_rates={True: 0.05, False: 0.95},
        )
        start = time.perf_counter()
        statistics.fit(data)
        seconds[f"fit, {name}"] = time.perf_counter() - start
        start = time.perf_counter()
        values = [statistics[query]["labels"][True] for query in OPTIMIZATIONS]
        seconds[f"ten optimizations, {name}"] = time.perf_counter() - start
        seconds[f"check sum, {name}"] = sum(value or 0 for value in values) + statistics["roc_auc"]["macro"]
    return seconds


def run(python: str, path: str | None) -> dict[str, float]:
    """Measure in another process."""
    environment = {**os.environ, "PYTHONPATH": path or "", "PYTHONWARNINGS": "ignore"}
    output = subprocess.run(
        [python, os.path.abspath(__file__), "--measure"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(output.stdout)


def main() -> None:
    if sys.argv[1:] == ["--measure"]:
        print(json.dumps(measure()))
        return
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    pythons = {"ours": (sys.executable, root)}
    if len(sys.argv) > 1:
        pythons["peer"] = (sys.argv[1], None)
    found: dict[str, list] = {name: [] for name in pythons}
    for _ in range(ROUNDS):
        for name, (python, path) in pythons.items():
            found[name].append(run(python, path))
    for what in found["ours"][0]:
        best = {name: min(round_[what] for round_ in rounds) for name, rounds in found.items()}
        if what.startswith("check sum"):
            print(f"{what:34}" + "".join(f"  {name} {value:.6f}" for name, value in best.items()))
            continue
        times = "".join(f"  {name} {value * 1000:8.1f} ms" for name, value in best.items())
        ratio = f"  {best['peer'] / best['ours']:6.1f} times" if "peer" in best else ""
        print(f"{what:34}{times}{ratio}")


if __name__ == "__main__":
    main()
