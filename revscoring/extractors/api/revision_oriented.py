"""The input tree of a revision, read from documents of the API; an extractor puts it into its context.

The sets correspond to those of `revscoring.datasources.revision_oriented`: each node has the name of one
there, and replaces it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import Any, Final

from ...datasources.datasource import Datasource
from ...dependencies import DependentSet
from ...errors import CommentDeleted, MissingResource, TextDeleted, UserDeleted
from .._typing import Document
from . import documents
from .datasources import (
    Fetcher,
    LastUserRevDoc,
    PageCreationRevDoc,
    PropertySuggestionDoc,
    RecentRevisionsDoc,
    RevDocById,
    UserInfoDoc,
)

__all__ = ["Reading", "Revision", "has_flag", "look_up"]


class Reading(Datasource):
    """A value that a function reads from a document; None without a document.

    If the document has no such value, the error `if_missing` is raised about a part of the input tree.

    Examples
    --------
    >>> doc = Datasource("doc")
    >>> Reading("page.id", doc, look_up("page", "id"))({"page": {"id": 5}})
    5
    >>> minor = Reading("minor", doc, has_flag("minor"))
    >>> minor({"minor": ""}), minor({"minor": False}), minor({}), minor(None)
    (True, False, False, None)
    """

    def __init__(
        self,
        name: str,
        document: Datasource,
        reader: Callable[[Any], object],
        if_missing: tuple[Callable[[str], MissingResource], str] | None = None,
    ) -> None:
        super().__init__(name, depends_on=[document])
        self.reader = reader
        self.if_missing = if_missing

    def process(self, document: Any) -> object:
        """Read the value."""
        if document is None:
            return None
        value = self.reader(document)
        if value is None and self.if_missing is not None:
            error, about = self.if_missing
            raise error(about)
        return value


def look_up(*keys: str) -> Callable[[Document], object]:
    """Return a reader of the value at a path of keys."""
    return partial(_value_at, keys)


def has_flag(key: str) -> Callable[[Document], bool]:
    """Return a reader of a flag, which is true if it is there; in formatversion 2 it may be false."""
    return partial(_has_flag, key)


def _value_at(keys: tuple[str, ...], value: Any) -> object:
    for key in keys:
        value = value.get(key)
        if value is None:
            return None
    return value


def _has_flag(key: str, document: Document) -> bool:
    return document.get(key, False) is not False


def _unknown() -> None:
    """Return the value of what the API does not tell."""


#: The attributes of an account → their keys in a document.
INFO_KEYS: Final = {
    "editcount": "editcount",
    "registration_str": "registration",
    "groups": "groups",
    "gender": "gender",
}


class Revision(DependentSet):
    """The values in a document of a revision, with those of its parent, page and user.

    Parameters
    ----------
    revision : revscoring.datasources.revision_oriented.Revision
        Its nodes are replaced.
    extractor : Extractor
        Fetches documents.
    doc : Datasource
        The document.
    id : Datasource, optional
        The id, if the document is looked up by it.
    content_doc : Datasource, optional
        Another document, which has the content model.
    """

    def __init__(
        self,
        revision: Any,
        extractor: Fetcher,
        doc: Datasource,
        id: Datasource | None = None,
        content_doc: Datasource | None = None,
    ) -> None:
        super().__init__(revision._name)
        hidden = (CommentDeleted, str(revision.comment))
        model_doc = content_doc or doc
        self.doc = doc
        self.id = id or Reading(revision.id.name, doc, look_up("revid"))
        self.timestamp_str = Reading(revision.timestamp_str.name, doc, look_up("timestamp"))
        self.comment = Reading(revision.comment.name, doc, look_up("comment"), hidden)
        self.byte_len = Reading(revision.byte_len.name, doc, look_up("size"))
        self.minor = Reading(revision.minor.name, doc, has_flag("minor"))
        self.content_model = Reading(revision.content_model.name, model_doc, documents.revision_content_model)
        if hasattr(revision, "text"):
            hidden_text = (TextDeleted, str(revision.text))
            self.text = Reading(revision.text.name, doc, documents.revision_text, hidden_text)
        if hasattr(revision, "parent"):
            parent_id = Reading(revision.parent.id.name, doc, documents.parent_id)
            parent_doc = RevDocById(revision.parent, extractor)
            self.parent = Revision(revision.parent, extractor, parent_doc, parent_id)
        if hasattr(revision, "page"):
            self.page = _Page(revision.page, extractor, doc)
            if hasattr(revision, "parent"):
                self.page.add_history(revision, extractor)
        if hasattr(revision, "user"):
            self.user = _User(revision, extractor, doc)


class _User(DependentSet):
    """The user in a document of a revision, with the account and the previous edit."""

    def __init__(self, revision: Any, extractor: Fetcher, doc: Datasource) -> None:
        user = revision.user
        super().__init__(user._name)
        hidden = (UserDeleted, str(user))
        self.id = Reading(user.id.name, doc, documents.user_id, hidden)
        self.text = Reading(user.text.name, doc, look_up("user"), hidden)
        if hasattr(user, "info"):
            self.info = DependentSet(user.info._name)
            self.info.doc = account = UserInfoDoc(user, extractor)
            for attribute, key in INFO_KEYS.items():
                node = Reading(getattr(user.info, attribute).name, account, look_up(key))
                setattr(self.info, attribute, node)
            self.info.emailable = Reading(user.info.emailable.name, account, has_flag("emailable"))
        if hasattr(user, "last_revision"):
            last = user.last_revision
            # The list of a user's edits lacks their content models.
            self.last_content = content = RevDocById(last, extractor, name=f"{last._name}.content.doc")
            last_doc = LastUserRevDoc(revision, extractor)
            self.last_revision = Revision(last, extractor, last_doc, content_doc=content)


class _Page(DependentSet):
    """The page in a document of a revision, with its creation and the properties proposed for it."""

    def __init__(self, page: Any, extractor: Fetcher, doc: Datasource) -> None:
        super().__init__(page._name)
        pair = Reading(f"{page._name}.namespace_title", doc, documents.namespace_and_title)
        self.namespace_title = pair
        self.id = Reading(page.id.name, doc, look_up("page", "pageid"))
        self.title = Reading(page.title.name, pair, itemgetter(1))
        self.namespace = DependentSet(page.namespace._name)
        self.namespace.id = Reading(page.namespace.id.name, doc, look_up("page", "ns"))
        self.namespace.name = Reading(page.namespace.name.name, pair, itemgetter(0))
        if hasattr(page, "creation"):
            self.creation = Revision(page.creation, extractor, PageCreationRevDoc(page, extractor))
        if hasattr(page, "suggested"):
            self.suggested = DependentSet(page.suggested._name)
            self.suggested.doc = proposals = PropertySuggestionDoc(page, extractor)
            self.suggested.properties = Reading(page.suggested.properties.name, proposals, list)

    def add_history(self, revision: Any, extractor: Fetcher) -> None:
        """Add the last revisions of the page before one; the API does not tell their words."""
        self.recent_doc = RecentRevisionsDoc(revision, extractor)
        self.recent_revisions = Datasource(
            revision.page.recent_revisions.name,
            documents.recent_revisions,
            depends_on=[self.recent_doc, revision.parent.id],
        )
        self.recent_words = Datasource(revision.page.recent_words.name, _unknown)
