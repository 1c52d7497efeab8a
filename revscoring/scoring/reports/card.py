"""A model card in Markdown, with the sections of the cards on Meta-Wiki, filled from the model itself.

What a file cannot know (why the model was made, for whom, what may go wrong) is left as questions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ..files.feature_records import MissingFeature
from ..models.util import normalize_json
from ..statistics.classification.classification import Classification
from .importance import importances
from .report import COLUMNS, label_name, operating_points

__all__ = ["render_card"]

ASK = "**To answer:**"
SHOWN_FEATURES = 15

QUESTIONS = {
    "Motivation": [
        "What problem of which community does the model help with, and what was done about it before?",
        "Why does it take a model? Who asked for it?",
    ],
    "Users and uses": [
        "Who uses the scores: patrollers, bots, tools, researchers? On which wikis?",
        "At which thresholds, and what happens to an edit then? Who can overrule it?",
    ],
    "Don't use this model for": [
        "other wikis, languages or namespaces than it was trained on",
        "blocking or judging people: it scores edits, not editors",
        "What else would be a misuse?",
    ],
    "Ethical considerations, caveats and recommendations": [
        "Where do the labels come from, and what did those who labelled agree on?",
        "Whom does it burden when it is wrong: newcomers, people who are not logged in, others?",
        "How can people report a wrong score, who looks at the reports, and when will it be retrained?",
    ],
}


def render_card(model: Any, name: str | None = None) -> str:
    """Write the card of a model.

    Parameters
    ----------
    model : Model
        Preferably tested or cross-validated.
    name : str, optional
        How the model is called; by default its class.

    Returns
    -------
    str
        Markdown.
    """
    title = name or type(model).__name__
    parts = [
        f"# Model card: {title}",
        _table(["", ""], _facts(model)),
        *(_section(heading) for heading in list(QUESTIONS)[:3]),
        _section("Ethical considerations, caveats and recommendations", _cautions(model)),
        "## Model",
        "### Performance",
        _performance(model),
        "### Implementation",
        _implementation(model),
        "### Features",
        _features(model),
        "## Data",
        _data(model),
        "## Licence",
        f"* Code of revscoring: MIT.\n* {ASK} Under which licence are the model and its data?",
        "## Citation",
        _citation(model, title),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(heading: str, before: Sequence[str] = ()) -> str:
    lines = [f"* {text}" for text in before]
    lines += [f"* {ASK} {text}" if text.endswith("?") else f"* {text}" for text in QUESTIONS[heading]]
    return f"## {heading}\n\n" + "\n".join(lines)


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write a Markdown table.

    Examples
    --------
    >>> print(_table(["a", "b"], [["x|y", 0.25], [None, 1200]]))
    | a | b |
    | --- | --- |
    | x\\|y | 0.250 |
    | – | 1,200 |
    """
    lines = [list(header), ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def _environment(model: Any, field: str) -> Any:
    environment = model.info.get("environment")
    return None if environment is None else environment.get(field)


def _facts(model: Any) -> list[tuple[str, Any]]:
    return [
        ("Model", f"{type(model).__name__} of revscoring {_environment(model, 'revscoring_version')}"),
        ("Version", model.version),
        ("Scores", ", ".join(label_name(label) for label in getattr(model, "labels", ()))),
        ("Wiki and language", f"{ASK} which?"),
        ("Owner and contact", f"{ASK} who, and where are questions answered?"),
    ]


def _statistics(model: Any) -> Classification | None:
    found = model.info.get("statistics")
    return found if isinstance(found, Classification) and "counts" in found else None


def _cautions(model: Any) -> list[str]:
    """Say what can be seen from the model and its features."""
    notes = [f"This copy is not quite as it was trained: {note}." for note in getattr(model, "drift", ())]
    about_people = [str(feature) for feature in model.features if "user" in str(feature)]
    if about_people:
        shares = {item["name"]: item["share"] for item in importances(model)}
        share = sum(shares.get(name.partition(".")[2], 0) for name in about_people)
        notes.append(
            f"{len(about_people)} of {len(model.features)} features tell something about who edits "
            f"({', '.join(f'`{name}`' for name in about_people)})"
            + (f"; they make up {share:.0%} of what the model looks at" if shares else "")
            + ". Edits of newcomers may score otherwise than the same edits of others."
        )
    return notes


def _performance(model: Any) -> str:
    statistics = _statistics(model)
    if statistics is None:
        return f"{ASK} the model has no statistics; test or cross-validate it."
    names = [label_name(label) for label in statistics.labels]
    parts = [f"Of {statistics['counts']['n']:,} observations whose label is known."]
    if statistics.population_rates:
        rates = ", ".join(f"{label_name(k)} {v:.2%}" for k, v in statistics.population_rates.items())
        parts[0] += f" Statistics are scaled to the population ({rates}); counts are not."
    parts += [_counts(statistics, names), _statistics_table(statistics, names)]
    points = operating_points(model)
    if points:
        header = ["label", "asked for", "threshold", *COLUMNS[:4]]
        rows = [
            [label_name(label), f"`{question}`", *((row or {}).get(key) for key in header[2:])]
            for label, question, row in points
        ]
        parts += ["Operating points:", _table(header, rows)]
    return "\n\n".join(parts)


def _counts(statistics: Classification, names: Sequence[str]) -> str:
    predictions = statistics["counts"]["predictions"]
    if statistics.multilabel:
        header = ["label", "has it, predicted", "has it, missed", "predicted wrongly", "rightly not"]
        cells = [[n for row in cell.values() for n in row.values()] for cell in predictions.values()]
    else:
        header = ["actual \\ predicted", *names]
        cells = [list(row.values()) for row in predictions.values()]
    return _table(header, [[name, *row] for name, row in zip(names, cells, strict=True)])


def _statistics_table(statistics: Classification, names: Sequence[str]) -> str:
    rows = []
    for field in [*statistics.keys(), "roc_auc_exact", "average_precision"]:
        if field in ("counts", "rates", "thresholds") or (
            field in ("roc_auc_exact", "average_precision") and "thresholds" not in statistics
        ):
            continue
        value = statistics[field].format_json({})
        rows.append([f"`{field}`", value["micro"], value["macro"], *value["labels"].values()])
    return _table(["statistic", "micro", "macro", *names], rows)


def _implementation(model: Any) -> str:
    document = {
        "type": type(model).__name__,
        "version": model.version,
        "params": model.params,
        "score_schema": model.info.get("score_schema"),
        "environment": {
            key: _environment(model, key) for key in ("revscoring_version", "python_version", "machine")
        },
    }
    text = json.dumps(normalize_json(document), indent=2, ensure_ascii=False, default=str)
    return f"```json\n{text}\n```"


def _features(model: Any) -> str:
    from ...features import describe

    shares = {item["name"]: item["share"] for item in importances(model)}
    rows = [
        (f"`{str(feature).partition('.')[2]}`", describe(feature), shares.get(str(feature).partition(".")[2]))
        for feature in model.features
    ]
    rows.sort(key=lambda row: -(row[2] or 0))
    missing = sum(isinstance(feature.process, MissingFeature) for feature in model.features)
    text = f"{len(rows)} features" + (f", of which {missing} are known by name only here" if missing else "")
    more = f"\n\nand {len(rows) - SHOWN_FEATURES} more." if len(rows) > SHOWN_FEATURES else ""
    return f"{text}.\n\n" + _table(["feature", "what it is", "importance"], rows[:SHOWN_FEATURES]) + more


def _data(model: Any) -> str:
    statistics = _statistics(model)
    lines = []
    if statistics is not None:
        counts = statistics["counts"]
        labels = ", ".join(f"{label_name(label)} {n:,}" for label, n in counts["labels"].items())
        lines.append(f"* Tested on {counts['n']:,} observations: {labels}.")
    lines += [
        f"* {ASK} Which revisions, of which wiki and time, was it trained on, and how were they sampled?",
        f"* {ASK} Who labelled them, by which instructions? Where can the data be had?",
    ]
    return "\n".join(lines)


def _citation(model: Any, title: str) -> str:
    version = "" if model.version is None else f",\n  version = {{{model.version}}}"
    return (
        "```bibtex\n"
        f"@misc{{{''.join(c if c.isalnum() else '_' for c in title.lower())},\n"
        f"  title = {{{title}}},\n  author = {{?}},\n  year = {{?}},\n  url = {{?}}{version}\n"
        "}\n```\n\n"
        f"* {ASK} author, year and address above.\n"
        "* The method: A. Halfaker and R. S. Geiger, “ORES: Lowering Barriers with Participatory Machine "
        "Learning in Wikipedia”, Proc. ACM Hum.-Comput. Interact. 4 (CSCW2), 2020."
    )
