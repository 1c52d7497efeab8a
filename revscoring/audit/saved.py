"""Audits in model files, and audits of the edits that people judged by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ..scoring.records import Figure, figure_text
from . import intervals
from .audit_words import AuditPart, audit_parts, main_finding
from .auditing import Audit, AuditError, audit
from .rows import ScoredRow, clusters_of

__all__ = ["HandAudit", "SavedAudit", "audit_by_hand", "hand_parts", "read_saved", "saved_fields"]

#: How large an audit in a model file may be, in groups.
MOST_GROUPS: Final = 200


class HandAudit(NamedTuple):
    """An audit of the edits that people judged, by their labels.

    Attributes
    ----------
    audit : Audit
    changed : Figure
        The share of these edits that have another label in the audited file.
    n : int
    """

    audit: Audit
    changed: Figure | None
    n: int

    def to_json(self) -> dict[str, Any]:
        """Return it in plain data."""
        return {"n": self.n, "changed": self.changed, **self.audit.to_json()}


def audit_by_hand(
    rows: Sequence[ScoredRow],
    groups: Mapping[str, Sequence[str | None]],
    labels: Mapping[str, bool],
    first: Audit,
    reference: str | None = None,
) -> HandAudit:
    """Audit the edits that people judged, with their labels, at the threshold of another audit.

    Parameters
    ----------
    rows, groups : as for `audit`
    labels : mapping
        The id of a revision → whether people gave it the label.
    first : Audit
        That of all rows, by the labels that they have.
    reference : str, optional

    Raises
    ------
    AuditError
        If none of the rows was judged.
    """
    places = [place for place, row in enumerate(rows) if str(row.rev_id) in labels]
    if not places:
        raise AuditError("none of the edits is among those that were judged by hand")
    judged = [rows[place]._replace(label=labels[str(rows[place].rev_id)]) for place in places]
    chosen = {name: [of[place] for place in places] for name, of in groups.items()}
    known = {group for of in chosen.values() for group in of}
    found = audit(
        judged,
        chosen,
        first.threshold,
        label=first.label,
        cluster=first.cluster,
        reference=reference if reference in known else None,
        question=first.question,
    )
    changed = [rows[place].label != row.label for place, row in zip(places, judged, strict=True)]
    return HandAudit(found, intervals.share(changed, clusters_of(judged, first.cluster)), len(places))


def hand_parts(hand: HandAudit) -> list[AuditPart]:
    """Return what the audit of the edits that were judged by hand says."""
    about = (
        f"{hand.n:,} of these edits were judged by hand; {figure_text(hand.changed)} got another label than "
        "they had. Below, the same figures by the labels of people. They hold for all edits only if those "
        "that were judged are a random sample of them (revscoring review sample)."
    )
    first, *others = audit_parts(hand.audit)
    return [
        AuditPart("By hand", [about, first.sentences[0]]),
        *(part._replace(title=f"By hand: {part.title}") for part in others),
    ]


class SavedAudit(NamedTuple):
    """An audit from a model file: when it was made, the digest of its edits, and what it found."""

    date: str
    digest: str
    audit: Audit
    hand: HandAudit | None

    def parts(self) -> list[AuditPart]:
        """Return what it says; the first sentence tells its date and its data."""
        first, *others = audit_parts(self.audit)
        said = f"Audited on {self.date}; the file of the edits has the SHA-256 digest {self.digest[:16]}…."
        by_hand = [] if self.hand is None else hand_parts(self.hand)
        return [first._replace(sentences=[said, *first.sentences]), *others, *by_hand]


def saved_fields(found: Audit, hand: HandAudit | None, digest: str, day: date) -> dict[str, Any]:
    """Return the fields that state an audit in a model file: the audit, and what the policy says of it.

    Raises
    ------
    AuditError
        If it has more groups than a model file should.
    """
    if sum(len(grouping["groups"]) for grouping in found.groupings) > MOST_GROUPS:
        raise AuditError(f"an audit of more than {MOST_GROUPS} groups is not kept in a model file")
    about = {"date": day.isoformat(), "digest": digest}
    return {
        "audit": {**about, **found.to_json(), "hand": None if hand is None else hand.to_json()},
        "policy": {"audit": {**about, "worst": main_finding(found)}},
    }


def read_saved(document: Any) -> SavedAudit | None:
    """Return the audit that a model file has; None if it has none, or one that is not understood."""
    try:
        audited, hand = _audit(document), None
        if document["hand"] is not None:
            hand = HandAudit(_audit(document["hand"]), document["hand"]["changed"], document["hand"]["n"])
        found = SavedAudit(str(document["date"]), str(document["digest"]), audited, hand)
        found.parts()
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return found


def _audit(document: Any) -> Audit:
    names = ("label", "at", "threshold", "cluster", "all", "groupings")
    return Audit(*(document[name] for name in names))
