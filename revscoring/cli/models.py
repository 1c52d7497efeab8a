"""What the commands about models share: loading them, and the options that make them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

import click

from ..errors import PathError
from ..importing import import_from_path
from ..observations.lines import read_labels_and_population_rates

__all__ = [
    "check_features",
    "label_options",
    "load_model",
    "model_class_at",
    "parse_parameters",
    "read_label_options",
    "save_model",
    "trust_options",
]


def trust_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options about what a model file may refer to."""
    for option in (
        click.option(
            "--trust-pickle",
            is_flag=True,
            help="Read a model that is a pickle, which can run any program: only if you know who made it.",
        ),
        click.option(
            "--trust",
            multiple=True,
            metavar="PACKAGE",
            help="A package, beside revscoring, that the model's features may be imported from.",
        ),
    ):
        function = option(function)
    return function


def label_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options about labels, their weights and their rates."""
    for option in (
        click.option("--multilabel", is_flag=True, help="Every observation has a list of labels."),
        click.option(
            "-r",
            "--pop-rate",
            "pop_rates",
            multiple=True,
            metavar="LABEL=RATE",
            help="How frequent a label is in the population; statistics are scaled to it.",
        ),
        click.option(
            "-w",
            "--label-weight",
            "label_weights",
            multiple=True,
            metavar="LABEL=WEIGHT",
            help="How much an error on a label costs.",
        ),
        click.option(
            "--labels-config", metavar="FILE", help="YAML with labels, weights and population rates."
        ),
        click.option("--labels", metavar="A,B,...", help="The labels, as JSON values: true,false."),
    ):
        function = option(function)
    return function


def read_label_options(
    labels: str | None, labels_config: str | None, label_weights: Sequence[str], pop_rates: Sequence[str]
) -> tuple[list[Any], dict[Any, Any] | None, dict[Any, Any] | None]:
    """Return labels, weights and rates as the options of `label_options` give them."""
    config = None
    if labels_config is not None:
        import yaml

        with open(labels_config, encoding="utf8") as file:
            try:
                config = yaml.safe_load(file)
            except yaml.YAMLError as error:
                raise RuntimeError(f"{labels_config}: this is no YAML: {error}") from error
    weights = [pair.removeprefix("=") for pair in label_weights]
    rates = [pair.removeprefix("=") for pair in pop_rates]
    return read_labels_and_population_rates(labels, weights, rates, config)


def parse_parameters(pairs: Iterable[str]) -> dict[str, Any]:
    """Return the parameters of ``-p key=json`` options.

    Examples
    --------
    >>> parse_parameters(["n_estimators=50", 'max_features="log2"'])
    {'n_estimators': 50, 'max_features': 'log2'}
    """
    parameters = {}
    for pair in pairs:
        name, equals, value = pair.removeprefix("=").partition("=")
        try:
            parameters[name] = json.loads(value)
        except ValueError:
            equals = ""
        if not equals:
            raise RuntimeError(
                f"--parameter {pair}: this is not name=value with a JSON value, such as n_estimators=50 or "
                "'max_features=\"log2\"'"
            )
    return parameters


def model_class_at(path: str) -> Any:
    """Return the class of models at a dotted path."""
    from revscoring.scoring.models import Model

    found = import_from_path(path)
    if not (isinstance(found, type) and issubclass(found, Model)):
        raise PathError(f"{path} is no class of models, such as revscoring.scoring.models.GradientBoosting")
    return found


def load_model(path: str, trust: Sequence[str] = (), trust_pickle: bool = False) -> Any:
    """Return the model of a file.

    Raises
    ------
    RuntimeError
        When the file is not a model or asks for more trust than it has, naming the file and the option.
    """
    from revscoring.errors import ModelFileError
    from revscoring.scoring.models import Model

    try:
        if path in ("-", "<stdin>"):
            return Model.load(sys.stdin.buffer, trust_pickle=trust_pickle, trusted_modules=trust)
        return Model.load(path, trust_pickle=trust_pickle, trusted_modules=trust)
    except ModelFileError as error:
        hint = ""
        if "trust_pickle" in error.message:
            hint = " (on the command line: --trust-pickle)"
        elif "trusted_modules" in error.message:
            hint = " (on the command line: --trust PACKAGE)"
        raise RuntimeError(f"{path}: {error.message}{hint}") from error


def check_features(model: Any, path: str) -> None:
    """Raise an error if features of a model are known by name only, so that they cannot be computed."""
    from revscoring.scoring.files.feature_records import MissingFeature

    missing = [feature for feature in model.features if isinstance(feature.process, MissingFeature)]
    if missing:
        raise RuntimeError(
            f"{path}: {len(missing)} features of the model cannot be computed, {missing[0]} for one: "
            f"{missing[0].process.reason} (on the command line: --trust PACKAGE)"
        )


def save_model(model: Any, to: str | IO[bytes]) -> None:
    """Write a model, or a fitted dependent, to a path, an open file, or the standard output."""
    if not isinstance(to, str):
        model.dump(to)
    elif to in ("-", "<stdout>"):
        model.dump(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        with open(to, "wb") as file:
            model.dump(file)
