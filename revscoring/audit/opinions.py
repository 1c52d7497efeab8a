"""What people say: reports about scores, and judgements of edits."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

__all__ = ["KINDS", "Endorsement", "Report"]

#: What a report can say: the model was wrong about a good edit, or about a bad one; or something else.
KINDS: Final = ("false-positive", "false-negative", "other")


class Report(NamedTuple):
    """What somebody says about a score.

    Attributes
    ----------
    wiki : str
    rev_id : int
    model, version : str
        Empty if they are not known.
    kind : str
        One of `KINDS`.
    probability : float or None
        What the model gave.
    note : str
    source : str
        Where it was said: "service", "command", or the address of a page.
    section : str
        The heading above it there.
    created : str
        When, in ISO 8601.
    source_rev_id : int or None
        The revision of the page in which it was read.
    resolution, resolved : str
        What became of it, and when; empty while it is open.
    """

    wiki: str
    rev_id: int
    model: str
    version: str
    kind: str
    probability: float | None = None
    note: str = ""
    source: str = "service"
    section: str = ""
    created: str = ""
    source_rev_id: int | None = None
    resolution: str = ""
    resolved: str = ""


class Endorsement(NamedTuple):
    """That somebody holds a judgement to be right: what is true of an edit in some respect.

    Attributes
    ----------
    wiki : str
    rev_id : int
    facet : str
        The respect, such as "damaging".
    data : object
        What is true of it, in JSON, such as False.
    author : str or None
        Who says so; an author has one opinion on each facet of an edit.
    comment, origin : str
    created, touched : str
        When it was given, and when it was changed, in ISO 8601.
    """

    wiki: str
    rev_id: int
    facet: str
    data: Any
    author: str | None = None
    comment: str = ""
    origin: str = "command"
    created: str = ""
    touched: str = ""
