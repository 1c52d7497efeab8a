"""Policies of models, as commands honour and write them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..errors import ModelFileError
from ..files import replace_file
from .files import STANDARD
from .options import group

if TYPE_CHECKING:
    from ..scoring import Model
    from ..scoring.policy import Policy

__all__ = [
    "Use",
    "honour_policy",
    "policy_notices",
    "state",
    "stated_in",
    "stated_policy",
    "today",
    "training_data",
    "use_options",
    "version_in",
]


class Use(NamedTuple):
    """How a command uses a model: that of commands that give scores to people or programs.

    Attributes
    ----------
    anyway : bool
        Whether a withdrawn model is used all the same.
    accepted : tuple of str
        The digests of the conditions that are accepted.
    """

    anyway: bool = False
    accepted: tuple[str, ...] = ()


use_options = group(
    click.option("--anyway", is_flag=True, help="Use a model even if it was withdrawn."),
    click.option(
        "--accept",
        "accepted",
        multiple=True,
        metavar="DIGEST",
        help="Accept the conditions of a model; without it they are shown, with their digest.",
    ),
)


def today() -> date:
    """Return the day in UTC, by which models expire."""
    return datetime.now(timezone.utc).date()


def honour_policy(model: Model, path: str, use: Use | None) -> None:
    """Warn, on standard error, of a model that should not be used; refuse one that may not be used.

    Parameters
    ----------
    model : Model
    path : str
        Its file, for messages.
    use : Use, optional
        Without it the command only examines the model, so nothing is refused.

    Raises
    ------
    RuntimeError
        If it was withdrawn, if its policy is not understood, or if its conditions are not accepted.
    """
    document = model.info.get("policy")
    if document is None:
        return
    from ..scoring.policy import PolicyError, read_policy

    try:
        policy = read_policy(document)
    except PolicyError as error:
        if use is not None and not use.anyway:
            raise RuntimeError(
                f"{path}: its policy is not understood: {error}; --anyway uses it all the same"
            ) from error
        _warn(f"{path}: its policy is not understood: {error}")
        return
    if use is not None and policy.status == "withdrawn" and not use.anyway:
        refusal = policy.reason_to_refuse(today())
        raise RuntimeError(f"{path}: {refusal}; --anyway uses it all the same")
    warning = policy.warning(today())
    if warning is not None:
        _warn(f"{path}: {warning}")
    if use is not None:
        _check_conditions(policy, path, use)


def _check_conditions(policy: Policy, path: str, use: Use) -> None:
    if not policy.gate or policy.gate_digest in use.accepted:
        return
    click.echo(f"{path} may be used on these conditions:\n", err=True)
    for line in policy.gate.splitlines():
        click.echo(f"    {line}", err=True)
    raise RuntimeError(
        f"{path}: its conditions are not accepted; if you accept them, add --accept {policy.gate_digest}"
    )


def _warn(text: str) -> None:
    click.echo(f"warning: {' '.join(text.split())}", err=True)


def stated_policy(model: Model) -> Policy:
    """Return the policy of a model; one that is not understood states nothing.

    `honour_policy` warns of such a one.
    """
    from ..scoring.policy import Policy, PolicyError, policy_of

    try:
        return policy_of(model)
    except PolicyError:
        return Policy()


def policy_notices(model: Model) -> list[str]:
    """Return in sentences what who uses the scores of a model today has to know; see `notices_of`."""
    from ..scoring.policy import notices_of

    return notices_of(model, stated_policy(model), today())


def training_data(model: Model) -> dict[str, Any]:
    """Return what a model learned from: what its training kept, and else the days that its policy states."""
    from ..scoring.training_data import data_of

    return {**stated_policy(model).trained_on, **data_of(model)}


def stated_in(path: str) -> dict[str, Any]:
    """Return what people state about a model in its file, without loading the model; see `read_stated`."""
    from ..scoring.files import read_bytes, read_stated

    try:
        return read_stated(read_bytes(sys.stdin.buffer if path in STANDARD else path))
    except ModelFileError as error:
        raise RuntimeError(f"{path}: {error.message}") from error


def version_in(path: str) -> str:
    """Return the version of a model from its file, without loading the model; "" if it has none."""
    from ..scoring.files import read_bytes, read_version

    return read_version(read_bytes(path))


def state(path: str, fields: Mapping[str, Any]) -> tuple[str, str]:
    """State fields about a model in its file, in one step; return the digests of the file before and after.

    Fields of the policy are added to those that it has, and None removes one. Other fields are replaced.

    Raises
    ------
    PolicyError
        If the policy is not understood then.
    """
    from ..scoring.files import read_stated, with_stated
    from ..scoring.policy import plain_policy

    if path in STANDARD:
        raise click.UsageError("a policy is written into the file of a model: name it")
    try:
        with open(path, "rb") as file:
            before = file.read()
        known = read_stated(before).get("policy")
        merged = {**(known if isinstance(known, Mapping) else {}), **(fields.get("policy") or {})}
        policy = plain_policy(merged) or None
        others = {name: value for name, value in fields.items() if name != "policy"}
        after = with_stated(before, {**others, "policy": policy})
    except ModelFileError as error:
        raise RuntimeError(f"{path}: {error.message}") from error
    if after != before:
        replace_file(path, after)
    first, second = (hashlib.sha256(data).hexdigest() for data in (before, after))
    return first, second
