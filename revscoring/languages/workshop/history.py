"""Lines of text that edits added to pages, from the history of a wiki, for the lint of word lists.

A line counts once per page, so restoring a blanked page adds nothing. A line that was added by any edit
that was not reverted counts as surviving. If the text before an edit is unknown, as in dumps of current
texts, its whole text counts, unless the edit was reverted.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ...extractors.dump import Linked
from ...observations import read_numbered_observations
from ...text.counts import analyze
from ...text.diff import edit_between

__all__ = ["AddedLine", "PageLines", "added_lines", "lines_by_page", "read_labels"]


@dataclass(frozen=True)
class AddedLine:
    """A line of text, or a part of one, that an edit added to a page.

    `reverted` tells whether the edit was reverted for damage.
    """

    text: str
    reverted: bool
    rev_id: int = 0
    page: str = ""


@dataclass
class PageLines:
    """The lines that the edits of a page added, the number of these edits, and of those left out."""

    lines: list[AddedLine] = field(default_factory=list)
    edits: int = 0
    left_out: int = 0


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


def read_labels(file: Iterable[str], label: str, name: str) -> dict[int, bool]:
    """Read which revisions were reverted for damage, from the output of ``revscoring autolabel``.

    Parameters
    ----------
    file : iterable of str
        One JSON object per line.
    label, name : str
        The field of the label, and the name of the file for errors.

    Raises
    ------
    ValueError
        If a line has no such field; the message names the line.
    """
    labels = {}
    for number, observation in read_numbered_observations(file):
        if "rev_id" not in observation or not isinstance(observation.get(label), bool):
            raise ValueError(
                f"{name}, line {number}: needs a rev_id and a field {label!r} that is true or false, "
                "as revscoring autolabel writes them; --label names another field"
            )
        labels[int(observation["rev_id"])] = observation[label]
    return labels


def lines_by_page(
    links: Iterable[Linked], labels: Mapping[int, bool], namespaces: Collection[int] | None = None
) -> Iterator[PageLines]:
    """Yield the lines that the edits of each page added.

    Parameters
    ----------
    links : iterable of Linked
        Revisions with their parents, page by page; see `revscoring.extractors.dump.link_parents`.
    labels : mapping of int to bool
        Revision → whether it was reverted for damage. Revisions without a label are left out.
    namespaces : collection of int, optional
        Only pages of these namespaces.
    """
    for _, page_links in itertools.groupby(links, key=lambda link: id(link.revision.page)):
        page = PageLines()
        digests: set[str | None] = set()
        lines: dict[str, AddedLine] = {}
        for link in page_links:
            revision = link.revision
            if _is_left_out(link, labels, namespaces):
                page.left_out += 1
                continue
            page.edits += 1
            if revision.sha1 in digests:
                continue
            digests.add(revision.sha1)
            reverted = labels[revision.id]
            for line in added_lines(link.parent.text if link.parent else None, revision.text or ""):
                if line not in lines or (lines[line].reverted and not reverted):
                    lines[line] = AddedLine(line, reverted, revision.id, revision.page.full_title)
        page.lines = list(lines.values())
        yield page


def _is_left_out(link: Linked, labels: Mapping[int, bool], namespaces: Collection[int] | None) -> bool:
    """Return whether what an edit added is unknown, or not wanted."""
    revision = link.revision
    if revision.id not in labels or revision.text is None or revision.model not in (None, "wikitext"):
        return True
    if namespaces is not None and revision.page.namespace not in namespaces:
        return True
    parent_unknown = link.missing_parent is not None or (link.parent is not None and link.parent.text is None)
    return parent_unknown and labels[revision.id]
