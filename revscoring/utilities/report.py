"""Write a page, or a model card, on how well a model does.

The page is one HTML file with the curves of MODEL and a slider to choose a threshold. It needs neither
a network nor other files. All numbers are from the statistics in the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..cli.command import utility
from ..cli.files import open_output
from ..cli.models import load_model
from ..cli.options import output_option, trust_options

if TYPE_CHECKING:
    from ..scoring import Model

__all__ = ["main", "run"]


def run(model: Model, output: str, card: bool = False, title: str | None = None) -> None:
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
        from ..scoring.reports.card import render_card

        text = render_card(model, title)
    else:
        from ..scoring.reports.report import render_report

        text = render_report(model, title)
    with open_output(output) as out:
        out.write(text)


@utility("report")
@click.argument("model_file", metavar="MODEL")
@output_option()
@click.option("--card", is_flag=True, help="Write a model card in Markdown, with questions left to answer.")
@click.option("--title", metavar="TEXT", help="The heading; by default the class and version of the model.")
@trust_options
def command(
    model_file: str, output: str, card: bool, title: str | None, trust: tuple[str, ...], trust_pickle: bool
) -> None:
    run(load_model(model_file, trust, trust_pickle), output, card, title)


main = command.run
