"""Observations of the edits of a dump, labelled by whether they were reverted for damage."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypedDict

from ..datasources.accounts import is_temporary
from .dump import DumpRevision
from .revert_facts import find_restored, find_self_reverts
from .reverts import Evidence, PageRevision, Reverted, Undoing, edits_in_order, find_reverted, seconds

__all__ = ["LabelledEdit", "label_edits"]


class _Edit(TypedDict):
    rev_id: int
    reverted: bool
    page_id: int
    title: str
    namespace: int
    timestamp: str
    user: str | None
    anonymous: bool | None
    temporary: bool | None


class LabelledEdit(_Edit, total=False):
    """An observation of an edit and its label; some edits have fields of their own.

    `evidence` says how the revert of a reverted edit was found. `self_revert` is true of an edit that takes
    back edits of its own author only, `restored_later` of one that somebody reverted and somebody else
    restored. The other ones are there if known.
    """

    evidence: Evidence
    reverting_id: int
    restored_id: int
    self_revert: bool
    restored_later: bool


def label_edits(
    revisions: Iterable[DumpRevision],
    on_error: Callable[[str, str], None],
    find: Callable[[Sequence[PageRevision]], Mapping[int, Reverted]] = find_reverted,
    read_summary: Callable[[str], Undoing | None] | None = None,
) -> Iterator[LabelledEdit]:
    """Label the edits of a dump, page by page, oldest first.

    Parameters
    ----------
    revisions : iterable of DumpRevision
        In the order of a dump, page by page.
    on_error : callable
        Called with the reason and the place of a revision that is broken or has an invalid timestamp, and
        is left out.
    find : callable, optional
        `find_reverted`, with other rules than its own.
    read_summary : callable, optional
        Returns what a summary says that its edit takes back; without it, summaries are no evidence.
    """
    for _, page_revisions in itertools.groupby(revisions, key=lambda revision: id(revision.page)):
        edits = []
        labelled: dict[int, LabelledEdit] = {}
        for revision in page_revisions:
            if revision.broken:
                on_error(str(next(iter(revision.broken.values()))), f"revision {revision.id}")
                continue
            try:
                time = seconds(revision.timestamp)
            except ValueError:
                where = f"revision {revision.id} (line {revision.line})"
                on_error(f"invalid time {revision.timestamp!r}", where)
                continue
            undoing = read_summary(revision.comment) if read_summary and revision.comment else None
            edit = PageRevision(revision.id, time, revision.user_text, revision.sha1, undoing)
            edits.append(edit)
            labelled[id(edit)] = {
                "rev_id": revision.id,
                "reverted": False,
                "page_id": revision.page.id,
                "title": revision.page.title,
                "namespace": revision.page.namespace,
                "timestamp": revision.timestamp,
                "user": revision.user_text,
                "anonymous": None if revision.user_hidden else revision.user_id == 0,
                "temporary": None if revision.user_hidden else is_temporary(revision.user_text),
            }
        edits = edits_in_order(edits)
        reverted = find(edits)
        self_reverts, restored = find_self_reverts(edits), find_restored(edits) - reverted.keys()
        for position, edit in enumerate(edits):
            observation = labelled[id(edit)]
            found = reverted.get(position)
            if found is not None:
                observation["reverted"] = True
                observation["evidence"] = found.evidence
                if found.by is not None:
                    observation["reverting_id"] = found.by.id
                if found.to is not None:
                    observation["restored_id"] = found.to.id
            if position in self_reverts:
                observation["self_revert"] = True
            if position in restored:
                observation["restored_later"] = True
            yield observation
