#!/usr/bin/env python3
"""Judge the edits of a sample in the place of people, by what the sample wiki's generator meant by them.

usage: judge.py SAMPLE --judgements FILE --reports FILE

A demonstration cannot wait for people. The sample wiki is invented, so it is known why each edit was made
(examples/sample_wiki/README.rst). The judgements are written as the page of ``revscoring review page`` saves
them. Each edit that should stay is also reported as wrongly flagged, as editors would report it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sample_wiki"))

__all__ = ["judgement", "main"]

WIKI = "halvarrawiki"

#: Purposes of edits that should stay, and those on which people differ; all others do harm.
GOOD = {"good", "revert", "self-revert", "cleanup"}
DISPUTED = {"dispute"}
MISTAKE = "mistake"


def judgement(row: Mapping[str, Any], purpose: str) -> dict[str, Any]:
    """Return what a reviewer who knows the purpose of an edit says of it.

    Examples
    --------
    >>> row = {"rev_id": 5, "review": {"place": 0}}
    >>> {name: judgement(row, "insults")[name] for name in ("rev_id", "verdict", "goodfaith")}
    {'rev_id': 5, 'verdict': 'revert', 'goodfaith': False}
    >>> judgement(row, "mistake")["goodfaith"], judgement(row, "dispute")["verdict"]
    (True, 'unsure')
    """
    verdict = "stay" if purpose in GOOD else "unsure" if purpose in DISPUTED else "revert"
    good_faith = purpose in GOOD or purpose in DISPUTED or purpose == MISTAKE
    return {
        "rev_id": row["rev_id"],
        "verdict": verdict,
        "goodfaith": good_faith,
        "reviewer": "the generator",
        "review": row["review"],
    }


def purposes() -> dict[int, str]:
    """Make the sample wiki again, and return why each edit was made, by its id."""
    from make_sample_wiki import make

    wiki, _ = make()
    return {revision.id: revision.intent for page in wiki.pages.values() for revision in page.revisions}


def write(path: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write JSON lines; return how many."""
    lines = [json.dumps(row) + "\n" for row in rows]
    Path(path).write_text("".join(lines), encoding="utf-8")
    return len(lines)


def reports(judgements: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a report for each edit that should stay."""
    for row in judgements:
        if row["verdict"] == "stay":
            note = "it was meant well, and does no harm"
            yield {"wiki": WIKI, "rev_id": row["rev_id"], "kind": "false-positive", "note": note}


def main() -> None:
    """Judge a sample."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sample", help="what revscoring review sample wrote")
    parser.add_argument("--judgements", required=True, help="where to write what a reviewer would have said")
    parser.add_argument("--reports", required=True, help="where to write what editors would have reported")
    options = parser.parse_args()
    known = purposes()
    with open(options.sample, encoding="utf-8") as lines:
        judgements = [judgement(row, known[row["rev_id"]]) for row in map(json.loads, lines)]
    judged = write(options.judgements, judgements)
    reported = write(options.reports, reports(judgements))
    print(
        f"{judged} edits judged by what the generator meant, {reported} of them reported as wrongly flagged"
    )


if __name__ == "__main__":
    main()
