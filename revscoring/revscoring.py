"""The `revscoring` program, which runs the commands of `utilities`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import click

from .about import __version__
from .cli.command import CONTEXT_SETTINGS, Group, run_command
from .utilities import COMMANDS, summary

__all__ = ["main", "program"]


class Program(Group):
    """The commands of `utilities`; a command is imported when it is run."""

    noun = "utility"

    def list_commands(self, ctx: click.Context | None = None) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return its command."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.commands[cmd_name] = importlib.import_module(f"revscoring.utilities.{cmd_name}").command
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Utilities"):
            formatter.write_dl([(name, summary(name)) for name in COMMANDS])


@click.group(
    cls=Program,
    context_settings=CONTEXT_SETTINGS,
    options_metavar="",
    subcommand_metavar="UTILITY [ARGUMENTS]...",
)
@click.version_option(__version__, "--version", message="%(version)s")
def program() -> None:
    """Turn the revisions of a wiki into numbers, and numbers into scores.

    `revscoring UTILITY --help` explains a utility.
    """


def main(argv: Sequence[str] | None = None) -> None:
    """Run the program.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments after the name of the program; those of the process by default.
    """
    run_command(program, argv, "revscoring")
