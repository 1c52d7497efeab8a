"""Models of commands: loading and saving them, and the values of their options."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol, cast

from ..errors import PathError
from ..files import file_digest, replacing
from ..importing import import_from_path
from ..observations import LabelOptions, read_labels_and_population_rates
from .files import STANDARD, load_yaml
from .options import ModelOptions
from .policies import Use, honour_policy

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..features import Feature
    from ..scoring import Model
    from ..scoring.models import Classifier

__all__ = [
    "MODELS",
    "check_features",
    "class_path",
    "in_words_of_commands",
    "load_model",
    "make_model",
    "model_class_at",
    "model_identity",
    "model_parameters",
    "parse_parameters",
    "read_label_options",
    "save_model",
]

#: How the arguments of functions that error messages name are written as options of commands.
OPTIONS_OF_ARGUMENTS: Final = (
    (r"trust it with Model\.load\(f, trust_pickle=True\)", "add --trust-pickle"),
    (r"load with features_path='(\w+)', trusted_modules=\['(\w+)'\]", r"add --features-path \1 --trust \2"),
    (r"load with trusted_modules=\['(\w+)'\]", r"add --trust \1"),
)


#: Where the classes are that are named without a module.
MODELS: Final = "revscoring.scoring.models"

#: A value of a parameter that needs no quotes, and words of Python that are JSON by another name.
WORD: Final = re.compile(r"[A-Za-z_][\w.-]*")
PYTHON_CONSTANTS: Final = {"None": None, "True": True, "False": False}


class _Dumpable(Protocol):
    def dump(self, f: IO[bytes]) -> None: ...


def read_label_options(
    labels: str | None, labels_config: str | None, label_weights: Sequence[str], pop_rates: Sequence[str]
) -> LabelOptions:
    """Return labels, weights and rates as the options of `options.model_options` give them."""
    config: Any = None if labels_config is None else load_yaml(labels_config)
    weights = [pair.removeprefix("=") for pair in label_weights]
    rates = [pair.removeprefix("=") for pair in pop_rates]
    known = read_labels_and_population_rates(labels, weights, rates, config)
    without = [json.dumps(label) for label in known.labels if label not in (known.rates or known.labels)]
    if without:
        raise RuntimeError(
            f"no population rate is given for the label {', '.join(without)}: give one for every label, such "
            f"as --pop-rate {without[0]}={max(0.0, 1 - sum((known.rates or {}).values())):.4g}"
        )
    return known


def model_parameters(**options: Unpack[ModelOptions]) -> dict[str, Any]:
    """Return the parameters of a class of models that the options stand for."""
    known = read_label_options(
        options["labels"], options["labels_config"], options["label_weights"], options["pop_rates"]
    )
    return {
        "labels": known.labels,
        "label_weights": known.weights,
        "population_rates": known.rates,
        "center": options["center"],
        "scale": options["scale"],
        "multilabel": options["multilabel"],
    }


def parse_parameters(pairs: Iterable[str]) -> dict[str, Any]:
    """Return the parameters of ``-p name=value`` options: a value is JSON, or a word without quotes.

    >>> parse_parameters(["n_estimators=50", "max_features=log2", 'criterion="squared_error"', "init=None"])
    {'n_estimators': 50, 'max_features': 'log2', 'criterion': 'squared_error', 'init': None}
    """
    parameters: dict[str, Any] = {}
    for pair in pairs:
        name, _, text = (part.strip() for part in pair.removeprefix("=").partition("="))
        try:
            value = json.loads(text)
        except ValueError as error:
            if not name or not WORD.fullmatch(text):
                raise RuntimeError(
                    f"--parameter {pair}: this is not name=value, such as n_estimators=50 or "
                    "max_features=log2"
                ) from error
            value = PYTHON_CONSTANTS.get(text, text)
        parameters[name] = value
    return parameters


def class_path(name: str) -> str:
    """Return the path of a class of models that may be named without its module.

    >>> class_path("GradientBoosting"), class_path("mywiki.models.Forest")
    ('revscoring.scoring.models.GradientBoosting', 'mywiki.models.Forest')
    """
    return name if "." in name else f"{MODELS}.{name}"


def model_class_at(name: str) -> type[Classifier]:
    """Return the class of models at a dotted path, or of a name such as ``GradientBoosting``.

    Raises
    ------
    PathError
        If there is no such class, or if it is not one of models that learn; the message names those like it.
    """
    from ..scoring import Model, models

    path = class_path(name)
    if path != name and not hasattr(models, name):
        kinds = [known for known in models.__all__ if hasattr(getattr(models, known), "Estimator")]
        by_lower = {known.lower(): known for known in kinds}
        near = get_close_matches(name.lower(), list(by_lower), n=1)
        hint = f"did you mean {by_lower[near[0]]}?" if near else f"there are {', '.join(sorted(kinds))}"
        raise PathError(f"there is no kind of model called {name!r}: {hint}")
    found = import_from_path(path)
    if not (isinstance(found, type) and issubclass(found, Model)):
        raise PathError(f"{name} is not a class of models, such as GradientBoosting")
    return cast("type[Classifier]", found)


def make_model(name: str, features: Sequence[Feature], params: Mapping[str, Any]) -> Classifier:
    """Return an untrained model of a class (see `model_class_at`); an error names the parameter at fault."""
    model_class = model_class_at(name)
    try:
        return model_class(features, **params)
    except (TypeError, ValueError) as error:
        raise RuntimeError(f"{model_class.__name__}: {error}") from error


def load_model(
    path: str,
    trust: Sequence[str] = (),
    trust_pickle: bool = False,
    features_path: str | None = None,
    use: Use | None = None,
) -> Model:
    """Return the model of a file; an error names the file and the option that may help.

    Its policy is honoured: see `honour_policy`. `use` is for commands that give its scores to others.
    """
    from ..errors import ModelFileError
    from ..scoring import Model

    file = sys.stdin.buffer if path in STANDARD else path
    try:
        model: Model = Model.load(
            file, trust_pickle=trust_pickle, trusted_modules=trust, features_path=features_path
        )
    except ModelFileError as error:
        raise RuntimeError(f"{path}: {in_words_of_commands(error.message)}") from error
    honour_policy(model, path, use)
    return model


def model_identity(model: Model, path: str) -> dict[str, str | None]:
    """Return the name, the version and the digest of a model, as they stand beside scores.

    The name is that of the file, without its ending; the digest is the SHA-256 of its bytes. A model from the
    standard input has neither.
    """
    if path in STANDARD:
        return {"name": None, "version": model.version, "digest": None}
    return {"name": Path(path).stem, "version": model.version, "digest": file_digest(path)}


def in_words_of_commands(text: str) -> str:
    """Put the options of commands in the place of the arguments of functions.

    >>> in_words_of_commands("if you trust that, load with trusted_modules=['mywiki']")
    'if you trust that, add --trust mywiki'
    >>> in_words_of_commands("load with features_path='LIST', trusted_modules=['PACKAGE']")
    'add --features-path LIST --trust PACKAGE'
    >>> in_words_of_commands("trust it with Model.load(f, trust_pickle=True).")
    'add --trust-pickle.'
    """
    for arguments, options in OPTIONS_OF_ARGUMENTS:
        text = re.sub(arguments, options, text)
    return text


def check_features(model: Model, path: str) -> None:
    """Raise an error if features of a model are known by name only, so that they cannot be computed."""
    from ..scoring.files import MissingFeature

    processes = ((feature, feature.process) for feature in model.features)
    missing = [
        (str(feature), found.reason) for feature, found in processes if isinstance(found, MissingFeature)
    ]
    if missing:
        name, reason = missing[0]
        raise RuntimeError(
            f"{path}: {len(missing)} features of the model cannot be computed, for example {name}: "
            f"{in_words_of_commands(reason)}"
        )


def save_model(model: _Dumpable, to: str) -> None:
    """Write a model, or a fitted dependent, to a file or the standard output."""
    if to in STANDARD:
        model.dump(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        with replacing(to) as file:
            model.dump(file)
