"""The input tree of a revision: leaves whose values an extractor, a cache or a caller gives.

A text of None means that there is no such revision (the parent of a page creation) or no text.
User id 0 is an anonymous user. A page title has no namespace prefix. The name of the main
namespace is "".
"""

from __future__ import annotations

from ..dependencies import DependentSet, or_none
from .datasource import Datasource
from .meta.timestamp import parse_timestamp

__all__ = [
    "Diff",
    "Namespace",
    "Page",
    "Revision",
    "Suggested",
    "User",
    "UserInfo",
    "revision",
]


def _timestamp(name: str, timestamp_str: Datasource) -> Datasource:
    return Datasource(name, or_none(parse_timestamp), depends_on=[timestamp_str])


class Revision(DependentSet):
    """The inputs about one revision.

    Parameters
    ----------
    name : str
        The prefix of all names.
    include_parent, include_user, include_user_info, include_user_last_revision : bool
        Which related things to have.
    include_page, include_page_creation, include_page_suggested : bool
        Which related things to have.
    include_content : bool
        Have `text` and `diff`.

    Attributes
    ----------
    id, timestamp_str, timestamp, comment, byte_len, minor, content_model, text : Datasource
    parent : Revision
    page : Page
    user : User
    diff : Diff
    """

    text: Datasource
    parent: Revision
    page: Page
    user: User
    diff: Diff

    def __init__(
        self,
        name: str,
        include_parent: bool = True,
        include_user: bool = True,
        include_user_info: bool = True,
        include_user_last_revision: bool = False,
        include_page: bool = True,
        include_page_creation: bool = False,
        include_page_suggested: bool = False,
        include_content: bool = False,
    ) -> None:
        super().__init__(name)
        self.id = Datasource(f"{name}.id")
        self.timestamp_str = Datasource(f"{name}.timestamp_str")
        self.timestamp = _timestamp(f"{name}.timestamp", self.timestamp_str)
        self.comment = Datasource(f"{name}.comment")
        self.byte_len = Datasource(f"{name}.byte_length")
        self.minor = Datasource(f"{name}.minor")
        self.content_model = Datasource(f"{name}.content_model")
        if include_content:
            self.text = Datasource(f"{name}.text")
        if include_parent:
            self.parent = Revision(
                f"{name}.parent",
                include_parent=False,
                include_user_info=False,
                include_page=False,
                include_content=include_content,
            )
        if include_page:
            self.page = Page(
                f"{name}.page",
                include_creation=include_page_creation,
                include_suggested=include_page_suggested,
            )
        if include_user:
            self.user = User(
                f"{name}.user",
                include_info=include_user_info,
                include_last_revision=include_user_last_revision,
            )
        if include_parent:
            self.diff = Diff(f"{name}.diff")


class User(DependentSet):
    """The inputs about the user of a revision.

    Parameters
    ----------
    name : str
        The prefix of all names.
    include_info, include_last_revision : bool
        Whether to have `info` and `last_revision`.

    Attributes
    ----------
    id, text : Datasource
    info : UserInfo
    last_revision : Revision
    """

    info: UserInfo
    last_revision: Revision

    def __init__(self, name: str, include_info: bool = True, include_last_revision: bool = False) -> None:
        super().__init__(name)
        self.id = Datasource(f"{name}.id")
        self.text = Datasource(f"{name}.text")
        if include_info:
            self.info = UserInfo(f"{name}.info")
        if include_last_revision:
            self.last_revision = Revision(f"{name}.last_revision", include_parent=False, include_user=False)


class UserInfo(DependentSet):
    """The inputs about a user account.

    Attributes
    ----------
    editcount, registration_str, registration, groups, emailable, gender : Datasource
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.editcount = Datasource(f"{name}.editcount")
        self.registration_str = Datasource(f"{name}.registration_str")
        self.registration = _timestamp(f"{name}.registration", self.registration_str)
        self.groups = Datasource(f"{name}.groups")
        self.emailable = Datasource(f"{name}.emailable")
        self.gender = Datasource(f"{name}.gender")


class Page(DependentSet):
    """The inputs about a page.

    Parameters
    ----------
    name : str
        The prefix of all names.
    include_creation, include_suggested : bool
        Whether to have `creation` and `suggested`.

    Attributes
    ----------
    id, title : Datasource
    recent_revisions : Datasource
        The 50 revisions before this one at most, oldest first, as dicts with ``id``, ``timestamp``, ``size``,
        ``sha1``, ``comment`` and ``user_id``; what is hidden is None. None where it is unknown.
    recent_words : Datasource
        For the last 20 of these at most, the words that each ``added`` and ``removed``. None where it is
        unknown. Both are of the page but no members of the set, which has those of 2.x.
    namespace : Namespace
    creation : Revision
    suggested : Suggested
    """

    recent_revisions: Datasource
    recent_words: Datasource
    creation: Revision
    suggested: Suggested

    def __init__(self, name: str, include_creation: bool = False, include_suggested: bool = False) -> None:
        super().__init__(name)
        self.id = Datasource(f"{name}.id")
        self.title = Datasource(f"{name}.title")
        vars(self)["recent_revisions"] = Datasource(f"{name}.recent_revisions")
        vars(self)["recent_words"] = Datasource(f"{name}.recent_words")
        self.namespace = Namespace(f"{name}.namespace")
        if include_creation:
            self.creation = Revision(f"{name}.creation", include_parent=False, include_page=False)
        if include_suggested:
            self.suggested = Suggested(f"{name}.suggestions")


class Namespace(DependentSet):
    """The inputs about a namespace: `id` and `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.id = Datasource(f"{name}.id")
        self.name = Datasource(f"{name}.name")


class Suggested(DependentSet):
    """The inputs about what the property suggester proposes for a page: `properties`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.properties = Datasource(f"{name}.properties")


class Diff(DependentSet):
    """An empty set that stands for the difference to the parent."""


revision = Revision(
    "revision",
    include_page_creation=True,
    include_page_suggested=True,
    include_user_last_revision=True,
    include_content=True,
)
"""The standard input tree."""
