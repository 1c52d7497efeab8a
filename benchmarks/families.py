"""Time the feature families for any wiki, beside the analysis of both texts that all families share.

    python benchmarks/families.py --dump HISTORY.xml.xz

Edits are sampled from the whole dump, with the caches of texts cleared before each: what a service pays for a
page that it has not seen. Printed are milliseconds of processor time an edit.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from statistics import mean, median

from revscoring.dependencies import DependentSet, solve
from revscoring.extractors.dump import link_parents, make_task, read_dump, root_names
from revscoring.features import Feature, form, memory, pace, shape, summary, surprise, wikitext
from revscoring.text import cache

SHARED = [
    wikitext.revision.diff.words_added,
    wikitext.revision.diff.words_removed,
    wikitext.revision.words,
    wikitext.revision.parent.words,
]
FAMILIES = {
    "surprise": surprise,
    "shape": shape,
    "form": form,
    "summary": summary,
    "pace": pace,
    "memory": memory,
}


def features_of(family: DependentSet) -> list[Feature]:
    """Return the features of a family."""
    return [node for node in family if isinstance(node, Feature)]


def cost(features: Sequence[Feature], edits: Sequence[dict[str, object]]) -> list[float]:
    """Return the milliseconds of each edit."""
    found = []
    for roots in edits:
        cache.clear()
        began = time.process_time()
        list(solve(features, cache=dict(roots)))
        found.append(1000 * (time.process_time() - began))
    return found


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dump", required=True)
    parser.add_argument("--edits", type=int, default=200)
    options = parser.parse_args()
    lists = {name: features_of(family.revision) for name, family in FAMILIES.items()}
    lists["surprise, shape, form and summary"] = [one for name in list(lists)[:4] for one in lists[name]]
    wanted = root_names([*SHARED, *(one for features in lists.values() for one in features)])
    size = sum(1 for _ in read_dump(options.dump, texts=False))
    places = set(random.Random(0).sample(range(size), min(options.edits, size)))
    edits = []
    for place, linked in enumerate(link_parents(read_dump(options.dump), histories=True)):
        if place in places and (task := make_task(place, linked, wanted)).error is None:
            edits.append(task.cache)
    characters = mean(len(str(one["datasource.revision.text"])) for one in edits)
    print(f"{len(edits)} edits of pages with {characters:,.0f} characters")
    cost(SHARED, edits)
    shared = cost(SHARED, edits)
    print(f"  {'shared analysis':36} {mean(shared):6.2f} ms")
    for name, features in lists.items():
        together = cost([*SHARED, *features], edits)
        added = [both - alone for both, alone in zip(together, shared, strict=True)]
        print(f"  {name:36} {mean(added):+6.2f} ms (median {median(added):+.2f}), {len(features)} features")


if __name__ == "__main__":
    main()
