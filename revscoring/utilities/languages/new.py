"""``revscoring languages new``: the files of a language that is not there yet."""

from __future__ import annotations

from pathlib import Path

import click

from ...cli.command import utility

__all__ = ["command"]


@utility("new")
@click.argument("code")
@click.option("--name", required=True, help="The name of the module, in English: danish.")
@click.option(
    "--directory",
    metavar="DIR",
    help="A package of your own, new or not.  [default: the checkout of revscoring]",
)
@click.option(
    "--block",
    metavar="FROM-TO",
    help="For scripts with vowel signs, such as Indic ones: the range of their characters, 0980-09FF.",
)
@click.option("--no-boundaries", is_flag=True, help="For scripts that do not part words by spaces.")
def command(code: str, name: str, directory: str | None, block: str | None, no_boundaries: bool) -> None:
    """Begin a language: a module, empty lists with explanations, a file of samples, and a test.

    CODE is the code of the language's Wikipedia, such as da. No file is ever overwritten.
    """
    from revscoring.languages.workshop.catalogue import LanguageError
    from revscoring.languages.workshop.scaffold import NewLanguage, plan_files, register, write_files

    language = NewLanguage(code, name, block, not no_boundaries)
    if directory is not None:
        package = Path(directory)
        dotted = package.resolve().name
        if not dotted.isidentifier():
            raise LanguageError(f"{dotted!r} cannot be the name of a package: use letters, digits and _")
        files = plan_files(language, package, package / "samples", dotted)
        write_files(files)
        module = f"{dotted}.{name}"
    else:
        package, samples = _checkout()
        files = plan_files(language, package, samples, None)
        taken = [str(path) for path in files if path.exists()]
        if taken:
            raise LanguageError(f"{', '.join(taken)} exists already: nothing was written")
        register(language, package / "__init__.py")
        write_files(files)
        module = name
    for path in files:
        print(f"wrote {path}")
    print(
        "\nWhat to do next:\n"
        "1. Write words into the lists under assets/, one per line; their heads explain the notation.\n"
        "2. Write samples: words that must match, look-alikes that must not, and a clean passage.\n"
        f"3. Try the lists on a text:   revscoring languages try {module} TEXT\n"
        f"4. Check them:               revscoring languages check {module}\n"
        f"5. Lint them with a history: revscoring languages lint {module} --dump FILE\n"
        "docs/adding_a_language.rst tells more."
    )
    if directory is not None:
        print(f"Run these in {Path(directory).resolve().parent}, from where {module} can be imported.")


def _checkout() -> tuple[Path, Path]:
    """Return the directories of modules and of samples in the checkout that this runs from.

    Raises
    ------
    LanguageError
        If revscoring is installed without its tests.
    """
    import revscoring.languages
    from revscoring.languages.workshop.catalogue import LanguageError

    package = Path(revscoring.languages.__file__).parent
    samples = package / "samples"
    if not (package.parents[1] / "tests" / "languages").is_dir():
        raise LanguageError(
            f"revscoring is installed in {package.parent}, which is no checkout of its sources: "
            "give --directory DIR for a package of your own"
        )
    return package, samples
