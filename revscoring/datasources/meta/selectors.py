"""Selection and weighting of the terms of a table."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, KeysView, Mapping
from typing import Any

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["filter_keys", "term_utility", "tfidf"]


class filter_keys(MetaDatasource):
    """A dict restricted to fixed keys.

    Parameters
    ----------
    table_datasource : Datasource
        The dict.
    keys : collection
        The keys to keep.
    """

    def __init__(self, table_datasource: Node, keys: Iterable[Any], name: str | None = None) -> None:
        super().__init__(name, [table_datasource], table_datasource, keys)
        self._keys = set(keys)

    def keys(self) -> set[Any]:
        """Return the keys that are kept."""
        return self._keys

    def process(self, table: Mapping[Any, Any]) -> dict[Any, Any]:
        """Restrict the dict."""
        return {key: value for key, value in table.items() if key in self._keys}


def term_utility(label_freq: float, label_n: float, document_freq: float, document_n: float) -> float:
    """Return how much a term tells for a label.

    Its frequency in the documents of the label, over its frequency in the others (taken as
    0.001 at least). With no other documents, the latter.

    Examples
    --------
    >>> term_utility(5, 10, 6, 20)
    5.0
    """
    others = document_n - label_n
    elsewhere = (document_freq - label_freq) / others if others else 0.0
    return (label_freq / label_n) / max(elsewhere, 0.001)


class tfidf(MetaDatasource):
    """Term frequencies weighted by how rare the terms are, for the terms that tell most.

    Parameters
    ----------
    table_datasource : Datasource
        The table of term → frequency.
    max_terms : int, optional
        Keep so many terms at most, those of the highest utility for some label; of equal ones,
        those that come last in the alphabet.
    weight : bool
        Weight by the inverse document frequency, ln(N / document frequency).
    boolean : bool
        Count a term once a document: 1 for a frequency above 0, else -1.
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
        self.document_freqs: dict[Any, float] | None = None

    def fit(self, value_labels: Iterable[tuple[list[Mapping[Any, float]], Any]]) -> None:
        """Learn which terms to keep, and how rare they are.

        Parameters
        ----------
        value_labels : iterable of ([table], label)
            The tables of the documents with their labels.
        """
        document_freqs: dict[Any, float] = defaultdict(float)
        label_freqs: dict[Any, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
        label_n: Counter[Any] = Counter()
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
        kept: dict[Any, float] = {}
        for *_, term in ranked:
            if len(kept) == self.max_terms:
                break
            kept[term] = document_freqs[term]
        self.document_freqs = kept

    def _amount(self, frequency: float) -> float:
        """Return what a frequency counts for: itself, or one up or down."""
        if not self.boolean:
            return frequency
        return 1 if frequency > 0 else -1

    def _fitted(self) -> dict[Any, float]:
        if self.document_freqs is None:
            raise RuntimeError(f"{self} knows no terms yet: fit it to data first.")
        return self.document_freqs

    def keys(self) -> KeysView[Any]:
        """Return the terms that are kept.

        Raises
        ------
        RuntimeError
            Before it was fitted.
        """
        return self._fitted().keys()

    def process(self, table: Mapping[Any, float]) -> dict[Any, float]:
        """Weight the known terms."""
        known = self._fitted()
        amounts = {term: self._amount(frequency) for term, frequency in table.items() if term in known}
        if not self.weight:
            return amounts
        return {
            term: amount * math.log(self.document_n / max(known[term], 1)) for term, amount in amounts.items()
        }
