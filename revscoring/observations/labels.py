"""Labels with their weights and rates in the population, from options and configurations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

__all__ = [
    "DECODERS",
    "Label",
    "LabelOptions",
    "LabelValues",
    "read_labels_and_population_rates",
    "read_labels_config",
]

#: What an observation is labelled with.
Label: TypeAlias = bool | int | float | str

#: A number for each label: its weight, or its rate in the population.
LabelValues: TypeAlias = dict[Label, float]


class LabelOptions(NamedTuple):
    """The labels, and the weights and rates of those that have one."""

    labels: list[Label]
    weights: LabelValues | None
    rates: LabelValues | None


def _decode_bool(text: str) -> bool:
    return text in ("True", "1")


#: Decoders of values written as text, by the name of their type.
DECODERS: Final[dict[str, Callable[[str], Label]]] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": _decode_bool,
}


def read_labels_and_population_rates(
    labels_str: str | None,
    label_weights_strs: Sequence[str] | None,
    pop_rates_strs: Sequence[str] | None,
    config_path: Mapping[str, Any] | None,
) -> LabelOptions:
    """Return labels, their weights and their rates in the population, as the options give them.

    Parameters
    ----------
    labels_str : str or None
        JSON values separated by commas: ``true,false`` or ``"FA","GA"``.
    label_weights_strs, pop_rates_strs : sequence of str
        ``label=number``, the label as JSON: ``true=0.034``.
    config_path : dict or None
        A loaded labels configuration; if it is given, the other three are ignored.

    Raises
    ------
    RuntimeError
        If an option cannot be read, or none of them names the labels.

    Examples
    --------
    >>> labels, weights, rates = read_labels_and_population_rates(
    ...     None, [], ["true=0.25", "false=0.75"], None)
    >>> labels, weights, rates
    ([True, False], None, {True: 0.25, False: 0.75})
    """
    if config_path is not None:
        return read_labels_config(config_path)
    weights = _read_numbers(label_weights_strs, "--label-weight")
    rates = _read_numbers(pop_rates_strs, "--pop-rate")
    if labels_str is not None:
        labels = _read_labels(labels_str)
    elif rates or weights:
        labels = list(rates or weights or ())
    else:
        raise RuntimeError(
            "the labels are not known: give --labels true,false or --pop-rate true=0.1 --pop-rate false=0.9 "
            "or --labels-config FILE"
        )
    for option, numbers in (("--label-weight", weights), ("--pop-rate", rates)):
        for label in numbers or ():
            if label not in labels:
                raise RuntimeError(f"{option} names the label {label!r}, which is not among {labels}")
    return LabelOptions(labels, weights, rates)


def _read_labels(text: str) -> list[Label]:
    try:
        return list(json.loads(f"[{text}]"))
    except ValueError as error:
        raise RuntimeError(
            f"--labels {text}: labels are JSON values separated by commas, such as true,false or "
            f'\'"FA","GA"\' ({error})'
        ) from error


def _read_numbers(pairs: Sequence[str] | None, option: str) -> LabelValues | None:
    numbers: LabelValues = {}
    for pair in pairs or ():
        label, _, number = pair.rpartition("=")
        try:
            numbers[json.loads(label)] = json.loads(number)
        except (ValueError, TypeError) as error:
            raise RuntimeError(
                f"{option} {pair}: this is not label=number with a JSON label, such as true=0.1 or "
                "'\"FA\"=0.1'"
            ) from error
    return numbers or None


def read_labels_config(labels_config: Mapping[str, Any]) -> LabelOptions:
    """Return labels, weights and rates of a loaded labels configuration.

    Parameters
    ----------
    labels_config : dict
        ``{"labels": [{"value": "A", "weight": 2, "population_rate": 0.1}, …]}``.

    Examples
    --------
    >>> config = {"labels": [{"value": "A", "population_rate": 0.1}, {"value": "B"}]}
    >>> labels, weights, rates = read_labels_config(config)
    >>> labels, weights, rates
    (['A', 'B'], None, {'A': 0.1})
    """
    entries = labels_config.get("labels") if isinstance(labels_config, dict) else None
    if not isinstance(entries, list) or not all(isinstance(e, dict) and "value" in e for e in entries):
        raise RuntimeError('the labels configuration must have a list "labels" of entries with a "value"')
    weights = {entry["value"]: entry["weight"] for entry in entries if "weight" in entry}
    rates = {entry["value"]: entry["population_rate"] for entry in entries if "population_rate" in entry}
    return LabelOptions([entry["value"] for entry in entries], weights or None, rates or None)
