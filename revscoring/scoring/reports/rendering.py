"""Reports on models: a page in HTML, and a model card in Markdown. How they look is in ``templates/``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape

from ...features import who_features
from ..files import MissingFeature
from ..formats import normalize_json
from ..summary import label_field, statistics_of, words_of
from ..training_data import data_of, learned_from
from . import contents, evaluations
from .contents import Cell, Table

if TYPE_CHECKING:
    from ..models import Model

__all__ = ["page_templates", "render_card", "render_report"]

#: The package whose ``templates/`` have the frame of all pages, ``page.html.jinja``, and their tables.
HERE = "revscoring.scoring.reports"

#: What is markup anywhere in a line of wikitext.
MARKUP = re.compile(r"[\[\]{}<>|='~&_]|(?<=[!/])[!/]")


def render_report(model: Model, title: str | None = None) -> str:
    """Write a page on a model: one HTML file with plots and a slider to choose a threshold.

    Parameters
    ----------
    model : Model
        Preferably tested or cross-validated: without statistics there are no plots.
    title : str, optional
        The heading; by default what the model is about.

    Returns
    -------
    str
        An HTML document that refers to nothing else, so it needs no network.
    """
    statistics = statistics_of(model)
    return (
        page_templates()
        .get_template("report.html.jinja")
        .render(
            title=title or contents.heading(model),
            lead=contents.lead(model),
            about=contents.about(model),
            curves=contents.report_data(model),
            facts=contents.facts_table(model),
            goals=contents.goals_table(model),
            quality=None if statistics is None else contents.quality_table(model, statistics),
            promises=evaluations.promises_of(model),
            **_contents(model, columns=4),
        )
    )


def render_card(model: Model, title: str | None = None) -> str:
    """Write a model card in Markdown, with the sections of the cards on Meta-Wiki.

    What a file cannot tell (why the model was made, for whom, what may go wrong) is left as questions.

    Parameters
    ----------
    model : Model
        Preferably tested or cross-validated.
    title : str, optional
        The name of the model; by default what it is about, or its class if that is not known.
    """
    title = title or (type(model).__name__ if label_field(model) is None else contents.heading(model))
    common = _contents(model, columns=4)
    rows: Sequence[Sequence[Any]] = common["features"].rows
    about_people = [str(feature) for feature in who_features(model.features)]
    shares = {f"feature.{name}": share for name, _, share in rows if share is not None}
    statistics = statistics_of(model)
    return (
        page_templates()
        .get_template("card.md.jinja")
        .render(
            title=title,
            model=model,
            model_class=type(model).__name__,
            wiki=data_of(model).get("wiki"),
            learned=learned_from(model),
            goals=contents.goals_table(model),
            labels=[words_of(model, label).name for label in getattr(model, "labels", ())],
            totals={} if statistics is None else _named(model, statistics["counts"]["labels"]),
            n=None if statistics is None else statistics["counts"]["n"],
            rates={} if statistics is None else _named(model, statistics.population_rates or {}),
            implementation=_implementation(model),
            environment=contents.environment_of(model),
            missing=sum(isinstance(feature.process, MissingFeature) for feature in model.features),
            most_important=Table(common["features"].header, sorted(rows, key=_share, reverse=True)),
            about_people=about_people,
            share_about_people=sum(shares.get(name, 0) for name in about_people) if shares else None,
            citation_key="".join(c if c.isalnum() else "_" for c in title.lower()),
            **common,
        )
    )


def _contents(model: Model, columns: int) -> dict[str, Any]:
    """Return what the page and the card have in common."""
    statistics, field = statistics_of(model), label_field(model)
    return {
        "drift": model.drift,
        "multilabel": bool(getattr(model, "multilabel", False)),
        "evaluations": evaluations.evaluations_table(model),
        "groups": evaluations.groups_of(model),
        "points": contents.points_table(model, columns),
        "statistics": None if statistics is None else contents.statistics_table(statistics, field),
        "counts": None if statistics is None else contents.counts_table(statistics, field),
        "features": contents.features_table(model),
    }


def _share(row: Sequence[Any]) -> float:
    return float(row[-1] or 0)


def _named(model: Model, by_label: Mapping[Any, float]) -> dict[str, float]:
    return {words_of(model, label).name: value for label, value in by_label.items()}


def _implementation(model: Model) -> str:
    environment = contents.environment_of(model)
    document = {
        "type": type(model).__name__,
        "version": model.version,
        "params": model.params,
        "score_schema": model.info.get("score_schema"),
        "environment": {
            key: environment.get(key) for key in ("revscoring_version", "python_version", "machine")
        },
    }
    return json.dumps(normalize_json(document), indent=2, ensure_ascii=False, default=str)


# -- templates --------------------------------------------------------------------------------------


@lru_cache
def page_templates(package: str = HERE) -> Environment:
    """Return the templates of a package, which can extend ``page.html.jinja``, the frame of all pages."""
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(HERE)]),
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "allow_nan": False}
    templates.filters.update(cell=cell, markdown_table=markdown_table, wikitext=as_wikitext)
    return templates


def cell(value: Cell) -> str:
    """Return the text of a cell.

    Examples
    --------
    >>> cell(0.25), cell(1200), cell(None), cell("a")
    ('0.250', '1,200', '–', 'a')
    """
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def as_wikitext(text: object) -> str:
    """Return a text as wikitext that shows it as it is, in one line.

    Examples
    --------
    >>> as_wikitext("[[a]] <b>")
    '&#91;&#91;a&#93;&#93; &#60;b&#62;'
    >>> as_wikitext("plain words, 5 of 10: ha"), as_wikitext("* no item")
    ('plain words, 5 of 10: ha', '&#42; no item')
    """
    line = MARKUP.sub(lambda found: f"&#{ord(found[0])};", " ".join(str(text).split()))
    return f"&#{ord(line[0])};{line[1:]}" if line[:1] in ("*", "#", ":", ";", "-", "!") else line


def markdown_table(table: Table, code: int | None = None) -> str:
    r"""Write a table in Markdown, with the cells of one column as code.

    Examples
    --------
    >>> print(markdown_table(Table(["a", "b"], [["x|y", 0.25], ["z", 1200]]), code=0))
    | a | b |
    | --- | --- |
    | `x\|y` | 0.250 |
    | `z` | 1,200 |
    """
    lines = [list(table.header), ["---"] * len(table.header)]
    for row in table.rows:
        texts = [cell(value).replace("|", "\\|").replace("\n", " ") for value in row]
        lines.append([f"`{text}`" if place == code else text for place, text in enumerate(texts)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
