"""Changes since a model was trained that can change its scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["LIBRARIES", "asset_drift", "library_drift", "library_versions", "score_drift", "shorten"]

LIBRARIES = {"sklearn": ("scikit-learn", 2), "numpy": ("numpy", 1), "skops": ("skops", 2)}
"""Module → its name, and how many parts of its version matter to scores and files."""

SHOWN = 12


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that matter."""
    return {module: str(import_module(module).__version__) for module in LIBRARIES}


def library_drift(recorded: Mapping[str, Any]) -> list[str]:
    """Say which libraries are of another version than recorded, in a part that matters.

    Examples
    --------
    >>> library_drift(library_versions())
    []
    >>> library_drift({"numpy": "1.24.4"})[0].startswith("numpy was 1.24.4 and is 2.")
    True
    """
    now = library_versions()
    return [
        f"{name} was {recorded[module]} and is {now[module]}"
        for module, (name, parts) in LIBRARIES.items()
        if module in recorded and str(recorded[module]).split(".")[:parts] != now[module].split(".")[:parts]
    ]


def asset_drift(recorded: Mapping[str, Any], found: Mapping[str, str | None]) -> list[str]:
    """Say which word lists and dictionaries are not those recorded.

    Both arguments map names to digests: when the model was made (None if it is not known, as for models
    of 2.x), and now, of the features that could be found.

    Examples
    --------
    >>> asset_drift({"list of badwords en": "a1", "spelling dictionary en": "hunspell a"},
    ...             {"list of badwords en": "b2", "spelling dictionary en": None})
    ['the list of badwords en is another one', 'the spelling dictionary en is not there']
    """
    notes, unknown = [], []
    for name, digest in recorded.items():
        if name not in found or (found[name] == digest and digest is not None):
            continue
        now = found[name]
        if now is None:
            notes.append(f"the {name} is not there")
        elif digest is None:
            unknown.append(name)
        elif _provider(str(digest)) != _provider(now):
            notes.append(f"the {name} was of {_provider(str(digest))} and is of {_provider(now)}")
        else:
            notes.append(f"the {name} is another one")
    if unknown:
        notes.append(f"it is not known whether these are as they were: {shorten(unknown)}")
    return notes


def _provider(digest: str) -> str:
    """Return the provider of a dictionary, which is before its digest; empty for a list."""
    provider, _, _ = digest.partition(" ")
    return provider if provider.isalpha() and len(provider) < 20 else ""


def score_drift(notes: Iterable[str]) -> list[str]:
    """Return the notes about what can change scores: not those on features that are known by name only.

    Examples
    --------
    >>> score_drift(["the list of badwords en is another one", "1 of 2 features are known by name only"])
    ['the list of badwords en is another one']
    """
    return [note for note in notes if "known by name only" not in note]


def shorten(names: list[str]) -> str:
    """Join names, only the first few of many.

    Examples
    --------
    >>> shorten(["a", "b"])
    'a, b'
    """
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
