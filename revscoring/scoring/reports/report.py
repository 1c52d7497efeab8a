"""A page on how well a model does: one HTML file with plots and a threshold explorer, which needs no network.

All numbers come from the statistics in the model. How the page looks is in `revscoring.scoring.reports.page`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model_info import ModelInfo
from ..models.util import key_normalize
from ..statistics.classification.classification import Classification
from .importance import importances
from .page import PAGE

__all__ = ["OPERATING_POINTS", "label_name", "operating_points", "render_report", "report_data"]

COLUMNS = ("recall", "precision", "filter_rate", "fpr", "f1", "accuracy", "!precision", "!recall")
MAX_ROWS = 1000
RIGHT = ' class="n"'
BINS = 20

OPERATING_POINTS = (
    "maximum recall @ precision >= 0.9",
    "maximum recall @ precision >= 0.75",
    "maximum filter_rate @ recall >= 0.9",
    "maximum filter_rate @ recall >= 0.75",
    "maximum recall @ fpr <= 0.01",
    "maximum f1 @ recall >= 0",
)
"""What is asked for most: for bots (precision), for patrollers (recall), and in between."""


def render_report(model: Any, title: str | None = None) -> str:
    """Write the page on a model.

    Parameters
    ----------
    model : Model
        Preferably tested or cross-validated: without statistics there are no plots.
    title : str, optional
        The heading; by default the class of the model.

    Returns
    -------
    str
        An HTML document without references to anything else.
    """
    data = report_data(model)
    heading = title or f"{type(model).__name__}{'' if model.version is None else ' ' + str(model.version)}"
    # "<" would end the element that the data are in.
    script = json.dumps(data, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    parts = {
        "title": html.escape(heading),
        "lead": html.escape(_lead(model, data)),
        "facts": _facts(model),
        "notes": _notes(model),
        "statistics": _statistics_table(model),
        "counts": _counts_table(model),
        "points": _points_table(model),
        "features": _features_table(model, data["importances"]),
        "data": script,
    }
    return re.sub(r"@@(\w+)@@", lambda found: parts[found[1]], PAGE)


def report_data(model: Any) -> dict[str, Any]:
    """Give the numbers that the page draws, as plain values.

    Parameters
    ----------
    model : Model

    Returns
    -------
    dict
        ``labels``: for each label its curves, bins and areas; ``importances``: for each value of a
        vector its name and share, the greatest first.
    """
    thresholds = _thresholds(model)
    return {
        "labels": [_label_data(label, statistics) for label, statistics in thresholds.items()],
        "importances": importances(model),
    }


def _thresholds(model: Any) -> dict[Any, Any]:
    statistics = model.info.get("statistics")
    found = statistics.get("thresholds") if isinstance(statistics, ModelInfo) else None
    return {} if found is None else dict(found.items())


def label_name(label: Any) -> str:
    """Give a label as JSON and the paths of model information have it.

    Examples
    --------
    >>> label_name(True), label_name("A")
    ('true', 'A')
    """
    key = key_normalize(label)
    return key if isinstance(key, str) else json.dumps(key)


def _label_data(label: Any, statistics: Any) -> dict[str, Any]:
    rows = _chosen_rows(len(statistics.thresholds))
    trues, falses = (
        _histogram(statistics, cells) for cells in (statistics.true_cells, statistics.false_cells)
    )
    return {
        "name": label_name(label),
        "n": int(statistics.true_cells.sum() + statistics.false_cells.sum()),
        "trues": int(statistics.true_cells.sum()),
        "rate": statistics.population_rate,
        "threshold": _numbers(statistics.thresholds[rows]),
        **{name: _numbers(statistics.column(name)[rows]) for name in COLUMNS},
        "areas": {
            name: _number(statistics[name])
            for name in ("roc_auc", "pr_auc", "roc_auc_exact", "average_precision")
        },
        "reliability": statistics.reliability_curve(10),
        "histogram": {"true": trues, "false": falses},
    }


def _chosen_rows(n: int) -> NDArray[np.int64]:
    """Choose rows evenly if there are too many to draw."""
    return np.unique(np.linspace(0, n - 1, min(n, MAX_ROWS)).round().astype(np.int64))


def _histogram(statistics: Any, cells: NDArray[np.int64]) -> list[int]:
    places = np.clip((statistics.thresholds * BINS).astype(np.int64), 0, BINS - 1)
    counts: list[int] = np.bincount(places, weights=cells, minlength=BINS).astype(int).tolist()
    return counts


def _number(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else round(float(value), 5)


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [_number(value) for value in values]


def operating_points(model: Any) -> list[tuple[Any, str, dict[str, float | None] | None]]:
    """Find what is asked for most (`OPERATING_POINTS`) for every label.

    Returns
    -------
    list of (label, question, statistics)
        The statistics at the threshold that answers, with the ``threshold``; None if there is none.
    """
    found = []
    for label, statistics in _thresholds(model).items():
        for question in OPERATING_POINTS:
            threshold = statistics[question]
            row: dict[str, float | None] | None = None
            if threshold is not None:
                place = int(np.searchsorted(statistics.thresholds, threshold))
                row = {"threshold": float(threshold)}
                row |= {name: _number(statistics.column(name)[place]) for name in COLUMNS}
            found.append((label, question, row))
    return found


# -- tables -----------------------------------------------------------------------------------------


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write an HTML table; columns of numbers are aligned to the right.

    Examples
    --------
    >>> table(["a"], [["<b>"]])
    '<table><tr><th>a</th></tr><tr><td>&lt;b&gt;</td></tr></table>'
    >>> table(["a"], [[0.5], [None], [1200]])[:59]
    '<table><tr><th class="n">a</th></tr><tr><td class="n">0.500'
    """
    rows = [list(row) for row in rows]
    numeric = [any(_is_number(row[place]) for row in rows) for place in range(len(header))]
    lines = []
    for kind, row in [("th", list(header)), *(("td", row) for row in rows)]:
        cells = (
            f"<{kind}{RIGHT if right else ''}>{html.escape(_cell(value))}</{kind}>"
            for value, right in zip(row, numeric, strict=True)
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if _is_number(value) else str(value)


def _lead(model: Any, data: dict[str, Any]) -> str:
    if not data["labels"]:
        return "This model has no statistics of thresholds: test or cross-validate it to see its curves."
    first = data["labels"][0]
    return (
        f"{first['n']:,} scores of observations whose label is known, "
        f"{len(model.features)} features, {len(data['labels'])} labels."
    )


def _facts(model: Any) -> str:
    environment = model.info.get("environment") or {}
    rows = [
        ("Class", type(model).__name__),
        ("Version", model.version),
        ("Labels", ", ".join(label_name(label) for label in getattr(model, "labels", ()))),
        ("Made with", f"revscoring {environment.get('revscoring_version', '?')}"),
        ("Python", environment.get("python_version", "?")),
    ]
    rows += [(name, json.dumps(value, default=str)) for name, value in sorted(model.params.items())]
    return table(["", ""], rows)


def _notes(model: Any) -> str:
    notes = getattr(model, "drift", ())
    items = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    return f'<div class="note"><b>Not quite as it was trained:</b><ul>{items}</ul></div>' if notes else ""


def _statistics_table(model: Any) -> str:
    statistics: Any = model.info.get("statistics")
    if not isinstance(statistics, Classification) or "recall" not in statistics:
        return "<p>There are none.</p>"
    shown = [*statistics.keys(), "roc_auc_exact", "average_precision"]
    rows = []
    for name in shown:
        try:
            value = statistics[name].format_json({}, ndigits=3)
            cells = [value["micro"], value["macro"], *value["labels"].values()]
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
        rows.append([name, *cells])
    return table(["statistic", "micro", "macro", *map(label_name, statistics.labels)], rows)


def _counts_table(model: Any) -> str:
    statistics = model.info.get("statistics")
    if not isinstance(statistics, Classification) or "counts" not in statistics:
        return "<p>There are none.</p>"
    predictions = statistics["counts"]["predictions"]
    names = [label_name(label) for label in predictions]
    if statistics.multilabel:
        rows = [
            [
                label_name(label),
                cells[True][True],
                cells[True][False],
                cells[False][True],
                cells[False][False],
            ]
            for label, cells in predictions.items()
        ]
        return table(
            ["label", "has it, predicted", "has it, missed", "predicted wrongly", "rightly not"], rows
        )
    most = max(1, *(count for row in predictions.values() for count in row.values()))
    lines = [
        "<tr><th>actual \\ predicted</th>" + "".join(f"<th>{html.escape(n)}</th>" for n in names) + "</tr>"
    ]
    for name, (actual, row) in zip(names, predictions.items(), strict=True):
        total = max(1, sum(row.values()))
        cells = "".join(
            f'<td class="n {"hit" if actual == predicted else "miss"}" style="--w:{count / most:.3f}">'
            f"{count:,}<small>{count / total:.1%}</small></td>"
            for predicted, count in row.items()
        )
        lines.append(f"<tr><th>{html.escape(name)}</th>{cells}</tr>")
    return f'<table class="matrix">{"".join(lines)}</table>'


def _points_table(model: Any) -> str:
    rows = [
        [label_name(label), question, *((row or {}).get(name) for name in ("threshold", *COLUMNS[:5]))]
        for label, question, row in operating_points(model)
    ]
    return table(["label", "asked for", "threshold", *COLUMNS[:5]], rows) if rows else ""


def _features_table(model: Any, shares: Sequence[dict[str, Any]]) -> str:
    from ...features import describe

    known = {item["name"]: item["share"] for item in shares}
    rows = [
        [
            index + 1,
            str(feature).partition(".")[2],
            describe(feature),
            known.get(str(feature).partition(".")[2]),
        ]
        for index, feature in enumerate(model.features)
    ]
    return table(["", "feature", "what it is", "importance"], rows)
