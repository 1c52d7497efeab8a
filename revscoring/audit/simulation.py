"""What a bot at a threshold would have done: edits are replayed, under rules of who is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .groups import EDITOR_FIELDS, editor_groups
from .rows import ScoredRow

__all__ = ["RULE_FIELDS", "EditColumns", "Replay", "Rules", "RulesError", "replay"]

Mask: TypeAlias = NDArray[np.bool_]

DAY: Final = 86400.0

#: Who and what a bot can leave alone.
SPARED: Final = ("bots", "trusted", "self-reverts")

#: Fields of rows that the rules are about.
RULE_FIELDS: Final = ("bot", "trusted", "self_revert", "reverting_id", "restored_later")

#: What tells the group of an editor, beside the name.
TELLING: Final = frozenset({"cache", *EDITOR_FIELDS} - {"user", "anonymous"})


class RulesError(ValueError):
    """Rules say something that is not understood; the message names it."""


class Rules(NamedTuple):
    """Which edits a bot leaves alone, whatever their score.

    Attributes
    ----------
    spare : tuple of str
        Of `SPARED`. A rule spares the edits that are known to be of this kind.
    namespaces : tuple of int or None
        Where it works; None: everywhere. Edits whose namespace is not known are left alone.
    wait_hours : float
        After a revert, how long it leaves the user alone on this page. 0: it does not wait.
    """

    spare: tuple[str, ...] = SPARED
    namespaces: tuple[int, ...] | None = None
    wait_hours: float = 24.0

    @classmethod
    def from_document(cls, document: Any) -> Rules:
        """Read rules from a mapping, such as a YAML file has it.

        Examples
        --------
        >>> Rules.from_document({"spare": ["bots"], "namespaces": [0]})
        Rules(spare=('bots',), namespaces=(0,), wait_hours=24.0)
        """
        if not isinstance(document, Mapping):
            raise RulesError(f"rules are a mapping of {', '.join(cls._fields)} to values")
        if unknown := sorted(set(map(str, document)) - set(cls._fields)):
            raise RulesError(f"{unknown[0]!r} is no rule: {', '.join(cls._fields)}")
        spare, namespaces = document.get("spare", SPARED), document.get("namespaces")
        if not isinstance(spare, list | tuple) or not set(map(str, spare)) <= set(SPARED):
            raise RulesError(f"spare: {spare!r} is no list of {', '.join(SPARED)}")
        if namespaces is not None and not (
            isinstance(namespaces, list | tuple) and all(type(number) is int for number in namespaces)
        ):
            raise RulesError(f"namespaces: {namespaces!r} is no list of whole numbers, such as [0, 10]")
        hours = document.get("wait_hours", 24.0)
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours < float("inf"):
            raise RulesError(f"wait_hours: {hours!r} is no number of hours")
        return cls(tuple(spare), None if namespaces is None else tuple(namespaces), float(hours))

    def to_json(self) -> dict[str, Any]:
        """Return the mapping that `from_document` reads."""
        spaces = None if self.namespaces is None else list(self.namespaces)
        return {"spare": list(self.spare), "namespaces": spaces, "wait_hours": self.wait_hours}


@dataclass
class _Reading:
    """Columns while they are read."""

    score: list[float] = field(default_factory=list)
    damaging: list[bool] = field(default_factory=list)
    time: list[float] = field(default_factory=list)
    user: list[int] = field(default_factory=list)
    page: list[int] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    namespace: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    restored: list[bool] = field(default_factory=list)
    by_id: dict[Any, float] = field(default_factory=dict)
    reverting_ids: dict[int, Any] = field(default_factory=dict)
    users: dict[Any, int] = field(default_factory=dict)
    pages: dict[Any, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    known: dict[Any, str] = field(default_factory=dict)

    def add(self, row: ScoredRow) -> None:
        place, record = len(self.score), row.record
        assert row.score is not None and row.label is not None and row.time is not None
        group = self.group_of(record)
        self.score.append(row.score)
        self.damaging.append(row.label)
        self.time.append(row.time)
        # One who is not known is somebody else each time.
        user, page = row.user or ("", place), row.page or ("", place)
        self.user.append(self.users.setdefault(user, len(self.users)))
        self.page.append(self.pages.setdefault((row.wiki, page), len(self.pages)))
        self.group.append(self.groups.setdefault(group, len(self.groups)))
        number = record.get("namespace")
        self.namespace.append(number if type(number) is int else -1000)
        self.kind.append(_kind(record, group))
        self.restored.append(record.get("restored_later") is True)
        self.by_id[row.rev_id] = row.time
        if "reverting_id" in record:
            self.reverting_ids[place] = record["reverting_id"]

    def group_of(self, record: Mapping[str, Any]) -> str:
        """Return the group of an editor; most are known from an earlier edit."""
        if not TELLING.isdisjoint(record):
            return editor_groups([record])[0] or "unknown"
        key = (record.get("user"), record.get("anonymous"))
        if key not in self.known:
            self.known[key] = editor_groups([record])[0] or "unknown"
        return self.known[key]


def _kind(record: Mapping[str, Any], group: str) -> int:
    """Return what an edit is known to be: the sum of 1 (of a bot), 2 (of a trusted user), 4 (self-revert)."""
    bot = group == "bots" or record.get("bot") is True
    trusted = group == "trusted accounts" or record.get("trusted") is True
    return bot + 2 * trusted + 4 * (record.get("self_revert") is True)


@dataclass(frozen=True)
class EditColumns:
    """Edits in the order of time, in columns.

    Attributes
    ----------
    score, time : array of float
    damaging : array of bool
        Whether an edit has the label that the score is about.
    user, page, group, namespace, kind : array of int
        Users and pages are numbers; `groups` names those of groups; for `kind` see `spared`.
    first : array of bool
        Whether an edit is the first of its user here.
    people : array of float
        After how many seconds people reverted it; NaN if that is not known.
    restored : array of bool
        Whether people reverted it, and others restored it.
    order : array of int
        Which row each edit was, from 0.
    """

    score: NDArray[np.float64]
    damaging: Mask
    time: NDArray[np.float64]
    user: NDArray[np.int64]
    page: NDArray[np.int64]
    group: NDArray[np.int64]
    namespace: NDArray[np.int64]
    kind: NDArray[np.int64]
    first: Mask
    people: NDArray[np.float64]
    restored: Mask
    order: NDArray[np.int64]
    groups: Sequence[str]

    @classmethod
    def read(cls, rows: Iterable[ScoredRow]) -> EditColumns:
        """Return the edits of rows, each with a score, a label and a time."""
        reading = _Reading()
        for row in rows:
            reading.add(row)
        time = np.asarray(reading.time, dtype=float)
        people = np.full(len(time), np.nan)
        for place, reverting in reading.reverting_ids.items():
            people[place] = reading.by_id.get(reverting, np.nan) - time[place]
        order = np.argsort(time, kind="stable")
        user = np.asarray(reading.user, dtype=np.int64)[order]
        first = np.zeros(len(time), dtype=bool)
        first[np.unique(user, return_index=True)[1]] = True
        page, group, namespace, kind = (
            np.asarray(column, dtype=np.int64)[order]
            for column in (reading.page, reading.group, reading.namespace, reading.kind)
        )
        score = np.asarray(reading.score, dtype=float)[order]
        damaging = np.asarray(reading.damaging, dtype=bool)[order]
        restored, groups = np.asarray(reading.restored, dtype=bool)[order], list(reading.groups)
        columns = (score, damaging, time[order], user, page, group, namespace, kind, first, people[order])
        return cls(*columns, restored, order, groups)

    def __len__(self) -> int:
        return len(self.score)

    def with_scores(self, scores: Sequence[float]) -> EditColumns:
        """Return the same edits with the scores of another model, in the order of the rows."""
        return replace(self, score=np.asarray(scores, dtype=float)[self.order])

    def select(self, which: Mask) -> EditColumns:
        """Return some of the edits."""
        columns = {name: getattr(self, name)[which] for name in self.__dataclass_fields__ if name != "groups"}
        return replace(self, **columns)

    def between(self, start: float | None, end: float) -> EditColumns:
        """Return the edits after a time, until another."""
        which = self.time <= end
        return self.select(which if start is None else which & (self.time > start))

    def spared(self, rules: Rules) -> Mask:
        """Return which edits rules leave alone, whatever came before."""
        kinds = sum(1 << SPARED.index(name) for name in rules.spare)
        spared: Mask = (self.kind & kinds) != 0
        if rules.namespaces is not None:
            spared |= ~np.isin(self.namespace, rules.namespaces)
        return spared


class Replay(NamedTuple):
    """What a bot would have done.

    Attributes
    ----------
    threshold : float
    reverted : array of bool
        The edits that it would have reverted.
    waited : int
        How many more it would have, had it not left a user alone on a page for a time.
    """

    threshold: float
    reverted: Mask
    waited: int


def replay(edits: EditColumns, threshold: float, rules: Rules) -> Replay:
    """Replay edits in the order of time: rules first, then the threshold.

    Examples
    --------
    >>> rows = [ScoredRow(1, n, score, True, "Ann", "Ants", 3600.0 * n)
    ...         for n, score in enumerate([0.9, 0.95, 0.2, 0.99])]
    >>> edits = EditColumns.read(rows)
    >>> replay(edits, 0.9, Rules(wait_hours=2)).reverted.tolist()
    [True, False, False, True]
    """
    flagged = (edits.score >= threshold) & ~edits.spared(rules)
    wait = rules.wait_hours * 3600
    if not wait:
        return Replay(threshold, flagged, 0)
    reverted = flagged.copy()
    places = np.flatnonzero(flagged)
    pairs = edits.user[places] * (edits.page.max(initial=0) + 1) + edits.page[places]
    _, pair, sizes = np.unique(pairs, return_inverse=True, return_counts=True)
    again = sizes[pair] > 1  # few: only these can have to wait
    last: dict[int, float] = {}
    for place, number in zip(places[again].tolist(), pair[again].tolist(), strict=True):
        time = float(edits.time[place])
        if time - last.get(number, -np.inf) < wait:
            reverted[place] = False
        else:
            last[number] = time
    return Replay(threshold, reverted, int(flagged.sum() - reverted.sum()))
