"""The tree of all errors and warnings of revscoring.

Those of several rooms are defined here, others where the tree says. What one is about is in its attributes.

::

    RuntimeError
    ├── DependencyError                  solving failed
    │   ├── CaughtDependencyError        a process function raised an unexpected exception
    │   ├── DependencyLoop               the graph has a cycle
    │   ├── QueryNotSupported            the wiki does not know the API action
    │   ├── UnexpectedContentType        content is not of the type that it is read as
    │   ├── LimitExceeded                a revision exceeds a limit of size or work
    │   └── MissingResource              something needed does not exist, or is hidden
    │       ├── RevisionNotFound  PageNotFound  UserNotFound  EntityNotFound
    │       └── UserDeleted  CommentDeleted  TextDeleted
    ├── ModelConsistencyError            the labels seen are not the labels declared
    ├── ModelFileError                   a model file cannot be trusted, read or written
    ├── DumpError                        a dump cannot be read       extractors.dump.records
    ├── WikiUnreachable                  a wiki does not answer      extractors.api.failures
    ├── EndlessContinuation              a query goes in circles     extractors.api.continuation
    ├── ObservationError                 a line cannot be used       observations.lines
    ├── LanguageError                    a language cannot be used   languages.workshop.catalogue
    ├── StoreError                       it cannot be used           audit.store
    └── RedactionError                   it cannot be applied        publishing.redactions
    ValueError
    ├── CacheValueError                  a value cannot be stored    observations.values
    ├── PickleError                      a pickle is not to be read  unpickling
    ├── WordListError                    a word list cannot be read  languages.lists.notation
    ├── ConfigError                      it cannot be used           service.config
    │   └── CacheError                   it is not an address        service.cache.protocol
    ├── EventError                       an event lacks a field      service.events
    ├── AssessmentRulesError             rules are not understood    extractors.assessments
    ├── SampleError                      there are too few           observations.sampling
    ├── AuditError                       edits cannot be audited     audit.auditing
    ├── GroupingError                    groups cannot be made       audit.groupings
    ├── ReviewError                      a review cannot be made     audit.reviews
    ├── SimulationError                  edits cannot be replayed    audit.outcomes
    ├── RulesError                       rules are not understood    audit.simulation
    ├── CardError                        it cannot be on a card      audit.card_parts
    └── PolicyError                      a policy is not understood  scoring.policy_fields
    ModuleNotFoundError
    └── PathError                        a dotted path leads nowhere, or to the wrong kind of object
    KeyError
    └── ModelInfoLookupError             unknown path in model information
    Exception
    ├── ServiceError                     answers a whole request     service.core.errors
    │   ├── BadRequest  NotFound  Gone  Forbidden  NotAccepted  BodyTooLarge  BodyTooSlow
    │   ├── TooManyRequests  Overloaded  RequestTimeout  WikiDown
    │   └── DraftError                   a draft cannot be scored    service.core.drafts
    ├── WikiUnavailable                  a wiki does not answer      service.core.roots
    ├── Refused                          an edit is not scored       utilities.precache.service
    └── Stopped                          the program ends            utilities.precache.pages
    UserWarning
    ├── NameClashWarning                 two different definitions have one name
    └── LossyConversionWarning           a feature returned what its declared type cannot hold
"""

from __future__ import annotations

import traceback

__all__ = [
    "CaughtDependencyError",
    "CommentDeleted",
    "DependencyError",
    "DependencyLoop",
    "EntityNotFound",
    "LimitExceeded",
    "LossyConversionWarning",
    "MissingResource",
    "ModelConsistencyError",
    "ModelFileError",
    "ModelInfoLookupError",
    "NameClashWarning",
    "PageNotFound",
    "PathError",
    "QueryNotSupported",
    "RevisionNotFound",
    "TextDeleted",
    "UnexpectedContentType",
    "UserDeleted",
    "UserNotFound",
    "compatible_text",
    "plain_text",
]


def compatible_text(error: BaseException) -> str:
    """Return the text of an error that programs for revscoring 2.x know, which goes over the wire.

    Examples
    --------
    >>> compatible_text(RevisionNotFound("{revision}", 5))
    'RevisionNotFound: Could not find revision ({revision}:5)'
    """
    if isinstance(error, CaughtDependencyError) and error.exception is not None:
        return f"{type(error.exception).__name__}: {error.message}"
    if isinstance(error, _Message):
        return f"{type(error).__name__}: {error.message}"
    return str(error)


def plain_text(error: BaseException) -> str:
    """Return what an error says to people, in one line: without names of classes and placeholders.

    Examples
    --------
    >>> plain_text(RevisionNotFound("{revision}", 5)), plain_text(TextDeleted("datasource.revision.text"))
    ('revision 5 does not exist', 'the text of the revision is hidden or missing')
    """
    text = error.plain() if isinstance(error, _Message) else str(error)
    return " ".join(text.partition("\nTraceback")[0].split())


class _Message(RuntimeError):
    """Base of the errors whose text begins with the name of their class."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return compatible_text(self)

    def plain(self) -> str:
        """Say it to people."""
        return self.message


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
    advice : str, optional
        What is wrong in plain words, and what to do; the second line of the text.

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
        advice: str | None = None,
    ) -> None:
        super().__init__(message)
        self.exception = exception
        self.tb = tb
        self.formatted_exception = formatted_exception
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.exception, self.tb, self.formatted_exception, self.advice)

    def __str__(self) -> str:
        return compatible_text(self) + (f"\n{self.advice}" if self.advice else "")

    def plain(self) -> str:
        """Say it to people: by the advice alone, or by an exception that was written for them."""
        own_words = str(self.exception) if type(self.exception) is RuntimeError else ""
        return self.advice or own_words or compatible_text(self)


class DependencyLoop(DependencyError):
    """A node depends on itself; the message shows the path of the cycle."""


class LimitExceeded(DependencyError):
    """A revision exceeds a limit of size or work; see `revscoring.text.limits`."""


class QueryNotSupported(DependencyError):
    """The wiki does not know the API action that a datasource needs."""

    def __init__(self, datasources: object, info: object = None, arg: object = None) -> None:
        super().__init__(str(arg) if arg is not None else f"Query failed ({datasources}:{info})")
        self.datasources, self.info = datasources, info

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.datasources, self.info, self.message)


class UnexpectedContentType(DependencyError):
    """Content cannot be parsed as the type that it is read as.

    Examples
    --------
    >>> str(UnexpectedContentType("no json", "JSON"))
    "UnexpectedContentType: Expected content of type JSON, but the following can't be parsed \
(max 50 chars showed): no json"
    """

    def __init__(self, text: object, content_type: str, arg: object = None) -> None:
        super().__init__(
            str(arg)
            if arg is not None
            else f"Expected content of type {content_type}, but the following can't be parsed "
            f"(max 50 chars showed): {str(text)[:50]}"
        )
        self.text, self.content_type = text, content_type

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.text, self.content_type, self.message)


class MissingResource(DependencyError):
    """Something that is needed does not exist, or is hidden."""


class _NotFound(MissingResource):
    """Base of the errors about something that was looked up by a key."""

    text = "{datasources}:{key!r}"
    noun = "resource"

    def plain(self) -> str:
        """Say it to people."""
        if self.message != self.text.format(datasources=self.datasources, key=self.key):
            return self.message
        of_parent = "parent " if "parent" in str(self.datasources) else ""
        fault = f"is not {self.place}" if self.place else "does not exist"
        return f"{of_parent}{self.noun} {self.key} {fault}"

    def __init__(self, datasources: object, key: object = None, arg: object = None) -> None:
        super().__init__(str(arg) if arg is not None else self.text.format(datasources=datasources, key=key))
        self.datasources, self.key = datasources, key
        #: Where it was looked for, such as "in the dump".
        self.place = ""

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.datasources, self.key, self.message), {"place": self.place}


class RevisionNotFound(_NotFound):
    """The revision does not exist.

    Examples
    --------
    >>> str(RevisionNotFound("{revision}", 123))
    'RevisionNotFound: Could not find revision ({revision}:123)'
    """

    text = "Could not find revision ({datasources}:{key})"
    noun = "revision"

    def __init__(self, datasources: object, rev_id: object = None, arg: object = None) -> None:
        super().__init__(datasources, rev_id, arg)


class PageNotFound(_NotFound):
    """The page does not exist."""

    text = "Could not find page ({datasources}:{key})"
    noun = "page"

    def __init__(self, datasources: object, page_id: object = None, arg: object = None) -> None:
        super().__init__(datasources, page_id, arg)


class UserNotFound(_NotFound):
    """The user account does not exist.

    Examples
    --------
    >>> str(UserNotFound("{revision.user}", "Ghost"))
    "UserNotFound: Could not find user account ({revision.user}:'Ghost')"
    """

    text = "Could not find user account ({datasources}:{key!r})"
    noun = "user"

    def __init__(self, datasources: object, user_text: object = None, arg: object = None) -> None:
        super().__init__(datasources, user_text, arg)


class EntityNotFound(_NotFound):
    """The Wikibase entity does not exist."""

    text = "Could not find entity ({datasources}:{key!r})"
    noun = "entity"

    def __init__(self, datasources: object, entity_id: object = None, arg: object = None) -> None:
        super().__init__(datasources, entity_id, arg)


class _Deleted(MissingResource):
    """Base of the errors about something hidden."""

    what = "Resource"

    def __init__(self, datasources: object, arg: object = None) -> None:
        super().__init__(str(arg) if arg is not None else f"{self.what} deleted ({datasources})")
        self.datasources = datasources

    def plain(self) -> str:
        """Say it to people."""
        if self.message != f"{self.what} deleted ({self.datasources})":
            return self.message
        of_parent = "parent " if "parent" in str(self.datasources) else ""
        return f"the {self.what.lower()} of the {of_parent}revision is hidden or missing"

    def __reduce__(self) -> tuple[object, ...]:
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


class PathError(ModuleNotFoundError):
    """A dotted path leads nowhere, or to the wrong kind of object; see `revscoring.importing`."""


class ModelConsistencyError(_Message):
    """The labels of the observations are not the labels that the model declares."""


class ModelFileError(_Message):
    """A model file cannot be trusted, read or written."""


class ModelInfoLookupError(KeyError):
    """A path leads to nothing in the information about a model.

    Parameters
    ----------
    key : object
        The part of the path that is not there; ``args`` is this alone.
    hint : str, optional
        What is there instead.

    Examples
    --------
    >>> str(ModelInfoLookupError("luck")), str(ModelInfoLookupError("luck", "there are recall, f1"))
    ("'luck'", "'luck': there are recall, f1")
    """

    def __init__(self, key: object, hint: str | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.hint = hint

    def __str__(self) -> str:
        return repr(self.key) if self.hint is None else f"{self.key!r}: {self.hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.key, self.hint)


class NameClashWarning(UserWarning):
    """Two different definitions have one name, so one of them is ignored."""


class LossyConversionWarning(UserWarning):
    """A feature returned what its declared type cannot hold, such as "no" for bool, or 3.7 for int."""
