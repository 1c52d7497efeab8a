"""Mismatches of languages: features that count the words of another language than that of a wiki."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..dependencies import Node, expand
from .codes import LANGUAGES

__all__ = ["codes_of", "language_mismatch", "languages_of"]

#: Code of a wiki → codes of the languages whose words are its words too.
RELATED: Final = {
    "cmn": {"zh"},
    "nb": {"no"},
    "nn": {"no"},
    "sh": {"bs", "hr", "sr"},
    "simple": {"en"},
}
#: Codes that say nothing: several languages, undetermined, without words.
NO_LANGUAGE: Final = {"", "mul", "und", "zxx"}


def languages_of(dependents: Iterable[Node]) -> list[str]:
    """Return the languages whose words features or datasources count, sorted by name.

    Examples
    --------
    >>> from revscoring.features import wikitext
    >>> from revscoring.languages import italian
    >>> languages_of([italian.badwords.revision.matches, wikitext.revision.chars])
    ['italian']
    """
    parts = {part for node in expand(list(dependents)) for part in str(node).split(".")[1:2]}
    return sorted(parts & LANGUAGES.keys())


def codes_of(code: str | None) -> set[str]:
    """Return the codes of the languages whose words are those of a wiki; none if its code says nothing.

    Examples
    --------
    >>> sorted(codes_of("pt-br")), sorted(codes_of("nb")), codes_of("mul")
    (['pt'], ['nb', 'no'], set())
    """
    base = (code or "").lower().split("-")[0]
    return set() if base in NO_LANGUAGE else {base} | RELATED.get(base, set())


def language_mismatch(dependents: Iterable[Node], code: str | None) -> str | None:
    """Return a sentence if a wiki is in none of the languages whose words its features count.

    Parameters
    ----------
    dependents : iterable of dependents
    code : str or None
        The language of the wiki, such as "it" or "pt-br".

    Examples
    --------
    >>> from revscoring.languages import english
    >>> print(language_mismatch([english.badwords.revision.matches], "it"))  # doctest: +ELLIPSIS
    in Italian, but the features count words of English; revscoring.examples.italian.damaging has ...
    >>> print(language_mismatch([english.badwords.revision.matches], "en-gb"))
    None
    """
    fitting = codes_of(code)
    counted = languages_of(dependents) if fitting else []
    if not counted or fitting & {LANGUAGES[name] for name in counted}:
        return None
    words = " and ".join(name.capitalize() for name in counted)
    own = next((name for name, known in LANGUAGES.items() if known in fitting), None)
    if own is None:
        return (
            f"in the language {code!r}, but the features count words of {words}; revscoring has no word "
            "lists of that language (revscoring languages new makes some)"
        )
    return (
        f"in {own.capitalize()}, but the features count words of {words}; "
        f"revscoring.examples.{own}.damaging has those of {own.capitalize()}"
    )
