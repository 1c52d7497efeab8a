"""How often each label occurs, and how often each is predicted for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ....errors import ModelConsistencyError
from ..._typing import Label, ScoreLabel
from ...formats import tab_it_in
from ...model_info import ModelInfo
from ...paths import PathTree, dict_lookup
from .tables import ignore_path, table

__all__ = ["Counts", "MultilabelCounts"]


class Counts(ModelInfo):
    """Number of observations (``n``), by label (``labels``), by label and prediction (``predictions``).

    Parameters
    ----------
    labels : sequence
        The labels declared.
    score_labels : iterable of (score, label)
        Score documents with the true labels.
    prediction_key : str
        The field of a score that holds the prediction.

    Examples
    --------
    >>> scores = [({"prediction": True}, True), ({"prediction": True}, False)]
    >>> Counts([True, False], scores, "prediction").format_json({})["predictions"]
    {True: {True: 1, False: 0}, False: {True: 1, False: 0}}
    """

    def __init__(
        self, labels: Sequence[Label], score_labels: Iterable[ScoreLabel], prediction_key: str
    ) -> None:
        super().__init__()
        labels = list(dict.fromkeys(labels))
        cells = Counter((label, score[prediction_key]) for score, label in score_labels)
        known = set(labels)
        for label, predicted in cells:
            if label not in known or predicted not in known:
                raise ModelConsistencyError(
                    f"Label {label!r}, predicted as {predicted!r}: both must be among {list(labels)!r}."
                )
        self._fill(labels, [[cells[label, predicted] for predicted in labels] for label in labels])

    @classmethod
    def from_cells(cls, labels: Sequence[Label], n: int, cells: Sequence[Sequence[int]]) -> Counts:
        """Return the counts of which these are the `cells`, as a model file stores them."""
        counts = cls.__new__(cls)
        ModelInfo.__init__(counts)
        counts._fill(labels, cells, n)
        return counts

    def cells(self) -> list[list[int]]:
        """Return the numbers of ``predictions`` as rows, in the order of the labels."""
        return [list(row.values()) for row in self["predictions"].values()]

    def _fill(self, labels: Sequence[Label], cells: Sequence[Sequence[int]], n: int | None = None) -> None:
        self["n"] = sum(map(sum, cells)) if n is None else n
        self["labels"] = {label: sum(row) for label, row in zip(labels, cells, strict=True)}
        self["predictions"] = {
            label: dict(zip(labels, row, strict=True)) for label, row in zip(labels, cells, strict=True)
        }

    def matrix(self, label: Label) -> tuple[int, int, int, int]:
        """Return true and false positives, true and false negatives of one label."""
        positives = sum(row[label] for row in self["predictions"].values())
        tp = self["predictions"][label][label]
        fp, fn = positives - tp, self["labels"][label] - tp
        return tp, fp, self["n"] - tp - fp - fn, fn

    def format_str(self, path_tree: PathTree, **kwargs: Any) -> str:
        """Format as a table: a row per label, a column per prediction."""
        ignore_path(path_tree, "counts")
        rows = [
            [repr(label), self["labels"][label], "-->", *predictions.values()]
            for label, predictions in self["predictions"].items()
        ]
        text = table(rows, headers=["label", "n", "", *(f"~{label}" for label in self["labels"])])
        return f"counts (n={self['n']}):\n" + tab_it_in(text)

    def format_json(self, path_tree: PathTree, **kwargs: Any) -> Any:
        """Format the counts selected as JSON-able data."""
        return dict_lookup(dict(self.items()), path_tree)


class MultilabelCounts(Counts):
    """The counts where an observation has any number of labels: for each, present or not, predicted or not.

    Examples
    --------
    >>> scores = [({"prediction": ["A"]}, ["A", "B"])]
    >>> MultilabelCounts(["A", "B"], scores, "prediction")["predictions"]["B"]
    {True: {True: 0, False: 1}, False: {True: 0, False: 0}}
    """

    def __init__(
        self, labels: Sequence[Label], score_labels: Iterable[ScoreLabel], prediction_key: str
    ) -> None:
        ModelInfo.__init__(self)
        labels = list(dict.fromkeys(labels))
        pairs = [(set(actual), set(score[prediction_key])) for score, actual in score_labels]
        for actual, predicted in pairs:
            unknown = (actual | predicted).difference(labels)
            if unknown:
                raise ModelConsistencyError(
                    f"Labels {sorted(map(repr, unknown))} are not among {list(labels)!r}."
                )
        counted = {
            label: Counter((label in actual, label in predicted) for actual, predicted in pairs)
            for label in labels
        }
        order = [(True, True), (True, False), (False, True), (False, False)]
        self._fill(labels, [[counted[label][cell] for cell in order] for label in labels], len(pairs))

    def cells(self) -> list[list[int]]:
        """Return the numbers of ``predictions``, four for each label."""
        return [[n for row in cells.values() for n in row.values()] for cells in self["predictions"].values()]

    def _fill(self, labels: Sequence[Label], cells: Sequence[Sequence[int]], n: int | None = None) -> None:
        self["n"] = n
        self["labels"] = {}
        self["predictions"] = {}
        for label, (tp, fn, fp, tn) in zip(labels, cells, strict=True):
            self["labels"][label] = tp + fn
            self["predictions"][label] = {True: {True: tp, False: fn}, False: {True: fp, False: tn}}

    def matrix(self, label: Label) -> tuple[int, int, int, int]:
        """Return true and false positives, true and false negatives of one label."""
        cells = self["predictions"][label]
        return cells[True][True], cells[False][True], cells[False][False], cells[True][False]

    def format_str(self, path_tree: PathTree, true_headings: bool = False, **kwargs: Any) -> str:
        """Format as a table: a row per label, a column per cell of its matrix.

        As in revscoring 2.x, the columns headed FP and FN are exchanged; ``true_headings=True`` prints
        them under their right names. The data (items, JSON) are right in any case.
        """
        ignore_path(path_tree, "counts")
        rows = []
        for label, n in self["labels"].items():
            tp, fp, tn, fn = self.matrix(label)
            middle = (fp, fn) if true_headings else (fn, fp)
            rows.append([repr(label), n, "-->", tp, *middle, tn])
        text = table(rows, headers=["label", "n", "", "TP", "FP", "FN", "TN"])
        return f"counts (n={self['n']}):\n" + tab_it_in(text, 2)
