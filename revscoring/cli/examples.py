"""How many examples there are to learn from, and what too few allow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

import click

from ..observations import Observation
from ..scoring.wording import words_of_name

__all__ = ["ExampleCounts", "print_examples"]

#: With fewer authors of a label, the quality of a model is known to 10 of 100 at best.
FEW_AUTHORS = 35

GET_MORE = (
    "To get more: use more of the history, label by hand, or give autolabel a longer --window and --radius"
)


class ExampleCounts:
    """How many examples of each label there are, and by how many authors.

    Parameters
    ----------
    field : str, optional
        The field of observations that has the labels: what true and false mean.
    """

    def __init__(self, field: str | None = None) -> None:
        self.field = field
        self.edits = 0
        self._counts: Counter[str] = Counter()
        self._authors: defaultdict[str, set[Hashable]] = defaultdict(set)

    def add(self, label: object, author: Hashable = None) -> None:
        """Count an example; one whose author is unknown (None) is by an author of its own."""
        self.edits += 1
        for one in label if isinstance(label, list) else [label]:
            name = _name(one)
            self._counts[name] += 1
            self._authors[name].add((self._counts[name],) if author is None else str(author))

    def examples(self, label: object) -> int:
        """Return how many examples of a label there are."""
        return self._counts[_name(label)]

    def describe(self, labels: Iterable[object] = ()) -> str:
        """Return one line of the counts, those of `labels` first.

        >>> counts = ExampleCounts("reverted")
        >>> for label, author in [(True, "Ann"), (True, "Ann"), (False, "Ben")]:
        ...     counts.add(label, author)
        >>> counts.describe([True, False])
        '2 reverted edits by 1 author, 1 good edit by 1 author'
        """
        names = dict.fromkeys([*map(_name, labels), *self._counts])
        return ", ".join(
            f"{self._examples(name)} by {_plural(len(self._authors[name]), 'author')}" for name in names
        )

    def print(self, command: str, labels: Iterable[object]) -> None:
        """Print the counts on standard error, and what too few examples of these labels allow."""
        click.echo(f"{command}: {self.edits:,} edits: {self.describe(labels)}", err=True)
        self.print_warning(command, labels)

    def print_warning(self, command: str, labels: Iterable[object]) -> None:
        """Print on standard error what too few examples of these labels allow, if they are too few."""
        warning = self.warning(labels)
        if warning is not None:
            click.echo(f"{command}: {warning}", err=True)

    def warning(self, labels: Iterable[object]) -> str | None:
        """Return what too few examples of a label allow and what to do about it; None if there are enough."""
        names = list(dict.fromkeys(map(_name, labels)))
        if not names:
            return None
        rarest = min(names, key=lambda name: (len(self._authors[name]), self._counts[name]))
        n, authors = self._counts[rarest], len(self._authors[rarest])
        if authors >= FEW_AUTHORS:
            return None
        if n < 2:
            allowed = "a model can be neither learned nor tested" if not n else "a model cannot be tested"
        elif authors < 2:
            allowed = "whether a model knows such edits, or only this author, cannot be told"
        else:  # 1.96 standard errors of a share of .9
            allowed = f"how good a model is can only be told to about ±{59 / authors**0.5:.0f} of 100"
        return (
            f"few examples: {self._examples(rarest)}, by {_plural(authors, 'author')}, "
            f"so {allowed}. {GET_MORE}"
        )

    def _examples(self, name: str) -> str:
        return words_of_name(name, self.field).so_many(self._counts[name])


def _name(label: object) -> str:
    return str(label).lower() if isinstance(label, bool) else str(label)


def _plural(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def print_examples(command: str, observations: Iterable[Observation], label_name: str) -> None:
    """Print how many examples of a label observations are, and what too few allow; nothing without labels."""
    counts = ExampleCounts(label_name)
    labels: dict[str, Any] = {}
    for observation in observations:
        if (label := observation.get(label_name)) is not None:
            counts.add(label, observation.get("user"))
            labels.update({_name(one): one for one in (label if isinstance(label, list) else [label])})
    if labels.keys() <= {"true", "false"}:
        labels = {"true": True, "false": False}
    if counts.edits:
        counts.print(command, list(labels.values()))
