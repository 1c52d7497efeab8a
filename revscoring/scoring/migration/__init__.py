"""Conversion of pickled models of revscoring 2.x into model files; nothing in a pickle is run."""

from .conversion import Migration, compare_scores, load_old_model, migrate

__all__ = ["Migration", "compare_scores", "load_old_model", "migrate"]
