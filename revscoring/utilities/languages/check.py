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

    Also that no list is empty, no entry is there twice, and there are samples enough to judge by.

    Print each problem on a line. The exit status is 1 if there are any.

    Example: revscoring languages check italian
    """
    from ...languages.workshop import (
        Samples,
        check_language,
        language_name,
        load_language,
        match_sets,
        printable,
        read_samples,
        samples_file,
    )

    module = load_language(language)
    path = samples or samples_file(module)
    needs_samples = samples is not None or bool(match_sets(module))
    problems = check_language(module, read_samples(path) if needs_samples else Samples({}))
    for problem in problems:
        print(printable(problem))
    if problems:
        click.get_current_context().exit(1)
    print(f"{language_name(module)}: all is well")
