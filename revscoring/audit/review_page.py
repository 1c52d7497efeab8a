"""The page on which people judge the edits of a sample: blind, offline, with their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import LimitExceeded
from ..scoring.reports import page_templates
from ..text.diff import cut, pieces
from .reviews import assigned

__all__ = ["REVIEWED_VALUES", "render_review", "reviewed_edit"]

TEXT: Final = "datasource.revision.text"
PARENT_TEXT: Final = "datasource.revision.parent.text"

#: What a page says of an edit → the root value that tells it, if no field of the row does.
ABOUT: Final = {
    "title": "datasource.revision.page.title",
    "timestamp": "datasource.revision.timestamp_str",
    "comment": "datasource.revision.comment",
}

#: The root values that an edit is shown from.
REVIEWED_VALUES: Final = (TEXT, PARENT_TEXT, *ABOUT.values())


def reviewed_edit(row: Mapping[str, Any], values: Mapping[str, Any], problem: str = "") -> dict[str, Any]:
    """Return what the page shows of an edit: nothing of who made it, of its score or of its fate.

    Parameters
    ----------
    row : dict
        Of a sample.
    values : dict
        Root values, by name; see `REVIEWED_VALUES`.
    problem : str
        Why there are none.

    Examples
    --------
    >>> row = {"rev_id": 5, "user": "Ann", "score": 0.9, "review": {"place": 0}}
    >>> texts = {"datasource.revision.text": "b", "datasource.revision.parent.text": "a"}
    >>> reviewed_edit(row, texts)["pieces"]
    [['delete', 'a'], ['insert', 'b']]
    """
    shown: dict[str, Any] = {"rev_id": row["rev_id"], "review": row["review"]}
    for name, node in ABOUT.items():
        value = row[name] if isinstance(row.get(name), str) else values.get(node)
        shown[name] = "" if value is None else str(value)
    link = row.get("link")
    shown["link"] = link if isinstance(link, str) and link.startswith(("http://", "https://")) else ""
    text, before = values.get(TEXT), values.get(PARENT_TEXT)
    if problem or not isinstance(text, str) or PARENT_TEXT not in values:
        whose = "its text" if not isinstance(text, str) else "the text before it"
        return {**shown, "pieces": [], "problem": problem or f"{whose} is not known"}
    try:
        change = list(cut(pieces(before if isinstance(before, str) else "", text)))
    except LimitExceeded as error:
        return {**shown, "pieces": [], "problem": str(error)}
    return {**shown, "pieces": [[piece.kind, piece.text] for piece in change], "problem": ""}


def render_review(
    edits: Sequence[Mapping[str, Any]], reviewer: str = "", reviewers: Sequence[str] = (), title: str = ""
) -> str:
    """Write the page of a reviewer: one HTML file that keeps the judgements, and saves them as JSON lines.

    Parameters
    ----------
    edits : sequence of dict
        From `reviewed_edit`.
    reviewer : str
        Who judges.
    reviewers : sequence of str
        All who do, if they are several: each has a part, and one edit of five is for all.
    title : str
    """
    mine = list(edits)
    if len(reviewers) > 1:
        number = reviewers.index(reviewer)
        mine = [one for one in edits if assigned(one["review"]["place"], number, len(reviewers))]
    sample = mine[0]["review"]["sample"] if mine else ""
    return (
        page_templates("revscoring.audit")
        .get_template("review.html.jinja")
        .render(
            title=title or "Review of edits",
            count=len(mine),
            document={"key": f"revscoring review {sample} {reviewer}", "reviewer": reviewer, "edits": mine},
            file_name=f"judgements-{sample}{'-' if reviewer else ''}{_plain(reviewer)}.jsonl",
            reviewer=reviewer,
        )
    )


def _plain(name: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in name)
