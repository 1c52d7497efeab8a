"""Features of what is known about a revision besides its text: comment, page, user."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from ..datasources import revision_oriented
from ..dependencies import DependentSet
from .feature import Feature
from .meta import bools
from .meta.bools import show_set

__all__ = ["DependentSet", "Feature", "Namespace", "Page", "Revision", "User", "revision"]


def is_anonymous(user_id: int | None) -> bool:
    """Say whether a user id is that of anonymous users, 0."""
    return user_id == 0


def _pattern(regex: str | re.Pattern[str]) -> str:
    return regex if isinstance(regex, str) else regex.pattern


class _Family(DependentSet):
    """Base of the sets: an input tree, and the makers of features of its nodes."""

    def __init__(self, name: str, datasources: Any) -> None:
        super().__init__(name)
        self.datasources = datasources

    def _matches(self, what: str, datasource: Any, regex: str | re.Pattern[str], name: str | None) -> Feature:
        if name is None:
            name = f"{self._name}.{what}({_pattern(regex)!r})"
        return bools.regex_match(regex, datasource, name=name)

    def _in_set(self, what: str, datasource: Any, items: Collection[Any], name: str | None) -> Feature:
        if name is None:
            name = f"{self._name}.{what}({show_set(items)})"
        return bools.set_contains_item(items, datasource, name=name)


class Revision(_Family):
    """Features of a revision.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : revscoring.datasources.revision_oriented.Revision
        The inputs, also kept as `datasources`.

    Attributes
    ----------
    parent : Revision
    page : Page
    user : User
    """

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name, revision_datasources)
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent)
        if hasattr(revision_datasources, "page"):
            self.page = Page(f"{name}.page", revision_datasources.page)
        if hasattr(revision_datasources, "user"):
            self.user = User(f"{name}.user", revision_datasources.user)

    def comment_matches(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Whether the beginning of the comment matches; a string ignores case."""
        return self._matches("comment_matches", self.datasources.comment, regex, name)


class Page(_Family):
    """Features of a page; takes the parameters of `Revision`.

    Attributes
    ----------
    namespace : Namespace
    """

    def __init__(self, name: str, page_datasources: Any) -> None:
        super().__init__(name, page_datasources)
        self.namespace = Namespace(f"{name}.namespace", page_datasources.namespace)

    def id_in_set(self, ids: Collection[int], name: str | None = None) -> Feature:
        """Whether the id of the page is one of some."""
        return self._in_set("id_in_set", self.datasources.id, ids, name)

    def title_matches(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Whether the beginning of the title (without namespace) matches; a string ignores case."""
        return self._matches("title_matches", self.datasources.title, regex, name)


class Namespace(_Family):
    """Features of a namespace; takes the parameters of `Revision`."""

    def __init__(self, name: str, namespace_datasources: Any) -> None:
        super().__init__(name, namespace_datasources)

    def id_in_set(self, ids: Collection[int], name: str | None = None) -> Feature:
        """Whether the id of the namespace is one of some."""
        return self._in_set("id_in_set", self.datasources.id, ids, name)

    def name_matches(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Whether the beginning of the name of the namespace matches; a string ignores case."""
        return self._matches("name_matches", self.datasources.name, regex, name)


class User(_Family):
    """Features of a user; takes the parameters of `Revision`.

    Attributes
    ----------
    is_anon : Feature
        Whether the user is anonymous, which the id 0 tells.
    """

    def __init__(self, name: str, user_datasources: Any) -> None:
        super().__init__(name, user_datasources)
        self.is_anon = Feature(
            f"{name}.is_anon", is_anonymous, returns=bool, depends_on=[user_datasources.id]
        )

    def id_in_set(self, ids: Collection[int], name: str | None = None) -> Feature:
        """Whether the id of the user is one of some."""
        return self._in_set("id_in_set", self.datasources.id, ids, name)

    def text_matches(self, regex: str | re.Pattern[str], name: str | None = None) -> Feature:
        """Whether the beginning of the user's name matches; a string ignores case."""
        return self._matches("text_matches", self.datasources.text, regex, name)

    def in_group(self, groups: Collection[str], name: str | None = None) -> Feature:
        """Whether the user is in one of some groups.

        Raises
        ------
        AttributeError
            If nothing is known of this user's groups, as for the parent's user.
        """
        if not hasattr(self.datasources, "info"):
            raise AttributeError(
                f"The groups of {self} are not among the inputs; only {{revision.user}} has them."
            )
        if name is None:
            name = f"{self._name}.in_group({show_set(groups)})"
        return bools.sets_intersect(groups, self.datasources.info.groups, name=name)


revision: Any = Revision("revision", revision_oriented.revision)
"""The standard tree."""
