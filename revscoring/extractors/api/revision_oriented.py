"""The input tree of a revision, read from documents of the API; an extractor puts it into its context.

The sets correspond to those of `revscoring.datasources.revision_oriented`: each node has the name of one
there, and replaces it.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

from ...dependencies import DependentSet
from ...errors import CommentDeleted, TextDeleted, UserDeleted
from . import documents
from .datasources import (
    Datasource,
    Fetcher,
    LastUserRevDoc,
    PageCreationRevDoc,
    PropertySuggestionDoc,
    RevDocById,
    UserInfoDoc,
)
from .util import identity, key, key_exists, reading

__all__ = [
    "CommentDeleted",
    "Datasource",
    "DependentSet",
    "Namespace",
    "PageSuggested",
    "Revision",
    "RevisionPage",
    "RevisionUser",
    "RevisionUserInfo",
    "TextDeleted",
    "UserDeleted",
    "first",
    "identity",
    "key",
    "key_exists",
    "second",
]

T = TypeVar("T")


def first(pair: tuple[T, Any] | None) -> T | None:
    """Return the first item of a pair, or None without a pair."""
    return None if pair is None else pair[0]


def second(pair: tuple[Any, T] | None) -> T | None:
    """Return the second item of a pair, or None without a pair."""
    return None if pair is None else pair[1]


#: The attributes of an account → their keys in a document.
INFO_KEYS: Final = {
    "editcount": "editcount",
    "registration_str": "registration",
    "groups": "groups",
    "gender": "gender",
}


class Revision(DependentSet):
    """The values in a document of a revision.

    Parameters
    ----------
    revision : revscoring.datasources.revision_oriented.Revision
        Its nodes are replaced, with those of its parent, page and user.
    extractor : Extractor
        Fetches documents.
    rev_doc : Datasource
        The document.
    id_datasource : Datasource, optional
        The id, if the document is looked up by it.
    content_doc : Datasource, optional
        Another document, which has the content model.
    """

    def __init__(
        self,
        revision: Any,
        extractor: Fetcher,
        rev_doc: Datasource,
        id_datasource: Any = None,
        content_doc: Datasource | None = None,
    ) -> None:
        super().__init__(revision._name)
        self.doc: Any = rev_doc
        self.id = id_datasource or key("revid", rev_doc, revision.id.name)
        self.timestamp_str = key("timestamp", rev_doc, revision.timestamp_str.name)
        self.comment = key(
            "comment", rev_doc, revision.comment.name, if_missing=(CommentDeleted, str(revision.comment))
        )
        self.byte_len = key("size", rev_doc, revision.byte_len.name)
        self.minor = key_exists("minor", rev_doc, revision.minor.name)
        self.content_model = reading(
            documents.revision_content_model, content_doc or rev_doc, revision.content_model.name
        )
        if hasattr(revision, "text"):
            deleted = (TextDeleted, str(revision.text))
            self.text = reading(documents.revision_text, rev_doc, revision.text.name, deleted)
        if hasattr(revision, "parent"):
            parent_id = reading(documents.parent_id, rev_doc, revision.parent.id.name)
            parent_doc = RevDocById(revision.parent, extractor)
            self.parent = Revision(revision.parent, extractor, parent_doc, parent_id)
        if hasattr(revision, "page"):
            self.page = RevisionPage(revision.page, extractor, rev_doc)
        if hasattr(revision, "user"):
            self.user = RevisionUser(revision, extractor, rev_doc)


class RevisionUser(DependentSet):
    """The user in a document of a revision, with the account and the previous edit."""

    def __init__(self, revision: Any, extractor: Fetcher, rev_doc: Datasource) -> None:
        user = revision.user
        super().__init__(user._name)
        deleted = (UserDeleted, str(user))
        self.id = reading(documents.user_id, rev_doc, user.id.name, deleted)
        self.text = key("user", rev_doc, user.text.name, if_missing=deleted)
        if hasattr(user, "info"):
            self.info = RevisionUserInfo(user, extractor)
        if hasattr(user, "last_revision"):
            last = user.last_revision
            # The list of a user's edits lacks their content models.
            self.last_content = RevDocById(last, extractor, name=f"{last._name}.content.doc")
            self.last_revision = Revision(
                last, extractor, LastUserRevDoc(revision, extractor), content_doc=self.last_content
            )


class RevisionUserInfo(DependentSet):
    """The values in the document of an account."""

    def __init__(self, user: Any, extractor: Fetcher) -> None:
        info = user.info
        super().__init__(info._name)
        self.doc = UserInfoDoc(user, extractor)
        for attribute, name in INFO_KEYS.items():
            setattr(self, attribute, key(name, self.doc, getattr(info, attribute).name))
        self.emailable = key_exists("emailable", self.doc, info.emailable.name)


class RevisionPage(DependentSet):
    """The page in a document of a revision, with its creation and the properties proposed for it."""

    def __init__(self, page: Any, extractor: Fetcher, rev_doc: Datasource) -> None:
        super().__init__(page._name)
        self.namespace_title = reading(
            documents.namespace_and_title, rev_doc, f"{page._name}.namespace_title"
        )
        self.id = key(("page", "pageid"), rev_doc, page.id.name)
        self.title = Datasource(page.title.name, second, depends_on=[self.namespace_title])
        self.namespace = Namespace(page.namespace, extractor, rev_doc, self.namespace_title)
        if hasattr(page, "creation"):
            self.creation = Revision(page.creation, extractor, PageCreationRevDoc(page, extractor))
        if hasattr(page, "suggested"):
            self.suggested = PageSuggested(page, extractor)


class Namespace(DependentSet):
    """The namespace of the page in a document of a revision."""

    def __init__(
        self, namespace: Any, extractor: Fetcher, rev_doc: Datasource, namespace_title: Datasource
    ) -> None:
        super().__init__(namespace._name)
        self.id = key(("page", "ns"), rev_doc, namespace.id.name)
        self.name = Datasource(namespace.name.name, first, depends_on=[namespace_title])


class PageSuggested(DependentSet):
    """The properties that the property suggester proposes for a page."""

    def __init__(self, page: Any, extractor: Fetcher) -> None:
        super().__init__(page.suggested._name)
        self.doc = PropertySuggestionDoc(page, extractor)
        self.properties = Datasource(page.suggested.properties.name, identity, depends_on=[self.doc])
