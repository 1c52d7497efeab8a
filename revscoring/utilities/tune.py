"""Search the parameters of models by cross-validation.

The models of CONFIG are cross-validated with each combination of their parameters, and a report names
the best. CONFIG is YAML: name: {class: revscoring.scoring.models.GradientBoosting, params: {max_depth:
[3, 5]}}. STATISTIC is a path such as roc_auc.labels.true. Configurations that fail or take too long are
reported, and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

import click

from ..cli.command import utility
from ..cli.feature_lists import import_features
from ..cli.files import InputFile, load_yaml, open_output
from ..cli.learning import read_labelled_file
from ..cli.models import model_class_at, model_parameters
from ..cli.options import (
    POSITIVE,
    ModelOptions,
    at_least,
    folds_option,
    input_option,
    model_options,
    output_option,
    progress_option,
)
from ..cli.tables import markdown_table
from ..cli.totals import Totals
from ..scoring.tuning import Evaluation, Search, read_grid

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["main"]

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
    report: str,
    processes: int | None,
    cv_timeout: float | None,
    show_progress: bool,
    **options: Unpack[ModelOptions],
) -> None:
    grid = read_grid(load_yaml(params_config), params_config)
    for candidate in grid:
        model_class_at(candidate.class_path)
    feature_list = import_features(features)
    params = model_parameters(**options)
    with open_output(report) as out:
        value_labels = read_labelled_file(
            "tune", observations, feature_list, label, params["labels"], params["multilabel"], allow_nan=False
        )
        seconds = None if cv_timeout is None else cv_timeout * 60
        search = Search(feature_list, value_labels, statistic, params, folds, seconds)
        totals = Totals("tune", "configurations", show=show_progress, total=len(grid), inputs=len(grid))
        results = []
        for evaluation in search.run(grid, processes):
            error = evaluation.error
            if error is None:
                totals.outputs += 1
                results.append(evaluation)
            else:
                reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
                totals.fail(reason, f"{evaluation.candidate.name} with {evaluation.candidate}")
            totals.show()
        _write_report(out, results, search, features, maximize=not minimize)
    totals.finish()
    if not results:
        raise RuntimeError("no configuration could be evaluated")


def _write_report(
    report: IO[str], results: Sequence[Evaluation], search: Search, features_path: str, *, maximize: bool
) -> None:
    """Write the report in Markdown: settings, the best configurations, and all of them by model."""
    ranked = sorted(results, key=lambda result: -result.value if maximize else result.value)
    settings = {
        "Observations": len(search.value_labels),
        "Features": f"{features_path} ({len(search.features)})",
        "Statistic": f"{search.statistic} ({'greatest' if maximize else 'least'} first)",
        "Folds": search.folds,
        **{name.replace("_", " ").capitalize(): value for name, value in search.params.items()},
    }
    lines = [f"- {name}: {value}\n" for name, value in settings.items()]
    report.write(f"# Model tuning report\n\n{''.join(lines)}\n# Top scoring configurations\n\n")
    top = [(one.candidate.name, f"{one.value:.4f}", str(one.candidate)) for one in ranked[:TOP]]
    report.write(markdown_table(["model", search.statistic, "params"], top))
    report.write("\n\n# Models\n")
    for name in dict.fromkeys(one.candidate.name for one in results):
        rows = [
            (f"{one.value:.4f}", f"{one.seconds:.1f}", str(one.candidate))
            for one in ranked
            if one.candidate.name == name
        ]
        table = markdown_table([search.statistic, "seconds", "params"], rows, numbers=["seconds"])
        report.write(f"\n## {name}\n\n{table}\n")


main = command.run
