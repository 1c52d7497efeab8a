"""Show the graph of dependencies under features.

LISTs are dotted paths to features, datasources, or lists of them.

Example: revscoring draw mywiki.features --output features.svg
"""

from __future__ import annotations

import click

from ..cli.command import utility
from ..cli.feature_lists import import_dependents, warn_of_duplicates
from ..cli.files import open_output
from ..cli.options import output_option

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
@output_option()
def command(dependent: tuple[str, ...], form: str, plan: bool, output: str) -> None:
    from ..dependencies import draw, graph

    if plan and form != "text":
        raise click.UsageError("--plan is shown as text only")
    dependents, duplicates = import_dependents(dependent)
    warn_of_duplicates(duplicates, ", ".join(dependent))
    with open_output(output) as out:
        if form == "text":
            out.writelines(draw(member, plan=plan) for member in dependents)
        else:
            out.write(graph(dependents, form))


main = command.run
