"""Histories with labels, scores of a model that learned from their older edits, and what is known of them."""

import json
import subprocess
import sys
from functools import lru_cache

import numpy as np

from revscoring.audit import ScoredRow
from revscoring.extractors.dump import read_dump
from revscoring.extractors.revert_labels import label_edits
from revscoring.extractors.reverts import seconds

ANARCHISM = "histories/enwiki-anarchism-2001-2007.xml.xz"
NAMES = ("chars", "chars_added", "comment_chars", "links", "capitals", "anonymous")

INTENTS = """
import json
from make_sample_wiki import make
wiki, _ = make()
print(json.dumps({r.id: [r.intent, r.user.anonymous] for page in wiki.pages.values() for r in page.revisions}))
"""


@lru_cache(maxsize=2)
def edits_of(path):
    """Return (labelled edits, their values) of a dump, the oldest first; values are those of `NAMES`."""
    known = {}

    def noted(revisions):
        page, before = None, 0
        for one in revisions:
            before = before if one.page is page else 0
            page, text = one.page, one.text or ""
            added = text[min(before, len(text)) :]
            known[one.id] = [len(text), len(text) - before, len(one.comment or ""), text.count("[[")]
            known[one.id] += [sum(map(str.isupper, added)), float(not one.user_id)]
            before = len(text)
            yield one

    edits = sorted(
        label_edits(noted(read_dump(str(path))), lambda *problem: None), key=lambda one: one["timestamp"]
    )
    return edits, np.array([known[one["rev_id"]] for one in edits], dtype=float)


def newest_third(path):
    """Return the newest third of the edits, scored by a model that learned from the older two."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    edits, values = edits_of(path)
    labels = np.array([one["reverted"] for one in edits])
    old = len(edits) * 2 // 3
    model = HistGradientBoostingClassifier(max_iter=60, max_depth=4, random_state=0)
    scores = model.fit(values[:old], labels[:old]).predict_proba(values[old:])[:, 1]
    return [
        scored(place, one, score) for place, (one, score) in enumerate(zip(edits[old:], scores, strict=True))
    ]


def scored(line, edit, score):
    return ScoredRow(
        line, edit["rev_id"], float(score), edit["reverted"], edit["user"], str(edit["page_id"]),
        seconds(edit["timestamp"]), record=edit,
    )  # fmt: skip


def intents_of_sample_wiki(repository):
    """Return (purpose, whether the editor was anonymous) of each revision, which only its generator knows."""
    done = subprocess.run(
        [sys.executable, "-c", INTENTS], cwd=repository / "examples" / "sample_wiki", capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return {int(rev_id): tuple(known) for rev_id, known in json.loads(done.stdout).items()}
