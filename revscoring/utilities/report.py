"""``revscoring report``: a page, or a model card, on how well a model does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ..cli.command import run_command, utility
from ..cli.models import load_model, trust_options

__all__ = ["main", "run"]


def run(model: Any, output: str, card: bool = False, title: str | None = None) -> None:
    """Write a report on a model.

    Parameters
    ----------
    model : Model
    output : str
        The file to write, or ``-`` for standard output.
    card : bool
        Whether to write a model card in Markdown instead of a page.
    title : str, optional
        The heading.
    """
    if card:
        from revscoring.scoring.reports import render_card

        text = render_card(model, title)
    else:
        from revscoring.scoring.reports import render_report

        text = render_report(model, title)
    if output in ("-", "<stdout>"):
        click.echo(text, nl=False)
    else:
        Path(output).write_text(text, encoding="utf-8")


@utility("report")
@click.argument("model_file", metavar="MODEL")
@click.option(
    "--output", metavar="FILE", default="-", show_default="standard output", help="The file to write."
)
@click.option("--card", is_flag=True, help="Write a model card in Markdown, with questions left to answer.")
@click.option("--title", metavar="TEXT", help="The heading; by default the class and version of the model.")
@trust_options
def command(
    model_file: str, output: str, card: bool, title: str | None, trust: tuple[str, ...], trust_pickle: bool
) -> None:
    """Write one HTML page on MODEL, with its curves and a slider to choose a threshold.

    The page needs neither a network nor other files. All numbers are from the statistics in the model.
    """
    run(load_model(model_file, trust, trust_pickle), output, card, title)


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring report``."""
    run_command(command, argv, "revscoring report")
