"""Scored edits with labels: from lines that have scores or values for a model, or from a dump."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..dependencies import solve
from ..errors import plain_text
from ..extractors.dump import Dump
from ..extractors.revert_labels import label_edits
from ..extractors.tasks import chunks
from ..features.temporal import revision as temporal
from .accounts import AGE
from .dumps import readable, summary_reader
from .stores import Source, values_of

if TYPE_CHECKING:
    from ..observations import Observation
    from ..scoring import Model
    from .options import DumpOptions

__all__ = ["BATCH", "NumberedRows", "scored_by", "scored_edits_of_dump"]

#: How many edits are scored at a time.
BATCH: Final = 1000

NumberedRows = Iterable[tuple[int, Mapping[str, Any]]]


def scored_by(
    model: Model, numbered: NumberedRows, field: str, *, again: bool = True
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Score the observations that have a cache; others keep the score that they have.

    Parameters
    ----------
    model : Model
    numbered : iterable of (int, dict)
        Observations with the numbers of their lines.
    field : str
        Where the score goes.
    again : bool
        Score those too that have a score already.
    """
    for batch in chunks(iter(numbered), BATCH):
        values: list[list[Any]] = []
        solved: list[dict[str, Any] | None] = []
        for _, observation in batch:
            has_score = not again and observation.get(field) is not None
            if has_score or not isinstance(observation.get("cache"), Mapping):
                solved.append(None)
                continue
            try:
                values.append(list(solve(model.features, cache=dict(observation["cache"]))))
                solved.append({})
            except RuntimeError as error:
                solved.append({field: None, "error": {"message": plain_text(error)}})
        scores = iter(model.score_many(values) if values else [])
        for (line, observation), found in zip(batch, solved, strict=True):
            if found is None:
                yield line, observation
            else:
                yield line, {**observation, **(found or {field: next(scores)})}


def scored_edits_of_dump(
    command: str, path: str, label: str, models: Mapping[str, Model], options: DumpOptions
) -> Iterator[tuple[int, Observation]]:
    """Yield the edits of a dump with the labels of ``autolabel``, and for each model a score in a field.

    What cannot be scored is counted, and left out.
    """
    with Dump(path) as dump:
        edits: list[Observation] = [
            {label if name == "reverted" else name: value for name, value in edit.items()}
            for edit in label_edits(readable(dump), lambda *problem: None, read_summary=summary_reader(dump))
        ]
        site = {} if dump.site.wiki is None else {"wiki": dump.site.wiki}
    source: Source = {"dump_path": path, "host": None, "login": False}
    wanted = list(
        dict.fromkeys(
            [
                *(one for model in models.values() for one in model.features),
                temporal.user.seconds_since_registration,
            ]
        )
    )
    numbers = {feature: place for place, feature in enumerate(wanted)}
    for batch in chunks(enumerate(values_of(command, wanted, edits, source, options), 1), BATCH):
        known = [(line, edit, done.values) for line, (edit, done) in batch if done.values is not None]
        scores = {
            field: _scores(model, [values for *_, values in known], numbers)
            for field, model in models.items()
        }
        for place, (line, edit, values) in enumerate(known):
            age = {AGE: values[numbers[temporal.user.seconds_since_registration]]}
            yield line, {**edit, **site, "cache": age, **{field: scores[field][place] for field in models}}


def _scores(model: Model, values: Sequence[Sequence[Any]], numbers: Mapping[Any, int]) -> list[Any]:
    places = [numbers[feature] for feature in model.features]
    return list(model.score_many([[one[place] for place in places] for one in values])) if values else []
