"""Edits before they are saved: what a draft tells, and what the wiki is asked for beside it.

A draft is a child of its parent, so the wiki knows the page and the parent by the parent's id, and the user
by the id of the account. It knows nothing of the draft itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

import msgspec
from mwtypes import Timestamp

from ...datasources.revision_oriented import revision
from ...dependencies import Dependent
from ..times import parse_time
from .errors import BadRequest, ServiceError, unscored_by
from .models import ServedModel
from .roots import WikiClient, WikiUnavailable
from .worker import Failure

__all__ = ["Draft", "DraftError", "draft_values"]

PARENT: Final = f"{revision.parent.id}".removesuffix("id")
PAGE: Final = f"{revision.page.id}".removesuffix("id")
USER: Final = f"{revision.user.id}".removesuffix("id")
INFO: Final = f"{revision.user.info.editcount}".removesuffix("editcount")

#: The ids of drafts are negative, those of users who are not logged in 0.
AnyId = Annotated[int, msgspec.Meta(gt=-(10**18), lt=10**18)]
Id = Annotated[int, msgspec.Meta(ge=0, lt=10**18)]

#: The nodes of the input tree, by name.
NODES: Final[Mapping[str, Dependent]] = {str(node): node for node in revision}


class DraftError(ServiceError):
    """The draft cannot be scored: a value that the model needs cannot be had."""

    status, code = 422, "unprocessable content"


class DraftPart(msgspec.Struct, frozen=True):
    """What is told about a version of the text."""

    id: AnyId
    lang: str
    text: str
    timestamp: str
    bytes: Id
    comment: str | None = None

    def values(self, prefix: str) -> dict[str, Any]:
        """Return the values of nodes below a prefix.

        Raises
        ------
        BadRequest
            If the time is none.
        """
        values: dict[str, Any] = {
            "id": self.id,
            "text": self.text,
            "timestamp_str": _api_time(self.timestamp),
            "byte_length": self.bytes,
        }
        if self.comment is not None:
            values["comment"] = self.comment
        return {f"{prefix}{name}": value for name, value in values.items()}


class DraftUser(msgspec.Struct, frozen=True):
    """The user; id 0 for one who is not logged in."""

    id: Id


class DraftPage(msgspec.Struct, frozen=True):
    """The page."""

    id: Id
    title: str
    first_edit_timestamp: str


class Draft(DraftPart, frozen=True, kw_only=True):
    """An edit before it is saved."""

    parent: DraftPart
    user: DraftUser
    page: DraftPage

    @classmethod
    def read(cls, document: Any) -> Draft:
        """Read JSON.

        Raises
        ------
        BadRequest
            If something is missing or of a wrong type; the message names it.
        """
        try:
            return msgspec.convert(document, cls)
        except msgspec.ValidationError as error:
            text, _, place = str(error).partition(" - at `$")
            raise BadRequest(f"revision_data{place.rstrip('`')}: {text}") from error

    def root_values(self) -> dict[str, Any]:
        """Return what the draft tells, by the names of nodes.

        Raises
        ------
        BadRequest
            If a time is none.
        """
        values = {
            **self.values(PARENT.removesuffix("parent.")),
            **self.parent.values(PARENT),
            str(revision.page.id): self.page.id,
            str(revision.page.title): self.page.title,
            str(revision.page.creation.timestamp_str): _api_time(self.page.first_edit_timestamp),
            str(revision.user.id): self.user.id,
            str(revision.page.recent_revisions): None,
            str(revision.page.recent_words): None,
        }
        if not self.user.id:  # nobody logged in: no account, as the extractor says of anonymous users
            values |= {name: None for name in NODES if name.startswith(INFO)}
        return values


async def draft_values(
    draft: Draft, model: ServedModel, client: WikiClient | None, deadline: float
) -> dict[str, Any]:
    """Return the values that a model needs for a draft: told by it, or by the wiki.

    Raises
    ------
    BadRequest
        If the draft cannot be read.
    DraftError
        If a value cannot be had.
    WikiUnavailable
        If the wiki does not answer.
    """
    values = draft.root_values()
    missing = [str(root) for root in model.roots(values)]
    if not missing:
        return values
    if client is None:
        raise DraftError(f"{missing[0]} is not told, and there is no wiki to ask")
    remaining = deadline - asyncio.get_running_loop().time()
    try:
        found = await asyncio.wait_for(_ask(draft, values, missing, client), remaining)
    except asyncio.TimeoutError:
        raise WikiUnavailable("The wiki did not answer in time.") from None
    for name in missing:
        value = found.get(name)
        if name not in found:
            raise DraftError(f"{name} is not known before the edit is saved")
        if isinstance(value, Failure):
            raise DraftError(unscored_by(value.error).message)
    return {**values, **found}


async def _ask(
    draft: Draft, told: Mapping[str, Any], missing: Iterable[str], client: WikiClient
) -> dict[str, Any]:
    """Return what the wiki says of the missing values; what it cannot know is left out."""
    of_user = [name for name in missing if name.startswith(USER)]
    by_parent = {_name_at_parent(name): name for name in missing}
    by_parent.pop("", None)
    jobs = []
    if of_user and draft.user.id:
        jobs.append(_ask_about_user(draft, told, of_user, client))
    if by_parent:
        jobs.append(_ask_about_parent(draft, by_parent, client))
    found: dict[str, Any] = {}
    for values in await asyncio.gather(*jobs):
        found |= values
    return found


async def _ask_about_parent(draft: Draft, names: Mapping[str, str], client: WikiClient) -> dict[str, Any]:
    """Return values that the parent's revision has; `names` are those there and here."""
    rev_id = draft.parent.id
    values = await client.roots([rev_id], [NODES[name] for name in names], {})
    return {names[name]: value for name, value in values[rev_id].items()}


def _name_at_parent(name: str) -> str:
    """Return the name that a node of a draft has for the parent's revision; "" if it has none.

    Examples
    --------
    >>> _name_at_parent("datasource.revision.parent.minor"), _name_at_parent("datasource.revision.minor")
    ('datasource.revision.minor', '')
    >>> _name_at_parent("datasource.revision.page.namespace.id")
    'datasource.revision.page.namespace.id'
    """
    if name.startswith(PARENT):
        name = name.replace(PARENT, PARENT.removesuffix("parent."), 1)
        return name if name in NODES else ""
    return name if name.startswith(PAGE) or name == str(revision.content_model) else ""


async def _ask_about_user(
    draft: Draft, told: Mapping[str, Any], names: Iterable[str], client: WikiClient
) -> dict[str, Any]:
    """Return values of the account, and of the user's last edit."""
    account = await client.account(draft.user.id)
    if account is None:
        raise DraftError(f"There is no account of the id {draft.user.id}.")
    known = {
        **told,
        str(revision.user.text): account["name"],
        f"{INFO}doc": account,
    }
    values = await client.roots([draft.id], [NODES[name] for name in names], {draft.id: known})
    return values[draft.id]


def _api_time(text: str) -> str:
    time = parse_time(text)
    if time is None:
        raise BadRequest(f"revision_data: {text!r} is no time, such as 2026-01-01T00:00:00Z")
    return str(Timestamp(int(time.timestamp())).long_format())
