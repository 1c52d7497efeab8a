"""Write a page, or a model card, on how well a model does.

The page is one HTML file with the curves of MODEL and a slider to choose a threshold. It needs neither
a network nor other files. All numbers are from the statistics in the model.

Example: revscoring report reverted.model --output report.html --open
"""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from ..cli.command import utility
from ..cli.files import STANDARD, InputFile, open_output
from ..cli.models import load_model
from ..cli.options import output_option, trust_options
from ..cli.terminal import at_a_screen

__all__ = ["main"]


@utility("report")
@click.argument("model_file", type=InputFile(), metavar="MODEL")
@output_option()
@click.option("--card", is_flag=True, help="Write a model card in Markdown, with questions left to answer.")
@click.option("--title", metavar="TEXT", help="The heading; by default what the model is about.")
@click.option("--open", "open_it", is_flag=True, help="Open the page, if you are at a screen.")
@trust_options
def command(
    model_file: str,
    output: str,
    card: bool,
    title: str | None,
    open_it: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
) -> None:
    if open_it and (card or output in STANDARD):
        raise click.UsageError("--open is for a page in a file: add --output report.html")
    model = load_model(model_file, trust, trust_pickle)
    if card:
        from ..scoring.reports import render_card

        text = render_card(model, title)
    else:
        from ..scoring.reports import render_report

        text = render_report(model, title)
    with open_output(output) as out:
        out.write(text)
    if output not in STANDARD:
        opened = open_it and at_a_screen() and webbrowser.open(Path(output).resolve().as_uri())
        click.echo(f"report: {output} is written{' and opened' if opened else ''}", err=True)


main = command.run
