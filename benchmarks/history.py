"""Extract a feature list from a whole dump: revisions per second, memory, and the cost of each revision.

    python benchmarks/history.py --dump HISTORY.xml.xz --measurements history.json [--peer PEER/bin/python]
    python benchmarks/history.py --plot history.json docs/_static/history.png

The first form runs ``revscoring extract`` with worker processes and watches the memory of each (Linux),
then extracts all revisions again in this process and writes down what each took. With ``--peer`` some
revisions, spread evenly, are also extracted by the published package. The second form draws the cost of
a revision over the size of the page, and over the number of revisions before it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

import extract

Rows = list[dict[str, float]]
#: How many revisions a point of a line stands for.
BIN = 250


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in path.read_text().split()]
    return found


def peak_megabytes(pid: int) -> float:
    """Return the most resident memory that a process had so far."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def run_whole(dump: str, list_path: str, workers: int) -> dict[str, Any]:
    """Run the program over a dump; return the seconds, and the peak memory of it and of its workers."""
    command = [sys.executable, "-W", "ignore", "-m", "revscoring", "extract", list_path]
    command += ["--dump", dump, "--extractors", str(workers), "--output", "/dev/null"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    peaks: dict[int, float] = {}
    while process.poll() is None:
        for pid in [process.pid, *children(process.pid)]:
            try:
                peaks[pid] = max(peaks.get(pid, 0.0), peak_megabytes(pid))
            except OSError:  # it has ended
                continue
        time.sleep(0.2)
    seconds = time.perf_counter() - start
    assert process.stderr is not None
    said = process.stderr.read().strip()
    if process.returncode:
        sys.exit(f"revscoring extract failed:\n{said[-2000:]}")
    parent = peaks.pop(process.pid)
    return {"seconds": seconds, "parent_mb": parent, "workers_mb": sorted(peaks.values()), "said": said}


def cost_of_each(dump: str, list_path: str) -> Iterator[tuple[dict[str, float], extract.Roots]]:
    """Yield what each revision takes in this process, with its root values."""
    from revscoring.dependencies import solve

    features = extract.import_list(list_path)
    for number, roots in enumerate(extract.read_roots(dump, features)):
        start = time.process_time()
        list(solve(features, cache=dict(roots)))
        took = 1000 * (time.process_time() - start)
        yield {"number": number, "characters": len(roots["datasource.revision.text"]), "ms": took}, roots


def measure(options: argparse.Namespace) -> None:
    """Measure, print, and write the measurements."""
    whole = run_whole(options.dump, options.list, options.workers)
    start = time.process_time()
    rows: Rows = []
    texts: list[extract.Roots] = []
    for row, roots in cost_of_each(options.dump, options.list):
        rows.append(row)
        if options.peer and row["number"] % options.every == options.every // 2:
            texts.append(roots)
    alone = time.process_time() - start
    peer: Rows = []
    if options.peer:
        times = extract.run(options.peer, options.list, [texts[0], *texts])[1:]
        chosen = [row for row in rows if row["number"] % options.every == options.every // 2]
        peer = [{**row, "ms": took["cpu"]} for row, took in zip(chosen, times, strict=True)]
    measured = {"dump": Path(options.dump).name, "list": options.list, "rows": rows, "peer": peer, **whole}
    Path(options.measurements).write_text(json.dumps(measured), encoding="utf-8")
    report(measured, alone, options.workers)


def report(measured: dict[str, Any], alone: float, workers: int) -> None:
    """Print the figures."""
    rows, peer, seconds = measured["rows"], measured["peer"], measured["seconds"]
    costs = sorted(row["ms"] for row in rows)
    print(f"{measured['list']}, {measured['dump']}: {len(rows):,} revisions")
    print(f"  {workers} workers: {seconds:.1f} s, {len(rows) / seconds:.0f} revisions a second")
    peaks = ", ".join(f"{peak:.0f} MB" for peak in measured["workers_mb"])
    print(f"  peak resident memory: program {measured['parent_mb']:.0f} MB, workers {peaks}")
    print(f"  one process, processor time: {sum(costs) / 1000:.1f} s, with reading the dump {alone:.1f} s")
    print(f"  milliseconds per revision: mean {mean(costs):.1f}, median {median(costs):.1f},", end=" ")
    print(f"95 % under {costs[len(costs) * 95 // 100]:.1f}, most {costs[-1]:.0f}")
    if peer:
        ours = mean(rows[int(row["number"])]["ms"] for row in peer)
        print(f"  {len(peer)} of them: mean {ours:.1f}, in the published package", end=" ")
        print(f"{mean(row['ms'] for row in peer):.0f}")


def binned(rows: Rows, key: str, width: float) -> tuple[list[float], list[float], list[float]]:
    """Return the middles of bins, and the mean and the median cost in each that has 5 rows or more."""
    bins: dict[int, list[float]] = {}
    for row in rows:
        bins.setdefault(int(row[key] // width), []).append(row["ms"])
    kept = sorted((place, values) for place, values in bins.items() if len(values) >= 5)
    middles = [(place + 0.5) * width for place, _ in kept]
    return middles, [mean(values) for _, values in kept], [median(values) for _, values in kept]


def plot(source: str, picture: str) -> None:
    """Draw the measurements."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    measured = json.loads(Path(source).read_text(encoding="utf-8"))
    rows, peer = measured["rows"][1:], measured["peer"]
    figure, (by_size, by_number) = pyplot.subplots(1, 2, figsize=(11, 4.5), sharey=True)
    for axes, key, scale, width in (
        (by_size, "characters", 1000, 5000),
        (by_number, "number", 1, BIN),
    ):
        places = [row[key] / scale for row in rows]
        costs = [max(row["ms"], 0.1) for row in rows]
        axes.plot(places, costs, ",", color="#9db7d5", rasterized=True)
        middles, means, medians = binned(rows, key, width)
        middles = [middle / scale for middle in middles]
        axes.plot(middles, means, color="#1f4e8c", label="this package: mean")
        axes.plot(middles, medians, color="#1f4e8c", linestyle="--", label="this package: median")
        if peer:
            peer_places = [row[key] / scale for row in peer]
            axes.plot(
                peer_places, [row["ms"] for row in peer], ".", color="#c0504d", label="revscoring 2.11.13"
            )
        axes.set_yscale("log")
        axes.grid(alpha=0.3)
    by_size.set_xlabel("size of the page, thousands of characters")
    by_size.set_ylabel("milliseconds of processor time per revision")
    by_number.set_xlabel("number of revisions before it")
    by_number.legend(loc="lower right", framealpha=1)
    figure.suptitle(f"{measured['list']}, {len(measured['rows']):,} revisions of one page", fontsize=10)
    figure.tight_layout()
    figure.savefig(picture, dpi=100)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dump", help="an XML dump with page histories")
    parser.add_argument("--list", default=extract.LIST, help="dotted path of a list of features")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--measurements", default="history.json", help="where to write what was measured")
    parser.add_argument("--peer", help="the Python of the published package")
    parser.add_argument("--every", type=int, default=300, help="the peer gets one revision in so many")
    parser.add_argument("--plot", nargs=2, metavar=("MEASUREMENTS", "PNG"))
    options = parser.parse_args()
    if options.plot:
        plot(*options.plot)
    elif options.dump:
        measure(options)
    else:
        parser.error("give --dump or --plot")


if __name__ == "__main__":
    main()
