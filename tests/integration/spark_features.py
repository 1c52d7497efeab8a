"""Features and a model for the tests of Spark, which its workers import."""

from __future__ import annotations

import os
import time
from pathlib import Path

from revscoring.datasources.revision_oriented import revision as roots
from revscoring.features import Feature, revision_oriented, temporal, wikitext
from revscoring.scoring.models import GaussianNB

features = [
    wikitext.revision.diff.words_added,
    wikitext.revision.parent.chars,
    temporal.revision.page.creation.seconds_since,
    revision_oriented.revision.comment_matches("lol"),
    revision_oriented.revision.user.is_anon,
]

cheap = [
    wikitext.revision.chars,
    wikitext.revision.parent.chars,
    temporal.revision.page.creation.seconds_since,
]

of_users = [
    temporal.revision.user.seconds_since_registration,
    revision_oriented.revision.user.in_group({"sysop"}),
]


def _note_process(text: str) -> int:
    """Take a while, and note in a file which process does it."""
    time.sleep(0.05)
    with Path(os.environ["REVSCORING_TEST_PROCESSES"]).open("a") as file:
        file.write(f"{os.getpid()}\n")
    return len(text)


slow = [*cheap, Feature("slow", _note_process, returns=int, depends_on=[roots.text])]


class NotingModel(GaussianNB):
    """A model that notes in a file each process that loads it."""

    def rebuild(self) -> None:
        super().rebuild()
        if "REVSCORING_TEST_LOADS" in os.environ:
            with Path(os.environ["REVSCORING_TEST_LOADS"]).open("a") as file:
                file.write(f"{os.getpid()}\n")
