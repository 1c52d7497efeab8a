"""Scaffold of a new language: its module, empty lists with explanations, samples, and a test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ...files import read_text, replace_file
from ..codes import LANGUAGES
from .catalogue import LanguageError
from .checks import LEAST_LETTERS, LEAST_MATCHES, LEAST_OTHERS
from .templates import render

__all__ = ["NewLanguage", "checkout", "create_language", "plan_files", "register"]

#: List → the comment at its beginning.
LISTS: Final = {
    "badwords": "Bad words of {}: insults and obscenities, which are rare in articles.",
    "informals": "Informal words of {}: laughter, greetings, chat, and others that do not suit an article.",
    "stopwords": "Stop words of {}: articles, pronouns, conjunctions; one word per line, in lower case.",
}


@dataclass(frozen=True)
class NewLanguage:
    """A language to create.

    Parameters
    ----------
    code : str
        The code of its Wikipedia, such as "da".
    name : str
        The name of its module, such as "danish".
    block : str or None
        The character range ("0980-09FF") of a script whose vowel signs Python does not count as letters.
    has_spaces : bool
        Whether the script has spaces between words.

    Raises
    ------
    LanguageError
        If the code, the name or the range is invalid.
    """

    code: str
    name: str
    block: str | None = None
    has_spaces: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(?:[a-z]{2,3}|simple)(-[a-z]{2,8})*", self.code):
            raise LanguageError(
                f"{self.code!r} is not a language code such as da or be-tarask: give the code first, "
                "as in revscoring languages new da --name danish"
            )
        if not re.fullmatch(r"[a-z][a-z_]*", self.name):
            raise LanguageError(f"{self.name!r} is not a module name: use lower-case letters, as in danish")
        if self.block is not None and not re.fullmatch(r"[0-9A-Fa-f]{4,5}-[0-9A-Fa-f]{4,5}", self.block):
            raise LanguageError(f"{self.block!r} is not a range of characters such as 0980-09FF")

    @property
    def title(self) -> str:
        """The name for people."""
        return self.name.replace("_", " ").capitalize()


def plan_files(language: NewLanguage, directory: Path, package: str | None) -> dict[Path, str]:
    """Return the files of a new language with their contents.

    Parameters
    ----------
    language : NewLanguage
    directory : Path
        The directory of the module.
    package : str or None
        The name of the package; None for revscoring's own.
    """
    from stop_words import LANGUAGE_MAPPING

    files = {
        directory / f"{language.name}.py": render(
            "module.py.jinja",
            language=language,
            package=package,
            has_stemmer=_has_stemmer(language.name),
        )
    }
    for kind, purpose in LISTS.items():
        if kind != "stopwords" or language.code not in LANGUAGE_MAPPING:
            files[directory / "assets" / language.code / f"{kind}.txt"] = render(
                "list.txt.jinja", purpose=purpose.format(language.title), is_notation=kind != "stopwords"
            )
    files[directory / "samples" / f"{language.name}.txt"] = render(
        "samples.txt.jinja",
        language=language.title,
        least_matches=LEAST_MATCHES,
        least_others=LEAST_OTHERS,
        least_letters=LEAST_LETTERS,
    )
    if package is not None:
        test = render("test.py.jinja", language=language, package=package)
        files[directory / f"test_{language.name}.py"] = test
        if not (directory / "__init__.py").exists():
            files[directory / "__init__.py"] = '"""Languages of our own."""\n'
    return files


def _has_stemmer(name: str) -> bool:
    """Return whether Snowball has a stemmer for a language."""
    from ..features.stemmed import SnowballStemmer

    try:
        SnowballStemmer(name)("a")
    except (KeyError, ValueError):
        return False
    return True


def create_language(language: NewLanguage, directory: Path, package: str | None) -> list[Path]:
    """Write the files of a new language, and return them; see `plan_files`.

    Raises
    ------
    LanguageError
        If one of the files exists, or the language cannot be registered; nothing is written then.
    """
    if package is None:
        refuse_known(language)
    files = plan_files(language, directory, package)
    existing = [str(path) for path in files if path.exists()]
    if existing:
        raise LanguageError(f"{', '.join(existing)} exists already: nothing was written")
    if package is None:
        register(language, directory / "codes.py")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content.encode())
    return list(files)


def refuse_known(language: NewLanguage) -> None:
    """Raise `LanguageError` if revscoring has the language, by its name or its code."""
    for name, code in LANGUAGES.items():
        if language.name == name or language.code == code:
            raise LanguageError(
                f"{name} ({code}) is in the table of languages already: "
                f"improve its lists, and check them by revscoring languages check {name}"
            )


def register(language: NewLanguage, table_file: Path) -> None:
    """Add a language to the table of languages in a file, which is sorted by name.

    Raises
    ------
    LanguageError
        If the table is not found in the file, or the name or code is taken.
    """
    refuse_known(language)
    text = read_text(table_file)
    found = re.search(r'^LANGUAGES = \{\n((?:    "\w+": "[\w-]+",\n)*)\}', text, re.MULTILINE)
    if found is None:
        raise LanguageError(f"{table_file} has no table LANGUAGES: add {language.name!r} to it by hand")
    rows = sorted([*found[1].splitlines(), f'    "{language.name}": "{language.code}",'])
    start, end = found.span(1)
    replace_file(table_file, (text[:start] + "\n".join(rows) + "\n" + text[end:]).encode())


def checkout() -> Path:
    """Return the directory of the language modules in the checkout that this runs from.

    Raises
    ------
    LanguageError
        If revscoring is installed without its tests.
    """
    import revscoring.languages

    directory = Path(revscoring.languages.__file__).parent
    if not (directory.parents[1] / "tests" / "languages").is_dir():
        raise LanguageError(
            f"revscoring is installed in {directory.parent}, which is not a checkout of its sources: "
            "give --directory DIR for a package of your own"
        )
    return directory
