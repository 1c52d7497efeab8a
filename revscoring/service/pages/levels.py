"""The levels of risk that a model can tell apart, named as MediaWiki's filters of edits are.

Each level is a question to the statistics of the model, so it keeps its meaning when the model changes. A
level whose question has no answer is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ...scoring.statistics.classification.operating_points import OperatingPoint, operating_point
from ...scoring.summary import label_field, statistics_of
from ...scoring.wording import LabelWords, label_words
from ..core import Outcome, Scored, ServedModel

__all__ = ["Level", "RiskModel", "risk_models"]

#: Fields whose label true is what patrollers look for, and the one whose label false is.
GOOD_FIELDS: Final = ("goodfaith", "good_faith", "good")

#: The names of levels, the worst first, with their questions; the last is asked about the good label.
QUESTIONS: Final = {
    "verylikelybad": "maximum recall @ precision >= 0.9",
    "likelybad": "maximum recall @ precision >= 0.6",
    "maybebad": "maximum filter_rate @ recall >= 0.9",
    "likelygood": "maximum recall @ precision >= 0.995",
}

#: Of good faith the filters of MediaWiki have no fourth level.
LEFT_OUT: Final = {"goodfaith": ("verylikelybad",)}

#: The order in which models are the main one of a wiki.
FIRST: Final = ("damaging", "reverted", "vandalism")


class Level(NamedTuple):
    """A level of risk.

    Attributes
    ----------
    name : str
        One of `QUESTIONS`.
    query : str
    point : OperatingPoint or None
        What it does; None: the question has no answer, and the level is not offered.
    low, high : float
        The risk of edits of this level, from `low` to `high`.
    """

    name: str
    query: str
    point: OperatingPoint | None
    low: float = 0.0
    high: float = 1.0

    @property
    def is_offered(self) -> bool:
        """Whether edits can be filtered by it."""
        return self.point is not None

    def has(self, risk: float) -> bool:
        """Return whether an edit of some risk is of this level."""
        return self.is_offered and self.low <= risk <= self.high


class RiskModel:
    """A model of two labels, of which one is what patrollers look for.

    Parameters
    ----------
    served : ServedModel

    Attributes
    ----------
    kind : str
        What its texts are named by: "damaging", "goodfaith", another field of labels; "" if unknown.
    bad : bool
        The label that patrollers look for.
    levels : dict of str to Level
    """

    def __init__(self, served: ServedModel) -> None:
        self.served = served
        known = (*FIRST, *GOOD_FIELDS)
        field = label_field(served.model) or (served.name if served.name in known else "")
        self.kind = "goodfaith" if field in GOOD_FIELDS else field
        self.bad = field not in GOOD_FIELDS
        self.levels = self._find_levels()

    @property
    def name(self) -> str:
        """The name that the model is served under."""
        return self.served.name

    @property
    def words(self) -> LabelWords:
        """The label that patrollers look for, in English."""
        return label_words(self.bad, self.kind or None)

    @property
    def other_words(self) -> LabelWords:
        """The other label, in English."""
        return label_words(not self.bad, self.kind or None)

    @property
    def line(self) -> float:
        """The risk from which on an edit counts as flagged."""
        likely = self.levels.get("likelybad")
        return likely.low if likely is not None and likely.is_offered else 0.5

    def risk(self, outcome: Outcome | None) -> float | None:
        """Return the probability of the label that patrollers look for, if it is known."""
        if not isinstance(outcome, Scored):
            return None
        score: Any = outcome.score
        value = (score.get("probability") or {}).get("true" if self.bad else "false")
        return float(value) if isinstance(value, int | float) else None

    def level(self, risk: float) -> Level | None:
        """Return the level of an edit: the worst, or the good one; None if it is of none."""
        return next((level for level in self.levels.values() if level.has(risk)), None)

    def _find_levels(self) -> dict[str, Level]:
        statistics = statistics_of(self.served.model)
        thresholds: Mapping[Any, Any] = (
            {} if statistics is None or "thresholds" not in statistics else statistics["thresholds"]
        )
        levels = {}
        for name, query in QUESTIONS.items():
            if name in LEFT_OUT.get(self.kind, ()):
                continue
            label = (not self.bad) if name == "likelygood" else self.bad
            found = dict(thresholds.items()).get(label)
            point = None if found is None else operating_point(found, query)
            if point is None:
                levels[name] = Level(name, query, None)
            elif name == "likelygood":
                levels[name] = Level(name, query, point, 0.0, 1 - point.threshold)
            else:
                levels[name] = Level(name, query, point, point.threshold, 1.0)
        return levels


def risk_models(models: list[ServedModel]) -> list[RiskModel]:
    """Return those models that tell two labels apart, the main one first."""
    found = [_risk_model(model) for model in models if _is_binary(model)]
    return sorted(found, key=lambda one: FIRST.index(one.kind) if one.kind in FIRST else len(FIRST))


@lru_cache(maxsize=256)
def _risk_model(served: ServedModel) -> RiskModel:
    return RiskModel(served)


def _is_binary(served: ServedModel) -> bool:
    statistics = statistics_of(served.model)
    labels = getattr(served.model, "labels", None) or (statistics.labels if statistics is not None else ())
    return set(labels) == {True, False} and not getattr(served.model, "multilabel", False)
