"""Compare the environment of a model with this one.

Differences are written to standard error. The exit status is 0 unless --raise-exception is given.
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.models import load_model
from ..cli.options import trust_options

__all__ = ["main"]


@utility("check_model")
@click.argument("model_file", metavar="MODEL-FILE")
@click.option("--raise-exception", is_flag=True, help="End with an error if anything differs.")
@trust_options
def command(model_file: str, raise_exception: bool, trust: tuple[str, ...], trust_pickle: bool) -> None:
    import logging

    model = load_model(model_file, trust, trust_pickle)
    logging.getLogger("revscoring").setLevel(logging.INFO)
    try:
        model.info["environment"].check(raise_exception=True)
    except RuntimeError as error:
        if raise_exception:
            raise
        click.echo(f"check_model: {error}", err=True)


main = command.run
