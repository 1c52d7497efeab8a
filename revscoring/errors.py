"""The tree of errors that revscoring raises; what each one is about hangs on it as attributes.

::

    RuntimeError
    ├── DependencyError                  solving failed
    │   ├── CaughtDependencyError        … with an unexpected exception of a process function
    │   ├── DependencyLoop               the graph has a cycle
    │   ├── QueryNotSupported            the wiki does not know the API action
    │   ├── UnexpectedContentType        content is not of the type it is read as
    │   ├── LimitExceeded                a revision is beyond a limit of size or work
    │   └── MissingResource              something needed does not exist, or is hidden
    │       ├── RevisionNotFound  PageNotFound  UserNotFound  EntityNotFound
    │       └── UserDeleted  CommentDeleted  TextDeleted
    ├── ModelConsistencyError            labels seen do not agree with labels declared
    └── ModelFileError                   a model file cannot be trusted, read or written
    KeyError
    └── ModelInfoLookupError             unknown path in model information
    UserWarning
    └── NameClashWarning                 two different definitions under one name
"""

from __future__ import annotations

import traceback
from typing import Any

__all__ = [
    "CaughtDependencyError",
    "CommentDeleted",
    "DependencyError",
    "DependencyLoop",
    "EntityNotFound",
    "LimitExceeded",
    "MissingResource",
    "ModelConsistencyError",
    "ModelFileError",
    "ModelInfoLookupError",
    "NameClashWarning",
    "PageNotFound",
    "QueryNotSupported",
    "RevisionNotFound",
    "TextDeleted",
    "UnexpectedContentType",
    "UserDeleted",
    "UserNotFound",
]


class _Message(RuntimeError):
    """A RuntimeError whose text begins with the name of its class."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return f"{type(self).__name__}: {self.message}"


class DependencyError(_Message):
    """Base of all errors of solving.

    Examples
    --------
    >>> str(DependencyError("no way"))
    'DependencyError: no way'
    """


class CaughtDependencyError(DependencyError):
    """An unexpected exception of a process function.

    Parameters
    ----------
    message : str
        What failed, on which node.
    exception : BaseException, optional
        The original exception.
    tb : traceback.StackSummary, optional
        Where it came from.
    formatted_exception : str, optional
        The text of the traceback.

    Examples
    --------
    >>> str(CaughtDependencyError("Failed to process dependent.z: no", ValueError("no")))
    'ValueError: Failed to process dependent.z: no'
    """

    def __init__(
        self,
        message: str,
        exception: BaseException | None = None,
        tb: traceback.StackSummary | None = None,
        formatted_exception: str | None = None,
    ) -> None:
        super().__init__(message)
        self.exception = exception
        self.tb = tb
        self.formatted_exception = formatted_exception

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.exception, self.tb, self.formatted_exception)

    def __str__(self) -> str:
        kind = type(self if self.exception is None else self.exception).__name__
        return f"{kind}: {self.message}"


class DependencyLoop(DependencyError):
    """A node depends on itself; the message shows the path of the cycle."""


class LimitExceeded(DependencyError):
    """A revision takes more than a limit allows; see `revscoring.text.limits`."""


class QueryNotSupported(DependencyError):
    """The wiki does not know the API action that a datasource needs."""

    def __init__(self, datasources: Any, info: Any = None, arg: Any = None) -> None:
        super().__init__(str(arg) if arg is not None else f"Query not supported ({datasources}:{info})")
        self.datasources, self.info = datasources, info

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.datasources, self.info, self.message)


class UnexpectedContentType(DependencyError):
    """Content can't be parsed as the type it is read as.

    Examples
    --------
    >>> str(UnexpectedContentType("no json", "JSON"))
    "UnexpectedContentType: Expected content of type JSON, but the following can't be parsed \
(max 50 chars showed): no json"
    """

    def __init__(self, text: Any, content_type: str, arg: Any = None) -> None:
        super().__init__(
            str(arg)
            if arg is not None
            else f"Expected content of type {content_type}, but the following can't be parsed "
            f"(max 50 chars showed): {str(text)[:50]}"
        )
        self.text, self.content_type = text, content_type

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.text, self.content_type, self.message)


class MissingResource(DependencyError):
    """Something that is needed does not exist, or was deleted."""


class _NotFound(MissingResource):
    """Base of the errors about a thing that was looked up by a key."""

    text = "{datasources}:{key!r}"

    def __init__(self, datasources: Any, key: Any = None, arg: Any = None) -> None:
        super().__init__(str(arg) if arg is not None else self.text.format(datasources=datasources, key=key))
        self.datasources, self.key = datasources, key

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.datasources, self.key, self.message)


class RevisionNotFound(_NotFound):
    """No such revision.

    Examples
    --------
    >>> str(RevisionNotFound("{revision}", 123))
    'RevisionNotFound: Could not find revision ({revision}:123)'
    """

    text = "Could not find revision ({datasources}:{key})"

    def __init__(self, datasources: Any, rev_id: Any = None, arg: Any = None) -> None:
        super().__init__(datasources, rev_id, arg)


class PageNotFound(_NotFound):
    """No such page."""

    text = "Could not find page ({datasources}:{key})"

    def __init__(self, datasources: Any, page_id: Any = None, arg: Any = None) -> None:
        super().__init__(datasources, page_id, arg)


class UserNotFound(_NotFound):
    """No such account.

    Examples
    --------
    >>> str(UserNotFound("{revision.user}", "Ghost"))
    "UserNotFound: Could not find user account ({revision.user}:'Ghost')"
    """

    text = "Could not find user account ({datasources}:{key!r})"

    def __init__(self, datasources: Any, user_text: Any = None, arg: Any = None) -> None:
        super().__init__(datasources, user_text, arg)


class EntityNotFound(_NotFound):
    """No such Wikibase entity."""

    text = "Could not find entity ({datasources}:{key!r})"

    def __init__(self, datasources: Any, entity_id: Any = None, arg: Any = None) -> None:
        super().__init__(datasources, entity_id, arg)


class _Deleted(MissingResource):
    """Base of the errors about something hidden."""

    what = "Resource"

    def __init__(self, datasources: Any, arg: Any = None) -> None:
        super().__init__(str(arg) if arg is not None else f"{self.what} deleted ({datasources})")
        self.datasources = datasources

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.datasources, self.message)


class UserDeleted(_Deleted):
    """The user of the revision is hidden."""

    what = "User"


class CommentDeleted(_Deleted):
    """The comment of the revision is hidden."""

    what = "Comment"


class TextDeleted(_Deleted):
    """The text of the revision is hidden or absent.

    Examples
    --------
    >>> str(TextDeleted("datasource.revision.text"))
    'TextDeleted: Text deleted (datasource.revision.text)'
    """

    what = "Text"


class ModelConsistencyError(_Message):
    """Labels seen do not agree with labels declared."""


class ModelFileError(_Message):
    """A model file cannot be trusted, read or written."""


class ModelInfoLookupError(KeyError):
    """Unknown path in model information."""


class NameClashWarning(UserWarning):
    """Two different definitions stand under one name, so one of them would be ignored."""
