"""``revscoring tune``: a grid search for the parameters of models, by cross-validation."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import IO, Any

import click

from ..cli.command import run_command, utility
from ..cli.feature_lists import import_features
from ..cli.files import Totals, input_option, open_input, open_output, output_option, progress_option
from ..cli.labelled import read_labelled
from ..cli.models import label_options, model_class_at, read_label_options
from ..observations.lines import Timeout

__all__ = ["Candidate", "main", "read_grid", "run", "statistic_of"]

#: How many of the best configurations stand at the top of the report.
TOP = 10


@dataclass(frozen=True)
class Candidate:
    """A model to try: its name in the configuration, its class, and its parameters."""

    name: str
    class_path: str
    params: dict[str, Any]

    def __str__(self) -> str:
        """Return the parameters as they stand in the report."""
        return ", ".join(f"{key}={value!r}" for key, value in self.params.items())


def read_grid(config: Any, where: str = "the configuration") -> list[Candidate]:
    """Return every combination of parameters of a configuration.

    Parameters
    ----------
    config : dict
        ``{name: {"class": path, "params": {parameter: [values]}}}``.
    where : str
        What to call it in errors.

    Examples
    --------
    >>> grid = read_grid({"gb": {"class": "m.GB", "params": {"depth": [3, 5], "rate": [0.1]}}})
    >>> [str(candidate) for candidate in grid]
    ['depth=3, rate=0.1', 'depth=5, rate=0.1']
    """
    if not isinstance(config, dict) or not config:
        raise RuntimeError(f"{where} must have entries such as gb: {{class: ..., params: {{...}}}}")
    grid = []
    for name, entry in config.items():
        if not isinstance(entry, dict) or "class" not in entry:
            raise RuntimeError(f'{where}: the entry {name!r} has no "class"')
        params = entry.get("params") or {}
        for parameter, values in params.items():
            if not isinstance(values, list):
                raise RuntimeError(
                    f"{where}: {name!r}: {parameter} must have a list of values, not {values!r}"
                )
        for values in itertools.product(*params.values()):
            grid.append(Candidate(str(name), entry["class"], dict(zip(params, values, strict=True))))
    return grid


def statistic_of(statistics: Any, path: str) -> float:
    """Return the value of a statistic.

    Parameters
    ----------
    statistics : Statistics
        Fitted.
    path : str
        Such as ``roc_auc.labels.true``; or a threshold optimisation with a label, such as
        ``"maximum recall @ precision >= 0.9".labels.true``, whose value is what is maximised (the
        recall), not the threshold.

    Raises
    ------
    RuntimeError
        When there is no such statistic, or it has no value.
    """
    from revscoring.scoring.util import parse_pattern

    value = statistics.lookup(path)
    parts = [str(part) for part in parse_pattern(path)]
    if " @ " in parts[0] and parts[1:2] == ["labels"]:
        value = _optimised(statistics, parts, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuntimeError(f"{path} is no single number: name a part of it, such as {path}.micro")
    return float(value)


def _optimised(statistics: Any, parts: Sequence[str], threshold: Any) -> Any:
    from revscoring.scoring.statistics.classification.threshold_optimization import ThresholdOptimization

    target = ThresholdOptimization.parse(parts[0]).target_stat
    rows = statistics.lookup(["thresholds", parts[2]])
    return next((row[target] for at, row in rows if at == threshold), None)


#: What the worker processes work on; set once in each.
_shared: dict[str, Any] = {}


def _start_worker(shared: dict[str, Any]) -> None:
    _shared.update(shared)


def _evaluate(candidate: Candidate) -> tuple[float, float]:
    """Return the statistic of a candidate and the seconds that it took."""
    start = time.monotonic()
    model = model_class_at(candidate.class_path)(
        _shared["features"], **{**_shared["additional_params"], **candidate.params}
    )
    with Timeout(_shared["cv_timeout"]):
        model.cross_validate(_shared["value_labels"], folds=_shared["folds"], processes=1)
    value = statistic_of(model.info["statistics"], _shared["statistic_path"])
    return value, time.monotonic() - start


def run(
    params_config: Mapping[str, Any],
    features: Sequence[Any],
    possible_labels: Sequence[Any],
    features_path: str,
    value_labels: Iterable[tuple[Sequence[Any], Any]],
    statistic_path: str,
    additional_params: Mapping[str, Any],
    maximize: bool,
    folds: int,
    report: IO[str],
    processes: int | None,
    cv_timeout: float | None,
    verbose: bool,
) -> None:
    """Try every configuration and write the report.

    Parameters
    ----------
    params_config : mapping
        See `read_grid`.
    features : sequence of Feature
    possible_labels : sequence
    features_path : str
        For the report.
    value_labels : iterable of (values, label)
    statistic_path : str
        See `statistic_of`.
    additional_params : mapping
        Parameters of all models.
    maximize : bool
        Whether more is better.
    folds : int
    report : text file
    processes : int or None
        Configurations at a time; all cores by default.
    cv_timeout : float or None
        Seconds for each configuration.
    verbose : bool
        Show progress even if standard error is no terminal.
    """
    grid = read_grid(params_config)
    shared = {
        "features": list(features),
        "additional_params": {"labels": list(possible_labels), **additional_params},
        "value_labels": list(value_labels),
        "statistic_path": statistic_path,
        "folds": folds,
        "cv_timeout": cv_timeout,
    }
    totals = Totals("tune", "configurations", show=verbose, total=len(grid))
    totals.inputs = len(grid)
    results: list[tuple[Candidate, float, float]] = []
    for candidate, outcome in _evaluate_all(grid, shared, processes):
        if isinstance(outcome, BaseException):
            reason = f"{type(outcome).__name__}: {str(outcome).partition(chr(10))[0]}"
            totals.fail(reason, f"{candidate.name} with {candidate}")
        else:
            totals.outputs += 1
            results.append((candidate, *outcome))
        totals.show()
    write_report(report, results, statistic_path, features_path, shared, maximize)
    totals.finish()
    if not results:
        raise RuntimeError("no configuration could be evaluated")


def _evaluate_all(
    grid: Sequence[Candidate], shared: dict[str, Any], processes: int | None
) -> Iterator[tuple[Candidate, tuple[float, float] | BaseException]]:
    count = min(processes or os.cpu_count() or 1, len(grid))
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    with ProcessPoolExecutor(count, context, _start_worker, (shared,)) as pool:
        futures: list[Future[tuple[float, float]]] = [pool.submit(_evaluate, one) for one in grid]
        for candidate, future in zip(grid, futures, strict=True):
            error = future.exception()
            yield candidate, future.result() if error is None else error


def write_report(
    report: IO[str],
    results: Sequence[tuple[Candidate, float, float]],
    statistic_path: str,
    features_path: str,
    shared: Mapping[str, Any],
    maximize: bool,
) -> None:
    """Write the report in Markdown: settings, the best configurations, and all of them by model."""
    from tabulate import tabulate

    order = -1 if maximize else 1
    ranked = sorted(results, key=lambda result: order * result[1])
    report.write("# Model tuning report\n\n")
    settings = {
        "Observations": len(shared["value_labels"]),
        "Features": f"{features_path} ({len(shared['features'])})",
        "Statistic": f"{statistic_path} ({'greatest' if maximize else 'least'} first)",
        "Folds": shared["folds"],
        **{name.replace("_", " ").capitalize(): value for name, value in shared["additional_params"].items()},
    }
    for name, value in settings.items():
        report.write(f"- {name}: {value}\n")
    report.write("\n# Top scoring configurations\n\n")
    rows = [(one.name, f"{value:.4f}", str(one)) for one, value, _ in ranked[:TOP]]
    report.write(tabulate(rows, ["model", statistic_path, "params"], tablefmt="pipe", disable_numparse=True))
    report.write("\n\n# Models\n")
    for name in dict.fromkeys(one.name for one, _, _ in results):
        rows = [
            (f"{value:.4f}", f"{spent:.1f}", str(one)) for one, value, spent in ranked if one.name == name
        ]
        table = tabulate(rows, [statistic_path, "seconds", "params"], tablefmt="pipe", disable_numparse=True)
        report.write(f"\n## {name}\n\n{table}\n")


@utility("tune")
@click.argument("params_config", metavar="CONFIG")
@click.argument("features", metavar="FEATURES")
@click.argument("label", metavar="LABEL")
@click.argument("statistic", metavar="STATISTIC")
@label_options
@click.option("--center", is_flag=True, help="Subtract the median of each feature.")
@click.option("--scale", is_flag=True, help="Divide each feature by its interquartile range.")
@click.option("--minimize", is_flag=True, help="The least value is the best.")
@input_option("--observations")
@click.option(
    "--folds", default=5, show_default=True, type=click.IntRange(min=2), help="Parts to cross-validate with."
)
@output_option("Where to write the report.", "--report")
@click.option(
    "--processes", type=click.IntRange(min=1), help="Configurations at a time.  [default: all cores]"
)
@click.option("--cv-timeout", type=float, metavar="MINUTES", help="Give up a configuration after this time.")
@click.option("--verbose", is_flag=True, help="The same as --progress.")
@progress_option
def command(
    params_config: str,
    features: str,
    label: str,
    statistic: str,
    labels: str | None,
    labels_config: str | None,
    label_weights: tuple[str, ...],
    pop_rates: tuple[str, ...],
    multilabel: bool,
    center: bool,
    scale: bool,
    minimize: bool,
    observations: str,
    folds: int,
    report: str,
    processes: int | None,
    cv_timeout: float | None,
    verbose: bool,
    show_progress: bool,
) -> None:
    """Cross-validate the models of CONFIG with each combination of parameters, and report the best.

    CONFIG is YAML: name: {class: revscoring.scoring.models.GradientBoosting, params: {max_depth: [3, 5]}}.
    STATISTIC is a path such as roc_auc.labels.true. Configurations that fail or take too long are
    reported, and left out.
    """
    import yaml

    with open(params_config, encoding="utf8") as file:
        try:
            config = yaml.safe_load(file)
        except yaml.YAMLError as error:
            raise RuntimeError(f"{params_config}: this is no YAML: {error}") from error
    for candidate in read_grid(config, params_config):
        model_class_at(candidate.class_path)
    feature_list = import_features(features)
    known, weights, rates = read_label_options(labels, labels_config, label_weights, pop_rates)
    additional = {
        "label_weights": weights,
        "population_rates": rates,
        "center": center,
        "scale": scale,
        "multilabel": multilabel,
    }
    with open_output(report) as out:
        totals = Totals("tune", "observations")
        with open_input(observations) as lines:
            value_labels = list(read_labelled(lines, feature_list, label, totals, known, multilabel))
        totals.finish()
        run(
            config,
            feature_list,
            known,
            features,
            value_labels,
            statistic,
            additional,
            not minimize,
            folds,
            out,
            processes,
            None if cv_timeout is None else cv_timeout * 60,
            verbose or show_progress,
        )
        sys.stderr.flush()


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring tune``."""
    run_command(command, argv, "revscoring tune")
