"""Sources of the revisions of commands: a dump, whole or for observations, and files of observations."""

from __future__ import annotations

import sys
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..dependencies import Dependent
from ..errors import RevisionNotFound
from ..extractors.dump import (
    WINDOW_BYTES,
    Accounts,
    Dump,
    DumpError,
    DumpRevision,
    Linked,
    first_edits,
    link_parents,
    make_task,
    needs_accounts,
    needs_creations,
    needs_histories,
    note_creations,
    read_accounts,
    read_dump,
    root_names,
)
from ..extractors.workers import Extraction, Task
from ..observations import Observation, ObservationError, read_observations
from .dumps import read_whole_dump, readable
from .files import open_input
from .language_warnings import warn_of_dump_language
from .totals import Totals

__all__ = ["DumpSource", "in_input_order", "read_revision_observations"]


@dataclass
class DumpSource:
    """A dump as a source of tasks, for all of its revisions or for those of observations.

    Parameters
    ----------
    dump : Dump
        Not read yet.
    dependents : sequence of Dependent
    totals : Totals
        Counts the revisions, if there are no observations.
    observations : list of dict or None
    accounts_path : str or None
        A file of accounts.
    derive : bool
        Whether to derive account details from the dump where they are needed.
    by_order, window
        See `link_parents`.
    """

    dump: Dump
    dependents: Sequence[Dependent]
    totals: Totals
    observations: list[Observation] | None = None
    accounts_path: str | None = None
    derive: bool = True
    by_order: bool = False
    window: int = WINDOW_BYTES

    def __post_init__(self) -> None:
        self.broken: list[DumpError] = []  # filled while the dump is read
        self.roots = root_names(self.dependents)

    def tasks(self) -> Iterator[Task]:
        """Yield the tasks in the order of the dump.

        The key of a task is a new observation, or the position of a given one.
        """
        accounts, creations = self._survey()
        totals = self.totals if self.observations is None else None
        revisions = read_whole_dump(self.dump, totals, self.broken)
        links = self._in_language(
            link_parents(
                revisions,
                by_order=self.by_order,
                window=self.window,
                creations=creations,
                histories=needs_histories(self.roots),
            )
        )
        if self.observations is None:
            for linked in links:
                yield make_task({"rev_id": linked.revision.id}, linked, self.roots, accounts)
            return
        positions: defaultdict[int, list[int]] = defaultdict(list)
        for position, observation in enumerate(self.observations):
            positions[observation["rev_id"]].append(position)
        for linked in links:
            for position in positions.pop(linked.revision.id, ()):
                cache = self.observations[position].get("cache")
                roots = root_names(self.dependents, cache) if cache else self.roots
                yield make_task(position, linked, roots, accounts, cache)
            if not positions:
                self.broken += self.dump.defects[:1]
                break

    def _in_language(self, links: Iterable[Linked]) -> Iterator[Linked]:
        """Warn of a dump in another language than the features, which its beginning tells."""
        for number, linked in enumerate(links):
            if number == 0:
                warn_of_dump_language(self.dependents, self.dump.site.language)
            yield linked

    def _survey(self) -> tuple[Accounts | None, dict[int, DumpRevision]]:
        """Return what has to be known of the whole dump before: accounts, and creations of pages.

        See `note_creations`. The dump is read for it if it is needed.
        """
        creations: dict[int, DumpRevision] = {}
        wants_accounts = needs_accounts(self.roots)
        known = read_accounts(self.accounts_path) if wants_accounts and self.accounts_path else {}
        derives = wants_accounts and self.derive
        accounts = Accounts(known) if wants_accounts and not derives else None
        if not derives and not needs_creations(self.roots):
            return accounts, creations
        if self.dump.path == "-":
            if derives:
                raise RuntimeError(
                    "the features need the first edit of each user, for which the dump has to be read "
                    "twice: give it as a file, or add --user-info file"
                )
            print(
                "warning: a dump from a pipe is read once only: the first revision of a page in it counts "
                "as the creation of the page, though an imported one may be earlier",
                file=sys.stderr,
            )
            return accounts, creations
        revisions = note_creations(readable(read_dump(self.dump.path, texts=False)), creations)
        if derives:
            return Accounts(known, first_edits(revisions)), creations
        deque(revisions, maxlen=0)
        return accounts, creations


def in_input_order(
    extractions: Iterable[Extraction], observations: list[Observation]
) -> Iterator[tuple[Observation, Extraction]]:
    """Put extractions, whose keys are positions, into the order of the observations.

    The revision of an observation without an extraction was not found.
    """
    ready: dict[int, Extraction] = {}
    position = 0
    for extraction in extractions:
        ready[extraction.key] = extraction
        while position in ready:
            yield observations[position], ready.pop(position)
            position += 1
    for later in range(position, len(observations)):
        observation = observations[later]
        not_found = RevisionNotFound("{revision}", observation["rev_id"])
        not_found.place = "in the dump"
        missing = Extraction(later, error=not_found)
        yield observation, ready.pop(later, missing)


def read_revision_observations(path: str) -> list[Observation]:
    """Read observations; raise an `ObservationError` for one without a ``rev_id``."""
    with open_input(path) as file:
        observations = list(read_observations(file))
    for number, observation in enumerate(observations, 1):
        if type(observation.get("rev_id")) is not int:
            raise ObservationError(
                f'{path}, observation {number}: it has no "rev_id" that is a whole number, such as '
                f'{{"rev_id": 5}}'
            )
    return observations
