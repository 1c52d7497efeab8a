"""Find out who is hit by the errors of a model: by group, with intervals, and what it costs to be fairer.

Observations are edits with a label and a score, as autolabel labels and score scores them; or with a cache,
if MODEL is given, which then scores them. --group divides them: editor (not logged in, temporary, new, older,
trusted, bots, hidden), namespace, year, wiki, field:NAME, feature:NAME, feature:NAME:EDGE,EDGE or file:TABLE
(tabs; columns rev_id or user, and group); several with commas are crossed. No group is left out: if a figure
has too few edits, it is said how many more are needed.

--compare no-who trains MODEL again without the features that tell who edits, and --compare group-thresholds
(or group-precision) takes a threshold for each group: what that costs is measured on edits that the models
did not see, at the same question and with the same share of edits flagged.

--hand FILE gives labels of edits that people judged, as revscoring review tally writes them; their figures
are then told too. --save-in keeps the audit in the file of the model, for its card.

Example: revscoring audit --observations scored.jsonl --label reverted --at "recall at precision 0.9"
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ..cli.accounts import with_accounts
from ..cli.command import utility
from ..cli.files import STANDARD, InputFile, OutputFile, open_input, open_output
from ..cli.learning import Examples, read_examples
from ..cli.models import load_model
from ..cli.options import folds_option, input_option, progress_option, score_field_option, trust_options
from ..cli.policies import state, stated_in, today, training_data, version_in
from ..cli.progress import Progress
from ..cli.scored_edits import BATCH, scored_by
from ..cli.sources import read_revision_observations
from ..cli.tables import print_sections
from ..cli.totals import Totals
from ..files import file_digest

if TYPE_CHECKING:
    from ..audit import ScoredRow
    from ..audit.auditing import Audit
    from ..audit.groupings import GroupingSpec
    from ..audit.prices import PriceTable
    from ..audit.saved import HandAudit
    from ..scoring import Model

__all__ = ["main"]

WAYS = ("no-who", "group-thresholds", "group-precision")


@utility("audit")
@click.argument("model_file", type=InputFile(), required=False, metavar="[MODEL]")
@input_option(
    "--observations", "--scores", "observations", help="Edits with labels, one JSON object per line."
)
@click.option(
    "--label", default="reverted", show_default=True, metavar="FIELD", help="The field of the label."
)
@click.option(
    "--group", "groups", multiple=True, metavar="GROUPING", help="How to divide the edits.  [default: editor]"
)
@click.option("--reference", metavar="GROUP", help="The group to compare with.  [default: the largest]")
@click.option(
    "--at", "question", metavar="QUESTION", help='Such as "recall at precision 0.9".  [default: find 3 of 4]'
)
@click.option("--threshold", type=click.FloatRange(0, 1), metavar="N", help="A threshold, instead of --at.")
@click.option(
    "--cluster",
    metavar="user|page|FIELD",
    help="Edits with the same one resemble each other.  [default: user]",
)
@click.option(
    "--compare", "ways", multiple=True, type=click.Choice(WAYS), help="Measure what it costs to be fairer."
)
@folds_option(5, min=2, help="Parts to test in, with --compare.")
@click.option(
    "--users",
    "accounts",
    type=InputFile(),
    metavar="FILE",
    help="Accounts: JSON, or a table with tabs, with groups, registration and editcount.",
)
@click.option(
    "--hand",
    type=InputFile(),
    metavar="FILE",
    help="Labels by hand: lines with rev_id and the field of --label, or damaging.",
)
@click.option("--output", type=OutputFile(), metavar="FILE", help="Write a page (.html).")
@click.option(
    "--save-in",
    type=InputFile(),
    metavar="MODEL-FILE",
    help="Keep the audit in this model file, for its card.",
)
@click.option("--as-json", is_flag=True, help="Print a JSON object instead of text.")
@click.option("--wikitext", is_flag=True, help="Print the markup of a wiki instead of text.")
@score_field_option
@trust_options
@progress_option()
def command(
    model_file: str | None,
    observations: str,
    label: str,
    groups: tuple[str, ...],
    reference: str | None,
    question: str | None,
    threshold: float | None,
    cluster: str | None,
    ways: tuple[str, ...],
    folds: int,
    accounts: str | None,
    hand: str | None,
    output: str | None,
    save_in: str | None,
    as_json: bool,
    wikitext: bool,
    score_field: str,
    trust: tuple[str, ...],
    trust_pickle: bool,
    show_progress: bool,
) -> None:
    from ..audit.audit_words import audit_parts, audit_wikitext, render_audit
    from ..audit.auditing import DEFAULT_QUESTION, AuditError, audit
    from ..audit.groupings import GroupingError, parse_grouping
    from ..audit.saved import audit_by_hand, hand_parts
    from ..scoring.summary import Section
    from ..scoring.wording import label_words

    if question is not None and threshold is not None:
        raise click.UsageError("give either --at or --threshold")
    if as_json and wikitext:
        raise click.UsageError("give either --as-json or --wikitext")
    if output in STANDARD and (as_json or wikitext):
        raise click.UsageError("--output - writes to the standard output too: leave one out")
    if ways and (model_file is None or observations in STANDARD):
        raise click.UsageError("--compare trains MODEL again: name its file, and --observations with a cache")
    if ways and threshold is not None:
        raise click.UsageError("--compare asks each way the same question: give --at instead of --threshold")
    if save_in is not None and observations in STANDARD:
        raise click.UsageError("--save-in keeps the digest of the edits: name their file, not a pipe")
    if save_in is not None:
        stated_in(save_in)  # it is a model file
    by_hand = None if hand is None else _read_hand(hand, label)
    try:
        specs = [parse_grouping(text, _lines_of) for text in groups or ("editor",)]
        model = None if model_file is None else load_model(model_file, trust, trust_pickle)
        fields = [*(name for spec in specs for name in spec.fields), *([cluster] if cluster else [])]
        features = [name for spec in specs for name in spec.features]
        rows = _read(observations, label, score_field, fields, features, model, accounts, show_progress)
        named = {spec.name: spec.groups(rows) for spec in specs}
        at: str | float = threshold if threshold is not None else question or DEFAULT_QUESTION
        answers: str | None = None
        if model is not None and isinstance(at, str) and (advised := _advised(model, at)) is not None:
            answers, at = str(at), advised
        found = audit(rows, named, at, label=label, cluster=cluster, reference=reference, question=answers)
        judged = None if by_hand is None else audit_by_hand(rows, named, by_hand, found, reference)
        prices = None
        if model is not None and ways:
            asked = question or DEFAULT_QUESTION
            prices = _compare(
                model, observations, label, specs[0], ways, asked, folds, cluster, show_progress
            )
    except (AuditError, GroupingError) as error:
        raise RuntimeError(f"{observations}: {error}") from error
    own = answers is None and isinstance(at, str)
    parts = audit_parts(found, prices, _source(rows, label, model, answers, own))
    parts += [] if judged is None else hand_parts(judged)
    title = f"Who is hit by errors in finding {label_words(True, label).edits}"
    if output is not None:
        with open_output(output) as out:
            out.write(render_audit(parts, title))
        if output not in STANDARD:
            click.echo(f"audit: {output} is written", err=True)
    if save_in is not None:
        _check_scores(save_in, rows, model)
        _save(save_in, found, judged, observations)
    if as_json:
        document = {**found.to_json(), "prices": prices}
        document |= {} if judged is None else {"hand": judged.to_json()}
        click.echo(json.dumps(document, ensure_ascii=False))
    elif wikitext:
        click.echo(audit_wikitext(parts))
    elif output not in STANDARD:
        print_sections(
            Section([*(["", part.title.upper()] if number else []), *part.sentences], part.header, part.rows)
            for number, part in enumerate(parts)
        )
        if observations not in STANDARD:
            asked = f"revscoring errors --scores {observations} --label {label}"
            click.echo(f"Next: what the wrong flags have in common: {asked}", err=True)


def _lines_of(path: str) -> list[str]:
    with open_input(path) as lines:
        return list(lines)


def _read_hand(path: str, label: str) -> dict[str, bool]:
    """Return the labels by hand of revisions; those without one are left out."""
    found = {}
    for row in read_revision_observations(path):
        value = row.get(label, row.get("damaging"))
        if isinstance(value, bool):
            found[str(row["rev_id"])] = value
    if not found:
        raise RuntimeError(f"{path}: no line has a rev_id, and true or false in {label!r} or 'damaging'")
    return found


def _check_scores(path: str, rows: Sequence[ScoredRow], model: Model | None) -> None:
    """Raise a RuntimeError if scores are of another model than the one in which an audit is kept."""
    version = version_in(path)
    named = {row.model.version for row in rows} - {""} if model is None else {str(model.version or "")}
    if others := sorted(named - {version}):
        raise RuntimeError(
            f"{path} is version {version or 'unknown'}, and the scores are of version {', '.join(others)}: "
            "the audit of one model says nothing about another"
        )
    if not named:
        click.echo(
            "audit: the scores do not say which model gave them (score --add-model does): make sure that it "
            f"is {path}",
            err=True,
        )


def _save(path: str, found: Audit, judged: HandAudit | None, observations: str) -> None:
    from ..audit.saved import saved_fields

    digest = file_digest(observations)
    before, after = state(path, saved_fields(found, judged, digest, today()))
    changed = "did not change" if before == after else f"is {after[:16]}…, and was {before[:16]}…"
    click.echo(f"audit: it is kept in {path}, whose digest {changed}", err=True)


def _read(
    path: str,
    label: str,
    score: str,
    fields: Iterable[str],
    features: Iterable[str],
    model: Model | None,
    accounts: str | None,
    show_progress: bool,
) -> list[ScoredRow]:
    """Return the rows with a score and a label; the others are counted and reported."""
    from ..audit import read_rows
    from ..observations import read_numbered_observations

    totals = Totals("audit", "observations", show=show_progress)
    found: list[ScoredRow] = []
    with open_input(path) as lines:
        numbered: Iterable[tuple[int, Mapping[str, Any]]] = read_numbered_observations(lines)
        if model is not None:
            numbered = scored_by(model, numbered, score)
        if accounts is not None:
            numbered = with_accounts(numbered, accounts)
        for row in read_rows(numbered, label, score=score, fields=fields, features=features):
            totals.inputs += 1
            if row.problem is not None:
                totals.fail(row.problem, f"line {row.line}")
                continue
            found.append(row)
            totals.outputs += 1
            if totals.outputs % BATCH == 0:
                totals.show()
    if not found:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise RuntimeError(f"{path}: there is no edit with a score and a label: {reasons}")
    totals.finish()
    return found


def _advised(model: Model, question: str) -> float | None:
    """Return the threshold that the statistics of a model have for a question."""
    from ..scoring.statistics.classification import ThresholdOptimization
    from ..scoring.summary import statistics_of

    statistics = statistics_of(model)
    if statistics is None or "thresholds" not in statistics or True not in statistics.labels:
        return None
    try:
        found = statistics["thresholds"][True][str(ThresholdOptimization.from_words(question))]
    except ValueError as error:
        raise click.UsageError(str(error).rstrip(".")) from None
    return None if found is None else float(found)


def _source(
    rows: Sequence[ScoredRow], label: str, model: Model | None, answers: str | None, own: bool
) -> list[str]:
    """Say whose labels and whose threshold it is, and whether the model may have seen the edits."""
    from ..audit import time_of

    said = ["The threshold is that of the model." if answers else ""]
    if own:
        said.append(
            "The threshold is chosen on these edits"
            + (": name MODEL to take its own." if model is None else ".")
        )
    if label.startswith("revert"):
        said.append("The labels are reverts: those who revert may be unfair to the same groups.")
    until = time_of(training_data(model).get("to")) if model is not None else None
    times = [row.time for row in rows if row.time is not None]
    if until is not None and times and min(times) <= until:
        said.append("The model may have learned from some of these edits; then it errs more on others.")
    return [one for one in said if one]


def _compare(
    model: Any,
    path: str,
    label: str,
    spec: GroupingSpec,
    ways: Sequence[str],
    question: str,
    folds: int,
    cluster: str | None,
    show_progress: bool,
) -> PriceTable:
    from ..audit import REPEATED, read_rows
    from ..audit.prices import price
    from ..scoring.models.cross_validation import divide

    if not hasattr(model, "train"):
        raise RuntimeError("--compare trains the model again, and this one does not learn")
    wanted = ("page_id", "page_title", "title", "rev_id", *spec.fields, *([cluster] if cluster else []))
    takes_nan = getattr(model, "takes_nan", True)
    examples = read_examples(
        "audit", path, model.features, label, model.labels, False, False, takes_nan, wanted
    )
    if spec.features:
        raise click.UsageError(
            "--compare needs groups by editor, namespace, year, wiki, field or file: name one first"
        )
    known = enumerate(examples.records, 1)
    rows = list(read_rows(known, score="", fields=spec.fields, need_score=False))
    # An edit that stands twice could be learned from and tested on.
    first = [place for place, row in enumerate(rows) if row.problem != REPEATED]
    rows = [rows[place] for place in first]
    examples = replace(
        examples,
        value_labels=[examples.value_labels[place] for place in first],
        records=[examples.records[place] for place in first],
    )
    clusters = _clusters(examples, cluster)
    try:
        division = divide(examples.labels, folds, False, clusters)
    except ValueError as error:
        raise RuntimeError(f"{path}: {str(error).rstrip('.')}: use fewer --folds") from None
    bar = Progress("audit --compare", folds * (2 if "no-who" in ways else 1), show=show_progress)
    done = iter(range(1, 10**6))
    found = price(
        model,
        examples.value_labels,
        division,
        spec.groups(rows),
        ways,
        at=question,
        clusters=clusters,
        by=spec.name,
        fold_done=lambda: bar.show(next(done), "tests"),
    )
    bar.close("tested")
    return found


def _clusters(examples: Examples, cluster: str | None) -> list[Any]:
    """Return which examples resemble each other, and are kept together in a test."""
    names = {"page": ("page_id", "page_title", "title")}.get(cluster or "user", (cluster or "user",))
    return examples.groups(*names) or [("", place) for place in range(len(examples.records))]


main = command.run
