"""``revscoring languages new``: create the files of a new language."""

from __future__ import annotations

from pathlib import Path

import click

from ...cli.command import utility

__all__ = ["command"]


@utility("new")
@click.argument("code")
@click.option("--name", required=True, help="The name of the module, in English, such as danish.")
@click.option(
    "--directory",
    metavar="DIR",
    help="A package of your own, which may exist.  [default: the checkout of revscoring]",
)
@click.option(
    "--block",
    metavar="FROM-TO",
    help="For scripts with vowel signs, such as Indic ones: the range of their characters, 0980-09FF.",
)
@click.option("--no-boundaries", is_flag=True, help="For scripts without spaces between words.")
def command(code: str, name: str, directory: str | None, block: str | None, no_boundaries: bool) -> None:
    """Create a language: a module, empty lists with explanations, samples, and a test.

    CODE is the code of the language's Wikipedia, such as da. Existing files are never overwritten.

    Example: revscoring languages new da --name danish
    """
    from ...languages.workshop import LanguageError, NewLanguage, checkout, create_language

    language = NewLanguage(code, name, block, not no_boundaries)
    package = None if directory is None else Path(directory).resolve().name
    if package is not None and not package.isidentifier():
        raise LanguageError(f"{package!r} cannot be the name of a package: use letters, digits and _")
    for path in create_language(language, checkout() if directory is None else Path(directory), package):
        print(f"wrote {path}")
    module = name if package is None else f"{package}.{name}"
    print(
        "\nNext steps:\n"
        "1. Write words into the lists under assets/, one per line; each list explains its notation.\n"
        "2. Write samples: words that must match, similar words that must not, and a clean passage.\n"
        f"3. Try the lists on a text:      revscoring languages try {module} TEXT\n"
        f"4. Check them:                   revscoring languages check {module}\n"
        f"5. Lint them against a history:  revscoring languages lint {module} --dump FILE\n"
        "See docs/adding_a_language.rst for more."
    )
    if directory is not None:
        print(f"Run these in {Path(directory).resolve().parent}, from which {module} can be imported.")
