"""``revscoring score``: scores of revisions of a dump, of a live wiki, or of observations with a cache."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

import click

from revscoring.extractors.api import THREADS
from revscoring.extractors.dump import Dump, DumpError
from revscoring.extractors.tasks import chunks
from revscoring.extractors.workers import Extraction, Task, extract_many

from ..cli.command import run_command, utility
from ..cli.files import (
    Totals,
    batch_size_option,
    dump_options,
    output_option,
    progress_option,
    report_broken,
    work_options,
)
from ..cli.hosts import extract, make_extractor
from ..cli.models import check_features, load_model, trust_options
from ..cli.resuming import open_resumed, read_done, remaining, resume_option
from ..cli.sources import DumpSource, in_input_order, read_revision_observations
from ..observations.lines import dump_observation
from .extract import error_document

__all__ = ["main", "run", "score_extractions", "write_scores"]

#: How many revisions are scored at a time, which is quicker than one by one.
SCORE_BATCH = 100


def score_extractions(
    model: Any, results: Iterable[tuple[dict[str, Any], Extraction]]
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None, BaseException | None]]:
    """Yield (observation, score, error) for extractions of a model's features, in order.

    Parameters
    ----------
    model : Model
    results : iterable of (observation, extraction)
    """
    for batch in chunks(results, SCORE_BATCH):
        good = [extraction.values for _, extraction in batch if extraction.error is None]
        scores: list[Any]
        try:
            scores = list(model.score_many(good)) if good else []
        except Exception:  # find out which one it is
            scores = [_score_one(model, values) for values in good]
        in_order = iter(scores)
        for observation, extraction in batch:
            if extraction.error is not None:
                yield observation, None, extraction.error
                continue
            score = next(in_order)
            if isinstance(score, Exception):
                yield observation, None, score
            else:
                yield observation, score, None


def _score_one(model: Any, values: Any) -> Any:
    try:
        return model.score(values)
    except Exception as error:
        return error


def write_scores(
    results: Iterable[tuple[dict[str, Any], dict[str, Any] | None, BaseException | None]],
    out: IO[str],
    totals: Totals,
    *,
    score_field: str = "score",
    skip_errors: bool = False,
    verbose: bool = False,
    position: Any = None,
) -> None:
    """Write observations with their scores, or with their errors in the place of the score.

    Parameters
    ----------
    results : iterable of (observation, score, error)
    out : text file
    totals : Totals
    score_field : str
        The field of the score. An error stands there too, and in the field ``error``, by which the two
        can be told apart.
    skip_errors, verbose : bool
    position : callable, optional
        Returns how far the input was read.
    """
    for observation, score, error in results:
        shown = {key: value for key, value in observation.items() if key != "cache"}
        if error is None:
            totals.outputs += 1
            dump_observation({**shown, score_field: score}, out)
        else:
            document = error_document(error)
            totals.fail(document["message"], f"revision {observation.get('rev_id')}")
            if not skip_errors:
                dump_observation({**shown, score_field: document, "error": document}, out)
        if verbose:
            print("." if error is None else "e", end="", file=sys.stderr, flush=True)
        if (totals.outputs + totals.errors) % 20 == 0:
            totals.show(position() if position else None)
    if verbose:
        print(file=sys.stderr)


def run(
    score_processor: Any,
    rev_docs: Iterable[dict[str, Any]],
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
    io_workers, debug : object
        For compatibility.
    verbose : bool
        Print a sign for each revision.

    Returns
    -------
    Totals
    """
    documents = list(rev_docs)
    totals = Totals("score", "observations", total=len(documents))
    totals.inputs = len(documents)
    rev_ids = [document["rev_id"] for document in documents]
    scores = (score for _, score in score_processor.score(rev_ids, caches=caches, cache=cache))
    for document, score in zip(documents, scores, strict=True):
        failed = set(score) == {"type", "message"}
        if failed:
            totals.fail(score["message"], f"revision {document['rev_id']}")
        else:
            totals.outputs += 1
        dump_observation({**document, score_field: score, **({"error": score} if failed else {})}, output)
        if verbose:
            print("e" if failed else ".", end="", file=sys.stderr, flush=True)
        totals.show()
    return totals


def _json_object(ctx: click.Context, parameter: click.Parameter, value: str | None) -> dict[str, Any]:
    if value is None:
        return {}
    try:
        found = json.loads(value)
    except ValueError as error:
        raise click.BadParameter(f"this is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise click.BadParameter('give a JSON object, such as {"datasource.revision.text": "..."}')
    return found


@utility("score")
@click.argument("model_file", metavar="MODEL-FILE")
@click.argument("rev_id", nargs=-1, type=int, metavar="[REV_ID]...")
@click.option(
    "--dump", "dump_path", metavar="FILE", help="XML dump (.gz, .bz2, .xz, .7z) to read revisions from."
)
@click.option("--host", metavar="URL", help="The wiki to ask, such as https://en.wikipedia.org.")
@click.option(
    "--rev-docs",
    "--input",
    "rev_docs",
    metavar="FILE",
    help="Observations to score.  [default: every revision of the dump; else <stdin>]",
)
@output_option("The observations with their scores.")
@click.option("--cache", callback=_json_object, metavar="JSON", help="Values to use for every revision.")
@click.option("--caches", callback=_json_object, metavar="JSON", help="Values to use, by revision id.")
@click.option("--score-field", default="score", show_default=True, help="The field for the score.")
@batch_size_option
@click.option(
    "--io-workers",
    type=click.IntRange(min=1),
    default=THREADS,
    show_default=True,
    metavar="N",
    help="How many batches to ask the wiki for at a time (with --host).",
)
@click.option("--cpu-workers", type=int, metavar="N", help="Another name of --extractors.")
@click.option("--users", metavar="FILE", help="Accounts: JSON, or a table with tabs (with --dump).")
@click.option(
    "--user-info",
    type=click.Choice(["derive", "file"]),
    default="derive",
    show_default=True,
    help="As for extract.",
)
@click.option("--login", is_flag=True, help="Log in to the wiki first (with --host).")
@click.option("--skip-errors", is_flag=True, help="Leave failed revisions out of the output.")
@click.option("--verbose", is_flag=True, help="Print a sign for each revision: . good, e error.")
@resume_option
@trust_options
@work_options
@dump_options
@progress_option
def command(
    model_file: str,
    rev_id: tuple[int, ...],
    dump_path: str | None,
    host: str | None,
    rev_docs: str | None,
    output: str,
    trust: tuple[str, ...],
    trust_pickle: bool,
    keep_going: bool,
    **options: Any,
) -> None:
    """Score revisions: of a dump (--dump), of a live wiki (--host), or observations that have a cache.

    The revisions are those given by REV_ID or by --rev-docs; of a dump, all by default. Every one comes
    out with a score, or with an error of a "type" and a "message".
    """
    if dump_path is not None and host is not None:
        raise click.UsageError("give either --dump FILE or --host URL")
    if options["resume"] and dump_path is not None:
        raise click.UsageError("--resume goes with --host only: a dump has to be read from its beginning")
    model = load_model(model_file, trust, trust_pickle)
    observations: list[dict[str, Any]] | None = None
    if rev_id:
        observations = [{"rev_id": number} for number in rev_id]
    elif rev_docs is not None or dump_path is None:
        observations = read_revision_observations(rev_docs or "<stdin>")
    for observation in observations or ():
        extra = options["caches"].get(str(observation["rev_id"]), {})
        cache = {**options["cache"], **extra, **(observation.get("cache") or {})}
        if cache:
            observation["cache"] = cache
    broken: list[DumpError] = []
    done = len(observations or ())
    if options["resume"] and observations is not None:
        observations = remaining(observations, read_done(output))
    done -= len(observations or ())
    with open_resumed(output, options["resume"]) as out:
        if dump_path is not None:
            check_features(model, model_file)
            totals, broken = _score_dump(model, dump_path, observations, out, options)
        else:
            totals = _score_observations(model, model_file, host, observations or [], out, options, done)
    totals.finish()
    report_broken(broken, keep_going)


def _score_dump(
    model: Any,
    dump_path: str,
    observations: list[dict[str, Any]] | None,
    out: IO[str],
    options: dict[str, Any],
) -> tuple[Totals, list[DumpError]]:
    with Dump(dump_path) as dump:
        unit = "revisions" if observations is None else "observations"
        totals = Totals("score", unit, show=options["show_progress"], total=dump.size)
        source = DumpSource(
            dump,
            model.features,
            totals,
            observations,
            accounts_path=options["users"],
            derive=options["user_info"] == "derive",
            by_order=options["by_order"],
            window=options["window"] * 1_000_000,
        )
        extractions = extract_many(source.tasks(), model.features, **_work(options))
        results: Iterable[tuple[dict[str, Any], Extraction]]
        if observations is None:
            results = ((extraction.key, extraction) for extraction in extractions)
        else:
            totals.inputs = len(observations)
            results = in_input_order(extractions, observations)
        _write(model, results, out, totals, options, position=lambda: dump.position)
    return totals, source.broken


def _score_observations(
    model: Any,
    model_file: str,
    host: str | None,
    observations: list[dict[str, Any]],
    out: IO[str],
    options: dict[str, Any],
    done: int = 0,
) -> Totals:
    totals = Totals("score", "observations", show=options["show_progress"], total=len(observations) + done)
    totals.inputs, totals.left_out, totals.left_out_words = len(observations) + done, done, "done before"
    results: Iterable[tuple[dict[str, Any], Extraction]]
    if host is not None:
        check_features(model, model_file)
        extractor = make_extractor(host, options["login"])
        work = _work(options)
        workers, batch_size = work.pop("workers"), work.pop("batch_size")
        threads = options["io_workers"]
        results = extract(
            model.features, observations, extractor, workers, batch_size, threads=threads, **work
        )
    else:
        tasks = (Task(place, dict(one.get("cache") or {})) for place, one in enumerate(observations))
        extractions = extract_many(tasks, model.features, **_work(options))
        results = ((observations[extraction.key], extraction) for extraction in extractions)
    with totals.kept_when_interrupted():
        _write(model, results, out, totals, options)
    return totals


def _work(options: dict[str, Any]) -> dict[str, Any]:
    workers = options["extractors"] if options["extractors"] is not None else options["cpu_workers"]
    return {
        "workers": workers,
        "timeout": options["timeout"],
        "memory_mb": options["memory"],
        "batch_size": options["batch_size"],
    }


def _write(
    model: Any,
    results: Iterable[tuple[dict[str, Any], Extraction]],
    out: IO[str],
    totals: Totals,
    options: dict[str, Any],
    position: Any = None,
) -> None:
    write_scores(
        score_extractions(model, results),
        out,
        totals,
        score_field=options["score_field"],
        skip_errors=options["skip_errors"],
        verbose=options["verbose"],
        position=position,
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring score``."""
    run_command(command, argv, "revscoring score")
