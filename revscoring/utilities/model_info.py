"""``revscoring model_info``: what a model file says of itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from revscoring.errors import ModelInfoLookupError

from ..cli.command import run_command, utility
from ..cli.models import load_model, trust_options

__all__ = ["main", "run"]


def run(scoring_model: Any, paths: Sequence[str], formatting: str) -> None:
    """Print fields of a model's information.

    Parameters
    ----------
    scoring_model : Model
    paths : sequence of str
        Which; the default fields if there is none.
    formatting : {'str', 'json'}
    """
    formatted = scoring_model.info.format(list(paths) or None, formatting=formatting)
    click.echo(json.dumps(formatted, indent=2, ensure_ascii=False) if formatting == "json" else formatted)


@utility("model_info")
@click.argument("model_file", metavar="MODEL-FILE")
@click.argument("path", nargs=-1, metavar="[PATH]...")
@click.option(
    "--formatting", type=click.Choice(["str", "json"]), default="str", show_default=True, help="Text or JSON."
)
@click.option("--as-json", is_flag=True, hidden=True)
@trust_options
def command(
    model_file: str,
    path: tuple[str, ...],
    formatting: str,
    as_json: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
) -> None:
    """Print what is known of a model, or only the fields at PATHs.

    A PATH is keys with dots between them: statistics.roc_auc, params, environment.python_version,
    'statistics.thresholds.true."maximum recall @ precision >= 0.9"'.
    """
    model = load_model(model_file, trust, trust_pickle)
    try:
        run(model, path, "json" if as_json else formatting)
    except (ModelInfoLookupError, KeyError) as error:
        known = ", ".join(map(str, model.info.keys()))
        raise RuntimeError(
            f"{model_file}: there is no field {error} in {' '.join(path)}; there are: {known}"
        ) from error


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring model_info``."""
    run_command(command, argv, "revscoring model_info")
