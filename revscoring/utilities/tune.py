"""Search the parameters of models by cross-validation.

The models of CONFIG are cross-validated with each combination of their parameters, and a report names
the best. CONFIG is YAML: name: {class: GradientBoosting, params: {max_depth: [3, 5]}}. STATISTIC is a path
such as roc_auc_exact.labels.true, or a goal such as "recall at precision 0.75"; for roc_auc and pr_auc, which
revscoring 2.x computes from 50 points, the exact areas are taken. Configurations that fail or take too long
are reported, and left out. If users are known, the edits of a user are kept together.

Example: revscoring tune grid.yaml mywiki.features reverted roc_auc_exact.labels.true --labels=true,false
--observations=observations.jsonl --report=tuning.md
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

import click

from ..cli.command import utility
from ..cli.feature_lists import import_features
from ..cli.files import InputFile, load_yaml, open_output
from ..cli.learning import read_examples
from ..cli.models import MODELS, class_path, make_model, model_parameters
from ..cli.options import (
    POSITIVE,
    ModelOptions,
    at_least,
    folds_option,
    input_option,
    model_options,
    output_option,
    progress_option,
    split_options,
)
from ..cli.quiet import quiet
from ..cli.splitting import Split, choose_splits, group_fields
from ..cli.tables import markdown_table
from ..cli.totals import Totals
from ..scoring.formats import label_name
from ..scoring.training_data import data_sentence
from ..scoring.tuning import Candidate, Evaluation, Search, exact_path, read_grid, read_statistic
from ..scoring.wording import interval_words, of_many, pair_words, words_of_name

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..scoring.training_data import DataRecord

__all__ = ["main"]

#: What intervals are about.
INTERVALS = "where 95 of 100 other samples of authors would lie"

#: How many of the best configurations stand at the top of the report.
TOP = 10


@utility("tune")
@click.argument("params_config", type=InputFile(), metavar="CONFIG")
@click.argument("features", metavar="FEATURES")
@click.argument("label", metavar="LABEL")
@click.argument("statistic", metavar="STATISTIC")
@model_options
@click.option("--minimize", is_flag=True, help="The least value is the best.")
@input_option("--observations")
@folds_option(5, min=2, help="Parts to cross-validate with.")
@split_options
@output_option("Where to write the report.", "--report")
@click.option(
    "--processes", type=POSITIVE, metavar="N", help="Configurations at a time.  [default: all cores]"
)
@click.option(
    "--cv-timeout",
    type=at_least(0.0, float),
    metavar="MINUTES",
    help="Give up a configuration after this time.",
)
@progress_option("--verbose")
def command(
    params_config: str,
    features: str,
    label: str,
    statistic: str,
    minimize: bool,
    observations: str,
    folds: int,
    group_by: str | None,
    split: str | None,
    report: str,
    processes: int | None,
    cv_timeout: float | None,
    show_progress: bool,
    **options: Unpack[ModelOptions],
) -> None:
    grid = [
        replace(candidate, class_path=class_path(candidate.class_path))
        for candidate in read_grid(load_yaml(params_config), params_config)
    ]
    params = model_parameters(**options)
    try:
        statistic = read_statistic(statistic, params["labels"], params["multilabel"])
    except ValueError as refused:
        raise click.UsageError(f"STATISTIC: {refused}") from refused
    feature_list = import_features(features)
    for candidate in grid:
        make_model(candidate.class_path, feature_list, {**params, **candidate.params})
    with open_output(report) as out:
        labels, multilabel = params["labels"], params["multilabel"]
        examples = read_examples(
            "tune",
            observations,
            feature_list,
            label,
            labels,
            multilabel,
            allow_nan=False,
            fields=group_fields(group_by),
        )
        examples.check("tune", labels)
        data = examples.data_record(label, labels, feature_list)
        seconds = None if cv_timeout is None else cv_timeout * 60
        splits = choose_splits("tune", examples, folds, multilabel, group_by, split)
        division, authors = splits[0].division, examples.authors()
        search = Search(
            feature_list, examples.value_labels, statistic, params, folds, seconds, division, authors
        )
        totals = Totals("tune", "configurations", show=show_progress, total=len(grid), inputs=len(grid))
        results = []
        for evaluation in _evaluations(search, grid, processes):
            error = evaluation.error
            if error is None:
                totals.outputs += 1
                results.append(evaluation)
            else:
                reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
                totals.fail(reason, f"{evaluation.candidate.name} with {evaluation.candidate}")
            totals.show()
        ranked = sorted(results, key=lambda one: one.value if minimize else -one.value)
        _write_report(out, ranked, search, data, features, label, splits, maximize=not minimize)
    totals.finish()
    if not results:
        raise RuntimeError("no configuration could be evaluated")
    click.echo(f"\n{_best_in_words(ranked, search.statistic, label, splits[0])}", err=True)
    chosen = "".join(f" -p {shlex.quote(pair)}" for pair in _pairs_of(ranked[0].candidate.params))
    kind = ranked[0].candidate.class_path.removeprefix(f"{MODELS}.")
    click.echo(f"Train it: revscoring cv_train {kind} {features} {label}{chosen} …", err=True)


def _evaluations(search: Search, grid: Sequence[Candidate], processes: int | None) -> Iterator[Evaluation]:
    """Evaluate candidates, without a word on statistics of one that are undefined."""
    with quiet("scoring.statistics"):
        yield from search.run(grid, processes)


def _pairs_of(params: Mapping[str, Any]) -> list[str]:
    """Return parameters as options of ``cv_train`` take them.

    >>> _pairs_of({"max_depth": 4, "max_features": "sqrt", "init": None})
    ['max_depth=4', 'max_features=sqrt', 'init=null']
    """
    return [
        f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in params.items()
    ]


def _best_in_words(ranked: Sequence[Evaluation], statistic: str, label: str, split: Split) -> str:
    """Return what is the best configuration, how good it is, and whether others may be as good."""
    best, others = ranked[0], ranked[1:]
    path = exact_path(statistic)
    name, _, of = path.rpartition(".labels.")
    what = f"has {path} {best.value:.3f}{_ends(best.interval)}"
    if name == "roc_auc_exact":
        one, other = pair_words(True if of == "true" else of, label)
        share = f"{of_many(best.value, 100)} times of 100{interval_words(best.interval)}"
        what = f"ranks {one} above {other} {share}"
    elif " @ " in name:
        _, target, _, *condition = name.strip('"').split()
        edits = words_of_name(of, label).edits
        what = f"has {target} {best.value:.3f}{_ends(best.interval)} of {edits} at {' '.join(condition)}"
    said = f"The best of {len(ranked):,}: {best.candidate.name} ({best.candidate}) {what} ({split.name})."
    if best.interval is not None and others:
        low, high = best.interval
        alike = sum(low <= one.value <= high for one in others)
        said += f" {alike:,} of the others lie within its interval, and may be as good." if alike else ""
    return said


def _ends(interval: tuple[float, float] | None) -> str:
    """Return an interval in brackets, after a blank; nothing if there is none.

    >>> _ends((0.5812, 0.9)), _ends(None)
    (' (0.581–0.900)', '')
    """
    return "" if interval is None else f" ({interval[0]:.3f}–{interval[1]:.3f})"


def _write_report(
    report: IO[str],
    ranked: Sequence[Evaluation],
    search: Search,
    data: DataRecord,
    features_path: str,
    label: str,
    splits: Sequence[Split],
    *,
    maximize: bool,
) -> None:
    """Write the report in Markdown: settings, the best configurations, and all of them by model."""
    statistic = exact_path(search.statistic)
    settings = {
        "Observations": f"{len(search.value_labels):,}",
        "Learned from": data_sentence(data),
        "Features": f"{features_path} ({len(search.features)})",
        "Statistic": f"{statistic} ({'greatest' if maximize else 'least'} first)",
        "Folds": search.folds,
        "Tested": splits[0].name,
        "Label": label,
        **{
            name.replace("_", " ").capitalize(): _setting(value)
            for name, value in search.params.items()
            if value
        },
    }
    lines = [f"- {name}: {value}\n" for name, value in settings.items()]
    report.write(f"# Model tuning report\n\n{''.join(lines)}\n# Top scoring configurations\n\n")
    if ranked:
        report.write(f"{_best_in_words(ranked, search.statistic, label, splits[0])}\n\n")
    if any(one.interval for one in ranked):
        report.write(f"In brackets are intervals of 95 %, {INTERVALS}.\n\n")
    top = [(one.candidate.name, _value(one), str(one.candidate)) for one in ranked[:TOP]]
    report.write(markdown_table(["model", statistic, "params"], top))
    _write_otherwise(report, ranked[:1], search, splits)
    _write_differences(report, ranked, search.statistic)
    report.write("\n\n# Models\n")
    for name in dict.fromkeys(one.candidate.name for one in ranked):
        rows = [
            (_value(one), f"{one.seconds:.1f}", str(one.candidate))
            for one in ranked
            if one.candidate.name == name
        ]
        table = markdown_table([statistic, "seconds", "params"], rows, numbers=["seconds"])
        report.write(f"\n## {name}\n\n{table}\n")


def _value(evaluation: Evaluation) -> str:
    return f"{evaluation.value:.4f}{_ends(evaluation.interval)}"


def _setting(value: object) -> str:
    """Return the value of a setting in words.

    >>> _setting([True, False]), _setting({True: 2}), _setting(True)
    ('true, false', 'true: 2', 'yes')
    """
    if isinstance(value, Mapping):
        return ", ".join(f"{label_name(name)}: {one}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(label_name, value))
    return "yes" if value is True else str(value)


def _write_otherwise(
    report: IO[str], best: Sequence[Evaluation], search: Search, splits: Sequence[Split]
) -> None:
    """Write how the best configuration does on the other divisions."""
    rows = [(splits[0].name, _value(one)) for one in best]
    for split in splits[1:] if best else ():
        try:
            value = _value(replace(search, division=split.division).evaluate(best[0].candidate))
        except (RuntimeError, ValueError, TimeoutError) as error:
            value = f"not tested: {error}"
        rows.append((split.name, value))
    if len(rows) > 1:
        table = markdown_table(["tested", exact_path(search.statistic)], rows)
        report.write(f"\n\nThe best one, tested in several ways:\n\n{table}")


def _write_differences(report: IO[str], ranked: Sequence[Evaluation], statistic: str) -> None:
    """Write which areas that revscoring 2.x publishes are more than 0.01 from the exact ones."""
    differing = [one for one in ranked if one.published is not None and abs(one.published - one.value) > 0.01]
    if not differing:
        return
    rows = [
        (one.candidate.name, f"{one.published:.4f}", f"{one.value:.4f}", str(one.candidate))
        for one in differing[:TOP]
    ]
    table = markdown_table(["model", statistic, exact_path(statistic), "params"], rows)
    report.write(f"\n\n{statistic}, which is from 50 points, is more than 0.01 off:\n\n{table}")


main = command.run
