"""Measure what importing costs, ours and the published revscoring 2.11.13, in one run.

    python benchmarks/imports.py --peer PEER/bin/python [--rounds N]

For some modules: processor time and resident memory that their import adds to a bare interpreter.
Because ours loads word lists and compiles patterns when they are wanted, the cost of a list is also
measured with that of a first, short revision. For ``revscoring --help``: wall clock, from the start of
the process to its end. Each figure is the median of the rounds after a first one that only fills the
disk cache.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

#: What is measured: the name of a module, and of a list of features in it to extract from a revision.
MEASURED = (
    ("revscoring", ""),
    ("revscoring.languages.english", ""),
    ("editquality.feature_lists.enwiki", ""),
    ("editquality.feature_lists.enwiki", "damaging"),
    ("articlequality.feature_lists.enwiki", ""),
    ("articlequality.feature_lists.enwiki", "wp10"),
)
MEASURE = """
import resource, sys, time
from importlib import import_module
del sys.path[0]  # the working directory
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
module = import_module(sys.argv[1])
if sys.argv[2]:
    from revscoring.dependencies import solve
    roots = {
        "revision.text": "The [[harbour]] froze in 1709. So cold!",
        "revision.parent.text": "The [[harbour]] froze.",
        "revision.timestamp_str": "2024-05-01T00:00:00Z",
        "revision.comment": "",
        "revision.page.namespace.id": 0,
        "revision.user.id": 7,
        "revision.user.text": "Ada",
        "revision.user.info.groups": ["*", "user"],
        "revision.user.info.registration_str": "2023-05-01T00:00:00Z",
    }
    cache = {"datasource." + name: value for name, value in roots.items()}
    list(solve(getattr(module, sys.argv[2]), cache=cache))
seconds = time.process_time() - start
print("measured", seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def environment(python: str) -> dict[str, str]:
    """Return the environment variables for an interpreter."""
    corpora = Path(python).parent.parent / "nltk_data"
    return {**os.environ, **({"NLTK_DATA": str(corpora)} if corpora.is_dir() else {})}


def import_cost(python: str, module: str, features: str) -> tuple[float, float]:
    """Return the milliseconds and the megabytes that an import adds, and a first revision if asked for."""
    command = [python, "-W", "ignore", "-c", MEASURE, module, features]
    done = subprocess.run(command, env=environment(python), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{python} cannot import {module}:\n{done.stderr[-2000:]}")
    line = next(line for line in done.stdout.splitlines() if line.startswith("measured "))
    _, seconds, kilobytes = line.split()
    return 1000 * float(seconds), int(kilobytes) / 1024


def help_cost(python: str) -> float:
    """Return the milliseconds that ``revscoring --help`` takes."""
    script = Path(python).with_name("revscoring")
    command = [str(script)] if script.exists() else [python, "-m", "revscoring"]
    start = time.perf_counter()
    subprocess.run([*command, "--help"], env=environment(python), capture_output=True)
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--ours", default=sys.executable, help="the Python of ours; this one by default")
    parser.add_argument("--peer", required=True, help="the Python of the published package")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sides = (options.ours, options.peer)
    print(f"{'':44}{'ours':>8}{'peer':>8}   ours/peer")
    for module, features in MEASURED:
        rounds = [[import_cost(side, module, features) for side in sides] for _ in range(options.rounds + 1)][
            1:
        ]
        for place, unit in enumerate(("ms", "MB")):
            ours, peer = (median(costs[side][place] for costs in rounds) for side in (0, 1))
            name = f"  and {features} of a revision" if features else f"import {module}"
            name = "" if place else name
            print(f"{name:44}{ours:>8.0f}{peer:>8.0f} {unit}{ours / peer if peer else 1:>9.2f}", flush=True)
    helps = [[help_cost(side) for side in sides] for _ in range(options.rounds + 1)][1:]
    ours, peer = (median(costs[side] for costs in helps) for side in (0, 1))
    print(f"{'revscoring --help':44}{ours:>8.0f}{peer:>8.0f} ms{ours / peer if peer else 1:>9.2f}")


if __name__ == "__main__":
    main()
