"""The root values of a revision that a dump can give, under the names of their datasources.

What a dump cannot know is not made up: `user.last_revision`, suggestions, and the account's details
(groups, registration …) unless a source of accounts (see `accounts`) is passed. What is hidden in the
dump is listed as the error that an extractor of a live wiki would raise.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any, Final

from revscoring.errors import (
    CommentDeleted,
    LimitExceeded,
    RevisionNotFound,
    TextDeleted,
    UserDeleted,
    UserNotFound,
)

from .accounts import INFO_FIELDS, Accounts
from .lineage import Linked
from .records import DumpRevision

__all__ = ["Roots", "root_values"]

PREFIX: Final = "datasource."


@dataclass(slots=True)
class Roots:
    """What is known of one revision.

    Attributes
    ----------
    values : dict of str to object
        Values by the name of their datasource, ready to be the cache of `solve`.
    errors : dict of str to Exception
        What cannot be given, by the same names, and why.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)

    def first_error(self, wanted: Container[str]) -> Exception | None:
        """Return the error of the first wanted root that has one, or None."""
        return next((error for name, error in self.errors.items() if name in wanted), None)


def root_values(linked: Linked, accounts: Accounts | None = None) -> Roots:
    """Return the root values of a revision of a dump.

    Parameters
    ----------
    linked : Linked
        The revision with its parent, from `link_parents`.
    accounts : Accounts, optional
        Where to look up users.

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
    revision, page = linked.revision, linked.revision.page
    _add_revision(roots, "revision", revision)
    _add_text(roots, "revision", revision)
    _add_user(roots, "revision", revision)
    _add_parent(roots, linked)
    roots.values.update(
        {
            f"{PREFIX}revision.page.id": page.id,
            f"{PREFIX}revision.page.title": page.title,
            f"{PREFIX}revision.page.namespace.id": page.namespace,
            f"{PREFIX}revision.page.namespace.name": page.namespace_name,
        }
    )
    if linked.creation is not None:
        _add_revision(roots, "revision.page.creation", linked.creation)
        _add_user(roots, "revision.page.creation", linked.creation)
    if accounts is not None:
        _add_info(roots, "revision.user", revision, accounts)
        if linked.creation is not None:
            _add_info(roots, "revision.page.creation.user", linked.creation, accounts)
    return roots


def _add_revision(roots: Roots, name: str, revision: DumpRevision) -> None:
    prefix = f"{PREFIX}{name}."
    values = roots.values
    values[f"{prefix}id"] = revision.id
    values[f"{prefix}timestamp_str"] = revision.timestamp
    values[f"{prefix}minor"] = revision.minor
    values[f"{prefix}content_model"] = revision.model
    values[f"{prefix}byte_length"] = revision.byte_length
    if revision.comment is None:
        roots.errors[f"{prefix}comment"] = CommentDeleted(f"{prefix}comment")
    else:
        values[f"{prefix}comment"] = revision.comment


def _add_text(roots: Roots, name: str, revision: DumpRevision) -> None:
    key = f"{PREFIX}{name}.text"
    if revision.text is None:
        roots.errors[key] = TextDeleted(key)
    else:
        roots.values[key] = revision.text


def _add_user(roots: Roots, name: str, revision: DumpRevision) -> None:
    prefix = f"{PREFIX}{name}.user."
    if revision.user_hidden:
        error = UserDeleted(f"{{{name}.user}}")
        roots.errors[f"{prefix}id"] = roots.errors[f"{prefix}text"] = error
    else:
        roots.values[f"{prefix}id"] = revision.user_id
        roots.values[f"{prefix}text"] = revision.user_text


_PARENT_FIELDS: Final = [
    "id",
    "timestamp_str",
    "comment",
    "byte_length",
    "minor",
    "content_model",
    "text",
    "user.id",
    "user.text",
]


def _add_parent(roots: Roots, linked: Linked) -> None:
    if linked.parent is not None:
        _add_revision(roots, "revision.parent", linked.parent)
        _add_text(roots, "revision.parent", linked.parent)
        _add_user(roots, "revision.parent", linked.parent)
        return
    keys = [f"{PREFIX}revision.parent.{name}" for name in _PARENT_FIELDS]
    if linked.missing_parent is None:
        roots.values.update(dict.fromkeys(keys))
        return
    error: Exception = RevisionNotFound("{revision.parent}", linked.missing_parent)
    if linked.out_of_reach:
        error = LimitExceeded(
            f"the parent {linked.missing_parent} stands further back in the page than texts are kept; "
            "raise --window"
        )
    roots.errors.update(dict.fromkeys(keys, error))
    roots.values[keys[0]] = linked.missing_parent
    del roots.errors[keys[0]]


def _add_info(roots: Roots, name: str, revision: DumpRevision, accounts: Accounts) -> None:
    prefix = f"{PREFIX}{name}.info."
    if revision.user_hidden:
        error: Exception = UserDeleted(f"{{{name}}}")
        roots.errors.update((f"{prefix}{info}", error) for info in INFO_FIELDS)
        return
    known = accounts.look_up(revision.user_id, revision.user_text)
    for info in INFO_FIELDS:
        if known is not None and info in known:
            roots.values[f"{prefix}{info}"] = known[info]
        elif known is None:
            roots.errors[f"{prefix}{info}"] = UserNotFound(f"{{{name}}}", revision.user_text)
