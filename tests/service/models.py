"""The test model of the service: it scores a revision by the last two digits of its id."""

from __future__ import annotations

import ctypes
import os
import signal
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


def _no_trouble(rev_id: int) -> str:
    return ""


def _make_trouble(kind: str) -> float:
    if kind == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "hang":
        ctypes.PyDLL(None).sleep(60)  # in C code that holds the lock of the interpreter
    return 1.0


trouble = Feature("trouble", _no_trouble, depends_on=[revision.id], returns=str)
after_trouble = Feature("after_trouble", _make_trouble, depends_on=[trouble], returns=float)
length = Feature("length", len, depends_on=[revision.text], returns=int)


class Troublemaker(RevIDScorer):
    """Dies or hangs if it is told to."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.features = [after_trouble]

    def score(self, feature_values: Sequence[Any]) -> Any:
        """Score a value."""
        return RevIDScorer.score(
            self, [feature_values[0], 0.0] if len(feature_values) == 1 else feature_values
        )


class TextScorer(RevIDScorer):
    """Scores a revision by the length of its text."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.features = [length]

    def score(self, feature_values: Sequence[Any]) -> Any:
        """Score a value."""
        if len(feature_values) == 1:
            feature_values = [feature_values[0] % 100, 0.0]
        return RevIDScorer.score(self, feature_values)


def _grown(text: str, parent_text: str | None, edits: int) -> int:
    return len(text) - len(parent_text or "") + edits


grown = Feature(
    "grown",
    _grown,
    depends_on=[revision.text, revision.parent.text, revision.user.info.editcount],
    returns=int,
)


class EditScorer(TextScorer):
    """Scores a revision by its text, its parent and its account."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.features = [grown]


class BrokenInfo(RevIDScorer):
    """Fails when it is asked about itself."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.info["statistics"] = _Broken()


class _Broken:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"secret of {name}")


class StatedModel(RevIDScorer):
    """The same, with a policy."""

    def __init__(self, policy: dict[str, Any] | None = None) -> None:
        super().__init__("1.0.0")
        if policy is not None:
            self.info["policy"] = policy


#: A list of features, as commands name it.
of_length = [length]
