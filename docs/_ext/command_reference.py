"""The directive ``commands``: the help of every utility of the program, as the program prints it."""

from __future__ import annotations

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from revscoring.revscoring import program
from revscoring.utilities import COMMANDS


class CommandsDirective(SphinxDirective):
    """``.. commands::``"""

    def run(self) -> list[nodes.Node]:
        """Make a section for each utility."""
        found: list[nodes.Node] = []
        context = click.Context(program, info_name="revscoring", max_content_width=92, terminal_width=92)
        for name in COMMANDS:
            command = program.get_command(context, name)
            assert command is not None
            inner = click.Context(command, parent=context, info_name=name, max_content_width=92)
            inner.terminal_width = 92
            section = nodes.section(ids=[f"revscoring-{name.replace('_', '-')}"])
            text = command.get_help(inner)
            section += [nodes.title(name, name), nodes.literal_block(text, text, language="none")]
            found.append(section)
        return found


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the directive."""
    app.add_directive("commands", CommandsDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
