"""Say what a bot would have done: how many edits it would revert a day, how many wrongly, and whose.

--scores are edits with a score, a label and a timestamp: what autolabel labels and score scores. They are
replayed in the order of time. The bot leaves bots, trusted users and self-reverts alone, as far as the rows
know them (fields groups, bot, trusted, self_revert; --users FILE knows groups and registrations), and reverts
a user on a page once a day; --rules changes that. --thresholds are scores from which it reverts. --at are
questions that MODEL answers, so they go on to work with its next version. The last 48 hours are left out,
because people may not have judged these edits yet.

The figures are evidence only if the model had not seen these edits: give MODEL, whose file says from when
its training data is. On a terminal and in JSON it says so, and so does the page (--output).

Example: revscoring simulate reverted.model --scores scored.jsonl --label reverted --at "recall at precision
0.9" --output simulation.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from ..cli.command import utility
from ..cli.files import STANDARD, InputFile, OutputFile, load_yaml, open_input, open_output
from ..cli.models import load_model
from ..cli.options import at_least, progress_option, score_field_option, trust_options
from ..cli.tables import print_sections
from ..cli.totals import Totals

if TYPE_CHECKING:
    from ..audit import EditColumns, Rules, ScoredRow
    from ..scoring import Model

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
@click.argument("model_file", type=InputFile(), required=False, metavar="[MODEL]")
@click.option(
    "--scores",
    default="<stdin>",
    show_default=True,
    type=InputFile(),
    metavar="FILE",
    help="Scored edits with labels and timestamps, one JSON object per line.",
)
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
    "--users", "accounts", type=InputFile(), metavar="FILE", help="Accounts: JSON, or a table with tabs."
)
@click.option(
    "--output", type=OutputFile(), metavar="FILE", help="Write a page, with a slider of thresholds."
)
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print a JSON object instead of text.")
@score_field_option
@trust_options
@progress_option()
def command(
    model_file: str | None,
    scores: str,
    label: str,
    thresholds: list[float] | None,
    questions: tuple[str, ...],
    rules_path: str | None,
    period: float | None,
    label_delay: float,
    accounts: str | None,
    output: str | None,
    as_json: bool,
    score_field: str,
    trust: tuple[str, ...],
    trust_pickle: bool,
    show_progress: bool,
) -> None:
    from ..audit import Rules, describe_simulation, group_table, outcome_table, render_simulation, simulate
    from ..scoring.summary import Section
    from ..scoring.training_data import data_of

    if (thresholds is None) == (not questions):
        raise click.UsageError("say from which scores: either --thresholds 0.9,0.95 or --at QUESTION")
    if questions and model_file is None:
        raise click.UsageError("--at is a question to a model: name its file, or give --thresholds")
    if output in STANDARD and as_json:
        raise click.UsageError("--as-json and --output - both write to the standard output: leave one out")
    rules = Rules() if rules_path is None else _read_rules(rules_path)
    model = None if model_file is None else load_model(model_file, trust, trust_pickle)
    asked: Mapping[str, float] | list[float] = thresholds or []
    if model is not None and questions:
        asked = {question: _threshold(model, str(model_file), question) for question in questions}
    edits = _read_edits(scores, label, score_field, accounts, show_progress)
    simulation = simulate(
        edits,
        asked,
        rules,
        days=period,
        delay_hours=label_delay,
        trained=None if model is None else data_of(model),
        floor=None if model is None else _floor(model, str(model_file)),
        grid=output is not None,
    )
    if output is not None:
        with open_output(output) as out:
            out.write(render_simulation(simulation, "What a bot would have done"))
        if output not in STANDARD:
            click.echo(f"simulate: {output} is written", err=True)
    if as_json:
        click.echo(json.dumps(simulation, ensure_ascii=False))
    elif output not in STANDARD:
        tables = (outcome_table(simulation["outcomes"]), group_table(simulation["outcomes"]))
        first, second = (Section([], *table) for table in tables)
        sentences = describe_simulation(simulation)
        print_sections([first._replace(sentences=sentences), second._replace(sentences=["", *GROUPS])])
    if simulation["doubts"]:
        click.echo(f"simulate: this is no evidence: {'; '.join(simulation['doubts'])}", err=True)


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


def _floor(model: Model, model_file: str) -> float | None:
    """Return the least threshold that the policy of a model allows bots; infinite if the model has none."""
    from ..audit import policy_of

    floor = policy_of(model).floor
    if not floor:
        return None
    try:
        return _threshold(model, model_file, f"maximum recall @ {floor}")
    except RuntimeError:
        return float("inf")


def _read_edits(path: str, label: str, score: str, accounts: str | None, show_progress: bool) -> EditColumns:
    from ..audit import RULE_FIELDS, EditColumns, read_rows
    from ..observations import read_numbered_observations

    totals = Totals("simulate", "rows", show=show_progress)
    with open_input(path) as lines:
        numbered: Iterable[tuple[int, Mapping[str, Any]]] = read_numbered_observations(lines)
        if accounts is not None:
            numbered = _with_accounts(numbered, accounts)
        rows = read_rows(numbered, label, score=score, fields=RULE_FIELDS)
        edits = EditColumns.read(_usable(rows, totals))
    if not len(edits):
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise RuntimeError(f"{path}: there is no edit to replay: {reasons}")
    totals.finish()
    return edits


def _usable(rows: Iterable[ScoredRow], totals: Totals) -> Iterator[ScoredRow]:
    for totals.inputs, row in enumerate(rows, 1):
        if row.problem is not None or row.time is None:
            totals.fail(row.problem or "it has no timestamp", f"line {row.line}")
            continue
        totals.outputs += 1
        if totals.inputs % ROWS_SHOWN == 0:
            totals.show()
        yield row


def _with_accounts(
    numbered: Iterable[tuple[int, Mapping[str, Any]]], path: str
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Add to observations the groups of their users, and the age of the account, which a file tells."""
    from ..audit import time_of
    from ..extractors.dump import read_accounts

    known = read_accounts(path)
    for line, row in numbered:
        account = known.get(str(row.get("user")), {})
        groups = account.get("groups")
        added: dict[str, Any] = {} if groups is None else {"groups": list(groups)}
        registered, time = time_of(account.get("registration_str")), time_of(row.get("timestamp"))
        if registered is not None and time is not None:
            added["cache"] = {**(row.get("cache") or {}), AGE: max(time - registered, 0.0)}
        yield line, {**row, **added}


AGE = "feature.temporal.revision.user.seconds_since_registration"

main = command.run
