"""``revscoring languages check``: test the word lists of a language."""

from __future__ import annotations

import click

from ...cli.command import utility
from ...cli.files import InputFile

__all__ = ["command"]


@utility("check")
@click.argument("language")
@click.option(
    "--samples",
    type=InputFile(),
    metavar="FILE",
    help="What the lists must match and must not.  [default: samples/ beside the module]",
)
def command(language: str, samples: str | None) -> None:
    """Check that the lists of LANGUAGE parse, match their samples, and match nothing in clean text.

    Print each problem on a line. The exit status is 1 if there are any.
    """
    from revscoring.languages.workshop import (
        check_language,
        language_name,
        load_language,
        printable,
        read_samples,
        samples_file,
    )

    module = load_language(language)
    problems = check_language(module, read_samples(samples or samples_file(module)))
    for problem in problems:
        print(printable(problem))
    if problems:
        click.get_current_context().exit(1)
    print(f"{language_name(module)}: all is well")
