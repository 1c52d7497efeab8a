"""Reports on how well a model does: a page in HTML, and a model card in Markdown."""

from .contents import OPERATING_POINTS, operating_points, report_data
from .importance import importances
from .rendering import page_templates, render_card, render_report

__all__ = [
    "OPERATING_POINTS",
    "importances",
    "operating_points",
    "page_templates",
    "render_card",
    "render_report",
    "report_data",
]
