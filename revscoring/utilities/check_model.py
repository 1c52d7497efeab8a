"""``revscoring check_model``: was the model made on a system such as this?"""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..cli.command import run_command, utility
from ..cli.models import load_model, trust_options

__all__ = ["main"]


@utility("check_model")
@click.argument("model_file", metavar="MODEL-FILE")
@click.option("--raise-exception", is_flag=True, help="End with an error if anything differs.")
@trust_options
def command(model_file: str, raise_exception: bool, trust: tuple[str, ...], trust_pickle: bool) -> None:
    """Compare the environment that a model was made on with this one; what differs is said.

    The exit status is 0 unless --raise-exception is given.
    """
    import logging

    model = load_model(model_file, trust, trust_pickle)
    logging.getLogger("revscoring").setLevel(logging.INFO)
    try:
        model.info["environment"].check(raise_exception=True)
    except RuntimeError as error:
        if raise_exception:
            raise
        click.echo(f"check_model: {error}", err=True)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring check_model``."""
    run_command(command, argv, "revscoring check_model")
