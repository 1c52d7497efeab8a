"""Columns of tables of revisions: Wikimedia's two tables by name, and other tables by a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["CONTENT_HISTORY", "WIKITEXT_HISTORY", "Columns"]

#: Fields of a revision → the columns of ``mediawiki_content_history_v1``.
CONTENT_HISTORY: Final[Mapping[str, str]] = {
    "wiki": "wiki_id",
    "page_id": "page_id",
    "namespace": "page_namespace_id",
    "title": "page_title",
    "user_id": "user_id",
    "user_text": "user_text",
    "user_visible": "user_is_visible",
    "revision_id": "revision_id",
    "parent_id": "revision_parent_id",
    "timestamp": "revision_dt",
    "minor": "revision_is_minor_edit",
    "comment": "revision_comment",
    "comment_visible": "revision_comment_is_visible",
    "size": "revision_size",
    "slots": "revision_content_slots",
    "text_visible": "revision_content_is_visible",
}

#: Fields of a revision → the columns of ``mediawiki_wikitext_history``.
WIKITEXT_HISTORY: Final[Mapping[str, str]] = {
    "wiki": "wiki_db",
    "page_id": "page_id",
    "namespace": "page_namespace",
    "title": "page_title",
    "user_id": "user_id",
    "user_text": "user_text",
    "revision_id": "revision_id",
    "parent_id": "revision_parent_id",
    "timestamp": "revision_timestamp",
    "minor": "revision_minor_edit",
    "comment": "revision_comment",
    "size": "revision_text_bytes",
    "text": "revision_text",
    "content_model": "revision_content_model",
}

#: Fields that neither table has, and that can be joined in by a column.
JOINED: Final = ("emit", "user_groups", "user_registration", "user_editcount")

#: Fields whose values are roots of the revision, of its parent and of the creation of the page → the roots.
ROOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "user_id": ("user.id",),
    "user_text": ("user.text",),
    "timestamp": ("timestamp_str",),
    "minor": ("minor",),
    "comment": ("comment",),
    "size": ("byte_length",),
    "text": ("text",),
    "content_model": ("content_model",),
}

#: The same for roots of the page.
PAGE_ROOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "namespace": ("namespace.id", "namespace.name"),
    "title": ("title", "namespace.name"),
}

OWNERS: Final = ("revision", "revision.parent", "revision.page.creation")


@dataclass(frozen=True)
class Columns:
    """The columns of a table of revisions.

    Parameters
    ----------
    names : mapping of str to str
        Field → column. The fields are the keys of `CONTENT_HISTORY` and `WIKITEXT_HISTORY`, and of columns
        that are joined in: ``user_groups`` (list of string), ``user_registration`` (timestamp or string),
        ``user_editcount``, and ``emit``: false for a row that is only there as the parent of others. A root
        of features, such as ``datasource.revision.parent.text``, can be given by a column too, under its
        name; where that column is null, the value is what the table tells without it.

    Attributes
    ----------
    untold : frozenset of str
        The roots that the table has no column for.
    """

    names: Mapping[str, str]
    untold: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        known = {*CONTENT_HISTORY, *WIKITEXT_HISTORY, *JOINED}
        odd = [name for name in self.names if name not in known and not name.startswith("datasource.")]
        if odd:
            raise ValueError(
                f"{odd[0]!r} is not a field of a revision: the fields are {', '.join(sorted(known))}, and "
                "roots such as datasource.revision.parent.text"
            )
        for name in ("page_id", "revision_id"):
            if name not in self.names:
                raise ValueError(f"a table of revisions needs a column for the field {name!r}")
        given = {*self.names}
        if "slots" in given:
            given |= {"text", "content_model", "size"}
        untold = [
            f"datasource.{owner}.{root}"
            for name, roots in ROOTS.items()
            if name not in given and not (name == "size" and "text" in given)
            for root in roots
            for owner in OWNERS
        ]
        untold += [
            f"datasource.revision.page.{root}"
            for name, roots in PAGE_ROOTS.items()
            if name not in given
            for root in roots
        ]
        object.__setattr__(self, "untold", frozenset(untold))

    @classmethod
    def of(cls, present: Iterable[str], given: Mapping[str, str] | None = None) -> Columns:
        """Return the columns of a table, given the names of those that it has.

        Parameters
        ----------
        present : iterable of str
        given : mapping of str to str, optional
            Field → column, beside or instead of those of Wikimedia's tables.

        Raises
        ------
        ValueError
            If the table is neither of Wikimedia's and has no columns for the ids, or lacks a given column.

        Examples
        --------
        >>> Columns.of(["page_id", "revision_id", "revision_text"]).names["text"]
        'revision_text'
        >>> Columns.of(["page", "id", "body"], {"page_id": "page", "revision_id": "id", "text": "body"}).names
        {'page_id': 'page', 'revision_id': 'id', 'text': 'body'}
        """
        present = list(present)
        given = dict(given or {})
        for name, column in given.items():
            if column not in present:
                raise ValueError(
                    f"there is no column {column!r} for {name}; the columns are {', '.join(present)}"
                )
        table = CONTENT_HISTORY if CONTENT_HISTORY["slots"] in present else WIKITEXT_HISTORY
        names = {name: column for name, column in table.items() if column in present}
        names.update({name: name for name in JOINED if name in present})
        names.update(given)
        if "text" in given:
            names.pop("slots", None)
        try:
            return cls(names)
        except ValueError as error:
            raise ValueError(f"{error}; the columns are {', '.join(present)}") from None
