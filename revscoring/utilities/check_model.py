"""Say whether a model was made where its scores may differ from those made here.

Nothing is printed if its environment is the same as this one. Otherwise a sentence says whether scores may
differ, and a table which of the versions that matter for scores differ, and which word
lists, dictionaries and libraries have changed. The exit status is 0 unless --raise-exception is given. With
--json, these changes are sentences under "changes".

Example: revscoring check_model reverted.model --raise-exception
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..cli.command import utility
from ..cli.files import InputFile
from ..cli.models import load_model
from ..cli.options import trust_options
from ..cli.quiet import quiet

if TYPE_CHECKING:
    from ..scoring.environment import Environment

__all__ = ["main"]


@utility("check_model")
@click.argument("model_file", type=InputFile(), metavar="MODEL-FILE")
@click.option("--raise-exception", is_flag=True, help="End with an error if anything differs.")
@click.option("--all", "show_all", is_flag=True, help="Show what cannot change scores too.")
@click.option("--json", "as_json", is_flag=True, help="Print all differences as JSON to standard output.")
@trust_options
def command(
    model_file: str,
    raise_exception: bool,
    show_all: bool,
    as_json: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
) -> None:
    from ..scoring.environment import MATTERS, Environment
    from ..scoring.files.drift import score_drift

    with quiet("scoring.environment", "scoring.files.model_file"):  # what differs is said below
        model = load_model(model_file, trust, trust_pickle)
    changes = score_drift(model.drift)
    environment = model.info.get("environment")
    if not isinstance(environment, Environment):
        raise RuntimeError(f"{model_file} does not say where it was made")
    if raise_exception and not as_json:
        _check(environment, changes)
    differing = environment.differences()
    matter = {field: values for field, values in differing.items() if field in MATTERS}
    if as_json:
        document: dict[str, Any] = {
            field: {"then": then, "now": now, "matters": field in matter}
            for field, (then, now) in differing.items()
        }
        document |= {"changes": changes} if changes else {}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    elif differing or changes:
        _explain(model_file, differing, matter, changes, show_all)
    if raise_exception:
        _check(environment, changes)


def _check(environment: Environment, changes: Sequence[str]) -> None:
    """Raise an error that says what differs, if anything does."""
    environment.check(raise_exception=True)
    if changes:
        raise RuntimeError(f"scores may differ: {'; '.join(changes)}")


def _explain(
    model_file: str,
    differing: Mapping[str, tuple[Any, Any]],
    matter: Mapping[str, tuple[Any, Any]],
    changes: Sequence[str],
    show_all: bool,
) -> None:
    from tabulate import tabulate

    others = len(differing) - len(matter)
    hidden = "" if show_all or not others else f" ({others} other details differ: --all)"
    if changes:
        said = f"scores of {model_file} may differ: {'; '.join(changes)}{'' if matter else hidden}"
        click.echo(said, err=True)
    if matter:
        names = ", ".join(field.replace("_", " ") for field in matter)
        said = f"{model_file} was made elsewhere, so scores may differ slightly: {names}{hidden}"
    elif not changes:
        said = f"{model_file} was made elsewhere, but nothing that changes scores differs{hidden}"
    if matter or not changes:
        click.echo(said, err=True)
    shown = differing if show_all else matter
    if shown:
        rows = [(field.replace("_", " "), str(then), str(now)) for field, (then, now) in shown.items()]
        click.echo("\n" + tabulate(rows, ["", "then", "now"], disable_numparse=True), err=True)


main = command.run
