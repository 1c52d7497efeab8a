"""``revscoring draw``: the graph of dependencies under features, as text or as a picture."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..cli.command import run_command, utility
from ..cli.feature_lists import import_dependents, warn_of_duplicates
from ..cli.files import open_output, output_option

__all__ = ["main"]


@utility("draw")
@click.argument("dependent", nargs=-1, required=True, metavar="LIST...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "dot", "mermaid", "svg"]),
    default="text",
    show_default=True,
    help="An indented tree, Graphviz, Mermaid, or a picture.",
)
@click.option(
    "--plan", is_flag=True, help="With text: the steps that really run, instead of the declared tree."
)
@output_option("Where to write.")
def command(dependent: tuple[str, ...], form: str, plan: bool, output: str) -> None:
    """Draw what the features and datasources of LISTs are computed from."""
    from revscoring.dependencies import draw, graph

    if plan and form != "text":
        raise click.UsageError("--plan is shown as text only")
    dependents, duplicates = import_dependents(dependent)
    warn_of_duplicates(duplicates, ", ".join(dependent))
    with open_output(output) as out:
        if form == "text":
            for member in dependents:
                out.write(draw(member, plan=plan))
            return
        out.write(graph(dependents, form))


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring draw``."""
    run_command(command, argv, "revscoring draw")
