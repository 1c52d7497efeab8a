"""Write a page, or a model card, on how well a model does.

The page is one HTML file with the curves of MODEL and a slider to choose a threshold. It needs neither
a network nor other files. All numbers are from the statistics in the model.
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.files import InputFile, open_output
from ..cli.models import load_model
from ..cli.options import output_option, trust_options

__all__ = ["main"]


@utility("report")
@click.argument("model_file", type=InputFile(), metavar="MODEL")
@output_option()
@click.option("--card", is_flag=True, help="Write a model card in Markdown, with questions left to answer.")
@click.option("--title", metavar="TEXT", help="The heading; by default what the model is about.")
@trust_options
def command(
    model_file: str, output: str, card: bool, title: str | None, trust: tuple[str, ...], trust_pickle: bool
) -> None:
    model = load_model(model_file, trust, trust_pickle)
    if card:
        from ..scoring.reports import render_card

        text = render_card(model, title)
    else:
        from ..scoring.reports import render_report

        text = render_report(model, title)
    with open_output(output) as out:
        out.write(text)


main = command.run
