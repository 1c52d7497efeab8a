"""Score revisions with a model.

The revisions are those of a dump (--dump), of a live wiki (--host), or observations that have a cache.
They are given by REV_ID or by --rev-docs; of a dump, all are scored by default. Every revision is written
with a score, or with an error of a "type" and a "message".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias

import click

from ..cli.command import utility
from ..cli.dumps import report_broken
from ..cli.extraction import ExtractionOptions, from_caches, from_dump, from_extractor
from ..cli.files import open_output
from ..cli.hosts import chunks, make_extractor
from ..cli.models import check_features, load_model
from ..cli.options import (
    POSITIVE,
    RowOptions,
    dump_option,
    dump_options,
    host_option,
    login_option,
    output_option,
    parse_json_object,
    resume_option,
    row_options,
    score_field_option,
    trust_options,
    work_options,
)
from ..cli.resuming import without_done
from ..cli.rows import RowWriter
from ..cli.sources import read_revision_observations
from ..cli.totals import Totals
from ..extractors.api.prefetch import THREADS
from ..observations import Observation

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..extractors.workers import Extraction
    from ..score_processor import ScoreProcessor

__all__ = ["main", "run", "score_extractions"]

#: How many revisions are scored at a time, which is quicker than one by one.
SCORE_BATCH = 100

Score: TypeAlias = dict[str, Any]


class _Scorer(Protocol):
    def score(self, feature_values: Sequence[Any]) -> Score: ...
    def score_many(self, feature_values: Iterable[Sequence[Any]]) -> list[Score]: ...


class Options(ExtractionOptions, RowOptions):
    """The values of the options of extraction and of rows."""


@utility("score")
@click.argument("model_file", metavar="MODEL-FILE")
@click.argument("rev_id", nargs=-1, type=int, metavar="[REV_ID]...")
@dump_option()
@host_option()
@click.option(
    "--rev-docs",
    "--input",
    "rev_docs",
    metavar="FILE",
    help="Observations to score.  [default: every revision of the dump; else <stdin>]",
)
@output_option("The observations with their scores.")
@click.option("--cache", type=parse_json_object, metavar="JSON", help="Values to use for every revision.")
@click.option("--caches", type=parse_json_object, metavar="JSON", help="Values to use, by revision id.")
@score_field_option
@login_option
@click.option(
    "--io-workers",
    type=POSITIVE,
    default=THREADS,
    show_default=True,
    metavar="N",
    help="How many batches to request from the wiki at a time (with --host).",
)
@click.option("--cpu-workers", type=int, metavar="N", help="Another name of --extractors.")
@row_options
@resume_option
@trust_options
@work_options
@dump_options
def command(
    model_file: str,
    rev_id: tuple[int, ...],
    dump_path: str | None,
    host: str | None,
    rev_docs: str | None,
    output: str,
    cache: dict[str, Any] | None,
    caches: dict[str, Any] | None,
    score_field: str,
    login: bool,
    io_workers: int,
    cpu_workers: int | None,
    resume: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
    keep_going: bool,
    **options: Unpack[Options],
) -> None:
    if dump_path is not None and host is not None:
        raise click.UsageError("give either --dump FILE or --host URL")
    if resume and dump_path is not None:
        raise click.UsageError("--resume goes with --host only: a dump has to be read from its beginning")
    if options["extractors"] is None:
        options["extractors"] = cpu_workers
    model = load_model(model_file, trust, trust_pickle)
    observations: list[Observation] | None = None
    if rev_id:
        observations = [{"rev_id": number} for number in rev_id]
    elif rev_docs is not None or dump_path is None:
        observations = read_revision_observations(rev_docs or "<stdin>")
    _add_values(observations or [], cache or {}, caches or {})
    rest, done = without_done(observations or [], output, resume)
    if dump_path is not None or host is not None:
        check_features(model, model_file)
    with open_output(output, append=resume) as out:
        if dump_path is not None:
            source = from_dump("score", dump_path, model.features, observations, options)
        elif host is not None:
            extractor = make_extractor(host, login)
            source = from_extractor(
                "score", extractor, model.features, rest, options, done=done, threads=io_workers
            )
        else:
            source = from_caches("score", model.features, rest, options, done=done)
        with (
            source as results,
            RowWriter(
                out,
                results.totals,
                options["skip_errors"],
                options["verbose"],
                (score_field, "error"),
                results.position,
            ) as writer,
        ):
            for observation, score in score_extractions(model, results.pairs):
                row = {key: value for key, value in observation.items() if key != "cache"}
                if isinstance(score, Exception):
                    writer.fail(row, score)
                else:
                    writer.write(row, {score_field: score})
    results.totals.finish()
    report_broken(results.broken, keep_going)


def _add_values(
    observations: Iterable[Observation], cache: Mapping[str, Any], caches: Mapping[str, Mapping[str, Any]]
) -> None:
    """Add the values of --cache and --caches to observations, which keep their own."""
    for observation in observations:
        added = {**cache, **caches.get(str(observation["rev_id"]), {}), **(observation.get("cache") or {})}
        if added:
            observation["cache"] = added


def score_extractions(
    model: _Scorer, results: Iterable[tuple[Observation, Extraction]]
) -> Iterator[tuple[Observation, Score | Exception]]:
    """Yield observations with the scores of their extractions, or with the error of one, in order.

    Parameters
    ----------
    model : Model
    results : iterable of (observation, extraction)
        The values of the model's features.
    """
    for batch in chunks(results, SCORE_BATCH):
        scores = iter(_score_all(model, [done.values or [] for _, done in batch if done.error is None]))
        for observation, extraction in batch:
            yield observation, next(scores) if extraction.error is None else extraction.error


def _score_all(model: _Scorer, values: list[list[Any]]) -> list[Score | Exception]:
    try:
        return list(model.score_many(values)) if values else []
    except Exception:  # find out which of them it is
        return [_score_one(model, one) for one in values]


def _score_one(model: _Scorer, values: list[Any]) -> Score | Exception:
    try:
        return model.score(values)
    except Exception as error:
        return error


def run(
    score_processor: ScoreProcessor,
    rev_docs: Iterable[Observation],
    output: IO[str],
    caches: Mapping[int, Any] | None = None,
    cache: Mapping[str, Any] | None = None,
    score_field: str = "score",
    io_workers: int | None = None,
    debug: bool = False,
    verbose: bool = False,
) -> Totals:
    """Write documents of revisions with the scores that a `ScoreProcessor` gives them.

    Parameters
    ----------
    score_processor : ScoreProcessor
        Its ``score(rev_ids, caches=…, cache=…)`` yields (id, score or error document) in order.
    rev_docs : iterable of dict
        Each with a ``rev_id``.
    output : text file
    caches : mapping of int to mapping, optional
        Values to use, by revision id.
    cache : mapping, optional
        Values to use for every revision.
    score_field : str
        The field of the score. An error stands there too, and in the field ``error``, by which the two
        can be told apart.
    io_workers, debug : object
        For compatibility.
    verbose : bool
        Print a sign for each revision.

    Returns
    -------
    Totals
    """
    documents = list(rev_docs)
    totals = Totals("score", "observations", total=len(documents), inputs=len(documents))
    rev_ids = [document["rev_id"] for document in documents]
    scores = score_processor.score(rev_ids, caches=caches, cache=cache)
    with RowWriter(output, totals, verbose=verbose, error_fields=(score_field, "error")) as writer:
        for document, (_, score) in zip(documents, scores, strict=True):
            if set(score) == {"type", "message"}:
                writer.fail(document, {"type": score["type"], "message": score["message"]})
            else:
                writer.write(document, {score_field: score})
    return totals


main = command.run
