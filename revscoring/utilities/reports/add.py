"""``revscoring reports add``: keep a report that scores are wrong."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from ...audit import KINDS, Report, score_value
from ...cli.command import utility
from ...cli.files import InputFile
from ...cli.models import check_features, load_model
from ...cli.options import DumpOptions, dump_options, source_options, trust_options
from ...cli.scores import percent
from ...cli.stores import Source, model_name, open_store, store_option, values_of, wiki_named
from ...datasources.revision_oriented import revision

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ...audit import ReportStore

__all__ = ["command"]

#: What the words behind the values of features are found in.
TEXTS: Final = (revision.text, revision.parent.text)


@utility("add")
@click.argument("rev_id", nargs=-1, type=click.IntRange(1, 2**63 - 1), required=True, metavar="REV_ID...")
@store_option
@click.option(
    "--wiki", metavar="NAME", help="The wiki of the edits, such as enwiki.  [default: the store's only one]"
)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default=KINDS[0],
    show_default=True,
    help="false-positive: a good edit was flagged; false-negative: a bad one was not.",
)
@click.option("--note", default="", metavar="TEXT", help="What is wrong, in your own words.")
@click.option("--theme", metavar="NAME", help="What the edits have in common.")
@click.option(
    "--model",
    "model_file",
    type=InputFile(),
    metavar="FILE",
    help="Score the edits with this model, from --dump or --host, and show the words that it counted.",
)
@source_options
@dump_options
@trust_options
def command(
    rev_id: tuple[int, ...],
    store: str,
    wiki: str | None,
    kind: str,
    note: str,
    theme: str | None,
    model_file: str | None,
    dump_path: str | None,
    host: str | None,
    login: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
    **options: Unpack[DumpOptions],
) -> None:
    """Keep a report that the scores of edits are wrong.

    Example: revscoring reports add 123456 --wiki enwiki --note "It is a quotation"
    """
    if model_file is not None and (dump_path is None) == (host is None):
        raise click.UsageError("--model needs the texts of the edits: add --dump FILE or --host URL")
    if model_file is None and (dump_path is not None or host is not None):
        raise click.UsageError("--dump and --host are for scores: add --model FILE")
    kept = open_store(store, make=True)
    name = wiki_named(kept, wiki)
    reports = [Report(name, one, "", "", kind, note=note, source="command") for one in rev_id]
    if model_file is not None:
        source: Source = {"dump_path": dump_path, "host": host, "login": login}
        model = load_model(model_file, trust, trust_pickle)
        check_features(model, model_file)
        reports = _scored(model, reports, source, options)
    _keep(kept, reports, theme)


def _keep(store: ReportStore, reports: list[Report], theme: str | None) -> None:
    numbers = store.add_all(reports)
    for report in reports if theme else ():
        store.add_theme(report.wiki, report.rev_id, str(theme))
    for number, report in zip(numbers, reports, strict=True):
        click.echo(f"report {number}: revision {report.rev_id} of {report.wiki}, {report.kind}")


def _scored(model: Any, reports: list[Report], source: Source, options: DumpOptions) -> list[Report]:
    """Return reports with the score of the model, and print by which words it came about."""
    from ...scoring.explaining import find_evidence

    by_id = {report.rev_id: report for report in reports}
    version = str(model.version or "")
    wanted = list(dict.fromkeys([*model.features, *TEXTS]))
    for observation, extraction in values_of(
        "reports add", wanted, [{"rev_id": one} for one in by_id], source, options
    ):
        rev_id = observation["rev_id"]
        by_id[rev_id] = by_id[rev_id]._replace(model=model_name(model), version=version)
        if extraction.values is None:
            continue
        values = dict(zip(wanted, extraction.values, strict=True))
        probability = score_value(model.score([values[feature] for feature in model.features]))
        by_id[rev_id] = by_id[rev_id]._replace(probability=probability)
        if probability is not None:
            click.echo(f"revision {rev_id}: {model_name(model)} {percent(probability)}", file=sys.stderr)
        cache = {str(text): values[text] for text in TEXTS}
        for feature, evidence in find_evidence(model.features, cache).items():
            click.echo(f"  {feature.removeprefix('feature.')}: {evidence}", file=sys.stderr)
    return list(by_id.values())
