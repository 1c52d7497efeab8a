"""The root values of a revision in a dump, under the names of their datasources.

A dump lacks `user.last_revision`, suggestions, and the account's details (groups, registration …) unless
there is a source of accounts (see `accounts`). For a hidden value, the error that an extractor of a live
wiki raises takes its place.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any, Final

from ...errors import CommentDeleted, LimitExceeded, RevisionNotFound, TextDeleted, UserDeleted, UserNotFound
from .accounts import INFO_FIELDS, Accounts
from .parents import Linked
from .records import DumpRevision

__all__ = ["Roots", "root_values"]


@dataclass(slots=True)
class Roots:
    """The root values of one revision, by the names of their datasources, and errors in their place."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)

    def first_error(self, names: Container[str]) -> Exception | None:
        """Return the error of the first of these roots that has one, or None."""
        return next((error for name, error in self.errors.items() if name in names), None)


def root_values(linked: Linked, accounts: Accounts | None = None) -> Roots:
    """Return the root values of a revision of a dump, from `link_parents`.

    Examples
    --------
    >>> from revscoring.extractors.dump import DumpPage
    >>> page = DumpPage(1, "Talk:Ants", "Ants", 1, "Talk")
    >>> roots = root_values(Linked(DumpRevision(page, 10, text=None, user_id=0, user_text="::1")))
    >>> roots.values["datasource.revision.page.title"]
    'Ants'
    >>> print(roots.errors["datasource.revision.text"])
    TextDeleted: Text deleted (datasource.revision.text)
    """
    roots = Roots()
    page = linked.revision.page
    _add_revision(roots, "revision", linked.revision)
    if linked.parent is None:
        _add_missing_parent(roots, linked)
    else:
        _add_revision(roots, "revision.parent", linked.parent)
    prefix = "datasource.revision.page."
    about_page: dict[str, Any] = {
        f"{prefix}id": page.id,
        f"{prefix}title": page.title,
        f"{prefix}namespace.id": page.namespace,
        f"{prefix}namespace.name": page.namespace_name,
    }
    recent = linked.recent
    about_page[f"{prefix}recent_revisions"] = None if recent is None else recent.revisions
    about_page[f"{prefix}recent_words"] = None if recent is None else recent.words
    if "page" in linked.revision.broken:
        roots.errors.update(dict.fromkeys(about_page, linked.revision.broken["page"]))
    else:
        roots.values.update(about_page)
    if linked.creation is not None:
        _add_revision(roots, "revision.page.creation", linked.creation, with_text=False)
    if accounts is not None:
        _add_account(roots, "revision.user", linked.revision, accounts)
        if linked.creation is not None:
            _add_account(roots, "revision.page.creation.user", linked.creation, accounts)
    return roots


def _add_revision(roots: Roots, name: str, revision: DumpRevision, *, with_text: bool = True) -> None:
    prefix = f"datasource.{name}."
    values = roots.values
    values[f"{prefix}id"] = revision.id
    values[f"{prefix}timestamp_str"] = revision.timestamp
    values[f"{prefix}minor"] = revision.minor
    values[f"{prefix}content_model"] = revision.model
    values[f"{prefix}byte_length"] = revision.byte_length
    broken = revision.broken
    if revision.comment is None:
        roots.errors[f"{prefix}comment"] = broken.get("comment") or CommentDeleted(f"{prefix}comment")
    else:
        values[f"{prefix}comment"] = revision.comment
    if with_text and revision.text is None:
        roots.errors[f"{prefix}text"] = broken.get("text") or TextDeleted(f"{prefix}text")
    elif with_text:
        values[f"{prefix}text"] = revision.text
    if revision.user_hidden:
        error = broken.get("contributor") or UserDeleted(f"{{{name}.user}}")
        roots.errors[f"{prefix}user.id"] = roots.errors[f"{prefix}user.text"] = error
    else:
        values[f"{prefix}user.id"] = revision.user_id
        values[f"{prefix}user.text"] = revision.user_text


_PARENT_FIELDS: Final = (
    "id",
    "timestamp_str",
    "comment",
    "byte_length",
    "minor",
    "content_model",
    "text",
    "user.id",
    "user.text",
)


def _add_missing_parent(roots: Roots, linked: Linked) -> None:
    """Add None for the values of the parent of a page creation, else errors."""
    key_of_id, *keys = (f"datasource.revision.parent.{name}" for name in _PARENT_FIELDS)
    roots.values[key_of_id] = linked.missing_parent
    if linked.missing_parent is None:
        roots.values.update(dict.fromkeys(keys))
        return
    not_found = RevisionNotFound("{revision.parent}", linked.missing_parent)
    not_found.place = "in the dump"
    error: Exception = not_found
    if linked.out_of_reach:
        error = LimitExceeded(
            f"the parent {linked.missing_parent} stands further back in the page than texts are kept; "
            "raise --window"
        )
    roots.errors.update(dict.fromkeys(keys, error))


def _add_account(roots: Roots, name: str, revision: DumpRevision, accounts: Accounts) -> None:
    known = None if revision.user_hidden else accounts.look_up(revision.user_id, revision.user_text)
    for attribute in INFO_FIELDS:
        key = f"datasource.{name}.info.{attribute}"
        if revision.user_hidden:
            roots.errors[key] = revision.broken.get("contributor") or UserDeleted(f"{{{name}}}")
        elif known is None:
            roots.errors[key] = UserNotFound(f"{{{name}}}", revision.user_text)
        elif attribute in known:
            roots.values[key] = known[attribute]
