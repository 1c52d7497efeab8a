"""Write the scores of all edits of a dump for others to use, with a card, metadata and digests.

The output is a new directory with shards (JSON lines, gzip) of the revision, its page, its time, its score
and the version of the model. There are no texts, titles and names: who needs a text fetches it from the wiki,
which knows what is hidden now. Beside them are README.md, croissant.json (Croissant 1.1, RAI 1.0),
CITATION.cff and SHA256SUMS. Edits that are hidden in the dump, or by --redactions, are left out.

Example: revscoring publish corpus reverted.model --dump wiki.xml.bz2 --license CC0-1.0 --output corpus
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...audit import policy_of
from ...cli.command import utility
from ...cli.extraction import open_extraction
from ...cli.files import InputFile
from ...cli.models import check_features, load_model, model_identity
from ...cli.options import (
    NOT_NEGATIVE,
    POSITIVE,
    DumpOptions,
    ExtractionOptions,
    dump_option,
    dump_options,
    features_path_option,
    progress_option,
    trust_options,
)
from ...datasources.revision_oriented import revision
from ...extractors.workers import BATCH_SIZE, Extraction
from ...observations import ObservationError
from ...publishing import (
    ROWS_IN_SHARD,
    CorpusFacts,
    RedactionFile,
    new_directory,
    newest,
    write_cards,
    write_shards,
)
from ..score import score_extractions

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ...cli.extraction import Pairs
    from ...cli.rows import RowWriter
    from ...scoring import Model

__all__ = ["command"]

#: What is said of an edit beside its score.
ABOUT = (revision.page.id, revision.timestamp_str)


@utility("corpus")
@click.argument("model_file", type=InputFile(), metavar="MODEL-FILE")
@dump_option(required=True)
@click.option("--output", required=True, metavar="DIRECTORY", help="A new directory.")
@click.option("--license", "licence", metavar="SPDX|URL", help="The licence.  [default: that in the model]")
@click.option("--title", metavar="TEXT", help="What the corpus is called.")
@click.option("--creator", default="", metavar="TEXT", help="Who publishes it.")
@click.option("--url", default="", metavar="URL", help="Where it will be found.")
@click.option(
    "--redactions",
    type=InputFile(),
    metavar="FILE",
    help="Leave out what these redactions hide, and say until when they reach.",
)
@click.option("--wiki", metavar="NAME", help="The wiki in the redactions.  [default: their only one]")
@click.option(
    "--shard-rows",
    default=ROWS_IN_SHARD,
    show_default=True,
    type=POSITIVE,
    metavar="N",
    help="How many scores a file has at most.",
)
@trust_options
@features_path_option
@click.option(
    "--extractors", type=NOT_NEGATIVE, metavar="N", help="Worker processes; 0 for none.  [default: all cores]"
)
@dump_options
@progress_option()
def command(
    model_file: str,
    output: str,
    licence: str | None,
    title: str | None,
    creator: str,
    url: str,
    redactions: str | None,
    wiki: str | None,
    shard_rows: int,
    trust: tuple[str, ...],
    trust_pickle: bool,
    features_path: str | None,
    dump_path: str,
    extractors: int | None,
    show_progress: bool,
    **options: Unpack[DumpOptions],
) -> None:
    model = load_model(model_file, trust, trust_pickle, features_path)
    check_features(model, model_file)
    identity = model_identity(model, model_file)
    known_licence = licence or policy_of(model).license
    if not known_licence:
        raise click.UsageError("say under which licence: add --license CC0-1.0, or another")
    kept = None if redactions is None else RedactionFile(redactions)
    hidden = set() if kept is None else {one.rev_id for one in kept.of_wiki(wiki)}
    extraction: ExtractionOptions = {
        **options,
        "dump_path": dump_path,
        "host": None,
        "login": False,
        "skip_errors": True,
        "verbose": False,
        "resume": False,
        "extractors": extractors,
        "timeout": None,
        "memory": None,
        "batch_size": BATCH_SIZE,
        "show_progress": show_progress,
    }
    dependents = [*model.features, *ABOUT]
    with new_directory(output) as directory:
        with open_extraction("publish corpus", dependents, None, os.devnull, extraction) as (pairs, writer):
            writer.totals.left_out_words = "hidden"
            rows = _rows(model, pairs, writer, hidden)
            shards, first, last = write_shards(directory, rows, shard_rows)
        if not shards:
            raise RuntimeError(f"{dump_path}: no edit of it has a score, so there is no corpus")
        name = str(identity["name"] or "model")
        site = writer.site.wiki or ""
        heading = title or f"Scores of {name}" + (f" for the edits of {site}" if site else "")
        facts = CorpusFacts(
            name=Path(output).name,
            title=heading,
            description=f"{heading}: one for each edit of a dump, without texts and names.",
            license=known_licence,
            creator=creator,
            url=url,
            version=str(model.version or "unknown"),
            model=name,
            digest=str(identity["digest"] or ""),
            learned_from=_learned_from(model),
            who_features=_who(model),
            labels=_labels(model),
            wiki=site,
            first=first,
            last=last,
            rows=writer.totals.outputs,
            left_out=writer.totals.errors + writer.totals.left_out,
            published=datetime.now(timezone.utc).date().isoformat(),
            redacted_until="" if kept is None else newest(kept.hidden()),
        )
        write_cards(directory, facts, shards)
    click.echo(f"publish corpus: {len(shards):,} files of scores in {output}", err=True)


def _rows(model: Model, pairs: Pairs, writer: RowWriter, hidden: set[int]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a corpus; what fails is counted, and what is hidden left out."""

    def split() -> Iterator[tuple[dict[str, Any], Extraction]]:
        for observation, extraction in pairs:
            if observation["rev_id"] in hidden:
                writer.totals.left_out += 1
                continue
            values = extraction.values or []
            about = {"rev_id": observation["rev_id"]}
            if extraction.error is None:
                page, time = values[-len(ABOUT) :]
                about |= {"page": page, "time": str(time)}
            yield about, Extraction(extraction.key, values[: -len(ABOUT)], extraction.error)

    version = str(model.version or "unknown")
    for about, score in score_extractions(model, split()):
        if isinstance(score, Exception):
            writer.fail(about, score)
            continue
        writer.totals.outputs += 1
        writer.totals.show(writer.position() if writer.position else None)
        yield {**about, "score": _plain(score), "version": version}


def _plain(score: Any) -> Any:
    """Return a score with the names of labels as JSON has them."""
    try:
        return json.loads(json.dumps(score, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ObservationError(f"a score cannot be written as JSON: {error}") from error


def _learned_from(model: Model) -> str:
    from ...scoring.training_data import data_of, data_sentence

    return data_sentence(data_of(model))


def _who(model: Model) -> tuple[str, ...]:
    from ...features import who_features

    return tuple(str(feature) for feature in who_features(model.features))


def _labels(model: Model) -> tuple[str, ...]:
    from ...scoring.formats import label_name

    return tuple(label_name(label) for label in getattr(model, "labels", ()) or ())
