"""What ``api.py`` runs in each environment: extract over the API whenever a line tells it to.

Reads lines of JSON, ``{"url", "ids", "features", "batch"}``, and answers each with ``{"seconds", "values"}``:
the time of the extraction, and a value of each revision, to compare.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from typing import Any


def features_named(name: str) -> list[Any]:
    """Return the roots that a feature list needs most, or the list at a dotted path."""
    if name == "roots":
        from revscoring.datasources.revision_oriented import revision

        return [revision.text, revision.parent.text, revision.comment, revision.user.info.registration_str]
    module, _, attribute = name.rpartition(".")
    found: list[Any] = list(getattr(importlib.import_module(module), attribute))
    return found


def extract(url: str, ids: list[int], features: list[Any], batch: bool) -> list[Any]:
    """Return the values of each revision, None if it has an error."""
    import mwapi

    from revscoring.extractors import api

    session = mwapi.Session(url, user_agent="revscoring-benchmarks (loopback)")
    extractor = api.Extractor(session)
    if batch:
        return [values for _, values in extractor.extract(ids, features)]
    answers: list[Any] = []
    for rev_id in ids:
        try:
            answers.append(list(extractor.extract(rev_id, features)))
        except RuntimeError:
            answers.append(None)
    return answers


def main() -> None:
    """Answer until the input ends."""
    warnings.simplefilter("ignore")
    lists: dict[str, list[Any]] = {}
    for line in sys.stdin:
        task = json.loads(line)
        name = task["features"]
        if name not in lists:
            lists[name] = features_named(name)
        start = time.perf_counter()
        answers = extract(task["url"], task["ids"], lists[name], task["batch"])
        seconds = time.perf_counter() - start
        values = [None if one is None else str(one[0])[:20] for one in answers]
        print(json.dumps({"seconds": seconds, "values": values}), flush=True)


if __name__ == "__main__":
    main()
