"""The test model of the service: it scores a revision by the last two digits of its id."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from revscoring import Feature, Model
from revscoring.datasources import Datasource
from revscoring.datasources.revision_oriented import revision
from revscoring.scoring.statistics import Classification


def _last_two(rev_id: int) -> str:
    return f"{abs(rev_id) % 100:02d}"


def _reversed(digits: str) -> int:
    return int(digits[::-1])


def _no_delay() -> float:
    return 0.0


last_two = Datasource("revision.last_two_in_rev_id", _last_two, depends_on=[revision.id])
reversed_last_two = Feature(
    "revision.reversed_last_two_in_rev_id", _reversed, depends_on=[last_two], returns=int
)
delay = Feature("delay", _no_delay, returns=float)


class RevIDScorer(Model):
    """Waits as long as it is told, then scores."""

    def __init__(self, version: str) -> None:
        statistics = Classification([True, False], decision_key="probability", threshold_ndigits=1)
        super().__init__([reversed_last_two, delay], version=version, statistics=statistics)
        del self.info["params"], self.info["environment"]
        self.info["behavior"] = "Scores a revision by the last two digits of its id, read backwards."
        self.info.move_to_end("statistics")
        scores = [self.score([n, 0.0]) for n in range(100)]
        self.fit_statistics(scores, [score["prediction"] for score in scores])

    def score(self, feature_values: Sequence[Any]) -> Any:
        """Score two values: a number below 100, and seconds to wait."""
        n, seconds = feature_values
        time.sleep(seconds)
        p = n / 100
        return {"prediction": p > 0.5, "probability": {True: p, False: 1 - p}}
