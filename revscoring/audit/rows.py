"""Scored rows: what audits read of edits, their scores, and their labels.

A row is a line that ``score`` and ``autolabel`` write: an observation with a ``score``, a label, and what is
known of the edit. Rows that cannot be used are counted with a reason, and never lost silently.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ..scoring.formats import label_name
from .groups import EDITOR_FIELDS, EDITOR_VALUES

__all__ = ["REPEATED", "ModelName", "ScoredRow", "clusters_of", "read_rows", "score_value", "time_of"]

#: The problem of a row whose edit was in a row before; each edit counts once.
REPEATED: Final = "its edit is in an earlier line too"

#: A time as dumps and wikis write it; what it matches is read without a parser.
USUAL_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z", re.ASCII).fullmatch

#: A dict is told in a fraction of the time of other mappings.
MAPPING: Final = (dict, Mapping)

#: Clusters that are attributes of a row; others are fields of its record.
CLUSTERS: Final = ("user", "page")

#: Fields that name the page of an edit, the best first.
PAGE_FIELDS: Final = ("page_id", "page_title", "page", "title")

#: Fields that every row keeps; others are kept if they are asked for.
KEPT: Final = (*EDITOR_FIELDS, "namespace")


class ModelName(NamedTuple):
    """Which model gave a score; what is not known is empty."""

    name: str = ""
    version: str = ""
    digest: str = ""


UNKNOWN: Final = ModelName()


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
    model: ModelName = UNKNOWN
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

    Of rows with the same wiki and rev_id, the first that can be used counts; the others are `REPEATED`.

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
    [(0.9, True, None), (None, False, "it has no 'score': revscoring score gives one")]
    """
    kept = dict.fromkeys((*KEPT, *fields))
    values = (*EDITOR_VALUES, *features)
    known: dict[object, set[object]] = {}  # revisions by wiki: a set of numbers takes less than one of pairs
    for line, observation in numbered:  # millions: no call that can be spared
        get = observation.get
        probability = score_value(get(score), wanted)
        found = None if label is None else get(label)
        user, time, wiki, cache, model = (
            get("user"), get("timestamp"), get("wiki"), get("cache"), get("model"),
        )  # fmt: skip
        record = {name: value for name, value in observation.items() if name in kept}
        if isinstance(cache, MAPPING):
            record["cache"] = {name: cache[name] for name in values if name in cache}
        page = None
        for name in PAGE_FIELDS:
            if (page := get(name)) is not None:
                page = str(page)
                break
        problem = (
            None
            if probability is not None and (found is not None or label is None)
            else _problem(observation, label, score, need_score and probability is None)
        )
        rev_id, wiki = get("rev_id"), None if wiki is None else str(wiki)
        if problem is None and isinstance(rev_id, int | str):
            seen = known.get(wiki)
            if seen is None:
                seen = known[wiki] = set()
            if rev_id in seen:
                problem = REPEATED
            else:
                seen.add(rev_id)
        yield ScoredRow(
            line,
            rev_id,
            probability,
            None if found is None else _has(found, wanted),
            None if user is None else str(user),
            page,
            None if time is None else time_of(time),
            wiki,
            UNKNOWN if model is None else _model_name(model),
            record,
            problem,
        )


def _problem(observation: Mapping[str, Any], label: str | None, score: str, lacks_score: bool) -> str | None:
    if label is not None and observation.get(label) is None:
        return f"it has no label {label!r}"
    if not lacks_score:
        return None
    if "error" in observation and observation.get(score) is None:
        error = observation["error"]
        return f"it was not scored: {error.get('message', error) if isinstance(error, Mapping) else error}"
    if observation.get(score) is None:
        return f"it has no {score!r}: revscoring score gives one"
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
    if isinstance(score, MAPPING):
        found = score.get("probability")
        if not isinstance(found, MAPPING):
            return None
        score = found[wanted] if wanted in found else found.get(label_name(wanted))
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        return None
    return float(score)


def _model_name(model: object) -> ModelName:
    if not isinstance(model, Mapping):
        return UNKNOWN
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
    if (usual := USUAL_TIME(text)) is not None:
        date, hour, minute, second = usual.groups()
        midnight = _midnight(date)
        return None if midnight is None else midnight + int(hour) * 3600 + int(minute) * 60 + int(second)
    if len(text) == 14 and text.isdigit():
        text = f"{text[:8]}T{text[8:]}+00:00"
        with suppress(ValueError):
            return datetime.strptime(text, "%Y%m%dT%H%M%S%z").timestamp()
        return None
    with suppress(ValueError):
        time = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
        return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()
    return None


@lru_cache(maxsize=4096)
def _midnight(date: str) -> float | None:
    """Return the seconds since 1970 of the beginning of a day; None if there is no such day."""
    try:
        return datetime.fromisoformat(f"{date}T00:00:00+00:00").timestamp()
    except ValueError:
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
