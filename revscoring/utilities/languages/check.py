"""``revscoring languages check``: the generic test of a language, for people without Python."""

from __future__ import annotations

import click

from ...cli.command import utility

__all__ = ["command"]


@utility("check")
@click.argument("language")
@click.option(
    "--samples",
    metavar="FILE",
    help="What the lists must match and must not.  [default: where the scaffold put it]",
)
def command(language: str, samples: str | None) -> int:
    """Check that the lists of LANGUAGE parse, match their samples and spare clean text.

    Every problem is one line; the exit status is 1 if there are any.
    """
    from revscoring.languages.workshop.catalogue import load_language
    from revscoring.languages.workshop.checks import check_language, read_samples, samples_file
    from revscoring.languages.workshop.lint_report import printable

    module = load_language(language)
    problems = check_language(module, read_samples(samples or samples_file(module)))
    for problem in problems:
        print(printable(problem))
    if not problems:
        print(f"{getattr(module, 'name', language)}: all is well")
    return 1 if problems else 0
