"""Extract a feature list from revisions on standard input, and print what each took. Run by ``extract.py``.

usage: extract_worker.py LIST

Runs in either environment, so it needs nothing but the standard library, the list and ``solve``. A line
of the input holds the root values of a revision as JSON, by the names of their datasources; a line of
the output what it took, in milliseconds: ``{"cpu": 12.5, "wall": 12.7}``.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib import import_module


def main() -> None:
    """Time every revision."""
    del sys.path[0]  # the other benchmarks
    warnings.simplefilter("ignore")
    module, _, attribute = sys.argv[1].rpartition(".")
    features = list(getattr(import_module(module), attribute))
    from revscoring.dependencies import solve

    for line in sys.stdin:
        cache = json.loads(line)
        wall, cpu = time.perf_counter(), time.process_time()
        list(solve(features, cache=cache))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(json.dumps({"cpu": 1000 * cpu, "wall": 1000 * wall}), flush=True)


if __name__ == "__main__":
    main()
