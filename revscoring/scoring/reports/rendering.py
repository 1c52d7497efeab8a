"""Reports on models: a page in HTML. How it looks is in ``templates/``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape

from ..summary import label_field, statistics_of
from . import contents, evaluations
from .markup import as_wikitext, cell

if TYPE_CHECKING:
    from ..models import Model

__all__ = ["common_contents", "page_templates", "render_report"]

#: The package whose ``templates/`` have the frame of all pages, ``page.html.jinja``, and their tables.
HERE = "revscoring.scoring.reports"


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
            policy=contents.policy_table(model),
            promises=evaluations.promises_of(model),
            **common_contents(model, columns=4),
        )
    )


def common_contents(model: Model, columns: int) -> dict[str, Any]:
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
    templates.filters.update(cell=cell, wikitext=as_wikitext)
    return templates
