"""Write a page, or a model card, on how well a model does.

The page is one HTML file with the curves of MODEL and a slider to choose a threshold. It needs neither
a network nor other files. All numbers are from the statistics in the model.

--card writes a model card: Markdown with front matter for Hugging Face, or the markup of wikis (--wikitext).
Its questions are answered by the policy of the model (revscoring policy); it has the audit that audit
--save-in kept, and with --themes and --reports the kinds of errors and what people reported.

Example: revscoring report reverted.model --output report.html --open
"""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..cli.command import utility
from ..cli.files import STANDARD, InputFile, open_input, open_output
from ..cli.models import load_model
from ..cli.options import output_option, trust_options
from ..cli.policies import today
from ..cli.terminal import at_a_screen

if TYPE_CHECKING:
    from ..scoring import Model
    from ..scoring.reports import CardPart

__all__ = ["main"]


@utility("report")
@click.argument("model_file", type=InputFile(), metavar="MODEL")
@output_option()
@click.option("--card", is_flag=True, help="Write a model card in Markdown, with questions left to answer.")
@click.option("--wikitext", is_flag=True, help="Write the card in the markup of wikis.")
@click.option(
    "--themes", type=InputFile(), metavar="FILE", help="For the card: what errors --as-json writes."
)
@click.option(
    "--reports", "store", type=InputFile(), metavar="FILE", help="For the card: the store of reports."
)
@click.option(
    "--fail-if",
    type=click.Choice(["unanswered"]),
    help="Exit with status 1 if questions of the card have no answer.",
)
@click.option("--title", metavar="TEXT", help="The heading; by default what the model is about.")
@click.option("--open", "open_it", is_flag=True, help="Open the page, if you are at a screen.")
@trust_options
def command(
    model_file: str,
    output: str,
    card: bool,
    wikitext: bool,
    themes: str | None,
    store: str | None,
    fail_if: str | None,
    title: str | None,
    open_it: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
) -> int:
    card = card or wikitext
    for name, given in (("--themes", themes), ("--reports", store), ("--fail-if", fail_if)):
        if given is not None and not card:
            raise click.UsageError(f"{name} is for a card: add --card")
    if open_it and (card or output in STANDARD):
        raise click.UsageError("--open is for a page in a file: add --output report.html")
    model = load_model(model_file, trust, trust_pickle)
    unanswered = 0
    if card:
        from ..audit.card_parts import audit_finding
        from ..scoring.reports import make_card

        form = "wikitext" if wikitext else "markdown"
        made = make_card(model, title, _findings(model, themes, store), form, audit_finding(model))
        text, unanswered = made.text, len(made.unanswered)
        if unanswered:
            click.echo(
                f"report: {unanswered} of {made.questions} questions unanswered; the card names the field of "
                "the policy for each",
                err=True,
            )
    else:
        from ..scoring.reports import render_report

        text = render_report(model, title)
    with open_output(output) as out:
        out.write(text)
    if output not in STANDARD:
        opened = open_it and at_a_screen() and webbrowser.open(Path(output).resolve().as_uri())
        click.echo(f"report: {output} is written{' and opened' if opened else ''}", err=True)
    return 1 if fail_if is not None and unanswered else 0


def _findings(model: Model, themes: str | None, store: str | None) -> list[CardPart]:
    """Return what audits, themes and reports add to a card."""
    from ..audit.card_parts import CardError, audit_findings, report_findings, theme_findings
    from ..cli.stores import open_store

    found = audit_findings(model)
    if themes is not None:
        try:
            with open_input(themes) as file:
                found += theme_findings(json.load(file))
        except (CardError, ValueError) as error:
            raise RuntimeError(f"{themes}: {error}") from error
    if store is not None:
        found += report_findings(open_store(store), today())
    return found


main = command.run
