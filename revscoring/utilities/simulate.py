"""Say what a bot would have done: how many edits it would revert a day, how many wrongly, and whose.

--scores are edits with a score, a label and a timestamp: what autolabel labels and score scores. With --dump,
MODEL scores the edits of a dump, and its history is the label. They are replayed in the order of time. The
bot leaves bots, trusted users and self-reverts alone, as far as the rows know them (fields groups, bot,
trusted, self_revert; --users FILE knows groups and registrations), and reverts a user on a page once a day;
--rules changes that. --thresholds are scores from which it reverts. --at are questions that MODEL answers, so
they go on to work with its next version. The last 48 hours are left out, because people may not have judged
these edits yet.

Two MODELs are compared: the rows have a score of each (--score-field, once for each), or a cache.

The figures are evidence only if the model had not seen these edits: give MODEL, whose file says from when
its training data is. On a terminal and in JSON it says so, and so does the page (--output).

Example: revscoring simulate reverted.model --scores scored.jsonl --label reverted --at "recall at precision
0.9" --output simulation.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..cli.accounts import with_accounts
from ..cli.command import utility
from ..cli.files import STANDARD, InputFile, OutputFile, load_yaml, open_input, open_output
from ..cli.models import check_features, load_model
from ..cli.options import DumpOptions, at_least, dump_option, dump_options, progress_option, trust_options
from ..cli.policies import Use, policy_notices, stated_policy, training_data, use_options
from ..cli.scored_edits import NumberedRows, scored_by, scored_edits_of_dump
from ..cli.tables import print_sections
from ..cli.totals import Totals
from ..observations import read_numbered_observations

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..audit import EditColumns, Rules, ScoredRow, Simulation
    from ..scoring import Model
    from ..scoring.summary import Section

__all__ = ["main"]

#: Seconds in the units of periods, and how many rows move the bar.
UNITS = {"h": 3600, "d": 86400, "w": 7 * 86400}
ROWS_SHOWN = 1000


def _parse_thresholds(text: str) -> list[float]:
    try:
        found = [float(one) for one in text.split(",")]
    except ValueError:
        found = []
    if not found or not all(0 <= one <= 1 for one in found):
        raise click.BadParameter(f"{text!r}: give numbers from 0 to 1 with commas between, such as 0.9,0.95")
    return found


def _parse_period(text: str) -> float:
    """Return the days of a period.

    >>> _parse_period("36h"), _parse_period("2w")
    (1.5, 14.0)
    """
    try:
        days = float(text[:-1]) * UNITS[text[-1:]] / UNITS["d"]
    except (KeyError, ValueError):
        days = 0.0
    if not 0 < days < float("inf"):
        raise click.BadParameter(f"{text!r}: give a time such as 30d, 12h or 4w")
    return days


@utility("simulate")
@click.argument("model_files", type=InputFile(), nargs=-1, metavar="[MODEL]...")
@click.option(
    "--scores",
    type=InputFile(),
    metavar="FILE",
    help="Scored edits with labels and timestamps, one JSON object per line.  [default: <stdin>]",
)
@dump_option()
@click.option(
    "--label", default="reverted", show_default=True, metavar="FIELD", help="The field of the label."
)
@click.option("--thresholds", type=_parse_thresholds, metavar="A,B,...", help="Scores from which it reverts.")
@click.option(
    "--at",
    "questions",
    multiple=True,
    metavar="QUESTION",
    help='A threshold that MODEL knows, such as "recall at precision 0.9".',
)
@click.option(
    "--rules", "rules_path", type=InputFile(), metavar="FILE", help="YAML: spare, namespaces, wait_hours."
)
@click.option(
    "--period", type=_parse_period, metavar="TIME", help="How much of the end, such as 30d.  [default: all]"
)
@click.option(
    "--label-delay",
    default=48.0,
    show_default=True,
    type=at_least(0.0, float),
    metavar="HOURS",
    help="How much before the newest edit to leave out.",
)
@click.option(
    "--output", type=OutputFile(), metavar="FILE", help="Write a page, with a slider of thresholds."
)
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print a JSON object instead of text.")
@click.option(
    "--score-field",
    "score_fields",
    multiple=True,
    metavar="FIELD",
    help="The field with the score; once for each MODEL.  [default: score]",
)
@dump_options
@trust_options
@use_options
@progress_option()
def command(
    model_files: tuple[str, ...],
    scores: str | None,
    dump_path: str | None,
    label: str,
    thresholds: list[float] | None,
    questions: tuple[str, ...],
    rules_path: str | None,
    period: float | None,
    label_delay: float,
    output: str | None,
    as_json: bool,
    score_fields: tuple[str, ...],
    trust: tuple[str, ...],
    trust_pickle: bool,
    anyway: bool,
    accepted: tuple[str, ...],
    show_progress: bool,
    **options: Unpack[DumpOptions],
) -> None:
    from ..audit import Rules, compare_bots, describe_differences, render_simulations, simulate
    from ..scoring.policy import floor_threshold

    if (thresholds is None) == (not questions):
        raise click.UsageError("say from which scores: either --thresholds 0.9,0.95 or --at QUESTION")
    if questions and not model_files:
        raise click.UsageError("--at is a question to a model: name its file, or give --thresholds")
    if output in STANDARD and as_json:
        raise click.UsageError("--as-json and --output - both write to the standard output: leave one out")
    if scores is not None and dump_path is not None:
        raise click.UsageError("give either --scores FILE or --dump FILE")
    if dump_path is not None and not model_files:
        raise click.UsageError("--dump needs a MODEL that scores its edits")
    fields = _fields(model_files, score_fields)
    rules = Rules() if rules_path is None else _read_rules(rules_path)
    use = Use(anyway, accepted)
    models = {path: load_model(path, trust, trust_pickle, use=use) for path in model_files}
    _check_labels(models)
    if dump_path is not None:
        for path, model in models.items():
            check_features(model, path)
    asked: dict[str, Mapping[str, float] | list[float]] = {
        path: {question: _threshold(model, path, question) for question in questions}
        if questions
        else thresholds or []
        for path, model in models.items()
    } or {"": thresholds or []}
    scorers = dict(zip(fields, models.values(), strict=False))
    totals = Totals("simulate", "rows", show=show_progress)
    if dump_path is not None:
        rows = scored_edits_of_dump("simulate", dump_path, label, scorers, options)
        edits = _read_edits(rows, dump_path, label, fields, options["users"], totals)
    else:
        with open_input(scores or "<stdin>") as lines:
            numbered: NumberedRows = read_numbered_observations(lines)
            for field, model in scorers.items():
                numbered = scored_by(model, numbered, field, again=False)
            edits = _read_edits(numbered, scores or "<stdin>", label, fields, options["users"], totals)
    if totals.errors or dump_path is None:
        totals.finish()
    names = [Path(path).name for path in models] if len(models) > 1 else [""]
    if len(set(names)) < len(names):
        names = list(models)
    simulations: dict[str, Simulation] = {}
    notices: dict[str, list[str]] = {}
    for name, path, columns in zip(names, asked, edits, strict=True):
        known = models.get(path)
        simulations[name] = simulate(
            columns,
            asked[path],
            rules,
            days=period,
            delay_hours=label_delay,
            trained=None if known is None else training_data(known),
            floor=None if known is None else floor_threshold(known, stated_policy(known).floor),
            grid=output is not None,
        )
        notices[name] = [] if known is None else policy_notices(known)
    differences = []
    if len(simulations) > 1:
        pairs = zip(*(one["outcomes"] for one in simulations.values()), strict=True)
        compared = {
            one["question"] or f"{one['threshold']:g}": (one["threshold"], other["threshold"])
            for one, other in pairs
        }
        first, second = edits
        differences = compare_bots(first, second, compared, rules, days=period, delay_hours=label_delay)
    if output is not None:
        with open_output(output) as out:
            title = "What a bot would have done"
            told = [f"{name}: {one}" if name else one for name, some in notices.items() for one in some]
            out.write(render_simulations(simulations, title, differences=differences, notices=told))
        if output not in STANDARD:
            click.echo(f"simulate: {output} is written", err=True)
    if as_json:
        told_of = {name: {**one, "notices": notices[name]} for name, one in simulations.items()}
        document: Any = told_of.get("", {"models": told_of, "differences": differences})
        click.echo(json.dumps(document, ensure_ascii=False))
    elif output not in STANDARD:
        print_sections(_sections(simulations, notices, describe_differences(differences, names)))
    for name, simulation in simulations.items():
        if simulation["doubts"]:
            of = f" of what {name} would do" if name else ""
            click.echo(f"simulate: this is no evidence{of}: {'; '.join(simulation['doubts'])}", err=True)


def _fields(model_files: Sequence[str], fields: tuple[str, ...]) -> list[str]:
    """Return the fields with the scores, one for each model."""
    if len(model_files) > 2 or len(set(model_files)) < len(model_files):
        raise click.UsageError("one MODEL is simulated, or two different ones are compared")
    if len(fields) > max(len(model_files), 1):
        raise click.UsageError("give --score-field once for each MODEL")
    found = [*fields, *("score", "score_2")[len(fields) : max(len(model_files), 1)]]
    if len(set(found)) < len(found):
        raise click.UsageError("the two models have the same --score-field: give each its own")
    return found


def _check_labels(models: Mapping[str, Model]) -> None:
    """Raise an error if two models are about different labels."""
    from ..scoring.summary import label_field

    labels = {path: field for path, model in models.items() if (field := label_field(model)) is not None}
    if len(set(labels.values())) > 1:
        (first, one), (second, other) = labels.items()
        raise click.UsageError(
            f"{first} predicts {one}, and {second} predicts {other}: compare models of the same label"
        )


def _sections(
    simulations: Mapping[str, Simulation], notices: Mapping[str, Sequence[str]], differences: Sequence[str]
) -> Iterator[Section]:
    """Yield what is printed of each model, and then how they differ."""
    from ..audit import describe_simulation, group_table, outcome_table
    from ..scoring.summary import Section

    for number, (name, simulation) in enumerate(simulations.items()):
        heading = [*([""] if number else []), *([name] if name else [])]
        sentences = describe_simulation(simulation, notices=notices[name])
        yield Section([*heading, *sentences], *outcome_table(simulation["outcomes"]))
        yield Section(["", *GROUPS], *group_table(simulation["outcomes"]))
    if differences:
        yield Section(["", *differences])


GROUPS = ["Good edits that would be undone, by group:"]


def _read_rules(path: str) -> Rules:
    from ..audit import Rules, RulesError

    try:
        return Rules.from_document(load_yaml(path))
    except RulesError as error:
        raise RuntimeError(f"{path}: {error}") from error


def _threshold(model: Model, model_file: str, question: str) -> float:
    """Return the threshold that a model has for a question."""
    from ..scoring.statistics.classification import ThresholdOptimization
    from ..scoring.summary import statistics_of

    try:
        optimization = ThresholdOptimization.from_words(question)
    except ValueError as error:
        raise click.UsageError(str(error).rstrip(".")) from None
    statistics = statistics_of(model)
    if statistics is None or "thresholds" not in statistics or True not in statistics.labels:
        raise RuntimeError(f"{model_file} has no statistics of thresholds: see revscoring test_model")
    threshold = statistics["thresholds"][True][str(optimization)]
    if threshold is None:
        raise RuntimeError(f"{model_file} has no threshold with {question!r}: ask for less")
    return float(threshold)


def _read_edits(
    numbered: NumberedRows, path: str, label: str, fields: Sequence[str], accounts: str | None, totals: Totals
) -> list[EditColumns]:
    """Return the edits, with the scores of each field."""
    from ..audit import RULE_FIELDS, EditColumns, read_rows

    if accounts is not None:
        numbered = with_accounts(numbered, accounts)
    rows = read_rows(numbered, label, score=fields[0], fields=(*RULE_FIELDS, *fields[1:]))
    others: list[float] = []
    edits = EditColumns.read(_usable(rows, totals, fields[1:], others))
    if not len(edits):
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise RuntimeError(f"{path}: there is no edit to replay: {reasons}")
    return [edits, edits.with_scores(others)] if others else [edits]


def _usable(
    rows: Iterable[ScoredRow], totals: Totals, fields: Sequence[str], others: list[float]
) -> Iterator[ScoredRow]:
    """Yield the rows that can be replayed; scores in a further field, if there is one, go to `others`."""
    from ..audit import score_value

    for totals.inputs, row in enumerate(rows, 1):
        problem = row.problem or (None if row.time is not None else "it has no timestamp")
        for field in fields:
            other = score_value(row.record.get(field))
            if other is None:
                problem = problem or f"it has no probability in {field!r}"
            elif problem is None:
                others.append(other)
        if problem is not None:
            totals.fail(problem, f"line {row.line}")
            continue
        totals.outputs += 1
        if totals.inputs % ROWS_SHOWN == 0:
            totals.show()
        yield row


main = command.run
