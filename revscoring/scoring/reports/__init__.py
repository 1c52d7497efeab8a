"""Reports on how well a model does: a page in HTML, and a model card in Markdown or wikitext."""

from .cards import Card, CardPart, make_card, render_card
from .contents import OPERATING_POINTS, Table, operating_points, report_data
from .importance import importances
from .rendering import page_templates, render_report

__all__ = [
    "OPERATING_POINTS",
    "Card",
    "CardPart",
    "Table",
    "importances",
    "make_card",
    "operating_points",
    "page_templates",
    "render_card",
    "render_report",
    "report_data",
]
