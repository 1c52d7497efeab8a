"""Scores of models for batches of revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

from ..extractors.dump import WINDOW_BYTES
from ..extractors.tasks import Extraction, chunks
from ..scoring import Model
from ..scoring.formats import label_name
from ..scoring.models.isolation import score_each
from .extraction import Errors, Rows, extractions
from .schemas import as_models, label_converter, score_schema

__all__ = ["score"]

#: How many revisions are scored at a time, which is quicker than one by one.
SCORE_BATCH: Final = 200


def score(
    batches: Iterable[pa.RecordBatch],
    models: Model | Mapping[str, Model],
    *,
    columns: Mapping[str, str] | None = None,
    errors: Errors = "column",
    by_order: bool = False,
    window: int = WINDOW_BYTES,
) -> Iterator[pa.RecordBatch]:
    """Yield the scores of models for the rows of record batches, a row each.

    The features of all models are computed together.

    Parameters
    ----------
    batches : iterable of RecordBatch
        See `extract`, as for the other parameters.
    models : Model, or mapping of str to Model
        By the names of their columns; a model alone has the column ``score``.

    Yields
    ------
    RecordBatch
        Of `score_schema`: for each model a struct of its prediction, the probability of each label (null, if
        the model tells none), and its version.
    """
    named = as_models(models)
    rows = Rows(score_schema(named))
    features = [feature for model in named.values() for feature in model.features]
    done = extractions(batches, features, columns=columns, by_order=by_order, window=window)
    for chunk in chunks(done, SCORE_BATCH):
        for extraction, scores in zip(chunk, _scores(named, chunk), strict=True):
            problem = extraction.error or next((one for one in scores if isinstance(one, Exception)), None)
            if problem is not None and errors == "raise":
                raise problem
            rows.add(extraction.key, [None if isinstance(one, Exception) else one for one in scores], problem)
        yield rows.batch()


def _scores(models: Mapping[str, Model], chunk: list[Extraction]) -> Iterator[list[Any]]:
    """Yield, for each extraction, what each model says, or its error."""
    good = [done.values or [] for done in chunk if done.error is None]
    columns: list[list[Any]] = []
    begin = 0
    for model in models.values():
        end = begin + len(model.features)
        convert = label_converter(model)
        columns.append(
            [
                one if isinstance(one, Exception) else _as_struct(one, model, convert)
                for one in score_each(model, [values[begin:end] for values in good])
            ]
        )
        begin = end
    found = zip(*columns, strict=True)
    for done in chunk:
        yield [None] * len(models) if done.error is not None else list(next(found))


def _as_struct(score: Mapping[str, Any], model: Model, convert: Any) -> dict[str, Any] | Exception:
    probability = score.get("probability")
    try:
        return {
            "prediction": convert(score["prediction"]),
            "probability": None
            if probability is None
            else [(label_name(label), float(share)) for label, share in probability.items()],
            "version": None if model.version is None else str(model.version),
        }
    except (TypeError, ValueError, KeyError) as error:
        return error
