"""Warnings of commands about features that count the words of another language than a wiki's."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from ..dependencies import Dependent
    from ..extractors import api

__all__ = ["warn_of_dump_language", "warn_of_wiki_language", "warned_of_wiki_language"]

Result = TypeVar("Result")


def warn_of_dump_language(dependents: Iterable[Dependent], language: str | None) -> None:
    """Write a warning to standard error if a dump is in another language than the words of features."""
    _warn(dependents, language, "the dump is")


def warn_of_wiki_language(dependents: Iterable[Dependent], extractor: api.Extractor) -> None:
    """Ask a wiki for its language, and write a warning to standard error if the features have another one.

    A wiki that does not tell its language is not an error.
    """
    from ..languages import languages_of

    dependents = list(dependents)
    if languages_of(dependents):
        with suppress(Exception):
            session = extractor.client.session
            reply = session.get(action="query", meta="siteinfo", siprop="general", formatversion=2)
            _warn(dependents, reply["query"]["general"]["lang"], "the wiki is")


def warned_of_wiki_language(
    results: Iterable[Result], dependents: Iterable[Dependent], extractor: api.Extractor
) -> Iterator[Result]:
    """Yield results, and see `warn_of_wiki_language` once the first is there: the wiki answers."""
    for number, result in enumerate(results):
        if number == 0:
            warn_of_wiki_language(dependents, extractor)
        yield result


def _warn(dependents: Iterable[Dependent], language: str | None, what: str) -> None:
    from ..languages import language_mismatch

    mismatch = language_mismatch(dependents, language)
    if mismatch is not None:
        print(f"warning: {what} {mismatch}", file=sys.stderr)
