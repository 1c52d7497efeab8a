"""Example feature lists for finding harmful edits, to use and to take as a pattern.

`any_wiki`
    The recommended list, for a wiki in any language: what was done, measured against the page. It needs the
    history of the page, but no word lists and no dictionaries, and does not ask who made the edit.
`any_wiki_and_editor`
    `any_wiki`, and who made the edit.

Each of the languages has the same lists, such as ``revscoring.examples.italian.damaging``:

`damaging`
    What ``make demo`` learns from: `edit` and `editor`.
`edit`
    What was done: text put in and taken out, markup, words, timing, the summary.
`editor`
    Who did it: registered or not, and for how long.
`without_dictionary`
    `damaging` without the features that need a spelling dictionary.

A model of `edit` alone judges every editor alike; compare the two before you choose one. Nothing
here is particular to one wiki. What a language lacks, such as a dictionary, its lists lack too.

Examples
--------
>>> from revscoring.dependencies import solve
>>> from revscoring.examples import english
>>> len(english.damaging) == len(english.edit) + len(english.editor)
True
>>> cache = {"datasource.revision.text": "Ships!!! LOL", "datasource.revision.parent.text": "Ships."}
>>> list(solve(english.size[:3], cache=cache))
[7, 1, 1.0]
"""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, cast

from .. import languages
from ..languages import LANGUAGES

if TYPE_CHECKING:
    from ..features import Feature
    from ._lists import ExampleLists

__all__ = ["any_wiki", "any_wiki_and_editor", "damaging"]


def damaging(language: str) -> list[Feature]:
    """Return the example list for damaging edits of a language.

    Parameters
    ----------
    language : str
        The name or the code of a language, or the dotted path of a language module of your own.

    Raises
    ------
    LanguageError
        If there is no such language; the message suggests a similar name.

    Examples
    --------
    >>> from revscoring.examples import italian
    >>> damaging("italian") is damaging("it") is italian.damaging
    True
    """
    from ..languages.workshop import language_name, load_language
    from ._lists import example_lists

    module = load_language(language)
    name = language_name(module)
    if name in LANGUAGES and module is getattr(languages, name):
        return _lists_of(name).damaging
    return example_lists(module).damaging


@cache
def _lists_of(language: str) -> ExampleLists:
    """Return the module of a language's lists; models refer to a list by its module and name."""
    from ..languages.workshop import load_language
    from ._lists import example_lists

    module = ModuleType(f"{__name__}.{language}", f"Example feature lists for {language.capitalize()}.")
    vars(module).update(vars(example_lists(load_language(language))))
    sys.modules[module.__name__] = module
    return cast("ExampleLists", module)


if TYPE_CHECKING:
    from ._any_wiki import any_wiki, any_wiki_and_editor

    def __getattr__(language: str) -> ExampleLists: ...

else:

    def __getattr__(name):
        if name in ("any_wiki", "any_wiki_and_editor"):
            from . import _any_wiki

            return getattr(_any_wiki, name)
        if name not in LANGUAGES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return _lists_of(name)

    def __dir__():
        return sorted({*globals(), *LANGUAGES, "any_wiki", "any_wiki_and_editor"})
