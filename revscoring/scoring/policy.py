"""The policy of a model: what it is for, until when it may be used, and under which conditions.

It stands in ``model.info["policy"]``, so in the model file. Programs honour it; they cannot enforce it
against somebody who edits the file.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timezone
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .policy_fields import FIELDS, PolicyError, floor_question, plain_policy
from .statistics.classification import Classification
from .wording import threshold_words

if TYPE_CHECKING:
    from .models import Model

__all__ = [
    "FIELDS",
    "Policy",
    "PolicyError",
    "floor_threshold",
    "notices_of",
    "plain_policy",
    "policy_of",
    "read_policy",
]


class Policy(NamedTuple):
    """What a model says about its use.

    Attributes
    ----------
    status : {'active', 'deprecated', 'withdrawn'}
    deprecated : date or None
        Since when it should not be used any more.
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
    report_url, contact, license, licence_url : str
    intended_uses, not_for, wikis, languages, tags, ethics : tuple of str
    namespaces : tuple of int
    trained_on : dict
        ``from`` and ``to`` (days), ``labels`` ("human" or "reverts"), ``digest`` of the data.
    audit : dict
        Of the newest audit: ``date``, ``digest`` of the data, and in words the ``worst`` that it found.
    answers : dict of str to str
        Answers to questions of the model card.
    others : dict
        All that this version does not know; kept, and shown.
    """

    status: str = "active"
    deprecated: date | None = None
    expires: date | None = None
    successor: str = ""
    gate: str = ""
    floor: str = ""
    automation: str = ""
    report_url: str = ""
    contact: str = ""
    license: str = ""
    licence_url: str = ""
    intended_uses: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    wikis: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    namespaces: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    ethics: tuple[str, ...] = ()
    trained_on: Mapping[str, str] = {}
    audit: Mapping[str, str] = {}
    answers: Mapping[str, str] = {}
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

    def warning(self, today: date) -> str | None:
        """Return why the model should not be used on a day, or None.

        Examples
        --------
        >>> Policy("deprecated", date(2026, 1, 1)).warning(date(2026, 1, 2))
        'it is deprecated since 2026-01-01'
        """
        reason = self.reason_to_refuse(today)
        if reason is None and self.status == "deprecated":
            since = f" since {self.deprecated}" if self.deprecated else ""
            reason = f"it is deprecated{since}{f'; use {self.successor}' if self.successor else ''}"
        return reason

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
    known: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, value in plain_policy(document).items():
        if name in ("expires", "deprecated"):
            known[name] = date.fromisoformat(value)
        elif name == "gated":
            known["gate"] = value["text"]
        elif name in FIELDS:
            known[name] = tuple(value) if isinstance(value, list) else value
        else:
            others[name] = value
    return Policy(**known, others=others)


def floor_threshold(model: Model, floor: str, label: Any = True) -> float | None:
    """Return the least score on which a policy with this floor lets bots act; None if it sets no floor.

    Infinite if the model knows no such threshold.
    """
    if not floor:
        return None
    statistics = model.info.get("statistics")
    if (
        not isinstance(statistics, Classification)
        or "thresholds" not in statistics
        or label not in statistics.labels
    ):
        return math.inf
    found = statistics["thresholds"][label][str(floor_question(floor))]
    return math.inf if found is None else float(found)


def notices_of(model: Model, policy: Policy, today: date) -> list[str]:
    """Return in sentences what who uses the scores of a model has to know of its policy.

    Examples
    --------
    >>> from revscoring import Model
    >>> policy = Policy(automation="never", expires=date(2026, 1, 1))
    >>> notices_of(Model([]), policy, date(2026, 2, 1))
    ['The model should not be used: it expired on 2026-01-01.', 'Bots must not act on its scores.']
    """
    warning, floor = policy.warning(today), floor_threshold(model, policy.floor)
    found = [] if warning is None else [f"The model should not be used: {warning}."]
    if policy.automation in AUTOMATION_WORDS:
        found.append(AUTOMATION_WORDS[policy.automation])
    if floor is not None and policy.automation != "never":
        found.append(
            f"Bots must not act on its scores: no threshold of it is known to have {policy.floor}."
            if math.isinf(floor)
            else f"Bots may act only on scores from {threshold_words(floor)} ({policy.floor})."
        )
    return found


AUTOMATION_WORDS: Final = {
    "never": "Bots must not act on its scores.",
    "with-review": "Bots may act on its scores only if a person looks at what they do.",
}
