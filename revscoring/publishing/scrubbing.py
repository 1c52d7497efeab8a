"""Observations without data about people, with a report of what was found, and what was not looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any, Final

import regex

from ..observations import Observation
from .personal_data import KINDS, NOT_LOOKED_FOR, Finding, find_personal_data, mask_personal_data
from .pseudonyms import account_kind, pseudonym

__all__ = ["Scrubber"]

#: Parts of the names of fields that hold the name or the number of an account.
_ACCOUNT: Final = frozenset(("user", "username", "author", "performer", "editor", "reviewer", "reverter"))

#: Fields that tell who edited by something else than a name.
_WHO: Final = frozenset(("anonymous", "temporary", "groups", "user_groups", "editcount", "registration"))

#: Fields whose words are of the program, though an account may have such a name.
_OF_PROGRAM: Final = frozenset(
    ("wiki", "timestamp", "time", "evidence", "score", "prediction", "label", "kind", "verdict", "version")
)

#: What is kept of the data about users that a wiki gives: audits need it, and many share it.
_SHARED_DATA: Final = (".info.groups",)

#: An account's own name is looked for in other fields if it has so many characters.
_SHORTEST_NAME: Final = 3


class Scrubber:
    """Takes data about people out of observations, and counts what it finds.

    Parameters
    ----------
    key : bytes, optional
        Names of accounts become pseudonyms by this key; without it they are left out.
    regions : sequence of str
        See `find_personal_data`.
    kept_features : collection of str, optional
        The names of the features whose values may remain, for models that must not learn who edits; nothing
        else about accounts remains either, but for the pseudonym.

    Attributes
    ----------
    counts : Counter
        How often each kind was found.

    Examples
    --------
    >>> scrubber = Scrubber()
    >>> scrubber.scrub({"rev_id": 5, "user": "Ann", "comment": "Ann: write to ann@example.org"})
    {'rev_id': 5, 'comment': '[user]: write to [email]'}
    >>> dict(scrubber.counts)
    {'user': 2, 'email': 1}
    """

    def __init__(
        self,
        key: bytes | None = None,
        regions: Sequence[str] = (),
        kept_features: Collection[str] | None = None,
    ) -> None:
        self.key, self.regions, self.kept_features = key, tuple(regions), kept_features
        self.counts: Counter[str] = Counter()

    def scrub(self, observation: Observation) -> Observation:
        """Return an observation without data about people."""
        own = {str(value) for name, value in observation.items() if _is_name(name, value)}
        cache = observation.get("cache")
        if isinstance(cache, Mapping):
            own |= {str(value) for name, value in cache.items() if str(name).endswith("user.text") and value}
        names = sorted((name for name in own if len(name) >= _SHORTEST_NAME), key=len, reverse=True)
        scrubbed: Observation = self._fields(observation, names)
        if isinstance(cache, Mapping):
            scrubbed["cache"] = self._cache(cache, names)
        return {name: scrubbed[name] for name in observation if name in scrubbed}

    def report(self) -> dict[str, Any]:
        """Return what was found, what was looked for, and what was not, in words."""
        looked_for = {"user": "names and numbers of accounts in fields and values about users", **KINDS}
        not_looked_for = [words for words in NOT_LOOKED_FOR if not (self.regions and "--region" in words)]
        return {
            "found": dict(sorted(self.counts.items())),
            "looked_for": looked_for,
            "not_looked_for": not_looked_for,
            "telephone_regions": list(self.regions),
            "pseudonyms": self.key is not None,
            "anonymous_training": self.kept_features is not None,
        }

    def _fields(self, fields: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
        kept = {}
        for name, value in fields.items():
            if name == "cache" and isinstance(value, Mapping):
                continue
            if self.kept_features is not None and name in _WHO:
                self.counts["who"] += 1
            elif _is_about_account(name, value):
                if (account := self._account(value)) is not None:
                    kept[self._text(name, [])] = account
            else:
                known = [] if name in _OF_PROGRAM and not isinstance(value, Mapping) else names
                kept[self._text(name, [])] = self._value(value, known)
        return kept

    def _value(self, value: Any, names: list[str]) -> Any:
        if isinstance(value, str):
            return self._text(value, names)
        if isinstance(value, Mapping):
            return self._fields(value, names)
        return [self._value(item, names) for item in value] if isinstance(value, list) else value

    def _account(self, value: Any) -> str | None:
        """Return the pseudonym for a name; None if there is to be none."""
        self.counts[account_kind(value) if isinstance(value, str) else "user"] += 1
        return None if self.key is None or not isinstance(value, str) else pseudonym(value, self.key)

    def _text(self, text: str, names: list[str], *, in_links: bool = False) -> str:
        """Return a text without personal data, and without the names of accounts.

        In the text of a page, a name counts only in links: it may be a word.
        """
        findings = find_personal_data(text, self.regions)
        self.counts.update(found.kind for found in findings)
        masked = mask_personal_data(text, findings)
        for name in names:
            if name.replace(" ", "_") not in masked.replace(" ", "_"):
                continue
            known = "[ _]".join(map(regex.escape, name.replace("_", " ").split(" ")))
            form = rf"(?<=\[\[[^][|\n]{{0,40}}[:/]\s?){known}(?=\s?[]|/#])(?:(?<=.)\|{known}(?=\]))?"
            form = form if in_links else rf"(?<![\p{{L}}\p{{M}}\p{{N}}]){known}(?![\p{{L}}\p{{M}}\p{{N}}])"
            found = [Finding("user", *match.span()) for match in regex.finditer(form, masked)]
            self.counts["user"] += len(found)
            masked = mask_personal_data(masked, found)
        return masked

    def _cache(self, cache: Mapping[Any, Any], names: list[str]) -> dict[str, Any]:
        """Return the values of a cache: features, texts without personal data, nothing derived from texts.

        In lists of words, personal data is in pieces that no rule finds; they can be computed from the text.
        """
        kept: dict[str, Any] = {}
        for node, value in cache.items():
            name = str(node)
            if "user" in name.split(".") and name.startswith("datasource."):
                if value is None:
                    kept[name] = value  # it is hidden
                elif name.endswith("user.text"):
                    if (account := self._account(value)) is not None:
                        kept[name] = account
                elif self.kept_features is None and name.endswith(_SHARED_DATA):
                    kept[name] = value
                else:
                    self.counts["account data"] += 1
            elif not name.startswith("datasource.") and self._is_left_out(name):
                self.counts["who"] += 1
            elif type(value) is str:
                kept[name] = self._text(value, names, in_links=name.endswith("text"))
            elif _has_text(value):
                self.counts["derived from texts"] += 1
            else:
                kept[name] = value
        return kept

    def _is_left_out(self, feature: str) -> bool:
        return self.kept_features is not None and feature not in self.kept_features


def _is_about_account(name: str, value: Any) -> bool:
    """Return whether a field holds the name or the number of an account.

    >>> _is_about_account("user", "Ann"), _is_about_account("user_id", 5), _is_about_account("user", {})
    (True, True, False)
    """
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return is_plain and not _ACCOUNT.isdisjoint(name.lower().split("_"))


def _is_name(name: object, value: object) -> bool:
    return isinstance(name, str) and isinstance(value, str) and _is_about_account(name, value)


def _has_text(value: Any) -> bool:
    """Return whether a value of a cache has strings somewhere."""
    if isinstance(value, str | bytes):
        return True
    if isinstance(value, Mapping):
        return any(_has_text(part) for pair in value.items() for part in pair)
    if isinstance(value, Sequence | Set):
        return any(map(_has_text, value))
    return getattr(getattr(value, "dtype", None), "kind", "") in "OSU" and hasattr(value, "dtype")
