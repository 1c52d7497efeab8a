"""The lines of text that the edits of dumps added, for the lint of word lists.

A line counts once per page: who restores a page that was blanked adds nothing new. A line that some
edit of the page added and that was not reverted is no damage, whoever added it too. Where the text before
an edit is not known, as in dumps of current texts, all its text counts, unless it was reverted.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from revscoring.extractors.dump import Dump, DumpError, DumpRevision, Linked, link_parents
from revscoring.languages.workshop.lint import AddedLine
from revscoring.text.counts import analyze
from revscoring.text.diff import edit_between

from ...cli.files import Totals, open_input, read_whole_dump
from ...observations.lines import read_numbered_observations
from ..autolabel import autolabel

__all__ = ["added_lines", "computed_labels", "read_labels", "read_lines"]


def added_lines(old: str | None, new: str) -> list[str]:
    """Return the lines, or parts of lines, that an edit adds, without white space around them.

    Parameters
    ----------
    old : str or None
        The text before; None for a new page.
    new : str
        The text after.

    Examples
    --------
    >>> added_lines("Ants are insects.", "Ants are silly insects.\\n\\nhaha\\n\\n")
    ['silly', 'haha']
    """
    if not old:
        segments = [new]
    else:
        edit = edit_between(analyze(old), analyze(new))
        segments = ["".join(map(str, tokens)) for tokens in edit.tokens_added]
    lines = (line.strip() for segment in segments for line in segment.split("\n"))
    return list(dict.fromkeys(line for line in lines if line))


def read_labels(path: str, field: str) -> dict[int, bool]:
    """Read which revisions were reverted for damage, from the lines that ``revscoring autolabel`` writes.

    Parameters
    ----------
    path : str
        One JSON object per line.
    field : str
        The field of the label.

    Raises
    ------
    ValueError
        If a line has no such field; the message names the line.
    """
    labels = {}
    with open_input(path) as file:
        for number, observation in read_numbered_observations(file):
            if "rev_id" not in observation or not isinstance(observation.get(field), bool):
                raise ValueError(
                    f"{path}, line {number}: needs a rev_id and a field {field!r} that is true or false, "
                    "as revscoring autolabel writes them; --label names another field"
                )
            labels[int(observation["rev_id"])] = observation[field]
    return labels


def computed_labels(path: str) -> dict[int, bool]:
    """Find out from a dump itself which revisions were reverted for damage; this reads the dump once.

    Parameters
    ----------
    path : str
        The dump.
    """
    with Dump(path) as dump:
        revisions = read_whole_dump(dump, None, [])
        totals = Totals("lint", "revisions")
        return {found["rev_id"]: found["reverted"] for found in autolabel(revisions, totals=totals)}


def read_lines(
    path: str,
    labels: Mapping[int, bool],
    totals: Totals,
    *,
    namespaces: Collection[int] | None = None,
    broken: list[DumpError],
) -> Iterator[AddedLine]:
    """Yield the lines that were added to the pages of a dump, page by page.

    Parameters
    ----------
    path : str
        The dump.
    labels : mapping of int to bool
        Revision → whether it was reverted for damage; revisions without a label are left out.
    totals : Totals
        What was read, left out or given up.
    namespaces : collection of int, optional
        Only the pages of these.
    broken : list of DumpError
        Filled with what is wrong with the dump.
    """
    with Dump(path) as dump:
        linked = link_parents(read_whole_dump(dump, totals, broken))
        for _, links in itertools.groupby(linked, key=lambda link: id(link.revision.page)):
            yield from _lines_of_page(links, labels, totals, namespaces)
            totals.show(dump.position)


def _lines_of_page(
    links: Iterable[Linked], labels: Mapping[int, bool], totals: Totals, namespaces: Collection[int] | None
) -> Iterator[AddedLine]:
    seen: set[str | None] = set()
    lines: dict[str, AddedLine] = {}
    for link in links:
        revision = link.revision
        if _is_left_out(link, labels, namespaces):
            totals.left_out += 1
            continue
        totals.outputs += 1
        if revision.sha1 in seen:
            continue
        seen.add(revision.sha1)
        damaged = labels[revision.id]
        for line in added_lines(link.parent.text if link.parent else None, revision.text or ""):
            if line not in lines or (lines[line].damaged and not damaged):
                lines[line] = AddedLine(line, damaged, revision.id, revision.page.full_title)
    yield from lines.values()


def _is_left_out(link: Linked, labels: Mapping[int, bool], namespaces: Collection[int] | None) -> bool:
    """Tell whether what an edit added cannot be known, or is not asked for."""
    revision = link.revision
    if revision.id not in labels or not _has_wikitext(revision):
        return True
    if namespaces is not None and revision.page.namespace not in namespaces:
        return True
    parent_unknown = link.missing_parent is not None or (link.parent is not None and link.parent.text is None)
    return parent_unknown and labels[revision.id]


def _has_wikitext(revision: DumpRevision) -> bool:
    model: Any = revision.model
    return revision.text is not None and model in (None, "wikitext")
