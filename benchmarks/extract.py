"""Time feature extraction against the published revscoring 2.11.13, on the same revisions, in one run.

    python benchmarks/extract.py --peer PEER/bin/python --dump HISTORY.xml.xz
    python benchmarks/extract.py --peer PEER/bin/python --dump HISTORY.xml.xz \\
        --list articlequality.feature_lists.enwiki.wp10 --pairs 40 --history 0

Both environments must be able to import the list; ``peer_environment.py`` makes them. Run this one
with the Python of ours. There are two ways to meet revisions:

pairs
    Sampled from the whole dump, each with its parent: what a service sees.
history
    Consecutive ones, from the middle of the dump: what a pass through a dump sees.

In each round a fresh process of each side extracts all of them, one side after the other, and the
sides take turns in going first. The first revision is told apart: it pays for loading word lists and
for compiling patterns. All others count, so that what is loaded late counts too. The ratio of a round
is that of the sums; what is printed is the median of the rounds, with their range. Processor time
disturbs less than wall clock when other programs run on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Any

LIST = "editquality.feature_lists.enwiki.damaging"
WORKER = Path(__file__).with_name("extract_worker.py")
#: Longer texts are left out, so that no single page rules the sums.
MAX_CHARACTERS = 200_000

Roots = dict[str, Any]


def import_list(path: str) -> list[Any]:
    """Import a list of features by its dotted path."""
    module, _, attribute = path.rpartition(".")
    return list(getattr(import_module(module), attribute))


def read_roots(dump: str, features: list[Any]) -> Iterator[Roots]:
    """Yield the root values of the revisions of a dump, those without text left out."""
    from revscoring.extractors.dump import (
        Accounts,
        first_edits,
        link_parents,
        make_task,
        needs_accounts,
        read_dump,
        root_names,
    )

    wanted = root_names(features)
    accounts = None
    if needs_accounts(wanted):
        accounts = Accounts({}, first_edits(read_dump(dump, texts=False)))
    for linked in link_parents(read_dump(dump)):
        if linked.revision.text and len(linked.revision.text) <= MAX_CHARACTERS:
            task = make_task(linked.revision.id, linked, wanted, accounts)
            if task.error is None:
                yield task.cache


def choose(dump: str, features: list[Any], pairs: int, history: int) -> dict[str, list[Roots]]:
    """Return the revisions for each mode, the same for the same arguments."""
    chooser = random.Random(0)
    size = sum(1 for _ in read_roots(dump, []))
    places = set(chooser.sample(range(size), min(pairs, size)))
    start = max(min(size // 2, size - history), 0)
    chosen: dict[str, list[Roots]] = {"pairs": [], "history": []}
    for place, roots in enumerate(read_roots(dump, features)):
        if place in places:
            chosen["pairs"].append(roots)
        if start <= place < start + history:
            chosen["history"].append(roots)
    return {mode: rows for mode, rows in chosen.items() if len(rows) > 1}


def run(python: str, list_path: str, rows: list[Roots]) -> list[dict[str, float]]:
    """Extract a list from revisions in a fresh process, and return what each took."""
    environment = dict(os.environ)
    corpora = Path(python).parent.parent / "nltk_data"
    if corpora.is_dir():
        environment["NLTK_DATA"] = str(corpora)
    done = subprocess.run(
        [python, "-W", "ignore", str(WORKER), list_path],
        input="\n".join(map(json.dumps, rows)),
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{python} cannot extract {list_path}:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in islice(done.stdout.splitlines(), len(rows))]


def compare(mode: str, options: argparse.Namespace, rows: list[Roots]) -> None:
    """Run all rounds of a mode, and print its figures."""
    sides = {"ours": options.ours, "peer": options.peer}
    rounds: list[dict[str, list[dict[str, float]]]] = []
    for number in range(options.rounds):
        order = list(sides)[:: -1 if number % 2 else 1]
        rounds.append({side: run(sides[side], options.list, rows) for side in order})
    size = mean(len(roots.get("datasource.revision.text") or "") for roots in rows)
    print(f"{mode}: {options.list}, {Path(options.dump).name}")
    print(
        f"  {len(rows) - 1} revisions after the first, mean {size:,.0f} characters; {len(rounds)} rounds;"
        " milliseconds per revision"
    )
    print(f"  {'':14}{'ours':>9}{'peer':>9}   ratio of sums, median of rounds (range)")
    for clock, name in (("cpu", "processor"), ("wall", "wall clock")):
        times = {side: [[row[clock] for row in done[side]] for done in rounds] for side in sides}
        ratios = [
            sum(peer[1:]) / sum(ours[1:]) for ours, peer in zip(times["ours"], times["peer"], strict=True)
        ]
        means = [median(mean(row[1:]) for row in times[side]) for side in sides]
        ratio = f"{median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        print(f"  {name + ', mean':18}{means[0]:>5.1f}{means[1]:>9.1f}   {ratio}")
        middle = [median(value for row in times[side] for value in row[1:]) for side in sides]
        print(f"  {'median':>18}{middle[0]:>5.1f}{middle[1]:>9.1f}   {middle[1] / middle[0]:.1f}")
        first = [median(row[0] for row in times[side]) for side in sides]
        print(f"  {'first':>18}{first[0]:>5.0f}{first[1]:>9.0f}   {first[1] / first[0]:.1f}", flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dump", required=True, help="an XML dump with page histories")
    parser.add_argument("--ours", default=sys.executable, help="the Python of ours; this one by default")
    parser.add_argument("--peer", required=True, help="the Python of the published package")
    parser.add_argument("--list", default=LIST, help="dotted path of a list of features")
    parser.add_argument("--pairs", type=int, default=13, help="how many sampled revisions")
    parser.add_argument("--history", type=int, default=41, help="how many consecutive revisions")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    chosen = choose(options.dump, import_list(options.list), options.pairs, options.history)
    for mode, rows in chosen.items():
        compare(mode, options, rows)


if __name__ == "__main__":
    main()
