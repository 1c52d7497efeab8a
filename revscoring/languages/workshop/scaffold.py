"""Beginning a language: its module, empty lists with explanations, samples, and a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from .. import LANGUAGES
from .catalogue import LanguageError

__all__ = ["NewLanguage", "plan_files", "register", "write_files"]

MODULE: Final = Template('''\
"""$title."""

from ${base}features import $classes
${imports}from ${base}lists.files import StopwordList, WordList

__all__ = [$exported]

name = "$name"
${wrapping}stopwords = Stopwords(f"{name}.stopwords", StopwordList($arguments))
${stemmed}badwords = RegexMatches(f"{name}.badwords", WordList($badwords)$options)
informals = RegexMatches(f"{name}.informals", WordList($informals)$options)
''')

LISTS: Final = {
    "badwords": "Bad words of $title: insults and obscenities, which hardly ever stand in an article.",
    "informals": "Informal words of $title: laughter, greetings, chat, what nobody writes in an article.",
    "stopwords": "Stop words of $title: articles, pronouns, conjunctions; one word per line, lower case.",
}
NOTATION: Final = """\
#
# One entry per line; what follows a # is a comment.
#   word      the word or phrase itself
#   word*     with any ending
#   ~word     also elongated (wooord), in leetspeak (w0rd), and without accents
#   /.../     a regular expression, for the rest
# An everyday word of the language does not belong here, whatever it means elsewhere.
"""

SAMPLES: Final = """\
{
  "badwords": {
    "match": [],
    "no_match": []
  },
  "informals": {
    "match": [],
    "no_match": []
  },
  "clean": ""
}
"""

TEST: Final = Template('''\
"""The lists of $name match their samples and spare clean text."""

from importlib import import_module

from revscoring.languages.workshop.checks import check_language, read_samples, samples_file


def test_$name() -> None:
    module = import_module("$package.$name")
    assert check_language(module, read_samples(samples_file(module))) == []
''')


@dataclass(frozen=True)
class NewLanguage:
    """A language to begin.

    Parameters
    ----------
    code : str
        The code of its Wikipedia, such as "da".
    name : str
        The name of its module, such as "danish".
    block : str or None
        The range of characters ("0980-09FF") of a script whose vowel signs are no letters for Python.
    parts_words : bool
        Whether the script parts words by spaces.

    Raises
    ------
    LanguageError
        If the code, the name or the block is none.
    """

    code: str
    name: str
    block: str | None = None
    parts_words: bool = True

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z]{2,8}(-[a-z]{2,8})*", self.code):
            raise LanguageError(f"{self.code!r} is no code of a language such as da or be-tarask")
        if not re.fullmatch(r"[a-z][a-z_]*", self.name):
            raise LanguageError(
                f"{self.name!r} is no name of a module: write lower-case letters, as in danish"
            )
        if self.block is not None and not re.fullmatch(r"[0-9A-Fa-f]{4,5}-[0-9A-Fa-f]{4,5}", self.block):
            raise LanguageError(f"{self.block!r} is no range of characters such as 0980-09FF")

    @property
    def title(self) -> str:
        """The name for people."""
        return self.name.replace("_", " ").capitalize()


def plan_files(language: NewLanguage, package: Path, samples: Path, dotted: str | None) -> dict[Path, str]:
    """Return the files of a new language with their contents.

    Parameters
    ----------
    language : NewLanguage
    package : Path
        The directory of the module.
    samples : Path
        The directory of the samples.
    dotted : str or None
        The name of the package, if it is not revscoring's own.
    """
    from stop_words import LANGUAGE_MAPPING

    files = {package / f"{language.name}.py": _module(language, dotted)}
    for kind, purpose in LISTS.items():
        if kind == "stopwords" and language.code in LANGUAGE_MAPPING:
            continue
        head = f"# {Template(purpose).substitute(title=language.title)}\n"
        notation = "" if kind == "stopwords" else NOTATION
        files[package / "assets" / language.code / f"{kind}.txt"] = head + notation
    files[samples / f"{language.name}.json"] = SAMPLES
    if dotted is not None:
        test = TEST.substitute(name=language.name, package=dotted)
        files[package / f"test_{language.name}.py"] = test
        if not (package / "__init__.py").exists():
            files[package / "__init__.py"] = '"""Languages of our own."""\n'
    return files


def _module(language: NewLanguage, dotted: str | None) -> str:
    base = "." if dotted is None else "revscoring.languages."
    own = "" if dotted is None else f', "{dotted}"'
    stems = _has_stemmer(language.name)
    imports = wrapping = options = stemmed = ""
    if stems:
        imports += f"from {base}features.stemmed import SnowballStemmer\n"
        stemmed = f'stemmed = Stemmed(f"{{name}}.stemmed", SnowballStemmer("{language.name}"))\n'
    if not language.parts_words:
        options = ", wrapping=None"
    elif language.block is not None:
        imports += f"from {base}lists.scripts import word_edges\n"
        first, last = (f"\\u{code.lower()}" for code in language.block.split("-"))
        wrapping = f'wrapping = word_edges("{first}-{last}")\n'
        options = ", wrapping=wrapping"
    exported = ["badwords", "informals", "name", *(["stemmed"] if stems else []), "stopwords"]
    return MODULE.substitute(
        title=language.title,
        base=base,
        classes=", ".join(["RegexMatches", *(["Stemmed"] if stems else []), "Stopwords"]),
        imports=imports,
        exported=", ".join(f'"{name}"' for name in exported),
        name=language.name,
        wrapping=wrapping,
        arguments=f'"{language.code}"{own}',
        stemmed=stemmed,
        badwords=f'"{language.code}", "badwords"{own}',
        informals=f'"{language.code}", "informals"{own}',
        options=options,
    )


def _has_stemmer(name: str) -> bool:
    """Tell whether Snowball has a stemmer for a language."""
    from ..features.stemmed import SnowballStemmer

    try:
        SnowballStemmer(name)("a")
    except (KeyError, ValueError):
        return False
    return True


def write_files(files: Mapping[Path, str]) -> None:
    """Write files that must not exist yet.

    Raises
    ------
    LanguageError
        If one of them does; nothing is written then.
    """
    existing = [str(path) for path in files if path.exists()]
    if existing:
        raise LanguageError(f"{', '.join(existing)} exists already: nothing was written")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def register(language: NewLanguage, table_file: Path) -> None:
    """Add a language to the table of languages, in the order of names.

    Parameters
    ----------
    language : NewLanguage
    table_file : Path
        The ``__init__.py`` that holds the table.

    Raises
    ------
    LanguageError
        If the table cannot be found in the file, or the name or code is taken.
    """
    if language.name in LANGUAGES or language.code in LANGUAGES.values():
        raise LanguageError(f"{language.name} ({language.code}) is in the table of languages already")
    text = table_file.read_text(encoding="utf-8")
    found = re.search(r'^LANGUAGES = \{\n((?:    "\w+": "[\w-]+",\n)*)\}', text, re.MULTILINE)
    if found is None:
        raise LanguageError(f"{table_file} has no table LANGUAGES: add {language.name!r} to it by hand")
    rows = sorted([*found[1].splitlines(), f'    "{language.name}": "{language.code}",'])
    start, end = found.span(1)
    table_file.write_text(text[:start] + "\n".join(rows) + "\n" + text[end:], encoding="utf-8")
