"""Labels and shares in words, for people who did not train the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .formats import label_name

__all__ = [
    "LabelWords",
    "interval_words",
    "label_words",
    "labels_of_interest",
    "of_many",
    "pair_words",
    "threshold_words",
    "words_of_name",
]

GOOD = ("good", "good edits")
HARMFUL = ("reverted", "damaging", "vandalism", "vandal", "spam", "attack", "bad", "harmful")
"""First words of fields whose opposite is called good."""


class LabelWords(NamedTuple):
    """A label in words: by itself, with its edits, as what an edit is, and one of them.

    Examples
    --------
    >>> words = label_words(True, "damaging")
    >>> f"{words.edits} are {words.being}, others are {label_words(False, 'damaging').name}"
    'damaging edits are damaging, others are good'
    """

    name: str
    edits: str
    being: str

    @property
    def one(self) -> str:
        """One of the edits, such as "a reverted edit"."""
        singular = self._singular()
        return f"{'an' if singular[0].lower() in 'aeiou' else 'a'} {singular}"

    def so_many(self, n: int) -> str:
        """Return so many of the edits, such as "1 reverted edit"."""
        return f"{n:,} {self._singular() if n == 1 else self.edits}"

    def _singular(self) -> str:
        head, _, labelled = self.edits.partition(" labelled ")
        return head.removesuffix("s") + (f" labelled {labelled}" if labelled else "")


def label_words(label: Any, field: str | None = None) -> LabelWords:
    """Return the words for a label.

    Parameters
    ----------
    label : object
        The label, such as True or ``"FA"``.
    field : str, optional
        The field of observations that has the labels, such as ``reverted``. It is what true and false mean.

    Examples
    --------
    >>> label_words(False, "goodfaith").name, label_words("FA").edits, label_words(True).edits
    ('not goodfaith', 'revisions labelled FA', 'edits labelled true')
    >>> label_words(True, "damaging").one, label_words(True).one
    ('a damaging edit', 'an edit labelled true')
    """
    if not isinstance(label, bool):
        name = label_name(label)
        return LabelWords(name, f"revisions labelled {name}", name)
    if field is None:
        name = label_name(label)
        return LabelWords(name, f"edits labelled {name}", f"labelled {name}")
    name = field.replace("_", " ").strip()
    if not label:
        if name.split(" ")[0].lower() in HARMFUL:
            return LabelWords(*GOOD, GOOD[0])
        name = f"not {name}"
    return LabelWords(name, f"edits labelled {name}" if " " in name else f"{name} edits", name)


def words_of_name(name: str, field: str | None = None) -> LabelWords:
    """Return the words for a label that is written as JSON has it for a key; see `label_words`.

    Examples
    --------
    >>> words_of_name("false", "reverted").so_many(1), words_of_name("FA", "quality").so_many(1200)
    ('1 good edit', '1,200 revisions labelled FA')
    """
    return label_words({"true": True, "false": False}.get(name, name), field)


def pair_words(label: Any, field: str | None = None) -> tuple[str, str]:
    """Return one edit with a label and one without it, as a sentence compares them.

    Examples
    --------
    >>> pair_words(True, "reverted"), pair_words("FA")
    (('a reverted edit', 'a good one'), ('a revision labelled FA', 'another'))
    """
    is_good = label is True and label_words(False, field).name == GOOD[0]
    return label_words(label, field).one, f"a {GOOD[0]} one" if is_good else "another"


def labels_of_interest(labels: Sequence[Any]) -> list[Any]:
    """Return the labels to report on: of true and false only true.

    Examples
    --------
    >>> labels_of_interest([True, False]), labels_of_interest(["A", "B"])
    ([True], ['A', 'B'])
    """
    return [True] if {type(label) for label in labels} == {bool} and True in labels else list(labels)


def of_many(share: float, many: int) -> str:
    """Return a share as so many of a hundred, or of a thousand; never all or none of it by rounding.

    Examples
    --------
    >>> of_many(0.482, 100), of_many(0.0561, 1000), of_many(0.9999, 100), of_many(0.0001, 100)
    ('48', '56', 'over 99', 'under 1')
    """
    count = round(share * many)
    if count == many and share < 1:
        return f"over {many - 1:,}"
    if count == 0 and share > 0:
        return "under 1"
    return f"{count:,}"


def interval_words(interval: tuple[float, float] | None, many: int = 100) -> str:
    """Return an interval of a share in brackets, after a blank; nothing if there is none.

    Examples
    --------
    >>> interval_words((0.84, 0.951)), interval_words(None)
    (' (84–95)', '')
    """
    if interval is None:
        return ""
    low, high = (round(end * many) for end in interval)
    return f" ({low:,})" if low == high else f" ({low:,}–{high:,})"


def threshold_words(value: float) -> str:
    """Return a threshold, with three digits or the first two that are not zero."""
    return f"{value:.3f}" if round(value, 3) or not value else f"{value:.2g}"
