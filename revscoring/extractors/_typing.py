"""Types of extractors: nodes and their values, documents of the API, and sessions that send requests."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping, MutableMapping, Sequence
from typing import Any, Protocol, TypeAlias

from ..dependencies import Cache, Dependent, Profile, Replacements

__all__ = [
    "Answer",
    "AsyncSession",
    "BatchExtractor",
    "Cache",
    "Dependents",
    "Document",
    "Observation",
    "Profile",
    "Replacements",
    "Session",
    "Values",
]

#: The nodes to compute: one, or several.
Dependents: TypeAlias = Dependent | Iterable[Dependent]
#: Values by node, or by the ``str()`` of a node.
Values: TypeAlias = Mapping[Any, Any]
#: The error or the values of a revision.
Answer: TypeAlias = tuple[Exception | None, list[Any] | None]
#: A JSON object with a ``rev_id``, and perhaps values in its ``cache``.
Observation: TypeAlias = dict[str, Any]
#: A JSON object of the API.
Document: TypeAlias = dict[str, Any]


class Session(Protocol):
    """The part of `mwapi.Session` that is used; its ``post`` is used if it has one."""

    def get(self, **parameters: Any) -> Document:
        """Send a request and return the reply."""


class AsyncSession(Protocol):
    """The part of `mwapi.AsyncSession` that is used."""

    def get(self, **parameters: Any) -> Awaitable[Document]:
        """Send a request and return the reply."""


class BatchExtractor(Protocol):
    """An extractor, as bulk work uses it."""

    def extract(
        self,
        rev_ids: Sequence[int],
        dependents: Sequence[Dependent],
        *,
        caches: MutableMapping[int, Cache],
        profile: Profile | None,
    ) -> Iterable[tuple[Exception | None, Iterable[Any] | None]]:
        """Return the error or the values of each revision, in order."""
