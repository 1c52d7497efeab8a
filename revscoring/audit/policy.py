"""The policy of a model: what it is for, until when it may be used, and under which conditions.

It stands in ``model.info["policy"]``, so in the model file. Programs honour it; they cannot enforce it
against somebody who edits the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time, timezone
from typing import Any, Final, NamedTuple

from ..scoring import Model

__all__ = ["Policy", "PolicyError", "policy_of"]

STATUSES: Final = ("active", "deprecated", "withdrawn")

#: How long the texts of a policy may be, in characters.
LONGEST_TEXT: Final = 10_000


class PolicyError(ValueError):
    """A policy says something that is not understood; the message names it."""


class Policy(NamedTuple):
    """What a model says about its use.

    Attributes
    ----------
    status : {'active', 'deprecated', 'withdrawn'}
    expires : date or None
        The first day on which it may not be used any more.
    successor : str
        What to use in its place.
    gate : str
        Conditions that have to be accepted before it is used.
    floor : str
        The least that a threshold has to reach for automatic use, such as "precision >= 0.9".
    automation : str
        Whether bots may act on its scores: "never", "with-review" or "allowed".
    report_url, contact, license : str
    intended_uses, not_for : tuple of str
    others : dict
        All that this version does not know; kept, and shown.
    """

    status: str = "active"
    expires: date | None = None
    successor: str = ""
    gate: str = ""
    floor: str = ""
    automation: str = ""
    report_url: str = ""
    contact: str = ""
    license: str = ""
    intended_uses: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    others: Mapping[str, Any] = {}

    @property
    def gate_digest(self) -> str:
        """What stands for having accepted the conditions; empty if there are none."""
        return hashlib.sha256(self.gate.encode()).hexdigest()[:16] if self.gate else ""

    def reason_to_refuse(self, today: date) -> str | None:
        """Return why the model may not be used on a day, or None.

        Examples
        --------
        >>> Policy(expires=date(2026, 1, 1), successor="damaging 2").reason_to_refuse(date(2026, 1, 2))
        'it expired on 2026-01-01; use damaging 2'
        """
        instead = f"; use {self.successor}" if self.successor else ""
        if self.status == "withdrawn":
            return f"it was withdrawn{instead}"
        if self.expires is not None and today >= self.expires:
            return f"it expired on {self.expires}{instead}"
        return None

    def end(self) -> datetime | None:
        """Return the moment at which the model expires."""
        if self.expires is None:
            return None
        return datetime.combine(self.expires, time(), timezone.utc)


def policy_of(model: Model) -> Policy:
    """Return the policy of a model; one that states nothing may be used.

    Raises
    ------
    PolicyError
        If it says something that is not understood.

    Examples
    --------
    >>> from revscoring import Model
    >>> policy_of(Model([], additional_info={"policy": {"expires": "2027-01-01"}})).expires
    datetime.date(2027, 1, 1)
    >>> policy_of(Model([])) == Policy()
    True
    """
    document = model.info.get("policy")
    return Policy() if document is None else read_policy(document)


def read_policy(document: Any) -> Policy:
    """Read a policy document; see `policy_of`."""
    if not isinstance(document, Mapping):
        raise PolicyError("the policy is no mapping of fields to values")
    known: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in document.items():
        if name == "expires":
            known[name] = _date(value)
        elif name == "gated":
            known["gate"] = _text(name, value.get("text", "") if isinstance(value, Mapping) else value)
        elif name in ("intended_uses", "not_for"):
            known[name] = (
                tuple(_text(name, text) for text in value) if _is_list(value) else (_text(name, value),)
            )
        elif name in Policy._fields and name != "others":
            known[name] = _text(name, value)
        else:
            others[str(name)] = value
    if known.get("status", "active") not in STATUSES:
        raise PolicyError(f"policy.status: {known['status']!r} is none of {', '.join(STATUSES)}")
    if len(json.dumps(others, default=str)) > LONGEST_TEXT:
        raise PolicyError(f"the policy has more than {LONGEST_TEXT} characters of unknown fields")
    return Policy(**known, others=others)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise PolicyError(f"policy.{name}: this is no text of at most {LONGEST_TEXT} characters")
    return value


def _date(value: Any) -> date | None:
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise PolicyError(f"policy.expires: {value!r} is no date, such as 2027-12-31") from None
