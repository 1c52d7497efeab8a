"""Features of what is known about a revision besides its text: comment, page, user."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from ..datasources import Datasource, accounts, revision_oriented
from .feature import Feature
from .meta import bools
from .meta.bools import show_set
from .rows import FeatureSet, Row

__all__ = ["Namespace", "Page", "Revision", "User", "revision"]


Regex = str | re.Pattern[str]


def is_anonymous(user_id: int | None) -> bool:
    """Say whether a user id is that of anonymous users, 0."""
    return user_id == 0


class _Family(FeatureSet):
    """Base of the sets: an input tree, kept as `datasources`, and features of its nodes."""

    datasources: Any

    def _matches(
        self, method: str, datasource: Datasource, regex: Regex, name: str | None, what: str
    ) -> Feature:
        pattern = regex if isinstance(regex, str) else regex.pattern
        name = f"{self.prefix}.{method}({pattern!r})" if name is None else name
        return bools.regex_match(regex, datasource, name=name).described(f"{what} matches {pattern!r}")

    def _in_set(self, datasource: Datasource, items: Collection[Any], name: str | None, what: str) -> Feature:
        name = f"{self.prefix}.id_in_set({show_set(items)})" if name is None else name
        feature = bools.set_contains_item(items, datasource, name=name)
        return feature.described(f"{what} is one of {show_set(items)}")


class Revision(_Family):
    """Features of a revision."""

    parent: Revision
    page: Page
    user: User

    def __init__(self, name: str, revision_datasources: Any, noun: str = "") -> None:
        super().__init__(name, revision_datasources, noun)
        if hasattr(revision_datasources, "parent"):
            self.parent = Revision(f"{name}.parent", revision_datasources.parent, " of the edit before")
        if hasattr(revision_datasources, "page"):
            self.page = Page(f"{name}.page", revision_datasources.page, noun)
        if hasattr(revision_datasources, "user"):
            self.user = User(f"{name}.user", revision_datasources.user, noun)

    def comment_matches(self, regex: Regex, name: str | None = None) -> Feature:
        """Whether the beginning of the comment matches; a string ignores case."""
        what = f"the summary{self.noun}"
        return self._matches("comment_matches", self.datasources.comment, regex, name, what)


class Page(_Family):
    """Features of a page."""

    namespace: Namespace

    def __init__(self, name: str, page_datasources: Any, noun: str = "") -> None:
        super().__init__(name, page_datasources, noun)
        self.namespace = Namespace(f"{name}.namespace", page_datasources.namespace, noun)

    def id_in_set(self, ids: Collection[int], name: str | None = None) -> Feature:
        """Whether the id of the page is one of the given ids."""
        return self._in_set(self.datasources.id, ids, name, "the page")

    def title_matches(self, regex: Regex, name: str | None = None) -> Feature:
        """Whether the beginning of the title (without namespace) matches; a string ignores case."""
        return self._matches("title_matches", self.datasources.title, regex, name, "the title")


class Namespace(_Family):
    """Features of a namespace."""

    def id_in_set(self, ids: Collection[int], name: str | None = None) -> Feature:
        """Whether the id of the namespace is one of the given ids."""
        return self._in_set(self.datasources.id, ids, name, "the namespace")

    def name_matches(self, regex: Regex, name: str | None = None) -> Feature:
        """Whether the beginning of the name of the namespace matches; a string ignores case."""
        return self._matches("name_matches", self.datasources.name, regex, name, "the namespace")


def _is_anon(owner: User, name: str) -> Feature:
    return Feature(name, is_anonymous, returns=bool, depends_on=[owner.datasources.id])


def _is_temporary(owner: User, name: str) -> Feature:
    return Feature(name, accounts.is_temporary, returns=bool, depends_on=[owner.datasources.text])


def _is_not_logged_in(user_id: int | None, user: str | None) -> bool:
    return is_anonymous(user_id) or accounts.is_temporary(user)


def _is_anon_fixed(owner: User, name: str) -> Feature:
    inputs = [owner.datasources.id, owner.datasources.text]
    return Feature(name, _is_not_logged_in, returns=bool, depends_on=inputs)


class User(_Family):
    """Features of a user.

    Wikis that give temporary accounts to people who are not logged in have no user with the id 0 any more:
    `is_anon` is false for all of their edits, as in revscoring 2.x. `is_anon_fixed` is true for both kinds.
    """

    is_anon = Row(_is_anon, "the editor{} is not logged in")
    is_temporary = Row(_is_temporary, "the editor{} has a temporary account", is_member=False)
    is_anon_fixed = Row(
        _is_anon_fixed, "the editor{} is not logged in, or has a temporary account", is_member=False
    )

    def id_in_set(self, ids: Collection[int], name: str | None = None) -> Feature:
        """Whether the id of the user is one of the given ids."""
        return self._in_set(self.datasources.id, ids, name, f"the editor{self.noun}")

    def text_matches(self, regex: Regex, name: str | None = None) -> Feature:
        """Whether the beginning of the user's name matches; a string ignores case."""
        what = f"the name of the editor{self.noun}"
        return self._matches("text_matches", self.datasources.text, regex, name, what)

    def in_group(self, groups: Collection[str], name: str | None = None) -> Feature:
        """Whether the user is in one of the given groups.

        Raises
        ------
        AttributeError
            If the inputs do not have the groups of this user, as for the parent's user.
        """
        if not hasattr(self.datasources, "info"):
            raise AttributeError(
                f"The groups of {self} are not among the inputs; only {{revision.user}} has them."
            )
        name = f"{self.prefix}.in_group({show_set(groups)})" if name is None else name
        feature = bools.sets_intersect(groups, self.datasources.info.groups, name=name)
        return feature.described(f"the editor is in {show_set(groups)}")


revision = Revision("revision", revision_oriented.revision)
"""The standard tree."""
