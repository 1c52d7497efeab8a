"""Selection and weighting of the entries of a table."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, KeysView, Mapping
from typing import Any, TypeAlias

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["filter_keys", "term_utility", "tfidf"]

#: Term → frequency. (The type of the keys of a mapping is invariant.)
Table: TypeAlias = Mapping[Any, float]


class filter_keys(MetaDatasource):
    """A dict restricted to fixed keys.

    Parameters
    ----------
    table_datasource : Datasource
        The dict.
    keys : collection
        The keys to keep.
    """

    def __init__(self, table_datasource: Node, keys: Iterable[Hashable], name: str | None = None) -> None:
        super().__init__(name, [table_datasource], table_datasource, keys)
        self._keys = set(keys)

    def keys(self) -> set[Hashable]:
        """Return the keys that are kept."""
        return self._keys

    def process(self, table: Mapping[Any, object]) -> dict[Hashable, object]:
        """Restrict the dict."""
        return {key: value for key, value in table.items() if key in self._keys}


def term_utility(label_freq: float, label_n: float, document_freq: float, document_n: float) -> float:
    """Return how useful a term is for finding a label.

    This is the frequency of the term in the documents of the label, divided by its frequency in
    all others, or by 0.001 if that is more.

    Examples
    --------
    >>> term_utility(5, 10, 6, 20)
    5.0
    """
    others = document_n - label_n
    elsewhere = (document_freq - label_freq) / others if others else 0.0
    return (label_freq / label_n) / max(elsewhere, 0.001)


class tfidf(MetaDatasource):
    """Term frequencies, weighted by how rare the terms are, of the terms that are most useful.

    Parameters
    ----------
    table_datasource : Datasource
        The table of term → frequency.
    max_terms : int, optional
        The number of terms to keep at most: those of the highest utility for any label, and of
        equal ones those that come last in the alphabet.
    weight : bool
        Weight by the inverse document frequency, ln(N / document frequency).
    boolean : bool
        Count a term once in a document: 1 for a frequency above 0, else -1.
    """

    def __init__(
        self,
        table_datasource: Node,
        max_terms: int | None = None,
        weight: bool = True,
        boolean: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(name, [table_datasource], table_datasource, max_terms, weight, boolean)
        self.max_terms = max_terms
        self.weight = weight
        self.boolean = boolean
        self.document_n = 0
        self.document_freqs: dict[Hashable, float] | None = None

    def fit(self, value_labels: Iterable[tuple[list[Table], Hashable]]) -> None:
        """Learn which terms to keep, and how rare they are.

        Parameters
        ----------
        value_labels : iterable of ([table], label)
            The tables of the documents with their labels.
        """
        document_freqs: dict[Hashable, float] = defaultdict(float)
        label_freqs: dict[Hashable, dict[Hashable, float]] = defaultdict(lambda: defaultdict(float))
        label_n: Counter[Hashable] = Counter()
        for (table,), label in value_labels:
            label_n[label] += 1
            for term, frequency in table.items():
                amount = self._amount(frequency)
                document_freqs[term] += amount
                label_freqs[label][term] += amount
        self.document_n = sum(label_n.values())
        if self.max_terms is None:
            self.document_freqs = dict(document_freqs)
            return
        ranked = sorted(
            (
                (
                    abs(term_utility(amount, label_n[label], document_freqs[term], self.document_n)),
                    str(term),
                    str(label),
                    term,
                )
                for label, amounts in label_freqs.items()
                for term, amount in amounts.items()
            ),
            key=lambda row: row[:3],
            reverse=True,
        )
        kept: dict[Hashable, float] = {}
        for *_, term in ranked:
            if len(kept) == self.max_terms:
                break
            kept[term] = document_freqs[term]
        self.document_freqs = kept

    def _amount(self, frequency: float) -> float:
        """Return the amount that a frequency counts as: itself, or 1, or -1."""
        if not self.boolean:
            return frequency
        return 1 if frequency > 0 else -1

    def _fitted(self) -> dict[Hashable, float]:
        if self.document_freqs is None:
            raise RuntimeError(f"{self} has no terms yet: fit it to data first.")
        return self.document_freqs

    def keys(self) -> KeysView[Hashable]:
        """Return the terms that are kept.

        Raises
        ------
        RuntimeError
            Before `fit`.
        """
        return self._fitted().keys()

    def process(self, table: Table) -> dict[Hashable, float]:
        """Weight the known terms."""
        known = self._fitted()
        amounts = {term: self._amount(frequency) for term, frequency in table.items() if term in known}
        if not self.weight:
            return amounts
        return {
            term: amount * math.log(self.document_n / max(known[term], 1)) for term, amount in amounts.items()
        }
