"""Scored rows: what audits read of edits, their scores, and their labels.

A row is a line that ``score`` and ``autolabel`` write: an observation with a ``score``, a label, and what is
known of the edit. Rows that cannot be used are counted with a reason, and never lost silently.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, Final, NamedTuple

from ..scoring.formats import label_name

__all__ = ["ModelName", "ScoredRow", "clusters_of", "read_rows", "score_value", "time_of"]

#: Clusters that are attributes of a row; others are fields of its record.
CLUSTERS: Final = ("user", "page")

#: Fields that name the page of an edit, the best first.
PAGE_FIELDS: Final = ("page_id", "page_title", "page", "title")

#: Fields that every row keeps; others are kept if they are asked for.
KEPT: Final = ("user", "anonymous", "namespace", "user_id")


class ModelName(NamedTuple):
    """Which model gave a score; what is not known is empty."""

    name: str = ""
    version: str = ""
    digest: str = ""


class ScoredRow(NamedTuple):
    """An edit with its score and label.

    Attributes
    ----------
    line : int
        In its file, from 1.
    rev_id : int, str or None
    score : float or None
        The probability of the label that is asked for.
    label : bool or None
        Whether the edit has that label; None if nobody said.
    user, page : str or None
    time : float or None
        In seconds since 1970.
    wiki : str or None
    model : ModelName
    record : mapping
        Fields of the observation that were kept.
    problem : str or None
        Why the row cannot be used.
    """

    line: int
    rev_id: Any
    score: float | None
    label: bool | None
    user: str | None = None
    page: str | None = None
    time: float | None = None
    wiki: str | None = None
    model: ModelName = ModelName()
    record: Mapping[str, Any] = {}
    problem: str | None = None


def read_rows(
    numbered: Iterable[tuple[int, Mapping[str, Any]]],
    label: str | None = None,
    wanted: Any = True,
    score: str = "score",
    fields: Iterable[str] = (),
    features: Iterable[str] = (),
    need_score: bool = True,
) -> Iterator[ScoredRow]:
    """Yield scored rows of observations; one that cannot be used has a `problem`.

    Parameters
    ----------
    numbered : iterable of (int, dict)
        Observations with the numbers of their lines, as `read_numbered_observations` gives them.
    label : str, optional
        The field with the label. Without it, rows need no label.
    wanted : object
        The label that the audit is about; the score is its probability.
    score : str
        The field with the score: a probability, or a document as ``score`` writes it.
    fields, features : iterable of str
        Further fields, and values of the cache, to keep in the `record`.
    need_score : bool
        Whether a row without a score has a problem.

    Examples
    --------
    >>> lines = [(1, {"rev_id": 5, "reverted": True, "score": {"probability": {"true": 0.9}}}),
    ...          (2, {"rev_id": 6, "reverted": False})]
    >>> [(row.score, row.label, row.problem) for row in read_rows(lines, "reverted")]
    [(0.9, True, None), (None, False, "it has no 'score'")]
    """
    kept = (*KEPT, *fields)
    values = tuple(features)
    for line, observation in numbered:
        probability = score_value(observation.get(score), wanted)
        found = None if label is None else observation.get(label)
        user, time, wiki = (observation.get(name) for name in ("user", "timestamp", "wiki"))
        record = {name: observation[name] for name in kept if name in observation}
        cache = observation.get("cache")
        if values and isinstance(cache, Mapping):
            record["cache"] = {name: cache[name] for name in values if name in cache}
        page = next(
            (str(observation[name]) for name in PAGE_FIELDS if observation.get(name) is not None), None
        )
        yield ScoredRow(
            line,
            observation.get("rev_id"),
            probability,
            None if found is None else _has(found, wanted),
            None if user is None else str(user),
            page,
            None if time is None else time_of(time),
            None if wiki is None else str(wiki),
            _model_name(observation.get("model")),
            record,
            _problem(observation, label, score, probability, need_score),
        )


def _problem(
    observation: Mapping[str, Any], label: str | None, score: str, probability: float | None, need: bool
) -> str | None:
    if label is not None and observation.get(label) is None:
        return f"it has no label {label!r}"
    if probability is not None or not need:
        return None
    if "error" in observation and observation.get(score) is None:
        error = observation["error"]
        return f"it was not scored: {error.get('message', error) if isinstance(error, Mapping) else error}"
    if observation.get(score) is None:
        return f"it has no {score!r}"
    return f"its {score!r} is not a probability, nor a document with one"


def _has(found: Any, wanted: Any) -> bool:
    if isinstance(found, list):
        return wanted in found
    return type(found) is type(wanted) and bool(found == wanted)


def score_value(score: object, wanted: Any = True) -> float | None:
    """Return the probability of a label in a score: a number, or a document as models and ``score`` have it.

    Examples
    --------
    >>> score_value(0.25), score_value({"probability": {"true": 0.5}}), score_value({"prediction": True})
    (0.25, 0.5, None)
    """
    if isinstance(score, Mapping):
        found = score.get("probability")
        if not isinstance(found, Mapping):
            return None
        score = found[wanted] if wanted in found else found.get(label_name(wanted))
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        return None
    return float(score)


def _model_name(model: object) -> ModelName:
    if not isinstance(model, Mapping):
        return ModelName()
    return ModelName(*(str(model.get(name) or "") for name in ModelName._fields))


def time_of(timestamp: object) -> float | None:
    """Return the seconds since 1970 of a timestamp of MediaWiki, of ISO 8601, or in seconds; else None.

    Examples
    --------
    >>> time_of("20200101000000") == time_of("2020-01-01T01:00:00+01:00") == time_of(1577836800) == 1577836800
    True
    """
    if isinstance(timestamp, int | float) and not isinstance(timestamp, bool) and timestamp < 10**13:
        return float(timestamp)
    text = str(timestamp)
    if len(text) == 14 and text.isdigit():
        text = f"{text[:8]}T{text[8:]}+00:00"
        with suppress(ValueError):
            return datetime.strptime(text, "%Y%m%dT%H%M%S%z").timestamp()
        return None
    with suppress(ValueError):
        time = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
        return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()
    return None


def clusters_of(rows: Sequence[ScoredRow], by: str | None = None) -> list[Hashable]:
    """Return whose rows resemble each other: those of one user, one page, or with the same value of a field.

    A row without the field is a cluster of its own. By default users, where any is known.

    Examples
    --------
    >>> rows = [ScoredRow(1, 5, 0.1, True, "Ann"), ScoredRow(2, 6, 0.2, False)]
    >>> clusters_of(rows), clusters_of(rows, "page")
    (['Ann', ('', 1)], [('', 0), ('', 1)])
    """
    name = by or "user"

    def value(row: ScoredRow) -> Any:
        return getattr(row, name) if name in CLUSTERS else row.record.get(name)

    return [("", place) if (one := value(row)) is None else str(one) for place, row in enumerate(rows)]
