"""Datasources whose values are documents of the API, asked for when they are needed.

Each says what it needs for given arguments (`Document.need`) and what it makes of the answer
(`Document.read`), so that an extractor can ask for many together before any is computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...datasources.datasource import Datasource
from ...errors import EntityNotFound, PageNotFound, QueryNotSupported, RevisionNotFound, UserNotFound
from .requests import Need, Store
from .retries import is_transient
from .util import REV_PROPS, USER_PROPS

__all__ = [
    "REV_PROPS",
    "USER_PROPS",
    "Datasource",
    "Document",
    "EntityNotFound",
    "LastUserRevDoc",
    "PageCreationRevDoc",
    "PageNotFound",
    "PropertySuggestionDoc",
    "RevDocById",
    "RevisionNotFound",
    "UserInfoDoc",
    "UserNotFound",
    "wanted_nodes",
]

#: The names of all nodes that are wanted; the extractor puts them into the cache.
wanted_nodes = Datasource("extractor.dependents")


class Document(Datasource):
    """A document of the API.

    Parameters
    ----------
    name : str
    extractor : Extractor
        Asked by `fetch`.
    depends_on : sequence of Datasource
    """

    def __init__(self, name: str, extractor: Any, depends_on: Sequence[Any]) -> None:
        super().__init__(name, depends_on=depends_on)
        self._extractor = extractor

    def need(self, *arguments: Any) -> Need | None:
        """Return what has to be asked for, or None if it is known that there is no document."""
        raise NotImplementedError

    def read(self, need: Need, store: Store) -> Any:
        """Return the value; raise the error of a document that is missing."""
        raise NotImplementedError

    def process(self, *arguments: Any) -> Any:  # type: ignore[override]
        """Ask for the document."""
        need = self.need(*arguments)
        if need is None:
            return None
        store = Store()
        self._extractor.fetch([need], store)
        return self.read(need, store)


class RevDocById(Document):
    """The document of a revision, by its id.

    Parameters
    ----------
    revision : revscoring.datasources.revision_oriented.Revision
    extractor : Extractor
    name : str, optional
    """

    def __init__(self, revision: Any, extractor: Any, name: str | None = None) -> None:
        super().__init__(name or f"{revision._name}.doc", extractor, [revision.id, wanted_nodes])
        self._revision = str(revision)
        self._text = str(revision.text) if hasattr(revision, "text") else None

    def need(self, rev_id: Any, dependents: Any) -> Need | None:  # type: ignore[override]
        """Return the need of the revision, with its text if that is wanted."""
        if not rev_id:
            return None
        return Need("revision", rev_id, self._text is not None and self._text in (dependents or ()))

    def read(self, need: Need, store: Store) -> Any:
        """Return the document."""
        document = store.get(need)
        if document is None:
            raise RevisionNotFound(self._revision, need.key)
        return document


class PageCreationRevDoc(Document):
    """The document of the first revision of a page.

    Parameters
    ----------
    page : revscoring.datasources.revision_oriented.Page
    extractor : Extractor
    """

    def __init__(self, page: Any, extractor: Any) -> None:
        super().__init__(f"{page._name}.creation.doc", extractor, [page.id, wanted_nodes])
        self._page = str(page)

    def need(self, page_id: Any, dependents: Any) -> Need | None:  # type: ignore[override]
        """Return the need of the page's creation."""
        return Need("creation", page_id) if page_id else None

    def read(self, need: Need, store: Store) -> Any:
        """Return the document."""
        document = store.get(need)
        if document is None:
            raise PageNotFound(self._page, need.key)
        return document


class UserInfoDoc(Document):
    """The document of an account.

    Parameters
    ----------
    user : revscoring.datasources.revision_oriented.User
    extractor : Extractor
    """

    def __init__(self, user: Any, extractor: Any) -> None:
        super().__init__(f"{user._name}.info.doc", extractor, [user.id, user.text])
        self._user = str(user)

    def need(self, user_id: Any, user_text: Any) -> Need | None:  # type: ignore[override]
        """Return the need of the account; anonymous users have none."""
        return Need("user", user_text) if user_id and user_id > 0 else None

    def read(self, need: Need, store: Store) -> Any:
        """Return the document."""
        document = store.get(need)
        if document is None or any(document.get(sign, False) is not False for sign in ("missing", "invalid")):
            raise UserNotFound(self._user, need.key)
        return document


class LastUserRevDoc(Document):
    """The document of the edit that the user of a revision made before it.

    Parameters
    ----------
    revision : revscoring.datasources.revision_oriented.Revision
    extractor : Extractor
    """

    def __init__(self, revision: Any, extractor: Any) -> None:
        depends_on = [revision.user.text, revision.timestamp, wanted_nodes]
        super().__init__(f"{revision.user._name}.last_revision.doc", extractor, depends_on)

    def need(self, user_text: Any, rev_timestamp: Any, dependents: Any) -> Need | None:  # type: ignore[override]
        """Return the need of the edit."""
        if user_text is None or rev_timestamp is None:
            return None
        return Need("contribution", user_text, before=rev_timestamp.long_format())

    def read(self, need: Need, store: Store) -> Any:
        """Return the document, or None for a user's first edit."""
        return store.get(need)


class PropertySuggestionDoc(Document):
    """What the property suggester of Wikibase proposes for an item.

    Parameters
    ----------
    page : revscoring.datasources.revision_oriented.Page
    extractor : Extractor
    """

    def __init__(self, page: Any, extractor: Any) -> None:
        super().__init__(f"{page.suggested._name}.properties.doc", extractor, [page.title, wanted_nodes])
        self._properties = str(page.suggested.properties)

    def need(self, entity_id: Any, dependents: Any) -> Need | None:  # type: ignore[override]
        """Return the need of the proposals."""
        return Need("suggestions", entity_id)

    def read(self, need: Need, store: Store) -> Any:
        """Return the proposals, as the API lists them."""
        from mwapi.errors import APIError

        try:
            proposals = store.get(need)
        except APIError as error:
            if is_transient(error):
                raise
            if error.code in ("unknown_action", "badvalue"):
                raise QueryNotSupported(self._properties, "wbsgetsuggestions") from error
            raise EntityNotFound(self._properties, need.key) from error
        if proposals is None:
            raise EntityNotFound(self._properties, need.key)
        return proposals
