"""Stores of reports as commands open them, and the values of the edits that they are about."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypedDict

import click

from ..audit import ReportStore
from ..dependencies import Dependent
from .extraction import open_extraction
from .options import DumpOptions, ExtractionOptions

if TYPE_CHECKING:
    from ..extractors.workers import Extraction
    from ..observations import Observation
    from ..scoring import Model

__all__ = ["Source", "model_name", "open_store", "store_option", "values_of", "wiki_named"]


class Source(TypedDict):
    """The values of `source_options`."""

    dump_path: str | None
    host: str | None
    login: bool


store_option = click.option(
    "--store", default="reports.sqlite", show_default=True, metavar="FILE", help="The store of reports."
)


def open_store(path: str, *, make: bool = False) -> ReportStore:
    """Return a store; one that is not there is made only on request.

    Raises
    ------
    StoreError, RuntimeError
    """
    if not make and not os.path.exists(path):
        raise RuntimeError(
            f"{path}: there is no store of reports; revscoring reports add and import make one, and --store "
            "names another"
        )
    return ReportStore(path)


def wiki_named(store: ReportStore, wiki: str | None) -> str:
    """Return the name of the wiki that is meant: the only one in the store, if none is given."""
    if wiki is not None:
        if not wiki.strip() or not wiki.isprintable():
            raise click.UsageError(f"{wiki!r} is no name of a wiki: give one such as enwiki")
        return wiki
    known = store.wikis()
    if len(known) == 1:
        return known[0]
    found = f"the store has {', '.join(known)}" if known else "the store has none yet"
    raise click.UsageError(f"say which wiki with --wiki, such as --wiki enwiki: {found}")


def model_name(model: Model) -> str:
    """Return how reports call a model: by the label that it predicts, else by its class."""
    label = model.info.get("label")
    return label if isinstance(label, str) else type(model).__name__


def values_of(
    command: str,
    dependents: Iterable[Dependent],
    observations: list[Observation],
    source: Source,
    dump_options: DumpOptions,
) -> Iterator[tuple[Observation, Extraction]]:
    """Yield observations with the values of dependents, or with errors; then print the totals.

    `source` are the values of `source_options`. Without a dump and a wiki, values are from the caches.
    """
    options: ExtractionOptions = {
        **dump_options,
        "dump_path": source["dump_path"],
        "host": source["host"],
        "login": source["login"],
        "skip_errors": True,
        "verbose": False,
        "resume": False,
        "extractors": 0,
        "timeout": None,
        "memory": None,
        "batch_size": 50,
        "show_progress": False,
    }
    wanted: Sequence[Dependent] = list(dict.fromkeys(dependents))
    with open_extraction(command, wanted, observations, os.devnull, options) as (pairs, writer):
        for observation, extraction in pairs:
            if extraction.error is None:
                writer.totals.outputs += 1
            else:
                writer.fail(observation, extraction.error)
            yield observation, extraction
