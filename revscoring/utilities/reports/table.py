"""``revscoring reports table``: reported edits and versions of a model."""

from __future__ import annotations

import json
import sys
from itertools import combinations, tee
from typing import TYPE_CHECKING, Any, Final

import click

from ...audit import REPEATED, Case, Version, VersionTable, mark, read_rows, score_value, threshold_of
from ...cli.command import utility
from ...cli.files import STANDARD, InputFile, open_input, open_output
from ...cli.models import check_features, load_model
from ...cli.options import DumpOptions, dump_options, output_option, source_options, trust_options
from ...cli.stores import Source, model_name, open_store, store_option, values_of, wiki_named
from ...cli.tables import print_sections
from ...files import is_same_file
from ...observations import ObservationError, read_numbered_observations
from ...scoring.files import Definitions
from ...scoring.summary import Section, label_field

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ...audit import ReportStore
    from ...observations import Observation
    from ...scoring import Model

__all__ = ["command"]

QUESTION: Final = "maximum filter_rate @ recall >= 0.75"


@utility("table")
@click.argument("model_files", nargs=-1, required=True, type=InputFile(), metavar="MODEL...")
@store_option
@click.option("--wiki", metavar="NAME", help="The wiki of the edits.  [default: the store's only one]")
@click.option(
    "--at", "question", metavar="QUESTION", help=f"What the thresholds are for.  [default: {QUESTION}]"
)
@click.option(
    "--threshold", type=click.FloatRange(0, 1), metavar="SCORE", help="One threshold for all versions."
)
@click.option(
    "--observations",
    type=InputFile(),
    metavar="FILE",
    help="Take the edits of a test set with labels, not those of the store.",
)
@click.option("--label", metavar="FIELD", help="The field with the label (with --observations).")
@source_options
@click.option("--wikitext", "form", flag_value="wikitext", help="Write a table for a wiki.")
@click.option(
    "--html",
    "form",
    flag_value="html",
    help="Write a page, and the text to the terminal.  [default for an output in .html]",
)
@click.option("--as-json", "--json", "form", flag_value="json", help="Write JSON.")
@output_option()
@click.option(
    "--fail-if", type=click.Choice(["newly-wrong"]), help="Exit with status 1 if any edit is newly wrong."
)
@dump_options
@trust_options
def command(
    model_files: tuple[str, ...],
    store: str,
    wiki: str | None,
    question: str | None,
    threshold: float | None,
    observations: str | None,
    label: str | None,
    dump_path: str | None,
    host: str | None,
    login: bool,
    form: str | None,
    output: str,
    fail_if: str | None,
    trust: tuple[str, ...],
    trust_pickle: bool,
    **options: Unpack[DumpOptions],
) -> int | None:
    """Show which reported edits each version of a model judges wrongly: fixed, still wrong, newly wrong.

    Give the MODELs from the oldest to the newest. Each is asked the same question, and has its own threshold
    for it. What is true of an edit is what most users hold (revscoring reports judge), else what its report
    says. The values are from --dump, --host, or the caches of --observations.

    Example: revscoring reports table old.model new.model --host https://my.wiki --fail-if newly-wrong
    """
    if question is not None and threshold is not None:
        raise click.UsageError("give either --at QUESTION or --threshold SCORE")
    if (observations is None) != (label is None):
        raise click.UsageError("--observations and --label go together")
    if dump_path is not None and host is not None:
        raise click.UsageError("give either --dump FILE or --host URL")
    if observations is None and dump_path is None and host is None:
        raise click.UsageError("say where the reported edits are: --dump FILE or --host URL")
    for one, other in combinations(model_files, 2):
        if is_same_file(one, other):
            raise click.UsageError(f"{one} and {other} are one file: give different versions of a model")
    models = [load_model(path, trust, trust_pickle) for path in model_files]
    fields = {label_field(model) for model in models}
    if len(fields) > 1:
        raise RuntimeError(
            f"the models are about different labels, {', '.join(sorted(map(str, fields)))}: give versions of "
            "one model"
        )
    (field,) = fields
    wanted = field != "goodfaith"  # a report is about what is flagged: edits in bad faith
    versions = []
    for path, model in zip(model_files, models, strict=True):
        check_features(model, path)
        try:
            found = threshold if threshold is not None else threshold_of(model, question or QUESTION, wanted)
        except ValueError as error:
            raise RuntimeError(f"{path}: {error}") from error
        versions.append(Version(_version_name(path, model, model_files, models), found))
    if observations is not None:
        rows, truths = _test_set(observations, str(label), wanted)
        cases = [Case(row["rev_id"], truth) for row, truth in zip(rows, truths, strict=True)]
    else:
        kept = open_store(store)
        cases = _reported(kept, wiki_named(kept, wiki), field or model_name(models[0]), host)
        rows = [{"rev_id": case.rev_id} for case in cases]
    source: Source = {"dump_path": dump_path, "host": host, "login": login}
    probabilities = _probabilities(models, rows, wanted, source, options)
    asked = "one threshold" if threshold is not None else question or QUESTION
    table = VersionTable(asked, cases, versions, probabilities, observations is not None)
    _write(table, form or ("html" if output.endswith(".html") else None), output)
    newly_wrong = any(one.newly_wrong for one in table.comparisons())
    return 1 if fail_if is not None and newly_wrong else None


def _version_name(path: str, model: Model, paths: tuple[str, ...], models: list[Model]) -> str:
    """Return the version of a model; the name of its file, if several have the same or none."""
    version = str(model.version or "")
    return version if version and [str(one.version) for one in models].count(version) == 1 else path


def _reported(store: ReportStore, wiki: str, facet: str, host: str | None) -> list[Case]:
    """Return a case for each reported edit; its truth is what people judged, else what its reports say."""
    truths, themes = store.truths(facet), store.themes()
    disputed = {(one.wiki, one.rev_id) for one in store.endorsements() if one.facet == facet} - truths.keys()
    kinds: dict[int, set[str]] = {}
    for report in reversed(store.reports(wiki, limit=sys.maxsize)):
        kinds.setdefault(report.rev_id, set()).add(report.kind)
    if not kinds:
        raise RuntimeError(f"{store.path} has no reports about edits of {wiki}")
    cases = []
    for rev_id, said in kinds.items():
        flagged = {"false-positive": False, "false-negative": True}
        known = {flagged[kind] for kind in said if kind in flagged}
        truth = known.pop() if len(known) == 1 else None
        judged = truths.get((wiki, rev_id))
        if isinstance(judged, bool):
            truth = judged is (facet != "goodfaith")
        elif (wiki, rev_id) in disputed:
            truth = None
        link = f"{host.rstrip('/')}/w/index.php?diff={rev_id}" if host and not host.endswith(".php") else ""
        cases.append(Case(rev_id, truth, ", ".join(themes.get((wiki, rev_id), [])), link))
    return cases


def _test_set(path: str, label: str, wanted: Any) -> tuple[list[Observation], list[bool]]:
    rows: list[Observation] = []
    truths: list[bool] = []
    repeated = 0
    with open_input(path) as lines:
        one, other = tee(read_numbered_observations(lines))
        for row, (number, observation) in zip(read_rows(one, label, need_score=False), other, strict=True):
            if row.problem == REPEATED:
                repeated += 1
                continue
            if row.problem is not None:
                raise ObservationError(f"{path}, line {number}: {row.problem}")
            rows.append({"rev_id": number, **observation})
            truths.append(bool(row.label) is wanted)
    if repeated:
        click.echo(f"reports table: {path}: {repeated:,} lines are left out: {REPEATED}", err=True)
    return rows, truths


def _probabilities(
    models: list[Model], rows: list[Observation], wanted: bool, source: Source, options: DumpOptions
) -> list[list[float | None]]:
    """Return for each model the probability of the label for each row; None where there is none."""
    found: list[list[float | None]] = [[] for _ in models]
    for together in _compatible(models):
        features = [models[place].features for place in together]
        dependents = list(dict.fromkeys(feature for some in features for feature in some))
        place_of = {feature: place for place, feature in enumerate(dependents)}
        for _, extraction in values_of("reports table", dependents, rows, source, options):
            values = None if extraction.values is None else list(extraction.values)
            for place in together:
                score = None
                if values is not None:
                    chosen = [values[place_of[feature]] for feature in models[place].features]
                    score = score_value(models[place].score(chosen), wanted)
                found[place].append(score)
    return found


def _compatible(models: list[Model]) -> list[list[int]]:
    """Return the places of models whose values may be computed together.

    Versions may have features of the same name that count the words of different lists. One extraction would
    give both versions the values of one list.
    """
    found: list[tuple[dict[str, Any], list[int]]] = []
    for place, model in enumerate(models):
        definitions = Definitions()
        meant: dict[str, Any] = {str(feature): definitions.digest(feature) for feature in model.features}
        meant |= {f"asset {name}": digest for name, digest in definitions.assets.items()}
        for known, places in found:
            if all(known.get(name, digest) == digest for name, digest in meant.items()):
                known.update(meant)
                places.append(place)
                break
        else:
            found.append((meant, [place]))
    return [places for _, places in found]


def _write(table: VersionTable, form: str | None, output: str) -> None:
    title = "Reported edits by version" if not table.is_sample else "A test set by version"
    if (form is None and output in STANDARD) or (form == "html" and output not in STANDARD):
        header = ["edit", "theme", "flag?", *(version.name for version in table.versions)]
        rows = [
            [str(case.rev_id), case.theme, {None: "?", True: "yes", False: "no"}[case.truth]]
            + [mark(*cell) for cell in cells]
            for case, cells in table.rows()
        ]
        sentences = [
            f"Each version has its own threshold for “{table.question}”: "
            + ", ".join(f"{one.name} from {one.threshold:.3f}" for one in table.versions)
            + "."
        ]
        is_long = table.is_sample or form == "html"  # a page has each edit
        print_sections([Section(sentences, header, [] if is_long else rows)])
        click.echo()
        caution = [table.caution()] if table.caution() else []
        print_sections([Section([*(one.sentence() for one in table.comparisons()), *caution])])
    if form is None and output in STANDARD:
        return
    with open_output(output) as out:
        if form in ("html", "wikitext"):
            out.write(table.render(form, title))
        else:
            out.write(json.dumps(table.to_json(), ensure_ascii=False, indent=2) + "\n")
    if output not in STANDARD:
        click.echo(f"reports table: {output} is written", err=True)
