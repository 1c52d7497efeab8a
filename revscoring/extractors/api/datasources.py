"""Datasources whose values are documents of the API.

`Document.need` tells from the arguments which document is needed, `Document.read` makes a value of it. An
extractor calls both for many revisions, to fetch the documents in batches before it solves.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any, Protocol

from ...datasources.datasource import Datasource
from ...dependencies import Dependent
from ...errors import (
    EntityNotFound,
    MissingResource,
    PageNotFound,
    QueryNotSupported,
    RevisionNotFound,
    UserNotFound,
)
from .requests import Need, Store
from .retries import is_transient

__all__ = [
    "Document",
    "LastUserRevDoc",
    "PageCreationRevDoc",
    "PropertySuggestionDoc",
    "RecentRevisionsDoc",
    "RevDocById",
    "UserInfoDoc",
    "needed_nodes",
]

#: The names of all nodes that have to be computed; the extractor puts them into the cache.
needed_nodes = Datasource("extractor.dependents")


class Fetcher(Protocol):
    """An extractor, as documents use it."""

    def fetch(self, needs: Sequence[Need], store: Store) -> None:
        """Put the documents of needs into a store."""


class Document(Datasource):
    """A document of the API, which the extractor fetches where it was not fetched with others.

    `about` is the part of the input tree that an error of a missing document names.
    """

    #: The error of a missing document, which takes the set that it is about and the key of the need.
    not_found: Callable[[str, Any], MissingResource] | None = None

    def __init__(self, name: str, extractor: Fetcher, depends_on: Sequence[Dependent], about: object) -> None:
        super().__init__(name, depends_on=depends_on)
        self._extractor = extractor
        self._about = str(about)

    def need(self, *arguments: Any) -> Need | None:
        """Return the document that is needed, or None if it is known that there is none."""
        raise NotImplementedError

    def read(self, need: Need, store: Store) -> Any:
        """Return the value; raise the error of a missing document."""
        document = store.get(need)
        if document is None and self.not_found is not None:
            raise self.not_found(self._about, need.key)
        return document

    def process(self, *arguments: Any) -> Any:
        """Fetch the document."""
        need = self.need(*arguments)
        if need is None:
            return None
        store = Store()
        self._extractor.fetch([need], store)
        return self.read(need, store)


class RevDocById(Document):
    """The document of a revision, by its id."""

    not_found = RevisionNotFound

    def __init__(self, revision: Any, extractor: Fetcher, name: str | None = None) -> None:
        super().__init__(
            name or f"{revision._name}.doc", extractor, [revision.id, needed_nodes], about=revision
        )
        #: The name of the node of the text, if there is one.
        self.text_name = str(revision.text) if hasattr(revision, "text") else None

    def need(self, rev_id: int | None, dependents: Container[str] | None) -> Need | None:
        """Return the need of the revision, with its text if that is one of the dependents."""
        if not rev_id:
            return None
        return Need("revision", rev_id, self.text_name is not None and self.text_name in (dependents or ()))


class PageCreationRevDoc(Document):
    """The document of the first revision of a page."""

    not_found = PageNotFound

    def __init__(self, page: Any, extractor: Fetcher) -> None:
        super().__init__(f"{page._name}.creation.doc", extractor, [page.id, needed_nodes], about=page)

    def need(self, page_id: int | None, dependents: Container[str] | None) -> Need | None:
        """Return the need of the page's creation."""
        return Need("creation", page_id) if page_id else None


class RecentRevisionsDoc(Document):
    """The last revisions of a page up to the parent, without their texts; None if the wiki does not tell."""

    def __init__(self, revision: Any, extractor: Fetcher) -> None:
        depends_on = [revision.page.id, revision.parent.id]
        super().__init__(f"{revision.page._name}.recent_revisions.doc", extractor, depends_on, about=revision)

    def need(self, page_id: int | None, parent_id: int | None) -> Need | None:
        """Return the need of the revisions; a page creation has none."""
        return Need("history", (page_id, parent_id)) if page_id and parent_id else None


class UserInfoDoc(Document):
    """The document of an account."""

    not_found = UserNotFound

    def __init__(self, user: Any, extractor: Fetcher) -> None:
        super().__init__(f"{user._name}.info.doc", extractor, [user.id, user.text], about=user)

    def need(self, user_id: int | None, user_text: str | None) -> Need | None:
        """Return the need of the account; anonymous users have none."""
        return Need("user", user_text) if user_id and user_id > 0 else None

    def read(self, need: Need, store: Store) -> Any:
        """Return the document."""
        document = super().read(need, store)
        if any(document.get(sign, False) is not False for sign in ("missing", "invalid")):
            raise UserNotFound(self._about, need.key)
        return document


class LastUserRevDoc(Document):
    """The document of the previous edit of a revision's user; None for a user's first edit."""

    def __init__(self, revision: Any, extractor: Fetcher) -> None:
        depends_on = [revision.user.text, revision.timestamp, needed_nodes]
        super().__init__(f"{revision.user._name}.last_revision.doc", extractor, depends_on, about=revision)

    def need(
        self, user_text: str | None, rev_timestamp: Any, dependents: Container[str] | None
    ) -> Need | None:
        """Return the need of the edit."""
        if user_text is None or rev_timestamp is None:
            return None
        return Need("contribution", user_text, before=rev_timestamp.long_format())


class PropertySuggestionDoc(Document):
    """The properties that the property suggester of Wikibase proposes for an item."""

    not_found = EntityNotFound

    def __init__(self, page: Any, extractor: Fetcher) -> None:
        name = f"{page.suggested._name}.properties.doc"
        super().__init__(name, extractor, [page.title, needed_nodes], about=page.suggested.properties)

    def need(self, entity_id: str, dependents: Container[str] | None) -> Need:
        """Return the need of the proposals."""
        return Need("suggestions", entity_id)

    def read(self, need: Need, store: Store) -> Any:
        """Return the proposals, as the API lists them."""
        from mwapi.errors import APIError

        try:
            return super().read(need, store)
        except APIError as error:
            if is_transient(error):
                raise
            if error.code in ("unknown_action", "badvalue"):
                raise QueryNotSupported(self._about, "wbsgetsuggestions") from error
            raise EntityNotFound(self._about, need.key) from error
