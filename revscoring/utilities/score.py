"""Score revisions with a model.

The revisions are those of a dump (--dump), of a live wiki (--host), or observations that have a cache.
They are given by REV_ID or by --rev-docs; of a dump, all are scored by default. Every revision is written
with a score, or with an error. On a terminal it is a table; elsewhere it is lines of JSON, or what the name
of the output says: .csv, .tsv or .parquet.

Example: revscoring score reverted.model --dump wiki.xml.bz2 --riskiest 20
"""

from __future__ import annotations

import heapq
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from ..cli.command import utility
from ..cli.edits import ABOUT, about_wiki_edits
from ..cli.extraction import check_source, note_unread_input, open_extraction
from ..cli.files import OBSERVATIONS, InputFile, delimiter_of, is_parquet
from ..cli.hosts import make_extractor
from ..cli.models import check_features, load_model, model_identity
from ..cli.options import (
    POSITIVE,
    ExtractionOptions,
    extraction_options,
    features_path_option,
    output_option,
    parse_json_object,
    score_field_option,
    source_options,
    trust_options,
)
from ..cli.policies import Use, use_options
from ..cli.score_rows import Format, csv_rows, format_for, plain_fields, table_rows
from ..cli.scores import probability_of
from ..cli.sources import read_revision_observations
from ..extractors.api import THREADS, Extractor
from ..extractors.tasks import chunks
from ..extractors.workers import Extraction
from ..observations import Observation
from ..scoring.models.isolation import score_each

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..cli.totals import Totals
    from ..scoring import Model, Score

Scored: TypeAlias = "Iterator[tuple[Observation, Score | Exception]]"

__all__ = ["main", "riskiest_first", "score_extractions"]

#: How many revisions are scored at a time, which is quicker than one by one.
SCORE_BATCH = 100


@utility("score")
@click.argument("model_file", type=InputFile(), metavar="MODEL-FILE")
@click.argument("rev_id", nargs=-1, type=int, metavar="[REV_ID]...")
@source_options
@click.option(
    "--rev-docs",
    "--input",
    "rev_docs",
    type=InputFile(OBSERVATIONS),
    metavar="FILE",
    help="Observations to score.  [default: every revision of the dump; else <stdin>]",
)
@output_option("The observations with their scores.", recorded=True)
@click.option("--cache", type=parse_json_object, metavar="JSON", help="Values to use for every revision.")
@click.option("--caches", type=parse_json_object, metavar="JSON", help="Values to use, by revision id.")
@click.option(
    "--riskiest", type=POSITIVE, metavar="N", help="Write only the N riskiest revisions, the riskiest first."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "table"]),
    help="How to write.  [default: a table on a terminal, CSV into a .csv or .tsv file, else json]",
)
@score_field_option
@click.option(
    "--add-model",
    is_flag=True,
    help="Write beside each score which model gave it: its name, version and digest (in JSON).",
)
@trust_options
@use_options
@features_path_option
@extraction_options
@click.option(
    "--io-workers",
    default=THREADS,
    show_default=True,
    type=POSITIVE,
    metavar="N",
    help="How many batches to request from the wiki at a time (with --host).",
)
@click.option("--cpu-workers", type=int, metavar="N", help="Another name of --extractors.")
def command(
    model_file: str,
    rev_id: tuple[int, ...],
    rev_docs: str | None,
    output: str,
    cache: dict[str, Any] | None,
    caches: dict[str, Any] | None,
    riskiest: int | None,
    form: Format | None,
    score_field: str,
    add_model: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
    anyway: bool,
    accepted: tuple[str, ...],
    features_path: str | None,
    io_workers: int,
    cpu_workers: int | None,
    **options: Unpack[ExtractionOptions],
) -> None:
    check_source(options)
    if riskiest is not None and options["resume"]:
        raise click.UsageError("--riskiest needs the scores of all revisions: leave --resume out")
    form = format_for(form, output, sys.stdout)
    if form != "json" and options["resume"]:
        raise click.UsageError("--resume goes on after lines of JSON: leave it out, or add --format json")
    if form != "json" and add_model:
        raise click.UsageError("--add-model is for lines of JSON: leave it out, or add --format json")
    if form != "json" and is_parquet(output):
        raise click.UsageError(f"{output} is a table of Parquet: leave --format {form} out")
    if options["extractors"] is None:
        options["extractors"] = cpu_workers
    model = load_model(model_file, trust, trust_pickle, features_path, Use(anyway, accepted))
    observations: list[Observation] | None = None
    if rev_id:
        observations = [{"rev_id": number} for number in rev_id]
    elif rev_docs is not None or options["dump_path"] is None:
        observations = read_revision_observations(rev_docs or "<stdin>")
    else:
        note_unread_input("score", options["dump_path"])
    _add_values(observations or [], cache or {}, caches or {})
    if options["dump_path"] is not None or options["host"] is not None:
        check_features(model, model_file)
    identity = {"model": model_identity(model, model_file)} if add_model else {}
    fields = (score_field, "error")
    host = options["host"]
    extractor = None if host is None else make_extractor(host, options["login"])
    about: dict[int, dict[str, Any]] | None = None if form == "json" else {}
    with open_extraction(
        "score",
        model.features,
        observations,
        output,
        options,
        error_fields=fields,
        threads=io_workers,
        extractor=extractor,
        about=about,
        rows=is_parquet(output),
    ) as (pairs, writer):
        scored = score_extractions(model, pairs)
        if riskiest is not None:
            scored = riskiest_first(scored, riskiest, writer.totals)
        if about is not None:
            scored = with_edits(scored, about, extractor)
            known = (*ABOUT, "link") if about or host or options["dump_path"] else ()
            writer.row_format = table_rows(score_field)
            writer.skip_errors |= form == "table" and riskiest is not None  # the totals say them
            if form == "csv":
                names = [*known, *plain_fields(observations or [])]
                writer.row_format = csv_rows(
                    names, getattr(model, "labels", ()), score_field, delimiter_of(output)
                )
        for observation, score in scored:
            row = {key: value for key, value in observation.items() if key != "cache"}
            if isinstance(score, Exception):
                writer.fail(row, score)
            else:
                writer.write(row, {score_field: score, **identity})


def with_edits(scored: Scored, about: Mapping[int, Mapping[str, Any]], extractor: Extractor | None) -> Scored:
    """Add to observations what is known about their edits, or what the wiki says about them."""
    for batch in chunks(scored, SCORE_BATCH // 2):
        found = about
        if extractor is not None:
            found = about_wiki_edits(extractor, [observation["rev_id"] for observation, _ in batch])
        for observation, score in batch:
            yield {**found.get(observation["rev_id"], {}), **observation}, score


def riskiest_first(scored: Scored, count: int, totals: Totals) -> Scored:
    """Yield the failures as they come, then the riskiest scores; the others are counted as left out."""
    totals.left_out_words = "less risky"
    heap: list[tuple[float, int, Observation, Score]] = []
    for position, (observation, score) in enumerate(scored):
        if isinstance(score, Exception):
            yield observation, score
            continue
        found = probability_of(score)
        entry = (-1.0 if found is None else found[1], -position, observation, score)
        if len(heap) < count:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
            totals.left_out += 1
    for _, _, observation, score in sorted(heap, key=lambda entry: entry[:2], reverse=True):
        yield observation, score


def _add_values(
    observations: Iterable[Observation], cache: Mapping[str, Any], caches: Mapping[str, Mapping[str, Any]]
) -> None:
    """Add the values of --cache and --caches to observations, which keep their own."""
    for observation in observations:
        added = {**cache, **caches.get(str(observation["rev_id"]), {}), **(observation.get("cache") or {})}
        if added:
            observation["cache"] = added


def score_extractions(
    model: Model, results: Iterable[tuple[Observation, Extraction]]
) -> Iterator[tuple[Observation, Score | Exception]]:
    """Yield observations with the scores of their extractions, or with the error of one, in order."""
    for batch in chunks(results, SCORE_BATCH):
        scores = iter(score_each(model, [done.values or [] for _, done in batch if done.error is None]))
        for observation, extraction in batch:
            yield observation, next(scores) if extraction.error is None else extraction.error


main = command.run
