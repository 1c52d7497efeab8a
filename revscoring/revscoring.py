"""The `revscoring` program: it finds the utility that is asked for and runs it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from .about import __version__
from .cli.command import Program, run_command

__all__ = ["main", "program"]


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
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
